//! The chain's Stylus parameters, and their dependence on the ArbOS version.

use alloy_primitives::B256;
use thiserror::Error;

/// An ArbOS version: the one switch between the rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArbOs(u64);

/// The version number is before Stylus, or later than what this crate was checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("ArbOS {0} is not supported: the versions from 30 to 60 are")]
pub struct UnsupportedArbOs(pub u64);

impl ArbOs {
    /// The version that introduced Stylus.
    pub const V30: Self = Self(30);
    /// Stylus version 2, and memory gas for returned data.
    pub const V31: Self = Self(31);
    /// Charging fixes: activation pays for WASM bytes, flushes are paid for.
    pub const V32: Self = Self(32);
    /// Genesis version of a development chain under Nitro 3.7.
    pub const V40: Self = Self(40);
    /// A maximum stack depth of 22,000 words.
    pub const V50: Self = Self(50);
    /// Genesis version of a development chain under Nitro 3.9: the default here.
    pub const V51: Self = Self(51);
    /// Fragmented contracts, a working recent-program cache, no multi-value.
    pub const V60: Self = Self(60);

    /// Accepts the versions from 30 to 60.
    ///
    /// # Errors
    /// [`UnsupportedArbOs`] for any other number.
    pub const fn new(number: u64) -> Result<Self, UnsupportedArbOs> {
        if number < Self::V30.0 || number > Self::V60.0 {
            return Err(UnsupportedArbOs(number));
        }
        Ok(Self(number))
    }

    /// The version as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The Stylus version in force: 1 at ArbOS 30, 2 afterwards.
    #[must_use]
    pub const fn stylus_version(self) -> u16 {
        if self.0 >= Self::V31.0 { 2 } else { 1 }
    }

    /// Whether activation pays for the WASM's bytes and bounds the imports, and whether storage
    /// flushes are charged (32 and later).
    #[must_use]
    pub const fn has_charging_fixes(self) -> bool {
        self.0 >= Self::V32.0
    }

    /// Whether EVM memory gas is due for the data a program returns (31 and later).
    #[must_use]
    pub const fn charges_return_data(self) -> bool {
        self.0 >= Self::V31.0
    }

    /// Whether an account without code is remembered by the last-code cache (before 40).
    #[must_use]
    pub const fn caches_empty_code(self) -> bool {
        self.0 < Self::V40.0
    }

    /// Whether a flush that runs out of gas takes all gas, instead of failing free (50 and later).
    #[must_use]
    pub const fn flush_out_of_gas_takes_all(self) -> bool {
        self.0 >= Self::V50.0
    }

    /// Whether functions and blocks with several results pass activation (before 60).
    #[must_use]
    pub const fn allows_multi_value(self) -> bool {
        self.0 < Self::V60.0
    }

    /// Whether root and fragment programs exist (60 and later).
    #[must_use]
    pub const fn has_fragments(self) -> bool {
        self.0 >= Self::V60.0
    }

    /// Whether a recently called program counts as cached (60 and later).
    #[must_use]
    pub const fn has_recent_program_cache(self) -> bool {
        self.0 >= Self::V60.0
    }
}

impl Default for ArbOs {
    fn default() -> Self {
        Self::V51
    }
}

impl std::fmt::Display for ArbOs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The Stylus parameters that the chain's owner can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StylusParams {
    /// Stylus version that new activations get.
    pub version: u16,
    /// Ink for one unit of gas (24 bits).
    pub ink_price: u32,
    /// Words of stack that a program may use.
    pub max_stack_depth: u32,
    /// Pages of memory that all programs of a transaction have free.
    pub free_pages: u16,
    /// Gas for each page beyond the free ones.
    pub page_gas: u16,
    /// Pages that all programs of a transaction may have open.
    pub page_limit: u16,
    /// Minimum gas to start an uncached program, in units of [`MIN_INIT_GAS_UNIT`].
    pub min_init_gas: u8,
    /// Minimum gas to start a cached program, in units of [`MIN_CACHED_GAS_UNIT`].
    pub min_cached_init_gas: u8,
    /// Percentage of the estimated start cost that is charged, in units of 2 %.
    pub init_cost_scalar: u8,
    /// Percentage of the estimated cached start cost that is charged, in units of 2 %.
    pub cached_cost_scalar: u8,
    /// Days after which an activation ends.
    pub expiry_days: u16,
    /// Days after which an activation may be prolonged.
    pub keepalive_days: u16,
    /// Programs that the recent-program cache holds.
    pub block_cache_size: u16,
    /// Largest size of a decompressed program, in bytes.
    pub max_wasm_size: u32,
    /// Largest number of fragments of a root program.
    pub max_fragments: u8,
}

/// Gas in one unit of [`StylusParams::min_init_gas`].
pub const MIN_INIT_GAS_UNIT: u64 = 128;
/// Gas in one unit of [`StylusParams::min_cached_init_gas`].
pub const MIN_CACHED_GAS_UNIT: u64 = 32;
/// Percent in one unit of the two cost scalars.
pub const COST_SCALAR_PERCENT: u64 = 2;
/// Ramp of the page price as the chain reports it; prices come from the table in
/// [`formulas`](crate::formulas).
pub const PAGE_RAMP: u64 = 620_674_314;
/// Largest decompressed size of a program where the chain has no parameter for it, in bytes.
pub const DEFAULT_MAX_WASM_SIZE: u32 = 128 * 1024;

