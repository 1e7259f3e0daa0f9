//! Square roots.

use crate::Float;

/// a/b for a divisor that the caller knows not to be zero.
///
/// # Safety
/// `b` is not zero.
#[inline(always)]
unsafe fn div_nonzero(a: u64, b: u64) -> u64 {
    // SAFETY: the caller's promise. Without it the compiler keeps the path that panics.
    unsafe { core::hint::assert_unchecked(b != 0) };
    a / b
}

/// √x as a float, relative error within 2.1e-19; nought for nought.
///
/// A linear seed, three Heron steps on the upper half and one on the remainder.
#[must_use]
#[inline(always)]
pub fn sqrt_float(x: u64) -> Float {
    if x == 0 { Float::ZERO } else { sqrt_nonzero(x) }
}

/// √x of a number that is not zero; as [`sqrt_float`]. For zero the result means nothing.
#[must_use]
#[inline(always)]
pub fn sqrt_nonzero(x: u64) -> Float {
    let shift = x.leading_zeros() & 62;
    let m = x << shift; // [2⁶², 2⁶⁴)
    let seed = (((m >> 32) * 2_863_311_531) >> 32) + 1_494_648_619; // about 2/3·m + 0.348
    // SAFETY: the seed is at least 1,494,648,619, and a Heron step from it at least half that.
    let root = unsafe {
        let y = (seed + div_nonzero(m, seed)) >> 1;
        let y = (y + div_nonzero(m, y)) >> 1;
        (y + div_nonzero(m, y)) >> 1
    };
    let root = root - (root >> 32);
    let remainder = m.wrapping_sub(root * root); // below 2³³ either way
    let sign = (remainder as i64 >> 63) as u64;
    let magnitude = (remainder ^ sign).wrapping_sub(sign);
    // SAFETY: as above.
    let half = unsafe { div_nonzero(magnitude << 30, root) } << 1;
    let correction = (half ^ sign).wrapping_sub(sign);
    Float::new((root << 32).wrapping_add(correction), 31 - (shift >> 1) as i32)
}
