//! Providers: joining, and leaving by the queue.

use crate::market::DAY_SECS;
use crate::model::Model;
use crate::rules::{Outcome, Rule, need};
use crate::streams::{Streams, Vesting};
use std::collections::BTreeMap;

/// Number of a provider.
pub type Provider = u32;

/// Virtual shares.
pub const VIRTUAL: i128 = 1_000_000;
/// Shares of nobody, which the first deposit pays for.
const DEAD: i128 = 1_000_000_000;
/// The exit fee, basis points.
const FEE_BPS: i128 = 20;
/// Length of an epoch.
const EPOCH_SECS: u64 = DAY_SECS;

/// The pool's money and shares.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    /// What it holds, units.
    pub held: i128,
    /// Claims that are not paid, and those of the expiry in clearing at most.
    pub owed: i128,
    /// What sellers of the expiry in clearing owe at par, and what they have paid that has not arrived.
    pub debts: i128,
    /// Loans of accounts.
    pub lent: i128,
    /// All shares.
    pub supply: i128,
    /// Income that vests.
    pub streams: Streams,
    /// Shares by provider.
    pub shares: BTreeMap<Provider, i128>,
    /// The clearing that it was last told of: what a mutant knows.
    pub(crate) told: Option<u64>,
}

/// A provider's request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Shares asked for in an epoch that has ended.
    pub old: i128,
    /// Shares asked for in the epoch `asked`.
    pub fresh: i128,
    /// That epoch.
    pub asked: u64,
    /// Units to be claimed.
    pub claimable: i128,
    /// Whether it was cancelled while an epoch that has ended was not closed.
    pub stops: bool,
}

/// Requests and the epoch.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// By provider.
    pub requests: BTreeMap<Provider, Request>,
    /// Units that it owes.
    pub owed: i128,
    /// The first epoch that is not closed.
    pub epoch: u64,
}

