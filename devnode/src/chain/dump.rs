//! The state as text, to be kept and loaded.

use alloy::primitives::{Address, Bytes, U256};
use revm::bytecode::Bytecode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::Chain;
use crate::error::NodeError;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dump {
    /// The format of the text: other nodes write other formats.
    format: String,
    arbos: u64,
    timestamp: u64,
    accounts: BTreeMap<Address, DumpAccount>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DumpAccount {
    nonce: u64,
    balance: U256,
    #[serde(default)]
    code: Bytes,
    #[serde(default)]
    storage: BTreeMap<U256, U256>,
}

const FORMAT: &str = "devnode-state-1";

impl Chain {
    /// All accounts as JSON.
    ///
    /// # Errors
    /// Never in practice: maps of numbers can be written.
    pub fn dump_state(&self) -> Result<String, NodeError> {
        let accounts = self.state.accounts().map(|(address, account)| {
            let dumped = DumpAccount {
                nonce: account.nonce,
                balance: account.balance,
                code: self.state.code(*address).original_bytes(),
                storage: account
                    .storage()
                    .map(|(slot, value)| (*slot, *value))
                    .collect(),
            };
            (*address, dumped)
        });
        let dump = Dump {
            format: FORMAT.to_owned(),
            arbos: self.config.arbos.number(),
            timestamp: self.head().header.timestamp,
            accounts: accounts.collect(),
        };
        serde_json::to_string(&dump).map_err(|error| NodeError::State(error.to_string()))
    }

    /// Replaces all accounts by dumped ones, and moves the clock on to their time. Nothing changes
    /// if the text is wrong.
    ///
    /// # Errors
    /// When the text is no dump, or one of another `ArbOS` version.
    pub fn load_state(&mut self, text: &str) -> Result<(), NodeError> {
        let dump: Dump =
            serde_json::from_str(text).map_err(|error| NodeError::State(error.to_string()))?;
        if dump.format != FORMAT {
            let why = format!("its format is {}, not {FORMAT}", dump.format);
            return Err(NodeError::State(why));
        }
        if dump.arbos != self.config.arbos.number() {
            let why = format!("it was dumped at ArbOS {}", dump.arbos);
            return Err(NodeError::State(why));
        }
        let mut state = super::state::State::default();
        for (address, account) in dump.accounts {
            state.set_balance(address, account.balance);
            state.set_nonce(address, account.nonce);
            if !account.code.is_empty() {
                let code = Bytecode::new_raw_checked(account.code)
                    .map_err(|error| NodeError::State(error.to_string()))?;
                state.set_code(address, code);
            }
            for (slot, value) in account.storage {
                state.set_slot(address, slot, value);
            }
        }
        self.state = state;
        if dump.timestamp > self.clock.now_secs() {
            self.clock.set(dump.timestamp);
        }
        Ok(())
    }
}
