//! The laws of a quote, tried on random pools, surfaces and orders.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::similar_names,
    reason = "tolerances and weights are floats; an ask and an asker read well"
)]

use engine::Kind;
use engine::quote::{Desk, Market, Order, Parts, Pool, Quote, QuoteError, tariff};
use engine::surface::{Post, Smile, SurfaceError, SviParameters};
use math::{SignedWad, Tabled, WAD, Wad};
use crate::support::{cases, float, log_uniform, random, signed, uniform, wad};

const NOW: u64 = 1_800_000_000;
const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// A market with two expiries that differ in level and in curvature.
struct World {
    spot: Wad,
    carry: SignedWad,
    smiles: [Smile; 2],
    series: Vec<(usize, Kind, Wad)>,
}

impl World {
    fn random(r: &mut fastrand::Rng) -> Self {
        let spot = wad(log_uniform(r, 0.5, 60_000.0));
        let smiles = [(); 2].map(|()| smile(r));
        let series = (0..4)
            .map(|_| {
                let strike = wad(float(spot) * log_uniform(r, 0.5, 2.0));
                (r.usize(0..2), KINDS[r.usize(0..4)], strike)
            })
            .collect();
        Self {
            spot,
            carry: signed(uniform(r, -0.1, 0.2)),
            smiles,
            series,
        }
    }

    fn quote(&self, pool: &Pool, series: usize, quantity: i128) -> Result<Quote, QuoteError> {
        let (expiry, kind, strike) = self.series[series];
        let order = Order {
            kind,
            strike,
            quantity: SignedWad::from_wei(quantity),
        };
        let market = Market {
            spot: self.spot,
            carry: self.carry,
            feed_deviation: wad(0.000_5),
            smile: &self.smiles[expiry],
        };
        Quote::new::<Tabled>(pool, &order, &market)
    }

    fn expect(&self, pool: &Pool, series: usize, quantity: i128) -> Quote {
        self.quote(pool, series, quantity)
            .expect("the order is within every range")
    }

    /// A size that moves the pool's load by about `part` of its limit.
    fn size(&self, pool: &Pool, series: usize, part: f64) -> i128 {
        let one = self.expect(pool, series, WAD.cast_signed());
        let weight = (one.vega.wei() as f64 / 1e18)
            .abs()
            .max(1e-6 * float(self.spot) / 100.0);
        let units = part * float(pool.nav) / 100.0 / weight;
        signed(units.clamp(1e-6, 1e12)).wei().max(1)
    }
}

fn smile(r: &mut fastrand::Rng) -> Smile {
    let years = log_uniform(r, 1.0 / 365.0, 2.0);
    let vol = log_uniform(r, 0.15, 2.0);
    let deviation = vol * years.sqrt();
    let sigma = (deviation * uniform(r, 0.5, 2.0)).min(3.9);
    let b = (deviation * uniform(r, 0.1, 0.5)).min(1.5);
    let rho = uniform(r, -0.6, 0.6);
    let post = Post {
        parameters: SviParameters {
            level: signed(deviation * deviation - b * sigma),
            slope: wad(b),
            tilt: signed(rho),
            shift: SignedWad::ZERO,
            smoothness: wad(sigma),
        },
        expiry: NOW + (years * 365.0 * 86_400.0) as u64,
        timestamp: NOW,
    };
    post.smile(NOW).expect("a market's smile")
}

fn random_pool(r: &mut fastrand::Rng) -> Pool {
    let nav = log_uniform(r, 1e4, 1e9);
    Pool {
        nav: wad(nav),
        vega: signed(nav / 100.0 * uniform(r, -1.5, 1.5)),
        reserve: wad(nav * uniform(r, 0.0, 1.2)),
    }
}

/// The pool after an order, at the same marks: its vega moves by what the order takes.
fn after(pool: &Pool, quote: &Quote, quantity: i128) -> Pool {
    let moved = engine_product(quantity, quote.vega.wei());
    Pool {
        vega: SignedWad::from_wei(pool.vega.wei() - moved),
        ..*pool
    }
}

