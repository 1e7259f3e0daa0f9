//! Blocks, transactions, receipts and logs as JSON.

use alloy::{
    consensus::{Transaction, Typed2718},
    primitives::{B256, Log, U64, U256},
};
use serde_json::{Map, Value, json};

use crate::chain::{Block, MinedTx, PoolTx};

pub(crate) fn hex(number: u64) -> Value {
    json!(U64::from(number))
}

/// A block, with its transactions whole or as hashes.
pub(crate) fn block(block: &Block, full: bool) -> Value {
    let mut fields = header_fields(block);
    let txs: Vec<Value> = if full {
        (0..block.txs.len())
            .map(|index| transaction(block, index))
            .collect()
    } else {
        block.txs.iter().map(|tx| json!(tx.hash)).collect()
    };
    fields.insert("transactions".to_owned(), Value::Array(txs));
    fields.insert("uncles".to_owned(), json!([]));
    fields.insert("size".to_owned(), hex(block.header.size() as u64));
    Value::Object(fields)
}

/// A header, as subscribers get it.
pub(crate) fn header(block: &Block) -> Value {
    Value::Object(header_fields(block))
}

fn header_fields(block: &Block) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(&block.header) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    fields.insert("hash".to_owned(), json!(block.hash));
    fields.insert("totalDifficulty".to_owned(), hex(block.header.number + 1));
    fields.insert("l1BlockNumber".to_owned(), hex(block.l1_block_number));
    fields.insert("sendCount".to_owned(), hex(0));
    fields.insert("sendRoot".to_owned(), json!(B256::ZERO));
    fields
}

/// A mined transaction.
pub(crate) fn transaction(block: &Block, index: usize) -> Value {
    let Some(tx) = block.txs.get(index) else {
        return Value::Null;
    };
    let mut fields = envelope_fields(&tx.envelope, tx.sender);
    fields.insert("blockHash".to_owned(), json!(block.hash));
    fields.insert("blockNumber".to_owned(), hex(block.header.number));
    fields.insert("transactionIndex".to_owned(), hex(index as u64));
    let price = block.header.base_fee_per_gas.unwrap_or_default();
    fields.insert("gasPrice".to_owned(), hex(price));
    Value::Object(fields)
}

/// A transaction that waits.
pub(crate) fn waiting(tx: &PoolTx) -> Value {
    let mut fields = envelope_fields(&tx.envelope, tx.sender);
    for name in ["blockHash", "blockNumber", "transactionIndex"] {
        fields.insert(name.to_owned(), Value::Null);
    }
    let price = U256::from(tx.envelope.max_fee_per_gas());
    fields.insert("gasPrice".to_owned(), json!(price));
    Value::Object(fields)
}

fn envelope_fields(
    envelope: &alloy::consensus::TxEnvelope,
    sender: alloy::primitives::Address,
) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(envelope) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    fields.insert("from".to_owned(), json!(sender));
    fields.insert("type".to_owned(), hex(u64::from(envelope.ty())));
    fields
}

/// The receipt of a mined transaction.
pub(crate) fn receipt(block: &Block, index: usize) -> Value {
    let Some(tx) = block.txs.get(index) else {
        return Value::Null;
    };
    let logs: Vec<Value> = tx_logs(block, index).collect();
    let price = block.header.base_fee_per_gas.unwrap_or_default();
    json!({
        "type": hex(u64::from(tx.envelope.ty())),
        "status": hex(u64::from(tx.is_success())),
        "transactionHash": tx.hash,
        "transactionIndex": hex(index as u64),
        "blockHash": block.hash,
        "blockNumber": hex(block.header.number),
        "from": tx.sender,
        "to": tx.envelope.to(),
        "contractAddress": tx.created,
        "cumulativeGasUsed": hex(tx.cumulative_gas),
        "gasUsed": hex(tx.gas_used),
        "effectiveGasPrice": hex(price),
        "logs": logs,
        "logsBloom": tx.bloom(),
        "gasUsedForL1": hex(0),
        "l1BlockNumber": hex(block.l1_block_number),
    })
}

/// The logs of a transaction with their places.
pub(crate) fn tx_logs(block: &Block, index: usize) -> impl Iterator<Item = Value> {
    let tx = block.txs.get(index);
    tx.into_iter().flat_map(move |tx| {
        tx.logs
            .iter()
            .enumerate()
            .map(move |(at, entry)| log(block, tx, index, at, entry))
    })
}

/// One log with its place.
pub(crate) fn log(block: &Block, tx: &MinedTx, index: usize, at: usize, entry: &Log) -> Value {
    json!({
        "address": entry.address,
        "topics": entry.topics(),
        "data": entry.data.data,
        "blockHash": block.hash,
        "blockNumber": hex(block.header.number),
        "blockTimestamp": hex(block.header.timestamp),
        "transactionHash": tx.hash,
        "transactionIndex": hex(index as u64),
        "logIndex": hex(tx.first_log + at as u64),
        "removed": false,
    })
}
