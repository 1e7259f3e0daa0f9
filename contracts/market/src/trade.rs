//! Orders: how they change an account, the pool's book and the money.

use crate::errors::*;
use crate::Market;
use abi::market::events::{LegTraded, OrderTraded};
use abi::trading::Position;
use abi::trading::{IClearing, QuoteLine, TradeLeg};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use domain::accounts::{first_of, owner_of};
use domain::{FeeSplit, Money};
use ledger::{changed, longs, series, Holdings};
use runtime::words::Values;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The maximum number of legs in an order.
pub(crate) const MAX_LEGS: usize = 4;

/// The money that an order moves, in units of the asset.
pub(crate) struct Bill {
    /// What the account pays; negative for what it receives.
    pub(crate) paid: i128,
    /// What the vault receives; negative for what it pays.
    to_vault: i128,
    /// The pool's gain against the mark, rounded down.
    spread: u128,
    to_insurance: u128,
    to_treasury: u128,
    /// The max loss of the account by it: the whole price of bought legs, since they may end worthless, and the
    /// difference between mark and price of sold legs. Each leg is rounded up, so an order counts as much as its legs one
    /// by one.
    lost: u128,
}

impl Market {
    /// Applies an order to an account. Returns the changes and the legs as the risk manager takes them. `may_sell`:
    /// the order may sell what the account does not hold.
    pub(crate) fn apply(
        account: &mut Holdings,
        legs: &[Position],
        may_sell: bool,
    ) -> Result<Vec<TradeLeg>, Refusal> {
        if legs.is_empty() {
            return Err(argument("legs"));
        }
        let mut applied = Vec::with_capacity(legs.len());
        for leg in legs {
            let series = series(leg.expiry, leg.kind, leg.strike)?;
            let change = changed(account, &series, leg.quantity)?;
            if change.opens() && change.after < 0 && !may_sell {
                return Err(MarketNotHeld {
                    expiry: leg.expiry,
                    kind: leg.kind,
                    strike: leg.strike,
                }
                .into());
            }
            applied.push(TradeLeg {
                expiry: leg.expiry,
                kind: leg.kind,
                opening: change.opens(),
                strike: leg.strike,
                quantity: leg.quantity,
                longs: longs(change),
            });
        }
        Ok(applied)
    }

    /// Trades an order.
    pub(crate) fn trade_order(
        &mut self,
        id: U256,
        legs: &[Position],
        limit: i128,
        deadline: u64,
    ) -> Result<i128, Refusal> {
        let now = self.vm().block_timestamp();
        if now > deadline {
            return Err(MarketDeadline { deadline }.into());
        }
        if legs.len() > MAX_LEGS {
            return Err(argument("legs"));
        }
        let mut account = self.touched(id)?;
        let before = account.clone();
        let caller = self.vm().msg_sender();
        let owns = caller == owner_of(id);
        let applied = Self::apply(&mut account, legs, owns)?;
        if !owns {
            require_no_cover(&account, &applied)?;
        }
        let opens = applied.iter().any(|leg| leg.opening);
        if opens {
            self.require_may_open(&before)?;
        }
        let context = self.context(true)?;
        let (lines, stay) = self.commit(context.clone(), applied)?;
        let bill = Bill::of(self.ledger.money(), legs, &lines, true, None)?;
        if bill.paid > limit {
            return Err(MarketPriceLimit {
                cost: bill.paid,
                limit,
            }
            .into());
        }
        if !owns {
            self.spend(id, caller, bill.lost)?;
        }
        let paid = self.ledger.charge(&mut account, bill.paid, false)?;
        if account.words.is_empty() && account.cash < 0 {
            let loan = account.loan();
            return Err(MarketOnlyLoan { loan }.into());
        }
        if opens {
            self.ledger.lay_down_bond(&mut account)?;
        }
        // What is held and paid for needs no margin.
        if account.owes() {
            self.require_margin(context, &account, (!opens).then_some(&before))?;
        }
        self.keep(&mut account);
        self.ledger.fund_gets(bill.to_insurance)?;
        self.ledger
            .credit(first_of(self.treasury()), bill.to_treasury)?;
        self.tell_of(id, caller, legs, &lines, &bill);
        let to_vault = paid.checked_sub(bill.fees()).ok_or_else(overflow)?;
        self.settle_up(legs, to_vault, bill.spread, opens, stay)?;
        self.hand_over_what_is_due(account.loan() != before.loan())?;
        Ok(bill.paid)
    }

