//! Requests for the present state of the chain.

use alloy::signers::local::PrivateKeySigner;
use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256, Bytes, U256, keccak256},
    rpc::types::BlockId,
};
use serde_json::{Value, json};
use std::sync::Arc;

use super::{
    Node, RpcError,
    format::{self, hex},
    params::{Params, block_tag},
};
use crate::chain::{Block, BlockTag, Chain, state::State};

/// The maximum number of blocks in one fee history.
const MAX_FEE_HISTORY: u64 = 1024;

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    let chain = || node.chain();
    Some(match method {
        "web3_clientVersion" => Ok(json!(client_version(&chain()))),
        "web3_sha3" => params.get::<Bytes>(0).map(|data| json!(keccak256(data))),
        "net_version" => Ok(json!(chain().config().chain_id.to_string())),
        "net_listening" => Ok(json!(true)),
        "eth_chainId" => Ok(hex(chain().config().chain_id)),
        "eth_syncing" | "eth_mining" => Ok(json!(false)),
        "eth_protocolVersion" => Ok(json!("0x41")),
        "eth_coinbase" => Ok(json!(crate::config::SEQUENCER)),
        "net_peerCount" | "eth_hashrate" | "eth_maxPriorityFeePerGas" | "eth_blobBaseFee" => {
            Ok(hex(0))
        }
        "eth_accounts" | "eth_requestAccounts" => Ok(json!(
            node.keys()
                .iter()
                .map(PrivateKeySigner::address)
                .collect::<Vec<_>>()
        )),
        "eth_blockNumber" => Ok(hex(chain().head().header.number)),
        "eth_gasPrice" => Ok(hex(chain().base_fee_wei())),
        "eth_feeHistory" => fee_history(&chain(), params),
        "eth_getBalance" => at(&chain(), params, 1, |state, account| {
            json!(state.balance(account))
        }),
        "eth_getCode" => at(&chain(), params, 1, |state, account| {
            json!(state.code(account).original_bytes())
        }),
        "eth_getTransactionCount" => nonce(&chain(), params),
        "eth_getStorageAt" => storage(&chain(), params),
        "eth_getBlockByNumber" => block_by_number(&chain(), params),
        "eth_getBlockByHash" => block_by_hash(&chain(), params),
        "eth_getHeaderByNumber" | "eth_getHeaderByHash" => {
            found(&chain(), params).map(|block| block.map_or(Value::Null, |b| format::header(&b)))
        }
        "eth_getBlockTransactionCountByNumber" | "eth_getBlockTransactionCountByHash" => {
            found(&chain(), params)
                .map(|block| block.map_or(Value::Null, |b| hex(b.txs.len() as u64)))
        }
        "eth_getUncleCountByBlockNumber" | "eth_getUncleCountByBlockHash" => Ok(hex(0)),
        "eth_getBlockReceipts" => found(&chain(), params).map(|block| {
            block.map_or(Value::Null, |b| {
                (0..b.txs.len())
                    .map(|index| format::receipt(&b, index))
                    .collect()
            })
        }),
        "eth_getTransactionByHash" => transaction(&chain(), params),
        "eth_getTransactionByBlockNumberAndIndex" | "eth_getTransactionByBlockHashAndIndex" => {
            transaction_at(&chain(), params)
        }
        "eth_getTransactionReceipt" => receipt(&chain(), params),
        "eth_getRawTransactionByHash" => raw_transaction(&chain(), params),
        _ => return None,
    })
}

fn client_version(chain: &Chain) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("devnode/v{version}/arbos{}", chain.config().arbos)
}

/// The block that the first parameter names.
fn found(chain: &Chain, params: &Params) -> Result<Option<Arc<Block>>, RpcError> {
    let id: BlockId = params.get(0)?;
    Ok(chain.resolve(block_tag(id)).cloned())
}

/// The state that a parameter names.
pub(super) fn state_at(chain: &Chain, params: &Params, index: usize) -> Result<State, RpcError> {
    let tag = params.block(index)?;
    chain
        .resolve(tag)
        .map(|block| chain.state_at(block))
        .ok_or_else(|| RpcError::failed("header not found"))
}

