//! Sending transactions.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    primitives::{Address, Bytes, TxKind},
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use serde_json::{Value, json};

use super::{Node, RpcError, call::estimate_at, format, params::Params};
use crate::chain::{Chain, PoolTx};

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    Some(match method {
        "eth_sendRawTransaction" => send_raw(node, params),
        "eth_sendRawTransactionSync" => send_raw(node, params).map(|hash| receipt(node, &hash)),
        "eth_sendTransaction" | "eth_sendUnsignedTransaction" => send(node, params),
        "eth_sign" | "personal_sign" => sign(node, params, method == "personal_sign"),
        _ => return None,
    })
}

fn send_raw(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let raw: Bytes = params.get(0)?;
    let tx = PoolTx::decode(&raw)?;
    let hash = node.change(|chain| chain.submit(tx))?;
    Ok(json!(hash))
}

fn receipt(node: &Node, hash: &Value) -> Value {
    let chain = node.chain();
    let hash = serde_json::from_value(hash.clone()).unwrap_or_default();
    chain.transaction(hash).map_or(Value::Null, |(block, tx)| {
        format::receipt(block, super::eth::place(block, tx.hash))
    })
}

fn send(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.get(0)?;
    let sender = request
        .from
        .ok_or_else(|| RpcError::invalid_params("missing from"))?;
    let tx = complete(&node.chain(), &request)?;
    let tx = if let Some(key) = key_of(node, sender) {
        let signature = key
            .sign_hash_sync(&tx.signature_hash())
            .map_err(|error| RpcError::failed(error.to_string()))?;
        let envelope = TxEnvelope::Eip1559(tx.into_signed(signature));
        PoolTx {
            hash: *envelope.tx_hash(),
            envelope,
            sender,
        }
    } else if node.chain().is_impersonated(sender) {
        PoolTx::unsigned(tx, sender)
    } else {
        return Err(RpcError::failed("unknown account"));
    };
    let hash = node.change(|chain| chain.submit(tx))?;
    Ok(json!(hash))
}

fn key_of(node: &Node, account: Address) -> Option<&alloy::signers::local::PrivateKeySigner> {
    node.keys().iter().find(|key| key.address() == account)
}

/// Fills in what the request leaves open.
fn complete(chain: &Chain, request: &TransactionRequest) -> Result<TxEip1559, RpcError> {
    let sender = request.from.unwrap_or_default();
    let base_fee = u128::from(chain.base_fee_wei());
    let gas_limit = match request.gas {
        Some(gas) => gas,
        None => estimate_at(chain, &chain.next_spot(), request)?,
    };
    Ok(TxEip1559 {
        chain_id: request.chain_id.unwrap_or(chain.config().chain_id),
        nonce: request.nonce.unwrap_or_else(|| chain.pending_nonce(sender)),
        gas_limit,
        max_fee_per_gas: request
            .max_fee_per_gas
            .or(request.gas_price)
            .unwrap_or(base_fee),
        max_priority_fee_per_gas: request.max_priority_fee_per_gas.unwrap_or(0),
        to: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        access_list: request.access_list.clone().unwrap_or_default(),
        input: request.input.input().cloned().unwrap_or_default(),
    })
}

fn sign(node: &Node, params: &Params, data_first: bool) -> Result<Value, RpcError> {
    let (account, data) = if data_first { (1, 0) } else { (0, 1) };
    let account: Address = params.get(account)?;
    let data: Bytes = params.get(data)?;
    let key = key_of(node, account).ok_or_else(|| RpcError::failed("unknown account"))?;
    let signature = key
        .sign_message_sync(&data)
        .map_err(|error| RpcError::failed(error.to_string()))?;
    Ok(json!(Bytes::from(signature.as_bytes().to_vec())))
}
