//! Legs, moves and deviations in the formats of the fast revaluation.
#![allow(
    clippy::needless_bitwise_bool,
    reason = "one branch, where a second would cost 3,200 ink"
)]

use math::{Float, Q120, Wad};

use super::middle_of;
use super::normal::EDGE;
use crate::constants::WAD_FLOAT;
use crate::real::Small;
use crate::revaluation::{Leg, RevaluationError};

/// Fractional bits of a value.
pub(super) const VALUE_BITS: u32 = 30;

/// Fractional bits of s and k.
const SHARE_BITS: i32 = 30;

/// Fractional bits of a logarithm; it lies within ±8.
const LOG_BITS: u32 = 60;

/// Bits of a quantity.
const SIZE_BITS: i32 = 31;

/// Binary digits that 1,024 terms may add to one.
const CARRY_BITS: i32 = 10;

/// A spot move in units of the spot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NarrowMove {
    /// ln(S/S₀), 60 fractional bits.
    pub(super) log: i64,
    /// S/S₀, 30 fractional bits; zero if the fast revaluation does not cover it.
    pub(super) share: i64,
}

impl NarrowMove {
    /// Returns the move by `factor`, whose logarithm is `log`.
    pub(crate) fn new(log: Q120, factor: Float) -> Self {
        let share = if factor.exponent < -9 || factor.exponent > 1 {
            0
        } else {
            fixed(factor, SHARE_BITS)
        };
        let (min, max) = (1 << (SHARE_BITS - 4), 1 << (SHARE_BITS + 1));
        if (min..=max).contains(&share) {
            Self {
                log: narrow_log(log),
                share,
            }
        } else {
            Self { log: 0, share: 0 }
        }
    }
}

/// Returns the quantity in units of S₀: q for a call or put, q·D/S₀ for a digital.
pub(super) fn weight(leg: &Leg, inverse_spot: Float) -> Float {
    if !leg.claim.kind().is_digital() {
        return leg.quantity;
    }
    let bond = leg.claim.moneyness().discount.by(WAD_FLOAT);
    leg.quantity.by(bond).by(inverse_spot)
}

/// A leg.
pub(super) struct NarrowLeg {
    /// ln(S₀/K′), 60 fractional bits.
    pub(super) log: i64,
    /// K′/S₀, 30 fractional bits.
    pub(super) strike: i64,
    /// The weight, 31 bits; below zero for a sold leg.
    pub(super) size: i64,
    /// The shift of a term down to the unit of the sum.
    pub(super) shift: u32,
    /// All ones for a put.
    pub(super) put: i64,
    /// The side on which the deviations keep the argument within ±6.5: d₁ for a call or put (1), d₂ for a digital
    /// (−1).
    side: i64,
}

impl NarrowLeg {
    /// Returns a leg of a book whose largest weight has the exponent `largest`.
    #[inline(always)]
    pub(super) fn of(
        leg: &Leg,
        spot: Wad,
        inverse_spot: Float,
        largest: i32,
    ) -> Result<Self, RevaluationError> {
        let m = leg.claim.moneyness();
        let share = m.discounted_strike_float.by(inverse_spot);
        let strike = fixed(share, SHARE_BITS);
        // Exponents from −9 to 1, and at most three.
        let beyond = share.exponent.wrapping_add(9).cast_unsigned() > 10;
        if (m.spot != spot) | beyond | (strike > 3 << SHARE_BITS) {
            return Err(if m.spot == spot {
                RevaluationError::StrikeBeyondFast
            } else {
                RevaluationError::SpotsDiffer
            });
        }
        let weight = weight(leg, inverse_spot);
        // To the nearest: a number next to 2⁶⁴ rounds up to 2³¹.
        let size = (weight.mantissa >> 33).wrapping_add((weight.mantissa >> 32) & 1);
        let size = size.cast_signed();
        let kind = leg.claim.kind();
        let mask = |set: bool| 0i64.wrapping_sub(i64::from(set));
        let short = mask(leg.short);
        Ok(Self {
            log: narrow_log(m.log),
            strike,
            size: (size ^ short).wrapping_sub(short),
            shift: shift(largest, weight.exponent),
            put: mask(!kind.pays_above()),
            side: mask(kind.is_digital()) | 1,
        })
    }

    /// Returns |size| in the unit of the sum, rounded up.
    pub(super) const fn gross(&self) -> u64 {
        ((self.size.unsigned_abs() << VALUE_BITS) >> self.shift).wrapping_add(1)
    }
}

