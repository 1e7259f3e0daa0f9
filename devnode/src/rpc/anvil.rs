//! Methods for test frameworks: snapshots, time, direct changes of state.

use alloy::primitives::{Address, B256, Bytes, U256};
use revm::bytecode::Bytecode;
use serde_json::{Value, json};

use super::{Node, RpcError, format::hex, params::Params};
use crate::chain::Chain;

/// The maximum number of blocks in one `anvil_mine`.
const MAX_BLOCKS: u64 = 100_000;

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    let name = method
        .strip_prefix("anvil_")
        .or_else(|| method.strip_prefix("hardhat_"))
        .or_else(|| method.strip_prefix("evm_"))?;
    Some(match name {
        "snapshot" => Ok(snapshot(node)),
        "revert" => revert(node, params),
        "increaseTime" => increase_time(node, params),
        "setNextBlockTimestamp" => set_next_time(node, params),
        "setTime" => set_time(node, params),
        "mine" if method.starts_with("evm_") => mine_one(node, params),
        "mine" => mine_many(node, params),
        "setAutomine" => params
            .get(0)
            .map(|on| set(node, |chain| chain.instant = on)),
        "getAutomine" => Ok(json!(node.chain().instant)),
        "setBalance" => set_balance(node, params),
        "addBalance" => add_balance(node, params),
        "setCode" => set_code(node, params),
        "setNonce" => set_nonce(node, params),
        "setStorageAt" => set_storage(node, params),
        "impersonateAccount" => params
            .get(0)
            .map(|account| set(node, |chain| chain.impersonate(account, true))),
        "stopImpersonatingAccount" => params
            .get(0)
            .map(|account| set(node, |chain| chain.impersonate(account, false))),
        "autoImpersonateAccount" => params
            .get(0)
            .map(|on| set(node, |chain| chain.impersonate_all = on)),
        "dropTransaction" => params
            .get(0)
            .map(|hash: B256| json!(node.change(|chain| chain.pool.remove_hash(hash)))),
        "dropAllTransactions" => Ok(set(node, |chain| chain.pool.clear())),
        "dumpState" => dump(node),
        "loadState" => load(node, params),
        "nodeInfo" | "metadata" => Ok(info(&node.chain())),
        _ => return None,
    })
}

fn set(node: &Node, change: impl FnOnce(&mut Chain)) -> Value {
    node.change(change);
    Value::Bool(true)
}

fn snapshot(node: &Node) -> Value {
    let chain = node.chain();
    let mut next = node.next_snapshot.lock();
    let id = *next;
    *next += 1;
    node.snapshots.lock().push((id, chain));
    hex(id)
}

/// Goes back to a snapshot, and deletes it and all later ones.
fn revert(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let id: u64 = params.number(0)?.saturating_to();
    let mut snapshots = node.snapshots.lock();
    let Some(position) = snapshots.iter().position(|(known, _)| *known == id) else {
        return Ok(json!(false));
    };
    let (_, saved) = snapshots.swap_remove(position);
    snapshots.truncate(position);
    drop(snapshots);
    node.change(|chain| *chain = saved);
    Ok(json!(true))
}

fn increase_time(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let secs: u64 = params.number(0)?.saturating_to();
    node.change(|chain| chain.clock.advance(secs));
    Ok(json!(secs))
}

fn set_next_time(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let secs: u64 = params.number(0)?.saturating_to();
    let head = node.chain().head().header.timestamp;
    if secs < head {
        return Err(RpcError::invalid_params(format!(
            "timestamp {secs} is before that of the newest block, {head}"
        )));
    }
    Ok(set(node, |chain| chain.clock.set_next(secs)))
}

fn set_time(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let secs: u64 = params.number(0)?.saturating_to();
    node.change(|chain| chain.clock.set(secs));
    Ok(json!(node.chain().clock.offset_secs()))
}

fn mine_one(node: &Node, params: &Params) -> Result<Value, RpcError> {
    if params.opt_u64(0)?.is_some() {
        set_next_time(node, params)?;
    }
    node.change(|chain| drop(chain.mine()));
    Ok(json!("0x0"))
}

fn mine_many(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let count = params.opt_u64(0)?.unwrap_or(1);
    if count > MAX_BLOCKS {
        return Err(RpcError::invalid_params(format!(
            "at most {MAX_BLOCKS} blocks at once"
        )));
    }
    let interval_secs = params.opt_u64(1)?.unwrap_or(0);
    Ok(set(node, |chain| {
        for index in 0..count {
            if index > 0 {
                chain.clock.advance(interval_secs);
            }
            chain.mine();
        }
    }))
}

fn set_balance(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let (account, wei): (Address, U256) = (params.get(0)?, params.number(1)?);
    Ok(set(node, |chain| {
        chain.state_mut().set_balance(account, wei);
    }))
}

fn add_balance(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let (account, wei): (Address, U256) = (params.get(0)?, params.number(1)?);
    Ok(set(node, |chain| {
        let sum = chain.state().balance(account).saturating_add(wei);
        chain.state_mut().set_balance(account, sum);
    }))
}

fn set_code(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let (account, code): (Address, Bytes) = (params.get(0)?, params.get(1)?);
    let code = Bytecode::new_raw_checked(code)
        .map_err(|error| RpcError::invalid_params(error.to_string()))?;
    Ok(set(node, |chain| chain.state_mut().set_code(account, code)))
}

fn set_nonce(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let account: Address = params.get(0)?;
    let nonce = u64::try_from(params.number(1)?)
        .map_err(|_| RpcError::invalid_params("nonce is too large"))?;
    Ok(set(node, |chain| {
        chain.state_mut().set_nonce(account, nonce);
    }))
}

fn set_storage(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let (account, slot, value): (Address, U256, U256) =
        (params.get(0)?, params.number(1)?, params.number(2)?);
    Ok(set(node, |chain| {
        chain.state_mut().set_slot(account, slot, value);
    }))
}

fn dump(node: &Node) -> Result<Value, RpcError> {
    let text = node
        .chain()
        .dump_state()
        .map_err(|error| RpcError::failed(error.to_string()))?;
    Ok(json!(Bytes::from(text.into_bytes())))
}

fn load(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let bytes: Bytes = params.get(0)?;
    let text = String::from_utf8(bytes.to_vec())
        .map_err(|_| RpcError::invalid_params("the state is no text"))?;
    node.change(|chain| chain.load_state(&text))
        .map_err(|error| RpcError::invalid_params(error.to_string()))?;
    Ok(json!(true))
}

fn info(chain: &Chain) -> Value {
    let head = chain.head();
    json!({
        "currentBlockNumber": hex(head.header.number),
        "currentBlockTimestamp": head.header.timestamp,
        "currentBlockHash": head.hash,
        "chainId": chain.config().chain_id,
        "arbosVersion": chain.config().arbos.number(),
        "clientVersion": concat!("devnode/v", env!("CARGO_PKG_VERSION")),
        "environment": {
            "baseFee": hex(chain.base_fee_wei()),
            "chainId": chain.config().chain_id,
            "gasLimit": hex(crate::config::HEADER_GAS_LIMIT),
            "gasPrice": hex(chain.base_fee_wei()),
        },
    })
}
