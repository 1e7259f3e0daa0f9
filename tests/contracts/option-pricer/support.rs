//! A pricer with surfaces, and the same surfaces for the engine.

use alloy_primitives::Bytes;
use contract_tests::authority::key;
use contract_tests::pricing::{IOptionPricer as Pricer, Pricing};
use contract_tests::revert;
use engine::Kind;
use engine::surface::{Post, Smile, SviParameters};
use math::{SignedWad, Wad};

pub(crate) const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

pub(crate) fn argument(name: &str) -> Bytes {
    revert(&Pricer::PricerArgument { name: key(name) })
}

/// Returns a stage with surfaces of 7, 30 and 90 days, and the same surfaces for the engine.
pub(crate) fn with_surfaces() -> (Pricing, Vec<Pricer::SviSlice>) {
    let mut stage = Pricing::set();
    let slices: Vec<_> = [7, 30, 90].map(|days| stage.slice(days)).into();
    for slice in &slices {
        assert!(stage.post(slice).expect("a good post").0);
    }
    stage.wait(300);
    (stage, slices)
}

pub(crate) fn smile(stage: &Pricing, slice: &Pricer::SviSlice) -> Smile {
    let post = Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(slice.level),
            slope: Wad::from_wei(slice.slope),
            tilt: SignedWad::from_wei(slice.tilt),
            shift: SignedWad::from_wei(slice.shift),
            smoothness: Wad::from_wei(slice.smoothness),
        },
        expiry: slice.expiry,
        timestamp: slice.timestamp,
    };
    post.smile(stage.now()).expect("a good slice")
}
