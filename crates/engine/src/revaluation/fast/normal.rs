//! Φ in short pieces, for the fast revaluation.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated beside each step"
)]

use core::mem::MaybeUninit;

use math::wide::mul_high;

/// Pieces per unit of the argument, as a power of two.
const PIECE_BITS: u32 = 5;

/// The maximum argument of Φ that is looked up. A larger one counts as this.
pub(super) const EDGE: i64 = 13 << (FRACTION - 1);

/// Fractional bits of an argument.
pub(super) const FRACTION: u32 = 32;

/// Pieces on the positive side: up to [`EDGE`], and one more for rounding.
const POSITIVE: usize = 209;

/// Pieces on the negative side: four units more, because d₂ is d₁ less a deviation below four.
const NEGATIVE: usize = 337;

/// Bits of an argument within its piece.
const PLACE_BITS: u32 = FRACTION - PIECE_BITS;

/// The offset that makes the pieces count from zero.
pub(super) const OFFSET: i64 = (NEGATIVE as i64) << PLACE_BITS;

/// The end of the arguments that can be looked up, [`OFFSET`] included.
const END: i64 = ((NEGATIVE + POSITIVE) as i64) << PLACE_BITS;

/// Φ about the middle of a piece, in powers of the distance from it.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// With 62 fractional bits. It includes half a bit of the result's 31.
    value: i64,
    /// The parts of the first three derivatives in one word, because a load costs more than two shifts. From the top:
    /// 29 bits of which 30 are fractional, 21 of which 23 are, 14 of which 16 are.
    powers: u64,
}

/// Fractional bits of the three powers, and the bits they take.
const SLOPE: (u32, u32) = (30, 29);
const BEND: (u32, u32) = (23, 21);
const TWIST: (u32, u32) = (16, 14);

impl Piece {
    /// Returns the piece of powers with 62 fractional bits.
    const fn new(value: i64, slope: i64, bend: i64, twist: i64) -> Self {
        const fn nearest(x: i64, fraction: u32) -> u64 {
            (((x >> (61 - fraction)) + 1) >> 1) as u64
        }
        let slope = nearest(slope, SLOPE.0) << (BEND.1 + TWIST.1);
        let bend = (nearest(bend, BEND.0) & ((1 << BEND.1) - 1)) << TWIST.1;
        let twist = nearest(twist, TWIST.0) & ((1 << TWIST.1) - 1);
        Self {
            value: value + (1 << 30),
            powers: slope | bend | twist,
        }
    }
}

/// The distribution function of the normal distribution between −10.5 and 6.5, within 4.7e-10.
///
/// 8.7 kB, computed at run time: as static data, every call would pay 6,500 gas for them.
#[derive(Clone, Debug)]
#[repr(transparent)]
pub struct NormalTable {
    pieces: [Piece; NEGATIVE + POSITIVE],
}

impl NormalTable {
    /// Computes the table. On chain the stack is not much larger than the table: use [`Self::write`] there.
    #[must_use]
    pub fn new() -> Self {
        let mut place = MaybeUninit::uninit();
        Self::write(&mut place).clone()
    }

    /// Computes the table in its final place.
    pub fn write(place: &mut MaybeUninit<Self>) -> &mut Self {
        const NOTHING: Piece = Piece::new(0, 0, 0, 0);
        let pieces = place.as_mut_ptr().cast::<Piece>();
        let put = |at: usize, piece| {
            // SAFETY: every `at` below is less than the number of pieces, which follow each other in the table.
            unsafe { pieces.add(at).write(piece) };
        };
        // Below −6.5 the bits of the result show nothing.
        for at in 0..NEGATIVE - POSITIVE {
            put(at, NOTHING);
        }
        let mut walk = Walk::new();
        for at in 0..POSITIVE {
            let (right, left) = walk.next();
            put(NEGATIVE + at, right);
            put(NEGATIVE - 1 - at, left);
        }
        // SAFETY: each piece was written.
        unsafe { place.assume_init_mut() }
    }