/// a·b, cut at the decimal point so that it fits.
fn engine_product(a: i128, b: i128) -> i128 {
    let wad = WAD.cast_signed();
    (a / wad) * b + (a % wad) * (b / wad) + (a % wad) * (b % wad) / wad
}

/// What the trader pays, negative for what is received.
fn paid(parts: &Parts, quantity: i128) -> i128 {
    let total = parts.total.wei().cast_signed();
    if quantity > 0 { total } else { -total }
}

/// What rounding may add up to in some orders of this size: the volatility nodes are right to
/// 2e-18 of the spot, and loads and shares to one part in 10¹⁸.
fn rounding(world: &World, quantity: i128, strike: Wad) -> i128 {
    let largest = float(world.spot.max(strike)).max(1.0);
    let units = quantity.unsigned_abs() as f64 / 1e18;
    signed(units * largest * 1e-16).wei() + 200
}

mod a_desk {
    use super::*;

    /// Orders of one expiry in any order of kinds, strikes, sides and pools, the same series often in a row; some are
    /// refused.
    #[test]
    fn quotes_each_order_as_if_it_were_alone() {
        let mut r = random(31);
        let mut repeated = 0;
        for _ in 0..cases() / 8 {
            let (world, mut pool) = (World::random(&mut r), random_pool(&mut r));
            let market = Market {
                spot: world.spot,
                carry: world.carry,
                feed_deviation: wad(uniform(&mut r, 0.0, 1.05)),
                smile: &world.smiles[0],
            };
            let mut desk = Desk::new(market);
            let mut last = None;
            for _ in 0..8 {
                if r.u8(0..4) == 0 {
                    pool = random_pool(&mut r);
                }
                let (_, kind, strike) = world.series[r.usize(0..2)];
                let quantity = signed(uniform(&mut r, -5.0, 5.0).round());
                let order = Order {
                    kind,
                    strike,
                    quantity,
                };
                repeated += usize::from(last == Some((kind, strike)));
                last = Some((kind, strike));
                let alone = Quote::new::<Tabled>(&pool, &order, &market);
                assert_eq!(desk.quote::<Tabled>(&pool, &order), alone);
            }
        }
        assert!(repeated > cases() / 4, "{repeated}");
    }
}

mod a_quote {
    use super::*;

    #[test]
    fn bids_no_more_than_the_mark_and_asks_no_less() {
        let mut r = random(11);
        for _ in 0..cases() {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let series = r.usize(0..4);
            let part = uniform(&mut r, 0.0, 2.0);
            let q = world.size(&pool, series, part);
            let (ask, bid) = (
                world.expect(&pool, series, q),
                world.expect(&pool, series, -q),
            );
            assert!(bid.parts.total <= bid.parts.mark, "{bid:?}");
            assert!(bid.parts.mark <= ask.parts.mark);
            assert!(ask.parts.mark <= ask.parts.total, "{ask:?}");
        }
    }

    #[test]
    fn is_the_sum_of_its_parts() {
        let mut r = random(12);
        for _ in 0..cases() {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let series = r.usize(0..4);
            let part = uniform(&mut r, 0.0, 2.0);
            let q = world.size(&pool, series, part);
            let wei = |x: Wad| x.wei().cast_signed();
            let p = world.expect(&pool, series, q).parts;
            let ask = wei(p.mark) + wei(p.skew) + wei(p.utilisation) + wei(p.spread)
                - wei(p.discount)
                + wei(p.floor)
                + wei(p.fee);
            assert_eq!(wei(p.total), ask);
            let p = world.expect(&pool, series, -q).parts;
            let bid = wei(p.mark) - wei(p.skew) - wei(p.spread) + wei(p.discount) + wei(p.floor)
                - wei(p.fee);
            assert_eq!(wei(p.total), bid);
            assert_eq!(p.utilisation, Wad::ZERO);
        }
    }

