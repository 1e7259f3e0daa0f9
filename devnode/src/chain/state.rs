//! Accounts, code and storage as persistent maps: a copy of the whole state costs nothing,
//! so every block and every snapshot keeps its own.

use alloy::primitives::{Address, B256, KECCAK256_EMPTY, U256, keccak256, map::FbBuildHasher};
use revm::{
    bytecode::Bytecode,
    database_interface::{Database, DatabaseRef},
    state::{AccountInfo, EvmState},
};
use rpds::HashTrieMapSync;
use std::{convert::Infallible, fmt, sync::OnceLock};

use super::trie;

type AccountMap = HashTrieMapSync<Address, Account, FbBuildHasher<20>>;
type StorageMap = HashTrieMapSync<U256, U256, FbBuildHasher<32>>;
type CodeMap = HashTrieMapSync<B256, Bytecode, FbBuildHasher<32>>;

/// One account with its storage.
#[derive(Clone, Debug)]
pub struct Account {
    /// Transactions sent, or contracts created.
    pub nonce: u64,
    /// Balance in wei.
    pub balance: U256,
    /// Hash of the code, [`KECCAK256_EMPTY`] without code.
    pub code_hash: B256,
    storage: StorageMap,
    /// Root of the storage trie, once it has been asked for since the storage changed.
    storage_root: OnceLock<B256>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            nonce: 0,
            balance: U256::ZERO,
            code_hash: KECCAK256_EMPTY,
            storage: StorageMap::default(),
            storage_root: OnceLock::new(),
        }
    }
}

impl Account {
    /// The slots that are not zero.
    pub fn storage(&self) -> impl Iterator<Item = (&U256, &U256)> {
        self.storage.iter()
    }

    /// The root of its storage trie.
    #[must_use]
    pub fn storage_root(&self) -> B256 {
        *self.storage_root.get_or_init(|| trie::storage_root(self))
    }

    fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code_hash == KECCAK256_EMPTY
    }

    fn set_slot(&mut self, slot: U256, value: U256) {
        self.storage_root.take();
        if value.is_zero() {
            self.storage.remove_mut(&slot);
        } else {
            self.storage.insert_mut(slot, value);
        }
    }
}

/// All accounts and code.
#[derive(Clone, Default)]
pub struct State {
    accounts: AccountMap,
    codes: CodeMap,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("accounts", &self.accounts.size())
            .field("codes", &self.codes.size())
            .finish()
    }
}

impl State {
    /// The account at an address, if there is one.
    #[must_use]
    pub fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address)
    }

    /// All accounts.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &Account)> {
        self.accounts.iter()
    }

    /// Balance in wei.
    #[must_use]
    pub fn balance(&self, address: Address) -> U256 {
        self.account(address).map_or(U256::ZERO, |a| a.balance)
    }

    /// Next nonce.
    #[must_use]
    pub fn nonce(&self, address: Address) -> u64 {
        self.account(address).map_or(0, |a| a.nonce)
    }

    /// Code at an address.
    #[must_use]
    pub fn code(&self, address: Address) -> Bytecode {
        self.account(address)
            .and_then(|a| self.codes.get(&a.code_hash))
            .cloned()
            .unwrap_or_default()
    }

    /// A storage slot.
    #[must_use]
    pub fn slot(&self, address: Address, slot: U256) -> U256 {
        self.account(address)
            .and_then(|a| a.storage.get(&slot))
            .copied()
            .unwrap_or_default()
    }

    /// Changes an account, which is made if there was none.
    pub fn edit(&mut self, address: Address, change: impl FnOnce(&mut Account)) {
        let mut account = self.account(address).cloned().unwrap_or_default();
        change(&mut account);
        self.accounts.insert_mut(address, account);
    }

    /// Sets a balance.
    pub fn set_balance(&mut self, address: Address, wei: U256) {
        self.edit(address, |a| a.balance = wei);
    }

    /// Sets a nonce.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.edit(address, |a| a.nonce = nonce);
    }

    /// Sets a storage slot.
    pub fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        self.edit(address, |a| a.set_slot(slot, value));
    }

    /// Drops all storage of an account.
    pub fn clear_storage(&mut self, address: Address) {
        self.edit(address, |a| {
            a.storage = StorageMap::default();
            a.storage_root.take();
        });
    }

    /// Sets the code of an account.
    pub fn set_code(&mut self, address: Address, code: Bytecode) {
        let hash = self.add_code(code);
        self.edit(address, |a| a.code_hash = hash);
    }

    fn add_code(&mut self, code: Bytecode) -> B256 {
        if code.is_empty() {
            return KECCAK256_EMPTY;
        }
        let hash = keccak256(code.original_byte_slice());
        if !self.codes.contains_key(&hash) {
            self.codes.insert_mut(hash, code);
        }
        hash
    }

    /// Takes over what a transaction changed.
    pub fn commit(&mut self, changes: EvmState) {
        for (address, change) in changes {
            if !change.is_touched() {
                continue;
            }
            if change.is_selfdestructed() {
                self.accounts.remove_mut(&address);
                continue;
            }
            let mut account = if change.is_created() {
                Account::default()
            } else {
                self.account(address).cloned().unwrap_or_default()
            };
            account.nonce = change.info.nonce;
            account.balance = change.info.balance;
            account.code_hash = match change.info.code {
                Some(code) if change.info.code_hash != account.code_hash => self.add_code(code),
                _ => change.info.code_hash,
            };
            for (slot, value) in change.storage {
                if value.is_changed() {
                    account.set_slot(slot, value.present_value);
                }
            }
            // EIP-161: a touched account without nonce, balance and code ceases to exist.
            if account.is_empty() {
                self.accounts.remove_mut(&address);
            } else {
                self.accounts.insert_mut(address, account);
            }
        }
    }
}

/// A state as the interpreter reads it.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The state before the transaction.
    pub state: State,
}

impl DatabaseRef for World {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Self::Error> {
        Ok(self.state.account(address).map(|account| AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            code: None,
            ..AccountInfo::default()
        }))
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, Self::Error> {
        Ok(self.state.codes.get(&hash).cloned().unwrap_or_default())
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, Self::Error> {
        Ok(self.state.slot(address, slot))
    }

    /// `BLOCKHASH` asks for hashes of L1 blocks, of which a development chain has none.
    fn block_hash_ref(&self, _number: u64) -> Result<B256, Self::Error> {
        Ok(B256::ZERO)
    }
}

impl Database for World {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Self::Error> {
        self.basic_ref(address)
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Self::Error> {
        self.code_by_hash_ref(hash)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Self::Error> {
        self.storage_ref(address, slot)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Self::Error> {
        self.block_hash_ref(number)
    }
}