impl StylusParams {
    /// The parameters of a new chain at that ArbOS version.
    #[must_use]
    pub const fn default_for(arbos: ArbOs) -> Self {
        let version = arbos.stylus_version();
        Self {
            version,
            ink_price: 10_000,
            max_stack_depth: if arbos.number() >= ArbOs::V50.number() {
                22_000
            } else {
                262_144
            },
            free_pages: 2,
            page_gas: 1_000,
            page_limit: 128,
            min_init_gas: if version >= 2 { 69 } else { 72 },
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: DEFAULT_MAX_WASM_SIZE,
            max_fragments: 2,
        }
    }

    /// The storage word in which ArbOS keeps the parameters: fields in order of declaration, from
    /// the most significant byte. The last two exist from ArbOS 40 and 60.
    #[must_use]
    pub fn pack(&self, arbos: ArbOs) -> B256 {
        let mut packer = Packer::default();
        packer.put(self.version.into(), 2);
        packer.put(self.ink_price, 3);
        packer.put(self.max_stack_depth, 4);
        packer.put(self.free_pages.into(), 2);
        packer.put(self.page_gas.into(), 2);
        packer.put(self.page_limit.into(), 2);
        packer.put(self.min_init_gas.into(), 1);
        packer.put(self.min_cached_init_gas.into(), 1);
        packer.put(self.init_cost_scalar.into(), 1);
        packer.put(self.cached_cost_scalar.into(), 1);
        packer.put(self.expiry_days.into(), 2);
        packer.put(self.keepalive_days.into(), 2);
        packer.put(self.block_cache_size.into(), 2);
        if arbos >= ArbOs::V40 {
            packer.put(self.max_wasm_size, 4);
        }
        if arbos >= ArbOs::V60 {
            packer.put(self.max_fragments.into(), 1);
        }
        packer.word
    }

    /// Reads what [`pack`](Self::pack) wrote.
    #[must_use]
    pub fn unpack(word: B256, arbos: ArbOs) -> Self {
        let mut reader = Unpacker { word, at: 0 };
        Self {
            version: reader.take_u16(),
            ink_price: reader.take(3),
            max_stack_depth: reader.take(4),
            free_pages: reader.take_u16(),
            page_gas: reader.take_u16(),
            page_limit: reader.take_u16(),
            min_init_gas: reader.take_u8(),
            min_cached_init_gas: reader.take_u8(),
            init_cost_scalar: reader.take_u8(),
            cached_cost_scalar: reader.take_u8(),
            expiry_days: reader.take_u16(),
            keepalive_days: reader.take_u16(),
            block_cache_size: reader.take_u16(),
            max_wasm_size: if arbos >= ArbOs::V40 {
                reader.take(4)
            } else {
                DEFAULT_MAX_WASM_SIZE
            },
            max_fragments: if arbos >= ArbOs::V60 {
                reader.take_u8()
            } else {
                0
            },
        }
    }
}

#[derive(Default)]
struct Packer {
    word: B256,
    at: usize,
}

impl Packer {
    fn put(&mut self, value: u32, bytes: usize) {
        let all = value.to_be_bytes();
        self.word[self.at..self.at + bytes].copy_from_slice(&all[4 - bytes..]);
        self.at += bytes;
    }
}

struct Unpacker {
    word: B256,
    at: usize,
}

impl Unpacker {
    fn take(&mut self, bytes: usize) -> u32 {
        let field = &self.word[self.at..self.at + bytes];
        self.at += bytes;
        field
            .iter()
            .fold(0, |value, byte| value << 8 | u32::from(*byte))
    }

    fn take_u16(&mut self) -> u16 {
        let high = self.take_u8();
        u16::from_be_bytes([high, self.take_u8()])
    }

    fn take_u8(&mut self) -> u8 {
        self.at += 1;
        self.word[self.at - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    mod default_for {
        use super::*;

        #[test]
        fn lowers_the_stack_depth_from_arbos_50() {
            assert_eq!(
                StylusParams::default_for(ArbOs::V40).max_stack_depth,
                262_144
            );
            assert_eq!(
                StylusParams::default_for(ArbOs::V50).max_stack_depth,
                22_000
            );
        }

        #[test]
        fn starts_stylus_version_two_with_a_lower_least_gas() {
            assert_eq!(StylusParams::default_for(ArbOs::V30).min_init_gas, 72);
            assert_eq!(StylusParams::default_for(ArbOs::V31).min_init_gas, 69);
        }
    }

    mod pack {
        use super::*;

        #[test]
        fn returns_what_was_packed() {
            let mut params = StylusParams::default_for(ArbOs::V60);
            params.ink_price = 0x00ab_cdef;
            params.max_stack_depth = 0x0102_0304;
            params.max_fragments = 7;
            let packed = params.pack(ArbOs::V60);
            assert_eq!(StylusParams::unpack(packed, ArbOs::V60), params);
        }

        #[test]
        fn begins_with_version_and_ink_price() {
            let word = StylusParams::default_for(ArbOs::V51).pack(ArbOs::V51);
            assert_eq!(word[..5], [0, 2, 0, 0x27, 0x10]);
        }

        #[test]
        fn leaves_out_what_the_version_does_not_have() {
            let mut params = StylusParams::default_for(ArbOs::V31);
            params.max_wasm_size = 1;
            let read = StylusParams::unpack(params.pack(ArbOs::V31), ArbOs::V31);
            assert_eq!(read.max_wasm_size, DEFAULT_MAX_WASM_SIZE);
            assert_eq!(read.max_fragments, 0);
        }
    }

    mod arbos {
        use super::*;

        #[test]
        fn refuses_versions_without_stylus_and_unknown_ones() {
            assert_eq!(ArbOs::new(29), Err(UnsupportedArbOs(29)));
            assert_eq!(ArbOs::new(61), Err(UnsupportedArbOs(61)));
            assert_eq!(ArbOs::new(51), Ok(ArbOs::V51));
        }
    }
}
