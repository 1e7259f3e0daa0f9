//! Laws of the pool's limits, on random books and trades.
//!
//! `LIMIT_CASES` says how many pairs of figures are tried (default a million), and how many priced books: a
//! hundredth of it. `LIMIT_SEED` begins another sequence.

use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Figures, Grid, SCENARIOS, TEN_PERCENT, VolShock};
use engine::limits::{Limit, Limits, PoolRisk, Stage};
use engine::revaluation::{Leg, NormalTable};
use engine::tail::{POINTS, Rehearsal, Slopes, draws};
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
    let max = 1 << r.u32(0..100);
    let size = r.i128(0..=max);
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

fn risk_of(backing: Wad, spot: Wad, book: &Figures) -> PoolRisk {
    let backing = SignedWad::from_wei(backing.wei().cast_signed());
    PoolRisk::new(backing, spot, book).expect("it fits")
}

/// A trade as the risk manager judges it: what the pool is worth stays.
fn judged(
    backing: Wad,
    spot: Wad,
    limits: Limits,
    before: &Figures,
    after: &Figures,
) -> Result<(), Limit> {
    let risk = |book: &Figures| risk_of(backing, spot, book);
    let was = risk(before);
    let is = PoolRisk {
        nav: was.nav,
        ..risk(after)
    };
    limits.check(&was, &is).map_err(|breach| breach.limit)
}

