//! Orders in parts, and round trips.

use crate::support::{cases, log_uniform, random};
use crate::world::{World, after, paid, random_pool, rounding};
use engine::quote::Pool;
use math::SignedWad;

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
