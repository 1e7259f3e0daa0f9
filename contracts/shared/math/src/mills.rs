//! The Mills ratio R(z) = Φ(−z)/φ(z), from which the normal distribution's tails are built.
//!
//! With t = 4.75/(z + 5), R(z) = √2π·t·G(t), where G is smooth on (0, 1], z ≥ −0.25. How G
//! (and 2^x) is approximated is a choice of the caller: see [`Approximation`].

use crate::Float;
use crate::constants::{
    EXP2_TABLE, EXP2_TABLED, INV_MILLS_NUMERATOR, MILLS_PIECE_BITS, MILLS_PIECE_COUNT,
    MILLS_PIECES,
};
use crate::float::recip_mantissa;
use crate::wide::{mul_high, mul_high_coarse, split};

const LOW_32: u64 = 0xffff_ffff;

/// How the transcendental kernels are approximated.
///
/// Both choices keep the same error bounds; they differ in where the coefficients live. A
/// cached call pays about 0.75 gas a byte of static data, each time, whatever it computes.
pub trait Approximation: Copy {
    /// 2^(fraction/2⁶⁴) as a mantissa with 63 fractional bits, relative error within 1.3e-19.
    fn exp2_mantissa(fraction: u64) -> u64;

    /// G(t) for t with 63 fractional bits, with 63 fractional bits.
    fn scaled_mills(t: u64) -> u64;

    /// G(t₁) with 63 and the divided difference (G(t₁) − G(t₂))/(t₁ − t₂) with 62 fractional
    /// bits, or `None` if t₁ − t₂ is too wide for the difference to lose digits.
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)>;
}

/// Polynomials of high degree whose coefficients are immediates in the code: no static data.
/// For a contract that prices a handful of legs a call.
#[derive(Clone, Copy, Debug)]
pub struct Compact;

/// Tables of short polynomials: 2.8 kB of static data, less ink a price. For a contract that
/// revalues thousands of positions a call.
#[derive(Clone, Copy, Debug)]
pub struct Tabled;

/// t = 4.75/(z + 5) with 63 fractional bits, for z ≥ −0.25 with 64 fractional bits.
#[must_use]
#[inline(always)]
pub fn coordinate(z: u128) -> u64 {
    let (high, low) = split(z);
    let high = high.wrapping_add(5);
    let shift = high.leading_zeros(); // 58 to 61 on the domain
    let mantissa = (high << shift) | (low >> (64 - shift));
    let r = recip_mantissa(mantissa);
    ((r >> 1) + ((r >> 4) + (r >> 5)) + 1) >> (61 - shift)
}

/// R(z)/√2π with 63 fractional bits, of z's [`coordinate`].
#[must_use]
#[inline(always)]
pub fn ratio<A: Approximation>(t: u64) -> u64 {
    mul_high(A::scaled_mills(t) << 1, t)
}

/// R(z₁)/√2π and R(z₂)/√2π with 63 fractional bits, and their difference as a float that
/// keeps its relative accuracy however close the arguments are.
#[derive(Clone, Copy, Debug)]
pub struct RatioPair {
    /// R(z₁)/√2π, 63 fractional bits.
    pub first: u64,
    /// R(z₂)/√2π, 63 fractional bits.
    pub second: u64,
    /// (R(z₁) − R(z₂))/√2π.
    pub difference: Float,
}

/// The ratios at two coordinates t₁ ≥ t₂, whose arguments lie z₂ − z₁ = `gap` apart.
///
/// Close arguments go through the divided difference, all of whose terms are positive, so
/// that nothing cancels.
#[must_use]
#[inline(always)]
pub fn ratio_pair<A: Approximation>(t1: u64, t2: u64, gap: Float) -> RatioPair {
    let Some((g, slope)) = A::scaled_mills_slope(t1, t2) else {
        let (first, second) = (ratio::<A>(t1), ratio::<A>(t2));
        let difference = Float::normalised(first - second, 0);
        return RatioPair { first, second, difference };
    };
    // t₁G₁ − t₂G₂ = (t₁ − t₂)·(G₁ + t₂·slope) and t₁ − t₂ = t₁·t₂·gap/4.75.
    let bracket = (g >> 1) + mul_high(t2, slope << 1); // 62 fractional bits
    let product = Float::normalised(mul_high(t1, t2), 1);
    let difference =
        product.mul(Float::normalised(bracket, 1)).mul(gap.mul(INV_MILLS_NUMERATOR));
    let first = mul_high(g << 1, t1);
    let second = first - difference.scale(63).to_u128_nearest() as u64;
    RatioPair { first, second, difference }
}

