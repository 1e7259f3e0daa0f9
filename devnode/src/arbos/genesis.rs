//! The first state: that of a Nitro development node after its start-up script.

use alloy::primitives::{Address, Bytes, U256, address, bytes};
use revm::bytecode::Bytecode;

use super::{
    params, precompiles,
    precompiles::set,
    pricing,
    storage::{ARBOS_ACCOUNT, Space, l1, l2, poke, root},
};
use crate::{
    chain::state::State,
    config::{BASE_FEE_WEI, Config, DEV_ACCOUNT, EXECUTION_GAS_LIMIT, SEQUENCER, ether},
    error::ConfigError,
};

/// Deploys code at an address that depends on code and salt alone; every chain has it there.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920ca78fbf26c0b4956c");
/// Deploys Stylus contracts with a constructor.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// Sells places in the program cache.
pub const CACHE_MANAGER: Address = address!("A6E41fFD769491a42A6e5Ce453259b93983a22EF");

/// Salt and init code follow each other in the calldata; the answer is the bare address. Tools
/// compare this code to the byte before they use it.
const CREATE2_FACTORY_CODE: Bytes = bytes!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
/// Code at every precompile: calls never reach it.
const PRECOMPILE_CODE: Bytes = bytes!("fe");
/// Bytes of machine code that the cache holds.
const CACHE_BYTES: u64 = 50 * 1024 * 1024;
/// Wei by which a bid for the cache falls each second.
const CACHE_DECAY_WEI: u64 = 0;
/// Transactions that the development account sends while a Nitro node starts.
const DEV_NONCE: u64 = 6;

const STYLUS_DEPLOYER_JSON: &str = include_str!("../../contracts/artifacts/StylusDeployer.json");
const CACHE_MANAGER_JSON: &str = include_str!("../../contracts/artifacts/CacheManager.json");

/// The state of a new chain.
///
/// # Errors
/// When the test accounts cannot be derived.
pub fn state(config: &Config) -> Result<State, ConfigError> {
    let mut state = State::default();
    arbos(&mut state, config);
    contracts(&mut state)?;
    state.set_balance(DEV_ACCOUNT, ether(1000));
    state.set_nonce(DEV_ACCOUNT, DEV_NONCE);
    for key in config.test_keys()? {
        state.set_balance(key.address(), config.balance_wei);
    }
    Ok(state)
}

fn arbos(state: &mut State, config: &Config) {
    // A nonce keeps the account from counting as empty.
    state.set_nonce(ARBOS_ACCOUNT, 1);
    for address in precompiles::addresses(config.arbos) {
        state.set_code(address, Bytecode::new_raw(PRECOMPILE_CODE));
        state.set_nonce(address, 1);
    }
    let mut set = |slot: U256, value: u64| poke(state, slot, U256::from(value));
    set(Space::ROOT.field(root::VERSION), config.arbos.number());
    set(Space::ROOT.field(root::CHAIN_ID), config.chain_id);
    set(Space::ROOT.field(root::BROTLI_LEVEL), 1);
    // The start-up script sets the price of L1 data to zero.
    set(Space::l1_pricing().field(l1::PRICE_PER_UNIT), 0);
    let pricing_space = Space::l2_pricing();
    set(pricing_space.field(l2::SPEED_LIMIT), 7_000_000);
    set(
        pricing_space.field(l2::BLOCK_GAS_LIMIT),
        EXECUTION_GAS_LIMIT,
    );
    set(pricing_space.field(l2::BASE_FEE), BASE_FEE_WEI);
    set(pricing_space.field(l2::MIN_BASE_FEE), BASE_FEE_WEI);
    set(pricing_space.field(l2::INERTIA), 102);
    set(pricing_space.field(l2::TOLERANCE), 10);
    if config.arbos.number() >= 50 {
        set(pricing_space.field(l2::TX_GAS_LIMIT), EXECUTION_GAS_LIMIT);
    }
    poke(
        state,
        params::slot(),
        params::genesis_word(config.arbos.machine()),
    );
    pricing::initialise(state);
    set::OWNERS.seed(state, DEV_ACCOUNT);
    set::CACHE_MANAGERS.seed(state, CACHE_MANAGER);
    precompiles::arb_aggregator::seed(state, SEQUENCER);
}

fn contracts(state: &mut State) -> Result<(), ConfigError> {
    let mut place = |address: Address, code: Bytes| {
        state.set_code(address, Bytecode::new_raw(code));
        state.set_nonce(address, 1);
    };
    place(CREATE2_FACTORY, CREATE2_FACTORY_CODE);
    place(STYLUS_DEPLOYER, runtime_code(STYLUS_DEPLOYER_JSON)?);
    place(CACHE_MANAGER, runtime_code(CACHE_MANAGER_JSON)?);
    // Slot 1 holds, from the right: cache size, queue size, decay, paused.
    let settings = U256::from(CACHE_BYTES) | (U256::from(CACHE_DECAY_WEI) << 128);
    state.set_slot(CACHE_MANAGER, U256::from(1), settings);
    Ok(())
}

fn runtime_code(artifact: &str) -> Result<Bytes, ConfigError> {
    crate::artifact::Artifact::parse(artifact)
        .and_then(|artifact| artifact.runtime())
        .map_err(|error| ConfigError::State(error.to_string()))
}