/// Returns the shift of the terms of a leg: see [`unit_exponent`]. The bits that a smaller leg's terms lose are
/// nothing compared with the error of the largest leg.
const fn shift(largest: i32, exponent: i32) -> u32 {
    let shift = CARRY_BITS.saturating_add(largest.saturating_sub(exponent));
    if shift > 63 {
        63
    } else {
        shift.cast_unsigned()
    }
}

/// Returns the unit of the sums, as a power of two of S₀: a term of the largest leg, which has 61 fractional bits,
/// less what 1,024 of them may carry.
pub(super) const fn unit_exponent(largest: i32) -> i32 {
    largest
        .wrapping_sub(SIZE_BITS - 1)
        .wrapping_sub(VALUE_BITS.cast_signed())
        .wrapping_add(CARRY_BITS)
}

/// A deviation v in [2⁻³⁰, 4).
pub(super) struct Deviation {
    /// v, 32 fractional bits.
    pub(super) fixed: i64,
    /// 1/v, 31 bits.
    pub(super) inverse: i64,
    /// d₁ at x = 0, and the table's offset.
    pub(super) middle: i64,
    /// The shift of a logarithm, so that every x that counts has 31 bits.
    shift: u32,
    /// Half of the bits that are shifted out.
    half: i64,
    /// The x below which d₁ (d₂ of a digital) is below −6.5, in the shifted format.
    min: i64,
    /// From there to the x above which it is above 6.5.
    span: i64,
}

impl Deviation {
    /// Returns whether the fast revaluation covers σ√τ = v.
    #[inline(always)]
    pub(super) const fn accepts(v: Float) -> bool {
        // Exponents from −30 to 1. The exponent of zero is lower, and so is that of a product with it.
        v.exponent.wrapping_add(30).cast_unsigned() <= 31
    }

    /// Returns the deviation for one leg, at a σ√τ = v that [`Self::accepts`].
    #[inline(always)]
    pub(super) const fn of(v: Float, leg: &NarrowLeg) -> Self {
        let fixed = fixed(v, 32);
        // 2^(31 + exponent)/v, 31 bits, of v to the nearest 32 bits.
        let divisor = (v.mantissa >> 32).wrapping_add((v.mantissa >> 31) & 1);
        // SAFETY: the top bit of a mantissa is set. Without this the compiler keeps a panic.
        unsafe { core::hint::assert_unchecked(divisor != 0) };
        let inverse = (1u64 << 62).wrapping_div(divisor);
        let shift = v.exponent.wrapping_add(33).cast_unsigned();
        // x = (d₁ − v/2)·v = (d₂ + v/2)·v with the fractional bits of the shifted format, 27 − exponent. Only the
        // upper 27 bits of v are used, which moves the bounds by far less than a piece of the table.
        let half_v = (fixed >> 1).wrapping_mul(leg.side);
        let upper = (v.mantissa >> 37).cast_signed();
        let min = EDGE.wrapping_neg().wrapping_sub(half_v).wrapping_mul(upper) >> 31;
        let max = EDGE.wrapping_sub(half_v).wrapping_mul(upper) >> 31;
        Self {
            fixed,
            inverse: inverse.cast_signed(),
            middle: middle_of(fixed),
            shift,
            half: 1i64.wrapping_shl(shift.wrapping_sub(1)),
            min,
            span: max.wrapping_sub(min),
        }
    }

    /// Returns a logarithm to the nearest bit of the shifted format, within the bounds.
    #[inline(always)]
    pub(super) const fn narrowed(&self, log: i64) -> i64 {
        let x = log.wrapping_add(self.half) >> self.shift;
        let over = self.span.wrapping_sub(positive(x.wrapping_sub(self.min)));
        self.min
            .wrapping_add(self.span)
            .wrapping_sub(positive(over))
    }
}

/// Returns max(x, 0), without a `select`.
#[inline(always)]
const fn positive(x: i64) -> i64 {
    x & !(x >> 63)
}

/// Returns `log` with 60 fractional bits, for a number within ±8.
const fn narrow_log(log: Q120) -> i64 {
    (log.raw() >> (120 - LOG_BITS)) as i64
}

/// Returns `x`, between 2⁻³⁰ and 4, to the nearest of 30 or 32 fractional bits.
#[inline(always)]
const fn fixed(x: Float, bits: i32) -> i64 {
    let doubled = x.mantissa >> (62i32.wrapping_sub(bits).wrapping_sub(x.exponent) & 63);
    (doubled.wrapping_add(1) >> 1).cast_signed()
}
