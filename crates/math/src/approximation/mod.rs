//! The two ways in which the transcendental kernels are approximated.

mod compact;
mod tabled;

/// How the transcendental kernels are approximated.
///
/// Both choices keep the same error bounds; they differ in where the coefficients are. A cached call pays about 0.75
/// gas per byte of static data, every time, whatever it computes.
pub trait Approximation: Copy {
    /// Returns 2^(fraction/2⁶⁴) as a mantissa with 63 fractional bits, relative error within 1.3e-19.
    fn exp2_mantissa(fraction: u64) -> u64;

    /// Returns G(t) for t with 63 fractional bits, with 63 fractional bits.
    fn scaled_mills(t: u64) -> u64;

    /// Returns G(t₁) with 63 and the divided difference (G(t₁) − G(t₂))/(t₁ − t₂) with 62 fractional bits; `None` if
    /// t₁ − t₂ is so wide that the plain difference loses no digits.
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)>;
}

/// Polynomials of high degree whose coefficients are immediates in the code: no static data. For a contract that
/// prices a few legs per call.
#[derive(Clone, Copy, Debug)]
pub struct Compact;

/// Tables of short polynomials: 2.8 kB of static data, less ink per price. For a contract that revalues thousands of
/// positions per call.
#[derive(Clone, Copy, Debug)]
pub struct Tabled;
