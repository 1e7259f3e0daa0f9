//! Closing with the pool: a part of an account that is short, at a penalty, or the whole of an insolvent one, at the
//! mark.

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
pub(crate) const OFFERED: u8 = 2;

/// How long an account with positions that are past waits for its settlement before it is liquidated, seconds. Its
/// worth is not known until then.
const WAITS_SECS: u64 = 900;

/// What the pool closes, and the price.
pub(crate) struct Plan {
    pub(crate) part: Wad,
    /// What the account pays, units of the asset, rounded up.
    pub(crate) cost: i128,
    /// What the keeper earns of the account's money, units of the asset, rounded down.
    pub(crate) pay: u128,
    /// Whether all is closed at the mark, in spite of the pool's limits.
    pub(crate) forced: bool,
}

impl Liquidator {
    /// Liquidates an account.
    ///
    /// # Errors
    /// `LiquidatorSound`; `LiquidatorWaits`; there is no price; a surface is missing or too old.
    pub fn liquidate(&mut self, id: U256) -> Result<u8, Refusal> {
        self.settle(id)?;
        let case = self.case(id)?;
        if !case.is_due() {
            return self.release(id, case.standing.maintenance.wei());
        }
        self.require_known(&case)?;
        Ok(match self.plan(&case)? {
            Some(plan) if self.close(&case, &plan)? => CLOSED,
            _ => self.offer(&case),
        })
    }

    /// Refuses an account of which something has just expired.
    pub(crate) fn require_known(&self, case: &Case) -> Result<(), Refusal> {
        let expiry = case.asked.past;
        let until = expiry.saturating_add(WAITS_SECS);
        if expiry != 0 && self.vm().block_timestamp() < until {
            return Err(LiquidatorWaits { expiry, until }.into());
        }
        Ok(())
    }

    /// Returns what the pool would close of an account that is due; nothing if that does not help or cannot be paid.
    pub(crate) fn plan(&self, case: &Case) -> Result<Option<Plan>, Refusal> {
        let money = self.money();
        let cash_wad = money.signed_wad(case.asked.cash).ok_or_else(overflow)?;
        if case.is_insolvent(cash_wad) {
            return self.whole(case).map(Some);
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
                if cost > case.asked.cash.max(0) {
                    return Ok(None);
                }
                let left = case.asked.cash.saturating_sub(cost).max(0).unsigned_abs();
                Ok(Some(Plan {
                    part,
                    cost,
                    pay: money.down(pay.wei()).min(left),
                    forced: false,
                }))
            }
            Err(LiquidationError::Overflow) => Err(overflow()),
            Err(_) => Ok(None),
        }
    }

    /// Returns the close of all that lives at the mark.
    fn whole(&self, case: &Case) -> Result<Plan, Refusal> {
        let cost = case.live_value.checked_neg().ok_or_else(overflow)?;
        Ok(Plan {
            part: Wad::ONE,
            cost: self.money().signed_up(cost),
            pay: 0,
            forced: true,
        })
    }

    /// Closes by a plan. Returns whether the pool's limits allowed it.
    fn close(&mut self, case: &Case, plan: &Plan) -> Result<bool, Refusal> {
        let legs = case.parts(plan.part, true)?;
        let mut forced = plan.forced;
        match self.close_out(case.id, &legs, plan.cost, forced) {
            Ok(()) => (),
            Err(refusal) if forced || !is_the_pools(&refusal) => return Err(refusal),
            // An account with its margin has no auction: what pays its loan is closed in spite of the pool's limits.
            Err(_) if self.is_not_for_sale(case)? => {
                forced = true;
                self.close_out(case.id, &legs, plan.cost, forced)?;
            }
            Err(_) => return Ok(false),
        }
        let keeper = self.vm().msg_sender();
        let earner = first_of(keeper);
        if plan.pay > 0 && case.id != earner {
            self.hand_over([case.id, earner], &[], plan.pay.cast_signed())?;
        }
        self.end(case.id);
        self.emit(PoolClosed {
            id: case.id,
            keeper,
            part: plan.part.wei(),
            cost: plan.cost,
            pay: plan.pay,
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
