//! Orders that are refused.

use crate::support::{cases, random, signed, wad};
use crate::world::{NOW, World, random_pool};
use engine::Kind;
use engine::quote::{QuoteError, tariff};
use engine::surface::{Post, SurfaceError, SviParameters};
use math::{SignedWad, WAD, Wad};

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
