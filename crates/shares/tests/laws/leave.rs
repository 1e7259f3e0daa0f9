//! Leaving, and its fee.

use crate::pool::{fee, for_each_case, holds_its_worth, leaving, left, number, pool};
use shares::{DEAD_SHARES, ExitFee};

mod leaving_the_pool {
    use super::*;

    #[test]
    fn i6_never_costs_those_who_stay() {
        for_each_case("redeem and withdraw", |rng| {
            let pool = pool(rng);
            let leave = leaving(&pool, fee(rng));
            let shares = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let assets = leave.assets_for_down(shares).expect("in range");
            if assets.cast_signed() <= pool.backing {
                holds_its_worth(&pool, &left(&pool, assets, shares));
            }
            let assets = number(rng, 98).min(pool.backing.max(0).cast_unsigned());
            if let Ok(shares) = leave.shares_for_up(assets)
                && shares <= pool.supply - DEAD_SHARES
            {
                holds_its_worth(&pool, &left(&pool, assets, shares));
            }
        });
    }

    #[test]
    fn leaves_what_is_owed_and_what_is_reserved() {
        for_each_case("free money", |rng| {
            let pool = pool(rng);
            let reserve = number(rng, 98);
            let free = pool.free(reserve);
            assert!(free <= pool.backing.max(0).cast_unsigned());
            if free > 0 {
                let rest = left(&pool, free, 0);
                let worst = rest.value(rest.book.low.min(0)).expect("in range");
                assert_eq!(worst, reserve.cast_signed());
            } else {
                let owed = pool.book.low.min(0);
                assert!(pool.value(owed).expect("in range") <= reserve.cast_signed());
            }
        });
    }

    #[test]
    fn pays_nothing_from_an_insolvent_pool() {
        for_each_case("insolvent", |rng| {
            let pool = pool(rng);
            if pool.value(pool.book.low).expect("in range") <= 0 {
                let leave = leaving(&pool, fee(rng));
                assert_eq!(leave.assets_for_down(pool.supply), Ok(0));
                let one = leave.shares_for_up(1).expect("in range");
                assert!(one > pool.supply);
            }
        });
    }

    #[test]
    fn takes_the_max_that_it_states_and_not_a_unit_more() {
        for_each_case("max assets and shares", |rng| {
            let pool = pool(rng);
            let leave = leaving(&pool, fee(rng));
            let balance = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let room = number(rng, 98);
            let fits = |assets: u128, shares: u128| assets <= room && shares <= balance;
            let max = leave.max_assets(balance, room).expect("in range");
            assert!(fits(max, leave.shares_for_up(max).expect("in range")));
            let beyond = leave.shares_for_up(max + 1);
            assert!(beyond.is_err() || !fits(max + 1, beyond.expect("it is")));
            let max = leave.max_shares(balance, room);
            let paid = |shares| leave.assets_for_down(shares).expect("in range");
            assert!(max == 0 || (fits(paid(max), max) && paid(max) > 0));
            assert!(!fits(paid(max + 1), max + 1) || (max == 0 && paid(1) == 0));
        });
    }
}

mod the_fee {
    use super::*;

    #[test]
    fn is_the_stated_part_to_a_unit() {
        for_each_case("fee", |rng| {
            let bps = rng.u16(0..10_000);
            let fee = ExitFee::of_bps(bps).expect("it leaves something");
            let gross = number(rng, 110);
            let net = fee.net_down(gross).expect("in range");
            assert_eq!(gross - net, (gross * u128::from(bps)).div_ceil(10_000));
            let least = fee.gross_up(net).expect("in range");
            assert!(least <= gross && fee.net_down(least) == Ok(net));
            assert!(least == 0 || fee.net_down(least - 1).expect("in range") < net);
        });
        assert_eq!(ExitFee::of_bps(10_000), None);
    }
}
