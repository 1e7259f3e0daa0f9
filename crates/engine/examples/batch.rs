//! Answers batches of requests, one a line, for the checks in `tests/reference`.
//!
//! A request is a name and integers: wei, seconds, and 1 for a call or 0 for a put. The answer is
//! a line of integers, or the name of the error. The environment variable `APPROXIMATION`
//! chooses between `compact` (the default) and `tabled`.

use std::io::{BufRead, BufWriter, Write};

use engine::black_scholes::{self as bs, Kernel, Moneyness, Side, Terms};
use engine::quote::{Market, Order, Pool, Quote};
use engine::surface::{Post, SviParameters, durrleman, q120_of};
use engine::{Kind, digital, implied_vol};
use math::{
    Approximation, Compact, Float, SignedWad, Tabled, Wad, exponential, ln_wad, normal, root,
};

fn main() {
    let tabled = std::env::var("APPROXIMATION").is_ok_and(|name| name == "tabled");
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let mut words = line.split_whitespace();
        let name = words.next().expect("a request");
        let numbers: Vec<i128> = words.map(|w| w.parse().expect("an integer")).collect();
        let answer = if tabled {
            answer::<Tabled>(name, &numbers)
        } else {
            answer::<Compact>(name, &numbers)
        };
        let text = answer.map_or_else(
            |error| error,
            |values| {
                values
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            },
        );
        writeln!(out, "{text}").expect("an open pipe");
    }
}

fn wad(v: i128) -> Wad {
    Wad::from_wei(v.unsigned_abs())
}

/// Of spot, strike, seconds and rate.
fn terms(n: &[i128]) -> Terms {
    Terms {
        spot: wad(n[0]),
        strike: wad(n[1]),
        expiry_secs: u64::try_from(n[2]).expect("seconds"),
        rate: SignedWad::from_wei(n[3]),
    }
}

fn side(v: i128) -> Side {
    if v == 0 { Side::Put } else { Side::Call }
}

fn name<E: core::fmt::Debug>(error: E) -> String {
    format!("{error:?}")
}

fn whole(v: u128) -> i128 {
    i128::try_from(v).expect("a price fits")
}

fn parts(v: Float) -> [i128; 2] {
    [i128::from(v.mantissa), i128::from(v.exponent)]
}

fn answer<A: Approximation>(request: &str, n: &[i128]) -> Result<Vec<i128>, String> {
    match request {
        "greeks" => bs::greeks::<A>(&terms(n), wad(n[4]))
            .map(|v| valuation(&v))
            .map_err(name),
        "price" => bs::price::<A>(&terms(n), wad(n[4]), side(n[5]))
            .map(|v| vec![whole(v.wei())])
            .map_err(name),
        "time_value" => time_value::<A>(&terms(n), wad(n[4])),
        "digital" => digital::greeks::<A>(&terms(n), wad(n[4]))
            .map(|v| digitals(&v))
            .map_err(name),
        "iv" => implied_vol::implied_vol::<A>(&terms(n), wad(n[4]), side(n[5]))
            .map(|v| vec![whole(v.volatility.wei()), i128::from(v.iterations)])
            .map_err(name),
        "svi" => svi(n),
        "quote" => quote::<A>(n),
        "exp" => exponential::exp_float::<A>(SignedWad::from_wei(n[0]))
            .map(|v| parts(v).to_vec())
            .map_err(name),
        "ln" => ln_wad(wad(n[0])).map(|v| vec![v.wei()]).map_err(name),
        "sqrt" => Ok([root::sqrt_wad_down, root::sqrt_wad, root::sqrt_wad_up]
            .map(|f| whole(f(wad(n[0])).wei()))
            .to_vec()),
        "cdf" => {
            let x = SignedWad::from_wei(n[0]);
            let mut values = vec![whole(normal::cdf_wad::<A>(x).wei())];
            values.extend(parts(normal::lower_tail::<A>(x)));
            values.push(whole(normal::pdf_wad::<A>(x).wei()));
            Ok(values)
        }
        "quantile" => normal::quantile_wad::<A>(wad(n[0]))
            .map(|v| vec![v.wei()])
            .map_err(name),
        other => panic!("unknown request {other}"),
    }
}