    /// Refuses to open for an account with a loan or with something sold that is past and not settled, and while the pool
    /// owes what it could not pay.
    fn require_may_open(&self, account: &Holdings) -> Result<(), Refusal> {
        self.ledger.authority.when_not_paused()?;
        if let Some(first) = self.ledger.unpaid_list().first() {
            let expiry = (*first).into();
            return Err(MarketUnpaid { expiry }.into());
        }
        if account.cash < 0 {
            return Err(MarketMoney {
                needed: U256::from(account.loan()),
                available: U256::ZERO,
            }
            .into());
        }
        self.require_nothing_past(account)
    }

    /// # Errors
    /// `MarketUnsettled`.
    pub(crate) fn require_nothing_past(&self, account: &Holdings) -> Result<(), Refusal> {
        match account.sold_past(self.vm().block_timestamp()) {
            Some(expiry) => Err(MarketUnsettled { expiry }.into()),
            None => Ok(()),
        }
    }

    /// Moves the money of an order between the vault and this contract. The pool's gain vests until the order's last
    /// expiry.
    fn settle_up(
        &mut self,
        legs: &[Position],
        to_vault: i128,
        spread: u128,
        opens: bool,
        stay: [u128; 2],
    ) -> Result<(), Refusal> {
        let last = legs.iter().map(|leg| leg.expiry).max();
        self.exchange(to_vault, spread, last.unwrap_or(0), opens, stay)
    }

    /// Closes legs of an account with the pool for an agreed cost.
    ///
    /// # Errors
    /// `MarketNotLiquidator`; there are no legs, or one does more than close; the risk manager's error, unless `forced`;
    /// `MarketMoney`; the vault's error.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "arguments come out of calldata by value"
    )]
    pub(crate) fn close_out(
        &mut self,
        id: U256,
        legs: Vec<Position>,
        cost: i128,
        forced: bool,
        keeper: Address,
    ) -> Result<(), Refusal> {
        self.only_liquidator()?;
        let mut account = self.touched(id)?;
        let applied = Self::apply(&mut account, &legs, true)?;
        if applied.iter().any(|leg| leg.opening) {
            return Err(argument("legs"));
        }
        let (spread, stay) = if forced {
            self.absorb(applied)?;
            (0, [0; 2])
        } else {
            let (lines, stay) = self.commit(self.context(true)?, applied)?;
            let bill = Bill::of(self.ledger.money(), &legs, &lines, false, Some(cost))?;
            (bill.spread, stay)
        };
        let loan = account.loan();
        let to_vault = self.ledger.charge(&mut account, cost, forced)?;
        let now = self.vm().block_timestamp();
        let past = |it: domain::Position| u64::from(it.series.expiry) <= now;
        let nothing_lives = account.positions().all(past);
        if forced && nothing_lives {
            let bond = account.bond;
            self.ledger.pay_bond(&mut account, keeper, bond)?;
        }
        self.keep(&mut account);
        self.settle_up(&legs, to_vault, spread, false, stay)?;
        if account.words.is_empty() && account.cash < 0 {
            return self.settle_account(id);
        }
        self.hand_over_what_is_due(account.loan() != loan)
    }

    /// Hands over what is due to the vault, which pays claims with it; in clearing that waits. `lent`: the vault has to
    /// know what is lent.
    pub(crate) fn hand_over_what_is_due(&self, lent: bool) -> Result<(), Refusal> {
        let clearing = self.ledger.clearing.get();
        if !lent && clearing.due == 0 && (clearing.unpaid == 0 || clearing.expiry != 0) {
            return Ok(());
        }
        let call = (U256::ZERO,).encode(&IClearing::payClaimsCall::SELECTOR);
        self.clear(&call)
    }

    fn only_liquidator(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.liquidator() {
            Ok(())
        } else {
            Err(MarketNotLiquidator { caller }.into())
        }
    }

    /// Takes what an order counts off an operator's limit, and makes known what is left.
    ///
    /// # Errors
    /// `MarketOperatorLimit`.
    fn spend(&mut self, id: U256, operator: Address, amount: u128) -> Result<(), Refusal> {
        let limit = self.operator_limit(id, operator);
        let amount = U256::from(amount);
        if limit == U256::ZERO || amount > limit {
            let caller = operator;
            return Err(MarketOperatorLimit { caller, limit }.into());
        }
        self.set_operator_limit(id, operator, limit.wrapping_sub(amount));
        Ok(())
    }

    fn tell_of(&self, id: U256, by: Address, legs: &[Position], lines: &[QuoteLine], bill: &Bill) {
        for (leg, line) in legs.iter().zip(lines) {
            self.emit(LegTraded {
                id,
                expiry: leg.expiry,
                kind: leg.kind,
                strike: leg.strike,
                quantity: leg.quantity,
                total: line.total,
                fee: line.fee,
            });
        }
        self.emit(OrderTraded {
            id,
            by,
            paid: bill.paid,
            toVault: bill.to_vault,
            toInsurance: bill.to_insurance,
            toTreasury: bill.to_treasury,
        });
    }
}

