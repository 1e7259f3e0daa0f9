//! Quotes, compared with the engine.

use crate::support::{KINDS, argument, smile, with_surfaces};
use contract_tests::pricing::{
    DAY, IOptionPricer as Pricer, IOptionQuoter, Pricing, WAD, context, order,
};
use contract_tests::{revert, reverted};
use engine::quote::{Market, Order, Pool, Quote};
use engine::surface::Smile;
use math::{Compact, SignedWad, Wad};

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
                feeToInsurance: parts.fee_split().insurance,
                feeToTreasury: parts.fee_split().treasury,
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
