//! The report on a pool, of a book that was traded on a node which is asked over HTTP.

use std::process::{Command, Output};
use std::sync::Arc;

use contract_tests::trading::{SPOT, Trading};
use devnode::config::Config;
use devnode::rpc::{Node, serve};
use tokio::runtime::Runtime;

/// Runs the command against a pool that holds the other side of these trades.
fn report(legs: &[(u8, u128, i128)], more: &[&str], of: fn(&Trading) -> String) -> Output {
    let mut stage = Trading::set();
    let trader = stage.trader;
    for (kind, strike, thousandths) in legs {
        let expiry = stage.expiry;
        stage.list(expiry, *kind, *strike).expect("on the grid");
        let leg = stage.leg(*kind, *strike, *thousandths);
        stage.trade(trader, &[leg]).expect("traded");
    }
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
    assert!(said.contains("the same, to the last digit"), "{said}");
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

#[test]
fn of_an_empty_book_is_nought() {
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
