//! Liquidation of what is not a plain sold call, by whom it is not plain to be taken, and while something rests.

use alloy_primitives::{Bytes, U256};
use contract_tests::authority::pause;
use contract_tests::books::expiries;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

/// The account has its maintenance margin again, no worse a ratio, and the same part of every position.
#[track_caller]
fn restored(cast: &Cast, before: &MarginFigures, held: &[Position], part: u128) {
    let after = cast.margin_of(cast.id());
    assert!(after.maintenance >= 0, "{after:?}");
    let wide = |it: i128| U256::from(it.max(0).unsigned_abs());
    let (needed, needs) = (requirement(before), requirement(&after));
    assert!(wide(after.value) * wide(needed) >= wide(before.value) * wide(needs));
    let (_, left) = cast.holdings(cast.id());
    assert_eq!(left.len(), held.len());
    for it in held {
        let same = |other: &&Position| (other.kind, other.strike) == (it.kind, it.strike);
        let left = left.iter().find(same).expect("a part is left").quantity;
        let taken = U256::from(it.quantity.unsigned_abs()) * U256::from(part) / U256::from(WAD);
        let taken = i128::try_from(taken).expect("small") * it.quantity.signum();
        assert_eq!(left, it.quantity - taken);
    }
    cast.audit();
}

mod of_digitals {
    use super::*;

    fn sold() -> (Cast, Vec<Position>) {
        let mut cast = Cast::with(5_000);
        let legs = vec![cast.leg(2, 2_200, -2_000_000), cast.leg(3, 1_800, -500_000)];
        cast.opens(&legs);
        (cast, legs)
    }

    #[test]
    fn closes_at_no_better_than_the_mark() {
        let (mut cast, legs) = sold();
        cast.falls_short(10);
        let before = cast.margin_of(cast.id());
        let funds = cast.standing(cast.seller).0;
        let said = cast.state();
        assert_eq!(said.stage, CLOSED);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        restored(&cast, &before, &legs, said.part);
        // Half a percent of a notional of a unit each.
        let notional = 2_500 * u128::from(USD);
        let closed = U256::from(notional) * U256::from(said.part) / U256::from(WAD);
        assert!(U256::from(said.pay) <= closed / U256::from(200) && said.pay > 0);
        // The mark of what was closed, and no less, was paid for it.
        let mark = before.value / 1_000_000_000_000 - funds;
        let part = i128::try_from(
            U256::from(mark.unsigned_abs()) * U256::from(said.part) / U256::from(WAD),
        );
        assert!(said.price >= part.expect("small"), "{} {mark}", said.price);
    }

    #[test]
    fn sells_them_where_the_pool_may_not_close() {
        let (mut cast, legs) = sold();
        cast.fills_the_pool();
        cast.falls_short(10);
        assert_eq!(cast.liquidate(), Ok(SOLVENT));
        let before = cast.margin_of(cast.id());
        let said = cast.state();
        let paid = cast.bid(WAD, i128::MAX).expect("he can carry it");
        assert_eq!(paid, said.price);
        restored(&cast, &before, &legs, said.part);
    }
}

mod of_a_spread {
    use super::*;

    /// Ten calls at 2,000 sold and as many above bought, of the last expiry.
    pub(super) fn sold(above: u128) -> (Cast, Vec<Position>) {
        let mut cast = Cast::with(15_000);
        cast.expiry = expiries(&cast)[7];
        let expiry = cast.expiry;
        cast.post(expiry);
        for strike in [2_000, above] {
            cast.list(expiry, 0, strike).expect("on the grid");
        }
        let legs = vec![cast.leg(0, 2_000, -10_000), cast.leg(0, above, 10_000)];
        cast.opens(&legs);
        (cast, legs)
    }

    /// Its loss is bounded by 10,000, and it has less.
    #[test]
    fn closes_both_sides_alike() {
        let (mut cast, legs) = sold(3_000);
        assert!(cast.standing(cast.seller).0 < 10_000 * i128::from(USD));
        cast.falls_short(10);
        let before = cast.margin_of(cast.id());
        let said = cast.state();
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        restored(&cast, &before, &legs, said.part);
    }

    /// Where the strikes are near, the pool's prices for both sides would take more than the spread is worth.
    #[test]
    fn sells_both_sides_alike_where_closing_costs_all_that_it_is_worth() {
        let (mut cast, legs) = sold(2_200);
        cast.falls_short(10);
        assert_eq!(cast.liquidate(), Ok(SOLVENT), "though no limit forbids it");
        cast.node().warp(600);
        let before = cast.margin_of(cast.id());
        let said = cast.state();
        assert!(before.value > 0);
        cast.bid(WAD, i128::MAX).expect("he can carry it");
        restored(&cast, &before, &legs, said.part);
    }
}

mod a_stale_auction {
    use super::*;

    /// What bidders have paid is kept from sale in their own auction alone.
    #[test]
    fn shows_what_the_next_one_will_ask() {
        let (mut cast, _) = of_a_spread::sold(2_200);
        cast.falls_short(10);
        assert_eq!(cast.liquidate(), Ok(SOLVENT));
        let due = cast.state().part;
        cast.bid(due / 2, i128::MAX).expect("half of it");
        assert!(cast.auction().received > 0);
        cast.node().warp(901);
        let said = cast.state();
        assert_eq!(cast.liquidate(), Ok(SOLVENT));
        assert_eq!(cast.auction().received, 0);
        assert_eq!(cast.state(), said);
        assert_eq!(cast.bid(WAD, i128::MAX), Ok(said.price));
    }
}

