//! Liquidation against an implementation in exact fractions, which finds parts by trying them.
//!
//! `tests/reference/liquidation.py` writes the vectors.

use engine::liquidation::{
    LiquidationError, Standing, auction_part, auction_price, discount, pool_close,
};
use math::{SignedWad, WAD, Wad};

const VECTORS: &str = include_str!("../../../tests/reference/vectors/liquidation.csv");

/// What parts may be apart, in wei: the engine rounds constants of an account to the wei before it divides them by
/// what the whole of it brings.
const APART: u128 = 100;

struct Row {
    standing: Standing,
    proceeds: SignedWad,
    notional: Wad,
    secs: u64,
    /// Part, what the pool pays, pay.
    close: [&'static str; 3],
    discount: &'static str,
    /// Part and price.
    bid: [&'static str; 2],
}

fn signed(cell: &str) -> SignedWad {
    SignedWad::from_wei(cell.parse().expect("an integer"))
}

fn wad(cell: &str) -> Wad {
    Wad::from_wei(cell.parse().expect("an integer that is not negative"))
}

fn rows() -> impl Iterator<Item = Row> {
    VECTORS.lines().skip(1).map(|line| {
        let cells: Vec<&'static str> = line.split(',').collect();
        Row {
            standing: Standing {
                cash: signed(cells[0]),
                value: signed(cells[1]),
                loss: signed(cells[2]),
                contingency: wad(cells[3]),
                min_payoff: (!cells[4].is_empty()).then(|| signed(cells[4])),
                maintenance: signed(cells[5]),
                received: wad(cells[6]),
            },
            proceeds: signed(cells[7]),
            notional: wad(cells[8]),
            secs: cells[9].parse().expect("seconds"),
            close: [cells[10], cells[11], cells[12]],
            discount: cells[13],
            bid: [cells[14], cells[15]],
        }
    })
}

/// Whether a refusal is the one that is expected, which stands in the place of the first figure.
fn refused(why: LiquidationError, expected: &str, line: usize) {
    assert_eq!(format!("{why:?}"), expected, "line {line}");
}

/// Whether an amount is the expected one, but for what follows from a part that is `off`, of an account of this size.
fn near(amount: i128, expected: &str, off: u128, whole: i128, line: usize) {
    let allowed = (whole.unsigned_abs() / WAD + 1) * (off + 1) + 2;
    let apart = amount.abs_diff(signed(expected).wei());
    assert!(apart <= allowed, "line {line}: {amount} {expected}");
}

fn lines() -> impl Iterator<Item = (usize, Row)> {
    rows().enumerate().map(|(at, row)| (at + 2, row))
}

#[test]
fn a_pool_close_is_as_in_exact_fractions() {
    let (mut closes, mut furthest) = (0, 0);
    for (line, row) in lines() {
        let [part, paid, pay] = row.close;
        match pool_close(&row.standing, row.proceeds, row.notional) {
            Err(why) => refused(why, part, line),
            Ok(close) => {
                closes += 1;
                let off = close.part.wei().abs_diff(wad(part).wei());
                furthest = furthest.max(off);
                assert!(off <= APART, "line {line}: {close:?} {part}");
                near(close.proceeds.wei(), paid, off, row.proceeds.wei(), line);
                let notional = row.notional.wei().cast_signed();
                near(close.pay.wei().cast_signed(), pay, off, notional, line);
            }
        }
    }
    println!("{closes} closes, parts at most {furthest} wei apart");
    assert!(closes > 400);
}

#[test]
fn a_bid_is_as_in_exact_fractions() {
    let (mut bids, mut furthest) = (0, 0);
    for (line, row) in lines() {
        let asked = discount(row.secs);
        assert_eq!(asked, wad(row.discount), "line {line}");
        let [due, price] = row.bid;
        match auction_part(&row.standing, asked) {
            Err(why) => refused(why, due, line),
            Ok(part) => {
                bids += 1;
                let off = part.wei().abs_diff(wad(due).wei());
                furthest = furthest.max(off);
                assert!(off <= APART, "line {line}: {part:?} {due}");
                let paid = auction_price(&row.standing, part, asked).expect("a price");
                let whole = row.standing.value.wei();
                near(paid.wei().cast_signed(), price, off, whole, line);
            }
        }
    }
    println!("{bids} bids, parts at most {furthest} wei apart");
    assert!(bids > 400);
}
