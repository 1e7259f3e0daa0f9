//! The chain that the runs were made on: a fixed context, a few accounts, EVM prices.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256, uint};
use stylus_machine::formulas::{self, Pages};
use stylus_machine::{
    CallKind, CallReply, CallRequest, CreateRefused, CreateReply, CreateRequest, EvmData,
    FlushReply, FlushStatus, Host, Priced, StylusParams, WriteProtected,
};

use crate::format::Log;

const PROGRAM: Address = Address::repeat_byte(0x11);
const SENDER: Address = Address::repeat_byte(0x22);
const ORIGIN: Address = Address::repeat_byte(0x33);
const COINBASE: Address = address!("a4b000000000000000000073657175656e636572");
const WITH_CODE: Address = Address::repeat_byte(0xaa);
const WITHOUT_CODE: Address = Address::repeat_byte(0xbb);
const ECHO: Address = Address::repeat_byte(0xc1);
const REVERTING: Address = Address::repeat_byte(0xc2);
const BURNING: Address = Address::repeat_byte(0xc3);
const CREATED: Address = Address::repeat_byte(0xd1);
const CREATED2: Address = Address::repeat_byte(0xd2);

/// Returns its calldata.
const ECHO_CODE: &[u8] = &[0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0xf3];
/// Reverts with the word 42.
const REVERTING_CODE: &[u8] = &[0x60, 0x2a, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];
/// An invalid instruction.
const BURNING_CODE: &[u8] = &[0xfe];
const STOP_CODE: &[u8] = &[0x00];
const REVERTING_GAS: u64 = 16;

/// The context that programs read.
pub(crate) fn context() -> EvmData {
    EvmData {
        block_basefee: uint!(100_000_000_U256),
        block_coinbase: COINBASE,
        block_gas_limit: 1 << 50,
        block_number: 12_345_678,
        block_timestamp: 1_750_000_000,
        chain_id: 412_346,
        contract_address: PROGRAM,
        msg_sender: SENDER,
        msg_value: uint!(0x0de0b6b3a7640007_U256),
        tx_gas_price: uint!(100_000_000_U256),
        tx_origin: ORIGIN,
        reentrant: false,
    }
}

/// The chain's side of one run, and what it saw.
pub(crate) struct MockChain {
    params: StylusParams,
    read_only: bool,
    original: BTreeMap<B256, B256>,
    warm_slots: BTreeSet<B256>,
    warm_accounts: BTreeSet<Address>,
    pub(crate) pages: Pages,
    pub(crate) storage_written: BTreeMap<B256, B256>,
    pub(crate) transient_written: BTreeMap<B256, B256>,
    pub(crate) logs: Vec<Log>,
    pub(crate) calls: Vec<String>,
}

/// How EVM code ended.
struct Executed {
    success: bool,
    gas_used: u64,
    output: Bytes,
}

impl MockChain {
    pub(crate) fn new(
        params: StylusParams,
        read_only: bool,
        storage: BTreeMap<B256, B256>,
        pages: Pages,
    ) -> Self {
        Self {
            params,
            read_only,
            original: storage,
            warm_slots: BTreeSet::new(),
            warm_accounts: BTreeSet::from([PROGRAM, SENDER, ORIGIN, COINBASE]),
            pages,
            storage_written: BTreeMap::new(),
            transient_written: BTreeMap::new(),
            logs: Vec::new(),
            calls: Vec::new(),
        }
    }

    fn original(&self, key: &B256) -> B256 {
        self.original.get(key).copied().unwrap_or_default()
    }

    fn current(&self, key: &B256) -> B256 {
        self.storage_written
            .get(key)
            .copied()
            .unwrap_or_else(|| self.original(key))
    }

    fn store_gas(&mut self, key: B256, value: B256) -> u64 {
        let cold = if self.warm_slots.insert(key) {
            2_100
        } else {
            0
        };
        let (original, current) = (self.original(&key), self.current(&key));
        let change = if current == value || current != original {
            100
        } else if original.is_zero() {
            20_000
        } else {
            2_900
        };
        cold + change
    }

    /// Makes an account warm and tells whether it was cold.
    fn touch(&mut self, account: Address) -> bool {
        self.warm_accounts.insert(account)
    }

    fn touch_gas(&mut self, account: Address) -> u64 {
        if self.touch(account) { 2_600 } else { 100 }
    }

    fn code_of(account: Address) -> Bytes {
        match account {
            WITH_CODE => (0..100).collect(),
            ECHO => Bytes::from_static(ECHO_CODE),
            REVERTING => Bytes::from_static(REVERTING_CODE),
            BURNING => Bytes::from_static(BURNING_CODE),
            _ => Bytes::new(),
        }
    }

    fn balance_of(account: Address) -> U256 {
        match account {
            WITH_CODE => uint!(5_000_000_000_000_000_000_U256),
            WITHOUT_CODE => U256::ONE,
            _ => U256::ZERO,
        }
    }

    fn exists(account: Address) -> bool {
        let known = [PROGRAM, SENDER, ORIGIN, COINBASE, WITHOUT_CODE];
        known.contains(&account) || !Self::code_of(account).is_empty()
    }

