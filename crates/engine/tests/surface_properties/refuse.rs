//! Surfaces that are refused.

use crate::support::{cases, random, signed, wad};
use crate::svi::{NOW, Svi, candidate, check, post, random_slice, refusal, sound};
use engine::surface::{Candidate, CheckError, Condition, Neighbour, Predecessor, SurfaceError};
use math::{SignedWad, Wad};

mod refusal {
    use super::*;

    #[test]
    fn names_the_parameter_out_of_range() {
        let wei = SignedWad::from_wei;
        let huge = wei(257 * 1_000_000_000_000_000_000);
        assert_eq!(
            refusal(|p| p.parameters.level = huge),
            SurfaceError::LevelOutOfRange.into()
        );
        assert_eq!(
            refusal(|p| p.parameters.slope = Wad::ZERO),
            SurfaceError::SlopeOutOfRange.into()
        );
        assert_eq!(
            refusal(|p| p.parameters.slope = wad(2.1)),
            SurfaceError::SlopeOutOfRange.into()
        );
        assert_eq!(
            refusal(|p| p.parameters.tilt = SignedWad::ONE),
            SurfaceError::TiltOutOfRange.into()
        );
        assert_eq!(
            refusal(|p| p.parameters.tilt = signed(-1.0)),
            SurfaceError::TiltOutOfRange.into()
        );
        assert_eq!(
            refusal(|p| p.parameters.shift = signed(2.1)),
            SurfaceError::ShiftOutOfRange.into()
        );
        let smoothness = |x| refusal(|p| p.parameters.smoothness = wad(x));
        assert_eq!(
            smoothness(0.000_009),
            SurfaceError::SmoothnessOutOfRange.into()
        );
        assert_eq!(smoothness(4.1), SurfaceError::SmoothnessOutOfRange.into());
    }

    #[test]
    fn names_the_time_at_fault() {
        assert_eq!(
            refusal(|p| p.timestamp = NOW + 1),
            SurfaceError::FromTheFuture.into()
        );
        assert_eq!(refusal(|p| p.expiry = NOW), SurfaceError::Expired.into());
        assert_eq!(
            refusal(|p| p.expiry = NOW - 1),
            SurfaceError::Expired.into()
        );
        assert_eq!(
            refusal(|p| p.expiry = NOW + (1 << 32)),
            SurfaceError::ExpiryOutOfRange.into()
        );
    }

    #[test]
    fn of_a_variance_that_is_not_positive() {
        // The least variance is a + bσ√(1 − ρ²).
        let refused = refusal(|p| p.parameters.level = signed(-0.0175));
        assert_eq!(refused, Condition::NotPositive.into());
    }

    #[test]
    fn of_a_wing_that_grows_too_fast() {
        let refused = refusal(|p| {
            p.parameters.slope = wad(1.7);
            p.parameters.level = signed(-0.3);
        });
        assert_eq!(refused, Condition::WingTooSteep.into());
    }

    #[test]
    fn of_a_volatility_at_the_money_beyond_belief() {
        let high = refusal(|p| p.parameters.level = signed(2.2));
        assert_eq!(high, Condition::AtTheMoneyOutOfRange.into());
        let low = refusal(|p| {
            p.parameters.level = signed(0.0001);
            p.parameters.slope = wad(0.000_1);
        });
        assert_eq!(low, Condition::AtTheMoneyOutOfRange.into());
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
        let CheckError::Fails(Condition::Butterfly { node }) = refused else {
            panic!("{refused:?}")
        };
        assert!(node.wei().abs() <= 1_500_000_000_000_000_000);
    }

    #[test]
    fn of_a_butterfly_that_hides_between_the_even_nodes() {
        // g is above zero on all 41 nodes and about −4 next to the vertex.
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
            matches!(refused, CheckError::Fails(Condition::Butterfly { .. })),
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
            Err(Condition::Calendar {
                neighbour: Neighbour::Earlier,
                node: lowest
            }
            .into())
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
            Err(Condition::Calendar {
                neighbour: Neighbour::Later,
                node: lowest
            }
            .into())
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
            Err(Condition::MovedTooFar { from: far, to }.into())
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
            Err(CheckError::TooSoon { earliest: NOW + 1 })
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
            assert_eq!(check(&cut), Err(Condition::NotPositive.into()), "{slice:?}");
            let mut steep = original;
            steep.parameters.slope = wad(2.01 / (1.0 + slice.rho.abs()));
            steep.parameters.level = signed(slice.a.max(0.1));
            let expected = if steep.parameters.slope > wad(2.0) {
                SurfaceError::SlopeOutOfRange.into()
            } else {
                Condition::WingTooSteep.into()
            };
            assert_eq!(check(&steep), Err(expected), "{slice:?}");
        }
    }
}
