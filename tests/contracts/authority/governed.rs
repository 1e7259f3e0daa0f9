//! What a governed contract accepts, and from whom.

use crate::support::{Stage, number};
use alloy_primitives::Address;
use contract_tests::authority::{IGoverned, deploy_authority, key, tighten};
use contract_tests::{revert, reverted, send};

mod a_governed_contract {
    use super::*;

    #[test]
    fn takes_changes_from_its_authority_alone() {
        let mut stage = Stage::set();
        let module = stage.module;
        for caller in [stage.owner, stage.guardian, stage.stranger] {
            let call = IGoverned::changeCall {
                key: key("openingAge"),
                value: number(60),
            };
            let refused = reverted(send(&mut stage.node, caller, module, call));
            assert_eq!(refused, revert(&IGoverned::AccessNotAuthority { caller }));
        }
        let other = deploy_authority(&mut stage.node, stage.stranger, Address::ZERO);
        let other = other.expect("it is accepted");
        let (stranger, node) = (stage.stranger, &mut stage.node);
        let call = tighten(module, "openingAge", number(60));
        assert_eq!(
            reverted(send(node, stranger, other, call)),
            revert(&IGoverned::AccessNotAuthority { caller: other })
        );
    }
}