mod with_an_expiry_that_is_past_and_not_settled {
    use super::*;

    /// A put of the first expiry, which the price leaves worthless, and a call of the second, which it makes dear.
    fn sold() -> Cast {
        let mut cast = Cast::with(5_000);
        let (first, later) = (cast.expiry, cast.expiry + 7 * 86_400);
        cast.post(later);
        cast.list(later, 0, 2_000).expect("on the grid");
        let legs = [
            cast.leg(1, 1_800, -1_000),
            Position {
                expiry: later,
                ..cast.leg(0, 2_000, -1_000)
            },
        ];
        cast.opens(&legs);
        cast.node().warp_to(first - 3_600).expect("later");
        cast.push(230_000);
        cast.node().warp_to(first).expect("later");
        cast.jump(230_000, &[later]);
        cast
    }

    #[test]
    fn is_only_sold_until_that_is_settled() {
        let mut cast = sold();
        let figures = cast.margin_of(cast.id());
        assert!(figures.maintenance < 0 && figures.value > 0, "{figures:?}");
        assert_eq!(cast.state().stage, SOLVENT);
        assert_eq!(cast.liquidate(), Ok(SOLVENT), "though no limit forbids it");
        let (bidder, said) = (cast.bidder, cast.state());
        let paid = cast.bid(said.part / 2, i128::MAX).expect("he takes both");
        assert!(paid > 0);
        assert_eq!(cast.standing(bidder).1.len(), 2);
        cast.audit();
        let (first, market, user) = (cast.expiry, cast.market, cast.pricing.user);
        let (oracle, round) = (cast.oracle, cast.feeds.latest(&cast.pricing.node) - 1);
        let proof = IOracle::proveExpiryCall {
            expiry: first,
            roundIds: vec![round],
        };
        cast.send(user, oracle, proof).expect("proven");
        cast.send(user, market, IMarket::settleCall { expiry: first })
            .expect("settled");
        assert_eq!(cast.liquidate(), Ok(CLOSED), "now the pool may");
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        assert_eq!(cast.auction().startedAt, 0);
        let ids = vec![cast.id(), account_of(bidder)];
        cast.send(user, market, IMarket::settleAccountsCall { ids })
            .expect("settled");
        assert_eq!(cast.standing(bidder).1.len(), 1);
        cast.audit();
    }

    #[test]
    fn cannot_be_closed_when_it_is_worth_nothing_either() {
        let mut cast = sold();
        let later = cast.expiry + 7 * 86_400;
        cast.jump(400_000, &[later]);
        assert!(cast.margin_of(cast.id()).value < 0);
        for looks in 0..3 {
            assert_eq!(cast.liquidate(), Ok(INSOLVENT), "{looks}");
            cast.node().warp(840);
            cast.jump(400_000, &[later]);
        }
        // Nobody took it for half an hour, and the pool still cannot: what is past has no price.
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let said = cast.state();
        let paid = cast.bid(WAD, i128::MAX).expect("he is paid");
        assert_eq!(paid, said.price);
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        cast.audit();
    }
}

mod a_pause {
    use super::*;

    fn pauses(cast: &mut Cast, module: alloy_primitives::Address) {
        let (guardian, authority) = (cast.pricing.guardian, cast.pricing.authority);
        cast.send(guardian, authority, pause(module))
            .expect("he may");
    }

    fn paused() -> Bytes {
        revert(&IGoverned::AccessPaused {})
    }

    #[test]
    fn of_the_liquidator_stops_bids_and_pay_out_but_no_close() {
        let mut cast = Cast::sold(700);
        let (giver, liquidator) = (cast.trader, cast.liquidator);
        pauses(&mut cast, liquidator);
        let pay_out = reverted(cast.send(giver, liquidator, ILiquidator::payOutCall {}));
        assert_eq!(pay_out, paused());
        let before = cast.node().snapshot();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
        cast.node().revert_to(&before);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(SOLVENT), "an auction may begin");
        assert_eq!(cast.bid(WAD, i128::MAX), Err(paused()));
        assert_eq!(cast.bid_on(0, 0, 9), Err(paused()), "whatever is bid");
        cast.audit();
    }

    #[test]
    fn of_market_risk_manager_and_vault_stops_neither() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        for module in [cast.market, cast.risk, cast.vault] {
            pauses(&mut cast, module);
        }
        let before = cast.node().snapshot();
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        cast.node().revert_to(&before);
        cast.jumps(3_500);
        assert_eq!(
            cast.liquidate(),
            Ok(CLOSED),
            "worth nothing, and the pool pays"
        );
        cast.audit();
    }

    #[test]
    fn of_the_oracle_stops_all_for_there_is_no_price() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let oracle = cast.oracle;
        pauses(&mut cast, oracle);
        let refused = cast.liquidate().expect_err("there is no price");
        assert_eq!(refused, revert(&IRiskManager::RiskNoPrice {}));
    }
}
