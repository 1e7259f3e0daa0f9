//! Joining.

use crate::pool::{for_each_case, holds_its_worth, joined, joining, number, pool};
use shares::{DEAD_SHARES, Overflow, Pool, VIRTUAL_SHARES};

mod joining_the_pool {
    use super::*;

    #[test]
    fn i6_never_costs_those_who_stay() {
        for_each_case("deposit and mint", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let assets = number(rng, 98);
            if let Ok(shares @ 1..) = join.shares_for_down(assets)
                && shares < 1 << 126
            {
                holds_its_worth(&pool, &joined(&pool, assets, shares));
            }
            let shares = number(rng, 110);
            if let Ok(assets) = join.assets_for_up(shares)
                && assets < 1 << 110
            {
                holds_its_worth(&pool, &joined(&pool, assets, shares));
            }
        });
    }

    #[test]
    fn is_refused_where_there_is_nothing_to_join() {
        let mut refused = 0_u32;
        for_each_case("insolvent", |rng| {
            let pool = pool(rng);
            let worth = pool.value(pool.book.high).expect("in range");
            let worth = worth + (pool.unvested + pool.lent).cast_signed();
            assert_eq!(joining(&pool).is_none(), worth <= 0);
            refused += u32::from(worth <= 0);
        });
        assert!(refused > 0);
    }

    #[test]
    fn takes_the_max_that_it_states_and_not_a_unit_more() {
        for_each_case("max assets and shares", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let room = number(rng, 128);
            let supply = |shares: u128| pool.supply.checked_add(shares);
            let fits = |shares: Result<u128, Overflow>| matches!(shares.map(supply), Ok(Some(supply)) if supply <= shares::MAX_SHARES);
            let max = join.max_assets(room);
            if max > 0 {
                let given = join.shares_for_down(max);
                assert!(max <= room && fits(given) && given.is_ok_and(|given| given > 0));
            }
            if max > 0 && max < room {
                assert!(!fits(join.shares_for_down(max + 1)));
            }
            let max = join.max_shares(room);
            if max > 0 {
                assert!(fits(Ok(max)) && join.assets_for_up(max).expect("in range") <= room);
            }
            let one_more = join.assets_for_up(max + 1);
            assert!(
                !fits(Ok(max + 1)) || one_more.is_err() || one_more.is_ok_and(|cost| cost > room)
            );
        });
    }

    #[test]
    fn pays_for_the_dead_shares_first() {
        for_each_case("first deposit", |rng| {
            let empty = Pool::default();
            let join = joining(&empty).expect("an empty pool takes deposits");
            let assets = number(rng, 98);
            let shares = join.shares_for_down(assets).expect("in range");
            assert_eq!(
                shares,
                (assets * VIRTUAL_SHARES).saturating_sub(DEAD_SHARES)
            );
            if shares > 0 {
                assert_eq!(join.assets_for_up(shares), Ok(assets));
            }
        });
    }
}
