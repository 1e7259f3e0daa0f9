//! One expiry's smile: total variance as a function of the log-moneyness.

use math::{Float, Q120, SignedWad, WAD, Wad};

use super::SurfaceError;
use crate::real::{Real, Small, distance, float_of, square_root, sum};

/// Maximum |a|: a total variance of 256 is 500% for ten years.
pub const MAX_LEVEL: SignedWad = SignedWad::from_wei(256_000_000_000_000_000_000);

/// Maximum b. The wing rule b(1 + |ρ|) ≤ 2 allows no more.
pub const MAX_SLOPE: Wad = Wad::from_wei(2 * WAD);

/// Maximum |m|.
pub const MAX_SHIFT: SignedWad = SignedWad::from_wei(2_000_000_000_000_000_000);

/// Minimum σ. The smile of half an hour at 5% is forty times as wide.
pub const MIN_SMOOTHNESS: Wad = Wad::from_wei(WAD / 100_000);

/// Maximum σ.
pub const MAX_SMOOTHNESS: Wad = Wad::from_wei(4 * WAD);

/// Maximum |k| at which a slice can be read. Spot over strike may then be 10⁴³.
pub const MAX_LOG_MONEYNESS: Q120 = Q120::from_raw(100 << 120);

/// The raw SVI parameters of one expiry, as signers sign and post them: w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SviParameters {
    /// a, the level. May be negative.
    pub level: SignedWad,
    /// b, the slope of the wings, above 0.
    pub slope: Wad,
    /// ρ, the tilt, strictly between −1 and 1.
    pub tilt: SignedWad,
    /// m, the shift of the smile against the forward.
    pub shift: SignedWad,
    /// σ, the smoothness of the vertex.
    pub smoothness: Wad,
}

/// A slice in the narrow format in which it is evaluated: 64-bit mantissas, and k and m with
/// 120 fractional bits, because their difference cancels.
///
/// The conversion costs up to 2⁻⁶² of each parameter. Checks and prices both use the narrow
/// slice, so they cannot differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// a.
    level: Real,
    /// b.
    slope: Float,
    /// ρ.
    tilt: Real,
    /// m.
    shift: Q120,
    /// σ.
    smoothness: Float,
    /// σ².
    smoothness_square: Float,
    /// 1 − ρ².
    straightness: Float,
}

/// A slice at one log-moneyness.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// w.
    pub variance: Float,
    /// ∂w/∂k, to 2⁻⁵⁸·b.
    pub slope: Real,
    /// ∂²w/∂k², to 2⁻⁵⁸ of itself.
    pub curvature: Float,
    /// (|a| + b + w)/w: the factor by which an error of the terms grows in the sum.
    pub(super) condition: Float,
}

/// The shape of the smile at a distance from m, before level and slope.
struct Hyperbola {
    /// k − m.
    offset: Real,
    /// √((k − m)² + σ²).
    radius: Float,
    /// ρ(k − m) + √((k − m)² + σ²), positive.
    height: Float,
}

impl SviParameters {
    /// Returns the slice with these parameters.
    ///
    /// # Errors
    /// The [`SurfaceError`] that names the first parameter outside of its range.
    pub fn slice(&self) -> Result<Slice, SurfaceError> {
        let wei = |wad: SignedWad| wad.wei().unsigned_abs();
        if wei(self.level) > wei(MAX_LEVEL) {
            return Err(SurfaceError::LevelOutOfRange);
        }
        if self.slope == Wad::ZERO || self.slope > MAX_SLOPE {
            return Err(SurfaceError::SlopeOutOfRange);
        }
        if wei(self.tilt) >= WAD {
            return Err(SurfaceError::TiltOutOfRange);
        }
        if wei(self.shift) > wei(MAX_SHIFT) {
            return Err(SurfaceError::ShiftOutOfRange);
        }
        if self.smoothness < MIN_SMOOTHNESS || self.smoothness > MAX_SMOOTHNESS {
            return Err(SurfaceError::SmoothnessOutOfRange);
        }
        Ok(self.narrow())
    }

    fn narrow(&self) -> Slice {
        let tilt = self.tilt.wei().unsigned_abs();
        let smoothness = float_of(self.smoothness);
        // 1 − ρ² as (1 − |ρ|)(1 + |ρ|), both exact in wei: |ρ| is below one.
        let straightness = float_of(Wad::from_wei(WAD.saturating_sub(tilt)))
            .by(float_of(Wad::from_wei(WAD.saturating_add(tilt))));
        Slice {
            level: Real::of(self.level),
            slope: float_of(self.slope),
            tilt: Real::of(self.tilt),
            shift: q120_of(self.shift),
            smoothness,
            smoothness_square: smoothness.by(smoothness),
            straightness,
        }
    }
}

/// Converts `wad` to 120 fractional bits. Beyond ±128 only the sign is right, so that the bound of
/// [`MAX_LOG_MONEYNESS`] still refuses it.
#[must_use]
#[inline(never)]
pub fn q120_of(wad: SignedWad) -> Q120 {
    let real = Real::of(wad);
    let raw = fixed(real.magnitude).raw();
    Q120::from_raw(if real.negative {
        raw.wrapping_neg()
    } else {
        raw
    })
}

