//! Precompiles of the chain: dispatch by selector, mutability checks, and gas as Nitro burns it.

mod arb_address_table;
pub(crate) mod arb_aggregator;
mod arb_debug;
mod arb_gas_info;
mod arb_info;
mod arb_owner;
mod arb_owner_public;
mod arb_retryable_tx;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod legacy;
mod session;
pub(crate) mod set;

pub(crate) use session::{Fault, Session};

use alloy::{
    primitives::{Address, Bytes, U256, address},
    sol_types::SolCall,
};
use revm::{
    context_interface::LocalContextTr,
    interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult},
};
use std::{collections::HashMap, sync::LazyLock};

use crate::{config::Arbos, evm::Ctx};

/// `ArbSys`.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// `ArbInfo`.
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// `ArbAddressTable`.
pub const ARB_ADDRESS_TABLE: Address = address!("0000000000000000000000000000000000000066");
/// `ArbFunctionTable`.
pub const ARB_FUNCTION_TABLE: Address = address!("0000000000000000000000000000000000000068");
/// `ArbosTest`.
pub const ARBOS_TEST: Address = address!("0000000000000000000000000000000000000069");
/// `ArbOwnerPublic`.
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// `ArbGasInfo`.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// `ArbAggregator`.
pub const ARB_AGGREGATOR: Address = address!("000000000000000000000000000000000000006d");
/// `ArbRetryableTx`.
pub const ARB_RETRYABLE_TX: Address = address!("000000000000000000000000000000000000006e");
/// `ArbStatistics`.
pub const ARB_STATISTICS: Address = address!("000000000000000000000000000000000000006f");
/// `ArbOwner`.
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// `ArbDebug`.
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
/// `NodeInterface`: answered by the RPC server; not a contract on the chain.
pub const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000c8");

/// The name of a precompile, for traces.
#[must_use]
pub fn name(address: Address) -> Option<&'static str> {
    const NAMES: [(Address, &str); 14] = [
        (ARB_SYS, "ArbSys"),
        (ARB_INFO, "ArbInfo"),
        (ARB_ADDRESS_TABLE, "ArbAddressTable"),
        (ARB_FUNCTION_TABLE, "ArbFunctionTable"),
        (ARBOS_TEST, "ArbosTest"),
        (ARB_OWNER_PUBLIC, "ArbOwnerPublic"),
        (ARB_GAS_INFO, "ArbGasInfo"),
        (ARB_AGGREGATOR, "ArbAggregator"),
        (ARB_RETRYABLE_TX, "ArbRetryableTx"),
        (ARB_STATISTICS, "ArbStatistics"),
        (ARB_OWNER, "ArbOwner"),
        (ARB_WASM, "ArbWasm"),
        (ARB_WASM_CACHE, "ArbWasmCache"),
        (ARB_DEBUG, "ArbDebug"),
    ];
    NAMES
        .iter()
        .find(|(known, _)| *known == address)
        .map(|(_, name)| *name)
}

/// The mutability of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purity {
    Pure,
    View,
    Write,
    Payable,
}

type Body = Box<dyn Fn(&mut Session<'_>, &[u8]) -> Result<Vec<u8>, Fault> + Send + Sync>;

/// One method of a precompile.
pub(crate) struct Method {
    selector: [u8; 4],
    purity: Purity,
    since: u64,
    body: Body,
}

impl Method {
    fn new<C: SolCall + 'static>(
        purity: Purity,
        body: impl Fn(&mut Session<'_>, C) -> Result<C::Return, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self {
            selector: C::SELECTOR,
            purity,
            since: 0,
            body: Box::new(move |session, args| {
                let call = C::abi_decode_raw(args).map_err(|_| Fault::BadCall)?;
                let answer = body(session, call)?;
                Ok(C::abi_encode_returns(&answer))
            }),
        }
    }

    pub(crate) fn pure<C: SolCall + 'static>(
        body: impl Fn(&mut Session<'_>, C) -> Result<C::Return, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Purity::Pure, body)
    }

    pub(crate) fn view<C: SolCall + 'static>(
        body: impl Fn(&mut Session<'_>, C) -> Result<C::Return, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Purity::View, body)
    }

    pub(crate) fn write<C: SolCall + 'static>(
        body: impl Fn(&mut Session<'_>, C) -> Result<C::Return, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Purity::Write, body)
    }

    pub(crate) fn payable<C: SolCall + 'static>(
        body: impl Fn(&mut Session<'_>, C) -> Result<C::Return, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Purity::Payable, body)
    }

    /// Exists from that `ArbOS` version on.
    pub(crate) const fn since(mut self, version: u64) -> Self {
        self.since = version;
        self
    }
}

