//! Posting surfaces.

use contract_tests::pricing::{DAY, IOptionPricer as Pricer, Pricing, WAD};
use contract_tests::{revert, reverted};

#[test]
fn stores_the_signed_slice() {
    let mut stage = Pricing::set();
    let slice = stage.slice(30);
    let (accepted, sent) = stage.post(&slice).expect("a good post");
    assert!(accepted);
    let stored = stage.ask(Pricer::surfaceCall {
        expiry: slice.expiry,
    });
    assert_eq!(stored._0, slice);
    assert_eq!((stored._2, stored._3), (1, false));
    let volatility = stage.ask(Pricer::checkSurfaceCall {
        slice: stage.slice(31),
    });
    assert!(stored._1.abs_diff(volatility) < WAD / 100, "{}", stored._1);
    let event: Pricer::SurfacePosted = sent.event().expect("an event");
    assert_eq!((event.expiry, event.nonce), (slice.expiry, 0));
    assert_eq!(
        (event.level, event.slope, event.tilt),
        (slice.level, slice.slope, slice.tilt)
    );
    assert_eq!(
        (event.atTheMoney, event.timestamp),
        (stored._1, slice.timestamp)
    );
    assert_eq!(
        (event.shift, event.smoothness),
        (slice.shift, slice.smoothness)
    );
}

#[test]
fn keeps_extreme_parameters_to_the_last_digit() {
    let mut stage = Pricing::set();
    let mut slice = stage.slice(3_000);
    slice.level = -(WAD.cast_signed() / 7);
    slice.slope = WAD / 3;
    slice.tilt = -999_999_999_999_999_999 / 9;
    slice.shift = -1_234_567_890_123_456_789 / 10;
    slice.smoothness = 3 * WAD + 1;
    assert!(stage.post(&slice).expect("a good post").0);
    assert_eq!(
        stage
            .ask(Pricer::surfaceCall {
                expiry: slice.expiry
            })
            ._0,
        slice
    );
}

#[test]
fn keeps_the_expiries_in_order() {
    let mut stage = Pricing::set();
    let days = [30, 7, 90, 14, 60, 180, 1, 365];
    for days in days {
        let slice = stage.slice(days);
        assert!(stage.post(&slice).expect("a good post").0, "{days} days");
    }
    let start = stage.now();
    let mut sorted = days.map(|days| start + days * DAY);
    sorted.sort_unstable();
    assert_eq!(stage.ask(Pricer::expiriesCall {}), sorted);
    let ninth = stage.slice(270);
    let full = revert(&Pricer::PricerTooManyExpiries {});
    assert_eq!(reverted(stage.post(&ninth)), full);
    stage.wait(2 * DAY);
    let ninth = stage.slice_until(ninth.expiry);
    assert!(stage.post(&ninth).expect("one has expired").0);
    assert_eq!(stage.ask(Pricer::expiriesCall {}).len(), 8);
}

#[test]
fn signs_the_digest_of_eip_712() {
    let stage = Pricing::set();
    let slice = stage.slice(30);
    let (nonce, deadline) = (7, stage.now() + 1);
    let digest = stage.digest(&slice, nonce, deadline);
    assert_eq!(
        stage.ask(Pricer::surfaceDigestCall {
            slice,
            nonce,
            deadline
        }),
        digest
    );
}

#[test]
fn can_be_repeated_only_at_the_cost_of_gas() {
    let mut stage = Pricing::set();
    let slice = stage.slice(30);
    let deadline = stage.now() + 600;
    let signatures = stage.sign(stage.digest(&slice, 0, deadline), &[1, 2]);
    let again = signatures.clone();
    assert!(
        stage
            .post_as(&slice, 0, deadline, signatures)
            .expect("a good post")
            .0
    );
    let used = revert(&Pricer::PricerNonce { expected: 1 });
    assert_eq!(reverted(stage.post_as(&slice, 0, deadline, again)), used);
}
