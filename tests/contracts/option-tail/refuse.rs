//! Books that are refused.

use crate::support::{Stage, WAD, argument, estimate};
use bindings::{IOptionBook, IOptionTail};
use contract_tests::revert;

mod refuses {
    use super::*;

    #[test]
    fn a_leg_without_a_slice() {
        let stage = Stage::set();
        let mut call = stage.shortfall(&stage.legs(48));
        let expiry = call.slices.remove(1).expiry;
        let missing = IOptionTail::PricerSurfaceMissing { expiry };
        assert_eq!(stage.refusal(call), revert(&missing));
    }

    #[test]
    fn too_wild_a_day() {
        let stage = Stage::set();
        let mut call = stage.shortfall(&stage.legs(1));
        call.context.leastDay = WAD / 2;
        stage.ask(call.clone());
        call.context.leastDay += 1;
        assert_eq!(stage.refusal(call), argument("day"));
        let figures = IOptionBook::BookFigures {
            mark: 0,
            high: 0,
            low: 0,
            delta: 0,
            vega: 0,
            slope: 0,
            gamma: 0,
            volSlope: 0,
            volga: 0,
            vanna: 0,
            day: 0,
        };
        assert_eq!(
            stage.refusal(estimate(&figures, WAD / 2 + 1)),
            argument("day")
        );
    }

    #[test]
    fn arguments_out_of_the_domain_of_prices() {
        let stage = Stage::set();
        let one = stage.shortfall(&stage.legs(1));
        let mut call = one.clone();
        call.context.spot = 0;
        assert_eq!(stage.refusal(call), argument("spotFactor"));
        let mut call = one.clone();
        call.legs[0].strike = 0;
        assert_eq!(stage.refusal(call), argument("strike"));
        let mut call = one;
        call.legs[0].kind = 4;
        assert_eq!(stage.refusal(call), argument("kind"));
    }
}
