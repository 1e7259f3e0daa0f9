//! Joining and leaving again, in parts, and after gifts.

use crate::pool::{fee, for_each_case, joined, joining, leaving, left, number, pool, signed};
use shares::{DEAD_SHARES, ExitFee, Pool, Price, VIRTUAL_SHARES};

mod going_round {
    use super::*;

    #[test]
    fn never_profits() {
        for_each_case("join and leave, either way about", |rng| {
            let pool = pool(rng);
            let fee = fee(rng);
            let Some(join) = joining(&pool) else { return };
            let paid = number(rng, 98);
            let Ok(shares @ 1..) = join.shares_for_down(paid) else {
                return;
            };
            if shares > 1 << 120 {
                return;
            }
            let within = joined(&pool, paid, shares);
            let back = leaving(&within, fee)
                .assets_for_down(shares)
                .expect("in range");
            assert!(back <= paid, "{pool:?}: {paid} became {back}");
            // The other way: leave first, then come back for the same shares.
            let held = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let got = leaving(&pool, fee).assets_for_down(held).expect("in range");
            if got.cast_signed() > pool.backing {
                return;
            }
            let without = left(&pool, got, held);
            if let Some(join) = joining(&without)
                && let Ok(cost) = join.assets_for_up(held)
            {
                assert!(cost >= got, "{pool:?}: out for {got}, in for {cost}");
            }
        });
    }

    #[test]
    fn splitting_never_beats_the_whole() {
        for_each_case("in two halves", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let (one, two) = (number(rng, 96), number(rng, 96));
            let Ok(whole) = join.shares_for_down(one + two) else {
                return;
            };
            let Ok(first) = join.shares_for_down(one) else {
                return;
            };
            if whole > 1 << 120 {
                return;
            }
            let after = joined(&pool, one, first);
            let Some(join) = joining(&after) else { return };
            if let Ok(second) = join.shares_for_down(two) {
                assert!(first + second <= whole, "{pool:?}: {one} and {two}");
            }
        });
    }

    #[test]
    fn conversions_agree_to_a_unit() {
        for_each_case("price", |rng| {
            let price = Price::new(signed(rng, 98), number(rng, 118)).expect("in range");
            let assets = number(rng, 96);
            if let (Ok(down), Ok(up)) = (price.shares_down(assets), price.shares_up(assets)) {
                assert!(up == down || up == down + 1);
                assert!(price.assets_down(down).is_ok_and(|back| back <= assets));
                assert!(price.assets_up(up).is_ok_and(|back| back >= assets));
            }
        });
    }
}

mod inflating_the_price {
    use super::*;

    /// The attacker comes first, hands money to the pool as income that has vested, waits for a victim and leaves.
    #[test]
    fn loses_the_attacker_more_than_the_victim() {
        for_each_case("first depositor", |rng| {
            let first = 1_001 + number(rng, 60);
            let gift = number(rng, 80);
            let victim = 1 + number(rng, 80);
            let empty = Pool::default();
            let join = joining(&empty).expect("it is empty");
            let held = join.shares_for_down(first).expect("in range");
            let mut pool = joined(&empty, first + gift, held + join.dead());
            let join = joining(&pool).expect("it is solvent");
            let given = join.shares_for_down(victim).expect("in range");
            if given == 0 {
                // A deposit that gives nothing is refused: the victim keeps their money.
                return;
            }
            pool = joined(&pool, victim, given);
            let none = ExitFee::of_bps(0).expect("none");
            let back = leaving(&pool, none)
                .assets_for_down(held)
                .expect("in range");
            assert!(
                back <= first + gift,
                "{first} and {gift} became {back} by {victim}"
            );
            let kept = leaving(&pool, none)
                .assets_for_down(given)
                .expect("in range");
            // What the victim lost is at most one share's worth and a unit.
            let share = (pool.backing.cast_unsigned() + 1) / (pool.supply + VIRTUAL_SHARES) + 2;
            assert!(kept + share >= victim, "{victim} became {kept}");
        });
    }
}
