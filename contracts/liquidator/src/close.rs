//! Closing with the pool: first a part of an account that is short, finally the whole of an insolvent one.

use crate::case::Case;
use crate::errors::*;
use crate::storage::Liquidator;
use abi::liquidator::events::PoolClosed;
use abi::risk_manager::errors::{
    RiskDeltaLimit, RiskShortfallLimit, RiskTenPercentLimit, RiskVegaLimit, RiskWorstLimit,
};
use abi::vault::errors::VaultShort;
use alloy_primitives::U256;
use alloy_sol_types::SolError;
use domain::accounts::first_of;
use engine::liquidation::{pool_close, Close, LiquidationError};
use math::{SignedWad, Wad};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The stages of a liquidation.
pub(crate) const SOUND: u8 = 0;
pub(crate) const CLOSED: u8 = 1;
pub(crate) const SOLVENT: u8 = 2;
pub(crate) const INSOLVENT: u8 = 3;

/// How long an insolvent account is offered before the pool takes it in spite of its limits, seconds.
const OFFERED_SECS: u64 = 1_800;

/// What the pool closes, and the price.
pub(crate) struct Plan {
    pub(crate) part: Wad,
    /// What the account pays, units of the asset, rounded up.
    pub(crate) cost: i128,
    /// What the keeper earns, units of the asset, rounded down.
    pub(crate) pay: u128,
    /// Whether the fund pays the keeper, and not the account.
    insolvent: bool,
}

impl Liquidator {
    /// Liquidates an account.
    ///
    /// # Errors
    /// `LiquidatorSound`; there is no price; a surface is missing or too old.
    pub fn liquidate(&mut self, id: U256) -> Result<u8, Refusal> {
        let case = self.case(id)?;
        let maintenance = case.standing.maintenance.wei();
        if maintenance >= 0 {
            return self.release(id, maintenance);
        }
        let overdue = case.is_insolvent() && self.is_overdue(id);
        let stage = match self.plan(&case)? {
            Some(plan) if self.close(&case, &plan, overdue)? => CLOSED,
            _ => self.offer(&case),
        };
        self.report()?;
        Ok(stage)
    }

    /// Returns whether an insolvent account was offered for so long that the pool takes it.
    fn is_overdue(&self, id: U256) -> bool {
        let auction = self.auction(id);
        auction.insolvent && self.is_fresh(&auction) && self.elapsed_secs(&auction) >= OFFERED_SECS
    }

    /// Returns what the pool would close of an account that is short; nothing if that does not help or cannot be paid.
    pub(crate) fn plan(&self, case: &Case) -> Result<Option<Plan>, Refusal> {
        if case.has_past(self.vm().block_timestamp()) {
            return Ok(None);
        }
        let money = self.money();
        if case.is_insolvent() {
            // At the mark, because nobody is left who could pay more.
            let worth = case
                .standing
                .value
                .wei()
                .checked_sub(case.standing.cash.wei());
            let cost = worth
                .ok_or_else(overflow)?
                .checked_neg()
                .ok_or_else(overflow)?;
            let max_pay = case.notional()?.mul_down(Close::PAY_OF_NOTIONAL);
            let pay = max_pay.map_err(|_| overflow())?.min(Close::MIN_PAY);
            return Ok(Some(Plan {
                part: Wad::ONE,
                cost: money.signed_up(cost),
                pay: money.down(pay.wei()).min(self.fund_money()?),
                insolvent: true,
            }));
        }
        let proceeds = SignedWad::from_wei(self.proceeds(&case.asked)?);
        match pool_close(&case.standing, proceeds, case.notional()?) {
            Ok(Close {
                part,
                proceeds,
                pay,
            }) => {
                let cost = proceeds.wei().checked_neg().ok_or_else(overflow)?;
                let cost = money.signed_up(cost);
                let left = case.asked.cash.saturating_sub(cost).max(0).unsigned_abs();
                Ok(Some(Plan {
                    part,
                    cost,
                    pay: money.down(pay.wei()).min(left),
                    insolvent: false,
                }))
            }
            Err(LiquidationError::Overflow) => Err(overflow()),
            Err(_) => Ok(None),
        }
    }

    /// Closes by a plan. Returns whether the pool's limits allowed it.
    fn close(&mut self, case: &Case, plan: &Plan, forced: bool) -> Result<bool, Refusal> {
        let legs = case.parts(plan.part, true)?;
        match self.close_out(case.id, &legs, plan.cost, forced) {
            Ok(()) => (),
            Err(refusal) if is_the_pools(&refusal) => return Ok(false),
            Err(refusal) => return Err(refusal),
        }
        let keeper = self.vm().msg_sender();
        // The fund's pay is computed again: the account may have used the fund up.
        let (payer, pay) = if plan.insolvent {
            (self.own(), plan.pay.min(self.fund_money()?))
        } else {
            (case.id, plan.pay)
        };
        let earner = first_of(keeper);
        if pay > 0 && payer != earner {
            self.hand_over([payer, earner], &[], pay.cast_signed(), 0)?;
        }
        self.end(case.id);
        self.emit(PoolClosed {
            id: case.id,
            keeper,
            part: plan.part.wei(),
            cost: plan.cost,
            pay,
            forced,
        });
        Ok(true)
    }
}

/// Returns whether the pool refused because of its limits or its money. Any other error is no reason to begin an
/// auction, nor is a call that ran out of gas, whose error says nothing.
fn is_the_pools(refusal: &Refusal) -> bool {
    const REASONS: [[u8; 4]; 6] = [
        RiskVegaLimit::SELECTOR,
        RiskDeltaLimit::SELECTOR,
        RiskTenPercentLimit::SELECTOR,
        RiskWorstLimit::SELECTOR,
        RiskShortfallLimit::SELECTOR,
        VaultShort::SELECTOR,
    ];
    let reason = refusal.as_bytes().first_chunk::<4>();
    reason.is_some_and(|reason| REASONS.contains(reason))
}
