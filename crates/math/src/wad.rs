//! Decimal fixed point with 18 decimals, the unit of every ABI.

use ruint::aliases::U256;

use crate::MathError;

/// One in wei.
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// A basis point, WAD.
pub const BASIS_POINT: u128 = WAD / 10_000;

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

/// Returns ⌊a·b/divisor⌋, with the product in full.
///
/// # Errors
/// [`MathError::DivisionByZero`], or [`MathError::Overflow`] if the quotient needs more than
/// 128 bits.
pub fn mul_div_down(a: u128, b: u128, divisor: u128) -> Result<u128, MathError> {
    let (quotient, _) = full_quotient(a, b, divisor)?;
    u128::try_from(quotient).map_err(|_| MathError::Overflow)
}

/// Returns a·b/divisor rounded up, with the product in full.
///
/// # Errors
/// As [`mul_div_down`].
pub fn mul_div_up(a: u128, b: u128, divisor: u128) -> Result<u128, MathError> {
    let (quotient, remainder) = full_quotient(a, b, divisor)?;
    let up = if remainder == U256::ZERO {
        quotient
    } else {
        quotient.wrapping_add(U256::ONE) // a quotient of 256 bits has no remainder
    };
    u128::try_from(up).map_err(|_| MathError::Overflow)
}

fn full_quotient(a: u128, b: u128, divisor: u128) -> Result<(U256, U256), MathError> {
    if divisor == 0 {
        return Err(MathError::DivisionByZero);
    }
    // The product of two 128-bit numbers fits 256 bits.
    Ok(U256::from(a)
        .wrapping_mul(U256::from(b))
        .div_rem(U256::from(divisor)))
}

impl Wad {
    /// Returns self·other, rounded down.
    ///
    /// # Errors
    /// [`MathError::Overflow`].
    pub fn mul_down(self, other: Self) -> Result<Self, MathError> {
        mul_div_down(self.0, other.0, WAD).map(Self)
    }

    /// Returns self·other, rounded up.
    ///
    /// # Errors
    /// [`MathError::Overflow`].
    pub fn mul_up(self, other: Self) -> Result<Self, MathError> {
        mul_div_up(self.0, other.0, WAD).map(Self)
    }

    /// Returns self/other, rounded down.
    ///
    /// # Errors
    /// [`MathError::DivisionByZero`] or [`MathError::Overflow`].
    pub fn div_down(self, other: Self) -> Result<Self, MathError> {
        mul_div_down(self.0, WAD, other.0).map(Self)
    }

    /// Returns self/other, rounded up.
    ///
    /// # Errors
    /// [`MathError::DivisionByZero`] or [`MathError::Overflow`].
    pub fn div_up(self, other: Self) -> Result<Self, MathError> {
        mul_div_up(self.0, WAD, other.0).map(Self)
    }

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
