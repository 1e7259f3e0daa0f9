//! One source for Solidity declarations: the compiled types and the exported text are the same tokens.

/// Declares Solidity errors or events once.
///
/// The body is handed to `sol!` as it stands and, in an ABI export, also kept as the text `SOLIDITY`, so that what is
/// published in `abi/` is what was compiled.
#[macro_export]
macro_rules! solidity {
    ($($body:tt)*) => {
        ::alloy_sol_types::sol! { $($body)* }

        /// The declarations above as Solidity text, for the ABI export.
        #[cfg(feature = "export-abi")]
        pub const SOLIDITY: &str = stringify!($($body)*);
    };
}

/// Declares the interfaces through which contracts call each other, and keeps their text for the test that compares
/// it with what the callees export.
macro_rules! callees {
    ($($body:tt)*) => {
        stylus_sdk::prelude::sol_interface! { $($body)* }

        #[cfg(test)]
        pub(crate) const SOLIDITY: &str = stringify!($($body)*);
    };
}
pub(crate) use callees;
