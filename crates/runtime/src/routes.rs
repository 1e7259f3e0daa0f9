//! From a selector to a method, and from its result to bytes.

use crate::name::same;
use crate::reentry::guarded;
use crate::refusal::Refusal;
use crate::words::{Value, Values};
use alloy_sol_types::{SolCall, SolConstructor, SolType};
use stylus_sdk::ArbResult;

/// What a method returns: nothing, a value, a tuple of values, or a result of one of these.
pub trait Outcome {
    /// The names of the types, in parentheses.
    const NAME: crate::name::Name;
    /// Returns the bytes that the call returns.
    ///
    /// # Errors
    /// The bytes with which the call reverts.
    fn outcome(self) -> ArbResult;
}

/// Values as a function returns them.
pub trait Returned: Sized {
    /// The values as a tuple.
    type Side: Values;
    /// Returns the values as a tuple.
    fn side_by_side(self) -> Self::Side;
}

/// Implements [`Returned`] for a value that is returned alone.
#[macro_export]
macro_rules! alone {
    ($($type:ty),*) => { $(
        impl $crate::Returned for $type {
            type Side = (Self,);
            fn side_by_side(self) -> (Self,) { (self,) }
        }
    )* };
}
alone!(
    u8,
    u16,
    u32,
    u64,
    u128,
    i128,
    bool,
    alloy_primitives::U256,
    alloy_primitives::B256,
    alloy_primitives::FixedBytes<4>,
    alloy_primitives::Address,
    crate::words::Bytes,
    crate::words::Text
);
impl<T: Value> Returned for alloc::vec::Vec<T> {
    type Side = (Self,);
    fn side_by_side(self) -> (Self,) {
        (self,)
    }
}
impl<T: Value> Returned for crate::words::Raw<T> {
    type Side = (Self,);
    fn side_by_side(self) -> (Self,) {
        (self,)
    }
}

macro_rules! returned {
    ($(($($type:ident),*))+) => { $(
        impl<$($type: Value),*> Returned for ($($type,)*) {
            type Side = Self;
            fn side_by_side(self) -> Self {
                self
            }
        }
    )+ };
}

returned!(()(A, B)(A, B, C)(A, B, C, D)(A, B, C, D, E)(
    A, B, C, D, E, F
)(A, B, C, D, E, F, G)(A, B, C, D, E, F, G, H));

impl<T: Returned> Outcome for T {
    const NAME: crate::name::Name = T::Side::NAME;
    fn outcome(self) -> ArbResult {
        Ok(self.side_by_side().encode(&[]))
    }
}

impl<T: Returned> Outcome for Result<T, Refusal> {
    const NAME: crate::name::Name = T::Side::NAME;
    fn outcome(self) -> ArbResult {
        Ok(self?.side_by_side().encode(&[]))
    }
}

