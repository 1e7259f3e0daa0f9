//! The keeper's state file: the blocks that it has read, and the accounts that it watches.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};
use venue::fault::{Fault, local};

/// The format of the file.
const FORMAT: u64 = 1;

/// How many blocks are remembered by hash. After a deeper reorganisation the chain is read again from the deployment.
pub(crate) const REMEMBERED: usize = 64;

/// The default file for a market: in the user's folder for state, which is made if it is missing.
///
/// # Errors
/// When there is no such folder.
pub(crate) fn default_path(chain_id: u64, market: Address) -> Result<PathBuf, Fault> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let folder = state_folder(variable("XDG_STATE_HOME"), variable("HOME"))
        .ok_or_else(|| local("there is no folder for the state file: set HOME, or give --state"))?;
    std::fs::create_dir_all(&folder)
        .map_err(|error| local(format!("{}: {error}", folder.display())))?;
    Ok(folder.join(format!("keeper-{chain_id}-{market}.json")))
}

/// The folder for state, by the XDG base directory specification: it ignores a relative `XDG_STATE_HOME`.
fn state_folder(xdg_state_home: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let base = xdg_state_home.filter(absolute);
    let base = base.or_else(|| Some(home.filter(absolute)?.join(".local/state")))?;
    Some(base.join("strikepool"))
}

/// The content of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Progress {
    format: u64,
    chain_id: u64,
    market: Address,
    /// The last block of each read, in rising order, by number and hash.
    pub(crate) read: Vec<(u64, B256)>,
    /// Accounts that may have money or positions; for an empty one, the block since which it is empty.
    pub(crate) accounts: BTreeMap<U256, Option<u64>>,
    /// The time of the chain when it last noted the price of a share; forgotten when blocks are replaced.
    #[serde(default)]
    pub(crate) noted: Option<u64>,
}

/// The file, locked against other keepers.
#[derive(Debug)]
pub(crate) struct State {
    path: PathBuf,
    pub(crate) progress: Progress,
    /// Holds the lock.
    _lock: File,
}

impl State {
    /// Opens the file, or creates it.
    ///
    /// # Errors
    /// When it is of another market or format, or another keeper uses it.
    pub(crate) fn open(path: &Path, chain_id: u64, market: Address) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let lock = path.with_extension("lock");
        let lock = File::create(&lock).map_err(|error| wrong(error.to_string()))?;
        lock.try_lock().map_err(|_| {
            wrong("another keeper uses it: give this one a file of its own by --state".into())
        })?;
        let progress = match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Progress {
                format: FORMAT,
                chain_id,
                market,
                read: Vec::new(),
                accounts: BTreeMap::new(),
                noted: None,
            },
            Err(error) => return Err(wrong(error.to_string())),
        };
        if progress.format != FORMAT {
            return Err(wrong(format!(
                "it has format {}, but this keeper uses format {FORMAT}",
                progress.format
            )));
        }
        if (progress.chain_id, progress.market) != (chain_id, market) {
            return Err(wrong(format!(
                "it is of market {} on chain {}: give --state",
                progress.market, progress.chain_id
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            progress,
            _lock: lock,
        })
    }

    /// Writes the file, all or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn save(&self) -> Result<(), Fault> {
        let wrong = |error: std::io::Error| local(format!("{}: {error}", self.path.display()));
        let text = serde_json::to_string(&self.progress).map_err(|error| wrong(error.into()))?;
        let beside = self.path.with_extension("new");
        std::fs::write(&beside, text).map_err(wrong)?;
        std::fs::rename(&beside, &self.path).map_err(wrong)
    }
}

impl Progress {
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

    /// Forgets accounts that are empty for longer than blocks are remembered: those blocks cannot be replaced any more.
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
    fn a_saved_state_is_read_back() {
        let (_folder, path) = file();
        let mut state = State::open(&path, 7, Address::repeat_byte(1)).unwrap();
        state.progress.note(3, B256::repeat_byte(3));
        state.progress.accounts.insert(U256::from(9), Some(2));
        state.save().unwrap();
        let progress = state.progress.clone();
        drop(state);
        let again = State::open(&path, 7, Address::repeat_byte(1)).unwrap();
        assert_eq!(again.progress, progress);
    }

    #[test]
    fn a_file_that_is_in_use_or_broken_or_of_another_market_is_refused() {
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
    fn empty_accounts_are_forgotten_only_when_their_blocks_are_final() {
        let (_folder, path) = file();
        let mut progress = State::open(&path, 7, Address::ZERO).unwrap().progress;
        progress.accounts.insert(U256::from(1), Some(10));
        progress.accounts.insert(U256::from(2), None);
        for number in 10..10 + REMEMBERED as u64 {
            progress.note(number, B256::ZERO);
        }
        progress.forget_the_empty();
        assert_eq!(progress.accounts.len(), 2);
        progress.note(1_000, B256::ZERO);
        progress.forget_the_empty();
        assert_eq!(
            progress.accounts.keys().copied().collect::<Vec<_>>(),
            [U256::from(2)]
        );
    }

    #[test]
    fn the_state_folder_is_that_of_the_user() {
        let path = |text: &str| Some(PathBuf::from(text));
        let home = path("/home/me");
        for (xdg, home, folder) in [
            (path("/state"), home.clone(), path("/state/strikepool")),
            (None, home.clone(), path("/home/me/.local/state/strikepool")),
            (
                path(""),
                home.clone(),
                path("/home/me/.local/state/strikepool"),
            ),
            (path("here"), home, path("/home/me/.local/state/strikepool")),
            (None, None, None),
            (None, path(""), None),
        ] {
            assert_eq!(
                state_folder(xdg.clone(), home.clone()),
                folder,
                "{xdg:?} {home:?}"
            );
        }
    }
}
