//! What the SDK's `sol_interface!` expands to here: calls over the compact codec instead of alloy's.
//!
//! The macro is the SDK's own. Its expansion names paths below `stylus_sdk`, and a module that declares calls
//! ([`calls!`]) has it in scope under that name. Three things differ from the SDK:
//! - [`runtime::words`] reads and writes arguments and answers;
//! - the caller's [`Refusal`] is the whole revert data of the callee;
//! - a tuple in an array stands for the struct that has its fields ([`Element`]), so a call does not copy legs.
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "names and shapes that the macro's expansion needs; only what is ours is documented"
)]

use alloc::vec::Vec;
use core::cell::Cell;

pub mod alloy_primitives {
    pub use ::alloy_primitives::Address;
}

pub mod abi {
    /// Passes an interface in calldata as its address.
    pub trait AbiType {
        type SolType;
        const ABI: ConstString;
    }
    pub struct ConstString;
    impl AbiType for ::alloy_primitives::Address {
        type SolType = super::alloy_sol_types::sol_data::Address;
        const ABI: ConstString = ConstString;
    }
}

pub mod stylus_core {
    pub mod host {
        pub use ::stylus_sdk::stylus_core::host::Host;
    }
    pub mod calls {
        pub use ::stylus_sdk::stylus_core::calls::{NonPayableCallContext, StaticCallContext};
        pub mod errors {
            pub type Error = runtime::Refusal;
        }
    }
}

pub mod call {
    use super::Calldata;
    use ::alloy_primitives::Address;
    use alloc::vec::Vec;
    use core::convert::Infallible;
    use runtime::{ask_raw, tell_raw, Refusal};
    use stylus_sdk::stylus_core::calls::{MutatingCallContext, StaticCallContext};
    use stylus_sdk::stylus_core::host::Host;

    /// The result of a call. The caller decodes it in one place for all calls.
    pub type Answer = Result<Vec<u8>, Refusal>;

    /// Calls a view. Returns its answer, or what it reverted with.
    #[inline(never)]
    pub fn static_call(
        vm: &impl Host,
        _: impl StaticCallContext,
        callee: Address,
        calldata: &Calldata,
    ) -> Result<Answer, Infallible> {
        Ok(ask_raw(vm, callee, &calldata.bytes()))
    }

    /// Makes a call that may change the callee. Returns its answer, or what it reverted with.
    #[inline(never)]
    pub fn call(
        vm: &impl Host,
        _: impl MutatingCallContext,
        callee: Address,
        calldata: &Calldata,
    ) -> Result<Answer, Infallible> {
        Ok(tell_raw(vm, callee, &calldata.bytes()))
    }
}

/// A selector and encoded arguments. The encoding leaves four bytes of room in front for the selector.
pub struct Calldata {
    selector: [u8; 4],
    arguments: Cell<Vec<u8>>,
}

impl Calldata {
    #[must_use]
    #[inline(always)]
    pub const fn of(selector: [u8; 4]) -> Self {
        let arguments = Cell::new(Vec::new());
        Self {
            selector,
            arguments,
        }
    }

    #[inline(always)]
    pub fn extend(&mut self, arguments: Vec<u8>) {
        self.arguments = Cell::new(arguments);
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.arguments.take();
        if let Some(room) = bytes.first_chunk_mut::<4>() {
            *room = self.selector;
        }
        bytes
    }
}

/// Stands in for the `vec![a, b, c, d]` that the expansion writes for the selector.
macro_rules! calldata {
    ($($byte:literal),*) => { $crate::sdk::Calldata::of([$($byte),*]) };
}
pub(crate) use calldata as vec;

/// Declares the calls that other contracts make of one: `calls! { use crate::trading::PoolValue; interface IOracle { … } }`,
/// with a `use` for each type that is returned. They stand in a module of their own, where the SDK's macro finds this
/// module under the name `stylus_sdk`.
macro_rules! calls {
    ($(use $($part:tt)::+;)* interface $($interface:tt)+) => {
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
            use $crate::sdk as stylus_sdk;
            #[allow(unused_imports, reason = "the macro writes `vec!` for the selector")]
            use $crate::sdk::vec;
            $(use $($part)::+;)*

            ::stylus_sdk::prelude::sol_interface! { interface $($interface)+ }
        }
    };
}

/// An element of an array: a value as it is, or a tuple for the struct that has its fields.
pub trait Element {
    type Type;
}

macro_rules! elements {
    ($($element:ty => $type:ty),* $(,)?) => { $(
        impl Element for $element { type Type = $type; }
    )* };
}

elements! {
    u64 => u64,
    u128 => u128,
    i128 => i128,
    ::alloy_primitives::U256 => ::alloy_primitives::U256,
    (u64, u8, u128, i128) => crate::trading::Position,
    (u64, u8, bool, u128, i128) => crate::trading::QuoteOrder,
    (u64, u8, bool, u128, i128, i128) => crate::trading::TradeLeg,
    ::alloy_primitives::B256 => ::alloy_primitives::B256,
    crate::trading::QuoteLine => crate::trading::QuoteLine,
}

pub mod alloy_sol_types {
    use super::Element;
    use ::alloy_primitives::{FixedBytes, B256, U256};
    use alloc::vec::Vec;
    use core::mem::size_of;
    use runtime::words::{Bytes, Handed, Values, WORD};
    use runtime::Refusal;

