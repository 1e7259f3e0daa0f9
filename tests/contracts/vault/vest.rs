//! The spread vests over time.

use crate::support::{USD, funded, number};
use contract_tests::pool::{DAY, IVault, Pool, exchanged, payment};
use contract_tests::{revert, reverted};

mod spread {
    use super::*;

    fn unvested(pool: &Pool) -> u128 {
        pool.ask(IVault::poolCall {}).unvested
    }

    #[test]
    fn vests_evenly_until_its_expiry() {
        let mut pool = funded(1_000);
        pool.collect(30 * USD, 24 * USD, DAY).expect("collected");
        let start = pool.node.now_secs();
        assert!(unvested(&pool) > 23 * USD);
        pool.node.warp_to(start + 6 * 3_600).expect("later");
        let passed = u128::from(pool.node.now_secs() - start);
        let gone = 24 * USD - unvested(&pool);
        assert!(
            gone.abs_diff(USD * passed / 3_600) < USD / 100,
            "{gone} after {passed} s"
        );
        pool.node.warp(DAY);
        assert_eq!(unvested(&pool), 0);
        assert_eq!(
            pool.ask(IVault::backingCall {}),
            (1_030 * USD).cast_signed()
        );
    }

    #[test]
    fn of_an_expiry_that_is_near_vests_until_the_end_of_the_next_day() {
        let mut pool = funded(1_000);
        let end = (pool.node.now_secs() / DAY + 2) * DAY;
        pool.collect(30 * USD, 24 * USD, 60).expect("collected");
        pool.node.warp_to(end - DAY).expect("later");
        let left = unvested(&pool);
        assert!(left >= 12 * USD, "{left}: a day is left of two at most");
        pool.node.warp_to(end).expect("later");
        assert_eq!(unvested(&pool), 0);
    }

    /// A unit of a long option put off 76% of a stream of 22 days; a unit a day put off everything.
    #[test]
    fn is_not_put_off_by_a_unit_that_comes_later() {
        let (mut pool, mut other) = (funded(1_000), funded(1_000));
        for pool in [&mut pool, &mut other] {
            pool.collect(100 * USD, 100 * USD, 22 * DAY)
                .expect("collected");
        }
        for day in 1..=21 {
            for pool in [&mut pool, &mut other] {
                let now = pool.node.now_secs();
                pool.node.warp_to(now - now % 100 + DAY).expect("later");
            }
            pool.collect(1, 1, (92 - day) * DAY).expect("collected");
            pool.collect(1, 1, 0).expect("collected");
            other.node.mine();
        }
        let (with, without) = (unvested(&pool), unvested(&other));
        assert!(with < without + USD / 10, "{with}, and {without} without");
    }

    #[test]
    fn of_long_options_takes_longer_and_leaves_that_of_short_ones_alone() {
        let mut pool = funded(1_000);
        pool.collect(10 * USD, 10 * USD, 200 * DAY)
            .expect("collected");
        pool.collect(10 * USD, 10 * USD, 7 * DAY)
            .expect("collected");
        pool.collect(10 * USD, 10 * USD, DAY).expect("collected");
        pool.node.warp(DAY + 10);
        let left = unvested(&pool);
        assert!(
            left > 18 * USD && left < 19 * USD,
            "{left}: a week's has lost a seventh"
        );
        pool.node.warp(7 * DAY);
        let left = unvested(&pool);
        assert!(
            left > 95 * USD / 10 && left < 97 * USD / 10,
            "{left}: a long one's has lost a little"
        );
        pool.node.warp(200 * DAY);
        assert_eq!(unvested(&pool), 0);
    }

    #[test]
    fn that_is_paid_out_does_not_vest() {
        let mut pool = funded(1_000);
        pool.collect(100 * USD, 100 * USD, 30 * DAY)
            .expect("collected");
        let claims = exchanged(-(1_050 * USD).cast_signed());
        pool.send(pool.market, pool.vault, claims).expect("paid");
        let seen = pool.ask(IVault::poolCall {});
        assert_eq!(seen.held, 50 * USD);
        // A rate is rounded down: less than a thousandth of a dollar counts at once.
        let at_once = pool.ask(IVault::backingCall {});
        assert_eq!((seen.held - seen.unvested).cast_signed(), at_once);
        assert!(at_once < (USD / 1_000).cast_signed(), "{at_once}");
        pool.node.warp(31 * DAY);
        assert_eq!(pool.ask(IVault::backingCall {}), (50 * USD).cast_signed());
    }