/// Decodes the arguments of `C`, runs its method and encodes the result; with the mark of re-entry set if it `CHANGES`
/// something. The compiler checks that the method takes and returns what the Solidity declaration says.
///
/// # Errors
/// `CallMalformed`; the error of the method.
pub fn answer<C: SolCall, A: Values, R: Outcome, const CHANGES: bool>(
    data: &[u8],
    run: impl FnOnce(A) -> R,
) -> ArbResult {
    const {
        assert!(
            same(A::NAME, <C::Parameters<'static> as SolType>::SOL_NAME),
            "the method takes other types than its declaration"
        );
        assert!(
            same(R::NAME, <C::ReturnTuple<'static> as SolType>::SOL_NAME),
            "the method returns other types than its declaration"
        );
    }
    let arguments = A::decode(data)?;
    if CHANGES {
        guarded(|| run(arguments).outcome())
    } else {
        run(arguments).outcome()
    }
}

/// Does the same as [`answer`], for the constructor, which runs once and sets no mark.
///
/// # Errors
/// `CallMalformed`; the error of the constructor.
pub fn construct<C: SolConstructor, A: Values>(
    data: &[u8],
    run: impl FnOnce(A) -> Result<(), Refusal>,
) -> ArbResult {
    const {
        assert!(
            same(A::NAME, <C::Parameters<'static> as SolType>::SOL_NAME),
            "the constructor takes other types than its declaration"
        );
    }
    run(A::decode(data)?).outcome()
}

/// Routes calls to methods: `routes!(Oracle by IOracle { constructor(owner, …); spotFeedCall => spot_feed(); } else
/// f)`.
///
/// Each line names the call that `sol!` made of the declaration, the method, and its arguments. Any other selector
/// goes to `f(this, selector, data)`, which answers `None` if it does not know it either. A contract may have no
/// constructor and no `else`. No function takes ether.
///
/// A contract that has a function that changes something is guarded against re-entry: while such a function runs, every
/// other call is refused with `CallReentered`. A program that another contract runs on its own storage is guarded alike, by
/// the mark of that contract.
#[macro_export]
macro_rules! routes {
    ($contract:ident by $interface:ident {
        constructor($($initial:ident),* $(,)?);
        $($routes:tt)*
    } $($rest:tt)*) => {
        $crate::routes!(@make $contract $interface [($($initial),*)] {$($routes)*} $($rest)*);
    };
    ($contract:ident by $interface:ident {$($routes:tt)*} $($rest:tt)*) => {
        $crate::routes!(@make $contract $interface [] {$($routes)*} $($rest)*);
    };
    (@make $contract:ident $interface:ident [$(($($initial:ident),*))?] {
        $($call:ident => $method:ident($($argument:ident),*);)*
    } $(else $other:path)?) => {
        #[cfg(not(feature = "contract-client-gen"))]
        const _: () = {
            const GUARDS: bool = $crate::any_changes($interface);

            impl stylus_sdk::abi::Router<$contract> for $contract {
                type Storage = Self;

                fn route(this: &mut Self, selector: u32, data: &[u8]) -> Option<stylus_sdk::ArbResult> {
                    if let Err(refusal) = $crate::enter::<GUARDS>(this) {
                        return Some(Err(refusal.into()));
                    }
                    match selector.to_be_bytes() {
                        $(<$interface::$call as ::alloy_sol_types::SolCall>::SELECTOR => {
                            const CHANGES: bool = GUARDS && $crate::changes(
                                $interface,
                                <$interface::$call as ::alloy_sol_types::SolCall>::SIGNATURE,
                            );
                            Some($crate::answer::<$interface::$call, _, _, CHANGES>(
                                data,
                                |($($argument,)*)| this.$method($($argument),*),
                            ))
                        })*
                        _ => $crate::first![$($other(this, selector, data),)? None],
                    }
                }

                fn receive(_: &mut Self) -> Option<Result<(), alloc::vec::Vec<u8>>> {
                    None
                }

                fn fallback(this: &mut Self, data: &[u8]) -> Option<stylus_sdk::ArbResult> {
                    let refusal = $crate::enter::<GUARDS>(this).err();
                    Some(Err(refusal.unwrap_or_else(|| $crate::unknown(data)).into()))
                }

                #[allow(unused_variables, reason = "for a contract without a constructor")]
                fn constructor(this: &mut Self, data: &[u8]) -> Option<stylus_sdk::ArbResult> {
                    $crate::first![$(Some(match $crate::construct_once(this) {
                        Ok(()) => $crate::construct::<$interface::constructorCall, _>(
                            data,
                            |($($initial,)*)| this.constructor($($initial),*),
                        ),
                        Err(refusal) => Err(refusal.into()),
                    }),)? None]
                }
            }
        };
    };
}

/// Expands to its first argument.
#[doc(hidden)]
#[macro_export]
macro_rules! first {
    [$first:expr $(, $rest:expr)* $(,)?] => {
        $first
    };
}
