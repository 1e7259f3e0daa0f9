//! Errors of JSON-RPC, and the answers for executions.

use alloy::{
    primitives::Bytes,
    sol_types::{Panic, Revert, SolError},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::TxError,
    evm::{Executed, Outcome},
    trace::describe_revert,
};

/// An error that JSON-RPC carries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RpcError {
    /// Code: 3 for reverts, -32000 for other failures, -326xx for bad requests.
    pub code: i64,
    /// Message.
    pub message: String,
    /// Revert data as hexadecimal text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl RpcError {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// The server could not do it.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(-32000, message)
    }

    pub(crate) fn unknown_method(method: &str) -> Self {
        // The name comes from outside: as much of it as can be read.
        let method: String = method.chars().take(100).collect();
        Self::new(
            -32601,
            format!("the method {method} does not exist/is not available"),
        )
    }

    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(-32602, message)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(-32600, message)
    }

    pub(crate) fn parse(message: impl Into<String>) -> Self {
        Self::new(-32700, message)
    }

    /// The code reverted with that data.
    pub(crate) fn revert(data: &Bytes) -> Self {
        let message = if Revert::abi_decode(data).is_ok()
            || Panic::abi_decode(data).is_ok()
            || describe_revert(data).starts_with("error ")
        {
            format!("execution reverted: {}", describe_revert(data))
        } else {
            "execution reverted".to_owned()
        };
        Self {
            code: 3,
            message,
            data: Some(Value::String(data.to_string())),
        }
    }

    /// The error that an execution ended in, if it did.
    pub(crate) fn of(done: &Executed) -> Option<Self> {
        match &done.outcome {
            Outcome::Success => None,
            Outcome::Revert => Some(Self::revert(&done.output)),
            Outcome::Halt(reason) => Some(Self::failed(reason.clone())),
        }
    }
}

impl From<TxError> for RpcError {
    fn from(error: TxError) -> Self {
        Self::failed(error.to_string())
    }
}
