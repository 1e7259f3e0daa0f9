//! Answers batches of requests, one a line, for the reference checks in `tests/reference`.
use std::io::{BufRead, BufWriter, Write};

use engine::black_scholes::{self as bs, Terms};
use math::{Compact, SignedWad, Wad};

fn main() {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut f = line.split_whitespace();
        let op = f.next().unwrap();
        let n: Vec<i128> = f.map(|s| s.parse().unwrap()).collect();
        let terms = || Terms { spot: Wad::from_wei(n[0] as u128), strike: Wad::from_wei(n[1] as u128), expiry_secs: n[2] as u64, rate: SignedWad::from_wei(n[4]) };
        match op {
            "bs" => match bs::greeks::<Compact>(&terms(), Wad::from_wei(n[3] as u128)) {
                Ok(g) => writeln!(out, "{} {} {} {} {} {} {} {} {} {} {} {}", g.prices.call.wei(), g.prices.put.wei(), g.call.delta.wei(), g.put.delta.wei(), g.gamma.wei(), g.vega.wei(), g.call.theta.wei(), g.put.theta.wei(), g.call.rho.wei(), g.put.rho.wei(), g.vanna.wei(), g.volga.wei()),
                Err(e) => writeln!(out, "{e:?}"),
            },
            _ => panic!("unknown request {op}"),
        }.unwrap();
    }
}