fn at(
    chain: &Chain,
    params: &Params,
    index: usize,
    read: impl FnOnce(&State, Address) -> Value,
) -> Result<Value, RpcError> {
    let account = params.get(0)?;
    Ok(read(&state_at(chain, params, index)?, account))
}

fn nonce(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let account = params.get(0)?;
    if params.block(1)? == BlockTag::Pending {
        return Ok(hex(chain.pending_nonce(account)));
    }
    Ok(hex(state_at(chain, params, 1)?.nonce(account)))
}

fn storage(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let account = params.get(0)?;
    let slot = params.number(1)?;
    let value = state_at(chain, params, 2)?.slot(account, slot);
    Ok(json!(B256::from(value)))
}

fn block_by_number(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let number: BlockNumberOrTag = params.get(0)?;
    let full = params.opt(1)?.unwrap_or(false);
    let tag = block_tag(BlockId::Number(number));
    Ok(chain
        .resolve(tag)
        .map_or(Value::Null, |block| format::block(block, full)))
}

fn block_by_hash(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let hash = params.get(0)?;
    let full = params.opt(1)?.unwrap_or(false);
    Ok(chain
        .block_by_hash(hash)
        .map_or(Value::Null, |block| format::block(block, full)))
}

fn transaction(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let hash: B256 = params.get(0)?;
    if let Some((block, tx)) = chain.transaction(hash) {
        let index = place(block, tx.hash);
        return Ok(format::transaction(block, index));
    }
    Ok(chain.pool.get(hash).map_or(Value::Null, format::waiting))
}

fn transaction_at(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let index = params.opt_u64(1)?.unwrap_or_default();
    let Some(block) = found(chain, params)? else {
        return Ok(Value::Null);
    };
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    Ok(format::transaction(&block, index))
}

fn receipt(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let hash: B256 = params.get(0)?;
    Ok(chain.transaction(hash).map_or(Value::Null, |(block, tx)| {
        format::receipt(block, place(block, tx.hash))
    }))
}

fn raw_transaction(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    use alloy::eips::eip2718::Encodable2718;
    let hash: B256 = params.get(0)?;
    Ok(chain.transaction(hash).map_or(Value::Null, |(_, tx)| {
        json!(Bytes::from(tx.envelope.encoded_2718()))
    }))
}

pub(super) fn place(block: &Block, hash: B256) -> usize {
    block
        .txs
        .iter()
        .position(|tx| tx.hash == hash)
        .unwrap_or_default()
}

fn fee_history(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let count = params.opt_u64(0)?.unwrap_or(1).min(MAX_FEE_HISTORY);
    let newest = chain
        .resolve(params.block(1)?)
        .ok_or_else(|| RpcError::failed("header not found"))?
        .header
        .number;
    let percentiles: Vec<f64> = params.opt(2)?.unwrap_or_default();
    let oldest = (newest + 1).saturating_sub(count);
    let blocks: Vec<_> = (oldest..=newest)
        .take(usize::try_from(count).unwrap_or(usize::MAX))
        .filter_map(|number| chain.block(number))
        .collect();
    let mut fees: Vec<Value> = blocks
        .iter()
        .map(|block| hex(block.header.base_fee_per_gas.unwrap_or_default()))
        .collect();
    fees.push(hex(chain.base_fee_wei()));
    let ratios: Vec<f64> = blocks
        .iter()
        .map(|block| ratio(block.header.gas_used, block.header.gas_limit))
        .collect();
    // Tips are dropped, so no percentile of them is more than zero.
    let rewards = vec![vec![U256::ZERO; percentiles.len()]; blocks.len()];
    let mut history = json!({
        "oldestBlock": hex(oldest),
        "baseFeePerGas": fees,
        "gasUsedRatio": ratios,
    });
    if !percentiles.is_empty() {
        history["reward"] = json!(rewards);
    }
    Ok(history)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share for display; both numbers are below 2^53"
)]
fn ratio(used: u64, limit: u64) -> f64 {
    used as f64 / limit as f64
}
