//! Prices, margin and what the pool must keep: a crude market in whole numbers, beside which money moves.
//!
//! One step of time is an hour. Marks are payoffs and a triangle of time value; margin is the worst of a few moves of the
//! spot, or of none, so that accounts go under often.

use crate::account::{Account, Id, Word};
use crate::model::Model;
use crate::rules::{Outcome, need};
use crate::series::{Kind, Series};
use std::collections::BTreeMap;

/// Seconds in a day.
pub const DAY_SECS: u64 = 24 * STEP_SECS;
/// Seconds in a step of time.
pub const STEP_SECS: u64 = 3_600;

/// The price of the asset, expiries and the strictness of margin.
#[derive(Clone, Debug, Default)]
pub struct Market {
    /// The price now.
    pub spot: i128,
    /// Listed expiries with the price that they will be proven at, once it is known.
    pub listed: BTreeMap<u64, Option<i128>>,
    /// Expiries with a proven price.
    pub(crate) proven: BTreeMap<u64, i128>,
    /// The average up to an expiry, fixed at it. The proven price can differ.
    pub(crate) averages: BTreeMap<u64, i128>,
    /// How much of a crude worst loss the pool keeps, percent.
    pub reserve_percent: i128,
    /// Moves of the spot that margin looks at, percent of the spot.
    pub moves: &'static [i128],
}

impl Market {
    /// Sound margin: moves up to 20%.
    pub const SOUND: &'static [i128] = &[80, 90, 100, 110, 120];
    /// Margin that looks at small moves.
    pub const NARROW: &'static [i128] = &[98, 100, 102];
    /// Margin that looks at no move.
    pub const BLIND: &'static [i128] = &[100];

    /// The proven price of an expiry.
    #[must_use]
    pub fn price_of(&self, expiry: u64) -> Option<i128> {
        self.proven.get(&expiry).copied()
    }

    /// Expiries that are proven.
    pub fn proven(&self) -> impl Iterator<Item = u64> {
        self.proven.keys().copied()
    }
}

impl Model {
    /// Lets time pass.
    pub fn tick(&mut self, hours: u64, spot: i128) {
        self.now += hours * STEP_SECS;
        let now = self.now;
        self.vault.streams.roll(now);
        let market = &mut self.market;
        market.spot = spot;
        for expiry in market.listed.keys().filter(|expiry| **expiry <= now) {
            market.averages.entry(*expiry).or_insert(spot);
        }
    }

    /// Proves the price of an expiry.
    ///
    /// # Errors
    /// Before it is past or known, and twice.
    pub fn prove(&mut self, expiry: u64) -> Outcome {
        let price = self.market.listed.get(&expiry).copied().flatten();
        let first = self.market.price_of(expiry).is_none();
        need(
            expiry <= self.now && first && price.is_some(),
            "no price to prove",
        )?;
        self.market.proven.insert(expiry, price.unwrap_or_default());
        Ok(())
    }

    /// Notes what the price alone gives each account of an expiry.
    pub(crate) fn note_fair(&mut self, expiry: u64, price: i128) {
        let scale = self.scale;
        for account in self.accounts.values_mut() {
            let worth = |(series, quantity): (Series, i128)| {
                if series.expiry == expiry {
                    scale.worth(quantity, series.payoff(price, scale))
                } else {
                    0
                }
            };
            account.fair += account.positions().map(worth).sum::<i128>();
        }
    }

    /// The mark of one contract.
    #[must_use]
    pub fn mark(&self, series: Series) -> i128 {
        self.mark_at(series, self.market.spot)
    }

    fn mark_at(&self, series: Series, spot: i128) -> i128 {
        let hours = series.expiry.saturating_sub(self.now) / STEP_SECS;
        let market = &self.market;
        let price = if hours > 0 {
            spot
        } else {
            let average = market.averages.get(&series.expiry).copied();
            market.price_of(series.expiry).or(average).unwrap_or(spot)
        };
        let payoff = series.payoff(price, self.scale);
        if hours == 0 {
            return payoff;
        }
        let width = i128::from((hours * 400).isqrt()) * 60 + 1;
        match series.kind {
            Kind::Call | Kind::Put => payoff + (width - (price - series.strike).abs()).max(0) / 3,
            Kind::DigitalCall | Kind::DigitalPut => {
                let toward = (price - series.strike).clamp(-width, width);
                let half = self.scale.digital / 2;
                let call = half + (half * toward).div_euclid(width);
                if series.kind == Kind::DigitalCall {
                    call
                } else {
                    self.scale.digital - call
                }
            }
        }
    }

