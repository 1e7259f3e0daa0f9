//! Compiled Solidity contracts, in the form that Foundry, Hardhat and solc write.

use alloy::{
    dyn_abi::{DynSolValue, JsonAbiExt},
    json_abi::JsonAbi,
    primitives::Bytes,
};
use serde_json::Value;

use crate::error::NodeError;

/// A compiled contract.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// Its interface.
    pub abi: JsonAbi,
    creation: Option<Bytes>,
    runtime: Option<Bytes>,
}

impl Artifact {
    /// Reads an artifact.
    ///
    /// # Errors
    /// When the text is no artifact, or its libraries are not linked.
    pub fn parse(text: &str) -> Result<Self, NodeError> {
        let json: Value =
            serde_json::from_str(text).map_err(|e| broken(&format!("not JSON: {e}")))?;
        let abi = json
            .get("abi")
            .cloned()
            .unwrap_or_else(|| Value::Array(Vec::new()));
        let abi = serde_json::from_value(abi).map_err(|e| broken(&format!("wrong abi: {e}")))?;
        let evm = json.get("evm");
        let find = |name: &str| {
            json.get(name)
                .or_else(|| evm.and_then(|evm| evm.get(name)))
                .map(code)
                .transpose()
        };
        Ok(Self {
            abi,
            creation: find("bytecode")?,
            runtime: find("deployedBytecode")?,
        })
    }

    /// The code that deploys it, without constructor arguments.
    ///
    /// # Errors
    /// When the artifact has none.
    pub fn creation(&self) -> Result<Bytes, NodeError> {
        some_code(self.creation.as_ref(), "bytecode")
    }

    /// The code that is deployed.
    ///
    /// # Errors
    /// When the artifact has none.
    pub fn runtime(&self) -> Result<Bytes, NodeError> {
        some_code(self.runtime.as_ref(), "deployedBytecode")
    }

    /// The code that deploys it with constructor arguments.
    ///
    /// # Errors
    /// When the artifact has no code, or the arguments do not fit its constructor.
    pub fn init_code(&self, args: &[DynSolValue]) -> Result<Bytes, NodeError> {
        let mut code = self.creation()?.to_vec();
        match &self.abi.constructor {
            Some(constructor) => code.extend(
                constructor
                    .abi_encode_input_raw(args)
                    .map_err(|error| NodeError::Artifact(error.to_string()))?,
            ),
            None if args.is_empty() => {}
            None => return Err(broken("the contract has no constructor")),
        }
        Ok(code.into())
    }
}

fn some_code(code: Option<&Bytes>, name: &str) -> Result<Bytes, NodeError> {
    code.filter(|code| !code.is_empty())
        .cloned()
        .ok_or_else(|| broken(&format!("no {name}")))
}

/// Foundry and solc wrap the code in an object, Hardhat does not.
fn code(value: &Value) -> Result<Bytes, NodeError> {
    let text = value.get("object").unwrap_or(value);
    let text = text.as_str().ok_or_else(|| broken("code is no text"))?;
    if text.contains("__") {
        return Err(broken("a library is not linked"));
    }
    let text = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(text)
        .map(Bytes::from)
        .map_err(|e| broken(&format!("code is not hexadecimal: {e}")))
}

fn broken(why: &str) -> NodeError {
    NodeError::Artifact(format!("the artifact cannot be used: {why}"))
}
