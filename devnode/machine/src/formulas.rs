//! Gas formulas that node and machine share: pages, starting a program, calls, data fee.
//!
//! All integers, all as the chain computes them: sums and products saturate where Nitro's do.

use crate::params::{COST_SCALAR_PERCENT, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT, StylusParams};

/// Exponential part of the page price for 0 to 128 pages ever open: ⌊31,874,000^(p/128)⌋, but for
/// the last, which is one less on the chain. More pages than 128 cost `u64::MAX`.
const PAGE_EXPONENTS: [u32; 129] = [
    1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 12, 14, 17, 19, 22, 25, 29, 33, 38,
    43, 50, 57, 65, 75, 85, 98, 112, 128, 147, 168, 193, 221, 253, 289, 331, 379, 434, 497, 569,
    651, 745, 853, 976, 1_117, 1_279, 1_463, 1_675, 1_917, 2_194, 2_511, 2_874, 3_290, 3_765,
    4_309, 4_932, 5_645, 6_461, 7_395, 8_464, 9_687, 11_087, 12_689, 14_523, 16_621, 19_024,
    21_773, 24_919, 28_521, 32_642, 37_359, 42_758, 48_938, 56_010, 64_104, 73_368, 83_971, 96_106,
    109_994, 125_890, 144_082, 164_904, 188_735, 216_010, 247_226, 282_953, 323_844, 370_643,
    424_206, 485_509, 555_672, 635_973, 727_880, 833_067, 953_456, 1_091_243, 1_248_941, 1_429_429,
    1_636_000, 1_872_423, 2_143_012, 2_452_704, 2_807_151, 3_212_820, 3_677_113, 4_208_502,
    4_816_684, 5_512_756, 6_309_419, 7_221_210, 8_264_766, 9_459_129, 10_826_093, 12_390_601,
    14_181_199, 16_230_562, 18_576_084, 21_260_563, 24_332_984, 27_849_408, 31_873_999,
];

/// Exponential part of the price of having had `pages` open at once.
#[must_use]
pub fn page_exponent(pages: u16) -> u64 {
    PAGE_EXPONENTS
        .get(usize::from(pages))
        .map_or(u64::MAX, |value| u64::from(*value))
}

/// Pages of memory that a transaction's programs have open, and their maximum so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Open now. Goes back to its former value when a program's call ends, whatever the outcome.
    pub open: u16,
    /// The maximum that was open in this transaction.
    pub ever: u16,
}

impl Pages {
    /// Opens pages.
    #[must_use]
    pub fn opened(self, new: u16) -> Self {
        let open = self.open.saturating_add(new);
        Self {
            open,
            ever: self.ever.max(open),
        }
    }
}

/// Gas for opening `new` pages.
#[must_use]
pub fn page_gas(new: u16, before: Pages, params: &StylusParams) -> u64 {
    let after = before.opened(new);
    if after.ever <= params.free_pages {
        return 0;
    }
    let paid = |pages: u16| pages.saturating_sub(params.free_pages);
    let adding = paid(after.open).saturating_sub(paid(before.open));
    let linear = u64::from(adding) * u64::from(params.page_gas);
    // The table never falls, so this can't underflow.
    let ramp = page_exponent(after.ever) - page_exponent(before.ever);
    linear.saturating_add(ramp)
}

/// The recorded figures of an activated program that decide the price of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramCosts {
    /// Stylus version at activation.
    pub version: u16,
    /// Cost of a first start, before scaling.
    pub init_cost: u16,
    /// Cost of a cached start, before scaling.
    pub cached_cost: u16,
    /// Initial pages.
    pub footprint: u16,
}

/// Gas to start a cached program.
#[must_use]
pub fn cached_gas(cached_cost: u16, params: &StylusParams) -> u64 {
    let min = u64::from(params.min_cached_init_gas) * MIN_CACHED_GAS_UNIT;
    min + scaled_up(cached_cost, params.cached_cost_scalar)
}

