//! 64-bit and 128-bit building blocks that are cheap on WASM.
//!
//! WASM has no 64×64→128 multiplication. LLVM lowers `u128 * u128` to a call of `__multi3`, which costs about 17,000
//! ink. It also *recognises* the exact four-product high half, and `x * low + (x * high << 32)`, and replaces them by
//! that call. So the products here leave out or shorten the low × low part. Each function states the error that this
//! brings, and a test of the compiled module fails if `__multi3` comes back.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "every product is of 32-bit halves or stated below 64 bits, every shift stated in range"
)]

const LOW_32: u64 = 0xffff_ffff;

/// Returns the four 32-bit halves of two factors, as (`a1`, `a0`, `b1`, `b0`).
#[inline(always)]
const fn halves(a: u64, b: u64) -> (u64, u64, u64, u64) {
    (a >> 32, a & LOW_32, b >> 32, b & LOW_32)
}

/// Returns ⌊a·b / 2⁶⁴⌋, or one less: it leaves out the carry of the low × low product.
#[must_use]
#[inline(always)]
pub const fn mul_high(a: u64, b: u64) -> u64 {
    let (a1, a0, b1, b0) = halves(a, b);
    let (p, q) = (a1 * b0, a0 * b1);
    a1 * b1 + (p >> 32) + (q >> 32) + (((p & LOW_32) + (q & LOW_32)) >> 32)
}

/// Returns ⌊a·b / 2⁶⁴⌋ or up to two less. It is cheaper than [`mul_high`] by the carry.
#[must_use]
#[inline(always)]
pub const fn mul_high_coarse(a: u64, b: u64) -> u64 {
    let (a1, a0, b1, b0) = halves(a, b);
    a1 * b1 + ((a1 * b0) >> 32) + ((a0 * b1) >> 32)
}

/// Returns ⌊a·h / 2⁶⁴⌋ or up to two less, for a signed h split into its signed upper and its unsigned lower half.
#[must_use]
#[inline(always)]
pub const fn mul_signed_high(a: i64, high: i64, low: i64) -> i64 {
    let (ah, al) = (a >> 32, a & LOW_32 as i64);
    ah * high + ((ah * low) >> 32) + ((al * high) >> 32)
}

/// Returns a·b in full, short by less than 2⁴² of its 2¹²⁸: low × low uses the upper 24 bits of each low half.
#[must_use]
#[inline(always)]
pub const fn mul_wide(a: u64, b: u64) -> u128 {
    let (a1, a0, b1, b0) = halves(a, b);
    let (p, q) = (a1 * b0, a0 * b1);
    let middle = (p & LOW_32) + (q & LOW_32) + (((a0 >> 8) * (b0 >> 8)) >> 16);
    join(
        a1 * b1 + (p >> 32) + (q >> 32) + (middle >> 32),
        middle << 32,
    )
}

/// Returns high·2⁶⁴ + low.
#[must_use]
#[inline(always)]
pub const fn join(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

/// Returns (⌊v / 2⁶⁴⌋, v mod 2⁶⁴).
#[must_use]
#[inline(always)]
pub const fn split(v: u128) -> (u64, u64) {
    ((v >> 64) as u64, v as u64)
}

/// Returns all ones if `v`, read as two's complement, is negative; else zero.
#[must_use]
#[inline(always)]
pub const fn sign_mask(v: u128) -> u64 {
    ((v >> 64) as i64 >> 63) as u64
}

/// Returns −v if `mask` is all ones, v if it is zero. Works word by word, because LLVM turns the 128-bit mask `(mask
/// << 64) | mask` into a multiplication, and a masked carry into a `select`.
#[must_use]
#[inline(always)]
pub const fn negate_if(v: u128, mask: u64) -> u128 {
    let (high, low) = split(v);
    let (high, low) = (high ^ mask, low ^ mask);
    let borrow = (low < mask) as u64;
    join(
        high.wrapping_sub(mask).wrapping_sub(borrow),
        low.wrapping_sub(mask),
    )
}

/// Returns v·2^`bit` for a bit of 0 or 1.
#[must_use]
#[inline(always)]
pub const fn double_if(v: u128, bit: u64) -> u128 {
    let (high, low) = split(v);
    join((high << bit) | ((low >> 1) >> (63 - bit)), low << bit)
}

/// Returns (high·2⁶⁴ + low) >> `shift` for shifts from 0 to 126, in two half shifts without a branch. Above 126 the
/// result has no meaning, except that zero stays zero.
#[must_use]
#[inline(always)]
pub const fn shift_right(high: u64, low: u64, shift: u32) -> (u64, u64) {
    let first = (shift >> 1) & 63;
    let second = shift.wrapping_sub(shift >> 1) & 63;
    let low = (low >> first) | ((high << 1) << (63 - first));
    let high = high >> first;
    (
        high >> second,
        (low >> second) | ((high << 1) << (63 - second)),
    )
}

/// Returns v >> `shift` for shifts from 0 to 126.
#[must_use]
#[inline(always)]
pub const fn shift_right_64(v: u64, shift: u32) -> u64 {
    let first = (shift >> 1) & 63;
    (v >> first) >> (shift.wrapping_sub(shift >> 1) & 63)
}

/// Returns `shift`, or 126 if it is more: that shift leaves two bits of 128.
#[must_use]
#[inline(always)]
pub const fn at_most_126(shift: i32) -> u32 {
    // Masks instead of a comparison, which would cost a `select`.
    let beyond = (126 - shift) >> 31;
    ((shift | beyond) & (127 + beyond)) as u32
}

/// Returns all ones if `v` is zero, else zero.
#[inline(always)]
const fn zero_mask(v: u64) -> u64 {
    // In this form the compiler does not see a comparison, which it would turn into selects.
    ((((v >> 1) | (v & 1)).wrapping_sub(1)) as i64 >> 63) as u64
}

/// A 128-bit integer shifted up until its top bit is set:
/// value = (high·2⁶⁴ + low)·2^(exponent − 127).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// Upper word; its top bit is set unless the value is zero.
    pub high: u64,
    /// Lower word.
    pub low: u64,
    /// The position of the leading bit; −1 for zero.
    pub exponent: i32,
}

/// Normalises `v`.
#[must_use]
#[inline(always)]
pub const fn normalise(v: u128) -> Normalised {
    let (high, low) = split(v);
    let short = zero_mask(high);
    let top = high | (low & short);
    let rest = low & !short;
    // For zero this is 64, which `& 63` turns into no shift.
    let shift = top.leading_zeros();
    Normalised {
        high: (top << (shift & 63)) | ((rest >> 1) >> (63 - (shift & 63))),
        low: rest << (shift & 63),
        exponent: 127 - shift as i32 - ((short >> 57) & 64) as i32,
    }
}
