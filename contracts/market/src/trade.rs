//! Orders: how they change an account, the pool's book and the money.

use crate::accounts::Holdings;
use crate::errors::*;
use crate::storage::Market;
use abi::market::events::{LegTraded, OrderTraded};
use abi::trading::Position;
use abi::trading::{QuoteLine, TradeLeg};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::accounts::{first_of, owner_of};
use domain::{Change, FeeSplit, Money, Series};
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
            let change = account.change(&series, leg.quantity)?;
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
            self.authority.when_not_paused()?;
        }
        let context = self.context(true)?;
        let lines = self.price(true, context.clone(), applied)?;
        let bill = Bill::of(self.money(), legs, &lines, true, None)?;
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
        account.pay(bill.paid)?;
        // What is held and paid for needs no margin.
        if account.owes() {
            self.require_margin(context, &account, (!opens).then_some(&before))?;
        }
        self.keep(&account);
        self.credit(self.liquidator(), bill.to_insurance)?;
        self.credit(self.treasury(), bill.to_treasury)?;
        self.tell_of(id, caller, legs, &lines, &bill);
        self.settle_up(legs, bill.to_vault, bill.spread)?;
        Ok(bill.paid)
    }

    /// Moves the money of an order between the vault and this contract. The pool's gain vests until the order's last
    /// expiry.
    fn settle_up(
        &mut self,
        legs: &[Position],
        to_vault: i128,
        spread: u128,
    ) -> Result<(), Refusal> {
        let last = legs.iter().map(|leg| leg.expiry).max();
        self.exchange(to_vault, spread, last.unwrap_or(0))
    }

    /// Closes legs of an account with the pool for an agreed cost.
    ///
    /// # Errors
    /// `MarketNotLiquidator`; there are no legs, or one does more than close; the risk manager's error, unless `forced`;
    /// `MarketMoney`.
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
    ) -> Result<(), Refusal> {
        self.only_liquidator()?;
        let mut account = self.touched(id)?;
        let applied = Self::apply(&mut account, &legs, true)?;
        if applied.iter().any(|leg| leg.opening) {
            return Err(argument("legs"));
        }
        let spread = if forced {
            self.absorb(applied)?;
            0
        } else {
            let lines = self.price(true, self.context(true)?, applied)?;
            let bill = Bill::of(self.money(), &legs, &lines, false, Some(cost))?;
            bill.spread
        };
        let lost = if account.words.is_empty() {
            account.cash = account.cash.checked_sub(cost).ok_or_else(overflow)?;
            self.insure(&mut account, true)?
        } else {
            account.pay(cost)?;
            0
        };
        self.keep(&account);
        let to_vault = cost.checked_sub(lost).ok_or_else(overflow)?;
        self.settle_up(&legs, to_vault, if lost == 0 { spread } else { 0 })
    }

    /// Moves positions and money from one account to another.
    ///
    /// # Errors
    /// `MarketNotLiquidator`; both accounts are the same; a leg is not held; the account would have too many positions;
    /// `MarketMoney` if one of them would owe money, or more of it; the vault's error.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "arguments come out of calldata by value"
    )]
    pub(crate) fn hand_over(
        &mut self,
        from: U256,
        to: U256,
        legs: Vec<Position>,
        cash: i128,
        from_vault: u128,
    ) -> Result<(), Refusal> {
        self.only_liquidator()?;
        if from == to {
            return Err(argument("to"));
        }
        // The source is loaded last. It may be the fund, which pays a debt of the target that loading the target has
        // just found.
        let mut target = self.touched(to)?;
        let mut source = self.touched(from)?;
        let mut nets = Vec::new();
        for leg in &legs {
            let series = series(leg.expiry, leg.kind, leg.strike)?;
            let given = source.change(&series, leg.quantity.saturating_neg())?;
            if given.opens() {
                return Err(argument("legs"));
            }
            let taken = target.change(&series, leg.quantity)?;
            // Where the target had the opposite position, accounts hold less of the series afterwards.
            let longs = longs(given).wrapping_add(longs(taken));
            if longs != 0 {
                nets.push(TradeLeg {
                    expiry: leg.expiry,
                    kind: leg.kind,
                    opening: false,
                    strike: leg.strike,
                    quantity: 0,
                    longs,
                });
            }
        }
        let support = from_vault.cast_signed();
        source.pay(cash.checked_sub(support).ok_or_else(overflow)?)?;
        target.pay(cash.saturating_neg())?;
        self.keep(&source);
        self.keep(&target);
        if !nets.is_empty() {
            self.absorb(nets)?;
        }
        if from_vault == 0 {
            return Ok(());
        }
        self.exchange(support.saturating_neg(), 0, 0)
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

    /// Pays a part of a fee into an account.
    fn credit(&mut self, whose: Address, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let entry = self.accounts.entry(first_of(whose));
        let mut account = self.accounts.at(entry);
        let cash = account.cash.checked_add_unsigned(amount);
        account.cash = cash.ok_or_else(overflow)?;
        self.accounts.put(entry, &account);
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

/// Returns how much more of a series is held after a change; what is owed does not count. Quantities are below 2⁹⁵.
fn longs(change: Change) -> i128 {
    change.after.max(0).wrapping_sub(change.before.max(0))
}

/// Returns the series with these terms.
///
/// # Errors
/// `MarketArgument` naming an argument out of its range.
pub(crate) fn series(expiry: u64, kind: u8, strike: u128) -> Result<Series, Refusal> {
    Series::new(expiry, kind, strike).map_err(|error| argument(error.argument()))
}
