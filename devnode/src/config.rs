//! The configuration of a node: chain identity, ArbOS version, accounts, clock.

use alloy::primitives::{Address, B256, U256, address, b256};
use alloy::signers::local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English};
use revm::primitives::hardfork::SpecId;
use std::{fmt, path::PathBuf, str::FromStr};
use stylus_machine::ArbOs;

use crate::error::ConfigError;

/// Chain id of a Nitro development node.
pub const CHAIN_ID: u64 = 412_346;
/// L2 base fee in wei per gas: Nitro's minimum, and constant while the chain is idle.
pub const BASE_FEE_WEI: u64 = 100_000_000;
/// Gas limit that block headers carry; no block may really use that much.
pub const HEADER_GAS_LIMIT: u64 = 1 << 50;
/// Gas that one transaction may spend on execution, whatever limit it was sent with.
pub const EXECUTION_GAS_LIMIT: u64 = 32_000_000;
/// Gas that a call over RPC may use when it names no limit or a higher one.
pub const RPC_GAS_CAP: u64 = 50_000_000;
/// Account that blocks name as their sequencer.
pub const SEQUENCER: Address = address!("a4b000000000000000000073657175656e636572");
/// Account of a Nitro development node: funded, and owner of the chain.
pub const DEV_ACCOUNT: Address = address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E");
/// Published private key of [`DEV_ACCOUNT`]. Never send anything of value to it.
pub const DEV_KEY: B256 = b256!("b6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");
/// Mnemonic of the funded test accounts.
pub const TEST_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// A supported ArbOS version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arbos {
    /// Nitro 3.7: Prague rules, stack depth 262,144 words.
    V40,
    /// Nitro 3.9: Osaka rules, stack depth 22,000 words.
    #[default]
    V51,
    /// Contract limits, fragments and activation gas.
    V60,
}

impl Arbos {
    /// The version number as `ArbOS` counts it.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::V40 => 40,
            Self::V51 => 51,
            Self::V60 => 60,
        }
    }

    /// The version as the Stylus machine names it.
    #[must_use]
    pub const fn machine(self) -> ArbOs {
        match self {
            Self::V40 => ArbOs::V40,
            Self::V51 => ArbOs::V51,
            Self::V60 => ArbOs::V60,
        }
    }

    /// The rules that EVM code runs under.
    #[must_use]
    pub const fn evm_spec(self) -> SpecId {
        match self {
            Self::V40 => SpecId::PRAGUE,
            Self::V51 | Self::V60 => SpecId::OSAKA,
        }
    }
}

impl fmt::Display for Arbos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl FromStr for Arbos {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "40" => Ok(Self::V40),
            "51" => Ok(Self::V51),
            "60" => Ok(Self::V60),
            _ => Err(ConfigError::UnknownArbos(text.to_owned())),
        }
    }
}

/// When the node makes blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mining {
    /// A block for every transaction, as soon as it arrives.
    #[default]
    Instant,
    /// A block every this many seconds.
    Interval(u64),
    /// A block on `evm_mine` only.
    Manual,
}

/// The configuration of a node.
#[derive(Clone, Debug)]
pub struct Config {
    /// Chain id.
    pub chain_id: u64,
    /// `ArbOS` version.
    pub arbos: Arbos,
    /// L1 block number that contracts see as `block.number`; 0 on a Nitro development node.
    pub l1_block_number: u64,
    /// The number of funded test accounts.
    pub accounts: usize,
    /// Balance of a test account, in wei.
    pub balance_wei: U256,
    /// Mnemonic of the test accounts.
    pub mnemonic: String,
    /// Time of the first block in seconds since 1970; the wall clock when absent.
    pub genesis_secs: Option<u64>,
    /// When blocks are made.
    pub mining: Mining,
    /// Folder where compiled programs are kept between runs; memory only when absent.
    pub program_cache: Option<PathBuf>,
    /// Whether headers carry the root of the state trie, which proofs lead to. It is built anew for
    /// every block; without it, headers carry a digest that costs nothing.
    pub state_roots: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            chain_id: CHAIN_ID,
            arbos: Arbos::default(),
            l1_block_number: 0,
            accounts: 10,
            balance_wei: ether(10_000),
            mnemonic: TEST_MNEMONIC.to_owned(),
            genesis_secs: None,
            mining: Mining::default(),
            program_cache: None,
            state_roots: true,
        }
    }
}

impl Config {
    /// The keys of the test accounts.
    ///
    /// # Errors
    /// When the mnemonic is not a valid one.
    pub fn test_keys(&self) -> Result<Vec<PrivateKeySigner>, ConfigError> {
        (0..self.accounts)
            .map(|index| {
                let index = u32::try_from(index).map_err(|_| ConfigError::TooManyAccounts)?;
                MnemonicBuilder::<English>::default()
                    .phrase(self.mnemonic.as_str())
                    .index(index)
                    .and_then(|builder| builder.build())
                    .map_err(|e| ConfigError::Mnemonic(e.to_string()))
            })
            .collect()
    }
}

/// An amount of ether, in wei.
#[must_use]
pub fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}
