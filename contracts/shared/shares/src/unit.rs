//! From WAD to units of the asset.

/// The unit of an asset with 6 to 18 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    wei: i128,
}

impl Unit {
    /// The unit of an asset of so many decimals; `None` unless there are 6 to 18.
    #[must_use]
    pub fn of_decimals(decimals: u8) -> Option<Self> {
        let places = 18_u32.checked_sub(u32::from(decimals))?;
        let wei = 10_i128.checked_pow(places).filter(|_| places <= 12)?;
        Some(Self { wei })
    }

    /// An amount in WAD, rounded towards less.
    #[must_use]
    pub fn signed_down(self, wad: i128) -> i128 {
        // The divisor is at least 1: neither division by nought nor overflow.
        wad.checked_div_euclid(self.wei).unwrap_or(wad)
    }

    /// An amount in WAD, rounded towards more.
    #[must_use]
    pub fn signed_up(self, wad: i128) -> i128 {
        let down = self.signed_down(wad);
        let exact = wad.checked_rem_euclid(self.wei) == Some(0);
        down.saturating_add(i128::from(!exact))
    }

    /// An amount in WAD that is never below nought, rounded up.
    #[must_use]
    pub fn unsigned_up(self, wad: u128) -> u128 {
        wad.div_ceil(self.wei.cast_unsigned())
    }
}
