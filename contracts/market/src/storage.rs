//! What the contract stores.

use crate::admin::MODULES;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Cell, Records};
use runtime::slots::{AddressArray, AddressWord, Word};
use stylus_sdk::prelude::*;

/// The maximum number of series in an account.
pub(crate) const MAX_POSITIONS: usize = 32;

/// Holds the accounts of traders. Every trade and every settlement enters here.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Market {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: AddressWord,
    /// Decimals of the asset.
    pub(crate) decimals: Cell<u8>,
    /// Oracle, risk manager, vault, liquidator and treasury, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Money of all accounts.
    pub(crate) tracked: Word,
    /// By account; behind the record a word of `domain::Position` each.
    pub(crate) accounts: Records<U256, Account>,
    /// By expiry.
    pub(crate) settlements: Records<u64, Settlement>,
    /// What is left of an operator's limit, by account and operator.
    pub(crate) operators: Records<(U256, Address), U256>,
}

record! {
    /// What stands before the positions of an account.
    #[derive(Debug, Default, PartialEq, Eq)]
    pub(crate) struct Account[1] {
        /// Money, units of the asset; negative for what is owed beyond it.
        pub(crate) cash: i128 = 0..128,
        /// How many positions follow.
        pub(crate) positions: u8 = 128..136,
    }
}

record! {
    /// How an expiry has settled; zeros until then.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Settlement[1] {
        /// WAD.
        pub(crate) price_wad: u128 = 0..128,
        /// The part of a claim that is paid, WAD.
        pub(crate) part_wad: u64 = 128..192,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn accounts_come_back_as_they_were() {
        for cash in [i128::MIN, -1, 0, i128::MAX] {
            for positions in [0, u8::MAX] {
                let account = Account { cash, positions };
                assert_eq!(Account::unpack(&Account::pack(&account)), account);
            }
        }
        let account = Account {
            cash: -2,
            positions: 32,
        };
        let word = U256::from_limbs([u64::MAX - 1, u64::MAX, 32, 0]);
        assert_eq!(Account::pack(&account), [word]);
    }

    #[test]
    fn settlements_come_back_as_they_were() {
        let settlement = Settlement {
            price_wad: u128::MAX,
            part_wad: u64::MAX,
        };
        for settlement in [settlement, Settlement::default()] {
            let words = Settlement::pack(&settlement);
            assert_eq!(Settlement::unpack(&words), settlement);
        }
        let settlement = Settlement {
            price_wad: 1 | 2 << 64,
            part_wad: 3,
        };
        let word = U256::from_limbs([1, 2, 3, 0]);
        assert_eq!(Settlement::pack(&settlement), [word]);
    }
}
