//! The pricing kernels as bare WASM exports, with arguments in words and results in memory.
//!
//! Each export writes its numbers to `out` as consecutive 128-bit integers and returns how many
//! there are, or 0 for an error. The native build has the same functions, so that both can be
//! compared bit by bit.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![allow(
    clippy::inline_always,
    reason = "what is metered is the kernel, not the call of it"
)]
#![allow(
    clippy::missing_safety_doc,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "one calling convention for all, stated above"
)]

use engine::black_scholes::{Side, Terms, Valuation, greeks, price};
use engine::digital;
use engine::implied_vol::implied_vol;
use math::{Approximation, Compact, SignedWad, Tabled, Wad, exponential, ln_wad, normal, root};

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Where the results of a call go.
pub type Out = [i128; 16];

const fn wide(high: u64, low: u64) -> Wad {
    Wad::from_wei(((high as u128) << 64) | low as u128)
}

#[inline(always)]
fn put(out: *mut Out, values: &[i128]) -> u32 {
    for (i, v) in values.iter().enumerate() {
        // SAFETY: every export's `out` points to an `Out`, and no list is longer than that.
        unsafe { (*out)[i] = *v };
    }
    values.len() as u32
}

#[inline(always)]
fn terms(s: (u64, u64), k: (u64, u64), secs: u64, rate: i64) -> Terms {
    Terms {
        spot: wide(s.1, s.0),
        strike: wide(k.1, k.0),
        expiry_secs: secs,
        rate: SignedWad::from_wei(i128::from(rate)),
    }
}

#[inline(always)]
fn run_price<A: Approximation>(out: *mut Out, terms: &Terms, vol: u64) -> u32 {
    match price::<A>(terms, Wad::from_wei(u128::from(vol)), Side::Call) {
        Ok(v) => put(out, &[v.wei() as i128]),
        Err(_) => 0,
    }
}

#[inline(always)]
fn run_greeks<A: Approximation>(out: *mut Out, terms: &Terms, vol: u64) -> u32 {
    let Ok(v) = greeks::<A>(terms, Wad::from_wei(u128::from(vol))) else {
        return 0;
    };
    let Valuation {
        prices,
        call,
        put: p,
        gamma,
        vega,
        vanna,
        volga,
    } = v;
    put(
        out,
        &[
            prices.call.wei() as i128,
            prices.put.wei() as i128,
            call.delta.wei(),
            p.delta.wei(),
            gamma.wei() as i128,
            vega.wei() as i128,
            call.theta.wei(),
            p.theta.wei(),
            call.rho.wei(),
            p.rho.wei(),
            vanna.wei(),
            volga.wei(),
        ],
    )
}

#[inline(always)]
fn run_implied_vol<A: Approximation>(out: *mut Out, terms: &Terms, price: Wad) -> u32 {
    match implied_vol::<A>(terms, price, Side::Call) {
        Ok(v) => put(out, &[v.volatility.wei() as i128, i128::from(v.iterations)]),
        Err(_) => 0,
    }
}

#[inline(always)]
fn run_digital<A: Approximation>(out: *mut Out, terms: &Terms, vol: u64) -> u32 {
    let Ok(v) = digital::greeks::<A>(terms, Wad::from_wei(u128::from(vol))) else {
        return 0;
    };
    let side = |d: &digital::Digital| {
        [
            d.price.wei() as i128,
            d.delta.wei(),
            d.gamma.wei(),
            d.vega.wei(),
            d.theta.wei(),
            d.rho.wei(),
            d.vanna.wei(),
            d.volga.wei(),
        ]
    };
    let (call, other) = (side(&v.call), side(&v.put));
    // SAFETY: `out` points to an `Out`.
    unsafe {
        (&mut (*out))[..8].copy_from_slice(&call);
        (&mut (*out))[8..].copy_from_slice(&other);
    }
    16
}

macro_rules! kernels {
    ($($(#[$doc:meta])* $name:ident, $method:ty, $run:ident;)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        #[allow(clippy::too_many_arguments, reason = "words, as WASM has them")]
        pub unsafe extern "C" fn $name(
            out: *mut Out, s0: u64, s1: u64, k0: u64, k1: u64, secs: u64, vol: u64, rate: i64,
        ) -> u32 {
            $run::<$method>(out, &terms((s0, s1), (k0, k1), secs, rate), vol)
        }
    )*};
}

kernels! {
    /// Price of a call.
    price_compact, Compact, run_price;
    /// Price of a call.
    price_tabled, Tabled, run_price;
    /// Prices and Greeks of call and put.
    greeks_compact, Compact, run_greeks;
    /// Prices and Greeks of call and put.
    greeks_tabled, Tabled, run_greeks;
    /// Prices and Greeks of both digitals.
    digital_compact, Compact, run_digital;
}

macro_rules! implied {
    ($($(#[$doc:meta])* $name:ident, $method:ty;)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        #[allow(clippy::too_many_arguments, reason = "words, as WASM has them")]
        pub unsafe extern "C" fn $name(
            out: *mut Out, s0: u64, s1: u64, k0: u64, k1: u64, secs: u64, rate: i64, p0: u64, p1: u64,
        ) -> u32 {
            run_implied_vol::<$method>(out, &terms((s0, s1), (k0, k1), secs, rate), wide(p1, p0))
        }
    )*};
}

implied! {
    /// Volatility of a call's price.
    implied_vol_compact, Compact;
    /// Volatility of a call's price.
    implied_vol_tabled, Tabled;
}

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
