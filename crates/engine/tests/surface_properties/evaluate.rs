//! The value of a surface, against double precision.

use crate::support::{cases, float_signed, random, signed, uniform};
use crate::svi::{NOW, Svi, post, random_slice, sound};
use engine::surface::durrleman;

mod evaluation {
    use super::*;

    #[test]
    fn agrees_with_double_precision() {
        let mut r = random(1);
        for _ in 0..cases() {
            let (_, lifetime) = random_slice(&mut r);
            let (slice, _) = random_slice(&mut r);
            let post = post(slice, lifetime);
            let svi = Svi::of(&post.parameters);
            let Ok(smile) = post.smile(NOW) else { continue };
            let k = signed(uniform(&mut r, -4.0, 4.0));
            let expected = svi.w(float_signed(k));
            let deviation = smile
                .deviation(engine::surface::q120_of(k))
                .expect("positive");
            // The reference cancels on the wing that the slice leans away from.
            let scale = svi.a.abs() + expected + svi.b * (float_signed(k) - svi.m).abs();
            let actual = deviation.mantissa as f64 * 2f64.powi(deviation.exponent - 63);
            assert!(
                (actual * actual - expected).abs() <= 4e-15 * scale,
                "{svi:?} at {k:?}: {} against {expected}",
                actual * actual
            );
        }
    }

    #[test]
    fn durrlemans_g_agrees_with_double_precision() {
        let mut r = random(2);
        for _ in 0..cases() {
            let (slice, lifetime) = random_slice(&mut r);
            let post = post(slice, lifetime);
            let svi = Svi::of(&post.parameters);
            let smile = post.smile(NOW).expect("in range");
            let k = signed(uniform(&mut r, -1.5, 1.5));
            let expected = svi.g(float_signed(k));
            let w = svi.w(float_signed(k));
            // The reference itself loses digits where w nearly vanishes.
            let condition = (svi.a.abs() + svi.b + w) / w;
            let actual = float_signed(durrleman(&smile, k).expect("in range"));
            let tolerance = 1e-13 * condition * (1.0 + expected.abs());
            assert!(
                (actual - expected).abs() <= tolerance,
                "{svi:?} {k:?} {actual} {expected}"
            );
        }
    }

    #[test]
    fn the_volatility_of_a_post_holds_while_its_time_runs() {
        let post = sound();
        let place = engine::surface::q120_of(signed(0.1));
        let first = post.smile(NOW).unwrap();
        let ratio = |x: math::Float| x.mantissa as f64 * 2f64.powi(x.exponent - 63);
        let before = ratio(first.variance(place).unwrap());
        // Of the last half hour's average, a third counts from its start, and the cube within it.
        for (left, effective) in [
            (2_590_800, 2_589_600.0),
            (1_800, 600.0),
            (900, 75.0),
            (90, 0.075),
        ] {
            let later = post.smile(NOW + 2_592_000 - left).unwrap();
            assert_eq!(first.volatility(place), later.volatility(place));
            let share = effective / (2_592_000.0 - 1_200.0);
            let after = ratio(later.variance(place).unwrap());
            assert!((after / before / share - 1.0).abs() < 1e-15, "{left}");
            let deviation = ratio(later.deviation(place).unwrap());
            let volatility = ratio(later.sigma(place).unwrap());
            let root = ratio(later.root());
            assert!(
                (deviation / (volatility * root) - 1.0).abs() < 1e-15,
                "{left}"
            );
        }
    }
}
