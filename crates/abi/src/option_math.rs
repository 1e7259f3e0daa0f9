//! Sensitivities, implied volatilities and the check of a surface.

pub use crate::trading::IOptionMath;

/// The calls that other contracts make, through the SDK's macro over the compact codec.
pub(crate) mod calls {
    #![allow(
        missing_docs,
        non_snake_case,
        reason = "the macro adds items and names of its own"
    )]
    #![allow(
        clippy::pedantic,
        clippy::needless_question_mark,
        clippy::too_many_arguments,
        reason = "the macro's expansion"
    )]
    use crate::sdk as stylus_sdk;
    #[allow(unused_imports, reason = "the macro writes `vec!` for the selector")]
    use crate::sdk::vec;
    use crate::trading::Verdict;

    ::stylus_sdk::prelude::sol_interface! {
        interface IOptionMath {
            function judge((uint64,uint64,int128,uint128,int128,int128,uint128) slice, (uint64,uint64,int128,uint128,int128,int128,uint128) earlier, (uint64,uint64,int128,uint128,int128,int128,uint128) later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (Verdict);
        }
    }
}
