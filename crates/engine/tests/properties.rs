//! Laws that prices obey whatever their arguments, on random ones.
//!
//! `PROPERTY_CASES` sets the cases a law (20,000 by default), `PROPERTY_SEED` the seed. What is
//! tolerated is the stated error of the prices that a law compares.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::similar_names,
    reason = "arguments are drawn and tolerances set in floating point"
)]

use engine::black_scholes::{Moneyness, Prices, Side, Terms, greeks, price, prices};
use engine::digital;
use engine::implied_vol::implied_vol;
use math::{Compact, SignedWad, Wad};

/// `SplitMix64`, for draws that any machine repeats.
struct Draw(u64);

impl Draw {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn log_uniform(&mut self, low: f64, high: f64) -> f64 {
        self.uniform(low.ln(), high.ln()).exp()
    }

    /// Terms and volatility over the box in which the errors are stated, 1e-3 to 1e9 in spot.
    fn terms(&mut self) -> (Terms, Wad) {
        let spot = self.log_uniform(1e15, 1e27);
        let terms = Terms {
            spot: Wad::from_wei(spot as u128),
            strike: Wad::from_wei((spot * self.log_uniform(0.01, 100.0)) as u128),
            expiry_secs: self.log_uniform(60.0, 315_360_000.0) as u64,
            rate: SignedWad::from_wei(self.uniform(-5e16, 5e17) as i128),
        };
        (terms, Wad::from_wei(self.log_uniform(1e16, 1e19) as u128))
    }
}

fn for_each_case(law: &str, check: impl Fn(&mut Draw)) {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("PROPERTY_CASES", 20_000), read("PROPERTY_SEED", 4));
    println!("{law}: {cases} cases from seed {seed}");
    for case in 0..cases {
        check(&mut Draw(
            seed.wrapping_mul(0x1_0000_0001).wrapping_add(case << 20),
        ));
    }
}

fn both(terms: &Terms, vol: Wad) -> Prices {
    prices::<Compact>(terms, vol).unwrap_or_else(|error| panic!("{error:?} at {terms:?} {vol:?}"))
}

fn discounted_strike(terms: &Terms) -> u128 {
    Moneyness::new::<Compact>(terms)
        .expect("terms in the domain")
        .discounted_strike
        .wei()
}

/// The stated error of a price: 2e-18·max(S, K′) + 2 wei.
fn error(terms: &Terms) -> u128 {
    let larger = terms.spot.wei().max(discounted_strike(terms));
    larger / 500_000_000_000_000_000 + 3
}

/// An amount raised by between one wei and a tenth.
fn raised(draw: &mut Draw, amount: Wad) -> Wad {
    let step = amount.wei() as f64 * draw.log_uniform(1e-18, 0.1);
    Wad::from_wei(amount.wei() + (step as u128).max(1))
}

mod a_call {
    use super::*;

    #[test]
    fn rises_with_the_spot_and_a_put_falls() {
        for_each_case("monotone in S", |draw| {
            let (low, vol) = draw.terms();
            let high = Terms {
                spot: raised(draw, low.spot),
                ..low
            };
            let (a, b, error) = (both(&low, vol), both(&high, vol), 2 * error(&high));
            assert!(
                b.call.wei() + error >= a.call.wei(),
                "{low:?} {high:?} {vol:?}"
            );
            assert!(
                a.put.wei() + error >= b.put.wei(),
                "{low:?} {high:?} {vol:?}"
            );
        });
    }

    #[test]
    fn falls_with_the_strike_and_a_put_rises() {
        for_each_case("monotone in K", |draw| {
            let (low, vol) = draw.terms();
            let high = Terms {
                strike: raised(draw, low.strike),
                ..low
            };
            let (a, b, error) = (both(&low, vol), both(&high, vol), 2 * error(&high));
            assert!(
                a.call.wei() + error >= b.call.wei(),
                "{low:?} {high:?} {vol:?}"
            );
            assert!(
                b.put.wei() + error >= a.put.wei(),
                "{low:?} {high:?} {vol:?}"
            );
        });
    }

    #[test]
    fn rises_with_volatility() {
        for_each_case("monotone in vol", |draw| {
            let (terms, low) = draw.terms();
            let high = raised(draw, low);
            let (a, b, error) = (both(&terms, low), both(&terms, high), 2 * error(&terms));
            assert!(
                b.call.wei() + error >= a.call.wei(),
                "{terms:?} {low:?} {high:?}"
            );
        });
    }

    #[test]
    fn is_convex_in_the_strike() {
        for_each_case("convex in K", |draw| {
            let (middle, vol) = draw.terms();
            let step = (middle.strike.wei() as f64 * draw.log_uniform(1e-17, 0.5)) as u128 + 1;
            let at = |strike: u128| {
                both(
                    &Terms {
                        strike: Wad::from_wei(strike),
                        ..middle
                    },
                    vol,
                )
                .call
                .wei()
            };
            let (low, high) = (middle.strike.wei() - step, middle.strike.wei() + step);
            let wings = at(low) + at(high);
            let top = Terms {
                strike: Wad::from_wei(high),
                ..middle
            };
            assert!(
                wings + 4 * error(&top) >= 2 * at(middle.strike.wei()),
                "{middle:?} {step} {vol:?}"
            );
        });
    }

