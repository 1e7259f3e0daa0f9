//! Amounts of an asset, in its own decimals and in WAD.

use alloy_primitives::U256;
use core::num::NonZero;

/// One unit of an asset in WAD; it converts amounts.
#[derive(Clone, Copy, Debug)]
pub struct Money(NonZero<u128>);

impl Money {
    /// Returns the unit of an asset with this many decimals, at most 18.
    #[must_use]
    pub const fn of_decimals(decimals: u8) -> Self {
        let (mut unit, mut places) = (1u128, decimals);
        while places < 18 {
            // At most 10¹⁸.
            unit = unit.wrapping_mul(10);
            places = places.wrapping_add(1);
        }
        match NonZero::new(unit) {
            Some(unit) => Self(unit),
            None => Self(NonZero::<u128>::MIN),
        }
    }

    /// Returns an amount of the asset in WAD, exactly; `None` if it does not fit.
    #[must_use]
    pub fn wad(self, units: U256) -> Option<u128> {
        self.scaled(u128::try_from(units).ok()?)
    }

    /// Returns an amount with a sign in WAD, exactly; `None` if it does not fit.
    #[must_use]
    pub fn signed_wad(self, units: i128) -> Option<i128> {
        let size = i128::try_from(self.scaled(units.unsigned_abs())?).ok()?;
        Some(if units < 0 { size.wrapping_neg() } else { size })
    }

    #[inline(never)]
    fn scaled(self, units: u128) -> Option<u128> {
        units.checked_mul(self.0.get())
    }

    /// Returns WAD as an amount of the asset, rounded up.
    #[must_use]
    pub const fn up(self, wad: u128) -> u128 {
        wad.div_ceil(self.0.get())
    }

    /// Returns WAD as an amount of the asset, rounded down.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects, reason = "a unit is a power of ten")]
    pub const fn down(self, wad: u128) -> u128 {
        wad / self.0.get()
    }

    /// Returns signed WAD as an amount of the asset, rounded up: a cost up, a payment received down.
    #[must_use]
    pub const fn signed_up(self, wad: i128) -> i128 {
        let size = wad.unsigned_abs();
        // Its size is less than 2¹²⁷, like that of the amount, except for the lowest number itself.
        if wad < 0 {
            self.down(size).cast_signed().wrapping_neg()
        } else {
            self.up(size).cast_signed()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_round_up_and_receipts_down() {
        let usdc = Money::of_decimals(6);
        let step = 1_000_000_000_000_i128;
        assert_eq!(usdc.signed_up(step + 1), 2);
        assert_eq!(usdc.signed_up(-step - 1), -1);
        assert_eq!(usdc.signed_up(1 - step), 0);
        let step = step.unsigned_abs();
        assert_eq!((usdc.up(step), usdc.down(2 * step - 1)), (1, 1));
    }

    #[test]
    fn an_amount_that_does_not_fit_is_none() {
        let usdc = Money::of_decimals(6);
        assert_eq!(usdc.wad(U256::MAX), None);
        assert_eq!(usdc.wad(U256::from(u128::MAX)), None);
        assert_eq!(usdc.signed_wad(i128::MIN), None);
        assert_eq!(usdc.signed_wad(-3), Some(-3_000_000_000_000));
        assert_eq!(Money::of_decimals(18).wad(U256::from(7)), Some(7));
    }
}
