//! Accounts that are short are unwound: the pool closes them, or bidders take them.

use super::{Gap, UNIT};
use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

impl Gap {
    /// Unwinds all accounts that are short, in random order. Returns their number.
    pub(super) fn sweep(&mut self, limited_after: usize) -> usize {
        let mut order = self.ids.clone();
        order.extend(&self.bidders);
        self.r.shuffle(&mut order);
        let mut met = 0;
        for id in order {
            if self.stage.margin_of(id).maintenance >= 0 {
                continue;
            }
            if met == limited_after {
                self.fills_the_pool();
            }
            met += 1;
            self.unwind(id);
            self.audit();
        }
        met
    }
}

impl Gap {
    /// Makes the pool admit nothing more that adds to its risk.
    fn fills_the_pool(&mut self) {
        let risk = self.stage.risk;
        for name in ["deltaLimit", "vegaLimit", "tenPercentLimit", "worstLimit"] {
            let lower = self.stage.decide(risk, name, U256::ONE);
            lower.expect("within the bounds");
        }
    }

    fn unwind(&mut self, id: U256) {
        for _ in 0..40 {
            let before = self.stage.margin_of(id);
            if before.maintenance >= 0 {
                return;
            }
            let keeper = self.keepers[self.r.usize(..3)];
            let (answer, _) = self.stage.liquidate(keeper, id).expect("it is short");
            if answer == CLOSED {
                self.tally.closed += 1;
                self.tally.insolvent_closed += u32::from(before.value <= 0);
                continue;
            }
            assert!(answer == OFFERED || answer == INSOLVENT);
            self.providers_wait();
            if self.r.bool() {
                let wait = self.r.u64(1..800);
                self.stage.node().warp(wait);
                self.jumps(self.cents);
            }
            self.bid(id);
        }
        panic!("nobody gets done with {id}");
    }

    /// Checks that nobody leaves the pool while insolvent accounts lack more than the fund has.
    fn providers_wait(&mut self) {
        let missing = self
            .stage
            .ask(self.stage.liquidator, ILiquidator::insolventCall {});
        let fund = U256::from(self.stage.fund_money().unsigned_abs());
        let short = missing.div_ceil(U256::from(UNIT)).saturating_sub(fund);
        assert_eq!(
            self.stage.ask(self.stage.vault, IVault::shortfallCall {}),
            short
        );
        if short > U256::ZERO {
            let (lp, vault) = (self.stage.lp, self.stage.vault);
            let shares = U256::from(1_000_000);
            let leave = IVault::redeemCall {
                shares,
                receiver: lp,
                owner: lp,
            };
            let locked = reverted(self.stage.send(lp, vault, leave));
            assert_eq!(locked, revert(&IVault::VaultShortfall { shortfall: short }));
            self.tally.locked += 1;
        }
    }

    fn bid(&mut self, id: U256) {
        let part = if self.r.bool() {
            WAD
        } else {
            self.r.u128(WAD / 20..WAD)
        };
        let taker = self.bidders[self.r.usize(..3)];
        if taker == id {
            return;
        }
        let worthless = self.stage.margin_of(id).value <= 0;
        match self.stage.bid(taker, id, part, i128::MAX) {
            Ok((_, sent)) => {
                let it = sent.event::<ILiquidator::AuctionTaken>().expect("an event");
                self.tally.bids += 1;
                self.tally.insolvent_taken += u32::from(worthless);
                self.tally.pool_paid += it.fromVault;
            }
            // In the meantime it has recovered, or become worth something, or become worthless.
            Err(_) => self.tally.refused += 1,
        }
    }
}
