//! An account in memory: how it is read from storage and written back.

use crate::argument;
use crate::storage::{Account, Ledger};
use abi::market::errors::MarketTooManyPositions;
use abi::market::events::{BondChanged, SellerAdded, SellerGone};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::{change, expiry_of, take_out, Change, Position, Series};
use runtime::{Emit, Refusal};

/// The maximum number of words of an account.
pub const MAX_WORDS: usize = 32;

/// The money and the words of an account.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// Of the account.
    pub id: U256,
    /// Units of the asset; negative for a loan of the pool.
    pub cash: i128,
    /// What it has laid down, units of the asset.
    pub bond: u64,
    /// Positions and claims.
    pub words: Vec<U256>,
    /// Words and bond as they were in storage.
    before: (Vec<U256>, u64),
}

/// How an account stands in an expiry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It has sold something of it.
    pub sells: bool,
    /// It has a word of it.
    pub holds: bool,
}

impl Standing {
    /// Returns how words stand in an expiry.
    #[must_use]
    pub fn of(words: &[U256], expiry: u32) -> Self {
        let mut standing = Self::default();
        for word in words.iter().filter(|word| expiry_of(**word) == expiry) {
            standing.holds = true;
            standing.sells |= is_sold(*word);
        }
        standing
    }
}

/// Returns whether a word is a position that was sold.
fn is_sold(word: U256) -> bool {
    Position::of_word(word).is_some_and(|position| position.quantity < 0)
}

impl Holdings {
    /// Returns the loan of the pool.
    #[must_use]
    pub fn loan(&self) -> u128 {
        self.cash.min(0).unsigned_abs()
    }

    /// Returns whether the account owes anything: it has sold something, or has a loan.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.cash < 0 || self.words.iter().any(|word| is_sold(*word))
    }

    /// Returns its positions, without claims.
    pub fn positions(&self) -> impl Iterator<Item = Position> + '_ {
        self.words
            .iter()
            .filter_map(|word| Position::of_word(*word))
    }

    /// Returns the expiry of a position that was sold and is past at this time.
    #[must_use]
    pub fn sold_past(&self, now: u64) -> Option<u64> {
        let mut past = self.positions().filter(|it| it.quantity < 0);
        past.find(|it| u64::from(it.series.expiry) <= now)
            .map(|it| it.series.expiry.into())
    }

    /// Returns the expiries of its words, each once, in ascending order.
    #[must_use]
    pub fn expiries(&self) -> Vec<u32> {
        sorted(self.words.iter())
    }

    /// Takes the words of an expiry out.
    pub fn take_out_all(&mut self, expiry: u32) {
        let of = |word: &U256| expiry_of(*word) == expiry;
        while let Some(place) = self.words.iter().position(of) {
            take_out(&mut self.words, place);
        }
    }
}

/// Changes the position in a series, and returns how. A position of zero is removed, so it leaves no word in storage.
///
/// # Errors
/// `MarketArgument` for an argument out of its range; `MarketTooManyPositions`.
#[inline(never)]
pub fn changed(account: &mut Holdings, series: &Series, quantity: i128) -> Result<Change, Refusal> {
    if quantity == 0 {
        return Err(argument("quantity"));
    }
    let words = &mut account.words;
    let (place, change) = change(words, series, quantity).map_err(|_| argument("quantity"))?;
    let position = Position {
        series: *series,
        quantity: change.after,
    };
    match place {
        Some(place) if change.after == 0 => {
            take_out(words, place);
        }
        Some(place) => {
            if let Some(word) = words.get_mut(place) {
                *word = position.word();
            }
        }
        None if words.len() >= MAX_WORDS => return Err(MarketTooManyPositions {}.into()),
        None => words.push(position.word()),
    }
    Ok(change)
}

/// Returns how much more of a series is held after a change; what is owed does not count. Quantities are below 2⁹⁵.
#[must_use]
pub fn longs(change: Change) -> i128 {
    change.after.max(0).wrapping_sub(change.before.max(0))
}

/// Returns the series with these terms.
///
/// # Errors
/// `MarketArgument` naming an argument out of its range.
pub fn series(expiry: u64, kind: u8, strike: u128) -> Result<Series, Refusal> {
    Series::new(expiry, kind, strike).map_err(|error| argument(error.argument()))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an iterator is cloned for each expiry"
)]
fn sorted<'a>(words: impl Iterator<Item = &'a U256> + Clone) -> Vec<u32> {
    let mut expiries = Vec::new();
    let mut from = 0u64;
    let of = |word: &U256| u64::from(expiry_of(*word));
    while let Some(next) = words.clone().map(of).filter(|it| *it >= from).min() {
        #[expect(clippy::cast_possible_truncation, reason = "it comes from 32 bits")]
        expiries.push(next as u32);
        from = next.wrapping_add(1);
    }
    expiries
}

