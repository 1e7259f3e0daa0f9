//! Exponential, logarithm, root and the normal distribution.
#![cfg(feature = "functions")]

use math::{Compact, SignedWad, exponential, ln_wad, normal, root};

use crate::{Out, put, wide};

/// A wad argument in two words.
const fn signed(low: u64, high: u64) -> SignedWad {
    SignedWad::from_wei(wide(high, low).wei() as i128)
}

/// e^x.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp(out: *mut Out, x0: u64, x1: u64) -> u32 {
    exponential::exp_wad::<Compact>(signed(x0, x1)).map_or(0, |v| put(out, &[v.wei() as i128]))
}

/// ln x.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ln(out: *mut Out, x0: u64, x1: u64) -> u32 {
    ln_wad(wide(x1, x0)).map_or(0, |v| put(out, &[v.wei()]))
}

/// Φ(x).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cdf(out: *mut Out, x0: u64, x1: u64) -> u32 {
    put(
        out,
        &[normal::cdf_wad::<Compact>(signed(x0, x1)).wei() as i128],
    )
}

/// φ(x).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pdf(out: *mut Out, x0: u64, x1: u64) -> u32 {
    put(
        out,
        &[normal::pdf_wad::<Compact>(signed(x0, x1)).wei() as i128],
    )
}

/// √x as a float: mantissa and exponent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sqrt(out: *mut Out, x: u64, _unused: u64) -> u32 {
    let f = root::sqrt_float(x);
    put(out, &[i128::from(f.mantissa), i128::from(f.exponent)])
}
