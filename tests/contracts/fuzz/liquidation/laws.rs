//! The laws that every step of a liquidation obeys, whoever takes it: I7 and I8.

use alloy_primitives::{I256, U256};
use contract_tests::liquidation::*;
use contract_tests::trading::*;

use super::ONE;
use super::cast::Cast;

/// A unit of the asset, WAD.
pub(super) const UNIT: i128 = ONE / USD as i128;
/// The amount that is left over maintenance margin for rounding, WAD: the engine's grain.
const GRAIN: i128 = 10 * UNIT;
/// The minimum pay of a keeper, WAD.
const MIN_PAY: i128 = 5 * ONE;

/// What a step did.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// An auction began, or goes on.
    Offered,
    /// The account left its auction.
    Released,
    /// The pool closed.
    Closed(ILiquidator::PoolClosed),
    /// Somebody took a part.
    Taken(ILiquidator::AuctionTaken),
}

/// Everything that a step may change. Amounts are WAD of USD, except `funds`, `bond`, `fund` and `money`, which are units.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) figures: MarginFigures,
    pub(super) funds: i128,
    /// What the account has laid down.
    bond: i128,
    pub(super) held: Vec<Position>,
    pub(super) said: LiquidationState,
    /// The worth of the actors' accounts at the mark, with their bonds.
    worth: Vec<i128>,
    /// The worth of the pool at the mark.
    pool: i128,
    fund: i128,
    /// All money of `market` and `vault`.
    money: U256,
    notional: i128,
}

impl Seen {
    pub(super) fn now(cast: &Cast) -> Self {
        let stage = &cast.stage;
        let (funds, held) = stage.holdings(cast.id);
        let pool = stage.ask(stage.vault, IVault::poolCall {}).held;
        let value = IRiskManager::poolValueCall { leaving: false };
        let mark = stage.ask(stage.risk, value).mark;
        let notional = held.iter().map(|it| {
            let size = it.quantity.abs();
            if it.kind > 1 {
                size
            } else {
                size / 1_000_000 * (cast.cents * 10_000)
            }
        });
        let worth = cast.accounts.iter().map(|id| {
            let (funds, held) = stage.holdings(*id);
            let worth = if held.is_empty() {
                funds * UNIT
            } else {
                stage.margin_of(*id).value
            };
            worth + stage.bond(*id) * UNIT
        });
        Self {
            figures: stage.margin_of(cast.id),
            funds,
            bond: stage.bond(cast.id),
            said: stage.liquidation(cast.id),
            worth: worth.collect(),
            pool: i128::try_from(pool).expect("small") * UNIT + mark,
            fund: stage.fund_money(),
            money: U256::from(pool) + stage.ask(stage.market, IMarket::trackedCall {}),
            notional: notional.sum(),
            held,
        }
    }

    /// Returns the error that rounding may cause in an amount: a few units, and the last digits of prices.
    fn slack(&self) -> i128 {
        4 * UNIT + self.notional / 1_000_000_000_000_000
    }
}

/// Returns a part of a quantity, rounded towards zero.
fn portion(quantity: i128, part: u128) -> i128 {
    let product = I256::try_from(quantity).expect("fits") * I256::try_from(part).expect("fits");
    i128::try_from(product / I256::try_from(ONE).expect("fits")).expect("fits")
}

/// Checks a step of an actor (an index among the accounts) against the laws.
#[track_caller]
pub(super) fn check(step: &Step, actor: usize, before: &Seen, after: &Seen) {
    assert_eq!(before.money, after.money, "money is moved, not made");
    let slack = before.slack();
    match step {
        Step::Offered | Step::Released => {
            assert_eq!(before.held, after.held);
            assert_eq!(before.funds, after.funds);
            assert_eq!(before.worth, after.worth);
            assert_eq!((before.pool, before.fund), (after.pool, after.fund));
        }
        Step::Closed(it) => {
            took(it.part, before, after);
            closed(it, actor, before, after, slack);
        }
        Step::Taken(it) => {
            took(it.part, before, after);
            taken(it, actor, before, after, slack);
        }
    }
    no_worse(before, after, slack);
    nobody_made_money(step, before, after, slack);
}

/// Checks that no position shrank by more than its part, grew or changed sides.
fn took(part: u128, before: &Seen, after: &Seen) {
    for it in &before.held {
        let left = after.held.iter().find(|other| {
            (other.expiry, other.kind, other.strike) == (it.expiry, it.kind, it.strike)
        });
        let left = left.map_or(0, |it| it.quantity);
        assert_eq!(left, it.quantity - portion(it.quantity, part), "{part}");
    }
    assert!(after.held.len() <= before.held.len());
}

/// Checks I7: the worth of the account relative to its need did not fall, its cash was not taken below zero, and no
/// debt grew.
fn no_worse(before: &Seen, after: &Seen, slack: i128) {
    assert!(after.funds >= before.funds.min(0));
    let wide = |it: i128| I256::try_from(it).expect("fits");
    let (needed, needs) = (requirement(&before.figures), requirement(&after.figures));
    let was = wide(before.figures.value) * wide(needs);
    let is = wide(after.figures.value) * wide(needed);
    assert!(
        is >= was - wide(slack) * wide(needed),
        "{:?} {:?}",
        before.figures,
        after.figures
    );
}

