//! The record of a deployment, `deployments/<chain id>.json`. `docs/operate/deployment.md` describes its format.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alloy::primitives::{Address, B256};
use serde::Deserialize;

use crate::fault::{Fault, local};

/// The format that this program reads.
const FORMAT: u64 = 1;

/// The addresses of a deployment. Other fields of the record are ignored.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// The format of the record.
    pub format: u64,
    /// The chain.
    pub chain_id: u64,
    /// The block of the first transaction of the deployment.
    pub block: u64,
    /// What the market is called: `ETH/USDC`.
    pub name: String,
    /// Every contract but the authority, by its name in camelCase.
    pub modules: BTreeMap<String, Address>,
    /// The authority.
    pub authority: Option<Address>,
    /// The code hash of every contract, by its name in camelCase; empty if the record has none.
    #[serde(default)]
    pub code_hashes: BTreeMap<String, B256>,
}

impl Deployment {
    /// Reads a record.
    ///
    /// # Errors
    /// When the file is missing or not a record of this format.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let record: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if record.format != FORMAT {
            return Err(wrong(format!(
                "the record has format {}, but this program reads format {FORMAT}",
                record.format
            )));
        }
        Ok(record)
    }

    /// Reads the record of a chain, if there is one: `named`, or `deployments/<chain id>.json` in the current folder.
    ///
    /// # Errors
    /// When `named` is missing, or the record is of another chain.
    pub fn of_chain(named: Option<&Path>, chain_id: u64) -> Result<Option<Self>, Fault> {
        let usual = PathBuf::from(format!("deployments/{chain_id}.json"));
        if named.is_none() && !usual.exists() {
            return Ok(None);
        }
        let path = named.map_or(usual, Path::to_owned);
        let record = Self::read(&path)?;
        if record.chain_id != chain_id {
            return Err(local(format!(
                "{} is of chain {}, but the node is of chain {chain_id}",
                path.display(),
                record.chain_id
            )));
        }
        Ok(Some(record))
    }
}
