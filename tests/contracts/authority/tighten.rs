//! A parameter moves in its safer direction at once.

use crate::support::{Stage, number};
use alloy_primitives::U256;
use contract_tests::authority::{IAuthority, key, tighten};
use contract_tests::revert;

#[test]
fn takes_effect_at_once_for_owner_and_guardian() {
    let mut stage = Stage::set();
    let (owner, guardian, module) = (stage.owner, stage.guardian, stage.module);
    for (by, name, value) in [(owner, "openingAge", 900), (guardian, "openingAge", 600)] {
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
        stage.refused(caller, tighten(module, "openingAge", number(900))),
        revert(&IAuthority::AccessNotOwnerNorGuardian { caller })
    );
}

#[test]
fn never_loosens() {
    let mut stage = Stage::set();
    let (guardian, module) = (stage.guardian, stage.module);
    for (name, current, proposed) in [
        ("openingAge", 1_200, 1_201),
        ("reserve", 12_500, 12_499),
        ("reserve", 12_500, 12_501),
        ("vegaLimit", 100, 101),
        ("vegaLimit", 100, 99),
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
        key: key("openingAge"),
        value: U256::ZERO,
        min: number(60),
        max: number(3_600),
    });
    let call = tighten(module, "openingAge", U256::ZERO);
    assert_eq!(stage.refused(guardian, call), refused);
    let unchanged = revert(&IAuthority::AuthorityUnchanged {
        key: key("openingAge"),
        value: number(1_200),
    });
    let call = tighten(module, "openingAge", number(1_200));
    assert_eq!(stage.refused(guardian, call), unchanged);
    for name in ["oracle", "market", "colour"] {
        let unknown = revert(&IAuthority::AccessUnknownKey { key: key(name) });
        let call = tighten(module, name, number(1));
        assert_eq!(stage.refused(guardian, call), unknown, "{name}");
    }
}
