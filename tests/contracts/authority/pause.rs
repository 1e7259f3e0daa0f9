//! A pause takes effect at once; only the owner lifts it, after the delay.

use crate::support::{Stage, governed, number};
use alloy_primitives::U256;
use contract_tests::authority::{DELAY_SECS, IAuthority, execute, key, pause, schedule, tighten};
use contract_tests::revert;

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
