//! A trader's account.

use crate::series::Series;
use std::collections::BTreeMap;

/// Number of an account. Several accounts can have one owner.
pub type Id = u32;

/// The account that gets the treasury's part of the fees.
pub const TREASURY: Id = u32::MAX;

/// Max words of an account.
pub const MAX_WORDS: usize = 32;

/// What an account holds, owes or is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// Contracts of a series; negative when sold.
    Position {
        /// The series.
        series: Series,
        /// Its quantity, never zero.
        quantity: i128,
    },
    /// What is left of the claims of a settled expiry.
    Claim {
        /// The settled expiry.
        expiry: u64,
        /// The whole claim, units.
        amount: i128,
        /// What of it was paid out, units.
        drawn: i128,
    },
}

impl Word {
    /// The expiry that it is of.
    #[must_use]
    pub fn expiry(&self) -> u64 {
        match self {
            Self::Position { series, .. } => series.expiry,
            Self::Claim { expiry, .. } => *expiry,
        }
    }

    /// The series and its quantity, of a position.
    #[must_use]
    pub fn position(&self) -> Option<(Series, i128)> {
        match self {
            Self::Position { series, quantity } => Some((*series, *quantity)),
            Self::Claim { .. } => None,
        }
    }

    /// Whether it is a position that was sold.
    #[must_use]
    pub fn is_sold(&self) -> bool {
        self.position().is_some_and(|(_, quantity)| quantity < 0)
    }
}

/// How an account stands in an expiry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It has sold something of it.
    pub sells: bool,
    /// It has a word of it.
    pub holds: bool,
}

/// Money, bond and words of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Units; negative for a loan of the pool.
    pub money: i128,
    /// What it laid down for who has to settle or liquidate it, units.
    pub bond: i128,
    /// Positions and claims.
    pub words: Vec<Word>,
    /// What it would have had all debts been paid: deposits, payments and payoffs. Only the laws read it.
    pub fair: i128,
    /// What was written off of its debts, as a negative number. Only the laws read it.
    pub written_off: i128,
}

impl Account {
    /// How it stands in each of its expiries.
    #[must_use]
    pub fn standing(&self) -> BTreeMap<u64, Standing> {
        let mut all = BTreeMap::<u64, Standing>::new();
        for word in &self.words {
            let standing = all.entry(word.expiry()).or_default();
            standing.holds = true;
            standing.sells |= word.is_sold();
        }
        all
    }

    /// Its quantity of a series.
    #[must_use]
    pub fn quantity(&self, series: Series) -> i128 {
        self.positions()
            .find(|(held, _)| *held == series)
            .map_or(0, |(_, quantity)| quantity)
    }

    /// Its positions.
    pub fn positions(&self) -> impl Iterator<Item = (Series, i128)> {
        self.words.iter().filter_map(Word::position)
    }

    /// Whether it owes anything: a loan, or something sold.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.money < 0 || self.words.iter().any(Word::is_sold)
    }
}
