//! Program records: the data of `ArbOS` on activated programs, by code hash.

use alloy::{
    primitives::{B256, U256},
    sol,
    sol_types::SolError,
};
use stylus_machine::{
    StylusParams,
    formulas::{self, ProgramCosts},
};

use super::{
    pricing::ARBITRUM_START_SECS,
    storage::{self, Space},
};
use crate::evm::Ctx;

sol! {
    #![sol(extra_derives(Debug))]
    /// The code is not a Stylus program.
    error ProgramNotWasm();
    /// The program was never activated.
    error ProgramNotActivated();
    /// The program was activated under an older Stylus version.
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    /// The activation is over.
    error ProgramExpired(uint64 ageInSeconds);
    /// The program is active already.
    error ProgramUpToDate();
    /// It is too soon to extend the program's life.
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    /// The call does not pay the data fee.
    error ProgramInsufficientValue(uint256 have, uint256 want);
}

const SECS_PER_HOUR: u64 = 3600;
const SECS_PER_DAY: u64 = 86_400;

/// Largest number in 24 bits.
const MAX_U24: u64 = (1 << 24) - 1;

/// A program's record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Stylus version it was activated under; 0 when it never was.
    pub version: u16,
    /// Cost of an uncached start.
    pub init_cost: u16,
    /// Cost of a cached start.
    pub cached_cost: u16,
    /// Pages of memory it starts with.
    pub footprint: u16,
    /// Hours from Arbitrum's beginning to the activation.
    pub activated_at: u32,
    /// Estimate of its machine code, in units of 1024 bytes.
    pub asm_estimate_kb: u32,
    /// Whether a cache manager keeps it in the cache.
    pub cached: bool,
}

/// Why a program cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inactive {
    /// Never activated.
    NotActivated,
    /// Activated under an older Stylus version.
    NeedsUpgrade(u16, u16),
    /// Activated too long ago; its age in seconds.
    Expired(u64),
}

impl Inactive {
    /// The Solidity error.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        match self {
            Self::NotActivated => ProgramNotActivated {}.abi_encode(),
            Self::NeedsUpgrade(version, current) => ProgramNeedsUpgrade {
                version,
                stylusVersion: current,
            }
            .abi_encode(),
            Self::Expired(age) => ProgramExpired { ageInSeconds: age }.abi_encode(),
        }
    }

    /// The error as Nitro words it when it ends a transaction.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::NotActivated => "error ProgramNotActivated()".to_owned(),
            Self::NeedsUpgrade(version, current) => {
                format!("error ProgramNeedsUpgrade(uint16,uint16): {version} {current}")
            }
            Self::Expired(age) => format!("error ProgramExpired(uint64): {age}"),
        }
    }
}

impl Program {
    /// The slot of a record.
    #[must_use]
    pub fn slot(code_hash: B256) -> U256 {
        Space::program_records().slot(code_hash)
    }

    /// Reads a record without any charge.
    pub fn load(ctx: &mut Ctx, code_hash: B256) -> Self {
        Self::unpack(storage::read(ctx, Self::slot(code_hash)).into())
    }

    /// Reads the packed record.
    #[must_use]
    pub fn unpack(word: B256) -> Self {
        let u16_at = |at: usize| u16::from_be_bytes([word[at], word[at + 1]]);
        let u24_at = |at: usize| u32::from_be_bytes([0, word[at], word[at + 1], word[at + 2]]);
        Self {
            version: u16_at(0),
            init_cost: u16_at(2),
            cached_cost: u16_at(4),
            footprint: u16_at(6),
            activated_at: u24_at(8),
            asm_estimate_kb: u24_at(11),
            cached: word[14] != 0,
        }
    }

