//! L5: any order of the same calls ends alike.

use super::Driver;
use crate::account::Id;
use crate::call::Call;
use crate::model::Model;
use crate::rules::Refused;

/// What may not depend on the order of calls.
#[derive(Debug, PartialEq, Eq)]
struct Ending {
    money: Vec<(Id, i128, i128)>,
    held: i128,
    fund: i128,
    market: i128,
    unvested: i128,
    loans: i128,
    lost: i128,
    unpaid: Vec<(u64, i128)>,
    order_of_unpaid: Vec<u64>,
}

impl Ending {
    fn of(model: &Model) -> Self {
        let rows = model.rows.iter();
        Self {
            money: model
                .accounts
                .iter()
                .map(|(id, account)| (*id, account.money, account.bond))
                .collect(),
            held: model.vault.held,
            fund: model.fund.held,
            market: model.purses.market,
            unvested: model.unvested(),
            loans: model.loans,
            lost: model.tally.lost,
            unpaid: rows.map(|(expiry, row)| (*expiry, row.unpaid())).collect(),
            order_of_unpaid: model.unpaid.clone(),
        }
    }

    /// Whether all traders together have the same money, and are owed the same, to the unit each.
    fn is_shared_otherwise(&self, other: &Self) -> bool {
        let money = |end: &Self| end.money.iter().map(|(_, money, _)| *money).sum::<i128>();
        let unpaid = |end: &Self| end.unpaid.iter().map(|(_, unpaid)| *unpaid).sum::<i128>();
        let near = |mine: i128, its: i128| mine.abs_diff(its) <= self.money.len() as u128;
        unpaid(other) > 0
            && near(money(self), money(other))
            && near(unpaid(self), unpaid(other))
            && (self.held, self.fund, self.loans) == (other.held, other.fund, other.loans)
    }

    /// Whether traders' money differs by one unit at most, which rounding of a set-off may do.
    fn is_near(&self, other: &Self) -> bool {
        let near =
            |(mine, its): (&(Id, i128, i128), &(Id, i128, i128))| (mine.1 - its.1).abs() <= 1;
        self.money.len() == other.money.len() && self.money.iter().zip(&other.money).all(near)
    }
}

impl Driver {
    /// Makes the calls that anyone may make in several random orders and compares the ends.
    ///
    /// # Panics
    /// When two ends differ by more than the exceptions that are named.
    pub fn assert_orders(&mut self, tries: usize) {
        self.assert_orders_with(tries, true);
    }

    fn assert_orders_with(&mut self, tries: usize, liquidations: bool) {
        let model = &self.model;
        let past: Vec<u64> = model
            .market
            .proven()
            .filter(|expiry| model.settled(*expiry).is_none())
            .collect();
        if past.is_empty() && model.clearing.is_none() && model.unpaid.is_empty() {
            return;
        }
        let busy = model
            .accounts
            .iter()
            .filter(|(_, account)| !account.words.is_empty());
        let busy: Vec<Id> = busy.map(|(id, _)| *id).collect();
        let short = busy.iter().copied().filter(|id| model.is_short(*id));
        let short: Vec<Id> = short.take(if liquidations { 4 } else { 0 }).collect();
        let mut calls: Vec<Call> = past.iter().copied().map(Call::Settle).collect();
        calls.extend(busy.into_iter().map(Call::SettleAccount));
        calls.push(Call::PayClaims);
        calls.extend(short.iter().copied().map(Call::Liquidate));
        let mut ends = Vec::with_capacity(tries);
        let mut scarce = false;
        for _ in 0..tries {
            let mut fork = self.model.clone();
            fork.penalty = 0;
            for _ in 0..6 + 2 * past.len() {
                self.rng.shuffle(&mut calls);
                for call in &calls {
                    scarce |= fork.make(*call) == Err(Refused("what must stay"));
                }
            }
            fork.assert_laws();
            ends.push(fork);
        }
        self.note("orders compared");
        if past.len() > 1 {
            self.note("orders compared, two expiries");
        }
        let [first, others @ ..] = ends.as_slice() else {
            return;
        };
        if !first.unpaid.is_empty() {
            self.note("orders compared, the pool lacks cash");
        }
        if first.tally.lost > self.model.tally.lost {
            self.note("orders compared, with a write-off");
        }
        if scarce {
            // Two closes that want the same free cash are trades, not settlement.
            self.note("orders left out: closes that compete for cash");
            return;
        }
        let (end, set_offs) = (Ending::of(first), first.tally.set_offs);
        for other in others {
            let (its, set_off) = (Ending::of(other), set_offs + other.tally.set_offs > 0);
            if its == end {
                continue;
            }
            let early = short.iter().any(|id| !self.model.past(*id).is_empty());
            if !short.is_empty() && (early || !first.unpaid.is_empty() || !other.unpaid.is_empty())
            {
                // The exceptions that are named: an account is liquidated before or after its past positions are
                // settled, or before or after its claim is set off. Without the liquidation the end is the same.
                self.note("orders apart: around a liquidation");
                self.assert_orders_with(tries, false);
                return;
            }
            if set_off && !first.unpaid.is_empty() && its.is_shared_otherwise(&end) {
                // A pool that never pays in full: what is set off at par depends on what was paid by then.
                self.note("orders apart: a set-off, and a pool that ends insolvent");
                continue;
            }
            assert!(
                set_off && its.is_near(&end),
                "L5: the order of calls decides: {end:?} or {its:?}"
            );
            self.note("orders apart: one unit, after a set-off");
        }
    }
}