    fn value_at(&self, positions: impl Iterator<Item = (Series, i128)>, spot: i128) -> i128 {
        let worth = |(series, quantity)| self.scale.worth(quantity, self.mark_at(series, spot));
        positions.map(worth).sum()
    }

    /// The value of positions at the mark.
    pub fn value(&self, positions: impl Iterator<Item = (Series, i128)>) -> i128 {
        self.value_at(positions, self.market.spot)
    }

    fn worst(&self, positions: &[(Series, i128)], moves: &[i128]) -> i128 {
        let at = |percent: &i128| {
            let spot = self.market.spot * percent / 100;
            self.value_at(positions.iter().copied(), spot)
        };
        moves.iter().map(at).min().unwrap_or_default()
    }

    /// The lowest value of an account's live positions over the moves of margin.
    #[must_use]
    pub fn lowest(&self, id: Id) -> i128 {
        self.worst(&self.live(id), self.market.moves)
    }

    /// What the pool holds against all accounts.
    #[must_use]
    pub fn book_positions(&self) -> Vec<(Series, i128)> {
        let net = |(series, (longs, shorts)): (&Series, &(i128, i128))| (*series, shorts - longs);
        let book = self.interest.iter().map(net);
        book.filter(|(_, quantity)| *quantity != 0).collect()
    }

    /// The value of the pool's book at the mark.
    #[must_use]
    pub fn book(&self) -> i128 {
        self.value(self.book_positions().into_iter())
    }

    /// What the pool has to keep: a part of a crude worst loss, and what its book stands below zero.
    #[must_use]
    pub fn must_stay(&self) -> i128 {
        let book = self.book_positions();
        let value = self.value(book.iter().copied());
        let loss = value - self.worst(&book, &[80, 100, 120]);
        // Rounded down also below zero, which a blind market can bring.
        (loss * self.market.reserve_percent).div_euclid(100) + (-value).max(0)
    }

    /// Positions of an account whose expiry is to come.
    #[must_use]
    pub fn live(&self, id: Id) -> Vec<(Series, i128)> {
        let positions = self.account(id).positions();
        positions
            .filter(|(series, _)| series.expiry > self.now)
            .collect()
    }

    /// Positions of an account whose expiry is past and not settled.
    #[must_use]
    pub fn past(&self, id: Id) -> Vec<(Series, i128)> {
        let positions = self.account(id).positions();
        positions
            .filter(|(series, _)| {
                series.expiry <= self.now && self.settled(series.expiry).is_none()
            })
            .collect()
    }

    /// What an account's settled expiries are worth at par, less its debts of the one in clearing.
    #[must_use]
    pub fn par(&self, id: Id) -> i128 {
        let worth = |word: &Word| match word {
            Word::Claim { amount, drawn, .. } => amount - drawn,
            Word::Position { series, quantity } => self.settled(series.expiry).map_or(0, |price| {
                self.scale
                    .worth(*quantity, series.payoff(price, self.scale))
            }),
        };
        self.account(id).words.iter().map(worth).sum()
    }

    /// Initial margin left: claims count as zero, what is past as zero at most.
    #[must_use]
    pub fn initial(&self, id: Id) -> i128 {
        let mut past = BTreeMap::<u64, i128>::new();
        for (series, quantity) in self.past(id) {
            *past.entry(series.expiry).or_default() +=
                self.scale.worth(quantity, self.mark(series));
        }
        let past: i128 = past.values().map(|value| *value.min(&0)).sum();
        self.account(id).money + self.lowest(id) + past
    }

    /// Whether an account can be liquidated.
    ///
    /// It cannot in the hour after an expiry of its own that is not settled: it is settled first.
    #[must_use]
    pub fn is_short(&self, id: Id) -> bool {
        let (live, past) = (self.live(id), self.past(id));
        let waits = past.iter().any(|(series, _)| series.expiry == self.now);
        if live.is_empty() || waits {
            return false;
        }
        let money = self.account(id).money + self.par(id) + self.value(past.into_iter());
        money < 0 || (live.iter().any(|(_, q)| *q < 0) && money + self.lowest(id) < 0)
    }
}

impl Account {
    /// Whether it has sold something of these expiries.
    pub(crate) fn sells(&self, expiry: impl Fn(u64) -> bool) -> bool {
        self.words
            .iter()
            .any(|word| word.is_sold() && expiry(word.expiry()))
    }
}