    /// The packed record.
    #[must_use]
    pub fn pack(&self) -> B256 {
        let mut word = B256::ZERO;
        word[0..2].copy_from_slice(&self.version.to_be_bytes());
        word[2..4].copy_from_slice(&self.init_cost.to_be_bytes());
        word[4..6].copy_from_slice(&self.cached_cost.to_be_bytes());
        word[6..8].copy_from_slice(&self.footprint.to_be_bytes());
        word[8..11].copy_from_slice(&self.activated_at.to_be_bytes()[1..]);
        word[11..14].copy_from_slice(&self.asm_estimate_kb.to_be_bytes()[1..]);
        word[14] = u8::from(self.cached);
        word
    }

    /// Seconds since the activation.
    #[must_use]
    pub fn age_secs(&self, now_secs: u64) -> u64 {
        let activated = ARBITRUM_START_SECS + u64::from(self.activated_at) * SECS_PER_HOUR;
        now_secs.saturating_sub(activated)
    }

    /// Whether the activation is over.
    #[must_use]
    pub fn is_expired(&self, now_secs: u64, params: &StylusParams) -> bool {
        self.age_secs(now_secs) > expiry_secs(params)
    }

    /// Whether the program can run now.
    ///
    /// # Errors
    /// The reason why it cannot.
    pub fn check_active(&self, now_secs: u64, params: &StylusParams) -> Result<(), Inactive> {
        if self.version == 0 {
            return Err(Inactive::NotActivated);
        }
        if self.version != params.version {
            return Err(Inactive::NeedsUpgrade(self.version, params.version));
        }
        if self.is_expired(now_secs, params) {
            return Err(Inactive::Expired(self.age_secs(now_secs)));
        }
        Ok(())
    }

    /// Gas of starting it when it is not cached.
    #[must_use]
    pub fn init_gas(&self, params: &StylusParams) -> u64 {
        formulas::init_gas(self.init_cost, params)
    }

    /// Gas of starting it from the cache.
    #[must_use]
    pub fn cached_gas(&self, params: &StylusParams) -> u64 {
        formulas::cached_gas(self.cached_cost, params)
    }

    /// The figures that decide the price of a call.
    #[must_use]
    pub const fn costs(&self) -> ProgramCosts {
        ProgramCosts {
            version: self.version,
            init_cost: self.init_cost,
            cached_cost: self.cached_cost,
            footprint: self.footprint,
        }
    }

    /// Estimate of its machine code in bytes; saturates.
    #[must_use]
    pub const fn asm_bytes(&self) -> u32 {
        self.asm_estimate_kb.saturating_mul(1024)
    }
}

/// Seconds that an activation lasts.
#[must_use]
pub fn expiry_secs(params: &StylusParams) -> u64 {
    u64::from(params.expiry_days) * SECS_PER_DAY
}

/// Seconds after which an activation may be extended.
#[must_use]
pub fn keepalive_secs(params: &StylusParams) -> u64 {
    u64::from(params.keepalive_days) * SECS_PER_DAY
}

/// Hours since Arbitrum began, rounded down; saturates at 24 bits.
#[must_use]
pub fn hours_since_start(now_secs: u64) -> u32 {
    let hours = now_secs.saturating_sub(ARBITRUM_START_SECS) / SECS_PER_HOUR;
    u32::try_from(hours.min(MAX_U24)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_packing() {
        let program = Program {
            version: 2,
            init_cost: 300,
            cached_cost: 14,
            footprint: 17,
            activated_at: 0x01_02_03,
            asm_estimate_kb: 0x04_05_06,
            cached: true,
        };
        assert_eq!(Program::unpack(program.pack()), program);
    }

    #[test]
    fn programs_expire_a_year_after_activation() {
        let params = StylusParams::default_for(stylus_machine::ArbOs::V51);
        let now = 1_750_000_000;
        let program = Program {
            version: 2,
            activated_at: hours_since_start(now),
            ..Program::default()
        };
        assert_eq!(program.check_active(now, &params), Ok(()));
        assert_eq!(
            Program::default().check_active(now, &params),
            Err(Inactive::NotActivated)
        );
        let later = now + 366 * SECS_PER_DAY;
        assert!(matches!(
            program.check_active(later, &params),
            Err(Inactive::Expired(_))
        ));
    }
}
