//! Sensitivities, compared with differences of prices.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "differences are taken in double precision"
)]

use crate::support::Screen;
use contract_tests::lens::*;
use contract_tests::pricing::{IOptionPricer, WAD};
use engine::surface::{Post, SviParameters};
use engine::{Claim, Kind};
use math::{Compact, Float, SignedWad, Wad};

/// Returns the value of a unit at a fixed volatility, from the arithmetic of prices alone.
fn value(post: &Post, series: &ChainSeries, spot: f64, now: f64, sigma: f64) -> f64 {
    let at = |secs: u64| {
        let smile = post.smile(secs).expect("it lives");
        let claim = Claim::new::<Compact>(
            [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut][usize::from(series.kind)],
            &engine::black_scholes::Terms {
                spot: Wad::from_wei((spot * 1e18) as u128),
                strike: Wad::from_wei(series.strike),
                expiry_secs: smile.remaining_secs(),
                rate: SignedWad::ZERO,
            },
        );
        let wad = Float::from_u128(WAD).recip();
        let sigma = Float::from_u128((sigma * 1e18) as u128).mul(wad);
        let deviation = sigma.mul(smile.root());
        claim
            .expect("in the domain")
            .value::<Compact>(deviation)
            .wei() as f64
            / 1e18
    };
    at(now as u64)
}

fn near(found: i128, expected: f64, scale: f64, what: &str) {
    let found = found as f64 / 1e18;
    let off = (found - expected).abs();
    assert!(
        off <= 2e-3 * expected.abs() + 1e-5 * scale,
        "{what}: {found} {expected}"
    );
}

fn hold(screen: &Screen) {
    let stage = &screen.stage;
    let (expiry, now) = (stage.expiry, stage.now());
    let slice = stage.pricing.ask(IOptionPricer::surfaceCall { expiry })._0;
    let post = Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(slice.level),
            slope: Wad::from_wei(slice.slope),
            tilt: SignedWad::from_wei(slice.tilt),
            shift: SignedWad::from_wei(slice.shift),
            smoothness: Wad::from_wei(slice.smoothness),
        },
        expiry,
        timestamp: slice.timestamp,
    };
    let (market, chain) = screen.chain();
    let spot = market.spot as f64 / 1e18;
    for series in chain.iter().filter(|it| it.expiry == expiry) {
        let sigma = series.volatility as f64 / 1e18;
        let now = now as f64;
        let left = expiry as f64 - now;
        let of = |s: f64, t: f64, v: f64| value(&post, series, s, t, v);
        let width = spot * sigma * (left / 31_536_000.0).sqrt() / 100.0;
        let mark = of(spot, now, sigma);
        near(series.mark.cast_signed(), mark, 1e-6, "mark");
        let (up, down) = (of(spot + width, now, sigma), of(spot - width, now, sigma));
        near(series.delta, (up - down) / (2.0 * width), 0.1, "delta");
        let gamma = (up + down - 2.0 * mark) / (width * width);
        near(series.gamma, gamma, gamma.abs().max(1e-4), "gamma");
        let v = sigma / 50.0;
        let (more, less) = (of(spot, now, sigma + v), of(spot, now, sigma - v));
        let vega = (more - less) / (2.0 * v);
        near(series.vega * 100, vega, mark, "vega");
        let volga = (more + less - 2.0 * mark) / (v * v);
        near(series.volga, volga, 1e2 * vega.abs().max(1.0), "volga");
        let second = (left / 200.0).floor().clamp(1.0, 60.0);
        let theta = (of(spot, now + second, sigma) - of(spot, now - second, sigma))
            / (2.0 * second)
            * 31_536_000.0;
        near(series.theta, theta, 1e2, "theta");
        let cross = [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]
            .map(|(a, b)| a * b * of(spot + a * width, now, sigma + b * v));
        let vanna = cross.iter().sum::<f64>() / (4.0 * width * v);
        near(series.vanna, vanna, 1e2, "vanna");
    }
}

#[test]
fn are_how_a_price_moves() {
    let mut screen = Screen::with_a_book();
    // Later than the signing, so that time has passed on the surface.
    screen.warp(3_400);
    hold(&screen);
}

#[test]
fn know_that_an_average_moves_less_in_the_last_half_hour() {
    let mut screen = Screen::with_a_book();
    let expiry = screen.stage.expiry;
    screen.stage.node().warp_to(expiry - 2_400).expect("later");
    screen.stage.push(200_000);
    screen.stage.post(expiry);
    screen.warp(200);
    hold(&screen);
    screen.stage.node().warp_to(expiry - 1_200).expect("later");
    screen.stage.push(200_000);
    hold(&screen);
}