/// Of a, b, ρ, m, σ, the lifetime at signing and the time since in seconds, and k: the aged total
/// variance, the slice's slope, curvature and g as they were signed, and the volatility.
fn svi(n: &[i128]) -> Result<Vec<i128>, String> {
    let age = u64::try_from(n[6]).expect("seconds");
    let smile = post(n).smile(age).map_err(name)?;
    let k = SignedWad::from_wei(n[7]);
    let place = q120_of(k);
    let point = smile.slice().point(place).map_err(name)?;
    let mut values = parts(smile.variance(place).map_err(name)?).to_vec();
    values.push(if point.slope.negative { -1 } else { 1 });
    values.extend(parts(point.slope.magnitude));
    values.extend(parts(point.curvature));
    values.push(durrleman(&smile, k).map_err(name)?.wei());
    values.push(whole(smile.volatility(place).map_err(name)?.wei()));
    Ok(values)
}

/// The post of a, b, ρ, m, σ and the lifetime.
fn post(n: &[i128]) -> Post {
    Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(n[0]),
            slope: wad(n[1]),
            tilt: SignedWad::from_wei(n[2]),
            shift: SignedWad::from_wei(n[3]),
            smoothness: wad(n[4]),
        },
        expiry: u64::try_from(n[5]).expect("seconds"),
        timestamp: 0,
    }
}

/// Of a post and its age; the pool's worth, vega and reserve; kind, strike, quantity; spot, carry
/// and feed deviation: the parts of the price, both volatilities, delta and vega.
fn quote<A: Approximation>(n: &[i128]) -> Result<Vec<i128>, String> {
    let kinds = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];
    let age = u64::try_from(n[6]).expect("seconds");
    let smile = post(n).smile(age).map_err(name)?;
    let pool = Pool {
        nav: wad(n[7]),
        vega: SignedWad::from_wei(n[8]),
        reserve: wad(n[9]),
    };
    let order = Order {
        kind: kinds[usize::try_from(n[10]).expect("a kind")],
        strike: wad(n[11]),
        quantity: SignedWad::from_wei(n[12]),
    };
    let market = Market {
        spot: wad(n[13]),
        carry: SignedWad::from_wei(n[14]),
        feed_deviation: wad(n[15]),
        smile: &smile,
    };
    let quote = Quote::new::<A>(&pool, &order, &market).map_err(name)?;
    let p = quote.parts;
    let parts = [
        p.total,
        p.mark,
        p.skew,
        p.utilisation,
        p.spread,
        p.discount,
        p.floor,
        p.fee,
    ];
    let mut values: Vec<i128> = parts.iter().map(|part| whole(part.wei())).collect();
    values.push(whole(quote.volatility.wei()));
    values.push(whole(quote.last_volatility().wei()));
    values.extend([quote.delta.wei(), quote.vega.wei()]);
    Ok(values)
}

/// The out-of-the-money option's value as a float, before it is rounded to wei, and K′ in wei.
fn time_value<A: Approximation>(terms: &Terms, volatility: Wad) -> Result<Vec<i128>, String> {
    let moneyness = Moneyness::new::<A>(terms).map_err(name)?;
    let value = Kernel::of::<A>(terms, &moneyness, volatility)
        .map_or(Float::ZERO, |(kernel, _)| {
            moneyness.smaller().mul(kernel.share)
        });
    let mut values = parts(value).to_vec();
    values.push(whole(moneyness.discounted_strike.wei()));
    Ok(values)
}

fn valuation(v: &bs::Valuation) -> Vec<i128> {
    vec![
        whole(v.prices.call.wei()),
        whole(v.prices.put.wei()),
        v.call.delta.wei(),
        v.put.delta.wei(),
        whole(v.gamma.wei()),
        whole(v.vega.wei()),
        v.call.theta.wei(),
        v.put.theta.wei(),
        v.call.rho.wei(),
        v.put.rho.wei(),
        v.vanna.wei(),
        v.volga.wei(),
    ]
}

fn digitals(v: &digital::Digitals) -> Vec<i128> {
    [v.call, v.put]
        .iter()
        .flat_map(|d| {
            [
                whole(d.price.wei()),
                d.delta.wei(),
                d.gamma.wei(),
                d.vega.wei(),
                d.theta.wei(),
                d.rho.wei(),
                d.vanna.wei(),
                d.volga.wei(),
            ]
        })
        .collect()
}