    #[test]
    fn gives_back_half_of_the_spread_at_most_and_only_for_relief() {
        let mut r = random(13);
        let mut relieved = 0;
        for _ in 0..cases() {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let series = r.usize(0..4);
            let part = uniform(&mut r, 0.0, 2.0);
            let q = world.size(&pool, series, part) * if r.bool() { 1 } else { -1 };
            let quote = world.expect(&pool, series, q);
            let Parts {
                spread, discount, ..
            } = quote.parts;
            assert!(discount.wei() <= spread.wei() / 2);
            let taken = (quote.vega.wei() < 0) == (q < 0);
            let relieves = (pool.vega.wei() > 0) == taken;
            assert!(relieves || discount == Wad::ZERO);
            relieved += usize::from(discount > Wad::ZERO);
        }
        assert!(relieved > cases() / 4);
    }

    #[test]
    fn asks_intrinsic_value_and_a_thousandth_at_least() {
        let mut r = random(14);
        for _ in 0..cases() {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let series = r.usize(0..4);
            let q = world.size(&pool, series, 0.3);
            let (_, kind, _) = world.series[series];
            let notional = if kind.is_digital() {
                1.0
            } else {
                float(world.spot)
            };
            let units = q as f64 / 1e18;
            let parts = world.expect(&pool, series, q).parts;
            let before_fee = float(parts.total) - float(parts.fee);
            assert!(before_fee >= units * notional * 0.001 * (1.0 - 1e-12));
        }
    }

    #[test]
    fn splits_its_fee_without_a_rest() {
        let mut r = random(15);
        for _ in 0..cases() {
            let fee = Wad::from_wei(r.u128(0..1 << 120));
            let split = Parts {
                fee,
                ..Parts::default()
            }
            .fee_split();
            let whole = split.liquidity.wei() + split.insurance.wei() + split.treasury.wei();
            assert_eq!(whole, fee.wei());
            assert_eq!(
                split.liquidity.wei(),
                fee.wei() / 100 * 70 + fee.wei() % 100 * 70 / 100
            );
            assert!(split.treasury.wei() >= fee.wei() / 10);
        }
    }
}

mod splitting {
    use super::*;

    #[test]
    fn an_order_never_helps_beyond_rounding() {
        let mut r = random(21);
        let mut across = 0;
        for _ in 0..cases() {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let series = r.usize(0..4);
            let sign = if r.bool() { 1 } else { -1 };
            let part = log_uniform(&mut r, 1e-3, 3.0);
            let q = world.size(&pool, series, part) * sign;
            let whole = world.expect(&pool, series, q);
            let (mut state, mut left, mut pieces) = (pool, q, 0);
            for n in (1..=r.i128(2..6)).rev() {
                let piece = if n == 1 {
                    left
                } else {
                    (left as f64 * r.f64()) as i128
                };
                if piece == 0 {
                    continue;
                }
                let quote = world.expect(&state, series, piece);
                pieces += paid(&quote.parts, piece);
                state = after(&state, &quote, piece);
                left -= piece;
            }
            across += usize::from((state.vega.wei() > 0) != (pool.vega.wei() > 0));
            let whole = paid(&whole.parts, q);
            let strike = world.series[series].2;
            assert!(
                pieces >= whole - rounding(&world, q, strike),
                "whole {whole}, pieces {pieces}, {:?} {pool:?} {q}",
                world.series[series]
            );
        }
        assert!(
            across > cases() / 20,
            "too few paths cross the middle: {across}"
        );
    }
}

mod a_round_trip {
    use super::*;

