//! Lists series, and settles expiries: a series joins the book when it is listed, and leaves it when its expiry
//! settles.

use crate::errors::*;
use crate::storage::{positions, RiskManager, MAX_EXPIRIES, MAX_SERIES_OF_EXPIRY};
use crate::trade::series;
use abi::oracle::{OracleSnapshot, SETTLE_ONLY};
use abi::risk_manager::events::{ExpirySettled, SeriesDisplaced, SeriesListed};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::calendar::{may_list, may_strike};
use domain::{displaced, take_out, Position, Series};
use math::Wad;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl RiskManager {
    /// Opens a series for trading. In a full expiry it replaces the series that was never traded and is furthest from
    /// the spot, if that one is further than the new one.
    ///
    /// # Errors
    /// `AccessPaused`; an argument out of its range; `RiskExpiryRule`; `RiskNoPrice`; `RiskStrikeRule`; `RiskListed`;
    /// the maximum number of series or expiries is reached.
    pub fn list(&mut self, expiry: u64, kind: u8, strike: u128) -> Result<(), Refusal> {
        self.authority.when_not_paused()?;
        if !may_list(expiry, self.vm().block_timestamp()) {
            return Err(RiskExpiryRule { expiry }.into());
        }
        let OracleSnapshot { state, spot, .. } = self.oracle_snapshot(0)?;
        if state >= SETTLE_ONLY {
            return Err(RiskNoPrice {}.into());
        }
        if !may_strike(strike, spot) {
            return Err(RiskStrikeRule { strike, spot }.into());
        }
        let series = series(expiry, kind, strike)?;
        let words = self.words();
        let place = place_for(&words, &series, spot)?;
        let flat = Position {
            series,
            quantity: 0,
        };
        self.set_word(place, flat.word());
        if let Some(Position { series, .. }) = words.get(place).and_then(|w| Position::of_word(*w))
        {
            self.emit(SeriesDisplaced {
                expiry,
                kind: series.kind as u8,
                strike: series.strike,
            });
        } else {
            self.set_count(words.len().saturating_add(1));
        }
        self.emit(SeriesListed {
            expiry,
            kind,
            strike,
        });
        Ok(())
    }

    /// Takes an expiry out of the book at its price. Returns what all accounts that hold it are owed and what those that
    /// have sold it owe, both rounded up, and the earlier expiries of which accounts hold something.
    ///
    /// # Errors
    /// `RiskNotMarket`.
    pub fn settle(&mut self, expiry: u64, price: u128) -> Result<(u128, u128, Vec<u64>), Refusal> {
        self.only_market()?;
        let words = self.words();
        let (mut claims, mut debts, mut earlier) = (0u128, 0u128, Vec::new());
        // The last words replace those that leave, so that no more words are written than leave.
        let mut kept = words.clone();
        let mut place = 0usize;
        while let Some(position) = kept.get(place).and_then(|word| Position::of_word(*word)) {
            let Position { series, quantity } = position;
            let of = u64::from(series.expiry);
            // A later expiry is not looked at.
            let held = if of > expiry {
                0
            } else {
                self.interest_in(&series)
            };
            // The pool holds what accounts have sold beyond what others of them hold.
            let sold = held.wrapping_add_signed(quantity);
            if of != expiry {
                if of < expiry && (held | sold) != 0 {
                    earlier.push(of);
                }
                place = place.wrapping_add(1);
                continue;
            }
            let payoff = Wad::from_wei(series.payoff(price));
            claims = sum(claims, held, payoff);
            debts = sum(debts, sold, payoff);
            take_out(&mut kept, place);
        }
        for (place, word) in words.iter().enumerate() {
            let now = kept.get(place).copied().unwrap_or_default();
            if now != *word {
                self.set_word(place, now);
            }
        }
        self.set_count(kept.len());
        self.emit(ExpirySettled {
            expiry,
            price,
            claims,
            debts,
        });
        Ok((claims, debts, earlier))
    }
}

impl RiskManager {
    /// Returns how much of a series all accounts together hold.
    pub(crate) fn interest_in(&self, series: &Series) -> u128 {
        self.interest.read(key_of(series))
    }

    /// Adds to what accounts hold of a series.
    pub(crate) fn add_interest(&mut self, series: &Series, longs: i128) {
        if longs != 0 {
            // The sum of what accounts hold. Each holds less than 2⁹⁵.
            let held = self.interest_in(series).wrapping_add_signed(longs);
            self.interest.write(key_of(series), &held);
        }
    }
}

/// Returns the key under which the interest in a series is stored.
const fn key_of(series: &Series) -> U256 {
    let [low, middle, high] = series.key();
    U256::from_limbs([low, middle, high, 0])
}

/// Adds what a quantity of a series is paid, rounded up. What does not fit is more than there is in the world, and stops no
/// settlement.
fn sum(amount: u128, quantity: u128, payoff: Wad) -> u128 {
    let paid = Wad::from_wei(quantity).mul_up(payoff);
    amount.saturating_add(paid.map_or(u128::MAX, Wad::wei))
}

/// Returns the place of a new series: behind all others, or that of a series that was never traded. Being flat is not
/// enough: when the pool is flat in a series, accounts may still have positions in it, and must be able to close them.
fn place_for(words: &[U256], series: &Series, spot: u128) -> Result<usize, Refusal> {
    let mut expiries: Vec<u32> = Vec::with_capacity(MAX_EXPIRIES);
    let mut alike = 0usize;
    for (word, position) in words.iter().zip(positions(words)) {
        if Position::is_of(*word, series) {
            return Err(RiskListed {}.into());
        }
        let expiry = position.series.expiry;
        if expiry == series.expiry {
            alike = alike.saturating_add(1);
        } else if !expiries.contains(&expiry) {
            expiries.push(expiry);
        }
    }
    if expiries.len() >= MAX_EXPIRIES {
        return Err(RiskTooManyExpiries {}.into());
    }
    if alike < MAX_SERIES_OF_EXPIRY {
        return Ok(words.len());
    }
    let expiry = series.expiry.into();
    displaced(words, series, spot).ok_or_else(|| RiskTooManySeries { expiry }.into())
}
