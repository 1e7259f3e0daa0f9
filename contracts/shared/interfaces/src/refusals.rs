//! One error type for a contract whose refusals come from several modules.

/// Declares an enum of errors, each a `sol!` error or itself such an enum, and how it is put into revert data.
///
/// The SDK's own derive takes `sol!` errors only. In an ABI export the enum lists nothing: the errors' declarations are
/// exported as text, see [`solidity!`](crate::solidity).
#[macro_export]
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident($error:ty)),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        $vis enum $name {
            $($(#[$variant_meta])* $variant($error)),+
        }

        $(
            impl From<$error> for $name {
                fn from(error: $error) -> Self {
                    Self::$variant(error)
                }
            }
        )+

        impl From<$name> for alloc::vec::Vec<u8> {
            fn from(error: $name) -> Self {
                match error {
                    $($name::$variant(error) => {
                        stylus_sdk::stylus_core::errors::MethodError::encode(error)
                    })+
                }
            }
        }

        #[cfg(feature = "export-abi")]
        impl stylus_sdk::abi::export::internal::InnerTypes for $name {}
    };
}
