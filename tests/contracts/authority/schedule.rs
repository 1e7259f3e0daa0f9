//! Who may do what, and when: the authority on the WASM that goes on chain, over the risk manager, which has a module that
//! is unset (`market`), one that is set (`oracle`), and parameters that are safer lower (`vegaLimit`), higher (`reserve`)
//! and neither (`carry`).

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use contract_tests::authority::{
    DELAY_SECS, IAuthority, IGoverned, deploy_authority, execute, key, pause, schedule, tighten,
    value_of, wire,
};
use contract_tests::{revert, reverted, send, wasm};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

const WINDOW_SECS: u64 = 14 * 24 * 3_600;

struct Stage {
    node: Devnode,
    owner: Address,
    guardian: Address,
    stranger: Address,
    authority: Address,
    /// The risk manager.
    module: Address,
}

fn number(value: u64) -> U256 {
    U256::from(value)
}

impl Stage {
    fn set() -> Self {
        let mut node = Devnode::new().expect("a node");
        let [owner, guardian, stranger] = [0, 1, 2].map(|index| node.account(index));
        let authority = deploy_authority(&mut node, owner, guardian).expect("it is accepted");
        let module = governed(&mut node, authority);
        Self {
            node,
            owner,
            guardian,
            stranger,
            authority,
            module,
        }
    }

    fn by<C: SolCall>(&mut self, from: Address, call: C) -> Result<Sent, NodeError> {
        send(&mut self.node, from, self.authority, call).map(|(_, sent)| sent)
    }

    fn refused<C: SolCall>(&mut self, from: Address, call: C) -> Bytes {
        reverted(self.by(from, call))
    }

    fn ask<C: SolCall>(&self, call: C) -> C::Return {
        let answer = self.node.call(self.stranger, self.authority, call);
        answer.expect("an answer")
    }

    fn setting(&self, name: &str) -> U256 {
        let call = IGoverned::settingCall { key: key(name) };
        let setting = self.node.call(self.stranger, self.module, call);
        setting.expect("a key")._0
    }

    fn paused(&self, module: Address) -> bool {
        let paused = self
            .node
            .call(self.stranger, module, IGoverned::pausedCall {});
        paused.expect("an answer")
    }

    fn pending(&self, module: Address, name: &str) -> (U256, u64) {
        let pending = self.ask(IAuthority::pendingChangeCall {
            module,
            key: key(name),
        });
        (pending._0, pending._1)
    }

    /// That no one but these may do it.
    fn is_for_owner_alone<C: SolCall + Clone>(&mut self, call: &C) {
        for caller in [self.guardian, self.stranger] {
            let refused = self.refused(caller, call.clone());
            assert_eq!(refused, revert(&IAuthority::AccessNotOwner { caller }));
        }
    }
}

/// A risk manager under this authority; what its other modules are does not matter here.
fn governed(node: &mut Devnode, authority: Address) -> Address {
    let modules = [0x10, 0x11].map(Address::repeat_byte);
    let arguments = (authority, modules[0], modules[1]).abi_encode_params();
    let (from, code) = (node.account(0), wasm("risk-manager"));
    let deployed = node.deploy_wasm_with_constructor(from, &code, &arguments, U256::ZERO);
    deployed.expect("it is accepted").address
}

mod construction {
    use super::*;

    #[test]
    fn seats_the_owner_and_the_guardian() {
        let stage = Stage::set();
        assert_eq!(stage.ask(IAuthority::ownerCall {}), stage.owner);
        assert_eq!(stage.ask(IAuthority::guardianCall {}), stage.guardian);
        let nobody = stage.ask(IAuthority::pendingOwnerCall {});
        assert_eq!(nobody, Address::ZERO);
        let authority = stage
            .node
            .call(stage.stranger, stage.module, IGoverned::authorityCall {});
        assert_eq!(authority.expect("an answer"), stage.authority);
    }

    #[test]
    fn leaves_the_guardians_seat_empty_when_asked() {
        let mut node = Devnode::new().expect("a node");
        let owner = node.account(0);
        let authority = deploy_authority(&mut node, owner, Address::ZERO).expect("accepted");
        let guardian = node.call(owner, authority, IAuthority::guardianCall {});
        assert_eq!(guardian.expect("an answer"), Address::ZERO);
    }

