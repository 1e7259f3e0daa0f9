//! The pool: money, risks, queue.

use crate::calls::{overflow, Scene};
use crate::chain::Weighed;
use crate::reasons::{self, Reason};
use crate::units::{expiries, of_expiry, product_toward_zero};
use crate::Eye;
use abi::oracle::SETTLE_ONLY;
use abi::pool_lens::{PoolExpiry, PoolMoney, PoolQueue, PoolRisks, PoolState};
use abi::trading::Position;
use abi::vault::{IVault, VaultPool};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use engine::liquidation::recovery;
use math::{SignedWad, ONE_BPS};
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// What a screen shows of a pool.
pub type Shown = (
    PoolState,
    PoolMoney,
    PoolRisks,
    PoolQueue,
    Vec<PoolExpiry>,
    Vec<i128>,
);

impl<H: Host> Eye<'_, H> {
    /// Returns the pool of a market.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error when it has too little gas.
    pub fn pool_of(&self, market: Address) -> Result<Shown, Refusal> {
        let scene = self.stage(market)?;
        let (mut state, money) = self.state_and_money(&scene)?;
        let queue = self.queue_state(&scene, &money)?;
        let expiries = self.pool_expiries(&scene)?;
        let (risks, scenarios) = match self.weighed(&scene) {
            Ok(weighed) => (
                risks(&weighed, &expiries, self.tail(&scene)?)?,
                weighed
                    .figures
                    .changes
                    .iter()
                    .map(|gain| gain.wei())
                    .collect(),
            ),
            Err(refusal) => {
                state.unmarked = reasons::of(&refusal);
                (PoolRisks::default(), Vec::new())
            }
        };
        Ok((state, money, risks, queue, expiries, scenarios))
    }

    fn state_and_money(&self, scene: &Scene) -> Result<(PoolState, PoolMoney), Refusal> {
        let market = self.chain_state(scene)?;
        let seen = self.vault_pool(scene.vault);
        let unsettled = seen.as_ref().map_or(0, |seen| seen.unsettled);
        let leaving = self.redeemed(scene, U256::ZERO);
        let state = PoolState {
            state: market.state,
            spot: market.spot,
            updatedAt: market.updatedAt,
            deviation: market.deviation,
            settling: market.settling,
            unsettled,
            marketPaused: market.marketPaused,
            riskPaused: market.riskPaused,
            vaultPaused: self.paused(scene.vault)?,
            unmarked: Reason::ZERO,
            closed: leaving.map_or_else(|refusal| reasons::of(&refusal), |_| Reason::ZERO),
        };
        let known = PoolMoney {
            backing: scene.backing,
            shares: self.vault_total::<IVault::totalSupplyCall>(scene.vault)?,
            ..PoolMoney::default()
        };
        // Without a price the vault's marks mean nothing.
        let money = match seen {
            Ok(seen) if seen.state < SETTLE_ONLY => self.money(scene, &seen, &known)?,
            _ => known,
        };
        Ok((state, money))
    }

    fn money(
        &self,
        scene: &Scene,
        seen: &VaultPool,
        known: &PoolMoney,
    ) -> Result<PoolMoney, Refusal> {
        let share = 10u128.saturating_pow(self.share_decimals(scene.vault)?.into());
        // Both are refused while an expiry is past and not settled.
        let assets = self.vault_total::<IVault::totalAssetsCall>(scene.vault);
        let price = self.assets_for(scene, U256::from(share));
        Ok(PoolMoney {
            held: seen.held,
            unvested: seen.unvested,
            owed: seen.owed,
            lent: seen.lent,
            mark: seen.mark,
            high: seen.high,
            low: seen.low,
            assets: assets.unwrap_or_default(),
            sharePrice: price.unwrap_or_default(),
            reserve: seen.reserve,
            withdrawable: seen.withdrawable,
            backing: known.backing,
            shares: known.shares,
        })
    }

    fn queue_state(&self, scene: &Scene, money: &PoolMoney) -> Result<PoolQueue, Refusal> {
        let queue = self.queue_of(scene.vault)?;
        if queue == Address::ZERO {
            return Ok(PoolQueue::default());
        }
        let (waiting, owed, epochs, closable) = self.waiting(queue)?;
        let worth = if money.assets.is_zero() {
            U256::ZERO
        } else {
            self.assets_for(scene, waiting)?
        };
        Ok(PoolQueue {
            queue,
            waiting,
            waitingAssets: worth,
            owed,
            epochs,
            closable,
            paused: self.paused(queue)?,
        })
    }

    fn pool_expiries(&self, scene: &Scene) -> Result<Vec<PoolExpiry>, Refusal> {
        let book = self.book(scene)?;
        let mut shown = Vec::new();
        for expiry in expiries(&book) {
            let mut held = of_expiry(&book, expiry);
            let listed = held.len();
            held.retain(|position| position.quantity != 0);
            let mut line = PoolExpiry {
                expiry,
                listed: count(listed),
                held: count(held.len()),
                surfaceAt: self.surface_at(scene, expiry)?,
                ..PoolExpiry::default()
            };
            let marked = if scene.snapshot.state >= SETTLE_ONLY {
                Err(reasons::NO_PRICE)
            } else {
                self.mark_expiry(scene, &mut line, &held)
            };
            line.unmarked = marked.err().unwrap_or_default();
            shown.push(line);
        }
        Ok(shown)
    }

    /// Fills in the figures of a line that need a mark.
    fn mark_expiry(
        &self,
        scene: &Scene,
        line: &mut PoolExpiry,
        held: &[Position],
    ) -> Result<(), Reason> {
        let because = |refusal: Refusal| reasons::of(&refusal);
        if held.is_empty() {
            return Ok(());
        }
        let (mut gamma, mut theta) = (0i128, 0i128);
        if line.expiry > scene.now {
            let units = self.units(scene, line.expiry, held).map_err(because)?;
            for (position, unit) in held.iter().zip(&units) {
                if !unit.unmarked.is_zero() {
                    return Err(unit.unmarked);
                }
                gamma = add(gamma, unit.gamma, position.quantity).map_err(because)?;
                theta = add(theta, unit.theta, position.quantity).map_err(because)?;
            }
        }
        let legs = held.iter().map(|position| Position {
            expiry: position.expiry,
            kind: position.kind,
            strike: position.strike,
            quantity: position.quantity,
        });
        let figures = self.assessed(scene, line.expiry, legs.collect());
        let figures = figures.map_err(because)?;
        line.mark = figures.mark.wei();
        line.delta = figures.delta.wei();
        line.vega = figures.vega.wei();
        (line.gamma, line.theta) = (gamma, theta);
        Ok(())
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Adds the figure of one unit times the quantity to a sum.
#[inline(never)]
fn add(sum: i128, of_one: i128, quantity: i128) -> Result<i128, Refusal> {
    let size = product_toward_zero(of_one, quantity.unsigned_abs())?;
    let part = if quantity < 0 {
        size.saturating_neg()
    } else {
        size
    };
    sum.checked_add(part).ok_or_else(overflow)
}

fn risks(
    weighed: &Weighed,
    expiries: &[PoolExpiry],
    tail: (u128, u128),
) -> Result<PoolRisks, Refusal> {
    let Weighed {
        own, risk, limits, ..
    } = weighed;
    let max = |bps: u16| own.nav.saturating_mul(bps.into()) / ONE_BPS;
    let (mut gamma, mut theta) = (0i128, 0i128);
    for expiry in expiries {
        gamma = gamma.checked_add(expiry.gamma).ok_or_else(overflow)?;
        theta = theta.checked_add(expiry.theta).ok_or_else(overflow)?;
    }
    let losing = weighed.figures.changes.iter().enumerate();
    let worst = losing.min_by_key(|(_, gain): &(usize, &SignedWad)| gain.wei());
    let worst = worst.map_or(0, |(scenario, _)| scenario);
    Ok(PoolRisks {
        nav: own.nav,
        mark: own.mark,
        delta: own.delta,
        gamma,
        vega: own.vega,
        theta,
        reserve: own.reserve,
        utilisation: utilisation(own.reserve, own.nav),
        vegaMax: max(limits.vega_bps),
        deltaUsed: risk.delta.wei(),
        deltaMax: max(limits.delta_bps),
        tenPercent: risk.ten_percent.wei(),
        tenPercentMax: max(limits.ten_percent_bps),
        worst: risk.worst.wei(),
        worstMax: max(limits.worst_bps),
        worstScenario: u8::try_from(worst).unwrap_or(u8::MAX),
        valueAtRisk: tail.0,
        shortfall: tail.1,
        shortfallMax: max(limits.shortfall_bps),
    })
}

/// Returns reserve/nav in WAD, rounded down, at most one; one for a pool without worth that must keep something.
fn utilisation(reserve: u128, nav: u128) -> u128 {
    if reserve == 0 {
        0
    } else {
        recovery(reserve, nav)
    }
}
