//! Operators: what their orders count, and that no sequence of orders loses the owner more than the limit.

use crate::support::{ONE, drifts, trader_with};
use alloy_primitives::{Address, U256};
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};
use devnode::api::Sent;
use devnode::error::NodeError;

/// What a unit of the asset is in WAD.
const UNIT: u128 = 1_000_000_000_000;

/// What an order costs in all, in units of the asset; what it loses against the mark, WAD; what it takes off a limit.
#[derive(Default)]
struct Quoted {
    paid: i128,
    lost: i128,
    counted: U256,
}

/// An owner with so many dollars in each of two accounts, and their operator.
struct Desk {
    stage: Trading,
    owner: Address,
    operator: Address,
    id: U256,
}

impl Desk {
    fn with(dollars: u64) -> Self {
        let (mut stage, owner) = trader_with(dollars);
        let operator = stage.pricing.node.account(8);
        let id = account_of(owner);
        let (market, amount) = (stage.market, usd(dollars));
        stage.give(owner, amount, market);
        let second = IMarket::depositCall {
            id: id + U256::ONE,
            amount,
        };
        stage.send(owner, market, second).expect("funded");
        Self {
            stage,
            owner,
            operator,
            id,
        }
    }

    /// Lets the operator lose so much, in units of the asset.
    fn permit(&mut self, id: U256, limit: u64) {
        let (owner, operator, market) = (self.owner, self.operator, self.stage.market);
        let set = IMarket::setOperatorCall {
            id,
            operator,
            limit: U256::from(limit),
        };
        self.stage.send(owner, market, set).expect("the owner may");
    }

    fn order(&mut self, by: Address, id: U256, legs: &[Position]) -> Result<Sent, NodeError> {
        let market = self.stage.market;
        let call = IMarket::tradeCall {
            id,
            legs: legs.to_vec(),
            limit: i128::MAX,
            deadline: u64::MAX,
        };
        Ok(self.stage.send(by, market, call)?.1)
    }

    fn operates(&mut self, id: U256, legs: &[Position]) -> Result<Sent, NodeError> {
        self.order(self.operator, id, legs)
    }

    fn left(&self, id: U256) -> U256 {
        let operator = self.operator;
        let call = IMarket::operatorLimitCall { id, operator };
        self.stage.ask(self.stage.market, call)
    }

    fn quote(&self, id: U256, legs: &[Position]) -> Quoted {
        let quote = IMarket::quoteCall {
            id,
            legs: legs.to_vec(),
        };
        let quote = self.stage.ask(self.stage.market, quote);
        let mut quoted = Quoted {
            paid: quote._0,
            ..Default::default()
        };
        for (leg, line) in legs.iter().zip(&quote._1) {
            let (total, mark) = (line.total.cast_signed(), line.mark.cast_signed());
            if leg.quantity > 0 {
                quoted.lost += total - mark;
                quoted.counted += U256::from(line.total.div_ceil(UNIT));
            } else {
                quoted.lost += mark - total;
                let counted = line.mark.div_ceil(UNIT) - line.total / UNIT;
                quoted.counted += U256::from(counted);
            }
        }
        quoted
    }

    fn held(&self, id: U256) -> Vec<Position> {
        let account = self
            .stage
            .ask(self.stage.market, IMarket::accountCall { id });
        account._1
    }

    /// The thief trades an order if it is allowed; what the account loses by that against the mark, WAD.
    fn loses(&mut self, id: U256, legs: &[Position]) -> Option<i128> {
        let lost = self.quote(id, legs).lost;
        self.operates(id, legs).ok().map(|_| lost)
    }

    /// The thief sells what an account holds and buys something else for what that brings, as often as it is allowed. No
    /// order costs anything net. What the account loses against the mark, WAD.
    fn swaps(&mut self, id: U256) -> i128 {
        let mut lost = 0;
        for _ in 0..60 {
            let held = self.held(id).pop().expect("something");
            let sold = Position {
                quantity: -held.quantity,
                ..held.clone()
            };
            let kind = u8::from(held.kind == 0);
            let strike = if kind == 0 { 2_100 } else { 1_900 };
            let other = |quantity| Position {
                quantity,
                ..self.stage.leg(kind, strike, 0)
            };
            let brought = -self.quote(id, std::slice::from_ref(&sold)).paid;
            let unit = self.quote(id, &[other(ONE)]).paid;
            let order = (1..=100)
                .rev()
                .map(|percent| [sold.clone(), other(brought * ONE / unit * percent / 100)])
                .find(|legs| self.quote(id, legs).paid <= 0);
            match self.loses(id, &order.expect("less of it costs less")) {
                Some(more) => lost += more,
                None => break,
            }
        }
        lost
    }

    /// The thief buys and sells the same, as often as it is allowed.
    fn turns(&mut self, id: U256, thousandths: i128) -> i128 {
        let mut lost = 0;
        for turn in 0..60 {
            let sign = if turn % 2 == 0 { 1 } else { -1 };
            let leg = self.stage.leg(0, 2_100, sign * thousandths);
            match self.loses(id, &[leg]) {
                Some(more) => lost += more,
                None => break,
            }
        }
        lost
    }
}

