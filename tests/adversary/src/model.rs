//! The whole state: accounts, settlement, the pool and the market around them.

use crate::account::{Account, Id, Standing, TREASURY, Word};
use crate::fund::Fund;
use crate::market::Market;
use crate::pool::{Queue, Vault};
use crate::rules::{Outcome, Rules};
use crate::series::{Scale, Series};
use crate::streams::Vesting;
use std::collections::{BTreeMap, BTreeSet};

/// An expiry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The price that it was settled at.
    pub price: Option<i128>,
    /// What its holders are owed, units; final once it is cleared.
    pub claims: i128,
    /// What the pool has paid of that.
    pub paid: i128,
    /// What of that holders have drawn.
    pub drawn: i128,
    /// Accounts that have sold something of it.
    pub sellers: u32,
    /// Accounts with a word of it.
    pub holders: u32,
}

impl Row {
    /// What is not paid.
    #[must_use]
    pub fn unpaid(&self) -> i128 {
        self.claims - self.paid
    }
}

/// The expiry in clearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// Which.
    pub expiry: u64,
    /// Its claims, at most.
    pub left: i128,
    /// What sellers owe that are not settled, at par.
    pub short: i128,
    /// When it was settled.
    pub since: u64,
}

/// Tokens in each contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purses {
    /// Of traders, fund and what is due.
    pub market: i128,
    /// Of the pool.
    pub vault: i128,
    /// Of who has left.
    pub queue: i128,
}

/// What the laws count and no contract stores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tokens that came from outside, less those that went there.
    pub came: i128,
    /// Tokens that keepers earned.
    pub earned: i128,
    /// Debts recorded.
    pub lent: i128,
    /// Debts paid or set off.
    pub repaid: i128,
    /// Debts written off.
    pub lost: i128,
    /// Claims set off against loans.
    pub set_offs: u32,
    /// What the vault has paid of claims.
    pub claims_paid: i128,
}

/// The ledger and what surrounds it.
#[derive(Clone, Debug)]
pub struct Model {
    /// The rules that it keeps.
    pub rules: Rules,
    /// How quantities become units.
    pub scale: Scale,
    /// Unix seconds.
    pub now: u64,
    /// Traders.
    pub accounts: BTreeMap<Id, Account>,
    /// Expiries with words, or settled.
    pub rows: BTreeMap<u64, Row>,
    /// The one in clearing.
    pub clearing: Option<Clearing>,
    /// Cleared expiries with unpaid claims, in the order in which they were cleared.
    pub unpaid: Vec<u64>,
    /// Units in the market that are owed to the vault.
    pub due: i128,
    /// What of it vests, and until when.
    pub income: BTreeMap<Vesting, i128>,
    /// The sum of negative money, as a positive number.
    pub loans: i128,
    /// The insurance fund.
    pub fund: Fund,
    /// The pool.
    pub vault: Vault,
    /// Who waits to leave it.
    pub queue: Queue,
    /// Tokens.
    pub purses: Purses,
    /// Figures of the laws.
    pub tally: Tally,
    /// What all accounts hold and have sold of a live series.
    pub interest: BTreeMap<Series, (i128, i128)>,
    /// Prices and margin.
    pub market: Market,
    /// The size of a bond, units.
    pub bond_size: i128,
    /// The penalty of a partial close, in percent.
    pub penalty: i128,
}

impl Model {
    /// An empty pool without traders.
    #[must_use]
    pub fn new(rules: Rules, market: Market) -> Self {
        Self {
            rules,
            scale: Scale {
                per_unit: 1_000,
                digital: 50_000,
            },
            now: 0,
            accounts: BTreeMap::from([(TREASURY, Account::default())]),
            rows: BTreeMap::new(),
            clearing: None,
            unpaid: Vec::new(),
            due: 0,
            income: BTreeMap::new(),
            loans: 0,
            fund: Fund::default(),
            vault: Vault::default(),
            queue: Queue::default(),
            purses: Purses::default(),
            tally: Tally::default(),
            interest: BTreeMap::new(),
            market,
            bond_size: 500,
            penalty: 1,
        }
    }

    /// Makes a call; one that is refused leaves no trace.
    ///
    /// # Errors
    /// What the call is refused with.
    pub fn call<T>(&mut self, call: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let before = self.clone();
        let result = call(self);
        if result.is_err() {
            *self = before;
        }
        result
    }

    /// An account; an empty one if it is new.
    pub fn account_mut(&mut self, id: Id) -> &mut Account {
        self.accounts.entry(id).or_default()
    }

    /// An account.
    #[must_use]
    pub fn account(&self, id: Id) -> &Account {
        static EMPTY: Account = Account {
            money: 0,
            bond: 0,
            words: Vec::new(),
            fair: 0,
            written_off: 0,
        };
        self.accounts.get(&id).unwrap_or(&EMPTY)
    }

    /// The price that an expiry was settled at.
    #[must_use]
    pub fn settled(&self, expiry: u64) -> Option<i128> {
        self.rows.get(&expiry).and_then(|row| row.price)
    }

    /// Whether this expiry is the one in clearing.
    #[must_use]
    pub fn is_clearing(&self, expiry: u64) -> bool {
        self.clearing
            .is_some_and(|clearing| clearing.expiry == expiry)
    }

    /// The row of an expiry.
    pub fn row(&mut self, expiry: u64) -> &mut Row {
        self.rows.entry(expiry).or_default()
    }

    /// Changes what an account holds of a series.
    ///
    /// # Errors
    /// When it has too many words.
    pub fn change(&mut self, id: Id, series: Series, quantity: i128) -> Outcome {
        let held = self.account(id).quantity(series);
        let after = held + quantity;
        self.count(series, held, -1);
        self.count(series, after, 1);
        let words = &mut self.account_mut(id).words;
        let of_series = |word: &Word| word.position().is_some_and(|(held, _)| held == series);
        let place = words.iter().position(of_series);
        let word = Word::Position {
            series,
            quantity: after,
        };
        match place {
            Some(place) if after == 0 => {
                words.remove(place);
            }
            Some(place) => words[place] = word,
            None => {
                crate::rules::need(words.len() < crate::account::MAX_WORDS, "too many words")?;
                words.push(word);
            }
        }
        Ok(())
    }

    fn count(&mut self, series: Series, quantity: i128, sign: i128) {
        if quantity == 0 || self.settled(series.expiry).is_some() {
            return;
        }
        let (longs, shorts) = self.interest.entry(series).or_default();
        if quantity > 0 {
            *longs += sign * quantity;
        } else {
            *shorts -= sign * quantity;
        }
        if (*longs, *shorts) == (0, 0) {
            self.interest.remove(&series);
        }
    }

    /// Counts sellers and holders anew after the words of an account have changed.
    ///
    /// # Panics
    /// When one leaves who was not counted.
    pub fn recount(&mut self, id: Id, before: &BTreeMap<u64, Standing>) {
        let after = self.account(id).standing();
        let expiries: BTreeSet<u64> = before.keys().chain(after.keys()).copied().collect();
        for expiry in expiries {
            let was = before.get(&expiry).copied().unwrap_or_default();
            let is = after.get(&expiry).copied().unwrap_or_default();
            let row = self.row(expiry);
            let step = |count: u32, was: bool, is: bool| {
                (count + u32::from(is))
                    .checked_sub(u32::from(was))
                    .expect("who leaves was counted")
            };
            row.sellers = step(row.sellers, was.sells, is.sells);
            row.holders = step(row.holders, was.holds, is.holds);
        }
    }
}
