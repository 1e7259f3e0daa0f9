//! A change that loosens is scheduled, waits for the delay, and is executed or cancelled.

use crate::support::{Stage, WINDOW_SECS, governed, number};
use alloy_primitives::U256;
use contract_tests::authority::{DELAY_SECS, IAuthority, execute, key, schedule, tighten};
use contract_tests::revert;

#[test]
fn waits_for_the_delay_and_then_takes_effect() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let call = schedule(module, "openingAge", number(1_500));
    stage.is_for_owner_alone(&call);
    let now = stage.node.now_secs();
    stage.by(owner, call).expect("announced");
    let (value, eta) = stage.pending(module, "openingAge");
    assert_eq!((value, eta), (number(1_500), now + DELAY_SECS));
    stage.node.warp_to(eta - 1).expect("later");
    let early = revert(&IAuthority::AuthorityTooEarly {
        key: key("openingAge"),
        eta,
    });
    let due = || execute(module, "openingAge");
    assert_eq!(stage.refused(owner, due()), early);
    stage.node.warp_to(eta).expect("later");
    stage.is_for_owner_alone(&due());
    stage.by(owner, due()).expect("due");
    assert_eq!(stage.setting("openingAge"), number(1_500));
    assert_eq!(stage.pending(module, "openingAge"), (U256::ZERO, 0));
    let gone = revert(&IAuthority::AuthorityNotScheduled {
        key: key("openingAge"),
    });
    assert_eq!(stage.refused(owner, due()), gone);
}

#[test]
fn lasts_no_longer_than_its_window() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let call = schedule(module, "openingAge", number(1_500));
    stage.by(owner, call).expect("announced");
    let (_, eta) = stage.pending(module, "openingAge");
    let deadline = eta + WINDOW_SECS;
    stage.node.warp_to(deadline + 1).expect("later");
    let expired = revert(&IAuthority::AuthorityExpired {
        key: key("openingAge"),
        deadline,
    });
    assert_eq!(stage.refused(owner, execute(module, "openingAge")), expired);
}

#[test]
fn can_be_cancelled_by_owner_and_guardian_and_nobody_else() {
    let mut stage = Stage::set();
    let (owner, guardian, caller) = (stage.owner, stage.guardian, stage.stranger);
    let module = stage.module;
    let cancel = IAuthority::cancelCall {
        module,
        key: key("openingAge"),
    };
    let nothing = revert(&IAuthority::AuthorityNotScheduled {
        key: key("openingAge"),
    });
    assert_eq!(stage.refused(owner, cancel.clone()), nothing);
    for by in [owner, guardian] {
        let call = schedule(module, "openingAge", number(1_500));
        stage.by(owner, call).expect("announced");
        assert_eq!(
            stage.refused(caller, cancel.clone()),
            revert(&IAuthority::AccessNotOwnerNorGuardian { caller })
        );
        stage.by(by, cancel.clone()).expect("cancelled");
        assert_eq!(stage.pending(module, "openingAge"), (U256::ZERO, 0));
    }
}

#[test]
fn does_not_overwrite_a_waiting_change_and_waits_apart_in_each_contract() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let other = governed(&mut stage.node, stage.authority);
    for module in [module, other] {
        let call = schedule(module, "openingAge", number(1_500));
        stage.by(owner, call).expect("announced");
    }
    let (_, eta) = stage.pending(module, "openingAge");
    let waits = revert(&IAuthority::AuthorityAlreadyScheduled {
        key: key("openingAge"),
        eta,
    });
    let call = schedule(module, "openingAge", number(1_600));
    assert_eq!(stage.refused(owner, call), waits);
}

#[test]
fn is_checked_again_when_due() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let call = schedule(module, "openingAge", number(500));
    stage.by(owner, call).expect("announced");
    let call = tighten(module, "openingAge", number(500));
    stage.by(owner, call).expect("it is safer");
    stage.node.warp(DELAY_SECS);
    let unchanged = revert(&IAuthority::AuthorityUnchanged {
        key: key("openingAge"),
        value: number(500),
    });
    assert_eq!(
        stage.refused(owner, execute(module, "openingAge")),
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