/// Gas to start a program that isn't cached; from Stylus version 2 on it comes on top of
/// [`cached_gas`].
#[must_use]
pub fn init_gas(init_cost: u16, params: &StylusParams) -> u64 {
    let min = u64::from(params.min_init_gas) * MIN_INIT_GAS_UNIT;
    min + scaled_up(init_cost, params.init_cost_scalar)
}

fn scaled_up(cost: u16, scalar: u8) -> u64 {
    (u64::from(cost) * u64::from(scalar) * COST_SCALAR_PERCENT).div_ceil(100)
}

/// Gas that a program's call costs before its first instruction.
#[must_use]
pub fn program_call_gas(
    program: ProgramCosts,
    cached: bool,
    before: Pages,
    params: &StylusParams,
) -> u64 {
    let mut gas = page_gas(program.footprint, before, params);
    if cached || program.version > 1 {
        gas = gas.saturating_add(cached_gas(program.cached_cost, params));
    }
    if !cached {
        gas = gas.saturating_add(init_gas(program.init_cost, params));
    }
    gas
}

/// EVM memory gas for data that a program returns: 3 a word and a quadratic part.
#[must_use]
pub fn return_data_gas(bytes: usize) -> u64 {
    let words = (bytes as u64).div_ceil(32);
    words * 3 + words * words / 512
}

/// Base gas of a program's call to another contract.
///
/// The target becomes warm even where the gas left doesn't pay for this.
#[must_use]
pub const fn call_base_gas(cold: bool, has_value: bool, target_is_empty: bool) -> u64 {
    let mut gas = 100;
    if cold {
        gas += 2_500;
    }
    if has_value {
        gas += 9_000;
        if target_is_empty {
            gas += 25_000;
        }
    }
    gas
}

/// Gas that the callee gets: the requested gas, at most 63/64 of what is left after the base
/// cost, and a stipend of 2,300 with a value. Unlike in the EVM the caller pays the stipend.
#[must_use]
pub const fn callee_gas(gas_left: u64, base_gas: u64, requested: u64, has_value: bool) -> u64 {
    let rest = gas_left.saturating_sub(base_gas);
    // A gas amount times 63 wraps on the chain only beyond 2^58, which no block allows.
    let max = rest.saturating_mul(63) / 64;
    let gas = if requested < max { requested } else { max };
    if has_value {
        gas.saturating_add(2_300)
    } else {
        gas
    }
}

/// Gas for reading one fragment of a root program at activation.
#[must_use]
pub const fn fragment_read_gas(warm: bool, code_size: usize) -> u64 {
    (if warm { 100 } else { 2_600 }) + (code_size as u64).div_ceil(32) * 3
}

const BIPS: u64 = 10_000;
/// Bytes of native code by which the demand falls each second.
const DEMAND_BYTES_PER_SECOND: u32 = 34_865;
/// Demand at which the price has grown e-fold.
const DEMAND_INERTIA: u64 = 21_360_419;
/// Wei for a byte of native code when there is no demand.
const LEAST_WEI_PER_BYTE: u64 = 82_928_201;
const EXPONENTIAL_TERMS: u64 = 12;

/// Price of the space that an activated program takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFee {
    /// Demand to store, in bytes.
    pub demand_after: u32,
    /// Demand relative to the inertia, in hundredths of a percent.
    pub exponent_bips: u64,
    /// Factor on the minimum price, in hundredths of a percent.
    pub multiplier_bips: u64,
    /// Wei for one byte.
    pub wei_per_byte: u64,
    /// The fee.
    pub fee_wei: u64,
}

