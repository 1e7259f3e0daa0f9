//! What acceptance promises, tried on random surfaces against a reference in double precision
//! that shares no code with the engine.
#![allow(
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "the reference is written as the formulas are"
)]

use engine::surface::{
    Candidate, Neighbour, Post, Predecessor, Smile, SurfaceError, SviParameters, durrleman,
};
use math::{SignedWad, Wad};
use crate::support::{cases, float, float_signed, log_uniform, normal, random, signed, uniform, wad};

const NOW: u64 = 1_800_000_000;
const YEAR: f64 = 365.0 * 86_400.0;

/// The parameters as floats.
#[derive(Clone, Copy, Debug)]
struct Svi {
    a: f64,
    b: f64,
    rho: f64,
    m: f64,
    sigma: f64,
}

impl Svi {
    fn of(p: &SviParameters) -> Self {
        Self {
            a: float_signed(p.level),
            b: float(p.slope),
            rho: float_signed(p.tilt),
            m: float_signed(p.shift),
            sigma: float(p.smoothness),
        }
    }

    fn parameters(self) -> SviParameters {
        SviParameters {
            level: signed(self.a),
            slope: wad(self.b),
            tilt: signed(self.rho),
            shift: signed(self.m),
            smoothness: wad(self.sigma),
        }
    }

    fn w(&self, k: f64) -> f64 {
        let y = k - self.m;
        self.a + self.b * (self.rho * y + y.hypot(self.sigma))
    }

    fn g(&self, k: f64) -> f64 {
        let y = k - self.m;
        let r = y.hypot(self.sigma);
        let w = self.w(k);
        let slope = self.b * (self.rho + y / r);
        let curvature = self.b * self.sigma * self.sigma / (r * r * r);
        let lean = 1.0 - k * slope / (2.0 * w);
        lean * lean - slope * slope / 4.0 * (1.0 / w + 0.25) + curvature / 2.0
    }

    fn least(&self) -> f64 {
        self.a + self.b * self.sigma * (1.0 - self.rho * self.rho).sqrt()
    }

    /// Ten times as fine as what the check looks at: the even grid, and both clusters.
    fn fine_nodes(&self) -> Vec<f64> {
        let mut nodes: Vec<f64> = (0..=400).map(|i| -1.5 + 0.0075 * f64::from(i)).collect();
        let straight = (1.0 - self.rho * self.rho).sqrt();
        let bottom = self.m - self.rho * self.sigma / straight;
        let width = (2.0 * self.least() * self.sigma / (self.b * straight.powi(3))).sqrt();
        for (middle, width) in [(self.m, self.sigma), (bottom, width)] {
            for i in -400..=400 {
                nodes.push(middle + width * (0.03 * f64::from(i)).sinh());
            }
        }
        nodes.retain(|k| k.abs() <= 1.5);
        nodes
    }
}

/// A random slice: any expiry from half an hour to three years, any shape, many of them wild.
fn random_slice(r: &mut fastrand::Rng) -> (Svi, u64) {
    loop {
        let years = log_uniform(r, 1.0 / 17_520.0, 3.0);
        let vol = log_uniform(r, 0.06, 4.0);
        let deviation = vol * years.sqrt();
        let sigma = deviation * log_uniform(r, 0.02, 8.0);
        let m = deviation * normal(r);
        let rho = uniform(r, -0.999, 0.999);
        let b = (2.0 / (1.0 + rho.abs())).min(deviation * log_uniform(r, 0.05, 8.0));
        let a = deviation * deviation - b * (m.hypot(sigma) - rho * m);
        let slice = Svi {
            a,
            b,
            rho,
            m,
            sigma,
        };
        let in_range = sigma > 1e-5 && sigma < 4.0 && m.abs() < 2.0 && b < 1.999;
        if in_range && slice.least() > 2e-9 {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between half an hour and three years"
            )]
            return (slice, (years * YEAR) as u64);
        }
    }
}

fn post(slice: Svi, lifetime: u64) -> Post {
    Post {
        parameters: slice.parameters(),
        expiry: NOW + lifetime,
        timestamp: NOW,
    }
}

