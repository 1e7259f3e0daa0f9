//! Single quotes, and a desk of them.

use crate::support::{cases, float, random, signed, uniform, wad};
use crate::world::{World, random_pool};
use engine::quote::{Desk, Market, Order, Parts, Pool, Quote};
use math::{SignedWad, Tabled, WAD, Wad};

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