    #[test]
    fn refuses_to_be_without_an_owner() {
        let mut node = Devnode::new().expect("a node");
        let guardian = node.account(1);
        let data = reverted(deploy_authority(&mut node, Address::ZERO, guardian));
        let missing = revert(&IAuthority::AccessZeroAddress { key: key("owner") });
        let found = data
            .windows(missing.len())
            .any(|part| part == missing.as_ref());
        assert!(found, "{data} holds {missing}");
    }
}

mod ownership {
    use super::*;

    #[test]
    fn moves_in_two_steps() {
        let mut stage = Stage::set();
        let (owner, new_owner) = (stage.owner, stage.stranger);
        let offer = IAuthority::transferOwnershipCall {
            newOwner: new_owner,
        };
        stage.by(owner, offer).expect("offered");
        assert_eq!(stage.ask(IAuthority::pendingOwnerCall {}), new_owner);
        assert_eq!(stage.ask(IAuthority::ownerCall {}), owner);
        stage
            .by(new_owner, IAuthority::acceptOwnershipCall {})
            .expect("accepted");
        assert_eq!(stage.ask(IAuthority::ownerCall {}), new_owner);
        assert_eq!(stage.ask(IAuthority::pendingOwnerCall {}), Address::ZERO);
        let module = stage.module;
        let call = wire(module, "market", owner);
        assert_eq!(
            stage.refused(owner, call),
            revert(&IAuthority::AccessNotOwner { caller: owner })
        );
    }

    #[test]
    fn is_offered_by_the_owner_alone_and_accepted_by_whom_it_is_offered_to() {
        let mut stage = Stage::set();
        let offer = IAuthority::transferOwnershipCall {
            newOwner: stage.stranger,
        };
        stage.is_for_owner_alone(&offer);
        stage.by(stage.owner, offer).expect("offered");
        for caller in [stage.owner, stage.guardian] {
            let refused = stage.refused(caller, IAuthority::acceptOwnershipCall {});
            assert_eq!(
                refused,
                revert(&IAuthority::AuthorityNotPendingOwner { caller })
            );
        }
    }

    #[test]
    fn offer_can_be_withdrawn() {
        let mut stage = Stage::set();
        for new_owner in [stage.stranger, Address::ZERO] {
            let offer = IAuthority::transferOwnershipCall {
                newOwner: new_owner,
            };
            stage.by(stage.owner, offer).expect("offered");
        }
        let caller = stage.stranger;
        assert_eq!(
            stage.refused(caller, IAuthority::acceptOwnershipCall {}),
            revert(&IAuthority::AuthorityNotPendingOwner { caller })
        );
    }
}

mod pausing {
    use super::*;

    #[test]
    fn takes_effect_at_once_for_owner_and_guardian_on_many_contracts() {
        let mut stage = Stage::set();
        let second = governed(&mut stage.node, stage.authority);
        let first = stage.module;
        stage.by(stage.guardian, pause(first)).expect("paused");
        assert!(stage.paused(first) && !stage.paused(second));
        let all = IAuthority::pauseCall {
            modules: vec![first, second],
        };
        stage.by(stage.owner, all).expect("whatever is paused yet");
        assert!(stage.paused(first) && stage.paused(second));
    }

    #[test]
    fn is_refused_to_a_stranger() {
        let mut stage = Stage::set();
        let (caller, module) = (stage.stranger, stage.module);
        assert_eq!(
            stage.refused(caller, pause(module)),
            revert(&IAuthority::AccessNotOwnerNorGuardian { caller })
        );
        assert!(!stage.paused(module));
    }

    #[test]
    fn ends_only_by_the_owner_after_the_delay() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        stage.by(stage.guardian, pause(module)).expect("paused");
        let end = schedule(module, "paused", U256::ZERO);
        stage.is_for_owner_alone(&end);
        let loosen = tighten(module, "paused", U256::ZERO);
        let loosened = revert(&IAuthority::AuthorityWouldLoosen {
            key: key("paused"),
            current: number(1),
            proposed: U256::ZERO,
        });
        assert_eq!(stage.refused(owner, loosen), loosened);
        stage.by(owner, end).expect("announced");
        let (_, eta) = stage.pending(module, "paused");
        assert_eq!(
            stage.refused(owner, execute(module, "paused")),
            revert(&IAuthority::AuthorityTooEarly {
                key: key("paused"),
                eta
            })
        );
        stage.node.warp(DELAY_SECS);
        stage.by(owner, execute(module, "paused")).expect("due");
        assert!(!stage.paused(module));
    }

    #[test]
    fn cannot_be_ended_before_it_began() {
        let mut stage = Stage::set();
        let unchanged = revert(&IAuthority::AuthorityUnchanged {
            key: key("paused"),
            value: U256::ZERO,
        });
        let end = schedule(stage.module, "paused", U256::ZERO);
        assert_eq!(stage.refused(stage.owner, end), unchanged);
    }
}

