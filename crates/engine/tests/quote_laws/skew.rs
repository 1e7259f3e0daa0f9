//! The skew of a pool with vega.

use crate::support::{signed, wad};
use crate::world::{NOW, World};
use engine::Kind;
use engine::quote::Pool;
use engine::surface::{Post, SviParameters};
use math::{SignedWad, Wad};

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
