//! The chain as a running program sees it: revm's journal, with Nitro's prices.

use alloy::primitives::{Address, B256, Bytes, Log, LogData, U256};
use revm::{
    Inspector,
    context_interface::{Cfg, ContextTr, CreateScheme, JournalTr},
    handler::FrameResult,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput,
        interpreter::EthInterpreter,
    },
};
use stylus_machine::{
    CallKind, CallReply, CallRequest, CreateRefused, CreateReply, CreateRequest, FlushReply,
    FlushStatus, Host, HostioTrace, Priced, StylusParams, WriteProtected, formulas,
};

use super::{Ctx, Machine};
use crate::trace::stylus::Hostio;

const COLD_SLOAD_GAS: u64 = 2_100;
const WARM_GAS: u64 = 100;
const COLD_ACCOUNT_GAS: u64 = 2_600;
/// Gas of reading code of up to the largest size.
const CODE_READ_GAS: u64 = 700;
const CREATE_GAS: u64 = 32_000;
const KECCAK_WORD_GAS: u64 = 6;

/// The context of a program call, and the machine that runs what the program calls.
pub(crate) struct ChainHost<'a> {
    pub(crate) machine: &'a mut Machine,
    pub(crate) params: StylusParams,
    pub(crate) acting: Address,
    pub(crate) caller: Address,
    pub(crate) value: U256,
    pub(crate) code: Address,
    pub(crate) is_static: bool,
    /// Refunds of the program and of what it called.
    pub(crate) refund: i64,
}

impl ChainHost<'_> {
    const fn ctx(&mut self) -> &mut Ctx {
        &mut self.machine.inner.ctx
    }

    /// Touches an account and gives the price of that.
    fn touch(&mut self, address: Address) -> u64 {
        let Ok(load) = self.ctx().journal_mut().load_account(address);
        if load.is_cold {
            COLD_ACCOUNT_GAS
        } else {
            WARM_GAS
        }
    }

    fn call_inputs(&mut self, request: &CallRequest<'_>, gas_limit: u64) -> CallInputs {
        let journal = self.ctx().journal_mut();
        let Ok(target) = journal.load_account_with_code(request.contract);
        let info = &target.data.info;
        let mut known_bytecode = (info.code_hash, info.code.clone().unwrap_or_default());
        if let Some(delegate) = known_bytecode.1.eip7702_address() {
            let Ok(target) = journal.load_account_with_code(delegate);
            let info = &target.data.info;
            known_bytecode = (info.code_hash, info.code.clone().unwrap_or_default());
        }
        let (scheme, value, target_address, caller) = match request.kind {
            CallKind::Call { value } => (
                CallScheme::Call,
                CallValue::Transfer(value),
                request.contract,
                self.acting,
            ),
            CallKind::Delegate => (
                CallScheme::DelegateCall,
                CallValue::Apparent(self.value),
                self.acting,
                self.caller,
            ),
            CallKind::Static => (
                CallScheme::StaticCall,
                CallValue::Transfer(U256::ZERO),
                request.contract,
                self.acting,
            ),
        };
        CallInputs {
            input: CallInput::Bytes(Bytes::copy_from_slice(request.input)),
            return_memory_offset: 0..0,
            gas_limit,
            reservoir: 0,
            bytecode_address: request.contract,
            known_bytecode,
            target_address,
            caller,
            value,
            scheme,
            is_static: self.is_static || scheme.is_static_call(),
            charged_new_account_state_gas: false,
        }
    }

    /// What a child gives back: its gas unless it failed badly, and its refunds if it succeeded.
    fn absorb(&mut self, result: &FrameResult) -> u64 {
        let end = result.instruction_result();
        if end.is_ok() {
            self.refund += result.gas().refunded();
        }
        if end.is_ok_or_revert() {
            result.gas().remaining()
        } else {
            0
        }
    }
}

