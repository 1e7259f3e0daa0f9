//! Calls as values, so that they can be made in any order.

use crate::account::Id;
use crate::model::Model;
use crate::pool::Provider;
use crate::rules::Outcome;
use crate::series::Series;

/// A call that somebody makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A provider joins with an amount.
    Join(Provider, i128),
    /// A provider leaves at once with shares.
    LeaveAtOnce(Provider, i128),
    /// A provider asks to leave with shares.
    Request(Provider, i128),
    /// A provider cancels.
    Cancel(Provider),
    /// A provider claims what was paid.
    Claim(Provider),
    /// Anyone closes the epoch.
    CloseEpoch,
    /// Anyone proves the price of an expiry.
    Prove(u64),
    /// Anyone settles an expiry.
    Settle(u64),
    /// Anyone settles an account.
    SettleAccount(Id),
    /// Anyone pays claims.
    PayClaims,
    /// Anyone brings money into an account.
    Deposit(Id, i128),
    /// A trader takes money out.
    Withdraw(Id, i128),
    /// A trader trades.
    Trade(Id, Series, i128),
    /// Anyone liquidates an account.
    Liquidate(Id),
    /// A taker buys the positions of an account for an amount.
    HandOver(Id, Id, i128),
    /// Somebody gives to the fund.
    GiveToFund(i128),
}

impl Call {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Join(..) => "join",
            Self::LeaveAtOnce(..) => "leave at once",
            Self::Request(..) => "request",
            Self::Cancel(..) => "cancel",
            Self::Claim(..) => "claim",
            Self::CloseEpoch => "close epoch",
            Self::Prove(..) => "prove",
            Self::Settle(..) => "settle",
            Self::SettleAccount(..) => "settle account",
            Self::PayClaims => "pay claims",
            Self::Deposit(..) => "deposit",
            Self::Withdraw(..) => "withdraw",
            Self::Trade(..) => "trade",
            Self::Liquidate(..) => "liquidate",
            Self::HandOver(..) => "hand over",
            Self::GiveToFund(..) => "give to fund",
        }
    }
}

impl Model {
    /// Makes a call. Returns shares or money where it gives some.
    ///
    /// # Errors
    /// What it is refused with; then nothing has changed.
    pub fn make(&mut self, call: Call) -> Outcome<i128> {
        self.call(|model| {
            match call {
                Call::Join(who, amount) => return model.join(who, amount),
                Call::LeaveAtOnce(who, shares) => return model.leave_at_once(who, shares),
                Call::CloseEpoch => return model.close_epoch(),
                Call::Request(who, shares) => model.request(who, shares)?,
                Call::Cancel(who) => model.cancel(who)?,
                Call::Claim(who) => model.claim(who)?,
                Call::Prove(expiry) => model.prove(expiry)?,
                Call::Settle(expiry) => model.settle(expiry)?,
                Call::SettleAccount(id) => model.settle_accounts(&[id]),
                Call::PayClaims => model.pay_claims(),
                Call::Deposit(id, amount) => model.deposit(id, amount)?,
                Call::Withdraw(id, amount) => model.withdraw(id, amount)?,
                Call::Trade(id, series, quantity) => model.trade(id, series, quantity)?,
                Call::Liquidate(id) => model.liquidate(id)?,
                Call::HandOver(from, to, money) => model.hand_over(from, to, money)?,
                Call::GiveToFund(amount) => model.give_to_fund(amount),
            }
            Ok(0)
        })
    }
}