    /// A Solidity type as the macro names it. It leads to the codec of the Rust type.
    ///
    /// An interface is a type too: its address. The macro implements it with alloy's token methods, which are here
    /// for
    /// values of one word. No code of this project calls them.
    pub trait SolType {
        type RustType;
        type Token<'a>;
        const SOL_NAME: &'static str = "";
        const ENCODED_SIZE: Option<usize> = None;
        const PACKED_ENCODED_SIZE: Option<usize> = None;
        fn valid_token(_: &Self::Token<'_>) -> bool {
            true
        }
        fn detokenize(token: Self::Token<'_>) -> Self::RustType
        where
            Self: Sized;
        fn tokenize<'a>(value: &Self::RustType) -> Self::Token<'a>
        where
            Self::RustType: Clone + Into<Self::Token<'a>>,
        {
            value.clone().into()
        }
        fn abi_encoded_size(_: &Self::RustType) -> usize {
            WORD
        }
        fn abi_packed_encoded_size(_: &Self::RustType) -> usize
        where
            Self::RustType: Sized,
        {
            size_of::<Self::RustType>()
        }
        fn eip712_data_word(value: &Self::RustType) -> Word
        where
            Self::RustType: AsRef<[u8]>,
        {
            Word::left_padding_from(value.as_ref())
        }
        fn abi_encode_packed_to(value: &Self::RustType, out: &mut Vec<u8>)
        where
            Self::RustType: AsRef<[u8]>,
        {
            out.extend_from_slice(value.as_ref());
        }
        fn abi_encode_params(values: &Self::RustType) -> Vec<u8>
        where
            Self::RustType: Values,
        {
            values.encode(&[0; 4])
        }
        fn abi_decode_params_validate(
            answer: &super::call::Answer,
        ) -> Result<Self::RustType, Refusal>
        where
            Self::RustType: Values,
        {
            decoded(answer)
        }
    }

    #[inline(never)]
    fn decoded<T: Values>(answer: &super::call::Answer) -> Result<T, Refusal> {
        match answer {
            Ok(data) => T::decode(data),
            Err(refusal) => Err(refusal.clone()),
        }
    }

    pub use ::alloy_primitives::B256 as Word;

    pub trait SolValue {
        type SolType;
    }

    pub mod private {
        pub use alloc::vec::Vec;
        pub trait SolTypeValue<T: super::SolType> {
            fn stv_to_tokens(&self) -> T::Token<'_>;
            fn stv_abi_encoded_size(&self) -> usize;
            fn stv_abi_packed_encoded_size(&self) -> usize;
            fn stv_eip712_data_word(&self) -> super::Word;
            fn stv_abi_encode_packed_to(&self, out: &mut Vec<u8>);
        }
    }

    macro_rules! plain {
        ($($sol:ty => $rust:ty),* $(,)?) => { $(
            impl SolType for $sol {
                type RustType = $rust;
                type Token<'a> = $rust;
                fn detokenize(token: $rust) -> $rust {
                    token
                }
            }
        )* };
    }

    pub mod sol_data {
        pub struct Uint<const N: usize>;
        pub struct Int<const N: usize>;
        pub struct FixedBytes<const N: usize>;
        pub struct Bool;
        pub struct Bytes;
        pub struct Array<T>(T);
        pub struct Address;
    }

    plain! {
        sol_data::Uint<8> => u8,
        sol_data::Uint<16> => u16,
        sol_data::Uint<32> => u32,
        sol_data::Uint<64> => u64,
        sol_data::Uint<128> => u128,
        sol_data::Uint<256> => U256,
        sol_data::Int<128> => i128,
        sol_data::FixedBytes<4> => FixedBytes<4>,
        sol_data::FixedBytes<32> => B256,
        sol_data::Bool => bool,
        sol_data::Address => ::alloy_primitives::Address,
        sol_data::Bytes => Bytes,
        Handed => Handed,
    }

    impl<T: SolType<RustType: Element>> SolType for sol_data::Array<T> {
        type RustType = Vec<<T::RustType as Element>::Type>;
        type Token<'a> = Self::RustType;
        fn detokenize(token: Self::RustType) -> Self::RustType {
            token
        }
    }

    macro_rules! structs {
        ($($name:ty),* $(,)?) => { plain! { $($name => $name),* } };
    }

    structs! {
        crate::oracle::OracleSnapshot,
        crate::trading::BookFigures,
        crate::trading::MarginDistance,
        crate::trading::MarginFigures,
        crate::trading::PoolValue,
        crate::trading::QuoteLine,
        crate::trading::TradeContext,
        crate::trading::Verdict,
    }

    macro_rules! tuples {
        ($(($($part:ident)*))*) => { $(
            impl<$($part: SolType),*> SolType for ($($part,)*) {
                type RustType = ($($part::RustType,)*);
                type Token<'a> = ($($part::RustType,)*);
                fn detokenize(token: Self::RustType) -> Self::RustType {
                    token
                }
            }
        )* };
    }

    tuples! {
        ()
        (A)
        (A B)
        (A B C)
        (A B C D)
        (A B C D E)
        (A B C D E F)
        (A B C D E F G)
        (A B C D E F G H)
        (A B C D E F G H I)
        (A B C D E F G H I J)
        (A B C D E F G H I J K)
    }
}