/// Checks that at the mark all have together what they had. So a person who is owner, keeper, bidder and provider at
/// once has gained nothing.
fn nobody_made_money(step: &Step, before: &Seen, after: &Seen, slack: i128) {
    let all = |it: &Seen| {
        let accounts: i128 = it.worth.iter().sum();
        it.figures.value + it.bond * UNIT + accounts + it.pool + it.fund * UNIT
    };
    let gained = all(after) - all(before);
    assert!(gained.abs() <= 4 * slack, "{gained} by {step:?}");
    // The owner has all their accounts, and can walk away from a worthless one. They get no more than any keeper: the
    // bond.
    let own = |it: &Seen| match it.figures.value {
        value if value > 0 => value + it.bond * UNIT + it.worth[0],
        _ => it.worth[0],
    };
    let gained = own(after) - own(before);
    let max = match step {
        _ if before.figures.value > 0 => 0,
        Step::Closed(_) => before.bond * UNIT,
        _ => 0,
    };
    assert!(gained <= max + 2 * slack, "{gained} by {step:?}");
}

/// Checks that no more than the due part was closed, the pool lost nothing by it, and the keeper got what they may
/// get.
fn closed(it: &ILiquidator::PoolClosed, actor: usize, before: &Seen, after: &Seen, slack: i128) {
    let (pay, cost) = (i128::try_from(it.pay).expect("small") * UNIT, it.cost);
    if before.said.stage == CLOSED {
        assert_eq!((it.part, it.cost), (before.said.part, before.said.price));
    }
    let of_notional = portion(before.notional, it.part) / 200;
    assert!(pay <= of_notional + UNIT, "{pay} of {of_notional}");
    let gain = after.worth[actor] - before.worth[actor];
    if before.figures.value <= 0 {
        assert!(it.forced && it.part == ONE.unsigned_abs() && pay == 0);
        assert!(after.held.is_empty());
        // Who unwinds an account of their own earns nothing: its bond pays what it owes, and the rest of it returns.
        let earned = gain / UNIT;
        assert!(earned == before.bond || earned == 0, "{earned}");
        let missing = cost - before.funds - (before.bond - earned);
        assert_eq!((after.funds, after.bond), ((-missing).max(0), 0));
        let missing = missing.max(0);
        let from_fund = before.fund - after.fund;
        assert!((0..=missing).contains(&from_fund));
        // The pool bore what the fund could not pay.
        let lost = before.pool - after.pool;
        assert!(lost <= (missing - from_fund) * UNIT + slack, "{lost}");
        return;
    }
    let of_margin = portion(requirement(&before.figures), it.part) / 20;
    assert!(pay <= of_margin.max(MIN_PAY) + UNIT);
    assert!(!it.forced && (gain == pay || gain == 0), "{gain} for {pay}");
    // The bond returns when nothing is owed any more.
    let returned = before.bond - after.bond;
    assert!(returned == 0 || !after.held.iter().any(|it| it.quantity < 0));
    assert_eq!(after.funds, before.funds - cost - gain / UNIT + returned);
    assert!(after.pool >= before.pool - slack, "the pool loses by it");
    assert_eq!(before.fund, after.fund);
    // An owner who is paid in this very account has paid nobody.
    due(it.part, pay - gain, before, after, slack);
}

/// Checks that the due part leaves 15% of what was missing and the grain: not less, and not more.
fn due(part: u128, unpaid: i128, before: &Seen, after: &Seen, slack: i128) {
    let missing = -before.figures.maintenance;
    let wanted = missing * 15 / 100 + GRAIN + unpaid;
    let left = after.figures.maintenance;
    assert!(left >= 0, "{left} of {wanted} after {part}");
    if part < ONE.unsigned_abs() {
        assert!(
            (left - wanted).abs() <= 2 * slack,
            "{left} of {wanted} after {part}"
        );
    }
}

/// Checks that the taker of a part paid its price, got it, and gained no more than the auction allows. Pool and fund
/// pay for nothing, since worthless accounts are not for sale.
fn taken(it: &ILiquidator::AuctionTaken, actor: usize, before: &Seen, after: &Seen, slack: i128) {
    let said = &before.said;
    assert!(it.part <= said.part, "{} of {} due", it.part, said.part);
    let gain = after.worth[actor] - before.worth[actor];
    assert!(before.figures.value > 0 && it.price >= 0);
    assert_eq!((before.fund, before.pool), (after.fund, after.pool));
    // The gain of the taker is the loss of the account.
    let own = |it: &Seen| it.figures.value + it.bond * UNIT;
    let lost = own(before) - own(after);
    assert!((gain - lost).abs() <= 2 * slack, "{gain} of {lost}");
    if said.part > 0 {
        let share = portion_of(said.profit, it.part, said.part);
        assert!(gain <= share + 2 * slack, "{gain} of {share}");
    }
    if it.part == said.part {
        due(it.part, 0, before, after, slack);
    }
}

/// Returns ⌈amount·part/whole⌉, for an amount that is not below zero.
fn portion_of(amount: i128, part: u128, whole: u128) -> i128 {
    let product = U256::from(amount.max(0).unsigned_abs()) * U256::from(part);
    i128::try_from(product.div_ceil(U256::from(whole))).expect("fits")
}
