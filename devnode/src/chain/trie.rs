//! The state as Merkle-Patricia tries: roots, and proofs of accounts and slots.
//!
//! The state itself is kept in maps that snapshots share. A trie is built of them when a root or a
//! proof is asked for; roots of storage are kept with the account until its storage changes.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    rlp::encode_fixed_size,
};
use alloy_trie::{
    EMPTY_ROOT_HASH, HashBuilder, Nibbles, TrieAccount,
    proof::{ProofNodes, ProofRetainer},
};

use super::state::{Account, State};

/// The content of an account, with the nodes of the tries that prove it.
#[derive(Clone, Debug)]
pub struct AccountProof {
    /// The account as the trie holds it; an empty one if there is none.
    pub account: TrieAccount,
    /// Nodes from the state root down to the account, or to where it would be.
    pub nodes: Vec<Bytes>,
    /// The slots that were asked for.
    pub slots: Vec<SlotProof>,
}

/// The value of a slot, with the nodes that prove it.
#[derive(Clone, Debug)]
pub struct SlotProof {
    /// The slot.
    pub slot: U256,
    /// Its value.
    pub value: U256,
    /// Nodes from the storage root down to the slot, or to where it would be.
    pub nodes: Vec<Bytes>,
}

/// The root of the state trie.
#[must_use]
pub fn state_root(state: &State) -> B256 {
    build(account_leaves(state), Vec::new()).0
}

/// The root of an account's storage.
pub(super) fn storage_root(account: &Account) -> B256 {
    build(storage_leaves(account), Vec::new()).0
}

/// Proves an account and some of its slots.
#[must_use]
pub fn prove(state: &State, address: Address, slots: &[U256]) -> AccountProof {
    let key = Nibbles::unpack(keccak256(address));
    let (_, nodes) = build(account_leaves(state), vec![key]);
    let account = state.account(address);
    let keys: Vec<_> = slots
        .iter()
        .map(|slot| Nibbles::unpack(keccak256(B256::from(*slot))))
        .collect();
    let (_, storage_nodes) = build(
        account.map(storage_leaves).unwrap_or_default(),
        keys.clone(),
    );
    let slots = slots.iter().zip(&keys).map(|(slot, key)| SlotProof {
        slot: *slot,
        value: state.slot(address, *slot),
        nodes: path(&storage_nodes, key),
    });
    AccountProof {
        account: account.map(trie_account).unwrap_or_default(),
        nodes: path(&nodes, &key),
        slots: slots.collect(),
    }
}

/// A leaf: hashed key and encoded value.
type Leaf = (B256, Vec<u8>);

fn account_leaves(state: &State) -> Vec<Leaf> {
    let accounts = state.accounts();
    accounts
        .map(|(address, account)| {
            let value = alloy::rlp::encode(trie_account(account));
            (keccak256(address), value)
        })
        .collect()
}

fn trie_account(account: &Account) -> TrieAccount {
    TrieAccount::new(
        account.nonce,
        account.balance,
        account.storage_root(),
        account.code_hash,
    )
}

fn storage_leaves(account: &Account) -> Vec<Leaf> {
    let slots = account.storage();
    slots
        .map(|(slot, value)| {
            let value = encode_fixed_size(value).to_vec();
            (keccak256(B256::from(*slot)), value)
        })
        .collect()
}

/// Builds a trie; gives its root and the nodes on the way to the targets.
fn build(mut leaves: Vec<Leaf>, targets: Vec<Nibbles>) -> (B256, ProofNodes) {
    if leaves.is_empty() {
        return (EMPTY_ROOT_HASH, ProofNodes::default());
    }
    leaves.sort_unstable_by_key(|(key, _)| *key);
    let mut trie = HashBuilder::default().with_proof_retainer(ProofRetainer::new(targets));
    for (key, value) in &leaves {
        trie.add_leaf(Nibbles::unpack(key), value);
    }
    let root = trie.root();
    (root, trie.take_proof_nodes())
}

fn path(nodes: &ProofNodes, key: &Nibbles) -> Vec<Bytes> {
    let nodes = nodes.matching_nodes_sorted(key);
    nodes.into_iter().map(|(_, node)| node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_trie::proof::verify_proof;

    fn address(number: u64) -> Address {
        Address::left_padding_from(&number.to_be_bytes())
    }

    /// Accounts with balances and as many slots as their number says.
    fn state(accounts: u64) -> State {
        let mut state = State::default();
        for number in 1..=accounts {
            state.set_balance(address(number), U256::from(number) << 70);
            for slot in 0..number {
                state.set_slot(
                    address(number),
                    U256::from(slot),
                    U256::from(number * 1000 + slot),
                );
            }
        }
        state
    }

    fn check(state: &State, number: u64, slot: u64) {
        let proof = prove(state, address(number), &[U256::from(slot)]);
        let known = state.account(address(number)).is_some();
        let expected = known.then(|| alloy::rlp::encode(proof.account));
        let key = Nibbles::unpack(keccak256(address(number)));
        verify_proof(state_root(state), key, expected, &proof.nodes)
            .expect("the account is proven");

        let slot = &proof.slots[0];
        let expected = (!slot.value.is_zero()).then(|| encode_fixed_size(&slot.value).to_vec());
        let key = Nibbles::unpack(keccak256(B256::from(slot.slot)));
        verify_proof(proof.account.storage_root, key, expected, &slot.nodes)
            .expect("the slot is proven");
    }

    #[test]
    fn proofs_lead_from_the_root_to_what_is_there_and_to_what_is_not() {
        for accounts in [1, 2, 17, 40] {
            let state = state(accounts);
            for number in 1..=accounts + 3 {
                for slot in [0, 1, 16, 39, 1000] {
                    check(&state, number, slot);
                }
            }
        }
    }

    #[test]
    fn roots_depend_on_what_is_there_and_not_on_how_it_came() {
        let before = state(5);
        let mut other = before.clone();
        other.set_slot(address(3), U256::from(1), U256::from(7));
        assert_ne!(state_root(&before), state_root(&other));
        other.set_slot(address(3), U256::from(1), U256::from(3001));
        assert_eq!(state_root(&before), state_root(&other));
        other.set_slot(address(3), U256::from(9), U256::from(1));
        other.set_slot(address(3), U256::from(9), U256::ZERO);
        assert_eq!(state_root(&before), state_root(&other));
    }

    #[test]
    fn an_empty_state_has_the_empty_root_and_empty_proofs() {
        let proof = prove(&State::default(), address(1), &[U256::ZERO]);
        assert!(proof.nodes.is_empty() && proof.slots[0].nodes.is_empty());
        assert_eq!(proof.account, TrieAccount::default());
        assert_eq!(state_root(&State::default()), EMPTY_ROOT_HASH);
    }
}
