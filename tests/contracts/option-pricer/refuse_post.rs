//! Posts that are refused.

use crate::support::argument;
use alloy_primitives::{Bytes, U256};
use contract_tests::authority::pause;
use contract_tests::pricing::{IGoverned, IOptionPricer as Pricer, Pricing, WAD, pack};
use contract_tests::{revert, reverted, send};

mod refusal_of_the_post {
    use super::*;

    #[test]
    fn after_its_deadline() {
        let mut stage = Pricing::set();
        let slice = stage.slice(30);
        let deadline = stage.now() - 1;
        let signatures = stage.sign(stage.digest(&slice, 0, deadline), &[0, 1]);
        let late = revert(&Pricer::PricerDeadline { deadline });
        assert_eq!(
            reverted(stage.post_as(&slice, 0, deadline, signatures)),
            late
        );
    }

    #[test]
    fn while_paused() {
        let mut stage = Pricing::set();
        let (guardian, pricer) = (stage.guardian, stage.pricer);
        send(&mut stage.node, guardian, stage.authority, pause(pricer)).expect("paused");
        let slice = stage.slice(30);
        assert_eq!(
            reverted(stage.post(&slice)),
            revert(&IGoverned::AccessPaused {})
        );
    }

    #[test]
    fn without_a_quorum() {
        let mut stage = Pricing::set();
        let slice = stage.slice(30);
        let deadline = stage.now() + 600;
        let digest = stage.digest(&slice, 0, deadline);
        let few = |given| {
            let (given, needed) = (U256::from(given), U256::from(2));
            revert(&Pricer::PricerTooFewSignatures { given, needed })
        };
        for (signatures, refusal) in [
            (Bytes::new(), few(0)),
            (stage.sign(digest, &[2]), few(1)),
            (
                [stage.sign(digest, &[0, 1]).as_ref(), &[1]].concat().into(),
                few(2),
            ),
        ] {
            assert_eq!(
                reverted(stage.post_as(&slice, 0, deadline, signatures)),
                refusal
            );
        }
    }

    #[test]
    fn by_a_signature_that_does_not_count() {
        let mut stage = Pricing::set();
        let slice = stage.slice(30);
        let deadline = stage.now() + 600;
        let digest = stage.digest(&slice, 0, deadline);
        let good = stage.sign(digest, &[0, 1]);
        let other = stage.sign(stage.digest(&slice, 1, deadline), &[1]);
        let altered = |place: usize, value: u8| {
            let mut bytes = good.to_vec();
            bytes[66 + place] = value;
            Bytes::from(bytes)
        };
        let first = &good[..66];
        let bad: [(&str, Bytes); 8] = [
            ("of another post", [first, &other].concat().into()),
            ("twice the same", [first, first].concat().into()),
            ("of another seat", altered(0, 2)),
            ("of a vacant seat", altered(0, 5)),
            ("of no seat", altered(0, 8)),
            ("with a v of neither", altered(1, 29)),
            ("with the other v", altered(1, 27 + 28 - good[67])),
            ("with another s", altered(65, good[66 + 65] ^ 1)),
        ];
        for (which, signatures) in bad {
            let index = U256::from(1);
            let refusal = revert(&Pricer::PricerSignature { index });
            let posted = stage.post_as(&slice, 0, deadline, signatures);
            assert_eq!(reverted(posted), refusal, "{which}");
        }
    }

    #[test]
    fn by_the_twin_of_a_signature() {
        let mut stage = Pricing::set();
        let slice = stage.slice(30);
        let deadline = stage.now() + 600;
        let good = stage.sign(stage.digest(&slice, 0, deadline), &[0, 1]);
        let order = U256::from_be_bytes(alloy_primitives::hex!(
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
        ));
        let [low, ..] = [U256::from_be_slice(&good[34..66])];
        let mut rsv = [0; 65];
        rsv[..32].copy_from_slice(&good[2..34]);
        rsv[32..64].copy_from_slice(&(order - low).to_be_bytes::<32>());
        rsv[64] = 27 + 28 - good[1];
        let twin = [pack(0, &rsv), good[66..].to_vec()].concat();
        let index = U256::ZERO;
        let refusal = revert(&Pricer::PricerSignature { index });
        assert_eq!(
            reverted(stage.post_as(&slice, 0, deadline, twin.into())),
            refusal
        );
    }

    #[test]
    fn for_its_times() {
        let mut stage = Pricing::set();
        let now = stage.now();
        let mut slice = stage.slice(30);
        slice.timestamp = now + 1;
        let time = revert(&Pricer::PricerSurfaceTime {});
        assert_eq!(reverted(stage.post(&slice)), time, "signed in the future");
        for expiry in [0, now, u64::from(u32::MAX) + 1] {
            let slice = Pricer::SviSlice {
                expiry,
                ..stage.slice(30)
            };
            assert_eq!(reverted(stage.post(&slice)), argument("expiry"), "{expiry}");
        }
        let slice = stage.slice(30);
        stage.post(&slice).expect("a good post");
        let refusal = revert(&Pricer::PricerTooSoon { earliest: now + 60 });
        assert_eq!(reverted(stage.post(&slice)), refusal);
    }

    #[test]
    fn for_a_parameter_out_of_its_range() {
        let mut stage = Pricing::set();
        let good = stage.slice(30);
        let bad = [
            (
                "level",
                Pricer::SviSlice {
                    level: 257 * WAD.cast_signed(),
                    ..good.clone()
                },
            ),
            (
                "slope",
                Pricer::SviSlice {
                    slope: 0,
                    ..good.clone()
                },
            ),
            (
                "tilt",
                Pricer::SviSlice {
                    tilt: WAD.cast_signed(),
                    ..good.clone()
                },
            ),
            (
                "shift",
                Pricer::SviSlice {
                    shift: 3 * WAD.cast_signed(),
                    ..good.clone()
                },
            ),
            (
                "smoothness",
                Pricer::SviSlice {
                    smoothness: 1,
                    ..good.clone()
                },
            ),
        ];
        for (name, slice) in bad {
            assert_eq!(reverted(stage.post(&slice)), argument(name));
            let checked = stage.try_ask(Pricer::checkSurfaceCall { slice });
            assert_eq!(reverted(checked), argument(name));
        }
        assert_eq!(
            stage
                .ask(Pricer::surfaceCall {
                    expiry: good.expiry
                })
                ._2,
            0
        );
    }
}
