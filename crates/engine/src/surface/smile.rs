//! A slice in time: how a posted slice is read later.
//!
//! A slice gives the total variance from its signing until expiry. If it stayed as it is, the same variance would fall
//! into less time: an option half an hour from expiry would gain 29% of volatility in the twenty minutes for which a
//! surface may be traded on. So the *volatility* of a post stays, and total variance shrinks with the time in which it
//! comes about, w(k)·e(time left)/e(time left at signing).
//!
//! An option settles at the average of the spot over its last half hour h, which moves less than the spot. At t ≥ h
//! before expiry, its variance is that of the time t − ⅔h. From t < h before, when a part of the average is known, it
//! is that of t³/3h². That is e(t); both are h/3 at t = h.
//!
//! No arbitrage appears while it shrinks. Butterflies: of g = A − cB + cC − c²D, with A, B, C, D ≥ 0 and c ≤ 1, either
//! C ≥ B and g(c) ≥ c·g(1), or C < B and g(c) ≥ g(1). Calendars: e′/e falls with t, so of two expiries the later one
//! shrinks by less.

use domain::calendar::AVERAGING_SECS;
use math::{Float, Q120, Wad};

use super::SurfaceError;
use super::slice::{Slice, SviParameters};
use crate::black_scholes::{MAX_EXPIRY_SECS, MAX_VOLATILITY};
use crate::constants::{INV_YEAR, WAD_FLOAT};
use crate::real::{Small, square_root};

/// Returns the time in which the variance of an average comes about, from this many seconds before expiry, in units of
/// 1/3h² of a second.
const fn effective(secs: u64) -> u64 {
    const SCALE: u64 = 3 * AVERAGING_SECS * AVERAGING_SECS;
    const LOST_SECS: u64 = AVERAGING_SECS / 3 * 2;
    if secs < AVERAGING_SECS {
        // Below 2³³.
        secs.wrapping_mul(secs).wrapping_mul(secs)
    } else {
        // Below 2³² · 2²⁴, for a time that a slice may have left.
        secs.wrapping_sub(LOST_SECS).wrapping_mul(SCALE)
    }
}

/// A slice as it was signed, for one expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Post {
    /// The parameters.
    pub parameters: SviParameters,
    /// When the options expire, unix seconds.
    pub expiry: u64,
    /// When the signers read the market, unix seconds; before `expiry`.
    pub timestamp: u64,
}

/// A post, prepared to be read at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smile {
    slice: Slice,
    /// The effective time left now over that left at signing, at most one.
    share: Float,
    /// σ√τ over σ: the square root of the variance that is left over that of a year.
    root: Float,
    /// 1/years left at signing.
    inverse_years: Float,
    remaining_secs: u64,
}

/// The effect of the average at expiry on Black-Scholes prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Averaging {
    /// The factor that turns a volatility of the post into the deviation that prices depend on, over the time left.
    pub factor: Wad,
    /// How many times faster the variance of that deviation falls than evenly over the time left: 1 far from expiry, 3
    /// in the last half hour.
    pub haste: Wad,
}

/// Returns the effect of the average on a post, from the time before expiry at signing and the time left now.
///
/// # Errors
/// [`SurfaceError::Expired`] if no time is left, [`SurfaceError::FromTheFuture`] if more is left than at signing,
/// [`SurfaceError::ExpiryOutOfRange`] if that was too much.
pub fn averaging(lifetime_secs: u64, remaining_secs: u64) -> Result<Averaging, SurfaceError> {
    if remaining_secs == 0 {
        return Err(SurfaceError::Expired);
    }
    if remaining_secs > lifetime_secs {
        return Err(SurfaceError::FromTheFuture);
    }
    if lifetime_secs > MAX_EXPIRY_SECS {
        return Err(SurfaceError::ExpiryOutOfRange);
    }
    let a_second = |secs: u64| Float::from_u64(effective(secs)).over(Float::from_u64(secs));
    let share = a_second(remaining_secs).over(a_second(lifetime_secs));
    let haste = if remaining_secs < AVERAGING_SECS {
        Float::from_u64(3)
    } else {
        let counted = remaining_secs.wrapping_sub(AVERAGING_SECS / 3 * 2);
        Float::from_u64(remaining_secs).over(Float::from_u64(counted))
    };
    let wad = |x: Float| Wad::from_wei(x.by(WAD_FLOAT).nearest());
    Ok(Averaging {
        factor: wad(square_root(share)),
        haste: wad(haste),
    })
}

impl Post {
    /// Returns the smile of this post at the time `now`, in unix seconds.
    ///
    /// # Errors
    /// [`SurfaceError::FromTheFuture`] if the post is later than `now`,
    /// [`SurfaceError::Expired`] if no time was left at signing or is left now,
    /// [`SurfaceError::ExpiryOutOfRange`] if too much is left, or the error of the parameter
    /// that is out of its range.
    pub fn smile(&self, now: u64) -> Result<Smile, SurfaceError> {
        if self.timestamp > now {
            return Err(SurfaceError::FromTheFuture);
        }
        let lifetime_secs = self.expiry.checked_sub(self.timestamp);
        let remaining_secs = self.expiry.checked_sub(now);
        let (lifetime_secs, remaining_secs) = match (lifetime_secs, remaining_secs) {
            (Some(lifetime), Some(remaining)) if remaining > 0 => (lifetime, remaining),
            _ => return Err(SurfaceError::Expired),
        };
        if lifetime_secs > MAX_EXPIRY_SECS {
            return Err(SurfaceError::ExpiryOutOfRange);
        }
        let slice = self.parameters.slice()?;
        let share = if remaining_secs == lifetime_secs {
            Float::ONE
        } else {
            let signed = Float::from_u64(effective(lifetime_secs));
            Float::from_u64(effective(remaining_secs)).over(signed)
        };
        let years = Float::from_u64(lifetime_secs).by(INV_YEAR);
        Ok(Smile {
            slice,
            share,
            root: square_root(share.by(years)),
            inverse_years: years.inverse(),
            remaining_secs,
        })
    }
}

