//! Accounts that are refused.

use crate::support::{Asked, argument};
use alloy_primitives::{B256, Bytes};
use contract_tests::margin::{IOptionMargin as Contract, Margining, margin_context, positions};
use contract_tests::pricing::DAY;
use contract_tests::{revert, reverted};

mod refuses {
    use super::*;

    fn asked(stage: &Margining, count: usize) -> Asked {
        let slices: Vec<_> = [7, 30].map(|days| stage.slice(days)).into();
        Asked {
            legs: positions(&slices, count),
            slices,
            context: margin_context(),
            cash: 0,
        }
    }

    fn refusal(change: impl FnOnce(&mut Asked)) -> Bytes {
        let stage = Margining::set();
        let mut asked = asked(&stage, 4);
        change(&mut asked);
        let refused = reverted(stage.try_ask(asked.margin()));
        assert_eq!(reverted(stage.try_ask(asked.scenarios())), refused);
        assert_eq!(reverted(stage.try_ask(asked.distance())), refused);
        refused
    }

    #[test]
    fn more_positions_than_an_account_may_have() {
        let stage = Margining::set();
        assert!(stage.try_ask(asked(&stage, 32).margin()).is_ok());
        let more = asked(&stage, 33).legs;
        assert_eq!(refusal(|it| it.legs = more), argument("legs"));
    }

    #[test]
    fn more_expiries_than_an_account_may_have() {
        let stage = Margining::set();
        let slices: Vec<_> = (1..10).map(|days| stage.slice(days)).collect();
        let legs = positions(&slices, 9);
        let of_nine = |it: &mut Asked| (it.slices, it.legs) = (slices, legs);
        assert_eq!(refusal(of_nine), argument("expiries"));
    }

    #[test]
    fn an_expiry_without_a_slice() {
        let expiry = Margining::set().node.now_secs() + 14 * DAY;
        let missing = revert(&Contract::PricerSurfaceMissing { expiry });
        assert_eq!(refusal(|it| it.legs[2].expiry = expiry), missing);
    }

    #[test]
    fn arguments_out_of_their_range() {
        assert_eq!(refusal(|it| it.context.spot = 0), argument("spot"));
        assert_eq!(refusal(|it| it.legs[1].strike = 0), argument("strike"));
        assert_eq!(refusal(|it| it.legs[1].kind = 4), argument("kind"));
        let mut amount = B256::ZERO;
        amount[..6].copy_from_slice(b"amount");
        let overflow = revert(&Contract::PricerOverflow { name: amount });
        assert_eq!(refusal(|it| it.legs[0].quantity = i128::MAX), overflow);
        assert_eq!(refusal(|it| it.cash = i128::MAX), overflow);
    }
}
