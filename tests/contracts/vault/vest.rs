//! The spread vests over time.

use crate::support::{USD, funded, number};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IVault, Pool};
use contract_tests::{revert, reverted};

mod spread {
    use super::*;

    fn unvested(pool: &Pool) -> u128 {
        pool.ask(IVault::poolCall {}).unvested
    }

    #[test]
    fn counts_evenly_over_at_least_a_day() {
        let mut pool = funded(1_000);
        pool.collect(30 * USD, 24 * USD, 60).expect("collected");
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
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_030 * USD));
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
        let claims = IVault::payClaimsCall {
            owed: number(1_050 * USD),
        };
        pool.send(pool.market, pool.vault, claims).expect("paid");
        let seen = pool.ask(IVault::poolCall {});
        assert_eq!((seen.held, seen.unvested), (50 * USD, 50 * USD));
        assert_eq!(pool.ask(IVault::backingCall {}), U256::ZERO);
        pool.node.warp(31 * DAY);
        assert_eq!(pool.ask(IVault::backingCall {}), number(50 * USD));
    }

    #[test]
    fn on_payments_vests_too() {
        let mut pool = funded(1_000);
        let call = IVault::payCall {
            amount: number(95 * USD),
            spread: number(5 * USD),
            vestingSecs: DAY,
        };
        pool.send(pool.market, pool.vault, call).expect("paid");
        let left = unvested(&pool);
        assert!(left > 49 * USD / 10 && left <= 5 * USD, "{left}");
    }

    #[test]
    fn is_refused_if_it_would_vest_over_more_than_ten_years() {
        let mut pool = funded(1_000);
        let error = revert(&IVault::VaultOverflow {});
        assert_eq!(reverted(pool.collect(USD, USD, 3_651 * DAY)), error);
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_000 * USD));
    }

    /// A provider who joins before a premium and leaves after it has less than one who stayed out.
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
}
