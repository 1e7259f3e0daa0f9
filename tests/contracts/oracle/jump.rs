//! A price that jumps lets only risk be reduced, for a while.

use crate::support::WAD;
use contract_tests::feeds::{FULL, IOracle, Oracle, REDUCE};

mod a_jump {
    use super::*;

    #[test]
    fn of_more_than_a_tenth_lets_only_reduce_for_ten_minutes() {
        for price in [2_201_i128, 1_799] {
            let mut stage = Oracle::set();
            stage.observe(0);
            stage.node.warp(30);
            stage.push(price);
            assert_eq!(stage.snapshot(0).state, REDUCE, "a view sees it too");
            let (seen, sent) = stage
                .send_as(stage.user, IOracle::observeCall { settling: 0 })
                .expect("an answer");
            assert_eq!(seen.state, REDUCE);
            let jumped = sent.event::<IOracle::PriceJumped>().expect("an event");
            let until = stage.now() + 600;
            let spot = price.unsigned_abs() * WAD;
            assert_eq!(
                (jumped.price, jumped.average, jumped.until),
                (spot, 2_000 * WAD, until)
            );
            stage.node.warp(599);
            assert_eq!(stage.snapshot(0).state, REDUCE);
            stage.node.warp(1);
            assert_eq!(stage.snapshot(0).state, FULL);
        }
    }

    #[test]
    fn of_a_tenth_is_none() {
        for price in [2_200, 1_800] {
            let mut stage = Oracle::set();
            stage.observe(0);
            stage.push(price);
            assert_eq!(stage.observe(0).state, FULL);
        }
    }

    #[test]
    fn counts_even_if_nobody_observed_it_at_once() {
        let mut stage = Oracle::set();
        stage.observe(0);
        stage.node.warp(30);
        stage.push(2_500);
        stage.node.warp(599);
        assert_eq!(stage.observe(0).state, REDUCE);
        stage.node.warp(1);
        assert_eq!(stage.observe(0).state, FULL);
    }

    #[test]
    fn is_measured_against_the_average_of_five_minutes() {
        let mut stage = Oracle::set();
        stage.observe(0);
        // 8% per step, twice: the second is a jump only while the average has not followed the first.
        for (wait, state) in [(60, REDUCE), (600, FULL)] {
            let before = stage.node.snapshot();
            stage.push(2_160);
            assert_eq!(stage.observe(0).state, FULL);
            stage.node.warp(wait);
            stage.push(2_333);
            assert_eq!(stage.observe(0).state, state, "after {wait} seconds");
            stage.node.revert_to(&before);
        }
        stage.push(2_100);
        stage.observe(0);
        stage.node.warp(300);
        stage.push(2_000);
        stage.observe(0);
        let moving = stage.ask(IOracle::movingAverageCall {});
        // 2,100 − 100/e
        assert!(
            moving._0.abs_diff(2_063_212_055_882_855_767_840) < 1_000,
            "{}",
            moving._0
        );
        assert_eq!(
            (moving._1, moving._2, moving._3),
            (2_000 * WAD, stage.now(), 0)
        );
    }
}