/// What of a figure is left when a part of the book is closed, thousandths, toward zero.
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

    /// Where a book is looked at: the spot, the volatility in percent, and the days to the expiry.
    #[derive(Clone, Copy)]
    struct Market {
        spot: Wad,
        percent: u128,
        days: u64,
    }

    const fn calm(days: u64) -> Market {
        Market {
            spot: SPOT,
            percent: 60,
            days,
        }
    }

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

    /// A standard deviation of the day.
    const DAY: Wad = Wad::from_wei(3 * WAD / 100);

    fn legs(book: &[Holding], market: Market) -> (Vec<Leg>, Expiry) {
        let secs = market.days * 86_400;
        let years = Wad::from_wei(u128::from(secs) * WAD / 31_536_000);
        let wad = Float::from_u128(WAD).recip();
        let root = Float::from_u128(sqrt_wad(years).wei()).mul(wad);
        let deviation = root.mul(Float::from_u128(market.percent * WAD / 100).mul(wad));
        let legs = book
            .iter()
            .map(|it| {
                let terms = Terms {
                    spot: market.spot,
                    strike: Wad::from_wei(it.strike * WAD),
                    expiry_secs: secs,
                    rate: SignedWad::ZERO,
                };
                let claim = Claim::new::<Compact>(it.kind, &terms).expect("in the domain");
                Leg::new(claim, deviation, SignedWad::from_wei(it.quantity))
            })
            .collect();
        let expiry = Expiry {
            shock: VolShock::new::<Compact>(secs),
            root,
            day: Float::from_u128(DAY.wei()).mul(wad),
        };
        (legs, expiry)
    }

    /// Figures of a book of one expiry.
    fn assess(book: &[Holding], market: Market) -> Figures {
        let (legs, expiry) = legs(book, market);
        let mut exposure = Exposure::default();
        let grid = Grid::new(market.spot).expect("in the domain");
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
            let before = assess(&book, calm(days));
            let outcome = |trade: &[Holding]| {
                let after = before.plus(&assess(trade, calm(days))).expect("it fits");
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
            let before = assess(&book, calm(days));
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
            let after = before.plus(&assess(&closing, calm(days))).expect("it fits");
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
    /// What a book loses in a day: the expected shortfall, valued in full.
    fn shortfall(book: &[Holding], market: Market) -> Wad {
        let days: Vec<_> = draws(DAY).expect("a day").collect();
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).expect("days");
        let (legs, expiry) = legs(book, market);
        let moves: Vec<_> = days
            .iter()
            .map(|day| day.spot_move::<Compact>(market.spot).expect("a move"))
            .collect();
        let added = rehearsal.add::<Compact>(&moves, expiry.shock.power(), &legs);
        added.expect("it fits");
        let loss = rehearsal.tail().expect("it fits").shortfall.wei();
        Wad::from_wei(loss.max(0).unsigned_abs())
    }

    /// The five figures and what each may be.
    fn held(
        book: &[Holding],
        market: Market,
        limits: Limits,
        backing: Wad,
    ) -> ([u128; 5], [u128; 5]) {
        let figures = assess(book, market);
        let nav = risk_of(backing, market.spot, &figures);
        let four = measured(&figures, market.spot, limits);
        let day = shortfall(book, market).wei();
        let [vega, delta, ten, worst] = four.map(|(_, figure, _)| figure);
        let max = |bps: u128| nav.nav.wei() / 10_000 * bps;
        let [v, d, t, w] = four.map(|(_, _, bps)| max(bps));
        (
            [vega, delta, ten, worst, day],
            [v, d, t, w, max(limits.shortfall_bps.into())],
        )
    }

    /// What becomes of a trade, as the risk manager decides it.
    fn admitted(
        book: &[Holding],
        trade: &[Holding],
        market: Market,
        limits: Limits,
        backing: Wad,
    ) -> bool {
        let before = assess(book, market);
        let after = before.plus(&assess(trade, market)).expect("it fits");
        if judged(backing, market.spot, limits, &before, &after).is_err() {
            return false;
        }
        let was = risk_of(backing, market.spot, &before);
        let is = risk_of(backing, market.spot, &after);
        let slopes = Slopes::of(&after).expect("they fit");
        let estimate = slopes.tail::<Compact>(DAY, &mut vec![0; POINTS]);
        let estimate = estimate.expect("a day").shortfall.wei().max(0);
        let estimate = Wad::from_wei(estimate.unsigned_abs());
        let full = |stage| {
            let more: &[Holding] = if stage == Stage::After { trade } else { &[] };
            let book: Vec<_> = book.iter().chain(more).copied().collect();
            Ok::<_, ()>(shortfall(&book, market))
        };
        let breach = limits.check_shortfall(was.nav, estimate, is.worst, full);
        breach.expect("a figure").is_none()
    }

    /// What may leave, as risk manager and vault decide it.
    fn free(book: &[Holding], market: Market, limits: Limits, backing: Wad) -> u128 {
        let figures = assess(book, market);
        let risk = risk_of(backing, market.spot, &figures);
        let stays = limits.needed(&risk, 12_500);
        let stays = stays.max(limits.needed_for(shortfall(book, market)));
        let owed = figures.low.wei().min(0).unsigned_abs();
        backing
            .wei()
            .saturating_sub(owed)
            .saturating_sub(stays.wei())
    }

    /// The owner tightens and loosens limits, signers post, the price moves; users trade, join and leave. What
    /// users do leaves every figure within its limit or no larger than it was, whoever moved it beyond; and a pool
    /// beyond is always let back.
    #[test]
    fn no_action_of_a_user_leaves_more_than_a_limit_whatever_moved_before() {
        let mut r = rng(6);
        let (mut traded, mut refused, mut beyond, mut left) = (0, 0, 0, 0);
        for _ in 0..cases() / 2_000 {
            let (_, _, days, mut limits, _) = scene(&mut r);
            let mut backing = Wad::from_wei(r.u128(1..100) * 100_000 * WAD);
            let (mut book, mut market): (Vec<Holding>, _) = (Vec::new(), calm(days));
            for _ in 0..12 {
                let (was, could) = held(&book, market, limits, backing);
                let over = was.iter().zip(could).any(|(is, may)| *is > may + DUST);
                beyond += u32::from(over);
                match r.u8(..12) {
                    0 | 10 => {
                        // Anything that the bounds allow, or far less than there is.
                        let part = [1, 20][r.usize(..2)];
                        let own = super::limits(&mut r);
                        limits = Limits {
                            vega_bps: (own.vega_bps / part).max(1),
                            delta_bps: (own.delta_bps / part).max(1),
                            ten_percent_bps: (own.ten_percent_bps / part).max(1),
                            worst_bps: (own.worst_bps / part).max(1),
                            shortfall_bps: r.u16(1..=4_000 / part),
                        };
                        continue;
                    }
                    1 => {
                        let percent = market.percent * r.u128(90..=110) / 100;
                        market.percent = percent.clamp(20, 200);
                        continue;
                    }
                    2 => {
                        let spot = market.spot.wei() / 100 * r.u128(90..=111);
                        market.spot = Wad::from_wei(spot);
                        continue;
                    }
                    3 => backing = Wad::from_wei(backing.wei() + r.u128(..1_000_000) * WAD),
                    4 => {
                        let max = free(&book, market, limits, backing);
                        left += u32::from(max > 0);
                        backing = Wad::from_wei(backing.wei() - r.u128(0..=max));
                    }
                    _ => {
                        // An order, or the same part of all that there is closed.
                        let closing = !book.is_empty() && r.u8(..3) == 0;
                        let trade: Vec<_> = if closing {
                            let parts = [1, 2, 5][r.usize(..3)];
                            let close = |it: &Holding| Holding {
                                quantity: -it.quantity / parts,
                                ..*it
                            };
                            book.iter().map(close).collect()
                        } else {
                            (0..r.usize(1..=2)).map(|_| holding(&mut r)).collect()
                        };
                        let may = admitted(&book, &trade, market, limits, backing);
                        assert!(may || !closing, "who closes all alike is let out");
                        if !may {
                            refused += 1;
                            continue;
                        }
                        traded += 1;
                        // A trade exchanges money for marks: what the pool is worth stays.
                        let mark = assess(&trade, market).mark.wei();
                        let money = backing.wei().checked_add_signed(-mark);
                        let Some(money) = money else { continue };
                        backing = Wad::from_wei(money);
                        book.extend(trade);
                    }
                }
                let (is, may) = held(&book, market, limits, backing);
                for place in 0..5 {
                    // Figures of one book are rounded otherwise than those of two that are added.
                    let slack = DUST + 64;
                    let within = is[place] <= may[place] + slack;
                    let no_worse =
                        is[place] <= was[place] + slack && may[place] + slack >= could[place];
                    assert!(
                        within || no_worse,
                        "{place}: {was:?} {could:?} {is:?} {may:?}"
                    );
                }
            }
        }
        println!("{traded} traded, {refused} refused, {left} could leave, {beyond} were beyond");
        let some = u32::try_from(cases() / 2_000).expect("a few");
        assert!(traded > some && refused > some && beyond > some / 2 && left > some / 4);
    }
}
