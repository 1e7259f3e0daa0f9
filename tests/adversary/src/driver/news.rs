//! L9: nobody gains by joining before a call and leaving after it, or the other way round.

use super::{Driver, PROVIDERS};
use crate::call::Call;
use crate::pool::VIRTUAL;
use crate::series::{Kind, Series};
use std::collections::BTreeMap;

/// By what was done around which call: how often it gained, and the largest gain in units.
pub type Gains = BTreeMap<String, (u64, i128)>;

impl Driver {
    /// Tries who gains around the calls that can be made now.
    pub fn look_for_gains(&mut self, gains: &mut Gains) {
        if self.model.window().is_some() || self.model.vault.supply == 0 {
            return;
        }
        let provider = (0..PROVIDERS).max_by_key(|who| self.model.shares_of(*who));
        let provider = provider.unwrap_or_default();
        for call in self.calls_that_can_be_made() {
            let mut after = self.model.clone();
            if after.make(call).is_err() {
                continue;
            }
            self.note(&format!("around: {}", call.name()));
            self.join_around(call, gains);
            self.leave_around(call, provider, &after, gains);
        }
    }

    fn calls_that_can_be_made(&mut self) -> Vec<Call> {
        let mut calls: Vec<Call> = (0..3).map(|_| Call::SettleAccount(self.anyone())).collect();
        calls.push(Call::PayClaims);
        let accounts = self.model.accounts.iter();
        let loans = accounts.filter(|(_, account)| account.money < 0);
        calls.extend(
            loans
                .take(3)
                .map(|(id, account)| Call::Deposit(*id, -account.money)),
        );
        let short = (0..self.who).filter(|id| self.model.is_short(*id));
        calls.extend(short.take(4).map(Call::Liquidate));
        let now = self.model.now;
        let listed = self.model.market.listed.keys().copied();
        let ahead: Vec<u64> = listed.filter(|expiry| *expiry > now).collect();
        if !ahead.is_empty() {
            for _ in 0..2 {
                let spot = self.model.market.spot;
                let series = Series {
                    expiry: ahead[self.rng.usize(..ahead.len())],
                    kind: Kind::ALL[self.rng.usize(..4)],
                    strike: spot / 1_000 * 1_000,
                };
                let lots = (self.size * 1_000 / spot).max(1) * self.pick(&[-1, 1, 1]);
                calls.push(Call::Trade(self.anyone(), series, lots));
            }
        }
        calls
    }

    /// An outsider joins, the call is made, the outsider leaves.
    fn join_around(&mut self, call: Call, gains: &mut Gains) {
        let (outsider, amount) = (PROVIDERS, self.model.vault.held.max(1));
        let mut fork = self.model.clone();
        let Ok(shares) = fork.make(Call::Join(outsider, amount)) else {
            return;
        };
        if fork.make(call).is_err() {
            return;
        }
        let (_, net) = fork.payment_for(shares);
        let gain = net.min(fork.free()) - amount;
        self.note(&format!("joined around: {}", call.name()));
        record(gains, format!("join, {}, leave", call.name()), gain);
    }

    /// A provider leaves, the call is made, the provider joins again: more shares of a pool that is the same.
    fn leave_around(
        &mut self,
        call: Call,
        provider: u32,
        after: &crate::model::Model,
        gains: &mut Gains,
    ) {
        let mut fork = self.model.clone();
        let shares = fork.shares_of(provider);
        let Ok(paid) = fork.make(Call::LeaveAtOnce(provider, shares)) else {
            return;
        };
        if fork.make(call).is_err() || fork.make(Call::Join(provider, paid)).is_err() {
            return;
        }
        self.note(&format!("left around: {}", call.name()));
        let worth = |model: &crate::model::Model| {
            let end = model.run_off();
            end.shares_of(provider) * end.vault.held.max(0) / (end.vault.supply + VIRTUAL)
        };
        let gain = worth(&fork) - worth(after) - 2;
        record(gains, format!("leave, {}, join", call.name()), gain);
    }
}

fn record(gains: &mut Gains, what: String, gain: i128) {
    if gain > 0 {
        let (times, largest) = gains.entry(what).or_default();
        *times += 1;
        *largest = gain.max(*largest);
    }
}
