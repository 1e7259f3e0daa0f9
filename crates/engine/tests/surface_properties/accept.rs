//! What acceptance promises.

use crate::support::{cases, float, random, uniform};
use crate::svi::{NOW, Svi, candidate, check, post, random_slice, sound};
use engine::surface::Candidate;

mod acceptance {
    use super::*;

    /// Residual bound: none. g, recomputed in double precision, is not below zero anywhere
    /// on a grid ten times finer than the check's.
    #[test]
    fn leaves_no_butterfly_on_a_grid_ten_times_finer() {
        let mut r = random(3);
        let mut accepted = 0;
        for _ in 0..cases() {
            let (slice, lifetime) = random_slice(&mut r);
            let post = post(slice, lifetime);
            if check(&post).is_err() {
                continue;
            }
            accepted += 1;
            let svi = Svi::of(&post.parameters);
            for k in svi.fine_nodes() {
                assert!(svi.g(k) >= 0.0, "{svi:?}: g({k}) = {}", svi.g(k));
            }
        }
        assert!(accepted > cases() / 5, "only {accepted} were accepted");
    }

    /// Residual bound: a later total variance is nowhere below 99.5% of the earlier one on a
    /// grid ten times finer than the check's.
    #[test]
    fn leaves_next_to_no_calendar_spread_on_a_grid_ten_times_finer() {
        let mut r = random(4);
        let mut worst: f64 = 0.0;
        let mut accepted = 0;
        for _ in 0..cases() {
            let (near, near_life) = random_slice(&mut r);
            let scale = uniform(&mut r, 1.0, 1.3);
            let bend = |r: &mut fastrand::Rng, x: f64| x * uniform(r, 0.9, 1.1);
            let far = Svi {
                a: near.a * scale,
                b: (bend(&mut r, near.b) * scale).min(2.0),
                rho: bend(&mut r, near.rho).clamp(-0.999, 0.999),
                m: bend(&mut r, near.m),
                sigma: bend(&mut r, near.sigma),
            };
            let (near, far) = (post(near, near_life), post(far, near_life + 86_400));
            let (Ok(earlier), Ok(smile)) = (near.smile(NOW), far.smile(NOW)) else {
                continue;
            };
            let tried = Candidate {
                earlier: Some(&earlier),
                ..candidate(&smile)
            };
            if tried.check().is_err() {
                continue;
            }
            accepted += 1;
            let (near, far) = (Svi::of(&near.parameters), Svi::of(&far.parameters));
            for k in near.fine_nodes().into_iter().chain(far.fine_nodes()) {
                worst = worst.max(1.0 - far.w(k) / near.w(k));
            }
        }
        assert!(accepted > cases() / 20, "only {accepted} were accepted");
        assert!(worst <= 5e-3, "total variance falls by {worst} of itself");
    }

    #[test]
    fn returns_the_volatility_at_the_money() {
        let svi = Svi::of(&sound().parameters);
        let expected = (svi.w(0.0) * 365.0 / 30.0).sqrt();
        assert!((float(check(&sound()).unwrap()) - expected).abs() < 1e-15);
    }

    #[test]
    fn stays_sound_until_the_next_post() {
        let mut r = random(5);
        for _ in 0..cases() / 10 {
            let (slice, lifetime) = random_slice(&mut r);
            let post = post(slice, lifetime);
            if check(&post).is_err() {
                continue;
            }
            let share = uniform(&mut r, 0.01, 1.0);
            let svi = Svi::of(&post.parameters);
            let aged = Svi {
                a: svi.a * share,
                b: svi.b * share,
                ..svi
            };
            for k in svi.fine_nodes() {
                assert!(
                    aged.g(k) >= 0.0,
                    "{svi:?} with {share} left: g({k}) = {}",
                    aged.g(k)
                );
            }
        }
    }
}
