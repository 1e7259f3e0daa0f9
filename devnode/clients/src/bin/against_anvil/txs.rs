//! Random transactions: deployments, calls, transfers, precompiles, delegations.

use alloy::{
    consensus::{
        SignableTransaction, Signed, Transaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope,
        TxLegacy,
    },
    eips::{
        eip2718::Encodable2718,
        eip2930::{AccessList, AccessListItem},
        eip7702::Authorization,
    },
    primitives::{Address, B256, Bytes, Signature, TxKind, U256, hex, keccak256},
    signers::{SignerSync, local::PrivateKeySigner},
};
use devnode::config::{BASE_FEE_WEI, CHAIN_ID};
use fastrand::Rng;

use super::{
    code::{SLOTS, Writer},
    inputs,
};
use clients::Failure;

/// The number of newest contracts that transactions and code use.
const REMEMBERED: usize = 14;
/// Calls whatever account the calldata begins with, with the rest of the calldata, and keeps
/// success, the hash of the answer and the gas left in slots 0 to 2.
const FORWARDER: [u8; 40] =
    hex!("6014360360145f375f5f601436035f345f3560601c5af15f553d5f5f3e3d5f206001555a60025500");
/// How much of the input is shown for a difference; the seed reproduces all of it.
const SHOWN_DIGITS: usize = 400;

/// Makes transactions.
pub(crate) struct Maker {
    pub(crate) rng: Rng,
    keys: Vec<PrivateKeySigner>,
    contracts: Vec<Address>,
    forwarder: Option<Address>,
}

/// A transaction and its purpose.
pub(crate) struct Made {
    pub(crate) envelope: TxEnvelope,
    pub(crate) sender: Address,
    pub(crate) what: &'static str,
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, tx) = (self.what, &self.envelope);
        let to = tx
            .to()
            .map_or_else(|| "a new contract".to_owned(), |to| to.to_string());
        let mut input = hex::encode(tx.input());
        if input.len() > SHOWN_DIGITS {
            input.truncate(SHOWN_DIGITS);
            input.push('…');
        }
        write!(
            f,
            "{what}, to {to}, {} gas, input 0x{input}",
            tx.gas_limit()
        )
    }
}

impl Made {
    pub(crate) fn raw(&self) -> Bytes {
        self.envelope.encoded_2718().into()
    }
}

/// What a transaction does, before fees and signature.
struct Draft {
    what: &'static str,
    to: TxKind,
    value: U256,
    input: Bytes,
    delegates: bool,
}

