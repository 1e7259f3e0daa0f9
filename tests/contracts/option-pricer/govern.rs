//! Changes of quorum, seats and modules.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::authority::{IAuthority, execute, key, schedule, tighten, wire};
use contract_tests::pricing::{IGoverned, IOptionPricer as Pricer, Pricing};
use contract_tests::{revert, reverted, send};

mod changes {
    use super::*;

    #[test]
    fn of_the_quorum_wait_up_and_down() {
        let mut stage = Pricing::set();
        let (guardian, owner, pricer) = (stage.guardian, stage.owner, stage.pricer);
        let signers = stage.signers.len();
        let authority = stage.authority;
        let node = &mut stage.node;
        let quorum = key("quorum");
        let value = |value: usize| U256::from(value);
        let at_once = tighten(pricer, "quorum", value(signers));
        let waits = IAuthority::AuthorityWouldLoosen {
            key: quorum,
            current: value(2),
            proposed: value(signers),
        };
        let refused = reverted(send(node, guardian, authority, at_once));
        assert_eq!(refused, revert(&waits));
        for next in [signers, 1] {
            let schedule = schedule(pricer, "quorum", value(next));
            send(node, owner, authority, schedule).expect("announced");
            node.warp(48 * 3_600);
            send(node, owner, authority, execute(pricer, "quorum")).expect("due");
            let setting = node.call(owner, pricer, IGoverned::settingCall { key: quorum });
            let setting = setting.expect("a key");
            assert_eq!(
                (setting._0, setting._1, setting._2, setting._3),
                (value(next), value(1), value(8), 3)
            );
        }
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
    fn that_give_a_signer_two_seats_do_not_count_them_twice() {
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
