//! A module is set at once where none is set; a set module is replaced after the delay.

use crate::support::{Stage, number};
use alloy_primitives::{Address, U256};
use contract_tests::authority::{
    DELAY_SECS, IAuthority, execute, key, pause, schedule, value_of, wire,
};
use contract_tests::revert;

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
fn refuses_the_zero_address_and_keys_of_no_module() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let zero = wire(module, "market", Address::ZERO);
    assert_eq!(
        stage.refused(owner, zero),
        revert(&IAuthority::AccessZeroAddress { key: key("market") })
    );
    for name in ["openingAge", "paused", "colour"] {
        let call = wire(module, name, owner);
        let unknown = revert(&IAuthority::AccessUnknownKey { key: key(name) });
        assert_eq!(stage.refused(owner, call), unknown, "{name}");
    }
}

#[test]
fn replaces_a_module_after_the_delay_and_only_by_an_address() {
    let mut stage = Stage::set();
    let (owner, module) = (stage.owner, stage.module);
    let none = schedule(module, "oracle", U256::ZERO);
    assert_eq!(
        stage.refused(owner, none),
        revert(&IAuthority::AccessZeroAddress { key: key("oracle") })
    );
    let max = value_of(Address::repeat_byte(0xff));
    let wide = max + number(1);
    assert_eq!(
        stage.refused(owner, schedule(module, "oracle", wide)),
        revert(&IAuthority::AccessOutOfBounds {
            key: key("oracle"),
            value: wide,
            min: number(1),
            max
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
fn fails_for_addresses_that_it_does_not_govern() {
    let mut stage = Stage::set();
    let (owner, nothing) = (stage.owner, stage.stranger);
    assert!(stage.by(owner, wire(nothing, "market", owner)).is_err());
    assert!(stage.by(owner, pause(nothing)).is_err());
    // The authority does not govern itself.
    let own = stage.authority;
    assert!(stage.by(owner, wire(own, "guardian", owner)).is_err());
}