impl Approximation for Tabled {
    #[inline(always)]
    fn exp2_mantissa(fraction: u64) -> u64 {
        let entry = EXP2_TABLE[(fraction >> 59) as usize & 31];
        let r = fraction << 5;
        let (rh, rl) = (r >> 32, r & LOW_32);
        let mut p = EXP2_TABLED[6];
        p = EXP2_TABLED[5] + ((p * rh) >> 32);
        p = EXP2_TABLED[4] + ((p * rh) >> 32);
        p = EXP2_TABLED[3] + (((p >> 4) * rh) >> 28);
        let step = |p: u64| (p >> 32) * rh + (((p >> 32) * rl) >> 32) + (((p & LOW_32) * rh) >> 32);
        p = EXP2_TABLED[2] + step(p);
        p = EXP2_TABLED[1] + step(p);
        p = EXP2_TABLED[0] + step(p);
        entry + (mul_high_coarse(entry, step(p)) >> 5)
    }

    #[inline(always)]
    fn scaled_mills(t: u64) -> u64 {
        let piece = (t >> (63 - MILLS_PIECE_BITS)) as usize & (MILLS_PIECE_COUNT - 1);
        let h = (t.wrapping_sub(piece_middle(piece)) as i64) << MILLS_PIECE_BITS;
        let (hh, hl) = (h >> 32, h & LOW_32 as i64);
        let row = &MILLS_PIECES[piece];
        let mut b = row[9];
        b = row[8] + ((b * hh) >> 32);
        b = row[7] + ((b * hh) >> 32);
        b = row[6] + (((b >> 2) * hh) >> 30);
        b = row[5] + (((b >> 6) * hh) >> 26);
        b = row[4] + mul_signed_high(b, hh, hl);
        b = row[3] + mul_signed_high(b, hh, hl);
        b = row[2] + mul_signed_high(b, hh, hl);
        b = row[1] + mul_signed_high(b, hh, hl);
        (row[0] + mul_signed_high(b, hh, hl)) as u64
    }

    #[inline(always)]
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)> {
        if t1 - t2 >= 1 << (62 - MILLS_PIECE_BITS) {
            return None;
        }
        let piece = ((t1 + t2) >> (64 - MILLS_PIECE_BITS)) as usize & (MILLS_PIECE_COUNT - 1);
        let middle = piece_middle(piece);
        let x = (t1.wrapping_sub(middle) as i64) << MILLS_PIECE_BITS;
        let y = (t2.wrapping_sub(middle) as i64) << MILLS_PIECE_BITS;
        let row = &MILLS_PIECES[piece];
        let (xh, xl, yh, yl) = (x >> 32, x & LOW_32 as i64, y >> 32, y & LOW_32 as i64);
        let mut b = row[9];
        let mut q = b;
        b = row[8] + ((b * xh) >> 32);
        q = b + ((q * yh) >> 32);
        b = row[7] + ((b * xh) >> 32);
        q = b + (((q >> 2) * yh) >> 30);
        b = row[6] + (((b >> 2) * xh) >> 30);
        q = b + (((q >> 6) * yh) >> 26);
        b = row[5] + (((b >> 6) * xh) >> 26);
        q = b + mul_signed_high(q, yh, yl);
        b = row[4] + mul_signed_high(b, xh, xl);
        q = b + mul_signed_high(q, yh, yl);
        b = row[3] + mul_signed_high(b, xh, xl);
        q = b + mul_signed_high(q, yh, yl);
        b = row[2] + mul_signed_high(b, xh, xl);
        q = b + mul_signed_high(q, yh, yl);
        b = row[1] + mul_signed_high(b, xh, xl);
        q = b + mul_signed_high(q, yh, yl);
        b = row[0] + mul_signed_high(b, xh, xl);
        Some((b as u64, (q as u64) << (MILLS_PIECE_BITS - 2)))
    }
}

/// The middle of a piece, with 63 fractional bits.
#[inline(always)]
fn piece_middle(piece: usize) -> u64 {
    (2 * piece as u64 + 1) << (62 - MILLS_PIECE_BITS)
}

/// ⌊a·h / 2⁶⁴⌋ or up to two less, for a signed h split into its halves.
#[inline(always)]
fn mul_signed_high(a: i64, high: i64, low: i64) -> i64 {
    let (ah, al) = (a >> 32, a & LOW_32 as i64);
    ah * high + ((ah * low) >> 32) + ((al * high) >> 32)
}

impl Approximation for Compact {
    #[inline(always)]
    fn exp2_mantissa(fraction: u64) -> u64 {
        Tabled::exp2_mantissa(fraction)
    }

    #[inline(always)]
    fn scaled_mills(t: u64) -> u64 {
        Tabled::scaled_mills(t)
    }

    #[inline(always)]
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)> {
        Tabled::scaled_mills_slope(t1, t2)
    }
}
