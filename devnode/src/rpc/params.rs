//! Parameters of a call, read one by one.

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::U256,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::RpcError;
use crate::chain::BlockTag;

/// The parameters of one call.
pub(crate) struct Params(Vec<Value>);

impl Params {
    pub(crate) fn new(params: Value) -> Result<Self, RpcError> {
        match params {
            Value::Null => Ok(Self(Vec::new())),
            Value::Array(list) => Ok(Self(list)),
            _ => Err(RpcError::invalid_params("non-array args")),
        }
    }

    /// A parameter that must be there.
    pub(crate) fn get<T: DeserializeOwned>(&self, index: usize) -> Result<T, RpcError> {
        match self.0.get(index) {
            Some(value) => parse(index, value),
            None => Err(RpcError::invalid_params(format!(
                "missing value for required argument {index}"
            ))),
        }
    }

    /// A parameter that may be missing or null.
    pub(crate) fn opt<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, RpcError> {
        match self.0.get(index) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => parse(index, value).map(Some),
        }
    }

    /// A number, written as hexadecimal text, decimal text or a JSON number.
    pub(crate) fn number(&self, index: usize) -> Result<U256, RpcError> {
        self.opt_number(index)?.ok_or_else(|| {
            RpcError::invalid_params(format!("missing value for required argument {index}"))
        })
    }

    pub(crate) fn opt_number(&self, index: usize) -> Result<Option<U256>, RpcError> {
        self.opt(index)
    }

    pub(crate) fn opt_u64(&self, index: usize) -> Result<Option<u64>, RpcError> {
        self.opt_number(index)?
            .map(|number| {
                u64::try_from(number)
                    .map_err(|_| RpcError::invalid_params(format!("argument {index} is too large")))
            })
            .transpose()
    }

    /// The block that a parameter names; the newest one when it is missing.
    pub(crate) fn block(&self, index: usize) -> Result<BlockTag, RpcError> {
        Ok(self
            .opt::<BlockId>(index)?
            .map_or(BlockTag::Latest, block_tag))
    }
}

fn parse<T: DeserializeOwned>(index: usize, value: &Value) -> Result<T, RpcError> {
    T::deserialize(value).map_err(|error| {
        let text: String = error.to_string().chars().take(300).collect();
        RpcError::invalid_params(format!("invalid argument {index}: {text}"))
    })
}

pub(crate) fn block_tag(id: BlockId) -> BlockTag {
    match id {
        BlockId::Hash(hash) => BlockTag::Hash(hash.block_hash),
        BlockId::Number(number) => match number {
            BlockNumberOrTag::Number(number) => BlockTag::Number(number),
            BlockNumberOrTag::Earliest => BlockTag::Number(0),
            BlockNumberOrTag::Pending => BlockTag::Pending,
            // One sequencer, no forks: the newest block is final.
            BlockNumberOrTag::Latest | BlockNumberOrTag::Safe | BlockNumberOrTag::Finalized => {
                BlockTag::Latest
            }
        },
    }
}
