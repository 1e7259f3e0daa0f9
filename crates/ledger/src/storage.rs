//! The storage of the market.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Cell, Records};
use runtime::slots::{AddressArray, AddressWord, Word};
use stylus_sdk::prelude::*;

/// Place of the oracle among the modules.
pub const ORACLE: usize = 0;
/// Place of the risk manager.
pub const RISK_MANAGER: usize = 1;
/// Place of the vault.
pub const VAULT: usize = 2;
/// Place of the liquidator, the only one that may close positions of others or move them between accounts.
pub const LIQUIDATOR: usize = 3;
/// Place of the treasury, whose account receives a part of the fees.
pub const TREASURY: usize = 4;
/// The number of modules.
pub const MODULES: usize = 5;

/// The maximum number of expiries with unpaid claims: the eight that are live when one that is in clearing is not paid,
/// and that one. Nobody opens while there is one.
pub const MAX_UNPAID: usize = 9;

/// How many bits an expiry takes in the list. It is a multiple of an hour, so its lower four bits are zero.
const BITS: usize = 28;

/// What the market stores.
#[storage]
#[derive(Layout)]
pub struct Ledger {
    /// Who may change what, and the pauses.
    #[layout(nested)]
    pub authority: Authority,
    /// The token in which everything is paid.
    pub asset: AddressWord,
    /// Decimals of the asset.
    pub decimals: Cell<u8>,
    /// Oracle, risk manager, vault, liquidator and treasury.
    pub modules: AddressArray<MODULES>,
    /// The program that settles, set by the constructor for good.
    pub program: AddressWord,
    /// The money in the market.
    pub tracked: Word,
    /// By account; behind the record a word of `domain::Position` or `domain::Claim` each.
    pub accounts: Records<U256, Account>,
    /// By expiry.
    pub expiries: Records<u64, Expiry>,
    /// By settled expiry.
    pub claims: Records<u64, Claims>,
    /// What is left of an operator's limit, by account and operator.
    pub operators: Records<(U256, Address), U256>,
    /// The expiry in clearing, and what is due.
    pub clearing: Cell<Clearing>,
    /// The amounts of the expiry in clearing.
    pub left: Cell<Left>,
    /// Loans of the pool, and the income among what is due.
    pub lent: Cell<Lent>,
    /// Cleared expiries with unpaid claims in the order in which they were cleared, a sixteenth in 28 bits each, from the
    /// low end.
    pub unpaid: Word,
    /// The insurance fund.
    pub fund: Cell<FundNow>,
    /// What the fund held when yesterday began, and today.
    pub fund_began: Cell<Days>,
    /// What has left the fund yesterday, and today.
    pub fund_left: Cell<Days>,
}

record! {
    /// What stands before the words of an account.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Account[1] {
        /// Money, units of the asset; negative for a loan of the pool.
        pub cash: i128 = 0..128,
        /// How many words follow.
        pub words: u8 = 128..136,
        /// What it has laid down while it owes anything, units of the asset.
        pub bond: u64 = 136..200,
    }
}

record! {
    /// An expiry.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Expiry[1] {
        /// At which it has settled, WAD; zero until then.
        pub price: u128 = 0..128,
        /// Accounts that have sold something of it.
        pub sellers: u32 = 128..160,
        /// Accounts with a word of it.
        pub holders: u32 = 160..192,
    }
}

record! {
    /// The claims of a cleared expiry, units of the asset.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Claims[2] {
        /// What its holders are owed.
        pub claims: u128 = 0..128,
        /// What of that the pool has paid.
        pub paid: u128 = 128..256,
        /// What of that has reached accounts.
        pub drawn: u128 = 256..384,
    }
}

record! {
    /// The expiry in clearing, and what is due.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Clearing[1] {
        /// Zero for none.
        pub expiry: u32 = 0..32,
        /// When it was settled, unix seconds.
        pub since: u64 = 32..72,
        /// Cleared expiries with unpaid claims.
        pub unpaid: u8 = 72..80,
        /// What is owed to the vault and has not gone there yet, units of the asset.
        pub due: u128 = 128..256,
    }
}

record! {
    /// The expiry in clearing: its amounts, units of the asset.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Left[1] {
        /// Its claims, at most.
        pub claims: u128 = 0..128,
        /// What its sellers still owe, at par.
        pub debts: u128 = 128..256,
    }
}

record! {
    /// Loans and income, units of the asset.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Lent[1] {
        /// What accounts owe beyond their money.
        pub loans: u128 = 0..128,
        /// What of the amount due vests.
        pub income: u128 = 128..256,
    }
}

record! {
    /// The insurance fund now.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct FundNow[1] {
        /// Units of the asset.
        pub held: u128 = 0..128,
        /// The day (UTC) of its last change.
        pub day: u32 = 128..160,
    }
}

record! {
    /// An amount of yesterday and one of today, units of the asset.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Days[1] {
        /// Of the day before.
        pub yesterday: u128 = 0..128,
        /// Of this day.
        pub today: u128 = 128..256,
    }
}

