//! Who has a seat after construction.

use crate::support::Stage;
use alloy_primitives::Address;
use contract_tests::authority::{IAuthority, IGoverned, deploy_authority, key};
use contract_tests::{revert, reverted};
use devnode::Devnode;

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