    #[test]
    fn stays_within_the_bounds_of_no_arbitrage_to_the_wei() {
        for_each_case("bounds", |draw| {
            let (terms, vol) = draw.terms();
            let (spot, strike) = (terms.spot.wei(), discounted_strike(&terms));
            let Prices { call, put } = both(&terms, vol);
            assert!(call.wei() >= spot.saturating_sub(strike) && call.wei() <= spot);
            assert!(put.wei() >= strike.saturating_sub(spot) && put.wei() <= strike);
        });
    }

    #[test]
    fn less_the_put_is_the_forward_to_the_wei() {
        for_each_case("parity", |draw| {
            let (terms, vol) = draw.terms();
            let Prices { call, put } = both(&terms, vol);
            assert_eq!(
                call.wei() + discounted_strike(&terms),
                put.wei() + terms.spot.wei()
            );
        });
    }

    #[test]
    fn is_the_put_with_spot_and_strike_exchanged_to_the_wei() {
        for_each_case("symmetry", |draw| {
            let (terms, vol) = draw.terms();
            let here = Terms {
                rate: SignedWad::ZERO,
                ..terms
            };
            let there = Terms {
                spot: here.strike,
                strike: here.spot,
                ..here
            };
            assert_eq!(
                both(&here, vol).call,
                both(&there, vol).put,
                "{here:?} {vol:?}"
            );
        });
    }

    #[test]
    fn has_a_delta_that_lies_between_zero_and_one_and_is_one_more_than_the_puts() {
        for_each_case("delta", |draw| {
            let (terms, vol) = draw.terms();
            let v = greeks::<Compact>(&terms, vol).expect("Greeks in the domain");
            assert!(
                (0..=SignedWad::ONE.wei()).contains(&v.call.delta.wei()),
                "{terms:?} {vol:?}"
            );
            assert_eq!(v.call.delta.wei() - v.put.delta.wei(), SignedWad::ONE.wei());
            assert_eq!(v.prices, both(&terms, vol), "{terms:?} {vol:?}");
        });
    }
}

mod an_implied_volatility {
    use super::*;

    #[test]
    fn gives_its_price_back() {
        for_each_case("price of iv", |draw| {
            let (terms, vol) = draw.terms();
            let Prices { call, put } = both(&terms, vol);
            let call_is_out =
                call.wei() < put.wei() || terms.spot.wei() < discounted_strike(&terms);
            let (side, out) = if call_is_out {
                (Side::Call, call)
            } else {
                (Side::Put, put)
            };
            let bound = terms.spot.wei().min(discounted_strike(&terms));
            if out.wei() < 20 || out.wei() > bound / 1000 * 999 {
                return;
            }
            let found = implied_vol::<Compact>(&terms, out, side)
                .unwrap_or_else(|error| panic!("{error:?} at {terms:?} {out:?} {side:?}"));
            assert!(
                found.iterations <= 3,
                "{found:?} at {terms:?} {out:?} {side:?}"
            );
            let again = price::<Compact>(&terms, found.volatility, side).expect("a price");
            // A wei of volatility moves the price by vega.
            let v = greeks::<Compact>(&terms, vol).expect("Greeks");
            let vega = (v.vega.wei() as f64 * (2e-18 + 4e-17 * vol.wei() as f64 / 1e18)) as u128;
            let allowed = error(&terms) + vega + 1;
            assert!(
                again.wei().abs_diff(out.wei()) <= allowed,
                "{again:?} for {out:?}, {terms:?}"
            );
        });
    }
}

mod a_digital {
    use super::*;

    #[test]
    fn and_its_opposite_make_a_bond_to_the_wei() {
        for_each_case("digital parity", |draw| {
            let (terms, vol) = draw.terms();
            let call = digital::price::<Compact>(&terms, vol, Side::Call)
                .expect("a price")
                .wei();
            let put = digital::price::<Compact>(&terms, vol, Side::Put)
                .expect("a price")
                .wei();
            let one = Terms {
                spot: Wad::ONE,
                strike: Wad::ONE,
                ..terms
            };
            assert!(
                (call + put).abs_diff(discounted_strike(&one)) <= 1,
                "{terms:?} {vol:?}"
            );
        });
    }

    #[test]
    fn is_the_fall_of_the_call_with_the_strike() {
        for_each_case("digital = -dC/dK", |draw| {
            let (terms, vol) = draw.terms();
            let v = vol.wei() as f64 / 1e18 * (terms.expiry_secs as f64 / 31_536_000.0).sqrt();
            let strike = terms.strike.wei();
            let step = (strike as f64 * (v * 1e-4).clamp(1e-9, 1e-3)) as u128;
            let at = |k: u128| {
                let terms = Terms {
                    strike: Wad::from_wei(k),
                    ..terms
                };
                both(&terms, vol).call.wei() as f64
            };
            let slope = (at(strike - step) - at(strike + step)) / (2.0 * step as f64);
            let own = digital::price::<Compact>(&terms, vol, Side::Call).expect("a price");
            let relative = step as f64 / strike as f64;
            let curvature = (relative / v).powi(2) + relative * relative;
            // The difference of two f64 prices, and of their own errors.
            let noise =
                1e-15 * (at(strike) + terms.spot.wei() as f64 + strike as f64) / step as f64;
            let gap = (slope - own.wei() as f64 / 1e18).abs();
            assert!(
                gap <= curvature + noise + 1e-15,
                "{gap:e} at {terms:?} {vol:?}"
            );
        });
    }
}
