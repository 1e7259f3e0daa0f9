//! One source for Solidity declarations: the compiled types and the exported text are the same tokens.

/// Declares Solidity errors, events, structs and the contract's interface once.
///
/// The body goes to `sol!` unchanged. Errors implement [`Declared`](crate::Declared) and events
/// [`Logged`](crate::Logged). An interface also becomes a constant of its name, which says which of its functions change
/// something ([`Functions`](crate::Functions)). An ABI export also keeps the body as the text `SOLIDITY`, so that `abi/` publishes what
/// was compiled. Parameters of errors and events have one word each.
#[macro_export]
macro_rules! solidity {
    (@each) => {};
    (@each $(#[$meta:meta])* error $name:ident ($($type:ident $field:ident),* $(,)?); $($rest:tt)*) => {
        impl $crate::Declared for $name {
            #[allow(unused_mut, reason = "for an error without figures")]
            fn revert_data(&self) -> alloc::vec::Vec<u8> {
                let mut out = $crate::words::Encoding::after(
                    &<Self as ::alloy_sol_types::SolError>::SELECTOR,
                    0,
                );
                $($crate::words::Value::write(&self.$field, &mut out);)*
                out.finish()
            }
        }
        $crate::solidity!(@each $($rest)*);
    };
    (@each $(#[$meta:meta])* event $name:ident ($($fields:tt)*); $($rest:tt)*) => {
        $crate::solidity!(@event $name [] [] $($fields)* ,);
        $crate::solidity!(@each $($rest)*);
    };
    (@each $(#[$meta:meta])* struct $name:ident {$($fields:tt)*} $($rest:tt)*) => {
        $crate::solidity!(@each $($rest)*);
    };
    (@each $(#[$meta:meta])* interface $name:ident {$($functions:tt)*} $($rest:tt)*) => {
        $crate::solidity!(@functions $name $($functions)*);
        $crate::solidity!(@each $($rest)*);
    };
    (@functions $name:ident $(
        $(#[$meta:meta])*
        $kind:ident $($function:ident)? ($($parameters:tt)*) $($word:ident)* $(($($returned:tt)*))?;
    )*) => {
        /// The functions of the interface, for the guard against re-entry.
        #[allow(
            non_upper_case_globals,
            unreachable_pub,
            reason = "named as the interface, so that both are in scope together; the module may be private"
        )]
        pub const $name: $crate::Functions =
            &[$((concat!($(stringify!($function))?), &[$(stringify!($word)),*])),*];
    };
    (@event $name:ident [$($topic:ident)*] [$($datum:ident)*] $(,)?) => {
        impl $crate::Logged for $name {
            const TOPICS: usize = 1 $(+ { let _ = stringify!($topic); 1 })*;
            fn log_data(&self) -> alloc::vec::Vec<u8> {
                let signature = <Self as ::alloy_sol_types::SolEvent>::SIGNATURE_HASH;
                let mut out = $crate::words::Encoding::after(signature.as_slice(), 0);
                $($crate::words::Value::write(&self.$topic, &mut out);)*
                $($crate::words::Value::write(&self.$datum, &mut out);)*
                out.finish()
            }
        }
    };
    (@event $name:ident [$($topics:ident)*] [$($data:ident)*] $type:ident indexed $field:ident, $($rest:tt)*) => {
        $crate::solidity!(@event $name [$($topics)* $field] [$($data)*] $($rest)*);
    };
    (@event $name:ident [$($topics:ident)*] [$($data:ident)*] $type:ident $field:ident, $($rest:tt)*) => {
        $crate::solidity!(@event $name [$($topics)*] [$($data)* $field] $($rest)*);
    };
    ($($body:tt)*) => {
        ::alloy_sol_types::sol! { $($body)* }
        $crate::solidity!(@each $($body)*);

        /// The declarations above as Solidity text, for the ABI export.
        #[cfg(feature = "export-abi")]
        #[allow(unreachable_pub, reason = "the crate may hand it on under another name")]
        pub const SOLIDITY: &str = stringify!($($body)*);
    };
}
