use std::path::PathBuf;
use std::process::Command;
mod meter;
mod module;
fn main() {
    let wasm = std::fs::read("target/wasm32-unknown-unknown/release/kernels.wasm").unwrap();
    let mut m = module::Metered::new(&meter::with_counter(&wasm));
    let w = |x: f64| (x * 1e18) as u128;
    let _ = (PathBuf::new(), Command::new("true"));
    // 225-point grid
    for r in [0.0, 0.05] { for name in ["price_compact", "price_tabled", "greeks_compact", "greeks_tabled", "digital_compact"] {
        let (mut sum, mut n, mut max) = (0, 0, 0);
        for k in [800., 900., 1000., 1100., 1200.] { for d in [7u64, 30, 60, 120, 180] { for v in [0.4, 0.6, 0.8] {
            let (s, kk) = (w(1000.), w(k));
            let r = m.call(name, &[s as u64, (s >> 64) as u64, kk as u64, (kk >> 64) as u64, d * 86400, w(v) as u64, w(r) as u64]);
            sum += r.ink; n += 1; max = max.max(r.ink);
        }}}
        println!("{name:20} r={r} mean {:.2} max {:.2}", sum as f64 / n as f64 / 1e4, max as f64 / 1e4);
    }}
    for name in ["implied_vol_compact", "implied_vol_tabled"] {
        let (mut sum, mut n, mut max, mut it) = (0, 0, 0, 0);
        for k in [800., 900., 1000., 1100., 1200.] { for d in [7u64, 30, 60, 120, 180] { for v in [0.4, 0.6, 0.8] {
            let (s, kk) = (w(1000.), w(k));
            let p = m.call("price_tabled", &[s as u64, (s >> 64) as u64, kk as u64, (kk >> 64) as u64, d * 86400, w(v) as u64, w(0.05) as u64]).values[0] as u128;
            let r = m.call(name, &[s as u64, (s >> 64) as u64, kk as u64, (kk >> 64) as u64, d * 86400, w(0.05) as u64, p as u64, (p >> 64) as u64]);
            sum += r.ink; n += 1; max = max.max(r.ink); it = it.max(r.values[1]);
        }}}
        println!("{name:20} mean {:.2} max {:.2} it {it}", sum as f64 / n as f64 / 1e4, max as f64 / 1e4);
    }
    for (name, x) in [("exp", 1.5), ("exp", -20.), ("ln", 1.7), ("ln", 2000.), ("cdf", 0.3), ("cdf", -5.), ("pdf", 1.), ("sqrt", 2.)] {
        let x = ((x * 1e18) as i128) as u128;
        let r = m.call(name, &[x as u64, (x >> 64) as u64]);
        println!("{name} {:.2}", r.ink as f64 / 1e4);
    }
}