impl Bill {
    /// Returns what fund and treasury get of it.
    fn fees(&self) -> i128 {
        // A fee is a part of the total, and a total fits 127 bits.
        let fees = self.to_insurance.saturating_add(self.to_treasury);
        fees.cast_signed()
    }

    /// Returns the money that an order with these lines moves. What the account pays is rounded up, what it receives
    /// down. `shares`: whether insurance fund and treasury get their parts of the fee. `agreed`: the cost, whatever the
    /// lines say.
    pub(crate) fn of(
        money: Money,
        legs: &[Position],
        lines: &[QuoteLine],
        shares: bool,
        agreed: Option<i128>,
    ) -> Result<Self, Refusal> {
        if legs.len() != lines.len() {
            return Err(overflow());
        }
        let (mut paid, mut marks, mut fee, mut lost) = (0i128, 0i128, 0u128, 0u128);
        for (leg, line) in legs.iter().zip(lines) {
            let buys = leg.quantity > 0;
            let signed = |units: u128| {
                let units = i128::try_from(units).ok()?;
                Some(if buys { units } else { units.saturating_neg() })
            };
            let units = |wad| if buys { money.up(wad) } else { money.down(wad) };
            let total = units(line.total);
            let at_risk = if buys {
                total
            } else {
                money.up(line.mark).saturating_sub(total)
            };
            let sums = (|| {
                Some((
                    paid.checked_add(signed(total)?)?,
                    marks.checked_add(signed(units(line.mark))?)?,
                    fee.checked_add(line.fee)?,
                    lost.checked_add(at_risk)?,
                ))
            })();
            (paid, marks, fee, lost) = sums.ok_or_else(overflow)?;
        }
        let paid = agreed.unwrap_or(paid);
        let split = FeeSplit::of(fee, money);
        let (to_insurance, to_treasury) = if shares {
            (split.insurance, split.treasury)
        } else {
            (0, 0)
        };
        // A fee is a part of the total, and a total fits 127 bits.
        let fees = to_insurance.saturating_add(to_treasury).cast_signed();
        let to_vault = paid.checked_sub(fees).ok_or_else(overflow)?;
        let spread = to_vault.checked_sub(marks).ok_or_else(overflow)?.max(0);
        Ok(Self {
            paid,
            to_vault,
            spread: spread.unsigned_abs(),
            to_insurance,
            to_treasury,
            lost,
        })
    }
}

/// Refuses an operator's order that sells what is held while the account owes something afterwards. What is held may
/// cover that, and a short without its cover can lose without limit.
///
/// # Errors
/// `MarketCover` naming the first such leg.
fn require_no_cover(account: &Holdings, applied: &[TradeLeg]) -> Result<(), Refusal> {
    match applied.iter().find(|leg| leg.longs < 0) {
        Some(leg) if account.owes() => Err(MarketCover {
            expiry: leg.expiry,
            kind: leg.kind,
            strike: leg.strike,
        }
        .into()),
        _ => Ok(()),
    }
}