/// The methods of one precompile.
struct Contract {
    methods: HashMap<[u8; 4], Method>,
    owner_only: bool,
    /// First `ArbOS` version that has it.
    since: u64,
}

impl Contract {
    fn new(methods: Vec<Method>) -> Self {
        Self {
            methods: methods.into_iter().map(|m| (m.selector, m)).collect(),
            owner_only: false,
            since: 0,
        }
    }
}

static CONTRACTS: LazyLock<HashMap<Address, Contract>> = LazyLock::new(|| {
    let mut contracts = HashMap::from([
        (ARB_SYS, Contract::new(arb_sys::methods())),
        (ARB_INFO, Contract::new(arb_info::methods())),
        (
            ARB_ADDRESS_TABLE,
            Contract::new(arb_address_table::methods()),
        ),
        (ARB_FUNCTION_TABLE, Contract::new(legacy::function_table())),
        (ARBOS_TEST, Contract::new(legacy::test())),
        (ARB_AGGREGATOR, Contract::new(arb_aggregator::methods())),
        (ARB_RETRYABLE_TX, Contract::new(arb_retryable_tx::methods())),
        (ARB_STATISTICS, Contract::new(legacy::statistics())),
        (ARB_OWNER_PUBLIC, Contract::new(arb_owner_public::methods())),
        (ARB_GAS_INFO, Contract::new(arb_gas_info::methods())),
        (ARB_WASM, Contract::new(arb_wasm::methods())),
        (ARB_WASM_CACHE, Contract::new(arb_wasm_cache::methods())),
        (ARB_DEBUG, Contract::new(arb_debug::methods())),
    ]);
    let mut owner = Contract::new(arb_owner::methods());
    owner.owner_only = true;
    contracts.insert(ARB_OWNER, owner);
    // Every call to these reverts. ArbBLS has no methods on Nitro either; the methods of the other
    // two are for native token owners and transaction filterers, and here there can be none.
    for (number, since) in [(0x67, 0), (0x73, 41), (0x74, 60)] {
        let mut empty = Contract::new(Vec::new());
        empty.since = since;
        contracts.insert(Address::with_last_byte(number), empty);
    }
    contracts
});

/// The precompile addresses of an `ArbOS` version.
pub(crate) fn addresses(arbos: Arbos) -> impl Iterator<Item = Address> {
    CONTRACTS
        .iter()
        .filter(move |(_, contract)| contract.since <= arbos.number())
        .map(|(address, _)| *address)
}