impl Maker {
    pub(crate) fn new(seed: u64, keys: Vec<PrivateKeySigner>) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            keys,
            contracts: Vec::new(),
            forwarder: None,
        }
    }

    /// Adds a new contract.
    pub(crate) fn learn(&mut self, contract: Address) {
        if self.forwarder.is_none() {
            self.forwarder = Some(contract);
        }
        self.contracts.push(contract);
        if self.contracts.len() > REMEMBERED {
            self.contracts.remove(0);
        }
    }

    /// The next sender.
    pub(crate) fn sender(&mut self) -> PrivateKeySigner {
        self.keys[self.rng.usize(..self.keys.len())].clone()
    }

    /// The next transaction of that sender.
    pub(crate) fn make(&mut self, key: &PrivateKeySigner, nonce: u64) -> Result<Made, Failure> {
        let draft = self.draft();
        let what = draft.what;
        let envelope = if draft.delegates {
            self.delegation(key, nonce, draft)?
        } else {
            self.sign(key, nonce, draft)?
        };
        Ok(Made {
            envelope,
            sender: key.address(),
            what,
        })
    }

    fn draft(&mut self) -> Draft {
        let Some(forwarder) = self.forwarder else {
            let init = Writer::new(&mut self.rng, &[]).creation(0, &FORWARDER);
            return plain("deployment", TxKind::Create, init);
        };
        match self.rng.u8(..100) {
            0..=24 => self.deployment(),
            25..=69 => self.call(),
            70..=84 => self.precompile(forwarder),
            85..=94 => self.transfer(),
            95..=96 => self.broken(),
            _ => Draft {
                delegates: true,
                what: "delegation",
                ..self.call()
            },
        }
    }

    fn deployment(&mut self) -> Draft {
        let addresses = self.addresses();
        let pieces = self.rng.usize(1..14);
        let mut runtime = Writer::new(&mut self.rng, &addresses).runtime(pieces);
        match self.rng.u8(..40) {
            0 => runtime.resize(self.rng.usize(24_570..24_582), 0x5b),
            1 => runtime.insert(0, 0xef),
            _ => {}
        }
        let before = self.rng.usize(..3);
        let init = Writer::new(&mut self.rng, &addresses).creation(before, &runtime);
        let mut draft = plain("deployment", TxKind::Create, init);
        draft.value = U256::from(self.rng.u64(..3) * 1000);
        draft
    }

    fn call(&mut self) -> Draft {
        let to = self.contracts[self.rng.usize(..self.contracts.len())];
        let size = self.rng.usize(..150);
        let input = (0..size).map(|_| self.rng.u8(..)).collect();
        let mut draft = plain("call", TxKind::Call(to), input);
        draft.value = U256::from(self.rng.u64(..3) * 500);
        draft
    }

    fn transfer(&mut self) -> Draft {
        let addresses = self.addresses();
        let to = if self.rng.bool() {
            addresses[self.rng.usize(..addresses.len())]
        } else {
            let number: u64 = self.rng.u64(..);
            Address::from_word(keccak256(number.to_be_bytes()))
        };
        let mut draft = plain("transfer", TxKind::Call(to), Vec::new());
        draft.value = U256::from(self.rng.u64(..1_000_000_000));
        draft
    }

    /// Invalid init code.
    fn broken(&mut self) -> Draft {
        let size = self.rng.usize(..60);
        let init = (0..size).map(|_| self.rng.u8(..)).collect::<Vec<_>>();
        // Random bytes could read what the chains answer differently.
        let init = init
            .into_iter()
            .filter(|op| !(0x40..=0x4f).contains(op))
            .collect();
        plain("broken deployment", TxKind::Create, init)
    }

    fn precompile(&mut self, forwarder: Address) -> Draft {
        let number = inputs::PRECOMPILES[self.rng.usize(..inputs::PRECOMPILES.len())];
        let address = Address::from_word(U256::from(number).into());
        let mut input = inputs::accepted(&mut self.rng, number, &self.keys[0]);
        if self.rng.u8(..6) == 0 && !input.is_empty() {
            let at = self.rng.usize(..input.len());
            input[at] ^= 1 << self.rng.u8(..8);
        }
        if self.rng.u8(..10) == 0 {
            input.truncate(self.rng.usize(..=input.len()));
        }
        let direct = self.rng.u8(..5) == 0;
        if direct {
            plain("precompile", TxKind::Call(address), input)
        } else {
            let data = [address.as_slice(), &input].concat();
            plain("precompile", TxKind::Call(forwarder), data)
        }
    }

    /// Addresses for code and transfers: contracts, senders, precompiles, and unused ones.
    fn addresses(&self) -> Vec<Address> {
        let mut all = self.contracts.clone();
        all.extend(self.keys.iter().take(3).map(PrivateKeySigner::address));
        all.extend([1, 2, 3, 4, 5].map(Address::with_last_byte));
        all.push(Address::repeat_byte(0xd0));
        all
    }

    /// A gas limit: mostly ample, sometimes tight, now and then too low to even begin.
    fn gas_limit(&mut self, draft: &Draft, list: &AccessList) -> u64 {
        let min = intrinsic_gas(&draft.input, draft.to.is_create()) + list_gas(list);
        let min = min.max(calldata_floor(&draft.input));
        match self.rng.u8(..20) {
            0 => 20_000,
            1 | 2 => min + self.rng.u64(..60_000),
            // Storing code of the largest size takes five million.
            _ => min + self.rng.u64(400_000..8_000_000),
        }
    }

    fn access_list(&mut self) -> AccessList {
        let addresses = self.addresses();
        let count = self.rng.usize(..4);
        let items = (0..count).map(|_| AccessListItem {
            address: addresses[self.rng.usize(..addresses.len())],
            storage_keys: (0..self.rng.u64(..SLOTS))
                .map(|slot| U256::from(slot).into())
                .collect(),
        });
        AccessList(items.collect())
    }

    fn sign(
        &mut self,
        key: &PrivateKeySigner,
        nonce: u64,
        draft: Draft,
    ) -> Result<TxEnvelope, Failure> {
        let kind = self.rng.u8(..3);
        let access_list = match kind {
            0 => AccessList::default(),
            _ => self.access_list(),
        };
        let gas_limit = self.gas_limit(&draft, &access_list);
        let price = u128::from(BASE_FEE_WEI);
        let (to, value, input) = (draft.to, draft.value, draft.input);
        match kind {
            0 => signed(
                key,
                TxLegacy {
                    chain_id: Some(CHAIN_ID),
                    nonce,
                    gas_price: price,
                    gas_limit,
                    to,
                    value,
                    input,
                },
            ),
            1 => signed(
                key,
                TxEip2930 {
                    chain_id: CHAIN_ID,
                    nonce,
                    gas_price: price,
                    gas_limit,
                    to,
                    value,
                    access_list,
                    input,
                },
            ),
            _ => signed(
                key,
                TxEip1559 {
                    chain_id: CHAIN_ID,
                    nonce,
                    gas_limit,
                    max_fee_per_gas: price * 2,
                    // Arbitrum drops tips.
                    max_priority_fee_per_gas: 0,
                    to,
                    value,
                    access_list,
                    input,
                },
            ),
        }
    }

    /// A call that lets some accounts run the code of a contract.
    fn delegation(
        &mut self,
        key: &PrivateKeySigner,
        nonce: u64,
        draft: Draft,
    ) -> Result<TxEnvelope, Failure> {
        let count = self.rng.usize(1..4);
        let mut authorization_list = Vec::new();
        for _ in 0..count {
            let authority = self.sender();
            let authorization = Authorization {
                chain_id: U256::from([0, CHAIN_ID, 1][self.rng.usize(..3)]),
                address: self.contracts[self.rng.usize(..self.contracts.len())],
                // Right for some: a sender's own nonce has gone up by then.
                nonce: nonce + self.rng.u64(..2),
            };
            let signature = sign(&authority, authorization.signature_hash())?;
            authorization_list.push(authorization.into_signed(signature));
        }
        let tx = TxEip7702 {
            chain_id: CHAIN_ID,
            nonce,
            gas_limit: 3_000_000,
            max_fee_per_gas: u128::from(BASE_FEE_WEI),
            max_priority_fee_per_gas: 0,
            to: draft.to.into_to().unwrap_or_default(),
            value: draft.value,
            access_list: AccessList::default(),
            authorization_list,
            input: draft.input,
        };
        signed(key, tx)
    }
}

