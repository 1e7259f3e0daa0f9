//! Calls, puts and digitals.
#![allow(
    dead_code,
    unused_imports,
    reason = "a build of one kernel alone leaves the others' parts idle"
)]

use engine::black_scholes::{Side, Terms, Valuation, greeks, price};
use engine::digital;
use engine::implied_vol::implied_vol;
use math::{Approximation, Compact, SignedWad, Tabled, Wad};

use crate::{Out, put, wide};

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
    ($($(#[$doc:meta])* $name:ident, $feature:literal, $method:ty, $run:ident;)*) => {$(
        $(#[$doc])*
        #[cfg(feature = $feature)]
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
    price_compact, "price-compact", Compact, run_price;
    /// Price of a call.
    price_tabled, "price-tabled", Tabled, run_price;
    /// Prices and Greeks of call and put.
    greeks_compact, "greeks-compact", Compact, run_greeks;
    /// Prices and Greeks of call and put.
    greeks_tabled, "greeks-tabled", Tabled, run_greeks;
    /// Prices and Greeks of both digitals.
    digital_compact, "digital-compact", Compact, run_digital;
}

macro_rules! implied {
    ($($(#[$doc:meta])* $name:ident, $feature:literal, $method:ty;)*) => {$(
        $(#[$doc])*
        #[cfg(feature = $feature)]
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
    implied_vol_compact, "implied-vol-compact", Compact;
    /// Volatility of a call's price.
    implied_vol_tabled, "implied-vol-tabled", Tabled;
}
