//! The rim of the domain: what is still priced, and what is refused by name.
#![allow(clippy::cast_possible_wrap, reason = "amounts of a few units")]

use engine::PricingError;
use engine::black_scholes::{
    MAX_EXPIRY_SECS, MAX_PRICE, MAX_RATE, MAX_VOLATILITY, Side, Terms, greeks, price, prices,
};
use engine::digital;
use engine::implied_vol::implied_vol;
use math::{Compact, SignedWad, WAD, Wad};

const YEAR: u64 = 31_536_000;
const HALF: Wad = Wad::from_wei(WAD / 2);

fn terms(spot: u128, strike: u128, secs: u64, rate: i128) -> Terms {
    Terms {
        spot: Wad::from_wei(spot),
        strike: Wad::from_wei(strike),
        expiry_secs: secs,
        rate: SignedWad::from_wei(rate),
    }
}

mod price_of {
    use super::*;

    #[test]
    fn an_expired_option_is_its_payoff() {
        let both = prices::<Compact>(&terms(3 * WAD, 2 * WAD, 0, 0), HALF).unwrap();
        assert_eq!((both.call.wei(), both.put.wei()), (WAD, 0));
        let both = prices::<Compact>(&terms(2 * WAD, 3 * WAD, 0, 10), HALF).unwrap();
        assert_eq!((both.call.wei(), both.put.wei()), (0, WAD));
    }

    #[test]
    fn an_option_without_volatility_is_the_forwards_payoff() {
        let both = prices::<Compact>(&terms(2 * WAD, 2 * WAD, YEAR, WAD as i128 / 10), Wad::ZERO);
        let both = both.unwrap();
        // 2·(1 − e^−0.1) = 0.190325163928080853671…
        assert!(
            both.call.wei().abs_diff(190_325_163_928_080_854) <= 2,
            "{both:?}"
        );
        assert_eq!(both.put, Wad::ZERO);
    }

    #[test]
    fn one_wei_options_stays_within_them() {
        let both = prices::<Compact>(&terms(1, 1, YEAR, 0), HALF).unwrap();
        assert!(both.call.wei() <= 1 && both.put.wei() <= 1);
        let both = prices::<Compact>(&terms(1, MAX_PRICE.wei(), YEAR, 0), HALF).unwrap();
        assert_eq!((both.call.wei(), both.put.wei()), (0, MAX_PRICE.wei() - 1));
    }

    #[test]
    fn the_largest_option_is_right_to_its_last_digits() {
        let top = MAX_PRICE.wei();
        let both = prices::<Compact>(&terms(top, top, YEAR, 0), Wad::from_wei(WAD / 5)).unwrap();
        assert_eq!(both.call, both.put);
        // 2Φ(0.1) − 1 = 0.079655674554057962931…
        let share = math::mul_div_down(both.call.wei(), 10u128.pow(21), top).unwrap();
        assert!(
            share.abs_diff(79_655_674_554_057_962_931) <= 1_000,
            "{share}"
        );
    }

    #[test]
    fn an_option_a_wei_from_the_money_differs_by_no_more_than_a_wei() {
        let at = prices::<Compact>(&terms(WAD, WAD, YEAR, 0), HALF).unwrap();
        for strike in [WAD - 1, WAD + 1] {
            let near = prices::<Compact>(&terms(WAD, strike, YEAR, 0), HALF).unwrap();
            assert!(near.call.wei().abs_diff(at.call.wei()) <= 1);
            assert!(near.put.wei().abs_diff(at.put.wei()) <= 1);
        }
    }

    #[test]
    fn an_option_far_out_of_the_money_is_zero_and_its_opposite_the_forward() {
        let both = prices::<Compact>(&terms(WAD, 100 * WAD, 60, 0), HALF).unwrap();
        assert_eq!((both.call.wei(), both.put.wei()), (0, 99 * WAD));
        let both = prices::<Compact>(&terms(100 * WAD, WAD, 60, 0), HALF).unwrap();
        assert_eq!((both.call.wei(), both.put.wei()), (99 * WAD, 0));
    }

    #[test]
    fn a_put_at_a_negative_rate_can_exceed_its_strike() {
        let both = prices::<Compact>(&terms(1, WAD, 10 * YEAR, -(WAD as i128) / 20), HALF).unwrap();
        assert!(both.put.wei() > WAD);
    }
}

mod refuses {
    use super::*;

    fn why(terms: &Terms, vol: Wad) -> PricingError {
        let error = price::<Compact>(terms, vol, Side::Call).unwrap_err();
        assert_eq!(greeks::<Compact>(terms, vol).unwrap_err(), error);
        assert_eq!(digital::greeks::<Compact>(terms, vol).unwrap_err(), error);
        error
    }

    #[test]
    fn a_spot_of_zero_and_one_too_large() {
        for spot in [0, MAX_PRICE.wei() + 1, u128::MAX] {
            assert_eq!(
                why(&terms(spot, WAD, YEAR, 0), HALF),
                PricingError::SpotOutOfRange
            );
        }
    }

    #[test]
    fn a_strike_of_zero_and_one_too_large() {
        for strike in [0, MAX_PRICE.wei() + 1, u128::MAX] {
            assert_eq!(
                why(&terms(WAD, strike, YEAR, 0), HALF),
                PricingError::StrikeOutOfRange
            );
        }
    }

