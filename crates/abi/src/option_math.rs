//! Sensitivities, implied volatilities and the check of a surface.

pub use crate::trading::IOptionMath;

calls! {
    use crate::trading::Verdict;
    interface IOptionMath {
        function judge((uint64,uint64,int128,uint128,int128,int128,uint128) slice, (uint64,uint64,int128,uint128,int128,int128,uint128) earlier, (uint64,uint64,int128,uint128,int128,int128,uint128) later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (Verdict);
    }
}
