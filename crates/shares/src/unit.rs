//! From WAD to units of the asset.

use math::{mul_div_down, mul_div_up};

/// The unit of an asset with 6 to 18 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    wei: u128,
}

impl Unit {
    /// Returns the unit of an asset with this many decimals; `None` unless they are 6 to 18.
    #[must_use]
    pub fn of_decimals(decimals: u8) -> Option<Self> {
        let places = 18_u32.checked_sub(u32::from(decimals))?;
        let wei = 10_u128.checked_pow(places).filter(|_| places <= 12)?;
        Some(Self { wei })
    }

    /// Converts an amount in WAD, rounded down.
    #[must_use]
    pub fn signed_down(self, wad: i128) -> i128 {
        let magnitude = wad.unsigned_abs();
        if wad < 0 {
            self.unsigned_up(magnitude).wrapping_neg().cast_signed()
        } else {
            self.unsigned_down(magnitude).cast_signed()
        }
    }

    /// Converts an amount in WAD, rounded up.
    #[must_use]
    pub fn signed_up(self, wad: i128) -> i128 {
        let magnitude = wad.unsigned_abs();
        if wad < 0 {
            self.unsigned_down(magnitude).wrapping_neg().cast_signed()
        } else {
            self.unsigned_up(magnitude).cast_signed()
        }
    }

    /// Converts an amount in WAD that is never below zero, rounded up. The unit is at least a wei, so the result fits.
    #[must_use]
    pub fn unsigned_up(self, wad: u128) -> u128 {
        mul_div_up(wad, 1, self.wei).unwrap_or(wad)
    }

    fn unsigned_down(self, wad: u128) -> u128 {
        mul_div_down(wad, 1, self.wei).unwrap_or(wad)
    }
}