impl Host for ChainHost<'_> {
    fn storage_load(&mut self, key: B256) -> Priced<B256> {
        let acting = self.acting;
        let Ok(load) = self.ctx().journal_mut().sload(acting, key.into());
        Priced {
            value: load.data.into(),
            gas_cost: if load.is_cold {
                COLD_SLOAD_GAS
            } else {
                WARM_GAS
            },
        }
    }

    fn storage_flush(&mut self, dirty: &[(B256, B256)], gas_offered: u64) -> FlushReply {
        if self.is_static && !dirty.is_empty() {
            return FlushReply {
                gas_cost: 0,
                status: FlushStatus::WriteProtected,
            };
        }
        let mut gas_left = gas_offered;
        let mut refund = 0;
        for (key, value) in dirty {
            let acting = self.acting;
            let Ok(store) = self
                .ctx()
                .journal_mut()
                .sstore(acting, (*key).into(), (*value).into());
            let prices = self.ctx().cfg.gas_params();
            let cost = prices.sstore_static_gas()
                + prices.sstore_dynamic_gas(true, &store.data, store.is_cold);
            refund += prices.sstore_refund(true, &store.data);
            // A write that is not paid for stays in the journal only until the frame fails, which
            // it does: out of gas is a failure under every version.
            let Some(rest) = gas_left.checked_sub(cost).filter(|rest| *rest > 0) else {
                return self.flush_out_of_gas(gas_offered);
            };
            gas_left = rest;
        }
        self.refund += refund;
        FlushReply {
            gas_cost: gas_offered - gas_left,
            status: FlushStatus::Written,
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        let acting = self.acting;
        self.ctx().journal_mut().tload(acting, key.into()).into()
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtected> {
        if self.is_static {
            return Err(WriteProtected);
        }
        let acting = self.acting;
        self.ctx()
            .journal_mut()
            .tstore(acting, key.into(), value.into());
        Ok(())
    }

    fn call(&mut self, request: CallRequest<'_>) -> CallReply {
        let value = match request.kind {
            CallKind::Call { value } => value,
            CallKind::Delegate | CallKind::Static => U256::ZERO,
        };
        let has_value = !value.is_zero();
        if self.is_static && has_value {
            return CallReply {
                success: false,
                gas_cost: 0,
                output: Bytes::new(),
            };
        }
        let Ok(target) = self.ctx().journal_mut().load_account(request.contract);
        let (is_cold, is_empty) = (target.is_cold, target.data.is_empty());
        let base = formulas::call_base_gas(is_cold, has_value, is_empty);
        if base > request.gas_left {
            return CallReply {
                success: false,
                gas_cost: request.gas_left,
                output: Bytes::new(),
            };
        }
        let gas = formulas::callee_gas(request.gas_left, base, request.gas_requested, has_value);
        let inputs = self.call_inputs(&request, gas);
        let result = self.machine.run_child(FrameInput::Call(Box::new(inputs)));
        let returned = self.absorb(&result);
        let end = result.instruction_result();
        let output = if end.is_ok_or_revert() {
            result.output().into_data()
        } else {
            Bytes::new()
        };
        CallReply {
            success: end.is_ok(),
            gas_cost: base.saturating_add(gas.saturating_sub(returned)),
            output,
        }
    }

    fn create(&mut self, request: CreateRequest) -> Result<CreateReply, CreateRefused> {
        if self.is_static {
            return Err(CreateRefused::WriteProtected);
        }
        let words = (request.init_code.len() as u64).div_ceil(32);
        let base = match request.salt {
            Some(_) => CREATE_GAS.saturating_add(words.saturating_mul(KECCAK_WORD_GAS)),
            None => CREATE_GAS,
        };
        let Some(rest) = request.gas_left.checked_sub(base) else {
            return Err(CreateRefused::OutOfGas);
        };
        let kept = rest / 64;
        let scheme = match request.salt {
            Some(salt) => CreateScheme::Create2 { salt: salt.into() },
            None => CreateScheme::Create,
        };
        let inputs = CreateInputs::new(
            self.acting,
            scheme,
            request.endowment,
            request.init_code,
            rest - kept,
            0,
        );
        let result = self.machine.run_child(FrameInput::Create(Box::new(inputs)));
        let returned = self.absorb(&result);
        let end = result.instruction_result();
        let address = match &result {
            FrameResult::Create(outcome) if end.is_ok() => outcome.address,
            _ => None,
        };
        let output = if end.is_revert() {
            result.output().into_data()
        } else {
            Bytes::new()
        };
        Ok(CreateReply {
            address: address.unwrap_or_default(),
            gas_cost: request.gas_left.saturating_sub(returned + kept),
            output,
        })
    }

    fn emit_log(&mut self, topics: &[B256], data: &[u8]) -> Result<(), WriteProtected> {
        if self.is_static {
            return Err(WriteProtected);
        }
        let log = Log {
            address: self.acting,
            data: LogData::new_unchecked(topics.to_vec(), Bytes::copy_from_slice(data)),
        };
        let inner = &mut self.machine.inner;
        inner.ctx.journal_mut().log(log.clone());
        if self.machine.watched {
            Inspector::<Ctx, EthInterpreter>::log(&mut inner.inspector, &mut inner.ctx, log);
        }
        Ok(())
    }

    fn account_balance(&mut self, address: Address) -> Priced<U256> {
        let gas_cost = self.touch(address);
        let Ok(load) = self.ctx().journal_mut().load_account(address);
        Priced {
            value: load.data.info.balance,
            gas_cost,
        }
    }

    fn account_code(&mut self, address: Address, gas_left: u64) -> Priced<Bytes> {
        let gas_cost = CODE_READ_GAS + self.touch(address);
        let value = if gas_left < gas_cost {
            Bytes::new()
        } else {
            let Ok(code) = self.ctx().journal_mut().code(address);
            code.data
        };
        Priced { value, gas_cost }
    }

    fn account_codehash(&mut self, address: Address) -> Priced<B256> {
        let gas_cost = self.touch(address);
        let Ok(hash) = self.ctx().journal_mut().code_hash(address);
        Priced {
            value: hash.data,
            gas_cost,
        }
    }

    fn add_pages(&mut self, pages: u16) -> u64 {
        let params = self.params;
        let before = self.ctx().chain.pages;
        self.ctx().chain.pages = before.opened(pages);
        formulas::page_gas(pages, before, &params)
    }

    fn trace(&mut self, trace: HostioTrace<'_>) {
        let inner = &mut self.machine.inner;
        if let Some(meter) = &mut inner.ctx.chain.meter {
            let ink = trace.start_ink.saturating_sub(trace.end_ink);
            meter.hostio(self.code, trace.name, ink);
        }
        if let Some(tracer) = &mut inner.inspector.stylus {
            tracer.hostio(Hostio {
                name: trace.name.to_owned(),
                args: Bytes::copy_from_slice(trace.args),
                outs: Bytes::copy_from_slice(trace.outs),
                start_ink: trace.start_ink,
                end_ink: trace.end_ink,
                address: None,
                steps: None,
            });
        }
    }

    fn console(&mut self, text: &str) {
        let acting = self.acting;
        self.ctx().chain.console.push((acting, text.to_owned()));
    }
}

impl ChainHost<'_> {
    fn flush_out_of_gas(&mut self, gas_offered: u64) -> FlushReply {
        let takes_all = self
            .ctx()
            .chain
            .arbos
            .machine()
            .flush_out_of_gas_takes_all();
        FlushReply {
            gas_cost: if takes_all { gas_offered } else { 0 },
            status: FlushStatus::OutOfGas,
        }
    }
}
