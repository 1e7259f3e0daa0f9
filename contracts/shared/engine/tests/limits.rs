//! Laws of the pool's limits, on random books and trades.
//!
//! `LIMIT_CASES` says how many pairs of figures are tried (default a million), and how many priced books: a hundredth of
//! it. `LIMIT_SEED` begins another sequence.

use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Figures, Grid, SCENARIOS, TEN_PERCENT, VolShock};
use engine::limits::{Limit, Limits, PoolRisk};
use engine::revaluation::Leg;
use engine::{Claim, Kind};
use fastrand::Rng;
use math::root::sqrt_wad;
use math::{Compact, Float, SignedWad, WAD, Wad};

/// What rounding may add beyond a limit: a millionth of a dollar.
const DUST: u128 = WAD / 1_000_000;

fn number(name: &str, default: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn cases() -> u64 {
    number("LIMIT_CASES", 1_000_000)
}

fn rng(purpose: u64) -> Rng {
    Rng::with_seed(number("LIMIT_SEED", 20_261_121) ^ purpose)
}

fn limits(r: &mut Rng) -> Limits {
    Limits {
        vega_bps: r.u16(1..=200),
        delta_bps: r.u16(1..=5_000),
        ten_percent_bps: r.u16(1..=3_000),
        worst_bps: r.u16(1..=8_000),
        shortfall_bps: 2_000,
    }
}

/// Of any size up to 10¹² USD, small ones as often as large ones.
fn amount(r: &mut Rng) -> i128 {
    let most = 1 << r.u32(0..100);
    let size = r.i128(0..=most);
    [size, -size, 0][usize::from(r.u8(..8) / 3)]
}

fn figures(r: &mut Rng) -> Figures {
    let mut changes = [SignedWad::ZERO; SCENARIOS];
    for change in &mut changes {
        *change = SignedWad::from_wei(amount(r));
    }
    Figures {
        mark: SignedWad::from_wei(amount(r)),
        high: SignedWad::from_wei(amount(r)),
        low: SignedWad::from_wei(amount(r)),
        delta: SignedWad::from_wei(amount(r) >> 20),
        vega: SignedWad::from_wei(amount(r)),
        changes,
        ..Figures::default()
    }
}

/// The four figures as the definitions have them, with the limits' basis points: vega, delta times spot (rounded down),
/// what ±10% loses, what the worst scenario loses.
fn measured(book: &Figures, spot: Wad, limits: Limits) -> [(Limit, u128, u128); 4] {
    let lost = |scenario: usize| (-book.changes[scenario].wei()).max(0).unsigned_abs();
    let delta = book.delta.wei().unsigned_abs();
    let (whole, part) = (spot.wei() / WAD, spot.wei() % WAD);
    let delta = delta * whole + delta / WAD * part + delta % WAD * part / WAD;
    let worst = (0..SCENARIOS).map(lost).max().expect("27");
    let ten = lost(TEN_PERCENT[0]).max(lost(TEN_PERCENT[1]));
    [
        (
            Limit::Vega,
            book.vega.wei().unsigned_abs(),
            limits.vega_bps.into(),
        ),
        (Limit::Delta, delta, limits.delta_bps.into()),
        (Limit::TenPercent, ten, limits.ten_percent_bps.into()),
        (Limit::Worst, worst, limits.worst_bps.into()),
    ]
}

/// A trade as the risk manager judges it: what the pool is worth stays.
fn judged(
    backing: Wad,
    spot: Wad,
    limits: Limits,
    before: &Figures,
    after: &Figures,
) -> Result<(), Limit> {
    let risk = |book: &Figures| PoolRisk::new(backing, spot, book).expect("it fits");
    let was = risk(before);
    let is = PoolRisk {
        nav: was.nav,
        ..risk(after)
    };
    limits.check(&was, &is).map_err(|breach| breach.limit)
}

/// What of a figure is left when a part of the book is closed, thousandths, toward nought.
fn scaled(book: &Figures, left: i128) -> Figures {
    let part = |x: SignedWad| SignedWad::from_wei(x.wei() * left / 1_000);
    Figures {
        mark: part(book.mark),
        high: part(book.high),
        low: part(book.low),
        delta: part(book.delta),
        vega: part(book.vega),
        changes: book.changes.map(part),
        ..*book
    }
}

#[test]
fn what_is_admitted_keeps_every_limit_or_makes_nothing_larger() {
    let mut r = rng(1);
    let (mut admitted, mut refused) = (0_u64, [0_u64; 4]);
    for _ in 0..cases() {
        let (limits, backing) = (limits(&mut r), Wad::from_wei(amount(&mut r).unsigned_abs()));
        let spot = Wad::from_wei(r.u128(1..100_000) * WAD / 7);
        let before = figures(&mut r);
        let after = match r.u8(..3) {
            // One that is smaller all over is never in the way.
            0 => scaled(&before, r.i128(-1_000..=1_000)),
            _ => before.plus(&figures(&mut r)).expect("it fits"),
        };
        let nav = (i128::try_from(backing.wei()).expect("small") + before.mark.wei()).max(0);
        let was = measured(&before, spot, limits);
        let is = measured(&after, spot, limits);
        let worse = was.iter().zip(is).position(|(was, is)| {
            let within = is.1 * 10_000 <= nav.unsigned_abs() * is.2;
            !within && is.1 > was.1 + DUST
        });
        let found = judged(backing, spot, limits, &before, &after);
        assert_eq!(found, worse.map_or(Ok(()), |place| Err(is[place].0)));
        match worse {
            None => admitted += 1,
            Some(place) => refused[place] += 1,
        }
    }
    println!("{admitted} admitted, refused by limit {refused:?}");
    let some = cases() / 1_000;
    assert!(admitted > some && refused.iter().all(|count| *count > some));
}

#[test]
fn what_makes_every_figure_smaller_is_admitted_whatever_the_pool_is_worth() {
    let mut r = rng(2);
    for _ in 0..cases() {
        let (limits, backing) = (limits(&mut r), Wad::from_wei(amount(&mut r).unsigned_abs()));
        let spot = Wad::from_wei(r.u128(1..100_000) * WAD);
        let before = figures(&mut r);
        let after = scaled(&before, r.i128(0..=1_000));
        assert_eq!(judged(backing, spot, limits, &before, &after), Ok(()));
    }
}

#[test]
fn the_order_in_which_books_are_added_does_not_matter() {
    let mut r = rng(3);
    for _ in 0..cases() / 4 {
        let [a, b, c] = [0; 3].map(|_| figures(&mut r));
        let left = a.plus(&b).and_then(|ab| ab.plus(&c)).expect("it fits");
        let right = c.plus(&b).and_then(|cb| cb.plus(&a)).expect("it fits");
        assert_eq!(left, right);
    }
}

mod priced {
    use super::*;

    const SPOT: Wad = Wad::from_wei(2_000 * WAD);

    #[derive(Clone, Copy)]
    struct Holding {
        kind: Kind,
        strike: u128,
        quantity: i128,
    }

    fn holding(r: &mut Rng) -> Holding {
        Holding {
            kind: [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut][r.usize(..4)],
            strike: r.u128(20..80) * 50,
            quantity: r.i128(-5_000_000..=5_000_000) * WAD.cast_signed() / 1_000,
        }
    }

    /// Figures of a book of one expiry, at a volatility of 60%.
    fn assess(book: &[Holding], days: u64) -> Figures {
        let secs = days * 86_400;
        let years = Wad::from_wei(u128::from(secs) * WAD / 31_536_000);
        let wad = Float::from_u128(WAD).recip();
        let root = Float::from_u128(sqrt_wad(years).wei()).mul(wad);
        let deviation = root.mul(Float::from_u128(6 * WAD / 10).mul(wad));
        let legs: Vec<_> = book
            .iter()
            .map(|it| {
                let terms = Terms {
                    spot: SPOT,
                    strike: Wad::from_wei(it.strike * WAD),
                    expiry_secs: secs,
                    rate: SignedWad::ZERO,
                };
                let claim = Claim::new::<Compact>(it.kind, &terms).expect("in the domain");
                Leg::new(claim, deviation, SignedWad::from_wei(it.quantity))
            })
            .collect();
        let mut exposure = Exposure::default();
        let grid = Grid::new(SPOT).expect("in the domain");
        let expiry = Expiry {
            shock: VolShock::new::<Compact>(secs),
            root,
            day: Float::from_u128(3 * WAD / 100).mul(wad),
        };
        let added = exposure.add::<Compact>(&grid, &expiry, &legs);
        added.expect("it fits");
        exposure.figures().expect("they fit")
    }

    /// A book, a trade of one to four legs as the pool sees it, and the pool's limits and money.
    fn scene(r: &mut Rng) -> (Vec<Holding>, Vec<Holding>, u64, Limits, Wad) {
        let book: Vec<_> = (0..r.usize(..8)).map(|_| holding(r)).collect();
        let trade: Vec<_> = (0..r.usize(1..=4)).map(|_| holding(r)).collect();
        let limits = Limits {
            vega_bps: 100,
            delta_bps: 2_500,
            ten_percent_bps: 1_500,
            worst_bps: 5_000,
            shortfall_bps: 2_000,
        };
        let backing = Wad::from_wei(r.u128(1..100) * 1_000_000 * WAD);
        (book, trade, r.u64(1..120), limits, backing)
    }

    #[test]
    fn the_order_of_legs_does_not_change_what_becomes_of_an_order() {
        let mut r = rng(4);
        let (mut admitted, mut refused) = (0, 0);
        for _ in 0..cases() / 100 {
            let (book, mut trade, days, limits, backing) = scene(&mut r);
            let before = assess(&book, days);
            let outcome = |trade: &[Holding]| {
                let after = before.plus(&assess(trade, days)).expect("it fits");
                (after, judged(backing, SPOT, limits, &before, &after))
            };
            let first = outcome(&trade);
            r.shuffle(&mut trade);
            assert_eq!(outcome(&trade), first);
            if first.1.is_ok() {
                admitted += 1;
            } else {
                refused += 1;
            }
        }
        println!("{admitted} admitted, {refused} refused");
        assert!(admitted > cases() / 2_000 && refused > cases() / 2_000);
    }

    #[test]
    fn closing_a_part_or_all_of_the_book_is_admitted_beyond_every_limit() {
        let mut r = rng(5);
        let mut beyond = 0;
        for _ in 0..cases() / 100 {
            let (mut book, _, days, limits, _) = scene(&mut r);
            book.push(holding(&mut r));
            let before = assess(&book, days);
            let backing = Wad::from_wei(r.u128(..1_000) * WAD);
            // The whole, or the same part of every position; a part of another size would be another book.
            let part = [1, 2, 4][r.usize(..3)];
            let closing: Vec<_> = book
                .iter()
                .map(|it| Holding {
                    quantity: -it.quantity / part,
                    ..*it
                })
                .collect();
            let after = before.plus(&assess(&closing, days)).expect("it fits");
            let found = judged(backing, SPOT, limits, &before, &after);
            let figures = (
                measured(&before, SPOT, limits),
                measured(&after, SPOT, limits),
            );
            assert_eq!(found, Ok(()), "{figures:?}");
            let flat = Figures::default();
            beyond += u32::from(judged(backing, SPOT, limits, &flat, &before).is_err());
        }
        assert!(u64::from(beyond) > cases() / 200, "{beyond}");
    }
}