mod wiring {
    use super::*;

    #[test]
    fn sets_an_unset_module_at_once_and_never_replaces_one() {
        let mut stage = Stage::set();
        let (owner, module, address) = (stage.owner, stage.module, stage.stranger);
        let call = wire(module, "market", address);
        stage.is_for_owner_alone(&call);
        stage.by(owner, call).expect("wired");
        assert_eq!(stage.setting("market"), value_of(address));
        let again = wire(module, "market", owner);
        let wired = revert(&IAuthority::AuthorityAlreadyWired {
            key: key("market"),
            module: address,
        });
        assert_eq!(stage.refused(owner, again), wired);
    }

    #[test]
    fn refuses_the_zero_address_and_what_is_no_module() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let zero = wire(module, "market", Address::ZERO);
        assert_eq!(
            stage.refused(owner, zero),
            revert(&IAuthority::AccessZeroAddress { key: key("market") })
        );
        for name in ["vegaLimit", "paused", "colour"] {
            let call = wire(module, name, owner);
            let unknown = revert(&IAuthority::AccessUnknownKey { key: key(name) });
            assert_eq!(stage.refused(owner, call), unknown, "{name}");
        }
    }

    #[test]
    fn replaces_a_module_after_the_delay_by_a_full_address_alone() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let none = schedule(module, "oracle", U256::ZERO);
        assert_eq!(
            stage.refused(owner, none),
            revert(&IAuthority::AccessZeroAddress { key: key("oracle") })
        );
        let most = value_of(Address::repeat_byte(0xff));
        let wide = most + number(1);
        assert_eq!(
            stage.refused(owner, schedule(module, "oracle", wide)),
            revert(&IAuthority::AccessOutOfBounds {
                key: key("oracle"),
                value: wide,
                min: number(1),
                max: most
            })
        );
        let value = value_of(stage.stranger);
        stage
            .by(owner, schedule(module, "oracle", value))
            .expect("announced");
        stage.node.warp(DELAY_SECS);
        stage.by(owner, execute(module, "oracle")).expect("due");
        assert_eq!(stage.setting("oracle"), value);
    }

    #[test]
    fn of_what_is_no_contract_of_ours_fails() {
        let mut stage = Stage::set();
        let (owner, nothing) = (stage.owner, stage.stranger);
        assert!(stage.by(owner, wire(nothing, "market", owner)).is_err());
        assert!(stage.by(owner, pause(nothing)).is_err());
        // Its owner is governed by itself alone.
        let own = stage.authority;
        assert!(stage.by(owner, wire(own, "guardian", owner)).is_err());
    }
}

mod tightening {
    use super::*;

    #[test]
    fn takes_effect_at_once_for_owner_and_guardian() {
        let mut stage = Stage::set();
        let (owner, guardian, module) = (stage.owner, stage.guardian, stage.module);
        for (by, name, value) in [
            (owner, "vegaLimit", 90),
            (guardian, "vegaLimit", 80),
            (owner, "reserve", 13_000),
            (guardian, "reserve", 14_000),
        ] {
            stage
                .by(by, tighten(module, name, number(value)))
                .expect("it is safer");
            assert_eq!(stage.setting(name), number(value), "{name}");
        }
    }

    #[test]
    fn is_refused_to_a_stranger() {
        let mut stage = Stage::set();
        let (caller, module) = (stage.stranger, stage.module);
        assert_eq!(
            stage.refused(caller, tighten(module, "vegaLimit", number(90))),
            revert(&IAuthority::AccessNotOwnerNorGuardian { caller })
        );
    }

    #[test]
    fn never_loosens() {
        let mut stage = Stage::set();
        let (guardian, module) = (stage.guardian, stage.module);
        for (name, current, proposed) in [
            ("vegaLimit", 100, 101),
            ("reserve", 12_500, 12_499),
            ("carry", 10_000, 10_001),
            ("carry", 10_000, 9_999),
        ] {
            let (current, proposed) = (number(current), number(proposed));
            let refused = revert(&IAuthority::AuthorityWouldLoosen {
                key: key(name),
                current,
                proposed,
            });
            let call = tighten(module, name, proposed);
            assert_eq!(stage.refused(guardian, call), refused, "{name}");
        }
    }

