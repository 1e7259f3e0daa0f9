//! The receivers of a fee.

use crate::Money;

/// The part of a fee that goes to the insurance fund, in percent.
pub const INSURANCE_PERCENT: u128 = 20;

/// The part of a fee that goes to the treasury, in percent. The liquidity providers get the rest.
pub const TREASURY_PERCENT: u128 = 10;

/// The parts of a fee that leave the pool, in units of the asset, each rounded down. The liquidity providers get the
/// rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeSplit {
    /// To the insurance fund.
    pub insurance: u128,
    /// To the treasury.
    pub treasury: u128,
}

impl FeeSplit {
    /// Returns the parts of a fee in WAD that is paid in this money.
    #[must_use]
    pub const fn of(fee: u128, money: Money) -> Self {
        Self {
            insurance: percent_down(fee, INSURANCE_PERCENT, money),
            treasury: percent_down(fee, TREASURY_PERCENT, money),
        }
    }
}

/// Returns so many percent of a fee, in units of the asset, rounded down.
const fn percent_down(fee: u128, percent: u128, money: Money) -> u128 {
    // A fee is far below the price, which has 127 bits.
    money.down(fee.saturating_mul(percent) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    #[test]
    fn every_part_is_rounded_down_to_a_unit() {
        let usdc = Money::of_decimals(6);
        let unit = 1_000_000_000_000;
        let split = |fee| FeeSplit::of(fee, usdc);
        let parts = |insurance, treasury| FeeSplit {
            insurance,
            treasury,
        };
        assert_eq!(split(10 * unit - 1), parts(1, 0));
        assert_eq!(split(10 * unit), parts(2, 1));
        assert_eq!(split(5 * unit - 1), parts(0, 0));
    }

    #[test]
    fn the_liquidity_providers_get_at_least_seventy_percent() {
        let mut rng = Rng::with_seed(15);
        for decimals in [6, 8, 18] {
            let money = Money::of_decimals(decimals);
            for _ in 0..10_000 {
                let fee = rng.u128(..1 << 120) >> rng.u32(..120);
                let split = FeeSplit::of(fee, money);
                let rest = money.down(fee) - split.insurance - split.treasury;
                assert!(rest >= money.down(fee / 100 * 70), "{fee}");
                assert!(split.insurance >= 2 * split.treasury, "{fee}");
            }
        }
    }
}