fn candidate(smile: &Smile) -> Candidate<'_> {
    Candidate {
        smile,
        timestamp: NOW,
        earlier: None,
        later: None,
        predecessor: None,
    }
}

/// A sound slice: 60% for thirty days, as markets have it.
fn sound() -> Post {
    let svi = Svi {
        a: 0.01,
        b: 0.08,
        rho: -0.25,
        m: 0.02,
        sigma: 0.22,
    };
    post(svi, 30 * 86_400)
}

fn check(post: &Post) -> Result<Wad, SurfaceError> {
    candidate(&post.smile(NOW)?).check()
}

fn refusal(change: impl FnOnce(&mut Post)) -> SurfaceError {
    let mut mutilated = sound();
    change(&mut mutilated);
    check(&mutilated).expect_err("the mutilation is refused")
}

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

mod acceptance {
    use super::*;

    /// Residual bound: none. g, recomputed in double precision, is not below nought anywhere
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

mod refusal {
    use super::*;

    #[test]
    fn names_the_parameter_out_of_range() {
        let wei = SignedWad::from_wei;
        let huge = wei(257 * 1_000_000_000_000_000_000);
        assert_eq!(
            refusal(|p| p.parameters.level = huge),
            SurfaceError::LevelOutOfRange
        );
        assert_eq!(
            refusal(|p| p.parameters.slope = Wad::ZERO),
            SurfaceError::SlopeOutOfRange
        );
        assert_eq!(
            refusal(|p| p.parameters.slope = wad(2.1)),
            SurfaceError::SlopeOutOfRange
        );
        assert_eq!(
            refusal(|p| p.parameters.tilt = SignedWad::ONE),
            SurfaceError::TiltOutOfRange
        );
        assert_eq!(
            refusal(|p| p.parameters.tilt = signed(-1.0)),
            SurfaceError::TiltOutOfRange
        );
        assert_eq!(
            refusal(|p| p.parameters.shift = signed(2.1)),
            SurfaceError::ShiftOutOfRange
        );
        let smoothness = |x| refusal(|p| p.parameters.smoothness = wad(x));
        assert_eq!(smoothness(0.000_009), SurfaceError::SmoothnessOutOfRange);
        assert_eq!(smoothness(4.1), SurfaceError::SmoothnessOutOfRange);
    }

    #[test]
    fn names_the_time_at_fault() {
        assert_eq!(
            refusal(|p| p.timestamp = NOW + 1),
            SurfaceError::FromTheFuture
        );
        assert_eq!(refusal(|p| p.expiry = NOW), SurfaceError::Expired);
        assert_eq!(refusal(|p| p.expiry = NOW - 1), SurfaceError::Expired);
        assert_eq!(
            refusal(|p| p.expiry = NOW + (1 << 32)),
            SurfaceError::ExpiryOutOfRange
        );
    }

    #[test]
    fn of_a_variance_that_is_not_positive() {
        // The least variance is a + bσ√(1 − ρ²).
        let refused = refusal(|p| p.parameters.level = signed(-0.0175));
        assert_eq!(refused, SurfaceError::NotPositive);
    }

    #[test]
    fn of_a_wing_that_grows_too_fast() {
        let refused = refusal(|p| {
            p.parameters.slope = wad(1.7);
            p.parameters.level = signed(-0.3);
        });
        assert_eq!(refused, SurfaceError::WingTooSteep);
    }

    #[test]
    fn of_a_volatility_at_the_money_beyond_belief() {
        let high = refusal(|p| p.parameters.level = signed(2.2));
        assert_eq!(high, SurfaceError::AtTheMoneyOutOfRange);
        let low = refusal(|p| {
            p.parameters.level = signed(0.0001);
            p.parameters.slope = wad(0.000_1);
        });
        assert_eq!(low, SurfaceError::AtTheMoneyOutOfRange);
    }

    #[test]
    fn of_a_butterfly_with_its_node() {
        // A slope that turns within a hundredth of the distance to the money.
        let refused = refusal(|p| {
            p.parameters.level = signed(0.02);
            p.parameters.slope = wad(0.4);
            p.parameters.tilt = signed(-0.7);
            p.parameters.smoothness = wad(0.001);
        });
        let SurfaceError::Butterfly { node } = refused else {
            panic!("{refused:?}")
        };
        assert!(node.wei().abs() <= 1_500_000_000_000_000_000);
    }

