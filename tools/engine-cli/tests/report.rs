//! The report on a pool, of a book that was traded on a node which is asked over HTTP.

use std::process::{Command, Output};
use std::sync::Arc;

use contract_tests::trading::{SPOT, Trading};
use devnode::config::Config;
use devnode::rpc::{Node, serve};
use tokio::runtime::Runtime;

/// Runs the command against a pool that holds the other side of these trades.
fn report(legs: &[(u8, u128, i128)], more: &[&str], of: fn(&Trading) -> String) -> Output {
    report_later(legs, |_| {}, more, of)
}

/// The same, when something has happened since.
fn report_later(
    legs: &[(u8, u128, i128)],
    happens: fn(&mut Trading),
    more: &[&str],
    of: fn(&Trading) -> String,
) -> Output {
    let mut stage = Trading::set();
    let trader = stage.trader;
    for (kind, strike, thousandths) in legs {
        let expiry = stage.expiry;
        stage.list(expiry, *kind, *strike).expect("on the grid");
        let leg = stage.leg(*kind, *strike, *thousandths);
        stage.trade(trader, &[leg]).expect("traded");
    }
    happens(&mut stage);
    stage.node().mine();
    let node = Node::new(Config::default()).expect("a node");
    node.change(|chain| *chain = stage.pricing.node.chain().clone());
    let runtime = Runtime::new().expect("a runtime");
    let anywhere = ([127, 0, 0, 1], 0).into();
    let server = runtime.block_on(serve(Arc::clone(&node), anywhere));
    let server = server.expect("it listens");
    Command::new(env!("CARGO_BIN_EXE_engine-cli"))
        .args(["--pool", &server.url(), &of(&stage)])
        .args(more)
        .output()
        .expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn agrees_with_the_contracts_to_the_last_digit() {
    let file = std::env::temp_dir().join(format!("stresses-{}.svg", std::process::id()));
    let path = file.to_str().expect("a path").to_owned();
    let legs = [(0, 2_100, 2_000), (1, 1_900, 3_000), (2, 2_000, 5_000)];
    let output = report(&legs, &["--svg", &path], |stage| stage.risk.to_string());
    let said = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said} {}",
        text(&output.stderr)
    );
    assert!(said.contains("agree to the last digit"), "{said}");
    assert!(
        said.contains(&format!("spot {SPOT}.00, 3 series")),
        "{said}"
    );
    // The table's rows: each spot of each row of the grid.
    let rows = said.lines().filter(|line| line.contains("%  "));
    assert_eq!(rows.count(), 27, "{said}");
    let drawing = std::fs::read_to_string(&file).expect("drawn");
    std::fs::remove_file(&file).expect("removed");
    assert!(drawing.starts_with("<svg") && drawing.ends_with("</svg>\n"));
    assert_eq!(drawing.matches("<polyline").count(), 3);
    assert_eq!(drawing.matches("<circle").count(), 4);
    assert!(!drawing.contains("NaN"));
}

/// A call on a later expiry is bought, and half an hour before the first one's end the spot moves.
fn the_last_half_hour_comes(stage: &mut Trading) {
    const WEEK: u64 = 7 * 86_400;
    let (trader, expiry) = (stage.trader, stage.expiry);
    let later = expiry + WEEK;
    stage.list(later, 0, 2_000).expect("on the grid");
    stage.post(later);
    let mut leg = stage.leg(0, 2_000, 4_000);
    leg.expiry = later;
    stage.trade(trader, &[leg]).expect("traded");
    stage.node().warp_to(expiry - 1_900).expect("later");
    stage.push(206_000);
    stage.node().warp_to(expiry - 1_000).expect("later");
    stage.post(expiry);
    stage.post(later);
    stage.node().warp_to(expiry - 600).expect("later");
    stage.push(203_000);
}

#[test]
fn agrees_in_the_last_half_hour_of_an_expiry_too() {
    let legs = [(0, 2_100, 2_000), (1, 1_900, -3_000), (3, 2_000, 5_000)];
    let risk = |stage: &Trading| stage.risk.to_string();
    let output = report_later(&legs, the_last_half_hour_comes, &[], risk);
    let said = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said} {}",
        text(&output.stderr)
    );
    assert!(said.contains("agree to the last digit"), "{said}");
    assert!(said.contains("spot 2030.00, 4 series"), "{said}");
}

#[test]
fn names_a_tail_that_the_contract_refuses() {
    // A surface of more than an hour is too old to close on.
    let ages = |stage: &mut Trading| {
        stage.node().warp(3_700);
        stage.push(200_000);
    };
    let risk = |stage: &Trading| stage.risk.to_string();
    let output = report_later(&[(0, 2_100, 2_000)], ages, &[], risk);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("differs: tail: refused by the contract"),
        "{said}"
    );
}

#[test]
fn of_an_empty_book_is_zero() {
    let output = report(&[], &[], |stage| stage.risk.to_string());
    let said = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said} {}",
        text(&output.stderr)
    );
    assert!(said.contains("0 series"), "{said}");
}

#[test]
fn says_when_there_is_no_risk_manager() {
    let output = report(&[], &[], |stage| stage.oracle.to_string());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("optionPricer()"));
}