    #[test]
    fn stays_within_bounds_changes_something_and_touches_parameters_only() {
        let mut stage = Stage::set();
        let (guardian, module) = (stage.guardian, stage.module);
        let refused = revert(&IAuthority::AccessOutOfBounds {
            key: key("vegaLimit"),
            value: U256::ZERO,
            min: number(1),
            max: number(200),
        });
        let call = tighten(module, "vegaLimit", U256::ZERO);
        assert_eq!(stage.refused(guardian, call), refused);
        let unchanged = revert(&IAuthority::AuthorityUnchanged {
            key: key("vegaLimit"),
            value: number(100),
        });
        let call = tighten(module, "vegaLimit", number(100));
        assert_eq!(stage.refused(guardian, call), unchanged);
        for name in ["oracle", "market", "colour"] {
            let unknown = revert(&IAuthority::AccessUnknownKey { key: key(name) });
            let call = tighten(module, name, number(1));
            assert_eq!(stage.refused(guardian, call), unknown, "{name}");
        }
    }
}

mod loosening {
    use super::*;

    #[test]
    fn waits_for_the_delay_and_then_takes_effect() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let call = schedule(module, "vegaLimit", number(150));
        stage.is_for_owner_alone(&call);
        let now = stage.node.now_secs();
        stage.by(owner, call).expect("announced");
        let (value, eta) = stage.pending(module, "vegaLimit");
        assert_eq!((value, eta), (number(150), now + DELAY_SECS));
        stage.node.warp_to(eta - 1).expect("later");
        let early = revert(&IAuthority::AuthorityTooEarly {
            key: key("vegaLimit"),
            eta,
        });
        let due = || execute(module, "vegaLimit");
        assert_eq!(stage.refused(owner, due()), early);
        stage.node.warp_to(eta).expect("later");
        stage.is_for_owner_alone(&due());
        stage.by(owner, due()).expect("due");
        assert_eq!(stage.setting("vegaLimit"), number(150));
        assert_eq!(stage.pending(module, "vegaLimit"), (U256::ZERO, 0));
        let gone = revert(&IAuthority::AuthorityNotScheduled {
            key: key("vegaLimit"),
        });
        assert_eq!(stage.refused(owner, due()), gone);
    }

    #[test]
    fn lasts_no_longer_than_its_window() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let call = schedule(module, "vegaLimit", number(150));
        stage.by(owner, call).expect("announced");
        let (_, eta) = stage.pending(module, "vegaLimit");
        let deadline = eta + WINDOW_SECS;
        stage.node.warp_to(deadline + 1).expect("later");
        let expired = revert(&IAuthority::AuthorityExpired {
            key: key("vegaLimit"),
            deadline,
        });
        assert_eq!(stage.refused(owner, execute(module, "vegaLimit")), expired);
    }

    #[test]
    fn can_be_cancelled_by_owner_and_guardian_and_nobody_else() {
        let mut stage = Stage::set();
        let (owner, guardian, caller) = (stage.owner, stage.guardian, stage.stranger);
        let module = stage.module;
        let cancel = IAuthority::cancelCall {
            module,
            key: key("vegaLimit"),
        };
        let nothing = revert(&IAuthority::AuthorityNotScheduled {
            key: key("vegaLimit"),
        });
        assert_eq!(stage.refused(owner, cancel.clone()), nothing);
        for by in [owner, guardian] {
            let call = schedule(module, "vegaLimit", number(150));
            stage.by(owner, call).expect("announced");
            assert_eq!(
                stage.refused(caller, cancel.clone()),
                revert(&IAuthority::AccessNotOwnerNorGuardian { caller })
            );
            stage.by(by, cancel.clone()).expect("cancelled");
            assert_eq!(stage.pending(module, "vegaLimit"), (U256::ZERO, 0));
        }
    }

    #[test]
    fn does_not_overwrite_a_waiting_change_and_waits_apart_in_each_contract() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let other = governed(&mut stage.node, stage.authority);
        for module in [module, other] {
            let call = schedule(module, "vegaLimit", number(150));
            stage.by(owner, call).expect("announced");
        }
        let (_, eta) = stage.pending(module, "vegaLimit");
        let waits = revert(&IAuthority::AuthorityAlreadyScheduled {
            key: key("vegaLimit"),
            eta,
        });
        let call = schedule(module, "vegaLimit", number(160));
        assert_eq!(stage.refused(owner, call), waits);
    }

    #[test]
    fn is_looked_at_again_when_due() {
        let mut stage = Stage::set();
        let (owner, module) = (stage.owner, stage.module);
        let call = schedule(module, "vegaLimit", number(50));
        stage.by(owner, call).expect("announced");
        let call = tighten(module, "vegaLimit", number(50));
        stage.by(owner, call).expect("it is safer");
        stage.node.warp(DELAY_SECS);
        let unchanged = revert(&IAuthority::AuthorityUnchanged {
            key: key("vegaLimit"),
            value: number(50),
        });
        assert_eq!(
            stage.refused(owner, execute(module, "vegaLimit")),
            unchanged
        );
    }

    #[test]
    fn of_an_unknown_key_is_refused() {
        let mut stage = Stage::set();
        let call = schedule(stage.module, "colour", number(1));
        let unknown = revert(&IAuthority::AccessUnknownKey { key: key("colour") });
        assert_eq!(stage.refused(stage.owner, call), unknown);
    }
}

