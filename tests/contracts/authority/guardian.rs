//! The guardian's seat.

use crate::support::{Stage, number};
use alloy_primitives::{Address, U256};
use contract_tests::authority::{
    DELAY_SECS, IAuthority, execute, key, pause, schedule, tighten, value_of,
};
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

    fn may_not_cancel(stage: &mut Stage, name: &str) {
        let (module, key) = (stage.module, key(name));
        let cancel = IAuthority::cancelCall { module, key };
        let refused = stage.refused(stage.guardian, cancel);
        let cannot = revert(&IAuthority::AuthorityGuardianCannotCancel { key });
        assert_eq!(refused, cannot, "{name}");
    }

    /// Before, a guardian who had paused cancelled the end of it every 48 hours, for as long as they liked.
    #[test]
    fn l14_cannot_keep_a_pause_by_cancelling_its_end() {
        let mut stage = Stage::set();
        let (owner, guardian, module) = (stage.owner, stage.guardian, stage.module);
        stage.by(guardian, pause(module)).expect("paused");
        let end = schedule(module, "paused", U256::ZERO);
        stage.by(owner, end).expect("announced");
        may_not_cancel(&mut stage, "paused");
        stage.node.warp(DELAY_SECS);
        stage.by(owner, execute(module, "paused")).expect("due");
        assert!(!stage.paused(module));
    }

    /// Before, a guardian cancelled the way back as well.
    #[test]
    fn l14_cannot_cancel_the_way_back_from_a_tightening() {
        let mut stage = Stage::set();
        let (owner, guardian, module) = (stage.owner, stage.guardian, stage.module);
        let key = key("openingAge");
        for secs in [600, 60] {
            let call = tighten(module, "openingAge", number(secs));
            stage.by(guardian, call).expect("it is safer");
        }
        for back in [100, 1_200] {
            let call = schedule(module, "openingAge", number(back));
            stage.by(owner, call).expect("announced");
            may_not_cancel(&mut stage, "openingAge");
            let cancel = IAuthority::cancelCall { module, key };
            stage.by(owner, cancel).expect("the owner may");
        }
        // What is beyond the value before is no way back.
        let cancel = IAuthority::cancelCall { module, key };
        let call = schedule(module, "openingAge", number(1_201));
        stage.by(owner, call).expect("announced");
        stage.by(guardian, cancel.clone()).expect("they may");
        let call = schedule(module, "openingAge", number(1_200));
        stage.by(owner, call).expect("announced");
        stage.node.warp(DELAY_SECS);
        stage.by(owner, execute(module, "openingAge")).expect("due");
        // Nothing is tightened any more.
        let call = schedule(module, "openingAge", number(1_100));
        stage.by(owner, call).expect("announced");
        stage.by(guardian, cancel).expect("they may");
    }

    #[test]
    fn cancels_what_nobody_tightened() {
        let mut stage = Stage::set();
        let (owner, guardian, module) = (stage.owner, stage.guardian, stage.module);
        for (name, value) in [
            ("openingAge", number(2_000)),
            ("closingAge", number(7_200)),
            ("oracle", value_of(owner)),
        ] {
            let call = schedule(module, name, value);
            stage.by(owner, call).expect("announced");
            let key = key(name);
            let cancel = IAuthority::cancelCall { module, key };
            stage.by(guardian, cancel).expect("they may");
        }
    }
}