mod no_sequence_of_orders_of_an_operator {
    use super::*;

    fn within(lost: i128, limit: u64) {
        let lost = lost / UNIT.cast_signed();
        assert!(lost <= limit.into(), "{lost} units lost, {limit} allowed");
    }

    /// No order of these costs anything net. When the net cost counted, sixty of them lost 6,592.583559 dollars with a limit of
    /// a unit, 0.000001 dollars.
    #[test]
    fn loses_more_than_the_limit_by_swapping_what_is_held() {
        for limit in [1, 300_000_000] {
            let mut desk = Desk::with(10_000);
            let (owner, id) = (desk.owner, desk.id);
            let calls = desk.stage.leg(0, 2_100, 200_000);
            desk.order(owner, id, &[calls]).expect("bought");
            desk.permit(id, limit);
            within(desk.swaps(id), limit);
        }
    }

    #[test]
    fn loses_more_than_the_limit_by_buying_and_selling_in_turns() {
        let limit = 1_000_000_000;
        let mut desk = Desk::with(10_000);
        let id = desk.id;
        desk.permit(id, limit);
        let lost = desk.turns(id, 5_000);
        assert!(lost > 0);
        within(lost, limit);
    }

    /// A swap may be for what ends worthless, so what is bought counts, whatever is sold with it.
    #[test]
    fn puts_more_than_the_limit_into_anything_else() {
        let mut desk = Desk::with(10_000);
        let (owner, id) = (desk.owner, desk.id);
        let calls = desk.stage.leg(0, 2_100, 10_000);
        desk.order(owner, id, std::slice::from_ref(&calls))
            .expect("bought");
        let swap = [
            desk.stage.leg(0, 2_100, -10_000),
            desk.stage.leg(1, 1_900, 9_000),
        ];
        let Quoted { counted, .. } = desk.quote(id, &swap);
        let bought = desk.quote(id, &swap[1..]).paid;
        assert!(counted > U256::try_from(bought).expect("a cost"));
        let limit = u64::try_from(counted).expect("it fits");
        desk.permit(id, limit - 1);
        let refused = IMarket::MarketOperatorLimit {
            caller: desk.operator,
            limit: counted - U256::ONE,
        };
        assert_eq!(reverted(desk.operates(id, &swap)), revert(&refused));
        assert_eq!(desk.held(id), [calls]);
    }

    #[test]
    fn on_two_accounts_loses_either_more_than_its_own_limit() {
        let mut desk = Desk::with(10_000);
        let owner = desk.owner;
        let limits = [1_000_000, 90_000_000];
        let ids = [desk.id, desk.id + U256::ONE];
        for (id, limit) in ids.into_iter().zip(limits) {
            let calls = desk.stage.leg(0, 2_100, 20_000);
            desk.order(owner, id, &[calls]).expect("bought");
            desk.permit(id, limit);
        }
        let mut lost = [0; 2];
        for _ in 0..20 {
            for (id, lost) in ids.into_iter().zip(&mut lost) {
                *lost += desk
                    .loses(id, &[desk.stage.leg(0, 2_100, -1_000)])
                    .unwrap_or_default();
                *lost += desk
                    .loses(id, &[desk.stage.leg(0, 2_100, 1_000)])
                    .unwrap_or_default();
            }
        }
        for (lost, limit) in lost.into_iter().zip(limits) {
            within(lost, limit);
        }
        let stranger = desk.stage.pricing.node.account(9);
        let sale = [desk.stage.leg(0, 2_100, -1_000)];
        let caller = stranger;
        let limit = U256::ZERO;
        let refused = revert(&IMarket::MarketOperatorLimit { caller, limit });
        assert_eq!(reverted(desk.order(stranger, ids[0], &sale)), refused);
        audit_both(&desk);
    }

    fn audit_both(desk: &Desk) {
        let tracked = desk.stage.ask(desk.stage.market, IMarket::trackedCall {});
        assert_eq!(tracked, desk.stage.balance(desk.stage.market));
    }
}

mod an_order_of_an_operator {
    use super::*;