    #[test]
    fn too_long_a_time() {
        for secs in [MAX_EXPIRY_SECS + 1, u64::MAX] {
            assert_eq!(
                why(&terms(WAD, WAD, secs, 0), HALF),
                PricingError::ExpiryOutOfRange
            );
        }
    }

    #[test]
    fn too_high_a_volatility() {
        for vol in [MAX_VOLATILITY.wei() + 1, u128::MAX] {
            let why = why(&terms(WAD, WAD, YEAR, 0), Wad::from_wei(vol));
            assert_eq!(why, PricingError::VolatilityOutOfRange);
        }
    }

    #[test]
    fn too_high_a_rate_and_too_long_a_time_at_it() {
        for rate in [
            MAX_RATE.wei() + 1,
            i128::MAX,
            i128::MIN,
            -MAX_RATE.wei() - 2,
        ] {
            assert_eq!(
                why(&terms(WAD, WAD, YEAR, rate), HALF),
                PricingError::RateOutOfRange
            );
        }
        for (rate, secs) in [
            (WAD as i128, 20 * YEAR),
            (-(WAD as i128), 5 * YEAR),
            (MAX_RATE.wei(), MAX_EXPIRY_SECS),
        ] {
            assert_eq!(
                why(&terms(WAD, WAD, secs, rate), HALF),
                PricingError::RateOutOfRange
            );
        }
    }

    #[test]
    fn a_sensitivity_that_does_not_fit_its_type() {
        let tiny = terms(1, 1, 1, 0);
        let error = greeks::<Compact>(&tiny, Wad::from_wei(1)).unwrap_err();
        assert_eq!(error, PricingError::GreekOutOfRange);
        assert!(price::<Compact>(&tiny, Wad::from_wei(1), Side::Call).is_ok());
    }

    #[test]
    fn a_price_that_no_volatility_gives() {
        let here = terms(3 * WAD, 2 * WAD, YEAR, 0);
        let why = |terms: &Terms, price: u128, side| {
            implied_vol::<Compact>(terms, Wad::from_wei(price), side).unwrap_err()
        };
        assert_eq!(why(&here, WAD, Side::Call), PricingError::PriceTooLow);
        assert_eq!(why(&here, 0, Side::Put), PricingError::PriceTooLow);
        assert_eq!(why(&here, 3 * WAD, Side::Call), PricingError::PriceTooHigh);
        assert_eq!(why(&here, 2 * WAD, Side::Put), PricingError::PriceTooHigh);
        assert_eq!(why(&here, u128::MAX, Side::Put), PricingError::PriceTooHigh);
        assert_eq!(
            why(&here, 2 * WAD - 1, Side::Put),
            PricingError::PriceTooHigh
        );
        assert_eq!(
            why(&terms(WAD, WAD, 0, 0), 5, Side::Call),
            PricingError::NoTimeLeft
        );
    }
}

mod implied_vol_of {
    use super::*;

    #[test]
    fn a_price_near_its_bound_comes_back() {
        // 1 − P/M is about 1e-5 at v = 8.8.
        let here = terms(WAD, WAD, YEAR, 0);
        let vol = Wad::from_wei(88 * WAD / 10);
        let quoted = price::<Compact>(&here, vol, Side::Call).unwrap();
        let found = implied_vol::<Compact>(&here, quoted, Side::Call)
            .unwrap()
            .volatility;
        assert!(
            found.wei().abs_diff(vol.wei()) <= WAD / 1_000_000_000,
            "{found:?}"
        );
    }
}

mod greeks_of {
    use super::*;

    #[test]
    fn an_expired_option_are_those_of_what_it_pays() {
        let v = greeks::<Compact>(&terms(3 * WAD, 2 * WAD, 0, WAD as i128 / 10), HALF).unwrap();
        assert_eq!(v.call.delta, SignedWad::ONE);
        assert_eq!(v.put.delta, SignedWad::ZERO);
        assert_eq!(
            v.call.theta.wei(),
            -(WAD as i128) / 5,
            "the strike's interest"
        );
        assert_eq!((v.gamma, v.vega), (Wad::ZERO, Wad::ZERO));
    }

    #[test]
    fn the_textbook_agree() {
        // Haug: gamma of 55/60, 0.75 y, 10%, 30% is 0.0278; rho of 72/75, 1 y, 9%, 19% is 38.7325.
        let v = greeks::<Compact>(
            &terms(55 * WAD, 60 * WAD, YEAR / 4 * 3, WAD as i128 / 10),
            Wad::from_wei(WAD / 10 * 3),
        );
        assert_eq!(v.unwrap().gamma.wei() / 10u128.pow(14), 278);
        let v = greeks::<Compact>(
            &terms(72 * WAD, 75 * WAD, YEAR, WAD as i128 / 100 * 9),
            Wad::from_wei(WAD / 100 * 19),
        );
        assert_eq!(v.unwrap().call.rho.wei() / 10i128.pow(14), 387_325);
        let both = prices::<Compact>(
            &terms(60 * WAD, 65 * WAD, YEAR / 4, WAD as i128 / 100 * 8),
            Wad::from_wei(WAD / 10 * 3),
        );
        assert!(both.unwrap().call.wei().abs_diff(2_133_368_444_916_200_006) <= 100);
    }
}