    #[test]
    fn through_any_series_never_pays() {
        let mut r = random(31);
        for _ in 0..cases() {
            let (world, start) = (World::random(&mut r), random_pool(&mut r));
            let (mut state, mut held, mut cost) = (start, [0i128; 4], 0i128);
            for _ in 0..r.usize(2..8) {
                let series = r.usize(0..4);
                let part = log_uniform(&mut r, 0.01, 1.5);
                let q = world.size(&state, series, part) * if r.bool() { 1 } else { -1 };
                cost += trade(&world, &mut state, series, q);
                held[series] += q;
            }
            for (series, quantity) in held.into_iter().enumerate() {
                if quantity != 0 {
                    cost += trade(&world, &mut state, series, -quantity);
                }
            }
            assert!(cost >= 0, "a round trip paid {} wei: {start:?}", -cost);
        }
    }

    /// The circle that would pay if the skew moved bid and ask together: take vega by one
    /// series, give it back by another, and undo each in turn.
    #[test]
    fn between_a_high_and_a_low_volatility_never_pays() {
        let mut r = random(32);
        for _ in 0..cases() {
            let (world, start) = (World::random(&mut r), random_pool(&mut r));
            let mut state = Pool {
                vega: SignedWad::ZERO,
                ..start
            };
            let sizes = [0, 1].map(|series| world.size(&state, series, 0.9));
            let mut cost = 0;
            for (series, sign) in [(0, 1), (1, -1), (0, -1), (1, 1)] {
                cost += trade(&world, &mut state, series, sizes[series] * sign);
            }
            assert!(cost >= 0, "the circle paid {} wei", -cost);
        }
    }

    fn trade(world: &World, state: &mut Pool, series: usize, quantity: i128) -> i128 {
        let quote = world.expect(state, series, quantity);
        *state = after(state, &quote, quantity);
        paid(&quote.parts, quantity)
    }
}

mod the_skew {
    use super::*;

    fn world() -> World {
        let post = Post {
            parameters: SviParameters {
                level: signed(0.01),
                slope: wad(0.08),
                tilt: signed(-0.25),
                shift: signed(0.02),
                smoothness: wad(0.22),
            },
            expiry: NOW + 30 * 86_400,
            timestamp: NOW,
        };
        let smile = post.smile(NOW).unwrap();
        World {
            spot: wad(2_000.0),
            carry: SignedWad::ZERO,
            smiles: [smile; 2],
            series: vec![
                (0, Kind::Call, wad(2_000.0)),
                (0, Kind::DigitalCall, wad(1_500.0)),
            ],
        }
    }

    fn pool(vega: f64) -> Pool {
        Pool {
            nav: wad(1e6),
            vega: signed(vega),
            reserve: Wad::ZERO,
        }
    }

    const ONE: i128 = 1_000_000_000_000_000_000;

    #[test]
    fn reaches_a_quarter_of_the_volatility_at_full_load() {
        let quote = world().expect(&pool(-10_000.0), 0, ONE);
        let expected = quote.volatility.wei() * 5 / 4;
        assert!(quote.last_volatility().wei().abs_diff(expected) <= 2);
    }

    #[test]
    fn is_nothing_for_what_takes_risk_off_the_pool() {
        let quote = world().expect(&pool(-10_000.0), 0, -ONE);
        assert_eq!(quote.parts.skew, Wad::ZERO);
        assert_eq!(quote.parts.discount.wei(), quote.parts.spread.wei() / 2);
        assert_eq!(quote.volatility, quote.last_volatility());
    }

    #[test]
    fn sees_that_a_digital_in_the_money_loses_by_volatility() {
        let world = world();
        let long = pool(10_000.0);
        let (buys, sells) = (world.expect(&long, 1, ONE), world.expect(&long, 1, -ONE));
        assert!(buys.vega.wei() < 0);
        assert!(buys.parts.skew > Wad::ZERO);
        assert_eq!(sells.parts.skew, Wad::ZERO);
        assert!(sells.parts.discount > Wad::ZERO);
    }

    #[test]
    fn is_at_its_highest_for_a_pool_that_is_worth_nothing() {
        let broke = Pool::default();
        let quote = world().expect(&broke, 0, ONE);
        let full = world().expect(&pool(-1e9), 0, ONE);
        assert_eq!(quote.parts.skew, full.parts.skew);
    }
}

