//! The record of a deployment, `deployments/<chain id>.json`; its form is in `docs/operate/deployment.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alloy::primitives::Address;
use serde::Deserialize;

use crate::fault::{Fault, local};

/// The form that is read here.
const FORMAT: u64 = 1;

/// Where everything of a deployment is. What is not needed here is passed over.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// The form of the record.
    pub format: u64,
    /// The chain.
    pub chain_id: u64,
    /// Nothing of the protocol happened before this block.
    pub block: u64,
    /// What the market is called: `ETH/USDC`.
    pub name: String,
    /// Every contract but the authority, by its name in camelCase.
    pub modules: BTreeMap<String, Address>,
}

impl Deployment {
    /// Reads a record.
    ///
    /// # Errors
    /// When it is not there or not a record of this form.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let record: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if record.format != FORMAT {
            return Err(wrong(format!(
                "it has form {}, and this program reads form {FORMAT}",
                record.format
            )));
        }
        Ok(record)
    }

    /// Reads the record of a chain, if there is one: the file named, or else `deployments/<chain id>.json` here.
    ///
    /// # Errors
    /// When a file that was named is not there, or it is not a record of this chain.
    pub fn of_chain(named: Option<&Path>, chain_id: u64) -> Result<Option<Self>, Fault> {
        let usual = PathBuf::from(format!("deployments/{chain_id}.json"));
        if named.is_none() && !usual.exists() {
            return Ok(None);
        }
        let path = named.map_or(usual, Path::to_owned);
        let record = Self::read(&path)?;
        if record.chain_id != chain_id {
            return Err(local(format!(
                "{} is of chain {}, and the node is of chain {chain_id}",
                path.display(),
                record.chain_id
            )));
        }
        Ok(Some(record))
    }
}
