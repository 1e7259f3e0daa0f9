//! Calls that are refused.

use alloy::rpc::types::{TransactionInput, TransactionRequest};
use alloy_primitives::{Address, TxKind, U256};
use alloy_sol_types::{SolCall, sol};
use contract_tests::liquidation::*;
use contract_tests::trading::*;
use contract_tests::{revert, reverted, wasm};
use devnode::api::TypedCall;

sol! {
    function nobodyAsksThis() external;
}

mod the_watchlist {
    use super::*;

    fn set() -> (Cast, Address) {
        let mut cast = Cast::with(700);
        let (keeper, code) = (cast.keeper, wasm("watchlist"));
        let deployed = cast.node().deploy_wasm(keeper, &code);
        (cast, deployed.expect("it is accepted").address)
    }

    #[test]
    fn refuses_unknown_functions_short_calldata_and_ether() {
        let (mut cast, list) = set();
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let unknown = reverted(cast.send(keeper, list, nobodyAsksThisCall {}));
        let selector = nobodyAsksThisCall::SELECTOR.into();
        assert_eq!(unknown, revert(&IWatchlist::CallUnknown { selector }));
        let watch = IWatchlist::watchCall {
            liquidator,
            ids: vec![cast.id()],
        };
        let mut request = TypedCall::new(keeper, list, watch.clone()).value(U256::ONE);
        let with_value = reverted(cast.node().send_call(&request));
        assert_eq!(with_value, revert(&IWatchlist::CallWithValue {}));
        request.value = U256::ZERO;
        cast.node().send_call(&request).expect("without it");
        let whole = watch.abi_encode();
        let cut = TransactionRequest {
            from: Some(keeper),
            to: Some(TxKind::Call(list)),
            input: TransactionInput::new(whole[..whole.len() - 1].to_vec().into()),
            ..TransactionRequest::default()
        };
        let malformed = reverted(cast.node().transact(cut));
        // The offset of the list in calldata.
        let position = U256::from(32);
        assert_eq!(malformed, revert(&IWatchlist::CallMalformed { position }));
    }

    #[test]
    fn passes_on_the_error_of_an_address_that_is_no_liquidator() {
        let (mut cast, list) = set();
        let (keeper, oracle) = (cast.keeper, cast.oracle);
        let watch = IWatchlist::watchCall {
            liquidator: oracle,
            ids: vec![cast.id()],
        };
        let refused = reverted(cast.send(keeper, list, watch));
        let selector = ILiquidator::marketCall::SELECTOR.into();
        assert_eq!(refused, revert(&IWatchlist::CallUnknown { selector }));
        let count = IWatchlist::countCall { liquidator: oracle };
        assert_eq!(cast.ask(list, count), U256::ZERO);
    }
}