    #[test]
    fn counts_what_it_buys_in_full_and_what_it_sells_below_the_mark() {
        let mut desk = Desk::with(10_000);
        let (id, operator) = (desk.id, desk.operator);
        let limit = 5_000_000_000;
        desk.permit(id, limit);
        let mut left = U256::from(limit);
        let leg = |desk: &Desk, kind, thousandths| {
            let strike = if kind == 0 { 2_100 } else { 1_900 };
            desk.stage.leg(kind, strike, thousandths)
        };
        let orders = [
            vec![leg(&desk, 0, 7_123)],
            vec![leg(&desk, 0, -1_001)],
            vec![leg(&desk, 0, -2_003), leg(&desk, 1, 1_007)],
            vec![leg(&desk, 1, -1_007), leg(&desk, 0, -4_119)],
        ];
        for order in orders {
            let Quoted {
                counted,
                paid,
                lost,
            } = desk.quote(id, &order);
            let sent = desk.operates(id, &order).expect("within the limit");
            let event: IMarket::OperatorSet = sent.event().expect("it is made known");
            left -= counted;
            assert_eq!(
                (event.id, event.operator, event.limit),
                (id, operator, left)
            );
            assert_eq!(desk.left(id), left);
            // Never less than what it costs, nor than what it loses against the mark.
            let counted = i128::try_from(counted).expect("it fits");
            assert!(counted >= paid && counted * UNIT.cast_signed() >= lost);
        }
        assert!(desk.held(id).is_empty());
    }

    #[test]
    fn gives_nothing_back_and_the_last_unit_of_the_limit_can_be_used() {
        let mut desk = Desk::with(10_000);
        let (owner, id) = (desk.owner, desk.id);
        let calls = desk.stage.leg(0, 2_100, 2_000);
        desk.order(owner, id, &[calls]).expect("bought");
        let sale = [desk.stage.leg(0, 2_100, -1_000)];
        let before = desk.stage.node().snapshot();
        desk.permit(id, 1);
        let Quoted { counted, paid, .. } = desk.quote(id, &sale);
        assert!(paid < 0 && counted > U256::ONE);
        desk.stage.node().revert_to(&before);
        let limit = u64::try_from(counted).expect("it fits");
        desk.permit(id, limit);
        desk.operates(id, &sale).expect("the limit is enough");
        assert_eq!(desk.left(id), U256::ZERO);
        let refused = IMarket::MarketOperatorLimit {
            caller: desk.operator,
            limit: U256::ZERO,
        };
        assert_eq!(reverted(desk.operates(id, &sale)), revert(&refused));
    }

    #[test]
    fn of_the_owner_counts_nothing() {
        let mut desk = Desk::with(10_000);
        let (owner, id) = (desk.owner, desk.id);
        desk.permit(id, 7);
        let calls = desk.stage.leg(0, 2_100, 2_000);
        let sent = desk.order(owner, id, &[calls]).expect("bought");
        assert!(sent.event::<IMarket::OperatorSet>().is_none());
        assert_eq!(desk.left(id), U256::from(7));
    }
}

mod what_covers_a_short {
    use super::*;

    /// A spread of the owner's that can lose 100 a unit, ten of them.
    fn spread() -> (Desk, Position, Position) {
        let mut desk = Desk::with(20_000);
        let (owner, id) = (desk.owner, desk.id);
        let (short, cover) = (
            desk.stage.leg(0, 2_000, -10_000),
            desk.stage.leg(0, 2_100, 10_000),
        );
        let legs = [short.clone(), cover.clone()];
        desk.order(owner, id, &legs).expect("it has its margin");
        desk.permit(id, 5_000_000_000);
        (desk, short, cover)
    }

    fn reversed(leg: &Position) -> Position {
        Position {
            quantity: -leg.quantity,
            ..leg.clone()
        }
    }

    /// When an operator could sell it, the account lost 7,293 dollars in the rise below.
    #[test]
    fn is_not_the_operators_to_sell() {
        let (mut desk, short, cover) = spread();
        let (owner, id) = (desk.owner, desk.id);
        let refused = revert(&IMarket::MarketCover {
            expiry: cover.expiry,
            kind: 0,
            strike: 2_100 * WAD,
        });
        let sale = [reversed(&cover)];
        let data = desk.operates(id, &sale);
        let lost = |stage: &mut Trading| {
            let worth = |stage: &Trading| {
                let call = ILiquidator::healthOfCall { id };
                stage.ask(stage.liquidator, call).value / ONE
            };
            let before = worth(stage);
            drifts(stage, 2_000, 2_800);
            before - worth(stage)
        };
        if data.is_ok() {
            let lost = lost(&mut desk.stage);
            panic!("sold, and then {lost} dollars are lost where 1,000 could be");
        }
        assert_eq!(reverted(data), refused);
        // Not even a part of it, nor with a part of what it covers.
        let part = [
            desk.stage.leg(0, 2_000, 9_000),
            desk.stage.leg(0, 2_100, -1),
        ];
        assert_eq!(reverted(desk.operates(id, &part)), refused);
        assert_eq!(desk.held(id), [short.clone(), cover.clone()]);
        assert!(lost(&mut desk.stage) <= 1_000);
        // The owner may sell it.
        let sale = [desk.stage.leg(0, 2_100, -100)];
        desk.order(owner, id, &sale).expect("with its margin");
    }

    #[test]
    fn is_sold_by_an_operator_who_buys_back_all_that_it_covers() {
        let (mut desk, short, cover) = spread();
        let id = desk.id;
        let close = [reversed(&short), reversed(&cover)];
        desk.operates(id, &close).expect("nothing is owed");
        assert!(desk.held(id).is_empty());
    }
}
