//! `ArbWasm` (0x71): activation of programs, and their records.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol,
};
use stylus_machine::{
    Activation, ActivationConfig, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT, PAGE_RAMP, StylusParams,
    format::{CodeKind, Root, decompress_classic},
    formulas,
};

use super::{Fault, Method, Session};
use crate::{
    arbos::{
        pricing,
        programs::{
            Inactive, Program, ProgramInsufficientValue, ProgramKeepaliveTooSoon, ProgramNotWasm,
            ProgramUpToDate, expiry_secs, hours_since_start, keepalive_secs,
        },
        storage::{Space, root},
    },
    config::Arbos,
    evm::access,
};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;
    function stylusVersion() external view returns (uint16);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function codehashAsmSize(bytes32 codehash) external view returns (uint32);
    function programVersion(address program) external view returns (uint16);
    function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    function programMemoryFootprint(address program) external view returns (uint16);
    function programTimeLeft(address program) external view returns (uint64);
    function inkPrice() external view returns (uint32);
    function maxStackDepth() external view returns (uint32);
    function freePages() external view returns (uint16);
    function pageGas() external view returns (uint16);
    function pageRamp() external view returns (uint64);
    function pageLimit() external view returns (uint16);
    function minInitGas() external view returns (uint64 gas, uint64 cached);
    function initCostScalar() external view returns (uint64);
    function expiryDays() external view returns (uint16);
    function keepaliveDays() external view returns (uint16);
    function blockCacheSize() external view returns (uint16);
    function activationGas() external view returns (uint64);

    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);
}

/// Gas that every activation takes before it begins.
const ACTIVATION_FIXED_GAS: u64 = 1_659_168;
/// The maximum contract code: the gas must suffice to read a fragment of this size; the real size is then paid.
const MAX_CODE_BYTES: usize = 24_576;

pub(super) fn methods() -> Vec<Method> {
    let mut all = vec![
        Method::payable(|s, call: activateProgramCall| activate(s, call.program)),
        Method::payable(|s, call: codehashKeepaliveCall| {
            keep_alive(s, call.codehash)?;
            Ok(codehashKeepaliveReturn {})
        }),
    ];
    all.extend(program_queries());
    all.extend(parameter_queries());
    all
}

fn program_queries() -> Vec<Method> {
    vec![
        Method::view(|s, call: codehashVersionCall| Ok(active(s, call.codehash)?.0.version)),
        Method::view(|s, call: codehashAsmSizeCall| Ok(active(s, call.codehash)?.0.asm_bytes())),
        Method::view(|s, call: programVersionCall| {
            let hash = s.code_hash(call.program)?;
            Ok(active(s, hash)?.0.version)
        }),
        Method::view(|s, call: programInitGasCall| {
            let (program, params) = active_at(s, call.program)?;
            let cached = program.cached_gas(&params);
            Ok(programInitGasReturn {
                gas: program.init_gas(&params) + cached,
                gasWhenCached: cached,
            })
        }),
        Method::view(|s, call: programMemoryFootprintCall| {
            Ok(active_at(s, call.program)?.0.footprint)
        }),
        Method::view(|s, call: programTimeLeftCall| {
            let (program, params) = active_at(s, call.program)?;
            let age = program.age_secs(s.now_secs());
            Ok(expiry_secs(&params).saturating_sub(age))
        }),
    ]
}

fn parameter_queries() -> Vec<Method> {
    vec![
        Method::view(|s, _: stylusVersionCall| Ok(s.params()?.version)),
        Method::view(|s, _: inkPriceCall| Ok(s.params()?.ink_price)),
        Method::view(|s, _: maxStackDepthCall| Ok(s.params()?.max_stack_depth)),
        Method::view(|s, _: freePagesCall| Ok(s.params()?.free_pages)),
        Method::view(|s, _: pageGasCall| Ok(s.params()?.page_gas)),
        Method::view(|s, _: pageRampCall| {
            s.params()?;
            Ok(PAGE_RAMP)
        }),
        Method::view(|s, _: pageLimitCall| Ok(s.params()?.page_limit)),
        Method::view(|s, _: minInitGasCall| {
            let params = s.params()?;
            Ok(minInitGasReturn {
                gas: u64::from(params.min_init_gas) * MIN_INIT_GAS_UNIT,
                cached: u64::from(params.min_cached_init_gas) * MIN_CACHED_GAS_UNIT,
            })
        }),
        Method::view(|s, _: initCostScalarCall| {
            let scalar = s.params()?.init_cost_scalar;
            Ok(u64::from(scalar) * stylus_machine::COST_SCALAR_PERCENT)
        }),
        Method::view(|s, _: expiryDaysCall| Ok(s.params()?.expiry_days)),
        Method::view(|s, _: keepaliveDaysCall| Ok(s.params()?.keepalive_days)),
        Method::view(|s, _: blockCacheSizeCall| Ok(s.params()?.block_cache_size)),
        Method::view(|s, _: activationGasCall| s.read_u64(Space::activation_gas().field(0)))
            .since(60),
    ]
}