mod the_guardian {
    use super::*;

    #[test]
    fn is_replaced_or_dismissed_after_the_delay() {
        let mut stage = Stage::set();
        let (owner, own) = (stage.owner, stage.authority);
        for next in [stage.stranger, Address::ZERO] {
            let call = schedule(own, "guardian", value_of(next));
            stage.by(owner, call).expect("announced");
            stage.node.warp(DELAY_SECS);
            stage.by(owner, execute(own, "guardian")).expect("due");
            assert_eq!(stage.ask(IAuthority::guardianCall {}), next);
        }
    }

    #[test]
    fn cannot_keep_his_seat_by_cancelling() {
        let mut stage = Stage::set();
        let (owner, own) = (stage.owner, stage.authority);
        let call = schedule(own, "guardian", value_of(stage.stranger));
        stage.by(owner, call).expect("announced");
        let cancel = IAuthority::cancelCall {
            module: own,
            key: key("guardian"),
        };
        let refused = stage.refused(stage.guardian, cancel.clone());
        let cannot = revert(&IAuthority::AuthorityGuardianCannotCancel {
            key: key("guardian"),
        });
        assert_eq!(refused, cannot);
        stage.by(owner, cancel).expect("the owner may");
    }

    #[test]
    fn is_not_scheduled_to_be_who_he_is_nor_what_is_no_address() {
        let mut stage = Stage::set();
        let (owner, own) = (stage.owner, stage.authority);
        let value = value_of(stage.guardian);
        let unchanged = revert(&IAuthority::AuthorityUnchanged {
            key: key("guardian"),
            value,
        });
        let call = schedule(own, "guardian", value);
        assert_eq!(stage.refused(owner, call), unchanged);
        let most = value_of(Address::repeat_byte(0xff));
        let wide = revert(&IAuthority::AccessOutOfBounds {
            key: key("guardian"),
            value: U256::MAX,
            min: U256::ZERO,
            max: most,
        });
        let call = schedule(own, "guardian", U256::MAX);
        assert_eq!(stage.refused(owner, call), wide);
    }
}

mod a_governed_contract {
    use super::*;

    #[test]
    fn takes_changes_from_its_authority_alone() {
        let mut stage = Stage::set();
        let module = stage.module;
        for caller in [stage.owner, stage.guardian, stage.stranger] {
            let call = IGoverned::changeCall {
                key: key("vegaLimit"),
                value: number(1),
            };
            let refused = reverted(send(&mut stage.node, caller, module, call));
            assert_eq!(refused, revert(&IGoverned::AccessNotAuthority { caller }));
        }
        let other = deploy_authority(&mut stage.node, stage.stranger, Address::ZERO);
        let other = other.expect("it is accepted");
        let (stranger, node) = (stage.stranger, &mut stage.node);
        let call = tighten(module, "vegaLimit", number(1));
        assert_eq!(
            reverted(send(node, stranger, other, call)),
            revert(&IGoverned::AccessNotAuthority { caller: other })
        );
    }
}