    #[test]
    fn of_a_butterfly_that_hides_between_the_even_nodes() {
        // g is above nought on all 41 nodes and about −4 next to the vertex.
        let hidden = Svi {
            a: 3.882_548_778_773_02e-5,
            b: 0.027_040_596_983_559_945,
            rho: -0.953_861_330_148_820_8,
            m: -0.005_151_630_568_531_009,
            sigma: 0.000_438_668_097_047_746_4,
        };
        assert!((0..=40).all(|i| hidden.g(-1.5 + 0.075 * f64::from(i)) > 0.0));
        let refused = check(&post(hidden, 3_600)).unwrap_err();
        assert!(
            matches!(refused, SurfaceError::Butterfly { .. }),
            "{refused:?}"
        );
    }

    #[test]
    fn of_a_calendar_spread_with_node_and_neighbour() {
        let smile = sound().smile(NOW).unwrap();
        let mut other = sound();
        other.parameters.level = signed(0.012);
        other.expiry -= 86_400;
        let higher = other.smile(NOW).unwrap();
        let tried = Candidate {
            earlier: Some(&higher),
            ..candidate(&smile)
        };
        let lowest = signed(-1.5);
        assert_eq!(
            tried.check(),
            Err(SurfaceError::Calendar {
                neighbour: Neighbour::Earlier,
                node: lowest
            })
        );
        let mut other = sound();
        other.parameters.level = signed(0.008);
        other.expiry += 86_400;
        let lower = other.smile(NOW).unwrap();
        let tried = Candidate {
            later: Some(&lower),
            ..candidate(&smile)
        };
        assert_eq!(
            tried.check(),
            Err(SurfaceError::Calendar {
                neighbour: Neighbour::Later,
                node: lowest
            })
        );
    }

    #[test]
    fn of_a_move_by_more_than_a_tenth() {
        let smile = sound().smile(NOW).unwrap();
        let to = check(&sound()).unwrap();
        let follows = |from: Wad| {
            let predecessor = Some(Predecessor {
                at_the_money: from,
                timestamp: NOW - 60,
            });
            Candidate {
                predecessor,
                ..candidate(&smile)
            }
            .check()
        };
        let near = Wad::from_wei(to.wei() * 10 / 9 - 10);
        assert!(follows(near).is_ok());
        let far = Wad::from_wei(to.wei() * 10 / 9 + 10);
        assert_eq!(
            follows(far),
            Err(SurfaceError::MovedTooFar { from: far, to })
        );
    }

    #[test]
    fn of_a_post_within_a_minute_of_the_last() {
        let smile = sound().smile(NOW).unwrap();
        let at_the_money = check(&sound()).unwrap();
        let predecessor = Some(Predecessor {
            at_the_money,
            timestamp: NOW - 59,
        });
        let tried = Candidate {
            predecessor,
            ..candidate(&smile)
        };
        assert_eq!(
            tried.check(),
            Err(SurfaceError::TooSoon { earliest: NOW + 1 })
        );
    }

    #[test]
    fn of_any_mutilation_has_its_own_reason() {
        let mut r = random(6);
        for _ in 0..cases() {
            let (slice, lifetime) = random_slice(&mut r);
            let original = post(slice, lifetime);
            if check(&original).is_err() {
                continue;
            }
            let mut cut = original;
            let least = slice.least();
            cut.parameters.level =
                SignedWad::from_wei(cut.parameters.level.wei() - signed(least * 1.0001).wei());
            assert_eq!(check(&cut), Err(SurfaceError::NotPositive), "{slice:?}");
            let mut steep = original;
            steep.parameters.slope = wad(2.01 / (1.0 + slice.rho.abs()));
            steep.parameters.level = signed(slice.a.max(0.1));
            let expected = if steep.parameters.slope > wad(2.0) {
                SurfaceError::SlopeOutOfRange
            } else {
                SurfaceError::WingTooSteep
            };
            assert_eq!(check(&steep), Err(expected), "{slice:?}");
        }
    }
}
