//! The guardian's seat.

use crate::support::Stage;
use alloy_primitives::{Address, U256};
use contract_tests::authority::{DELAY_SECS, IAuthority, execute, key, schedule, value_of};
use contract_tests::revert;

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
    fn cannot_keep_the_seat_by_cancelling() {
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
    fn cannot_be_replaced_by_themselves_or_by_more_than_an_address() {
        let mut stage = Stage::set();
        let (owner, own) = (stage.owner, stage.authority);
        let value = value_of(stage.guardian);
        let unchanged = revert(&IAuthority::AuthorityUnchanged {
            key: key("guardian"),
            value,
        });
        let call = schedule(own, "guardian", value);
        assert_eq!(stage.refused(owner, call), unchanged);
        let max = value_of(Address::repeat_byte(0xff));
        let wide = revert(&IAuthority::AccessOutOfBounds {
            key: key("guardian"),
            value: U256::MAX,
            min: U256::ZERO,
            max,
        });
        let call = schedule(own, "guardian", U256::MAX);
        assert_eq!(stage.refused(owner, call), wide);
    }
}
