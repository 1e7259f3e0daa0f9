//! Short polynomials over tables.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "Horner sums stay below 2⁶³ on the domain, as the fit guarantees"
)]

use super::{Approximation, Tabled};
use crate::constants::{EXP2_ROOTS, EXP2_TABLED, MILLS_PIECE_BITS, MILLS_PIECES};
use crate::wide::{mul_high_coarse, mul_signed_high};

const LOW_32: u64 = 0xffff_ffff;

impl Approximation for Tabled {
    #[inline(always)]
    fn exp2_mantissa(fraction: u64) -> u64 {
        let entry = EXP2_ROOTS[(fraction >> 59) as usize & 31];
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
        let piece = (t >> (63 - MILLS_PIECE_BITS)) as usize & (MILLS_PIECES.len() - 1);
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
        let piece = ((t1 + t2) >> (64 - MILLS_PIECE_BITS)) as usize & (MILLS_PIECES.len() - 1);
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

/// Returns the middle of a piece, with 63 fractional bits.
#[inline(always)]
fn piece_middle(piece: usize) -> u64 {
    (2 * piece as u64 + 1) << (62 - MILLS_PIECE_BITS)
}