mod utilisation {
    use super::*;

    #[test]
    fn adds_up_to_35_percent_to_what_buyers_pay() {
        let mut r = random(41);
        let world = World::random(&mut r);
        let nav = wad(1e6);
        let premium = |reserve: f64| {
            let pool = Pool {
                nav,
                vega: SignedWad::ZERO,
                reserve: wad(reserve),
            };
            let parts = world.expect(&pool, 0, WAD.cast_signed()).parts;
            float(parts.utilisation) / (float(parts.mark) + float(parts.skew))
        };
        assert!(premium(0.6e6).abs() < 1e-12);
        assert!((premium(0.8e6) - 0.35 / 4.0).abs() < 1e-12);
        assert!((premium(1e6) - 0.35).abs() < 1e-12);
        assert!((premium(2e6) - 0.35).abs() < 1e-12);
    }
}

mod opening {
    use super::*;

    #[test]
    fn needs_a_delta_within_bounds_and_of_a_digital_a_value() {
        let mut r = random(51);
        for _ in 0..cases() / 10 {
            let (world, pool) = (World::random(&mut r), random_pool(&mut r));
            let quote = world.expect(&pool, 0, WAD.cast_signed());
            let chance = if world.series[0].1.is_digital() {
                // A buyer of one is asked the value of one, rounded up.
                SignedWad::from_wei(quote.parts.mark.wei().cast_signed())
            } else {
                quote.delta
            };
            let delta = chance.wei().unsigned_abs();
            let within = (tariff::MIN_OPENING_DELTA.wei()..=tariff::MAX_OPENING_DELTA.wei())
                .contains(&delta);
            let smile = &world.smiles[world.series[0].0];
            let expected = if within {
                Ok(())
            } else {
                Err(QuoteError::DeltaOutsideOpening { delta: chance })
            };
            assert_eq!(quote.may_open(smile), expected);
        }
    }

    #[test]
    fn ends_half_an_hour_before_expiry() {
        let mut r = random(52);
        let world = World::random(&mut r);
        let quote = world.expect(&random_pool(&mut r), 0, WAD.cast_signed());
        let post = Post {
            parameters: SviParameters {
                level: signed(0.0001),
                slope: wad(0.01),
                tilt: SignedWad::ZERO,
                shift: SignedWad::ZERO,
                smoothness: wad(0.01),
            },
            expiry: NOW + 1_799,
            timestamp: NOW,
        };
        let smile = post.smile(NOW).unwrap();
        assert_eq!(quote.may_open(&smile), Err(QuoteError::TooLateToOpen));
    }
}

mod refusal {
    use super::*;

    #[test]
    fn names_the_argument_at_fault() {
        let mut r = random(61);
        let (mut world, pool) = (World::random(&mut r), random_pool(&mut r));
        assert_eq!(world.quote(&pool, 0, 0), Err(QuoteError::QuantityZero));
        world.spot = wad(60_000.0);
        world.series[0] = (0, Kind::Call, world.spot);
        let too_many = world.quote(&pool, 0, i128::MAX);
        assert_eq!(too_many, Err(QuoteError::AmountOverflow));
        world.series[0].2 = Wad::ZERO;
        let strikeless = world.quote(&pool, 0, 1);
        assert_eq!(
            strikeless,
            Err(QuoteError::Pricing(engine::PricingError::StrikeOutOfRange))
        );
        world.spot = Wad::ZERO;
        let spotless = world.quote(&pool, 1, 1);
        assert_eq!(
            spotless,
            Err(QuoteError::Pricing(engine::PricingError::SpotOutOfRange))
        );
    }

    #[test]
    fn of_a_strike_beyond_the_surface() {
        let mut r = random(62);
        let world = World::random(&mut r);
        let beyond = math::Q120::from_raw((100 << 120) + 1);
        let refused = world.smiles[0].variance(beyond);
        assert_eq!(refused, Err(SurfaceError::MoneynessOutOfRange));
    }
}
