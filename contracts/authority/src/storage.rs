//! What the contract stores.

use alloy_primitives::{Address, B256, U256};
use layout::Layout;
use runtime::record;
use runtime::records::Records;
use runtime::slots::AddressWord;
use stylus_sdk::prelude::*;

/// Governs all contracts of the protocol: who may change what, and when.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Authority {
    pub(crate) owner: AddressWord,
    pub(crate) pending_owner: AddressWord,
    pub(crate) guardian: AddressWord,
    /// Changes that wait, by contract and key.
    pub(crate) changes: Records<(Address, B256), Change>,
    /// By contract and key: one more than the value before the first tightening since the last executed change; 0
    /// without a tightening. No parameter reaches the maximum of the word.
    pub(crate) tightened: Records<(Address, B256), U256>,
}

record! {
    /// A change that waits, in two words.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Change[2] {
        pub(crate) value: U256 = 0..256,
        /// When it can be executed, unix seconds; 0 for none.
        pub(crate) eta: u64 = 256..320,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn changes_come_back_as_they_were() {
        let (value, eta) = (U256::MAX, u64::MAX);
        for change in [Change { value, eta }, Change::default()] {
            assert_eq!(Change::unpack(&Change::pack(&change)), change);
        }
        let words = [[1, 2, 3, 4], [5, 0, 0, 0]].map(U256::from_limbs);
        let (value, eta) = (words[0], 5);
        assert_eq!(Change::pack(&Change { value, eta }), words);
    }
}
