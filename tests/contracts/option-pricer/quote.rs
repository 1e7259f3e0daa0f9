//! What the pricer answers is what the engine says, to the last digit, and what it refuses.

use alloy_primitives::{B256, Bytes};
use contract_tests::pricing::IOptionPricer as Pricer;
use contract_tests::pricing::{
    DAY, IOptionQuoter, Pricing, WAD, book_context, context, leg, order, terms,
};
use contract_tests::{revert, reverted};
use engine::black_scholes::{self, Side, Terms};
use engine::implied_vol::implied_vol;
use engine::quote::{Market, Order, Pool, Quote};
use engine::revaluation::{Leg, Total, VolRow, revalue};
use engine::surface::{Post, Smile, SviParameters};
use engine::{Claim, Kind, claim::SpotMove, digital};
use math::{Compact, SignedWad, Wad};

const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

fn argument(name: &str) -> Bytes {
    let mut key = B256::ZERO;
    key[..name.len()].copy_from_slice(name.as_bytes());
    revert(&Pricer::PricerArgument { name: key })
}

fn engine_terms(option: &Pricer::OptionTerms) -> Terms {
    Terms {
        spot: Wad::from_wei(option.spot),
        strike: Wad::from_wei(option.strike),
        expiry_secs: option.expirySecs,
        rate: SignedWad::from_wei(option.rate),
    }
}

/// Terms and a volatility of any size that occurs.
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

/// A stage with surfaces of 7, 30 and 90 days, and the engine's view of them.
fn with_surfaces() -> (Pricing, Vec<Pricer::SviSlice>) {
    let mut stage = Pricing::set();
    let slices: Vec<_> = [7, 30, 90].map(|days| stage.slice(days)).into();
    for slice in &slices {
        assert!(stage.post(slice).expect("a good post").0);
    }
    stage.wait(300);
    (stage, slices)
}

fn smile(stage: &Pricing, slice: &Pricer::SviSlice) -> Smile {
    let post = Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(slice.level),
            slope: Wad::from_wei(slice.slope),
            tilt: SignedWad::from_wei(slice.tilt),
            shift: SignedWad::from_wei(slice.shift),
            smoothness: Wad::from_wei(slice.smoothness),
        },
        expiry: slice.expiry,
        timestamp: slice.timestamp,
    };
    post.smile(stage.now()).expect("a good slice")
}

fn pool(context: &Pricer::QuoteContext) -> Pool {
    Pool {
        nav: Wad::from_wei(context.nav),
        vega: SignedWad::from_wei(context.poolVega),
        reserve: Wad::from_wei(context.reserve),
    }
}

fn engine_quote(
    pool: &Pool,
    context: &Pricer::QuoteContext,
    order: &Pricer::QuoteOrder,
    smile: &Smile,
) -> Quote {
    let settles = context.settling == order.expiry;
    let market = Market {
        spot: Wad::from_wei(if settles {
            context.settlingSpot
        } else {
            context.spot
        }),
        carry: SignedWad::from_wei(context.carry),
        feed_deviation: Wad::from_wei(context.feedDeviation),
        smile,
    };
    let order = Order {
        kind: KINDS[usize::from(order.kind)],
        strike: Wad::from_wei(order.strike),
        quantity: SignedWad::from_wei(order.quantity),
    };
    Quote::new::<Compact>(pool, &order, &market).expect("a quote")
}

mod quotes {
    use super::*;

