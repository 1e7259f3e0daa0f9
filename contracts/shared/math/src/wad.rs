//! Decimal fixed point with 18 decimals, the unit of every ABI.

/// One in wei.
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// An amount that is never negative, in wei (10⁻¹⁸).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Wad(u128);

/// An amount with a sign, in wei (10⁻¹⁸).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SignedWad(i128);

impl Wad {
    /// Nought.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(WAD);

    /// The amount of so many wei.
    #[must_use]
    #[inline(always)]
    pub const fn from_wei(wei: u128) -> Self {
        Self(wei)
    }

    /// The amount in wei.
    #[must_use]
    #[inline(always)]
    pub const fn wei(self) -> u128 {
        self.0
    }
}

impl SignedWad {
    /// Nought.
    pub const ZERO: Self = Self(0);
    /// One.
    #[allow(clippy::cast_possible_wrap, reason = "10^18 fits")]
    pub const ONE: Self = Self(WAD as i128);

    /// The amount of so many wei.
    #[must_use]
    #[inline(always)]
    pub const fn from_wei(wei: i128) -> Self {
        Self(wei)
    }

    /// The amount in wei.
    #[must_use]
    #[inline(always)]
    pub const fn wei(self) -> i128 {
        self.0
    }
}
