//! Ratios, refusals, and a stand-in for the market.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::sol;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::wasm;
use devnode::error::NodeError;

/// One dollar in WAD.
pub(crate) const ONE: i128 = WAD.cast_signed();

/// Returns value/(contingency − loss), in parts of a million.
pub(crate) fn ratio(figures: &MarginFigures) -> i128 {
    figures.value * 1_000_000 / requirement(figures).max(1)
}

pub(crate) fn selector(data: &Bytes) -> [u8; 4] {
    data[..4].try_into().expect("an error")
}

sol! {
    interface IImpostor {
        function say(bytes4 selector, bytes calldata answer) external;
        function refuse(bytes4 selector, bytes calldata reason) external;
    }
}

pub(crate) fn deploy(
    stage: &mut Trading,
    contract: &str,
    arguments: &[u8],
) -> Result<Address, NodeError> {
    let (owner, code) = (stage.pricing.owner, wasm(contract));
    let node = stage.node();
    let deployed = node.deploy_wasm_with_constructor(owner, &code, arguments, U256::ZERO)?;
    Ok(deployed.address)
}
