//! Which addresses the lens accepts.

use crate::support::Screen;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use contract_tests::lens::*;
use contract_tests::trading::IMarket;
use contract_tests::{revert, reverted, wasm};

#[test]
fn that_is_no_market_is_refused() {
    let screen = Screen::with_a_book();
    let stage = &screen.stage;
    for market in [stage.trader, stage.vault, stage.usdc, Address::ZERO] {
        let refused = revert(&ILens::LensNotMarket { market });
        let chain = stage.try_ask(screen.lens, ILens::chain_0Call { market });
        assert_eq!(reverted(chain), refused, "{market}");
        let id = U256::ZERO;
        let account = stage.try_ask(screen.lens, ILens::accountCall { market, id });
        assert_eq!(reverted(account), refused);
        let pool = stage.try_ask(screen.pool_lens, IPoolLens::poolCall { market });
        assert_eq!(reverted(pool), refused);
    }
}

#[test]
fn of_a_market_that_its_own_modules_do_not_serve_is_refused() {
    let mut screen = Screen::set();
    let stage = &mut screen.stage;
    let arguments = (
        stage.pricing.authority,
        stage.oracle,
        stage.risk,
        stage.vault,
        stage.ask(stage.market, IMarket::clearingCall {}),
    );
    let (owner, code) = (stage.pricing.owner, wasm("market"));
    let arguments = arguments.abi_encode_params();
    let node = stage.node();
    let deployed = node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO);
    let market = deployed.expect("it is accepted").address;
    let chain = screen
        .stage
        .try_ask(screen.lens, ILens::chain_0Call { market });
    assert_eq!(reverted(chain), revert(&ILens::LensNotMarket { market }));
}
