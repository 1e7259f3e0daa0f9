//! The errors of the constructor.

use crate::support::{IImpostor, deploy};
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use contract_tests::authority::value_of;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod the_liquidator {
    use super::*;

    #[test]
    fn is_not_built_over_a_market_whose_asset_is_no_token() {
        let mut stage = Trading::set();
        let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
        let code = artifact("Impostor", "Impostor");
        let market = stage.node().deploy_artifact(owner, &code, &[]);
        let market = market.expect("it is accepted");
        let asset = Address::repeat_byte(0x77);
        let say = IImpostor::sayCall {
            selector: IMarket::assetCall::SELECTOR.into(),
            answer: Bytes::from(value_of(asset).abi_encode()),
        };
        stage.send(owner, market, say).expect("it is told");
        let arguments = (authority, market).abi_encode_params();
        let refused = reverted(deploy(&mut stage, "liquidator", &arguments));
        // The deployer of Stylus wraps the error in its own.
        let reason = revert(&ILiquidator::TokenUnreadable { token: asset });
        let mut parts = refused.windows(reason.len());
        assert!(parts.any(|part| part == reason.as_ref()), "{refused}");
    }
}
