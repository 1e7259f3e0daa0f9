//! Liquidation of digitals and of spreads.

use alloy_primitives::U256;
use contract_tests::books::expiries;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;

/// Checks that the account has its maintenance margin again, a ratio that is no worse, and the same part of every
/// position.
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
        // Half a percent of a notional of one unit each.
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
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        let before = cast.margin_of(cast.id());
        let said = cast.state();
        let paid = cast.bid(WAD, i128::MAX).expect("they can carry it");
        assert_eq!(paid, said.price);
        restored(&cast, &before, &legs, said.part);
    }
}

pub(crate) mod of_a_spread {
    use super::*;

    /// Returns a cast with ten calls at 2,000 sold and as many at a higher strike bought, of the last expiry, and its
    /// positions.
    pub(crate) fn sold(above: u128) -> (Cast, Vec<Position>) {
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

    /// Its loss is bounded by 10,000, and its money is less.
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

    /// If the strikes are near, the pool's prices for both sides would take more than the spread is worth.
    #[test]
    fn sells_both_sides_alike_if_closing_costs_its_whole_worth() {
        let (mut cast, legs) = sold(2_200);
        cast.falls_short(10);
        assert_eq!(cast.liquidate(), Ok(OFFERED), "though no limit forbids it");
        cast.node().warp(600);
        let before = cast.margin_of(cast.id());
        let said = cast.state();
        assert!(before.value > 0);
        cast.bid(WAD, i128::MAX).expect("they can carry it");
        restored(&cast, &before, &legs, said.part);
    }
}
