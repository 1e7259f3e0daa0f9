//! Accounts that are short are unwound: the pool closes them, or bidders take parts. It takes insolvent ones whole.

use super::{Gap, UNIT};
use alloy_primitives::{Address, U256};
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use devnode::api::Sent;

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
            let (answer, sent) = self.stage.liquidate(keeper, id).expect("it is short");
            if before.value <= 0 {
                self.taken_whole(id, keeper, &before, &sent);
                return;
            }
            if answer == CLOSED {
                self.tally.closed += 1;
                continue;
            }
            assert_eq!(answer, OFFERED);
            if self.r.bool() {
                let wait = self.r.u64(1..800);
                self.stage.node().warp(wait);
                self.jumps(self.cents);
            }
            self.bid(id);
        }
        panic!("nobody gets done with {id}");
    }

    /// Checks that an insolvent account is gone at once: the pool has its positions at the mark, the keeper its bond, and
    /// what it lacks is written off.
    fn taken_whole(&mut self, id: U256, keeper: Address, before: &MarginFigures, sent: &Sent) {
        self.tally.insolvent += 1;
        assert_eq!(self.stage.holdings(id), (0, vec![]));
        let bond = sent.event::<IMarket::BondPaid>().expect("an event");
        assert_eq!((bond.keeper, bond.amount), (keeper, 5 * u128::from(USD)));
        let closed = sent.event::<ILiquidator::PoolClosed>().expect("an event");
        assert!(closed.forced && closed.part == WAD && closed.pay == 0);
        let Some(gone) = sent.event::<IMarket::WrittenOff>() else {
            assert!(before.value > -UNIT.cast_signed(), "less than a unit");
            return;
        };
        let missing = gone.fromFund + gone.lost;
        let owed = before.value.unsigned_abs();
        assert!(
            missing >= owed / UNIT && missing <= owed / UNIT + 2,
            "{missing} of {owed}"
        );
        assert_eq!(gone.fromBond, 0, "the keeper has it");
        self.tally.by_fund += gone.fromFund;
        self.tally.by_pool += gone.lost;
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
        match self.stage.bid(taker, id, part, i128::MAX) {
            Ok(_) => self.tally.bids += 1,
            // In the meantime it has recovered, or become worthless.
            Err(_) => self.tally.refused += 1,
        }
    }
}
