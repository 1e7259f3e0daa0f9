//! Running a program.

use alloy_primitives::{Address, U256};

use crate::ArbOs;

/// What a run depends on besides the program and the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunConfig {
    /// The rule set.
    pub arbos: ArbOs,
    /// Ink for one unit of gas; must not be zero.
    pub ink_price: u32,
    /// Words of stack.
    pub max_depth: u32,
    /// Whether [`Host::trace`](crate::Host::trace) is told of each host function call.
    pub tracing: bool,
}

/// The context that a program can read without asking the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvmData {
    /// Base fee in wei.
    pub block_basefee: U256,
    /// Coinbase.
    pub block_coinbase: Address,
    /// Gas limit of the block.
    pub block_gas_limit: u64,
    /// Number of the L1 block.
    pub block_number: u64,
    /// Seconds since 1970.
    pub block_timestamp: u64,
    /// Chain id.
    pub chain_id: u64,
    /// The acting account.
    pub contract_address: Address,
    /// The caller.
    pub msg_sender: Address,
    /// Wei sent with the call.
    pub msg_value: U256,
    /// Effective gas price in wei.
    pub tx_gas_price: U256,
    /// The transaction's sender.
    pub tx_origin: Address,
    /// Whether the acting account has another frame open that is no delegate call.
    pub reentrant: bool,
}