impl Model {
    /// The epoch now.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.now / EPOCH_SECS
    }

    /// Income that has not vested; never more than is held.
    #[must_use]
    pub fn unvested(&self) -> i128 {
        self.vault.streams.unvested().min(self.vault.held)
    }

    pub(crate) fn vest(&mut self, until: Vesting, amount: i128) {
        if self.rules.hold(Rule::Vesting) {
            self.vault.streams.add(until, amount, self.now);
        }
    }

    pub(crate) fn hand_over_income(&mut self) {
        for (until, amount) in std::mem::take(&mut self.income) {
            self.vest(until, amount);
        }
    }

    /// The expiry for which nobody joins or leaves: in clearing, or past, held and not settled.
    #[must_use]
    pub fn window(&self) -> Option<u64> {
        let past = |expiry: &u64| *expiry <= self.now && self.settled(*expiry).is_none();
        let held = self.interest.keys().map(|series| series.expiry);
        let clearing = self.clearing.map(|clearing| clearing.expiry);
        clearing.or_else(|| held.into_iter().find(past))
    }

    fn require_open(&self) -> Outcome {
        let open = self.window().is_none() || !self.rules.hold(Rule::Window);
        need(open, "window")
    }

    /// What the pool is worth to who joins: unvested income and loans count.
    #[must_use]
    pub fn worth_to_join(&self) -> i128 {
        let lent = if self.rules.hold(Rule::LoansInJoining) {
            self.vault.lent
        } else {
            0
        };
        self.vault.held - self.vault.owed + lent + self.book()
    }

    /// What it is worth to who leaves: neither counts.
    #[must_use]
    pub fn worth_to_leave(&self) -> i128 {
        self.vault.held - self.unvested() - self.vault.owed + self.book()
    }

    /// What it is worth to limits and quotes.
    #[must_use]
    pub fn worth(&self) -> i128 {
        self.worth_to_leave() + self.vault.debts
    }

    /// Money beyond claims and what must stay.
    #[must_use]
    pub fn spare(&self) -> i128 {
        self.vault.held - self.vault.owed - self.must_stay()
    }

    /// Money that may leave with providers.
    #[must_use]
    pub fn free(&self) -> i128 {
        (self.spare() - self.unvested()).max(0)
    }

    /// Joins with an amount. Returns the shares.
    ///
    /// # Errors
    /// In the window; for an insolvent pool; with too little.
    pub fn join(&mut self, who: Provider, amount: i128) -> Outcome<i128> {
        self.require_open()?;
        let worth = self.worth_to_join();
        let first = self.vault.supply == 0;
        need(amount > 0 && (worth > 0 || first), "insolvent pool")?;
        let mut shares = amount * (self.vault.supply + VIRTUAL) / (worth.max(0) + 1);
        if first {
            need(shares >= DEAD, "too little")?;
            self.vault.supply += DEAD;
            shares -= DEAD;
        }
        need(shares > 0, "too little")?;
        self.vault.supply += shares;
        *self.vault.shares.entry(who).or_default() += shares;
        self.vault.held += amount;
        self.purses.vault += amount;
        self.tally.came += amount;
        Ok(shares)
    }

    /// What shares are worth now to who leaves, and what of that is paid after the fee.
    #[must_use]
    pub fn payment_for(&self, shares: i128) -> (i128, i128) {
        let worth = self.worth_to_leave().max(0);
        let gross = shares * (worth + 1) / (self.vault.supply + VIRTUAL);
        (gross, gross * (10_000 - FEE_BPS) / 10_000)
    }

    /// Leaves at once, which only a test may: the contracts pay who leaves by the queue.
    ///
    /// # Errors
    /// In the window; more than is held or free.
    pub fn leave_at_once(&mut self, who: Provider, shares: i128) -> Outcome<i128> {
        self.require_open()?;
        need(0 < shares && shares <= self.shares_of(who), "shares")?;
        let (gross, net) = self.payment_for(shares);
        need(0 < net && net <= self.free(), "not free")?;
        *self.vault.shares.entry(who).or_default() -= shares;
        self.pay_leavers(shares, gross, net);
        self.tally.came -= net;
        Ok(net)
    }

    /// Takes shares in and money out; the fee vests.
    fn pay_leavers(&mut self, shares: i128, gross: i128, net: i128) {
        self.vault.supply -= shares;
        self.vault.held -= net;
        self.purses.vault -= net;
        self.vest(Vesting::Day, gross - net);
    }

    /// The shares of a provider, without those that wait.
    #[must_use]
    pub fn shares_of(&self, who: Provider) -> i128 {
        self.vault.shares.get(&who).copied().unwrap_or_default()
    }

    /// Asks to leave: the shares take part in the closing of this epoch, however late it comes.
    ///
    /// # Errors
    /// For no shares, or more than there are.
    pub fn request(&mut self, who: Provider, shares: i128) -> Outcome {
        need(0 < shares && shares <= self.shares_of(who), "shares")?;
        *self.vault.shares.entry(who).or_default() -= shares;
        let epoch = self.epoch();
        let request = self.queue.requests.entry(who).or_default();
        if request.asked != epoch {
            request.old += std::mem::take(&mut request.fresh);
            request.asked = epoch;
        }
        request.fresh += shares;
        Ok(())
    }

    /// Cancels: at once, or, while an epoch that has ended is not closed, with what that epoch leaves.
    ///
    /// # Errors
    /// When nothing waits.
    pub fn cancel(&mut self, who: Provider) -> Outcome {
        let (epoch, closed) = (self.epoch(), self.queue.epoch);
        let request = self.queue.requests.entry(who).or_default();
        need(request.old + request.fresh > 0, "nothing waits")?;
        if request.asked < epoch {
            request.old += std::mem::take(&mut request.fresh);
            request.asked = epoch;
        }
        let mut back = std::mem::take(&mut request.fresh);
        if epoch <= closed {
            back += std::mem::take(&mut request.old);
        }
        request.stops = request.old > 0;
        *self.vault.shares.entry(who).or_default() += back;
        Ok(())
    }

    /// Claims what was paid.
    ///
    /// # Errors
    /// When nothing was.
    pub fn claim(&mut self, who: Provider) -> Outcome {
        let request = self.queue.requests.entry(who).or_default();
        let amount = std::mem::take(&mut request.claimable);
        need(amount > 0, "nothing to claim")?;
        self.queue.owed -= amount;
        self.purses.queue -= amount;
        self.tally.came -= amount;
        Ok(())
    }

    /// Closes all epochs that have ended, as one. Returns the shares that were paid.
    ///
    /// # Errors
    /// Before one has ended; in the window.
    pub fn close_epoch(&mut self) -> Outcome<i128> {
        let epoch = self.epoch();
        need(epoch > self.queue.epoch, "too early")?;
        self.require_open()?;
        let from_next = self.rules.hold(Rule::NextEpoch);
        let part = |request: &Request| {
            let fresh = request.asked < epoch || !from_next;
            request.old + if fresh { request.fresh } else { 0 }
        };
        let waiting: i128 = self.queue.requests.values().map(part).sum();
        let free = self.free();
        let (mut shares, (mut gross, mut net)) = (waiting, self.payment_for(waiting));
        if net > free {
            shares = shares * free / net;
            (gross, net) = self.payment_for(shares);
        }
        if 0 < net && net <= free {
            self.pay_leavers(shares, gross, net);
            self.purses.queue += net;
            self.queue.owed += net;
        } else {
            (shares, net) = (0, 0);
        }
        let left = waiting - shares;
        for (who, request) in &mut self.queue.requests {
            let of_mine = |amount: i128| part(request) * amount / waiting.max(1);
            let (mut kept, mine) = (of_mine(left), of_mine(net));
            if request.stops {
                *self.vault.shares.entry(*who).or_default() += std::mem::take(&mut kept);
            }
            let takes_part = request.asked < epoch || !from_next;
            *request = Request {
                old: kept,
                fresh: if takes_part { 0 } else { request.fresh },
                asked: epoch,
                claimable: request.claimable + mine,
                stops: false,
            };
        }
        self.queue.epoch = epoch;
        Ok(shares)
    }
}