    fn orders(slices: &[Pricer::SviSlice], seed: u64) -> Vec<Pricer::QuoteOrder> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut orders = Vec::new();
        for slice in slices {
            for _ in 0..8 {
                let quantity = random.i128(1..50) * if random.bool() { 1 } else { -1 };
                let mut order = order(
                    slice.expiry,
                    random.u8(..4),
                    random.u128(1_950..2_050),
                    quantity,
                );
                order.opening = random.bool();
                orders.push(order);
            }
        }
        orders
    }

    #[test]
    fn are_the_engines_to_the_last_digit() {
        let (stage, slices) = with_surfaces();
        let orders = orders(&slices, 21);
        let mut context = context();
        context.settling = slices[1].expiry;
        context.settlingSpot = 2_010 * WAD;
        let lines = stage.ask(Pricer::quoteManyCall {
            context: context.clone(),
            orders: orders.clone(),
        });
        assert_eq!(lines.len(), orders.len());
        for (order, line) in orders.iter().zip(lines) {
            let slice = slices
                .iter()
                .find(|slice| slice.expiry == order.expiry)
                .expect("posted");
            let quote = engine_quote(&pool(&context), &context, order, &smile(&stage, slice));
            let whole = stage.ask(Pricer::quoteCall {
                context: context.clone(),
                order: order.clone(),
            });
            let parts = quote.parts;
            let expected = Pricer::QuoteParts {
                total: parts.total.wei(),
                mark: parts.mark.wei(),
                skew: parts.skew.wei(),
                utilisation: parts.utilisation.wei(),
                spread: parts.spread.wei(),
                discount: parts.discount.wei(),
                floor: parts.floor.wei(),
                fee: parts.fee.wei(),
                feeToInsurance: parts.fee_split().insurance.wei(),
                feeToTreasury: parts.fee_split().treasury.wei(),
                volatility: quote.volatility.wei(),
                lastVolatility: quote.last_volatility().wei(),
                delta: quote.delta.wei(),
                vega: quote.vega.wei(),
            };
            assert_eq!(whole, expected, "{order:?}");
            let short = Pricer::QuoteLine {
                total: expected.total,
                mark: expected.mark,
                fee: expected.fee,
                volatility: expected.volatility,
                delta: expected.delta,
                vega: expected.vega,
            };
            assert_eq!(line, short, "{order:?}");
        }
    }

    #[test]
    fn of_legs_in_sequence_meet_the_pool_that_the_legs_before_leave() {
        let (stage, slices) = with_surfaces();
        let mut context = context();
        context.sequential = true;
        context.settling = slices[0].expiry;
        context.settlingSpot = 1_990 * WAD;
        let orders = orders(&slices, 22);
        let lines = stage.ask(Pricer::quoteManyCall {
            context: context.clone(),
            orders: orders.clone(),
        });
        let mut pool = pool(&context);
        for (order, line) in orders.iter().zip(lines) {
            let slice = slices
                .iter()
                .find(|slice| slice.expiry == order.expiry)
                .expect("posted");
            let quote = engine_quote(&pool, &context, order, &smile(&stage, slice));
            assert_eq!(line.total, quote.parts.total.wei());
            pool = quote
                .pool_after(&pool, SignedWad::from_wei(order.quantity))
                .expect("it fits");
        }
        assert_ne!(pool.vega.wei(), context.poolVega);
    }

    #[test]
    fn are_refused_for_a_reason() {
        let (mut stage, slices) = with_surfaces();
        let expiry = slices[1].expiry;
        let ask = |stage: &Pricing, context: Pricer::QuoteContext, order: Pricer::QuoteOrder| {
            let one = reverted(stage.try_ask(Pricer::quoteCall {
                context: context.clone(),
                order: order.clone(),
            }));
            let many = reverted(stage.try_ask(Pricer::quoteManyCall {
                context,
                orders: vec![order],
            }));
            assert_eq!(one, many);
            one
        };
        let good = || order(expiry, 0, 2_000, 1);
        let with = |change: fn(&mut Pricer::QuoteOrder)| {
            let mut order = good();
            change(&mut order);
            order
        };
        let cases = [
            (context(), with(|order| order.kind = 4), argument("kind")),
            (
                context(),
                with(|order| order.quantity = 0),
                argument("quantity"),
            ),
            (
                context(),
                with(|order| order.strike = 0),
                argument("strike"),
            ),
            (
                Pricer::QuoteContext {
                    spot: 0,
                    ..context()
                },
                good(),
                argument("spot"),
            ),
            (
                Pricer::QuoteContext {
                    feedDeviation: WAD + 1,
                    ..context()
                },
                good(),
                argument("feedDeviation"),
            ),
            (
                context(),
                with(|order| order.expiry += 1),
                revert(&Pricer::PricerSurfaceMissing { expiry: expiry + 1 }),
            ),
            (
                Pricer::QuoteContext {
                    maxAgeSecs: 299,
                    ..context()
                },
                good(),
                revert(&Pricer::PricerSurfaceStale {
                    expiry,
                    ageSecs: 300,
                }),
            ),
        ];
        for (context, order, refusal) in cases {
            assert_eq!(ask(&stage, context, order), refusal);
        }
        let far = order(expiry, 0, 6_000, 1);
        let refusal = ask(&stage, context(), far.clone());
        let delta = i128::from_be_bytes(refusal[20..36].try_into().expect("a word"));
        assert_eq!(
            refusal,
            revert(&Pricer::PricerDeltaOutsideOpening { delta })
        );
        assert!((0..WAD.cast_signed() / 20).contains(&delta));
        let closing = Pricer::QuoteOrder {
            opening: false,
            ..far
        };
        stage.ask(Pricer::quoteCall {
            context: context(),
            order: closing,
        });
        let last = slices[0].expiry;
        stage.node.warp_to(last - 1_799).expect("later");
        let mut late = context();
        late.maxAgeSecs = 30 * DAY;
        let refusal = ask(&stage, late.clone(), order(last, 0, 2_000, 1));
        assert_eq!(refusal, revert(&Pricer::PricerTooLateToOpen {}));
        stage.node.warp_to(last).expect("later");
        let refusal = ask(&stage, late, order(last, 0, 2_000, 1));
        assert_eq!(refusal, revert(&Pricer::PricerSurfaceTime {}));
    }

    #[test]
    fn stop_at_opening_while_the_last_post_was_refused() {
        let (mut stage, slices) = with_surfaces();
        let expiry = slices[1].expiry;
        let bad = Pricer::SviSlice {
            slope: 19 * WAD / 10,
            timestamp: stage.now(),
            ..slices[1].clone()
        };
        assert!(!stage.post(&bad).expect("the post counts").0);
        let opening = order(expiry, 0, 2_000, 1);
        let closing = Pricer::QuoteOrder {
            opening: false,
            ..opening.clone()
        };
        let halted = revert(&Pricer::PricerOpeningHalted { expiry });
        let other = order(slices[2].expiry, 0, 2_000, 1);
        for orders in [
            vec![closing.clone(), opening.clone()],
            vec![
                other.clone(),
                closing.clone(),
                other.clone(),
                opening.clone(),
            ],
            vec![
                closing.clone(),
                other.clone(),
                closing.clone(),
                other,
                opening.clone(),
            ],
        ] {
            let context = context();
            let many = stage.try_ask(Pricer::quoteManyCall { context, orders });
            assert_eq!(reverted(many), halted);
        }
        let one = stage.try_ask(Pricer::quoteCall {
            context: context(),
            order: opening,
        });
        assert_eq!(reverted(one), halted);
        stage.ask(Pricer::quoteCall {
            context: context(),
            order: closing,
        });
    }

    #[test]
    fn need_their_slice_in_the_quoter() {
        let (stage, slices) = with_surfaces();
        let expiry = slices[1].expiry;
        let call = IOptionQuoter::quoteManyCall {
            slices: vec![],
            context: IOptionQuoter::QuoteContext {
                spot: WAD,
                carry: 0,
                feedDeviation: 0,
                nav: WAD,
                poolVega: 0,
                reserve: 0,
                maxAgeSecs: 0,
                settling: 0,
                settlingSpot: 0,
                sequential: false,
            },
            orders: vec![IOptionQuoter::QuoteOrder {
                expiry,
                kind: 0,
                opening: false,
                strike: WAD,
                quantity: 1,
            }],
        };
        let answer = stage.node.call(stage.user, stage.quoter, call);
        assert_eq!(
            reverted(answer),
            revert(&Pricer::PricerSurfaceMissing { expiry })
        );
    }
}