/// Converts `q` to the nearest wei, halves away from zero.
#[must_use]
#[inline(never)]
pub fn wad_of(q: Q120) -> SignedWad {
    let wei = q.magnitude().by(crate::constants::WAD_FLOAT).nearest();
    let wei = wei.cast_signed(); // below 128·10¹⁸
    SignedWad::from_wei(if q.raw() < 0 { wei.wrapping_neg() } else { wei })
}

impl Slice {
    /// Returns w(k), relative error within 2⁻⁵⁸·(|a| + w)/w.
    ///
    /// # Errors
    /// [`SurfaceError::MoneynessOutOfRange`] beyond [`MAX_LOG_MONEYNESS`];
    /// [`SurfaceError::NotPositive`] if the slice was never checked and is not positive here.
    pub fn variance(&self, k: Q120) -> Result<Float, SurfaceError> {
        let hyperbola = self.hyperbola(k)?;
        self.total(&hyperbola)
    }

    /// Returns the slice with its two derivatives.
    ///
    /// # Errors
    /// As [`Self::variance`].
    #[inline(never)]
    pub fn point(&self, k: Q120) -> Result<Point, SurfaceError> {
        let hyperbola = self.hyperbola(k)?;
        let variance = self.total(&hyperbola)?;
        let inverse = hyperbola.radius.inverse();
        let sine = hyperbola.offset.times(Real::positive(inverse));
        let slope = Real::positive(self.slope).times(self.tilt.plus(sine));
        let cube = inverse.by(inverse).by(inverse);
        let terms = sum(sum(self.level.magnitude, self.slope), variance);
        Ok(Point {
            variance,
            slope,
            curvature: self.slope.by(self.smoothness_square).by(cube),
            condition: terms.by(variance.inverse()),
        })
    }

    /// Returns the minimum total variance, a + bσ√(1 − ρ²), at any log-moneyness.
    #[must_use]
    pub fn min_variance(&self) -> Real {
        let vertex = self
            .slope
            .by(self.smoothness)
            .by(square_root(self.straightness));
        self.level.plus(Real::positive(vertex))
    }

    /// Returns the steeper of the two wings, b(1 + |ρ|).
    #[must_use]
    pub fn steepest_slope(&self) -> Float {
        self.slope.by(sum(Float::ONE, self.tilt.magnitude))
    }

    /// Returns m and σ: the place and width of the turn of the smile.
    pub(super) const fn vertex(&self) -> (Q120, Float) {
        (self.shift, self.smoothness)
    }

    /// Returns the place of the minimum of w, m − ρσ/√(1 − ρ²), and the half width √(2w/w″) over which it doubles.
    pub(super) fn bottom(&self) -> Result<(Q120, Float), SurfaceError> {
        let lean = self
            .smoothness
            .over(square_root(self.straightness))
            .by(self.tilt.magnitude);
        let lean = fixed(lean);
        let place = if self.tilt.negative {
            self.shift.plus(lean)
        } else {
            self.shift.plus(Q120::from_raw(lean.raw().wrapping_neg()))
        };
        let clipped = place
            .min(MAX_LOG_MONEYNESS)
            .max(Q120::from_raw(MAX_LOG_MONEYNESS.raw().wrapping_neg()));
        let point = self.point(clipped)?;
        Ok((
            clipped,
            square_root(point.variance.scale(1).over(point.curvature)),
        ))
    }

    #[inline(never)]
    fn hyperbola(&self, k: Q120) -> Result<Hyperbola, SurfaceError> {
        if k.raw().unsigned_abs() > MAX_LOG_MONEYNESS.raw().unsigned_abs() {
            return Err(SurfaceError::MoneynessOutOfRange);
        }
        // |k| ≤ 100 and |m| ≤ 2: the difference stays within Q120.
        let offset = k.plus(Q120::from_raw(self.shift.raw().wrapping_neg()));
        let offset = Real::new(offset.raw() < 0, offset.magnitude());
        let square = offset.square();
        let radius = square_root(sum(square, self.smoothness_square));
        let leaning = self.tilt.times(offset);
        let reach = sum(radius, leaning.magnitude);
        // Where the two cancel, R − |ρy| = (σ² + (1 − ρ²)y²)/(R + |ρy|) does not.
        let height = if leaning.negative {
            sum(self.smoothness_square, self.straightness.by(square)).over(reach)
        } else {
            reach
        };
        Ok(Hyperbola {
            offset,
            radius,
            height,
        })
    }

    #[inline(never)]
    fn total(&self, hyperbola: &Hyperbola) -> Result<Float, SurfaceError> {
        let rise = self.slope.by(hyperbola.height);
        if !self.level.negative {
            return Ok(sum(self.level.magnitude, rise));
        }
        if !Real::positive(rise).exceeds(self.level.magnitude) {
            return Err(SurfaceError::NotPositive);
        }
        Ok(distance(rise, self.level.magnitude))
    }
}

/// Returns a float with 120 fractional bits; the largest number of the format if it is 128 or more.
#[inline(never)]
pub(super) fn fixed(x: Float) -> Q120 {
    // The value is mantissa·2^(exponent − 63).
    let up = x.exponent.saturating_add(57);
    let mantissa = i128::from(x.mantissa);
    let raw = if x.exponent > 6 {
        i128::MAX
    } else if up >= 0 {
        mantissa.wrapping_shl(up.unsigned_abs())
    } else {
        mantissa.checked_shr(up.unsigned_abs()).unwrap_or(0)
    };
    Q120::from_raw(raw)
}
