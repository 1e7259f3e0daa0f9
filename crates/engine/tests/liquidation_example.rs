//! The example of `docs/protocol/liquidation.md`, by the engine: every line that this prints stands there.
//!
//! `cargo test -p engine --test liquidation_example -- --nocapture`

mod support;

use engine::Kind;
use engine::liquidation::{Close, Standing, auction_part, auction_price, discount, pool_close};
use engine::margin::Holding;
use engine::surface::{Post, Smile, SviParameters};
use math::{SignedWad, WAD, Wad};
use support::accounts::{Book, World, needed, notional, proceeds, taken};

const PAGE: &str = include_str!("../../../docs/protocol/liquidation.md");

const NOW: u64 = 1_800_000_000;
const MONTH_SECS: u64 = 30 * 86_400;

/// 30 days at 60% of volatility, at every strike.
fn flat() -> Smile {
    let variance = WAD * 36 / 100 * 30 / 365;
    let post = Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(variance.cast_signed()),
            // The least that a slice takes.
            slope: Wad::from_wei(1),
            tilt: SignedWad::ZERO,
            shift: SignedWad::ZERO,
            smoothness: Wad::from_wei(WAD / 10),
        },
        expiry: NOW + MONTH_SECS,
        timestamp: NOW,
    };
    post.smile(NOW).expect("a flat smile")
}

fn world(spot: u128) -> World {
    World {
        spot: Wad::from_wei(spot * WAD),
        carry: SignedWad::ZERO,
        smiles: vec![Some(flat())],
    }
}

/// Ten calls at 2,000 owed, and 5,000 in cash.
fn account() -> Book {
    let calls = Holding {
        kind: Kind::Call,
        strike: Wad::from_wei(2_000 * WAD),
        quantity: SignedWad::from_wei(-10 * WAD.cast_signed()),
    };
    Book {
        cash: 5_000 * WAD.cast_signed(),
        holdings: vec![vec![calls]],
    }
}

fn standing(world: &World, book: &Book) -> Standing {
    let figures = world.figures(book, false);
    Standing {
        cash: SignedWad::from_wei(book.cash),
        value: figures.value,
        loss: figures.loss,
        contingency: figures.contingency,
        min_payoff: figures.min_payoff,
        maintenance: figures.maintenance,
        received: Wad::ZERO,
    }
}

/// What is left of an account that gave a part away and got so much money for it.
fn after(book: &Book, part: Wad, money: i128) -> Book {
    let mut rest = book.clone();
    let gone = taken(book, part);
    for (left, gone) in rest
        .holdings
        .iter_mut()
        .flatten()
        .zip(gone.holdings.iter().flatten())
    {
        left.quantity = SignedWad::from_wei(left.quantity.wei() - gone.quantity.wei());
    }
    rest.cash += money;
    rest
}

/// Dollars and cents, cut.
fn cents(wei: i128) -> String {
    let cents = wei / (WAD.cast_signed() / 100);
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
    let whole = if whole < 1_000 {
        format!("{whole}")
    } else {
        format!("{},{:03}", whole / 1_000, whole % 1_000)
    };
    format!("{sign}{whole}.{rest:02}")
}

fn percent(part: Wad) -> String {
    let basis = part.wei() / (WAD / 10_000);
    format!("{}.{:02}%", basis / 100, basis % 100)
}

fn line(name: &str, world: &World, book: &Book) -> String {
    let figures = world.figures(book, false);
    let [cash, mark, value, needed, left] = [
        book.cash,
        figures.value.wei() - book.cash,
        figures.value.wei(),
        needed(&figures),
        figures.maintenance.wei(),
    ]
    .map(cents);
    format!("| {name} | {cash} | {mark} | {value} | {needed} | {left} |")
}

fn stands_on_the_page(line: &str) {
    println!("{line}");
    assert!(PAGE.lines().any(|it| it == line), "{line}");
}

#[test]
fn closing_against_the_pool_is_as_on_the_page() {
    let (world, book) = (world(2_000), account());
    stands_on_the_page(&line("before", &world, &book));
    let asked = proceeds(&world, &book);
    let notional = Wad::from_wei(notional(&world, &book));
    let standing = standing(&world, &book);
    let close = pool_close(&standing, SignedWad::from_wei(asked), notional).expect("a close");
    let pay = close.pay.wei().cast_signed();
    let mark = standing.value.wei() - book.cash;
    let part = percent(close.part);
    let line_of_close = format!(
        "| {} | {} | {} | {part} | {} | {} |",
        cents(asked),
        cents(mark - asked),
        cents(notional.wei().cast_signed()),
        cents(close.proceeds.wei()),
        cents(pay)
    );
    stands_on_the_page(&line_of_close);
    let closed = after(&book, close.part, close.proceeds.wei() - pay);
    stands_on_the_page(&line("after a pool close", &world, &closed));
    assert_eq!(Close::OWED_VOL, Wad::from_wei(WAD * 11 / 10));
}

#[test]
fn bids_are_as_on_the_page() {
    let (world, book) = (world(2_000), account());
    let standing = standing(&world, &book);
    for secs in [0, 600, 4_200, 7_000] {
        let asked = discount(secs);
        let part = auction_part(&standing, asked).expect("a part");
        let price = auction_price(&standing, part, asked)
            .expect("a price")
            .wei()
            .cast_signed();
        let gets = taken(&book, part);
        let cash = (book.cash / WAD.cast_signed()) * part.wei().cast_signed();
        let whole = world.figures(&Book { cash, ..gets }, false).value.wei();
        let sold = after(&book, part, price - cash);
        let left = world.figures(&sold, false).maintenance.wei();
        let line = format!(
            "| {secs} | {} | {} | {} | {} | {} |",
            percent(asked),
            percent(part),
            cents(price),
            cents(whole - price),
            cents(left)
        );
        stands_on_the_page(&line);
    }
}

#[test]
fn what_is_worth_nothing_is_as_on_the_page() {
    let (world, book) = (world(2_600), account());
    stands_on_the_page(&line("spot 2,600", &world, &book));
}
