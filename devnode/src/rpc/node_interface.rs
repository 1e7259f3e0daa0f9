//! `NodeInterface` (0xc8): not a contract; the node answers its functions in `eth_call`.

use alloy::{
    primitives::{Bytes, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
    sol,
    sol_types::{SolCall, SolInterface},
};

use super::{RpcError, call::estimate_at};
use crate::{
    arbos::{
        precompiles::NODE_INTERFACE,
        storage::{self, Space, l1},
    },
    chain::{Chain, Spot},
};

sol! {
    interface NodeInterface {
        function gasEstimateComponents(address to, bool contractCreation, bytes data) external payable returns (uint64 gasEstimate, uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function gasEstimateL1Component(address to, bool contractCreation, bytes data) external payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function nitroGenesisBlock() external pure returns (uint256 number);
        function blockL1Num(uint64 l2BlockNum) external view returns (uint64 l1BlockNum);
    }
}

use NodeInterface::{
    NodeInterfaceCalls, blockL1NumCall, gasEstimateComponentsCall, gasEstimateComponentsReturn,
    gasEstimateL1ComponentCall, gasEstimateL1ComponentReturn, nitroGenesisBlockCall,
};

/// Answers a call of the interface; `None` for a call of another address.
pub(super) fn answer(
    chain: &Chain,
    spot: &Spot,
    request: &TransactionRequest,
) -> Option<Result<Bytes, RpcError>> {
    if request.to != Some(TxKind::Call(NODE_INTERFACE)) {
        return None;
    }
    let input = request.input.input().cloned().unwrap_or_default();
    let Ok(call) = NodeInterfaceCalls::abi_decode(&input) else {
        return Some(Err(RpcError::revert(&Bytes::new())));
    };
    Some(reply(chain, spot, request, call))
}

fn reply(
    chain: &Chain,
    spot: &Spot,
    request: &TransactionRequest,
    call: NodeInterfaceCalls,
) -> Result<Bytes, RpcError> {
    let base_fee = U256::from(spot.base_fee_wei);
    let unit = Space::l1_pricing().field(l1::PRICE_PER_UNIT);
    let l1_fee = storage::peek(&spot.state, unit);
    // L1 data costs nothing here, so its share of the gas is zero.
    let bytes = match call {
        NodeInterfaceCalls::gasEstimateComponents(call) => {
            let inner = TransactionRequest {
                from: request.from,
                to: (!call.contractCreation).then_some(TxKind::Call(call.to)),
                value: request.value,
                input: TransactionInput::new(call.data),
                ..TransactionRequest::default()
            };
            gasEstimateComponentsCall::abi_encode_returns(&gasEstimateComponentsReturn {
                gasEstimate: estimate_at(chain, spot, &inner)?,
                gasEstimateForL1: 0,
                baseFee: base_fee,
                l1BaseFeeEstimate: l1_fee,
            })
        }
        NodeInterfaceCalls::gasEstimateL1Component(_) => {
            gasEstimateL1ComponentCall::abi_encode_returns(&gasEstimateL1ComponentReturn {
                gasEstimateForL1: 0,
                baseFee: base_fee,
                l1BaseFeeEstimate: l1_fee,
            })
        }
        NodeInterfaceCalls::nitroGenesisBlock(_) => {
            nitroGenesisBlockCall::abi_encode_returns(&U256::ZERO)
        }
        NodeInterfaceCalls::blockL1Num(call) => {
            let block = chain
                .block(call.l2BlockNum)
                .ok_or_else(|| RpcError::failed("header not found"))?;
            blockL1NumCall::abi_encode_returns(&block.l1_block_number)
        }
    };
    Ok(bytes.into())
}