fn load(s: &mut Session<'_>, code_hash: B256) -> Result<Program, Fault> {
    Ok(Program::unpack(s.read(Program::slot(code_hash))?.into()))
}

fn store(s: &mut Session<'_>, code_hash: B256, program: &Program) -> Result<(), Fault> {
    s.write(Program::slot(code_hash), program.pack().into())
}

fn refuse(reason: Inactive) -> Fault {
    Fault::Revert(reason.encode().into())
}

/// The record of a program that can run, with the parameters.
fn active(s: &mut Session<'_>, code_hash: B256) -> Result<(Program, StylusParams), Fault> {
    let params = s.params()?;
    let program = load(s, code_hash)?;
    program
        .check_active(s.now_secs(), &params)
        .map_err(refuse)?;
    Ok((program, params))
}

/// The same for an address; its code hash is read after the parameters.
fn active_at(s: &mut Session<'_>, address: Address) -> Result<(Program, StylusParams), Fault> {
    let params = s.params()?;
    let hash = s.code_hash(address)?;
    let program = load(s, hash)?;
    program
        .check_active(s.now_secs(), &params)
        .map_err(refuse)?;
    Ok((program, params))
}

fn keep_alive(s: &mut Session<'_>, codehash: B256) -> Result<(), Fault> {
    let (mut program, params) = active(s, codehash)?;
    let now = s.now_secs();
    let age = program.age_secs(now);
    if age < keepalive_secs(&params) {
        return Err(Fault::error(&ProgramKeepaliveTooSoon { ageInSeconds: age }));
    }
    let fee = pricing::charge_data_fee(s, program.asm_bytes(), now)?;
    program.activated_at = hours_since_start(now);
    store(s, codehash, &program)?;
    pay_data_fee(s, fee)?;
    s.emit(&ProgramLifetimeExtended {
        codehash,
        dataFee: fee,
    })
}

fn activate(s: &mut Session<'_>, address: Address) -> Result<activateProgramReturn, Fault> {
    if s.ctx.chain.arbos >= Arbos::V60 {
        let gas = s.read_u64(Space::activation_gas().field(0))?;
        s.burn(gas)?;
    }
    s.burn(ACTIVATION_FIXED_GAS)?;
    let code_hash = s.code_hash_free(address);
    if access::has_self_destructed(s.ctx, address) {
        return Err(Fault::quiet("self destructed"));
    }
    let params = s.params()?;
    let before = load(s, code_hash)?;
    let now = s.now_secs();
    let is_expired = before.activated_at == 0 || before.is_expired(now, &params);
    if before.version == params.version && !is_expired {
        return Err(Fault::error(&ProgramUpToDate {}));
    }
    let wasm = read_wasm(s, address, &params)?;
    let activation = compile(s, &wasm, &params)?;

    // From here on a failure takes all gas.
    let fee = record(s, code_hash, &before, &activation, now).map_err(|fault| match fault {
        Fault::OutOfGas => s.burn_out(),
        other => other,
    })?;
    pay_data_fee(s, fee)?;
    s.emit(&ProgramActivated {
        codehash: code_hash,
        moduleHash: activation.module_hash,
        program: address,
        dataFee: fee,
        version: params.version,
    })?;
    Ok(activateProgramReturn {
        version: params.version,
        dataFee: fee,
    })
}