    #[test]
    fn on_what_is_paid_vests_too() {
        let mut pool = funded(1_000);
        let call = IVault::payCall {
            spread: 5 * USD,
            vestsBy: pool.node.now_secs() + DAY,
            ..payment(95 * USD)
        };
        pool.send(pool.market, pool.vault, call).expect("paid");
        let left = unvested(&pool);
        assert!(left > 49 * USD / 10 && left <= 5 * USD, "{left}");
    }

    #[test]
    fn is_refused_when_it_would_vest_for_ever() {
        let mut pool = funded(1_000);
        let error = revert(&IVault::VaultOverflow {});
        assert_eq!(reverted(pool.collect(USD, USD, 3_651 * DAY)), error);
        assert_eq!(
            pool.ask(IVault::backingCall {}),
            (1_000 * USD).cast_signed()
        );
    }

    /// Who joins before a premium and leaves after it has less than who stayed out.
    #[test]
    fn is_not_for_those_who_come_and_go() {
        let mut pool = funded(1_000);
        let second = pool.providers[1];
        let (shares, _) = pool.deposit(second, 100_000 * USD).expect("they join");
        pool.collect(10 * USD, 10 * USD, 7 * DAY)
            .expect("collected");
        let (back, _) = pool.redeem(second, shares).expect("they leave");
        assert!(back < number(100_000 * USD), "{back}");
    }

    /// Who joins pays for income that has not vested: nobody gets it for nothing by waiting.
    #[test]
    fn is_paid_for_by_those_who_join() {
        let mut pool = funded(1_000);
        pool.collect(100 * USD, 100 * USD, 7 * DAY)
            .expect("collected");
        let late = pool.providers[1];
        let (shares, _) = pool.deposit(late, 1_100 * USD).expect("they join");
        pool.node.warp(8 * DAY);
        let (back, _) = pool.redeem(late, shares).expect("they leave");
        // Without the rule it was 1,150 dollars before the fee.
        assert!(back <= number(1_100 * USD), "{back}");
        assert!(back > number(1_097 * USD), "{back}: they pay the fee alone");
    }
}

mod exit_fee {
    use super::*;

    /// Who joined, saw a large closing of the queue and left took a part of its fee along: 6,982 in the audit.
    #[test]
    fn is_not_for_those_who_come_and_go_around_a_large_leaving() {
        let mut pool = funded(1_000_000);
        let [first, second, _] = pool.providers;
        let whole = pool.shares(first);
        let (shares, _) = pool.deposit(second, 1_000_000 * USD).expect("they join");
        let (paid, _) = pool.redeem(first, whole).expect("the large one leaves");
        let fee = 1_000_000 * USD - paid.to::<u128>();
        assert!(fee > 1_900 * USD, "{fee}");
        let (back, _) = pool.redeem(second, shares).expect("they leave");
        assert!(
            back <= number(1_000_000 * USD * 998 / 1_000 + 10),
            "{back}: the fee stays, but for what rounding counts at once"
        );
    }

    #[test]
    fn reaches_those_who_stay_with_time() {
        let mut pool = funded(1_000_000);
        let [first, second, _] = pool.providers;
        let whole = pool.shares(first);
        pool.deposit(second, 1_000_000 * USD).expect("they join");
        let worth = |pool: &Pool| {
            let shares = pool.shares(second);
            pool.ask(IVault::convertToAssetsCall { shares })
        };
        pool.redeem(first, whole).expect("the large one leaves");
        let at_once = worth(&pool);
        pool.node.warp(2 * DAY);
        let gained: u128 = (worth(&pool) - at_once).to();
        assert!(gained > 1_990 * USD, "{gained} of 2,000");
    }
}