    /// Returns Φ(u − [`OFFSET`]) with 31 fractional bits.
    ///
    /// # Safety
    /// 0 ≤ u < [`END`].
    #[inline(always)]
    pub(super) unsafe fn look_up(&self, u: i64) -> i64 {
        debug_assert!((0..END).contains(&u));
        // SAFETY: the caller's promise.
        let piece = unsafe { self.pieces.get_unchecked((u >> PLACE_BITS) as usize) };
        let e = (u & ((1 << PLACE_BITS) - 1)) - (1 << (PLACE_BITS - 1));
        // Each of the sums is below ½, e is below 2⁻⁶ and has 32 fractional bits.
        let word = piece.powers as i64;
        let twist = (word << (SLOPE.1 + BEND.1)) >> (SLOPE.1 + BEND.1);
        let bend = (word << SLOPE.1) >> (SLOPE.1 + TWIST.1);
        let slope = (piece.powers >> (BEND.1 + TWIST.1)) as i64;
        let a = bend + ((twist * e) >> (TWIST.0 + FRACTION - BEND.0));
        let a = slope + ((a * e) >> (BEND.0 + FRACTION - SLOPE.0));
        (piece.value + a * e) >> 31
    }
}

impl Default for NormalTable {
    fn default() -> Self {
        Self::new()
    }
}

/// A walk over the middles m = n/64, n odd, of the positive pieces.
struct Walk {
    n: i64,
    /// φ(m), 63 fractional bits.
    density: u64,
    /// φ(m + 1/32)/φ(m), 64 fractional bits.
    ratio: u64,
    /// Φ at the lower edge of the piece, 62 fractional bits.
    edge: i64,
}

/// e^(−1/1024), 64 fractional bits.
const RATIO: u64 = 18_428_738_468_430_479_223;

/// φ(1/64), 63 fractional bits.
const FIRST_DENSITY: u64 = 3_679_143_931_711_300_937;

impl Walk {
    const fn new() -> Self {
        Self {
            n: 1,
            density: FIRST_DENSITY,
            ratio: RATIO,
            edge: 1 << 61,
        }
    }

    /// Returns the piece about m and its mirror image about −m.
    fn next(&mut self) -> (Piece, Piece) {
        // φ with 62, φ′ with 50, φ″ and φ⁗ with 56 and φ‴ with 62 fractional bits.
        let phi = (self.density >> 1) as i64;
        let short = phi >> 18;
        let square = self.n * self.n; // 4096·m²
        let first = -(short * self.n);
        let second = (square - 4096) * short;
        let third = (12_288 - square) * self.n * short;
        let fourth = (((square * (square - 24_576)) >> 12) + 12_288) * short;

        // With h = 1/64 half a piece's width,
        // Φ(m + h) − Φ(m − h) = 2φh + φ″h³/3 + φ⁗h⁵/60.
        let step = (phi >> 5) + second / (3 << 12) + fourth / (60 << 24);
        let next_edge = self.edge + step;
        // Φ(m) is the mean of both edges less φ′h²/2 + φ‴h⁴/24. The fourth power of a distance e is h²e² − h⁴/8 within
        // h⁴/8, so the value loses φ‴h⁴/192 more, and the second power φ‴h²/24.
        let value = ((self.edge + next_edge) >> 1) - (first >> 1) - third / (192 << 24) * 9;
        let bend = (first << 11) + third / (24 << 12);
        let twist = second / 6 * 64;
        let pair = (
            Piece::new(value, phi, bend, twist),
            Piece::new((1 << 62) - value, phi, -bend, twist),
        );
        self.n += 2;
        self.density = mul_high(self.density, self.ratio);
        self.ratio = mul_high(self.ratio, RATIO);
        self.edge = next_edge;
        pair
    }
}

#[cfg(test)]
mod tests {
    use math::normal::cdf_wad;
    use math::{SignedWad, Tabled, WAD};

    use super::*;

    #[test]
    fn every_piece_is_within_the_stated_error() {
        let table = NormalTable::new();
        let mut worst = 0;
        // 257 places in each piece, and both of its ends.
        let step = 1i64 << (PLACE_BITS - 8);
        for u in (0..END)
            .step_by(step as usize)
            .flat_map(|u| [u, u + 1, u + step - 1])
        {
            // Exact: 10¹⁸ has 18 factors of two.
            let x = (i128::from(u - OFFSET) * (WAD >> 18) as i128) >> (FRACTION - 18);
            let truth = cdf_wad::<Tabled>(SignedWad::from_wei(x)).wei() as i128;
            // SAFETY: u is within the table.
            let got = (i128::from(unsafe { table.look_up(u) }) * WAD as i128) >> 31;
            worst = worst.max((got - truth).abs());
        }
        assert!(worst <= 470_000_000, "{worst}");
    }
}