/// Runs the precompile that the call addresses, if it addresses one.
pub(crate) fn run(ctx: &mut Ctx, inputs: &CallInputs) -> Option<InterpreterResult> {
    let contract = CONTRACTS.get(&inputs.bytecode_address)?;
    if contract.since > ctx.chain.arbos.number() {
        return None;
    }
    let input = inputs.input.bytes(ctx);
    let mut gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
    let call = Call {
        address: inputs.bytecode_address,
        acting: inputs.target_address,
        caller: inputs.caller,
        value: inputs.value.get(),
        read_only: inputs.is_static,
        gas_limit: inputs.gas_limit,
        input: &input,
    };
    let end = if contract.owner_only {
        call_as_owner(ctx, contract, &call)
    } else {
        call_contract(ctx, contract, &call)
    };
    let (result, output) = match end.outcome {
        Ok(output) => (InstructionResult::Return, output),
        Err(Fault::Revert(data)) => (InstructionResult::Revert, data),
        Err(Fault::BadCall | Fault::OutOfGas | Fault::Quiet(_)) => {
            (InstructionResult::Revert, Bytes::new())
        }
        Err(Fault::Abort(message)) => {
            ctx.chain.fail(message.clone());
            ctx.local.set_precompile_error_context(message);
            (InstructionResult::PrecompileError, Bytes::new())
        }
    };
    let spent = inputs.gas_limit.saturating_sub(end.gas_left);
    if !gas.record_regular_cost(spent) || result == InstructionResult::PrecompileError {
        gas.spend_all();
    }
    Some(InterpreterResult::new(result, output, gas))
}

/// A call to a precompile.
struct Call<'a> {
    address: Address,
    acting: Address,
    caller: Address,
    value: U256,
    read_only: bool,
    gas_limit: u64,
    input: &'a Bytes,
}

/// How a call to a precompile ended.
struct End {
    outcome: Result<Bytes, Fault>,
    gas_left: u64,
}

impl End {
    const fn burnt(fault: Fault) -> Self {
        Self {
            outcome: Err(fault),
            gas_left: 0,
        }
    }
}

fn call_contract(ctx: &mut Ctx, contract: &Contract, call: &Call<'_>) -> End {
    let Some((selector, args)) = call.input.split_first_chunk::<4>() else {
        return End::burnt(Fault::BadCall);
    };
    let Some(method) = contract
        .methods
        .get(selector)
        .filter(|m| m.since <= ctx.chain.arbos.number())
    else {
        return End::burnt(Fault::BadCall);
    };
    let borrowed_identity = method.purity >= Purity::View && call.acting != call.address;
    let forbidden_write = method.purity >= Purity::Write && call.read_only;
    let unwanted_value = method.purity < Purity::Payable && !call.value.is_zero();
    if borrowed_identity || forbidden_write || unwanted_value {
        return End::burnt(Fault::BadCall);
    }

    let mut session = Session::new(ctx, call.address, call.caller, call.value, call.gas_limit);
    session.read_only = method.purity <= Purity::View;
    let outcome = run_method(&mut session, method, args);
    let gas_left = match outcome {
        Err(Fault::BadCall | Fault::Abort(_) | Fault::OutOfGas) => 0,
        _ => session.gas_left(),
    };
    End { outcome, gas_left }
}

fn run_method(session: &mut Session<'_>, method: &Method, args: &[u8]) -> Result<Bytes, Fault> {
    if method.purity != Purity::Pure {
        session.open_state()?;
    }
    session.burn_words(args.len())?;
    let answer = match (method.body)(session, args) {
        Err(Fault::Revert(data)) => {
            session.burn_words(data.len())?;
            return Err(Fault::Revert(data));
        }
        other => other?,
    };
    session.burn_words(answer.len())?;
    Ok(answer.into())
}

/// Owners are not charged; others lose all gas.
fn call_as_owner(ctx: &mut Ctx, contract: &Contract, call: &Call<'_>) -> End {
    let mut gate = Session::new(ctx, call.address, call.caller, call.value, call.gas_limit);
    let is_owner = gate
        .open_state()
        .and_then(|()| set::OWNERS.contains(&mut gate, call.caller));
    match is_owner {
        Ok(true) => {}
        Ok(false) => {
            let message = "unauthorized caller to access-controlled method".to_owned();
            return End::burnt(Fault::Abort(message));
        }
        Err(_) => return End::burnt(Fault::Abort("out of gas".to_owned())),
    }
    let mut end = call_contract(ctx, contract, call);
    if end.outcome.is_ok() && !call.read_only {
        arb_owner::log_act(ctx, call.caller, call.input);
    }
    end.gas_left = call.gas_limit;
    end
}