fn record(
    s: &mut Session<'_>,
    code_hash: B256,
    before: &Program,
    activation: &Activation,
    now: u64,
) -> Result<U256, Fault> {
    if before.cached {
        // The old module is looked up to be evicted.
        s.read(Space::module_hashes().slot(code_hash))?;
    }
    let module_slot = Space::module_hashes().slot(code_hash);
    s.write(module_slot, activation.module_hash.into())?;
    let fee = pricing::charge_data_fee(s, activation.asm_estimate, now)?;
    let program = Program {
        version: s.params_free().version,
        init_cost: activation.init_cost,
        cached_cost: activation.cached_cost,
        footprint: activation.footprint,
        activated_at: hours_since_start(now),
        asm_estimate_kb: activation.asm_estimate.div_ceil(1024),
        cached: before.cached,
    };
    store(s, code_hash, &program)?;
    Ok(fee)
}

fn pay_data_fee(s: &mut Session<'_>, fee: U256) -> Result<(), Fault> {
    let (have, address, caller) = (s.value, s.address, s.caller);
    let Some(rest) = have.checked_sub(fee) else {
        return Err(Fault::error(&ProgramInsufficientValue { have, want: fee }));
    };
    let network = s.read_address(Space::ROOT.field(root::NETWORK_FEE_ACCOUNT))?;
    s.transfer(address, network, fee)?;
    s.transfer(address, caller, rest)
}

/// Compiles and prices the program. A refusal takes all gas and is not a revert: its text
/// reaches the sender of the transaction.
fn compile(s: &mut Session<'_>, wasm: &[u8], params: &StylusParams) -> Result<Activation, Fault> {
    let config = ActivationConfig {
        arbos: s.ctx.chain.arbos.machine(),
        stylus_version: params.version,
        debug: true,
        page_limit: params.page_limit.saturating_sub(s.ctx.chain.pages.open),
    };
    let mut gas = s.gas_left();
    let programs = std::sync::Arc::clone(&s.ctx.chain.programs);
    let activation = programs
        .activate(wasm, &config, &mut gas)
        .map_err(|error| Fault::Abort(format!("program activation failed: {error}")))?;
    s.burn(s.gas_left() - gas)?;
    Ok(activation)
}

/// The WASM behind an address, as activation reads it.
fn read_wasm(
    s: &mut Session<'_>,
    address: Address,
    params: &StylusParams,
) -> Result<Vec<u8>, Fault> {
    let code = s.code(address);
    let arbos = s.ctx.chain.arbos;
    if code.is_empty() {
        return Err(Fault::error(&ProgramNotWasm {}));
    }
    match CodeKind::of(&code, arbos.machine()) {
        Some(CodeKind::Classic) => decompress_classic(&code, params.max_wasm_size)
            .map_err(|e| Fault::quiet(&e.to_string())),
        Some(CodeKind::Root) => read_fragments(s, &code, params),
        Some(CodeKind::Fragment) => Err(Fault::quiet(
            "fragmented stylus programs cannot be activated directly; activate the root program instead",
        )),
        None if arbos >= Arbos::V60 => Err(Fault::error(&ProgramNotWasm {})),
        None => Err(Fault::quiet("specified bytecode is not a Stylus program")),
    }
}

fn read_fragments(
    s: &mut Session<'_>,
    code: &Bytes,
    params: &StylusParams,
) -> Result<Vec<u8>, Fault> {
    let quiet = |error: stylus_machine::format::FormatError| Fault::quiet(&error.to_string());
    let root = Root::parse(code).map_err(quiet)?;
    root.check(params.max_wasm_size, params.max_fragments)
        .map_err(quiet)?;
    let mut pieces = Vec::with_capacity(root.fragments.len());
    for address in &root.fragments {
        let is_warm = access::is_warm(s.ctx, *address);
        if s.gas_left() < formulas::fragment_read_gas(is_warm, MAX_CODE_BYTES) {
            return Err(s.burn_out());
        }
        let piece = s.code(*address);
        access::warm(s.ctx, *address);
        s.burn(formulas::fragment_read_gas(is_warm, piece.len()))?;
        pieces.push(piece);
    }
    root.decompress(pieces.iter().map(AsRef::as_ref))
        .map_err(quiet)
}
