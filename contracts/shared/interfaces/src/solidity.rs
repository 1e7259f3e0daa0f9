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
