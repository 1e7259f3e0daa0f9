//! Square roots.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: operands are normalised, and U256 has room for the squares"
)]

use ruint::aliases::U256;

use crate::{Float, WAD, Wad};

/// Returns a/b for a divisor that the caller knows not to be zero.
///
/// # Safety
/// `b` is not zero.
#[inline(always)]
unsafe fn div_nonzero(a: u64, b: u64) -> u64 {
    // SAFETY: the caller's promise. Without it the compiler keeps the path that panics.
    unsafe { core::hint::assert_unchecked(b != 0) };
    a / b
}

/// Returns √x as a float, relative error within 2.1e-19; zero for zero.
///
/// A linear seed, three Heron steps on the upper half and one on the remainder.
#[must_use]
#[inline(always)]
pub fn sqrt_float(x: u64) -> Float {
    if x == 0 { Float::ZERO } else { sqrt_nonzero(x) }
}

/// Returns √x of a number that is not zero, as [`sqrt_float`] does. The result has no meaning for zero.
#[must_use]
#[inline(always)]
pub fn sqrt_nonzero(x: u64) -> Float {
    let shift = x.leading_zeros() & 0b11_1110;
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
    let mantissa = (root << 32).wrapping_add(correction);
    // The root of the largest numbers rounds to 2³² and wraps; one bit less is as near.
    let wrapped = (mantissa >> 63).wrapping_sub(1);
    Float::new(mantissa | wrapped, 31 - (shift >> 1) as i32)
}

/// Returns ⌊√x⌋ in wei: the largest amount whose square does not exceed x.
#[must_use]
pub fn sqrt_wad_down(x: Wad) -> Wad {
    Wad::from_wei(floor_root(x).0)
}

/// Returns √x in wei, rounded up.
#[must_use]
pub fn sqrt_wad_up(x: Wad) -> Wad {
    let (root, remainder) = floor_root(x);
    Wad::from_wei(root + u128::from(remainder != U256::ZERO))
}

/// Returns √x to the nearest wei.
#[must_use]
pub fn sqrt_wad(x: Wad) -> Wad {
    let (root, remainder) = floor_root(x);
    // (r + ½)² = r² + r + ¼ is not an integer, so there are no ties.
    Wad::from_wei(root + u128::from(remainder > U256::from(root)))
}

/// Returns ⌊√(x·10¹⁸)⌋ and the remainder of the radicand.
fn floor_root(x: Wad) -> (u128, U256) {
    let radicand = U256::from(x.wei()) * U256::from(WAD);
    if radicand == U256::ZERO {
        return (0, U256::ZERO);
    }
    // One Heron step from a root that is right to 2⁻³¹ is never too low, and within 2⁻⁶³.
    let shift = (radicand.bit_len().saturating_sub(62) + 1) & !1;
    let top: u64 = (radicand >> shift).to::<u64>();
    let seed = U256::from(
        sqrt_nonzero(top)
            .scale((shift / 2) as i32)
            .to_u128_nearest(),
    );
    let mut root = seed;
    loop {
        let next: U256 = (root + radicand / root) >> 1;
        if next.abs_diff(root) <= U256::ONE {
            root = next;
            break;
        }
        root = next;
    }
    while root * root > radicand {
        root -= U256::ONE;
    }
    while (root + U256::ONE) * (root + U256::ONE) <= radicand {
        root += U256::ONE;
    }
    (root.to::<u128>(), radicand - root * root)
}