impl Ledger {
    /// Returns the expiries with unpaid claims, in the order in which they are paid.
    #[must_use]
    pub fn unpaid_list(&self) -> Vec<u32> {
        let count = usize::from(self.clearing.get().unpaid);
        if count == 0 {
            return Vec::new();
        }
        let mut word = self.unpaid.get();
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            let [low, ..] = word.into_limbs();
            #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
            list.push((low as u32) << 4);
            word >>= BITS;
        }
        list
    }

    /// Stores the expiries with unpaid claims, at most [`MAX_UNPAID`].
    pub fn set_unpaid_list(&mut self, list: &[u32]) {
        let pack = |word: U256, expiry: &u32| (word << BITS) | U256::from(*expiry >> 4);
        let word = list.iter().rev().fold(U256::ZERO, pack);
        self.unpaid.set(word);
        let mut clearing = self.clearing.get();
        #[expect(clippy::cast_possible_truncation, reason = "at most `MAX_UNPAID`")]
        let count = list.len() as u8;
        clearing.unpaid = count;
        self.clearing.set(&clearing);
    }

    /// Returns the unit of the asset.
    #[inline(never)]
    pub fn money(&self) -> domain::Money {
        domain::Money::of_decimals(self.decimals.get())
    }

    /// Returns what an account lays down while it owes anything, units of the asset: five tokens.
    #[must_use]
    pub fn bond_size(&self) -> u64 {
        let token = 10u64.checked_pow(self.decimals.get().into());
        token.unwrap_or(0).saturating_mul(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn accounts_come_back_as_they_were() {
        for cash in [i128::MIN, -1, 0, i128::MAX] {
            for (words, bond) in [(0, u64::MAX), (u8::MAX, 0)] {
                let account = Account { cash, words, bond };
                assert_eq!(Account::unpack(&Account::pack(&account)), account);
            }
        }
        let account = Account {
            cash: -2,
            words: 32,
            bond: 3,
        };
        let word = U256::from_limbs([u64::MAX - 1, u64::MAX, 32 | 3 << 8, 0]);
        assert_eq!(Account::pack(&account), [word]);
    }

    #[test]
    fn expiries_and_their_claims_come_back_as_they_were() {
        let expiry = Expiry {
            price: u128::MAX,
            sellers: u32::MAX,
            holders: u32::MAX - 1,
        };
        for expiry in [expiry, Expiry::default()] {
            assert_eq!(Expiry::unpack(&Expiry::pack(&expiry)), expiry);
        }
        let expiry = Expiry {
            price: 1 | 2 << 64,
            sellers: 3,
            holders: 4,
        };
        let word = U256::from_limbs([1, 2, 3 | 4 << 32, 0]);
        assert_eq!(Expiry::pack(&expiry), [word]);
        let claims = Claims {
            claims: u128::MAX,
            paid: u128::MAX - 1,
            drawn: u128::MAX - 2,
        };
        for claims in [claims, Claims::default()] {
            assert_eq!(Claims::unpack(&Claims::pack(&claims)), claims);
        }
        let claims = Claims {
            claims: 1 | 2 << 64,
            paid: 3 | 4 << 64,
            drawn: 5 | 6 << 64,
        };
        let words = [[1, 2, 3, 4], [5, 6, 0, 0]].map(U256::from_limbs);
        assert_eq!(Claims::pack(&claims), words);
    }

    #[test]
    fn the_clearing_comes_back_as_it_was() {
        let clearing = Clearing {
            expiry: u32::MAX,
            since: (1 << 40) - 1,
            unpaid: u8::MAX,
            due: u128::MAX,
        };
        for clearing in [clearing, Clearing::default()] {
            assert_eq!(Clearing::unpack(&Clearing::pack(&clearing)), clearing);
        }
        let clearing = Clearing {
            expiry: 1,
            since: 2,
            unpaid: 3,
            due: 4 | 5 << 64,
        };
        let word = U256::from_limbs([1 | 2 << 32, 3 << 8, 4, 5]);
        assert_eq!(Clearing::pack(&clearing), [word]);
        let left = Left {
            claims: 1 | 2 << 64,
            debts: 3 | 4 << 64,
        };
        let word = U256::from_limbs([1, 2, 3, 4]);
        assert_eq!(Left::pack(&left), [word]);
        let loans = Lent {
            loans: 1 | 2 << 64,
            income: 3 | 4 << 64,
        };
        assert_eq!(Lent::pack(&loans), [word]);
        let days = Days {
            yesterday: 1 | 2 << 64,
            today: 3 | 4 << 64,
        };
        assert_eq!(Days::pack(&days), [word]);
        let fund = FundNow {
            held: u128::MAX,
            day: u32::MAX,
        };
        assert_eq!(FundNow::unpack(&FundNow::pack(&fund)), fund);
    }

    #[test]
    fn unpaid_expiries_come_back_in_their_order() {
        let mut ledger = Ledger::from(&stylus_sdk::testing::TestVM::default());
        let all: Vec<u32> = (0..9)
            .map(|place| (u32::MAX - 15) - place * 3_600)
            .collect();
        for count in [9, 0, 3, 1] {
            ledger.set_unpaid_list(&all[..count]);
            assert_eq!(ledger.unpaid_list(), all[..count]);
        }
    }
}