impl Ledger {
    /// Loads an account as it is stored.
    #[must_use]
    #[inline(never)]
    pub fn stored(&self, id: U256) -> Holdings {
        let entry = self.accounts.entry(id);
        let Account { cash, words, bond } = self.accounts.at(entry);
        let words: Vec<U256> = (0..u64::from(words))
            .map(|place| self.accounts.behind(entry, place))
            .collect();
        Holdings {
            id,
            cash,
            bond,
            before: (words.clone(), bond),
            words,
        }
    }

    /// Writes an account back, and counts it anew among sellers and holders of the expiries of its words.
    #[inline(never)]
    pub fn keep(&mut self, account: &Holdings) {
        let Holdings {
            id,
            cash,
            bond,
            words,
            before: (before, bond_before),
        } = account;
        let entry = self.accounts.entry(*id);
        let record = Account {
            cash: *cash,
            #[expect(clippy::cast_possible_truncation, reason = "at most `MAX_WORDS`")]
            words: words.len() as u8,
            bond: *bond,
        };
        self.accounts.put(entry, &record);
        if bond != bond_before {
            let (id, bond) = (*id, *bond);
            self.emit(BondChanged { id, bond });
        }
        if words == before {
            return;
        }
        for place in 0..before.len().max(words.len()) {
            let word = words.get(place).copied().unwrap_or_default();
            if before.get(place) != Some(&word) {
                self.accounts.set_behind(entry, place as u64, word);
            }
        }
        for expiry in sorted(before.iter().chain(words)) {
            let (was, is) = (Standing::of(before, expiry), Standing::of(words, expiry));
            if was != is {
                self.recount(*id, expiry.into(), was, is);
            }
        }
    }

    fn recount(&mut self, id: U256, expiry: u64, was: Standing, is: Standing) {
        let entry = self.expiries.entry(expiry);
        let mut counts = self.expiries.at(entry);
        let step = |count: u32, was: bool, is: bool| {
            // Who leaves was counted.
            count.wrapping_add(is.into()).wrapping_sub(was.into())
        };
        counts.sellers = step(counts.sellers, was.sells, is.sells);
        counts.holders = step(counts.holders, was.holds, is.holds);
        self.expiries.put(entry, &counts);
        if is.sells && !was.sells {
            self.emit(SellerAdded { expiry, id });
        }
        if was.sells && !is.sells {
            self.emit(SellerGone { expiry, id });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Claim;
    use stylus_sdk::testing::TestVM;

    fn word(expiry: u64, strike: u128, quantity: i128) -> U256 {
        let series = Series::new(expiry, 0, strike).unwrap();
        Position::new(series, quantity).unwrap().word()
    }

    #[test]
    fn sellers_and_holders_are_counted_as_words_come_and_go() {
        let mut ledger = Ledger::from(&TestVM::default());
        let counts = |ledger: &Ledger, expiry| {
            let counts = ledger.expiries.read(expiry);
            (counts.sellers, counts.holders)
        };
        for id in [1, 2] {
            let mut account = ledger.stored(U256::from(id));
            account.words = vec![word(7, 1, 1), word(7, 2, -1), word(5, 1, 1)];
            ledger.keep(&account);
        }
        assert_eq!((counts(&ledger, 7), counts(&ledger, 5)), ((2, 2), (0, 2)));
        let mut account = ledger.stored(U256::ONE);
        assert_eq!(account.expiries(), [5, 7]);
        assert_eq!(account.sold_past(7), Some(7));
        assert_eq!(account.sold_past(6), None);
        account.take_out_all(7);
        let claim = Claim {
            expiry: 7,
            amount: 3,
            drawn: 1,
        };
        account.words.push(claim.word());
        ledger.keep(&account);
        assert_eq!((counts(&ledger, 7), counts(&ledger, 5)), ((1, 2), (0, 2)));
        assert!(!ledger.stored(U256::ONE).owes() && ledger.stored(U256::from(2)).owes());
        account = ledger.stored(U256::ONE);
        account.words.clear();
        ledger.keep(&account);
        assert_eq!((counts(&ledger, 7), counts(&ledger, 5)), ((1, 1), (0, 1)));
    }
}