/// Prices an activation, given the demand after the one before and the time since then.
#[must_use]
pub fn data_fee(demand_before: u32, seconds_passed: u64, asm_estimate: u32) -> DataFee {
    let passed = u32::try_from(seconds_passed).unwrap_or(u32::MAX);
    let faded = demand_before.saturating_sub(DEMAND_BYTES_PER_SECOND.saturating_mul(passed));
    let demand_after = faded.saturating_add(asm_estimate);
    let exponent_bips = BIPS * u64::from(demand_after) / DEMAND_INERTIA;
    let multiplier_bips = exponential_bips(exponent_bips);
    let wei_per_byte = LEAST_WEI_PER_BYTE.saturating_mul(multiplier_bips) / BIPS;
    DataFee {
        demand_after,
        exponent_bips,
        multiplier_bips,
        wei_per_byte,
        fee_wei: wei_per_byte.saturating_mul(asm_estimate.into()),
    }
}

/// e^x by the first terms of its series, in Horner's form.
fn exponential_bips(x: u64) -> u64 {
    (1..EXPONENTIAL_TERMS)
        .rev()
        .fold(BIPS + x / EXPONENTIAL_TERMS, |sum, term| {
            BIPS.saturating_add(sum.saturating_mul(x) / (term * BIPS))
        })
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Uint;

    use super::*;
    use crate::ArbOs;

    type Wide = Uint<4096, 64>;

    mod page_exponent {
        use super::*;

        #[test]
        fn is_the_exact_floor_up_to_127_pages() {
            let to_the_128th = |base: u64| (0..7).fold(Wide::from(base), |it, _| it * it);
            let mut target = Wide::from(1);
            for pages in 0..128_u16 {
                let value = super::super::page_exponent(pages);
                assert!(to_the_128th(value) <= target, "{pages} pages: too high");
                assert!(to_the_128th(value + 1) > target, "{pages} pages: too low");
                target *= Wide::from(31_874_000);
            }
        }

        #[test]
        fn ends_one_below_the_floor_at_128_pages() {
            assert_eq!(super::super::page_exponent(128), 31_873_999);
            assert_eq!(super::super::page_exponent(129), u64::MAX);
        }
    }

    mod page_gas {
        use super::*;

        #[test]
        fn asks_nothing_for_the_free_pages() {
            let params = StylusParams::default_for(ArbOs::V51);
            assert_eq!(super::super::page_gas(2, Pages::default(), &params), 0);
        }

        #[test]
        fn asks_only_the_linear_part_below_the_high_mark() {
            let params = StylusParams::default_for(ArbOs::V51);
            let before = Pages { open: 2, ever: 60 };
            assert_eq!(super::super::page_gas(1, before, &params), 1_000);
        }

        #[test]
        fn saturates_beyond_the_table() {
            let params = StylusParams::default_for(ArbOs::V51);
            assert_eq!(
                super::super::page_gas(u16::MAX, Pages { open: 1, ever: 1 }, &params),
                u64::MAX
            );
        }
    }

    mod program_call_gas {
        use super::*;

        #[test]
        fn adds_the_cached_part_to_the_first_start_from_version_two() {
            let params = StylusParams::default_for(ArbOs::V51);
            let costs = ProgramCosts {
                version: 2,
                init_cost: 18,
                cached_cost: 11,
                footprint: 1,
            };
            let first = super::super::program_call_gas(costs, false, Pages::default(), &params);
            assert_eq!(first, 352 + 11 + 8_832 + 18);
            let old = ProgramCosts {
                version: 1,
                ..costs
            };
            let first = super::super::program_call_gas(old, false, Pages::default(), &params);
            assert_eq!(first, 8_832 + 18);
        }
    }

    mod callee_gas {
        #[test]
        fn keeps_a_64th_and_adds_the_stipend() {
            assert_eq!(super::super::callee_gas(6_500, 100, u64::MAX, false), 6_300);
            assert_eq!(super::super::callee_gas(6_500, 100, 10, true), 2_310);
        }
    }

    mod data_fee {
        #[test]
        fn forgets_demand_as_time_passes() {
            let at_once = super::super::data_fee(1_398_696, 0, 699_348);
            let later = super::super::data_fee(1_398_696, 100, 699_348);
            assert!(later.fee_wei < at_once.fee_wei);
            assert_eq!(later.demand_after, 699_348);
        }
    }
}