mod books {
    use super::*;

    const FACTORS: [u128; 5] = [80, 95, 100, 105, 120];

    fn request(slices: &[Pricer::SviSlice]) -> Pricer::revalueCall {
        let mut random = fastrand::Rng::with_seed(31);
        let mut legs = Vec::new();
        let mut vol_factors = Vec::new();
        for (slice, percent) in slices.iter().zip([160, 130, 110]) {
            for _ in 0..6 {
                legs.push(leg(
                    slice.expiry,
                    random.u8(..4),
                    random.u128(1_500..2_500),
                    random.i128(-40..40),
                ));
            }
            vol_factors.extend([percent, percent, 100, 100, 70].map(|percent| WAD / 100 * percent));
        }
        Pricer::revalueCall {
            context: book_context(),
            legs,
            spotFactors: FACTORS.map(|percent| WAD / 100 * percent).into(),
            volFactors: vol_factors,
        }
    }

    #[test]
    fn are_worth_what_the_engine_says() {
        let (stage, slices) = with_surfaces();
        let mut request = request(&slices);
        // None, the first or the second expiry settles at an average of its own.
        for settling in [0, slices[0].expiry, slices[1].expiry] {
            request.context.settling = settling;
            request.context.settlingSpot = 1_970 * WAD;
            let values = stage.ask(request.clone());
            assert_eq!(values, by_engine(&stage, &slices, &request));
        }
    }

