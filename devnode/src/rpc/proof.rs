//! Proofs of accounts and their storage.

use alloy::{
    primitives::Address,
    rpc::types::{EIP1186AccountProofResponse, EIP1186StorageProof},
    serde::JsonStorageKey,
};
use serde_json::{Value, json};

use super::{Node, RpcError, eth, params::Params};
use crate::chain::{Chain, trie};

/// The maximum number of slots in one request.
const MAX_SLOTS: usize = 1024;

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    (method == "eth_getProof").then(|| prove(&node.chain(), params))
}

fn prove(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let address: Address = params.get(0)?;
    let keys: Vec<JsonStorageKey> = params.opt(1)?.unwrap_or_default();
    if keys.len() > MAX_SLOTS {
        return Err(RpcError::invalid_params(format!(
            "too many slots: {} of at most {MAX_SLOTS}",
            keys.len()
        )));
    }
    let state = eth::state_at(chain, params, 2)?;
    if !chain.config().state_roots {
        return Err(RpcError::failed(
            "no proofs: the node runs without state roots",
        ));
    }
    let slots: Vec<_> = keys.iter().map(|key| key.as_b256().into()).collect();
    let proof = trie::prove(&state, address, &slots);
    let storage_proof = keys
        .into_iter()
        .zip(proof.slots)
        .map(|(key, slot)| EIP1186StorageProof {
            key,
            value: slot.value,
            proof: slot.nodes,
        })
        .collect();
    Ok(json!(EIP1186AccountProofResponse {
        address,
        balance: proof.account.balance,
        code_hash: proof.account.code_hash,
        nonce: proof.account.nonce,
        storage_hash: proof.account.storage_root,
        account_proof: proof.nodes,
        storage_proof,
    }))
}
