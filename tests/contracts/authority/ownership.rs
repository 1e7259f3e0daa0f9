//! The owner hands over in two steps.

use crate::support::Stage;
use alloy_primitives::Address;
use contract_tests::authority::{IAuthority, wire};
use contract_tests::revert;

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
fn is_offered_only_by_the_owner_and_accepted_only_by_the_receiver() {
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