/// The minimum gas that a transaction pays for its calldata on Ethereum (EIP-7623).
/// Arbitrum has no such floor.
pub(crate) fn calldata_floor(input: &[u8]) -> u64 {
    21_000 + 10 * tokens(input)
}

/// The gas of a transaction before it runs, access list not counted.
fn intrinsic_gas(input: &[u8], creates: bool) -> u64 {
    let creation = 32_000 + 2 * (input.len() as u64).div_ceil(32);
    21_000 + 4 * tokens(input) + if creates { creation } else { 0 }
}

fn tokens(input: &[u8]) -> u64 {
    input
        .iter()
        .map(|byte| if *byte == 0 { 1 } else { 4 })
        .sum()
}

fn list_gas(list: &AccessList) -> u64 {
    list.iter()
        .map(|item| 2_400 + 1_900 * item.storage_keys.len() as u64)
        .sum()
}

fn plain(what: &'static str, to: TxKind, input: Vec<u8>) -> Draft {
    Draft {
        what,
        to,
        value: U256::ZERO,
        input: input.into(),
        delegates: false,
    }
}

fn sign(key: &PrivateKeySigner, hash: B256) -> Result<Signature, Failure> {
    Ok(key.sign_hash_sync(&hash)?)
}

fn signed<T>(key: &PrivateKeySigner, tx: T) -> Result<TxEnvelope, Failure>
where
    T: SignableTransaction<Signature>,
    Signed<T>: Into<TxEnvelope>,
{
    let signature = sign(key, tx.signature_hash())?;
    Ok(tx.into_signed(signature).into())
}

impl Made {
    /// The gas that Ethereum takes where Arbitrum takes `used`.
    pub(crate) fn gas_on_ethereum(&self, used: u64) -> u64 {
        used.max(calldata_floor(self.envelope.input()))
    }
}
