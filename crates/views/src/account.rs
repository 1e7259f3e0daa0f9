//! An account and its positions.

use crate::calls::{overflow, Scene};
use crate::reasons::{self, Reason};
use crate::units::{expiries, of_expiry, product_down, product_toward_zero, Unit};
use crate::Eye;
use abi::lens::{AccountPosition, AccountState};
use abi::oracle::SETTLE_ONLY;
use abi::trading::Position;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::Series;
use math::Wad;
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// The states of a position.
const LIVE: u8 = 0;
const PAST: u8 = 1;
const SETTLED: u8 = 2;

impl<H: Host> Eye<'_, H> {
    /// Returns an account, with its positions grouped by expiry.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error when it has too little gas.
    pub fn account_of(
        &self,
        market: Address,
        id: U256,
    ) -> Result<(AccountState, Vec<AccountPosition>), Refusal> {
        let scene = self.stage(market)?;
        let (money, held) = self.holdings(&scene, id)?;
        let mut lines = Vec::with_capacity(held.len());
        for expiry in expiries(&held) {
            let alike = of_expiry(&held, expiry);
            if expiry > scene.now {
                self.add_live(&scene, expiry, &alike, &mut lines)?;
            } else {
                self.add_past(&scene, expiry, &alike, &mut lines)?;
            }
        }
        let mut state = AccountState {
            money,
            ..AccountState::default()
        };
        for line in &lines {
            add(&mut state, line)?;
        }
        // What is left of claims whose positions are gone is part of it.
        state.claims = self.claims(&scene, id)?;
        match self.health(&scene, id) {
            Ok(figures) => {
                (state.maintenance, state.initial) = (figures.maintenance, figures.initial);
            }
            Err(refusal) => state.unmargined = reasons::of(&refusal),
        }
        Ok((state, lines))
    }

    fn add_live(
        &self,
        scene: &Scene,
        expiry: u64,
        held: &[Position],
        lines: &mut Vec<AccountPosition>,
    ) -> Result<(), Refusal> {
        let units = if scene.snapshot.state >= SETTLE_ONLY {
            held.iter()
                .map(|_| Unit::missing(reasons::NO_PRICE))
                .collect()
        } else {
            self.units(scene, expiry, held)?
        };
        for (position, unit) in held.iter().zip(&units) {
            lines.push(line(position, LIVE, unit)?);
        }
        Ok(())
    }

    fn add_past(
        &self,
        scene: &Scene,
        expiry: u64,
        held: &[Position],
        lines: &mut Vec<AccountPosition>,
    ) -> Result<(), Refusal> {
        let settled_at = self.settlement(scene, expiry)?;
        let price = if settled_at == 0 {
            self.expiry_price(scene, expiry)?
        } else {
            settled_at
        };
        for position in held {
            let terms = (position.expiry, position.kind, position.strike);
            let series = Series::new(terms.0, terms.1, terms.2).map_err(|_| overflow())?;
            let unit = Unit {
                mark: if price == 0 { 0 } else { series.payoff(price) },
                unmarked: if price == 0 {
                    reasons::EXPIRED
                } else {
                    Reason::ZERO
                },
                ..Unit::default()
            };
            let mut shown = line(position, PAST, &unit)?;
            if settled_at != 0 {
                shown.status = SETTLED;
                shown.claim = claim(shown.value, scene.unit_wad);
                shown.value = 0;
            }
            lines.push(shown);
        }
        Ok(())
    }
}

/// Counts a position in.
fn add(state: &mut AccountState, line: &AccountPosition) -> Result<(), Refusal> {
    let sums = [
        (&mut state.value, line.value),
        (&mut state.delta, line.delta),
        (&mut state.gamma, line.gamma),
        (&mut state.vega, line.vega),
        (&mut state.theta, line.theta),
        (&mut state.rho, line.rho),
    ];
    for (sum, part) in sums {
        *sum = sum.checked_add(part).ok_or_else(overflow)?;
    }
    if !line.unmarked.is_zero() {
        state.unmarked = state.unmarked.saturating_add(1);
    }
    Ok(())
}

/// Returns what a settled position is paid at par, in units of the asset, with the market's rounding: down; up
/// for what is taken for a sold position.
fn claim(owed: i128, unit_wad: u128) -> i128 {
    if owed < 0 {
        let taken = owed.unsigned_abs().div_ceil(unit_wad.max(1));
        return taken.cast_signed().saturating_neg();
    }
    let units = owed.unsigned_abs().checked_div(unit_wad);
    units.unwrap_or_default().cast_signed()
}

/// Returns the line of a position, of units like this one. Its value is rounded against its holder.
#[inline(never)]
fn line(position: &Position, status: u8, unit: &Unit) -> Result<AccountPosition, Refusal> {
    let size = position.quantity.unsigned_abs();
    let owes = position.quantity < 0;
    let worth = if owes {
        let worth = Wad::from_wei(size).mul_up(Wad::from_wei(unit.mark));
        worth.map_err(|_| overflow())?.wei()
    } else {
        product_down(size, unit.mark)?
    };
    let signed = |of: i128| if owes { of.saturating_neg() } else { of };
    let whole = |one: i128| Ok::<_, Refusal>(signed(product_toward_zero(one, size)?));
    Ok(AccountPosition {
        expiry: position.expiry,
        kind: position.kind,
        strike: position.strike,
        quantity: position.quantity,
        status,
        mark: unit.mark,
        volatility: unit.volatility,
        value: signed(worth.cast_signed()),
        delta: whole(unit.delta)?,
        gamma: whole(unit.gamma)?,
        vega: whole(unit.vega)?,
        theta: whole(unit.theta)?,
        rho: whole(unit.rho)?,
        claim: 0,
        unmarked: unit.unmarked,
    })
}