    fn by_engine(
        stage: &Pricing,
        slices: &[Pricer::SviSlice],
        request: &Pricer::revalueCall,
    ) -> Vec<i128> {
        let mut expected = Vec::new();
        for (index, slice) in slices.iter().enumerate() {
            let settles = slice.expiry == request.context.settling;
            let spot = Wad::from_wei(if settles {
                request.context.settlingSpot
            } else {
                request.context.spot
            });
            let smile = smile(stage, slice);
            let legs: Vec<Leg> = request
                .legs
                .iter()
                .filter(|leg| leg.expiry == slice.expiry)
                .map(|leg| {
                    let terms = Terms {
                        spot,
                        strike: Wad::from_wei(leg.strike),
                        expiry_secs: smile.remaining_secs(),
                        rate: SignedWad::from_wei(request.context.carry),
                    };
                    let claim = Claim::new::<Compact>(KINDS[usize::from(leg.kind)], &terms)
                        .expect("a claim");
                    let deviation = smile.deviation(claim.log_moneyness()).expect("a deviation");
                    Leg::new(claim, deviation, SignedWad::from_wei(leg.quantity))
                })
                .collect();
            for (place, factor) in request.spotFactors.iter().enumerate() {
                let moves = [SpotMove::new(spot, Wad::from_wei(*factor)).expect("a move")];
                let vol = request.volFactors[index * FACTORS.len() + place];
                let row = [VolRow::new(Wad::from_wei(vol), &moves).expect("a row")];
                let mut total = [Total::default()];
                revalue::<Compact>(&legs, &row, &mut total).expect("a value");
                expected.push(total[0].against_holder().wei());
            }
        }
        expected
    }

    #[test]
    fn are_refused_for_a_reason() {
        let (stage, slices) = with_surfaces();
        let ask = |change: &dyn Fn(&mut Pricer::revalueCall)| {
            let mut call = request(&slices);
            change(&mut call);
            reverted(stage.try_ask(call))
        };
        let expiry = slices[2].expiry + 1;
        let legs = |kind| vec![leg(slices[0].expiry, kind, 2_000, 1); 1_025];
        assert_eq!(ask(&|it| it.spotFactors[0] = 0), argument("spotFactor"));
        assert_eq!(
            ask(&|it| it.volFactors[0] = 11 * WAD),
            argument("volFactor")
        );
        assert_eq!(
            ask(&|it| it.volFactors.truncate(14)),
            argument("volFactors")
        );
        assert_eq!(ask(&|it| it.volFactors.push(WAD)), argument("volFactors"));
        assert_eq!(ask(&|it| it.legs[0].kind = 4), argument("kind"));
        assert_eq!(ask(&|it| it.legs[0].strike = 0), argument("strike"));
        assert_eq!(ask(&|it| it.context.spot = 0), argument("spotFactor"));
        assert_eq!(
            ask(&|it| it.legs[17].expiry = expiry),
            revert(&Pricer::PricerSurfaceMissing { expiry })
        );
        assert_eq!(
            ask(&|it| it.context.maxAgeSecs = 1),
            revert(&Pricer::PricerSurfaceStale {
                expiry: slices[0].expiry,
                ageSecs: 300
            })
        );
        let many = |it: &mut Pricer::revalueCall| {
            it.legs = legs(0);
            it.volFactors.truncate(5);
        };
        assert_eq!(ask(&many), argument("legs"));
        let mut overflow = B256::ZERO;
        overflow[..6].copy_from_slice(b"amount");
        assert_eq!(
            ask(&|it| it.legs[0].quantity = i128::MAX),
            revert(&Pricer::PricerOverflow { name: overflow })
        );
    }

    #[test]
    fn without_legs_are_worth_nothing() {
        let (stage, _) = with_surfaces();
        let nothing = Pricer::revalueCall {
            context: book_context(),
            legs: vec![],
            spotFactors: vec![WAD],
            volFactors: vec![],
        };
        assert_eq!(stage.ask(nothing), [0i128; 0]);
    }
}