impl Smile {
    /// Returns the slice as it was signed.
    #[must_use]
    pub const fn slice(&self) -> &Slice {
        &self.slice
    }

    /// Returns the seconds left until expiry.
    #[must_use]
    pub const fn remaining_secs(&self) -> u64 {
        self.remaining_secs
    }

    /// Returns how far a deviation moves with the volatility, d(σ√τ)/dσ.
    #[must_use]
    pub const fn root(&self) -> Float {
        self.root
    }

    /// Returns the total variance that is left.
    ///
    /// # Errors
    /// As [`Slice::variance`].
    pub fn variance(&self, k: Q120) -> Result<Float, SurfaceError> {
        Ok(self.slice.variance(k)?.by(self.share))
    }

    /// Returns σ√τ, on which a price depends. Its only upper bound is that of the slice, unlike [`Self::volatility`].
    ///
    /// # Errors
    /// As [`Slice::variance`].
    pub fn deviation(&self, k: Q120) -> Result<Float, SurfaceError> {
        Ok(square_root(self.variance(k)?))
    }

    /// Returns the standard deviation of the spot's logarithm over the next seconds by this smile: at the money, in
    /// proportion to time. If less time is left, all of it.
    ///
    /// # Errors
    /// As [`Slice::variance`].
    pub fn deviation_within(&self, secs: u64) -> Result<Float, SurfaceError> {
        let variance = self.variance(Q120::ZERO)?;
        if self.remaining_secs <= secs {
            return Ok(square_root(variance));
        }
        let share = Float::from_u64(secs).over(Float::from_u64(self.remaining_secs));
        Ok(square_root(variance.by(share)))
    }

    /// Returns the volatility at log-moneyness k = ln(K/F), to the nearest wei.
    ///
    /// # Errors
    /// As [`Slice::variance`], and [`SurfaceError::VolatilityOutOfRange`] above [`MAX_VOLATILITY`], which a wing of an
    /// expiry a few hours away can reach.
    pub fn volatility(&self, k: Q120) -> Result<Wad, SurfaceError> {
        let volatility = Wad::from_wei(self.sigma(k)?.by(WAD_FLOAT).nearest());
        if volatility > MAX_VOLATILITY {
            return Err(SurfaceError::VolatilityOutOfRange);
        }
        Ok(volatility)
    }

    /// Returns σ√τ and σ per year, from one evaluation of the slice.
    ///
    /// # Errors
    /// As [`Slice::variance`].
    pub(crate) fn deviation_and_sigma(&self, k: Q120) -> Result<(Float, Float), SurfaceError> {
        let variance = self.slice.variance(k)?;
        Ok((
            square_root(variance.by(self.share)),
            square_root(variance.by(self.inverse_years)),
        ))
    }

    /// Returns the volatility as a float, whatever its size.
    ///
    /// # Errors
    /// As [`Slice::variance`].
    pub fn sigma(&self, k: Q120) -> Result<Float, SurfaceError> {
        Ok(square_root(self.slice.variance(k)?.by(self.inverse_years)))
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "compared in double precision")]
mod tests {
    use super::*;

    fn factor(lifetime: u64, remaining: u64) -> u128 {
        averaging(lifetime, remaining).unwrap().factor.wei()
    }

    #[test]
    fn at_signing_a_volatility_is_what_it_says() {
        for secs in [1, 1_799, 1_800, 86_400, MAX_EXPIRY_SECS] {
            let one = factor(secs, secs);
            assert!(one.abs_diff(1_000_000_000_000_000_000) <= 1, "{secs}");
        }
    }

    #[test]
    fn the_average_takes_from_the_variance_as_its_definition_says() {
        // Signed a day ahead, read half an hour ahead: the root of (600/1800)/(85200/86400) in double precision.
        let expected = ((600.0_f64 / 1_800.0) / (85_200.0 / 86_400.0)).sqrt();
        let found = factor(86_400, 1_800);
        assert!((found as f64 / 1e18 - expected).abs() < 1e-15);
        // A minute ahead: t³/3h² of 60 seconds are 1/45 of a second.
        let expected = ((1.0_f64 / 45.0 / 60.0) / (85_200.0 / 86_400.0)).sqrt();
        assert!((factor(86_400, 60) as f64 / 1e18 - expected).abs() < 1e-15);
    }

    #[test]
    fn variance_is_used_up_three_times_as_fast_in_the_end() {
        let haste = |secs| averaging(86_400, secs).unwrap().haste.wei();
        assert_eq!(haste(1), 3_000_000_000_000_000_000);
        assert_eq!(haste(1_799), 3_000_000_000_000_000_000);
        assert_eq!(haste(1_800), 3_000_000_000_000_000_000);
        assert_eq!(haste(2_400), 2_000_000_000_000_000_000);
        assert!(haste(86_400) < 1_020_000_000_000_000_000);
    }

    #[test]
    fn times_out_of_range_are_refused() {
        assert_eq!(averaging(10, 0), Err(SurfaceError::Expired));
        assert_eq!(averaging(10, 11), Err(SurfaceError::FromTheFuture));
        let late = averaging(MAX_EXPIRY_SECS + 1, 1);
        assert_eq!(late, Err(SurfaceError::ExpiryOutOfRange));
    }
}
