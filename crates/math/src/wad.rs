//! Decimal fixed point with 18 decimals, the unit of every ABI.

use crate::MathError;

/// One in wei.
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// One in basis points.
pub const ONE_BPS: u128 = 10_000;

/// A basis point, WAD.
pub const BASIS_POINT: u128 = WAD / ONE_BPS;

/// An amount that is never negative, in wei (10⁻¹⁸).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Wad(u128);

/// An amount with a sign, in wei (10⁻¹⁸).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SignedWad(i128);

impl Wad {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(WAD);

    /// Returns the amount of this many wei.
    #[must_use]
    #[inline(always)]
    pub const fn from_wei(wei: u128) -> Self {
        Self(wei)
    }

    /// Returns the amount in wei.
    #[must_use]
    #[inline(always)]
    pub const fn wei(self) -> u128 {
        self.0
    }
}

impl SignedWad {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    #[allow(clippy::cast_possible_wrap, reason = "10^18 fits")]
    pub const ONE: Self = Self(WAD as i128);

    /// Returns the amount of this many wei.
    #[must_use]
    #[inline(always)]
    pub const fn from_wei(wei: i128) -> Self {
        Self(wei)
    }

    /// Returns the amount in wei.
    #[must_use]
    #[inline(always)]
    pub const fn wei(self) -> i128 {
        self.0
    }
}

impl Wad {
    /// Converts an amount with fewer decimals to wei, exactly: `scale` is 10^(18 − decimals).
    ///
    /// # Errors
    /// [`MathError::Overflow`].
    pub fn from_units(units: u128, scale: u128) -> Result<Self, MathError> {
        units
            .checked_mul(scale)
            .map(Self)
            .ok_or(MathError::Overflow)
    }

    /// Converts wei to an amount with fewer decimals, rounded down.
    ///
    /// # Errors
    /// [`MathError::DivisionByZero`].
    pub fn to_units_down(self, scale: u128) -> Result<u128, MathError> {
        self.0.checked_div(scale).ok_or(MathError::DivisionByZero)
    }

    /// Converts wei to an amount with fewer decimals, rounded up.
    ///
    /// # Errors
    /// [`MathError::DivisionByZero`].
    pub fn to_units_up(self, scale: u128) -> Result<u128, MathError> {
        if scale == 0 {
            Err(MathError::DivisionByZero)
        } else {
            Ok(self.0.div_ceil(scale))
        }
    }
}
