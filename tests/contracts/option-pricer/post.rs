//! Posting surfaces: what is accepted, what is refused and why.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::SolError;
use contract_tests::authority::{IAuthority, execute, key, pause, schedule, tighten, wire};
use contract_tests::pricing::IOptionPricer as Pricer;
use contract_tests::pricing::{Construction, DAY, IGoverned, Pricing, WAD, deploy_pricer, pack};
use contract_tests::{revert, reverted, send};
use devnode::Devnode;

fn argument(name: &str) -> Bytes {
    revert(&Pricer::PricerArgument { name: key(name) })
}

mod construction {
    use super::*;

    fn refusal(change: impl Fn(&mut Construction)) -> Bytes {
        let mut node = Devnode::new().expect("a node");
        let account = |index| Address::with_last_byte(index);
        let mut construct = Construction {
            authority: account(1),
            option_math: account(3),
            option_quoter: account(4),
            option_book: account(5),
            option_margin: account(7),
            option_tail: account(8),
            market: B256::ZERO,
            signers: vec![account(5), account(6)],
            quorum: 2,
        };
        change(&mut construct);
        reverted(deploy_pricer(&mut node, &construct))
    }

    fn zero(name: &str) -> Bytes {
        revert(&IGoverned::AccessZeroAddress { key: key(name) })
    }

    #[test]
    fn names_what_is_missing() {
        let twice = |data: Bytes, inner: Bytes| {
            // The deployer wraps what the constructor reverts with.
            assert!(
                data.windows(inner.len()).any(|part| part == inner.as_ref()),
                "{data} holds {inner}"
            );
        };
        twice(
            refusal(|it| it.authority = Address::ZERO),
            zero("authority"),
        );
        twice(
            refusal(|it| it.option_math = Address::ZERO),
            zero("optionMath"),
        );
        twice(
            refusal(|it| it.option_quoter = Address::ZERO),
            zero("optionQuoter"),
        );
        twice(
            refusal(|it| it.option_book = Address::ZERO),
            zero("optionBook"),
        );
        twice(
            refusal(|it| it.option_margin = Address::ZERO),
            zero("optionMargin"),
        );
        twice(
            refusal(|it| it.option_tail = Address::ZERO),
            zero("optionTail"),
        );
        twice(
            refusal(|it| it.signers[1] = Address::ZERO),
            argument("signers"),
        );
        twice(
            refusal(|it| it.signers[1] = it.signers[0]),
            argument("signers"),
        );
        let nine = || (1..=9).map(Address::with_last_byte).collect();
        twice(refusal(|it| it.signers = nine()), argument("signers"));
        twice(refusal(|it| it.quorum = 0), argument("quorum"));
        twice(refusal(|it| it.quorum = 3), argument("quorum"));
    }

    #[test]
    fn is_readable() {
        let stage = Pricing::set();
        assert_eq!(stage.ask(Pricer::optionMathCall {}), stage.math);
        assert_eq!(stage.ask(Pricer::optionQuoterCall {}), stage.quoter);
        assert_eq!(stage.ask(Pricer::optionBookCall {}), stage.book);
        assert_eq!(stage.ask(Pricer::optionMarginCall {}), stage.margin);
        assert_eq!(stage.ask(Pricer::optionTailCall {}), stage.tail);
        assert_eq!(stage.ask(Pricer::marketCall {}), stage.market);
        assert_eq!(stage.ask(IGoverned::authorityCall {}), stage.authority);
        assert_eq!(stage.ask(Pricer::expiriesCall {}), [0u64; 0]);
    }
}

mod posting {
    use super::*;

