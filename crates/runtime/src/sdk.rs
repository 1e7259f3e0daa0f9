//! What `sol_interface!` expands to, over the words codec: a module uses it `as stylus_sdk`.
#![allow(
    missing_docs,
    dead_code,
    unused_variables,
    clippy::all,
    clippy::pedantic
)]

pub use ::stylus_sdk::prelude;

pub mod alloy_primitives {
    pub use ::alloy_primitives::Address;
}
pub mod abi {
    pub struct ConstString;
    pub trait AbiType {
        type SolType;
        const ABI: ConstString;
    }
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
        pub use ::stylus_sdk::stylus_core::calls::{
            CallContext, MutatingCallContext, NonPayableCallContext, StaticCallContext,
        };
        pub mod errors {
            pub type Error = crate::Refusal;
        }
    }
}
pub mod call {
    use super::Calldata;
    use crate::Refusal;
    use alloc::vec::Vec;
    use alloy_primitives::Address;
    use core::convert::Infallible;
    use stylus_sdk::stylus_core::calls::{MutatingCallContext, StaticCallContext};
    use stylus_sdk::stylus_core::host::Host;

    /// What a call came to; looked at when it is decoded.
    pub type Answer = Result<Vec<u8>, Refusal>;

    #[inline(never)]
    pub fn static_call(
        vm: &impl Host,
        _: impl StaticCallContext,
        to: Address,
        data: &Calldata,
    ) -> Result<Answer, Infallible> {
        Ok(crate::ask_raw(vm, to, &data.bytes()))
    }
    #[inline(never)]
    pub fn call(
        vm: &impl Host,
        _: impl MutatingCallContext,
        to: Address,
        data: &Calldata,
    ) -> Result<Answer, Infallible> {
        Ok(crate::tell_raw(vm, to, &data.bytes()))
    }
    impl From<Infallible> for Refusal {
        fn from(never: Infallible) -> Self {
            match never {}
        }
    }
}

/// Arguments, in front of which there is room for the selector.
pub struct Calldata([u8; 4], core::cell::Cell<alloc::vec::Vec<u8>>);
impl Calldata {
    #[must_use]
    #[inline(always)]
    pub fn of(selector: [u8; 4]) -> Self {
        Self(selector, core::cell::Cell::new(alloc::vec::Vec::new()))
    }
    #[inline(always)]
    pub fn extend(&mut self, arguments: alloc::vec::Vec<u8>) {
        self.1 = core::cell::Cell::new(arguments);
    }
    fn bytes(&self) -> alloc::vec::Vec<u8> {
        let mut bytes = self.1.take();
        if let Some(place) = bytes.first_chunk_mut::<4>() {
            *place = self.0;
        }
        bytes
    }
}
/// What the expansion of `sol_interface!` writes `vec![…]` for: the selector.
#[macro_export]
macro_rules! calldata {
    ($($byte:literal),*) => { $crate::sdk::Calldata::of([$($byte),*]) };
}
pub use crate::calldata as vec;

pub mod alloy_sol_types {
    use crate::words::Values;
    use crate::Refusal;
    use alloc::vec::Vec;
    pub use alloy_primitives::B256 as Word;

    /// A Solidity type, as the macro names it. What it comes down to is the codec of the Rust type.
    pub trait SolType {
        type RustType;
        type Token<'a>;
        const SOL_NAME: &'static str = "";
        const ENCODED_SIZE: Option<usize> = None;
        const PACKED_ENCODED_SIZE: Option<usize> = None;
        fn valid_token(_: &Self::Token<'_>) -> bool {
            true
        }
        fn detokenize(_: Self::Token<'_>) -> Self::RustType {
            unimplemented!()
        }
        fn tokenize<'a>(_: &'a Self::RustType) -> Self::Token<'a> {
            unimplemented!()
        }
        fn abi_encoded_size(_: &Self::RustType) -> usize {
            0
        }
        fn abi_packed_encoded_size(_: &Self::RustType) -> usize {
            0
        }
        fn eip712_data_word(_: &Self::RustType) -> Word {
            Word::ZERO
        }
        fn abi_encode_packed_to(_: &Self::RustType, _: &mut Vec<u8>) {}
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
    macro_rules! simple {
        ($($sol:ty => $rust:ty),* $(,)?) => { $(
            impl SolType for $sol { type RustType = $rust; type Token<'a> = (); }
        )* };
    }
    pub mod sol_data {
        use super::*;
        pub struct Uint<const N: usize>;
        pub struct Int<const N: usize>;
        pub struct FixedBytes<const N: usize>;
        pub struct Bool;
        pub struct Address;
        pub struct Bytes;
        pub struct Array<T>(T);
        impl<T: SolType> SolType for Array<T> {
            type RustType = Vec<T::RustType>;
            type Token<'a> = ();
        }
        impl Address {
            pub fn detokenize(_: ()) -> ::alloy_primitives::Address {
                ::alloy_primitives::Address::ZERO
            }
        }
    }
    simple! {
        sol_data::Uint<8> => u8, sol_data::Uint<16> => u16, sol_data::Uint<32> => u32, sol_data::Uint<64> => u64,
        sol_data::Uint<128> => u128, sol_data::Uint<256> => alloy_primitives::U256, sol_data::Int<128> => i128,
        sol_data::FixedBytes<32> => alloy_primitives::B256, sol_data::FixedBytes<4> => alloy_primitives::FixedBytes<4>,
        sol_data::Bool => bool, sol_data::Address => alloy_primitives::Address, sol_data::Bytes => crate::words::Bytes, crate::words::Handed => crate::words::Handed,
    }
    macro_rules! tuples {
        ($(($($t:ident)*))*) => { $(
            impl<$($t: SolType),*> SolType for ($($t,)*) { type RustType = ($($t::RustType,)*); type Token<'a> = (); }
        )* };
    }
    tuples! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) }
}

/// A struct stands for itself.
#[macro_export]
macro_rules! returned_structs {
    ($($name:ty),*) => { $(
        impl $crate::sdk::alloy_sol_types::SolType for $name { type RustType = Self; type Token<'a> = (); }
    )* };
}
