//! The keeper's place: how far it has read, and whom it watches, kept in a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};
use venue::fault::{Fault, local};

/// The form of the file.
const FORMAT: u64 = 1;

/// So many blocks are remembered by their hashes; deeper than that a chain is read anew from the deployment on.
pub(crate) const REMEMBERED: usize = 64;

/// What is in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Place {
    format: u64,
    chain_id: u64,
    market: Address,
    /// Blocks that were read up to, rising, by number and hash.
    pub(crate) read: Vec<(u64, B256)>,
    /// Accounts that may have something, and since which block they had nothing, if so.
    pub(crate) accounts: BTreeMap<U256, Option<u64>>,
    /// When it last noted the price of a share, as far as that block stands; unix seconds of the chain.
    #[serde(default)]
    pub(crate) noted: Option<u64>,
}

/// The file, held so that no other keeper uses it.
#[derive(Debug)]
pub(crate) struct State {
    path: PathBuf,
    pub(crate) place: Place,
    /// Its lock lasts as long as this.
    _held: File,
}

impl State {
    /// Opens a file, or begins one.
    ///
    /// # Errors
    /// When it is of another market, not of this form, or used by another keeper.
    pub(crate) fn open(path: &Path, chain_id: u64, market: Address) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let lock = path.with_extension("lock");
        let held = File::create(&lock).map_err(|error| wrong(error.to_string()))?;
        held.try_lock()
            .map_err(|_| wrong("another keeper uses it".into()))?;
        let place = match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Place {
                format: FORMAT,
                chain_id,
                market,
                read: Vec::new(),
                accounts: BTreeMap::new(),
                noted: None,
            },
            Err(error) => return Err(wrong(error.to_string())),
        };
        if place.format != FORMAT {
            return Err(wrong(format!("it has form {}", place.format)));
        }
        if (place.chain_id, place.market) != (chain_id, market) {
            return Err(wrong(format!(
                "it is of market {} on chain {}",
                place.market, place.chain_id
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            place,
            _held: held,
        })
    }

    /// Writes the file: the whole of it, or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn save(&self) -> Result<(), Fault> {
        let wrong = |error: std::io::Error| local(format!("{}: {error}", self.path.display()));
        let text = serde_json::to_string(&self.place).map_err(|error| wrong(error.into()))?;
        let beside = self.path.with_extension("new");
        std::fs::write(&beside, text).map_err(wrong)?;
        std::fs::rename(&beside, &self.path).map_err(wrong)
    }
}

impl Place {
    /// Notes a block as read.
    pub(crate) fn note(&mut self, number: u64, hash: B256) {
        if self.read.last() == Some(&(number, hash)) {
            return;
        }
        self.read.push((number, hash));
        if self.read.len() > REMEMBERED {
            self.read.remove(0);
        }
    }

    /// Forgets accounts that had nothing for as long as blocks are remembered: such blocks are not replaced any more.
    pub(crate) fn forget_the_empty(&mut self) {
        let Some((oldest, _)) = self.read.first().filter(|_| self.read.len() == REMEMBERED) else {
            return;
        };
        self.accounts
            .retain(|_, empty| empty.is_none_or(|since| since >= *oldest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        (folder, path)
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let (_folder, path) = file();
        let mut state = State::open(&path, 7, Address::repeat_byte(1)).unwrap();
        state.place.note(3, B256::repeat_byte(3));
        state.place.accounts.insert(U256::from(9), Some(2));
        state.save().unwrap();
        let place = state.place.clone();
        drop(state);
        let again = State::open(&path, 7, Address::repeat_byte(1)).unwrap();
        assert_eq!(again.place, place);
    }

    #[test]
    fn a_file_of_another_market_or_in_use_or_broken_is_refused() {
        let (_folder, path) = file();
        let state = State::open(&path, 7, Address::repeat_byte(1)).unwrap();
        state.save().unwrap();
        let fault = State::open(&path, 7, Address::repeat_byte(1)).unwrap_err();
        assert!(fault.to_string().contains("another keeper"), "{fault}");
        drop(state);
        let fault = State::open(&path, 8, Address::repeat_byte(1)).unwrap_err();
        assert!(fault.to_string().contains("on chain 7"), "{fault}");
        std::fs::write(&path, "{").unwrap();
        assert!(State::open(&path, 7, Address::repeat_byte(1)).is_err());
    }

    #[test]
    fn the_empty_are_forgotten_only_when_their_blocks_are_final() {
        let (_folder, path) = file();
        let mut place = State::open(&path, 7, Address::ZERO).unwrap().place;
        place.accounts.insert(U256::from(1), Some(10));
        place.accounts.insert(U256::from(2), None);
        for number in 10..10 + REMEMBERED as u64 {
            place.note(number, B256::ZERO);
        }
        place.forget_the_empty();
        assert_eq!(place.accounts.len(), 2);
        place.note(1_000, B256::ZERO);
        place.forget_the_empty();
        assert_eq!(
            place.accounts.keys().copied().collect::<Vec<_>>(),
            [U256::from(2)]
        );
    }
}
