//! Errors of the library.

use alloy::primitives::{Address, B256, Bytes, U256};
use thiserror::Error;

/// A node cannot be started as asked.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The `ArbOS` version is not one of those supported.
    #[error("ArbOS version {0} is not supported: choose 40, 51 or 60")]
    UnknownArbos(String),
    /// The mnemonic has a wrong word, length or checksum.
    #[error("the mnemonic is not valid: {0}")]
    Mnemonic(String),
    /// More accounts than a derivation index can count.
    #[error("too many accounts")]
    TooManyAccounts,
    /// The folder for compiled programs cannot be used.
    #[error("the program cache cannot be used: {0}")]
    ProgramCache(String),
    /// A dumped state cannot be read.
    #[error("the state file cannot be read: {0}")]
    State(String),
}

/// A transaction was not taken into the pool, or not executed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TxError {
    /// The bytes are not a signed transaction.
    #[error("transaction could not be decoded: {0}")]
    Decode(String),
    /// The signature does not recover to an account.
    #[error("invalid sender")]
    Signature,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// Chain id in the transaction.
        have: u64,
        /// Chain id of the node.
        want: u64,
    },
    /// The nonce was used before.
    #[error("nonce too low: address {address}, tx: {tx} state: {state}")]
    NonceTooLow {
        /// Sender.
        address: Address,
        /// Nonce of the transaction.
        tx: u64,
        /// Next nonce of the account.
        state: u64,
    },
    /// The pool has the same transaction already.
    #[error("already known")]
    AlreadyKnown(B256),
    /// Another transaction of this sender waits under the same nonce.
    #[error("replacement transaction underpriced")]
    Underpriced,
    /// The fee cap is below the base fee.
    #[error(
        "max fee per gas less than block base fee: address {address}, maxFeePerGas: {cap}, baseFee: {base}"
    )]
    FeeTooLow {
        /// Sender.
        address: Address,
        /// Fee cap, in wei per gas.
        cap: u128,
        /// Base fee, in wei per gas.
        base: u64,
    },
    /// The tip exceeds the fee cap.
    #[error("max priority fee per gas higher than max fee per gas")]
    TipAboveCap,
    /// The account cannot pay for the transaction.
    #[error(
        "insufficient funds for gas * price + value: address {address} have {have} want {want}"
    )]
    Funds {
        /// Sender.
        address: Address,
        /// Balance, in wei.
        have: U256,
        /// What the transaction may cost, in wei.
        want: U256,
    },
    /// Less gas than the transaction costs before it starts.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// Gas limit of the transaction.
        have: u64,
        /// What it takes.
        want: u64,
    },
    /// Blob transactions do not exist on Arbitrum.
    #[error("transaction type not supported")]
    Type,
    /// Another rule refuses the transaction.
    #[error("{0}")]
    Invalid(String),
}

/// A call or transaction made through the library did not succeed.
#[derive(Clone, Debug, Error)]
pub enum NodeError {
    /// The transaction was refused.
    #[error(transparent)]
    Tx(#[from] TxError),
    /// The code reverted.
    #[error("execution reverted: {}", crate::trace::describe_revert(.0))]
    Revert(Bytes),
    /// Execution ended in another way: out of gas, an invalid opcode, an inactive program.
    #[error("{0}")]
    Halt(String),
    /// The bytes of a contract cannot be used.
    #[error("{0}")]
    Artifact(String),
    /// The answer does not fit the function that was called.
    #[error("the answer cannot be decoded: {0}")]
    Decode(String),
    /// No such snapshot, block or transaction.
    #[error("{0} is not known")]
    Unknown(String),
    /// A dumped state cannot be read.
    #[error("the state cannot be loaded: {0}")]
    State(String),
}

impl NodeError {
    /// The revert data, when the code reverted.
    #[must_use]
    pub const fn revert_data(&self) -> Option<&Bytes> {
        match self {
            Self::Revert(data) => Some(data),
            _ => None,
        }
    }
}
