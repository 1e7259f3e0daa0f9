//! The margin of an account, compared with the engine.

use crate::support::{any_account, published, published_distance};
use contract_tests::margin::Margining;
use contract_tests::pricing::WAD;
use math::{Compact, SignedWad};

mod an_account {
    use super::*;

    #[test]
    fn has_the_engines_margin() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(71);
        let now = stage.node.now_secs();
        for _ in 0..150 {
            let asked = any_account(&stage, &mut random);
            let expected = asked.look(now, |account| {
                engine::margin::margin::<Compact>(account).expect("in its range")
            });
            let got = stage.try_ask(asked.margin()).expect("an answer");
            assert_eq!(got, published(&expected));
            let got = stage.try_ask(asked.scenarios()).expect("an answer");
            assert_eq!(got._0, published(&expected));
            assert_eq!(got._1, expected.scenarios.map(SignedWad::wei).to_vec());
        }
    }

    #[test]
    fn is_as_far_from_liquidation_as_the_engine_says() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(72);
        let now = stage.node.now_secs();
        let mut finite = 0;
        for _ in 0..40 {
            let mut asked = any_account(&stage, &mut random);
            let left = stage
                .try_ask(asked.margin())
                .expect("an answer")
                .maintenance;
            // A little more than the margin, so that there is a distance to find.
            asked.cash += 300 * WAD.cast_signed() - left;
            let expected = asked.look(now, |account| {
                engine::margin::distance::<Compact>(account).expect("in its range")
            });
            finite += usize::from(expected.spot_up.is_some() || expected.spot_down.is_some());
            let got = stage.try_ask(asked.distance()).expect("an answer");
            assert_eq!(got, published_distance(&expected));
        }
        assert!(finite > 20, "{finite}");
    }

    #[test]
    fn has_the_same_margin_in_any_order() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(73);
        for _ in 0..50 {
            let mut asked = any_account(&stage, &mut random);
            let before = stage.try_ask(asked.margin()).expect("an answer");
            random.shuffle(&mut asked.legs);
            random.shuffle(&mut asked.slices);
            assert_eq!(stage.try_ask(asked.margin()).expect("an answer"), before);
        }
    }
}