    #[test]
    fn stores_what_was_signed() {
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
    fn signs_what_eip_712_says() {
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
    fn costs_the_relayer_nothing_else_than_gas_to_repeat() {
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
}

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

mod refusal_of_the_surface {
    use super::*;

    /// Slices that each break one condition, after one of 30 and one of 60 days were posted.
    fn broken(stage: &Pricing) -> Vec<(FixedBytes<4>, Pricer::SviSlice)> {
        let good = || stage.slice(30);
        let scaled = |percent: i128| {
            let slice = good();
            Pricer::SviSlice {
                level: slice.level * percent / 100,
                slope: slice.slope * percent.unsigned_abs() / 100,
                ..slice
            }
        };
        let other = |days, percent: u128| {
            let slice = stage.slice(days);
            Pricer::SviSlice {
                level: slice.level * percent.cast_signed() / 100,
                slope: slice.slope * percent / 100,
                ..slice
            }
        };
        vec![
            (
                Pricer::PricerNotPositive::SELECTOR.into(),
                Pricer::SviSlice {
                    level: -good().level,
                    ..good()
                },
            ),
            (
                Pricer::PricerWingTooSteep::SELECTOR.into(),
                Pricer::SviSlice {
                    slope: 19 * WAD / 10,
                    ..good()
                },
            ),
            (Pricer::PricerMovedTooFar::SELECTOR.into(), scaled(130)),
            (
                Pricer::PricerButterfly::SELECTOR.into(),
                // A kink so sharp that the density beside it is below nought; the same at the money.
                Pricer::SviSlice {
                    level: good().level * 5 / 4 - 600_000_000_000_000,
                    slope: 6 * WAD / 10,
                    smoothness: WAD / 1_000,
                    tilt: 0,
                    ..good()
                },
            ),
            (
                Pricer::PricerAtTheMoney::SELECTOR.into(),
                Pricer::SviSlice {
                    level: 4 * WAD.cast_signed(),
                    ..stage.slice(45)
                },
            ),
            (Pricer::PricerCalendar::SELECTOR.into(), other(45, 40)),
            (Pricer::PricerCalendar::SELECTOR.into(), other(45, 200)),
        ]
    }

    fn stage() -> Pricing {
        let mut stage = Pricing::set();
        for days in [30, 60] {
            let slice = stage.slice(days);
            assert!(stage.post(&slice).expect("a good post").0);
        }
        stage
    }

    #[test]
    fn names_the_condition_in_a_dry_run() {
        let mut stage = stage();
        let expiry = stage.ask(Pricer::expiriesCall {})[0];
        stage.wait(60);
        for (condition, mut slice) in broken(&stage) {
            if slice.expiry == expiry + 60 {
                slice.expiry = expiry;
            }
            let data = reverted(stage.try_ask(Pricer::checkSurfaceCall { slice }));
            assert_eq!(FixedBytes::from_slice(&data[..4]), condition, "{data}");
        }
    }

    #[test]
    fn uses_the_post_up_and_stops_opening_until_a_good_one_comes() {
        let mut stage = stage();
        let expiry = stage.ask(Pricer::expiriesCall {})[0];
        stage.wait(60);
        let good = stage.slice_until(expiry);
        let before = stage.ask(Pricer::surfaceCall { expiry });
        for (nonce, (condition, slice)) in (1..).zip(broken(&stage).into_iter().take(4)) {
            let slice = Pricer::SviSlice { expiry, ..slice };
            let (accepted, sent) = stage.post(&slice).expect("the post counts");
            assert!(!accepted);
            let event: Pricer::SurfaceRefused = sent.event().expect("an event");
            assert_eq!((event.expiry, event.nonce), (expiry, nonce));
            assert_eq!(event.condition, condition);
            let refusal = reverted(stage.try_ask(Pricer::checkSurfaceCall { slice }));
            let figures: Vec<u8> = [event.first, event.second].concat();
            assert!(figures.starts_with(&refusal[4..]), "{refusal}");
            let stored = stage.ask(Pricer::surfaceCall { expiry });
            assert_eq!((&stored._0, stored._1), (&before._0, before._1));
            assert_eq!((stored._2, stored._3), (nonce + 1, true));
        }
        assert!(stage.post(&good).expect("the post counts").0);
        assert!(!stage.ask(Pricer::surfaceCall { expiry })._3);
    }
}

mod changes {
    use super::*;

    #[test]
    fn of_the_quorum_go_up_at_once_and_down_after_the_delay() {
        let mut stage = Pricing::set();
        let (guardian, owner, pricer) = (stage.guardian, stage.owner, stage.pricer);
        let authority = stage.authority;
        let node = &mut stage.node;
        let quorum = key("quorum");
        let value = |value| U256::from(value);
        let tighten = |value| tighten(pricer, "quorum", value);
        send(node, guardian, authority, tighten(value(3))).expect("safer");
        let loosen = reverted(send(node, guardian, authority, tighten(value(2))));
        assert_eq!(
            loosen,
            revert(&IAuthority::AuthorityWouldLoosen {
                key: quorum,
                current: value(3),
                proposed: value(2)
            })
        );
        let schedule = schedule(pricer, "quorum", value(2));
        send(node, owner, authority, schedule).expect("announced");
        node.warp(48 * 3_600);
        send(node, owner, authority, execute(pricer, "quorum")).expect("due");
        let setting = stage.ask(IGoverned::settingCall { key: quorum });
        assert_eq!(
            (setting._0, setting._1, setting._2, setting._3),
            (value(2), value(1), value(8), 2)
        );
    }

    #[test]
    fn of_a_seat_or_a_module_wait() {
        let mut stage = Pricing::set();
        let (owner, pricer) = (stage.owner, stage.pricer);
        let authority = stage.authority;
        let address = Address::repeat_byte(7);
        let value = U256::from_be_bytes(address.into_word().0);
        let node = &mut stage.node;
        let keys = ["signer7", "optionMath", "optionQuoter"];
        for key in keys {
            send(node, owner, authority, schedule(pricer, key, value)).expect("announced");
        }
        let early = reverted(send(node, owner, authority, execute(pricer, keys[0])));
        assert_eq!(early[..4], IAuthority::AuthorityTooEarly::SELECTOR);
        node.warp(48 * 3_600);
        for key in keys {
            send(node, owner, authority, execute(pricer, key)).expect("due");
        }
        for key in keys.map(key) {
            assert_eq!(stage.ask(IGoverned::settingCall { key })._0, value);
        }
        assert_eq!(stage.ask(Pricer::optionMathCall {}), address);
        assert_eq!(stage.ask(Pricer::optionQuoterCall {}), address);
        let wire = wire(pricer, keys[1], stage.user);
        let wired = reverted(send(&mut stage.node, owner, authority, wire));
        assert_eq!(wired[..4], IAuthority::AuthorityAlreadyWired::SELECTOR);
        let unknown = key("signer8");
        assert_eq!(
            reverted(stage.try_ask(IGoverned::settingCall { key: unknown })),
            revert(&IGoverned::AccessUnknownKey { key: unknown })
        );
    }

    #[test]
    fn that_give_a_signer_two_seats_do_not_count_him_twice() {
        let mut stage = Pricing::set();
        let (owner, pricer) = (stage.owner, stage.pricer);
        let authority = stage.authority;
        let key = "signer3";
        let value = U256::from_be_bytes(stage.signers[0].address().into_word().0);
        let node = &mut stage.node;
        send(node, owner, authority, schedule(pricer, key, value)).expect("announced");
        node.warp(48 * 3_600);
        send(node, owner, authority, execute(pricer, key)).expect("due");
        let slice = stage.slice(30);
        let deadline = stage.now() + 600;
        let first = stage.sign(stage.digest(&slice, 0, deadline), &[0]);
        let mut second = first.to_vec();
        second[0] = 3;
        let both = Bytes::from([first.to_vec(), second.clone()].concat());
        let refusal = revert(&Pricer::PricerSignature {
            index: U256::from(1),
        });
        assert_eq!(reverted(stage.post_as(&slice, 0, deadline, both)), refusal);
        let other = stage.sign(stage.digest(&slice, 0, deadline), &[1]);
        let good = Bytes::from([second, other.to_vec()].concat());
        let posted = stage.post_as(&slice, 0, deadline, good);
        assert!(posted.expect("either seat will do").0);
    }

    #[test]
    fn of_a_module_to_one_that_does_not_answer_leave_no_wrong_answer() {
        let mut stage = Pricing::set();
        let (owner, pricer) = (stage.owner, stage.pricer);
        let authority = stage.authority;
        let key = "optionMath";
        let value = U256::from_be_bytes(Address::repeat_byte(7).into_word().0);
        let node = &mut stage.node;
        send(node, owner, authority, schedule(pricer, key, value)).expect("announced");
        node.warp(48 * 3_600);
        send(node, owner, authority, execute(pricer, key)).expect("due");
        let slice = stage.slice(30);
        let position = U256::ZERO;
        let malformed = revert(&IGoverned::CallMalformed { position });
        assert_eq!(reverted(stage.post(&slice)), malformed);
    }
}
