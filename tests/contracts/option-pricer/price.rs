//! Prices, sensitivities and implied volatility of single options, compared with the engine.

use crate::support::{KINDS, argument};
use contract_tests::pricing::{DAY, IOptionPricer as Pricer, Pricing, WAD, terms};
use contract_tests::{revert, reverted};
use engine::black_scholes::{self, Side, Terms};
use engine::implied_vol::implied_vol;
use engine::{Kind, digital};
use math::{Compact, SignedWad, Wad};

fn engine_terms(option: &Pricer::OptionTerms) -> Terms {
    Terms {
        spot: Wad::from_wei(option.spot),
        strike: Wad::from_wei(option.strike),
        expiry_secs: option.expirySecs,
        rate: SignedWad::from_wei(option.rate),
    }
}

/// Returns terms and a volatility of any size that occurs.
fn any_option(random: &mut fastrand::Rng) -> (Pricer::OptionTerms, u128) {
    let spot = WAD * random.u128(1..100_000) / 7;
    let option = Pricer::OptionTerms {
        kind: random.u8(..4),
        spot,
        strike: spot / 100 * random.u128(20..500),
        expirySecs: random.u64(60..3 * 365 * DAY),
        rate: random.i128(-50..500) * WAD.cast_signed() / 1_000,
    };
    (option, WAD / 1_000 * random.u128(50..3_000))
}

mod single_options {
    use super::*;

    #[test]
    fn are_priced_as_by_the_engine() {
        let stage = Pricing::set();
        let mut random = fastrand::Rng::with_seed(11);
        for _ in 0..300 {
            let (option, volatility) = any_option(&mut random);
            let (kind, terms) = (usize::from(option.kind), engine_terms(&option));
            let sigma = Wad::from_wei(volatility);
            let both = black_scholes::prices::<Compact>(&terms, sigma).expect("in the domain");
            let expected = match KINDS[kind] {
                Kind::Call => both.call,
                Kind::Put => both.put,
                Kind::DigitalCall => {
                    digital::price::<Compact>(&terms, sigma, Side::Call).expect("a price")
                }
                Kind::DigitalPut => {
                    digital::price::<Compact>(&terms, sigma, Side::Put).expect("a price")
                }
            };
            let call = Pricer::priceCall {
                option: option.clone(),
                volatility,
            };
            assert_eq!(stage.ask(call), expected.wei(), "{option:?} {volatility}");
        }
    }

    #[test]
    fn have_the_engines_sensitivities() {
        let stage = Pricing::set();
        let mut random = fastrand::Rng::with_seed(12);
        for _ in 0..300 {
            let (option, volatility) = any_option(&mut random);
            let (terms, sigma) = (engine_terms(&option), Wad::from_wei(volatility));
            let call = Pricer::greeksCall {
                option: option.clone(),
                volatility,
            };
            let got = stage.ask(call);
            let above = option.kind % 2 == 0;
            let expected = if option.kind < 2 {
                let both = black_scholes::greeks::<Compact>(&terms, sigma).expect("in the domain");
                let (price, one) = if above {
                    (both.prices.call, both.call)
                } else {
                    (both.prices.put, both.put)
                };
                let unsigned = |wad: Wad| wad.wei().cast_signed();
                [
                    unsigned(price),
                    one.delta.wei(),
                    unsigned(both.gamma),
                    unsigned(both.vega),
                    one.theta.wei(),
                    one.rho.wei(),
                    both.vanna.wei(),
                    both.volga.wei(),
                ]
            } else {
                let both = digital::greeks::<Compact>(&terms, sigma).expect("in the domain");
                let one = if above { both.call } else { both.put };
                [
                    one.price.wei().cast_signed(),
                    one.delta.wei(),
                    one.gamma.wei(),
                    one.vega.wei(),
                    one.theta.wei(),
                    one.rho.wei(),
                    one.vanna.wei(),
                    one.volga.wei(),
                ]
            };
            let got = [
                got.price.cast_signed(),
                got.delta,
                got.gamma,
                got.vega,
                got.theta,
                got.rho,
                got.vanna,
                got.volga,
            ];
            assert_eq!(got, expected, "{option:?} {volatility}");
        }
    }

    #[test]
    fn give_back_the_volatility_of_their_price() {
        let stage = Pricing::set();
        let mut random = fastrand::Rng::with_seed(13);
        let mut found = 0;
        for _ in 0..300 {
            let (mut option, volatility) = any_option(&mut random);
            option.kind %= 2;
            let premium = stage.ask(Pricer::priceCall {
                option: option.clone(),
                volatility,
            });
            let side = if option.kind == 0 {
                Side::Call
            } else {
                Side::Put
            };
            let expected =
                implied_vol::<Compact>(&engine_terms(&option), Wad::from_wei(premium), side);
            let asked = stage.try_ask(Pricer::impliedVolCall { option, premium });
            match expected {
                Ok(expected) => {
                    assert_eq!(asked.expect("an answer"), expected.volatility.wei());
                    found += 1;
                }
                Err(_) => assert!(asked.is_err()),
            }
        }
        assert!(found > 200, "{found}");
    }

    #[test]
    fn outside_of_the_domain_are_refused_by_name() {
        let stage = Pricing::set();
        let good = terms(0, 2_000, 30);
        let bad = [
            (
                "kind",
                Pricer::OptionTerms {
                    kind: 4,
                    ..good.clone()
                },
                WAD,
            ),
            (
                "spot",
                Pricer::OptionTerms {
                    spot: 0,
                    ..good.clone()
                },
                WAD,
            ),
            (
                "strike",
                Pricer::OptionTerms {
                    strike: u128::MAX,
                    ..good.clone()
                },
                WAD,
            ),
            (
                "expiry",
                Pricer::OptionTerms {
                    expirySecs: u64::MAX,
                    ..good.clone()
                },
                WAD,
            ),
            (
                "rate",
                Pricer::OptionTerms {
                    rate: i128::MAX,
                    ..good.clone()
                },
                WAD,
            ),
            ("volatility", good.clone(), u128::MAX),
        ];
        for (name, option, volatility) in bad {
            let call = Pricer::priceCall {
                option: option.clone(),
                volatility,
            };
            assert_eq!(reverted(stage.try_ask(call)), argument(name));
            let call = Pricer::greeksCall { option, volatility };
            assert_eq!(reverted(stage.try_ask(call)), argument(name));
        }
        let volatility_of = |option: Pricer::OptionTerms, premium| {
            reverted(stage.try_ask(Pricer::impliedVolCall { option, premium }))
        };
        let (low, high) = (
            Pricer::PricerNoVolatility { tooHigh: false },
            Pricer::PricerNoVolatility { tooHigh: true },
        );
        assert_eq!(volatility_of(good.clone(), 0), revert(&low));
        assert_eq!(volatility_of(good.clone(), 2_000 * WAD), revert(&high));
        let digital = Pricer::OptionTerms { kind: 2, ..good };
        assert_eq!(volatility_of(digital, WAD / 2), argument("kind"));
    }
}
