//! 64 and 128-bit building blocks that stay cheap on WASM.
//!
//! WASM has no 64×64→128 multiply. LLVM lowers `u128 * u128` to a call of `__multi3`, which
//! costs about 17,000 ink, and it also *recognises* the exact four-product high half, and
//! `x * low + (x * high << 32)`, and replaces them by that call. So the products here drop or
//! shorten the low × low part. The error this brings is stated with each function, and a test
//! of the compiled module fails when `__multi3` comes back.

const LOW_32: u64 = 0xffff_ffff;

/// The four 32-bit halves of two factors, as (`a1`, `a0`, `b1`, `b0`).
#[inline(always)]
const fn halves(a: u64, b: u64) -> (u64, u64, u64, u64) {
    (a >> 32, a & LOW_32, b >> 32, b & LOW_32)
}

/// ⌊a·b / 2⁶⁴⌋, or one less: the carry of the low × low product is left out.
#[must_use]
#[inline(always)]
pub const fn mul_high(a: u64, b: u64) -> u64 {
    let (a1, a0, b1, b0) = halves(a, b);
    let (p, q) = (a1 * b0, a0 * b1);
    a1 * b1 + (p >> 32) + (q >> 32) + (((p & LOW_32) + (q & LOW_32)) >> 32)
}

/// ⌊a·b / 2⁶⁴⌋ or up to two less, cheaper than [`mul_high`] by the carry.
#[must_use]
#[inline(always)]
pub const fn mul_high_coarse(a: u64, b: u64) -> u64 {
    let (a1, a0, b1, b0) = halves(a, b);
    a1 * b1 + ((a1 * b0) >> 32) + ((a0 * b1) >> 32)
}

/// a·b in full, short by less than 2⁵⁰ of its 2¹²⁸: low × low is taken of the upper 16 bits
/// of each low half.
#[must_use]
#[inline(always)]
pub const fn mul_wide(a: u64, b: u64) -> u128 {
    let (a1, a0, b1, b0) = halves(a, b);
    let (p, q) = (a1 * b0, a0 * b1);
    let middle = (p & LOW_32) + (q & LOW_32) + (a0 >> 16) * (b0 >> 16);
    join(a1 * b1 + (p >> 32) + (q >> 32) + (middle >> 32), middle << 32)
}

/// high·2⁶⁴ + low.
#[must_use]
#[inline(always)]
pub const fn join(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

/// (⌊v / 2⁶⁴⌋, v mod 2⁶⁴).
#[must_use]
#[inline(always)]
pub const fn split(v: u128) -> (u64, u64) {
    ((v >> 64) as u64, v as u64)
}

/// All ones if `v`, read as two's complement, is negative; else zero.
#[must_use]
#[inline(always)]
pub const fn sign_mask(v: u128) -> u64 {
    ((v >> 64) as i64 >> 63) as u64
}

/// −v if `mask` is all ones, v if it is zero. Word by word, for LLVM turns the 128-bit mask
/// `(mask << 64) | mask` into a multiplication.
#[must_use]
#[inline(always)]
pub const fn negate_if(v: u128, mask: u64) -> u128 {
    let low = (v as u64 ^ mask).wrapping_sub(mask);
    let high = ((v >> 64) as u64 ^ mask).wrapping_add((low == 0) as u64 & mask);
    join(high, low)
}

/// (high·2⁶⁴ + low) >> `shift` for shifts from 0 to 127, in two half shifts without a branch.
#[must_use]
#[inline(always)]
pub const fn shift_right(high: u64, low: u64, shift: u32) -> (u64, u64) {
    let first = (shift >> 1) as u64;
    let second = shift as u64 - first;
    let low = (low >> first) | ((high << 1) << (63 - first));
    let high = high >> first;
    ((high >> second), (low >> second) | ((high << 1) << (63 - second)))
}

/// The smaller of two shift counts.
#[must_use]
#[inline(always)]
pub const fn min_shift(a: u32, b: u32) -> u32 {
    if a < b { a } else { b }
}

/// A 128-bit integer shifted up until its top bit is set:
/// value = (high·2⁶⁴ + low)·2^(exponent − 127).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// Upper word; its top bit is set unless the value is zero.
    pub high: u64,
    /// Lower word.
    pub low: u64,
    /// The position of the leading bit.
    pub exponent: i32,
}

/// Normalises `v`. For zero, both words are zero and the exponent is meaningless.
#[must_use]
#[inline(always)]
pub const fn normalise(v: u128) -> Normalised {
    let (high, low) = split(v);
    let short = (high == 0) as u64;
    let mask = 0u64.wrapping_sub(short);
    let top = high | (low & mask);
    let rest = low & !mask;
    // For zero this is 64, which `& 63` turns into no shift at all.
    let shift = top.leading_zeros();
    Normalised {
        high: (top << (shift & 63)) | ((rest >> 1) >> (63 - (shift & 63))),
        low: rest << (shift & 63),
        exponent: 127 - shift as i32 - ((short as i32) << 6),
    }
}