    /// Runs the few EVM codes that exist here.
    fn execute(code: &[u8], input: &[u8], gas: u64) -> Executed {
        let words = input.len().div_ceil(32) as u64;
        let (success, gas_needed, output) = match code {
            ECHO_CODE => (
                true,
                13 + 6 * words + words * words / 512,
                input.to_vec().into(),
            ),
            REVERTING_CODE => (
                false,
                REVERTING_GAS,
                U256::from(42).to_be_bytes::<32>().into(),
            ),
            // Anything else here begins with STOP or is empty, but for the invalid instruction.
            BURNING_CODE => (false, u64::MAX, Bytes::new()),
            _ => (true, 0, Bytes::new()),
        };
        if gas_needed > gas {
            return Executed {
                success: false,
                gas_used: gas,
                output: Bytes::new(),
            };
        }
        Executed {
            success,
            gas_used: gas_needed,
            output,
        }
    }
}

impl Host for MockChain {
    fn storage_load(&mut self, key: B256) -> Priced<B256> {
        let gas_cost = if self.warm_slots.insert(key) {
            2_100
        } else {
            100
        };
        Priced {
            value: self.current(&key),
            gas_cost,
        }
    }

    fn storage_flush(&mut self, dirty: &[(B256, B256)], gas_offered: u64) -> FlushReply {
        if self.read_only {
            return FlushReply {
                gas_cost: 0,
                status: FlushStatus::WriteProtected,
            };
        }
        let out_of_gas = FlushReply {
            gas_cost: gas_offered,
            status: FlushStatus::OutOfGas,
        };
        let mut gas_left = gas_offered;
        for (key, value) in dirty {
            let cost = self.store_gas(*key, *value);
            let Some(rest) = gas_left.checked_sub(cost) else {
                return out_of_gas;
            };
            gas_left = rest;
            self.storage_written.insert(*key, *value);
        }
        if gas_left == 0 {
            return out_of_gas;
        }
        FlushReply {
            gas_cost: gas_offered - gas_left,
            status: FlushStatus::Written,
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        self.transient_written
            .get(&key)
            .copied()
            .unwrap_or_default()
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtected> {
        if self.read_only {
            return Err(WriteProtected);
        }
        self.transient_written.insert(key, value);
        Ok(())
    }

    fn call(&mut self, request: CallRequest<'_>) -> CallReply {
        let refused = |gas_cost| CallReply {
            success: false,
            gas_cost,
            output: Bytes::new(),
        };
        let value = match request.kind {
            CallKind::Call { value } => value,
            CallKind::Delegate | CallKind::Static => U256::ZERO,
        };
        let has_value = !value.is_zero();
        if has_value && self.read_only {
            return refused(0);
        }
        let cold = self.touch(request.contract);
        let base = formulas::call_base_gas(cold, has_value, !Self::exists(request.contract));
        if base > request.gas_left {
            return refused(request.gas_left);
        }
        let gas = formulas::callee_gas(request.gas_left, base, request.gas_requested, has_value);
        self.calls.push(format!(
            "to {:x} gas {gas} value {value:064x}",
            request.contract
        ));
        let code = Self::code_of(request.contract);
        let executed = Self::execute(&code, request.input, gas);
        CallReply {
            success: executed.success,
            gas_cost: base + executed.gas_used,
            output: executed.output,
        }
    }

    fn create(&mut self, request: CreateRequest) -> Result<CreateReply, CreateRefused> {
        if self.read_only {
            return Err(CreateRefused::WriteProtected);
        }
        let words = request.init_code.len().div_ceil(32) as u64;
        let base = 32_000 + if request.salt.is_some() { 6 * words } else { 0 };
        let rest = request
            .gas_left
            .checked_sub(base)
            .ok_or(CreateRefused::OutOfGas)?;
        let gas = rest - rest / 64;
        let executed = match request.init_code.as_ref() {
            [] | STOP_CODE | REVERTING_CODE => Self::execute(&request.init_code, &[], gas),
            _ => Self::execute(BURNING_CODE, &[], gas),
        };
        let created = if request.salt.is_some() {
            CREATED2
        } else {
            CREATED
        };
        Ok(CreateReply {
            address: if executed.success {
                created
            } else {
                Address::ZERO
            },
            gas_cost: base + executed.gas_used,
            output: executed.output,
        })
    }

    fn emit_log(&mut self, topics: &[B256], data: &[u8]) -> Result<(), WriteProtected> {
        if self.read_only {
            return Err(WriteProtected);
        }
        self.logs.push(Log {
            topics: topics.to_vec(),
            data: data.to_vec().into(),
        });
        Ok(())
    }

    fn account_balance(&mut self, account: Address) -> Priced<U256> {
        Priced {
            value: Self::balance_of(account),
            gas_cost: self.touch_gas(account),
        }
    }

    fn account_code(&mut self, account: Address, gas_left: u64) -> Priced<Bytes> {
        let gas_cost = 700 + self.touch_gas(account);
        let value = if gas_left < gas_cost {
            Bytes::new()
        } else {
            Self::code_of(account)
        };
        Priced { value, gas_cost }
    }

    fn account_codehash(&mut self, account: Address) -> Priced<B256> {
        let hash = if Self::exists(account) {
            keccak256(Self::code_of(account))
        } else {
            B256::ZERO
        };
        Priced {
            value: hash,
            gas_cost: self.touch_gas(account),
        }
    }

    fn add_pages(&mut self, pages: u16) -> u64 {
        let gas = formulas::page_gas(pages, self.pages, &self.params);
        self.pages = self.pages.opened(pages);
        gas
    }
}
