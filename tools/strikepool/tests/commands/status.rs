//! How long the contracts run, and what is paused, is reported; what is to be done is warned of.

use crate::terminal::{TRADER, Terminal, text};
use contract_tests::authority::pause;
use serde_json::Value;

/// The contracts of a deployment.
const CONTRACTS: usize = 17;

const DAY_SECS: u64 = 86_400;

/// Runs `status`; its exit code, and what it says as JSON.
fn status(t: &Terminal, more: &[&str]) -> (Option<i32>, Value) {
    let output = t.run(None, &[&["status", "--json"], more].concat());
    let said = text(&output.stdout);
    let wrong = text(&output.stderr);
    let value =
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}{wrong}"));
    (output.status.code(), value)
}

fn warnings(status: &Value) -> Vec<&str> {
    let all = status["warnings"].as_array().expect("warnings").iter();
    all.map(|warning| warning.as_str().expect("a text"))
        .collect()
}

#[test]
fn the_contracts_are_listed_with_the_days_that_they_still_run() {
    let t = Terminal::open();
    let said = t.says(None, &["status"]);
    for part in [
        "optionMath",
        "days left",
        "poolLens",
        "everything may be traded",
        "nothing",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, status) = status(&t, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(status["warnings"], serde_json::json!([]));
    let contracts = status["contracts"].as_array().expect("contracts");
    assert_eq!(contracts.len(), CONTRACTS);
    for contract in contracts {
        assert_eq!(contract["state"], "runs", "{contract}");
        let days = contract["daysLeft"].as_u64();
        assert!(days.is_some_and(|days| days >= 364), "{contract}");
        let [lapses, due] = ["lapsesAtSecs", "dueAtSecs"].map(|name| contract[name].as_u64());
        assert_eq!(
            lapses.zip(due).map(|(lapses, due)| lapses - due),
            Some(60 * DAY_SECS)
        );
    }
    assert_eq!(status["expiries"][0]["expirySecs"], t.served.stage.expiry);
    assert_eq!(status["oracle"]["spotUsd"], "2000");
}

#[test]
fn what_has_to_be_done_is_warned_of_with_an_exit_code_of_its_own() {
    let t = Terminal::open();
    let stage = &t.served.stage;
    let call = pause(stage.market);
    t.served
        .send(stage.pricing.owner, stage.pricing.authority, &call);
    let (code, shown) = status(&t, &[]);
    assert_eq!(
        (code, warnings(&shown)),
        (Some(5), vec!["market is paused"])
    );
    assert_eq!(shown["paused"], serde_json::json!(["market"]));

    t.served.pass(304 * DAY_SECS);
    t.served.push(200_000);
    assert_eq!(warnings(&status(&t, &[]).1).len(), 1);
    t.served.pass(2 * DAY_SECS);
    t.served.push(200_000);
    let (code, shown) = status(&t, &[]);
    assert_eq!((code, warnings(&shown).len()), (Some(5), CONTRACTS + 1));
    let all = warnings(&shown);
    assert!(
        all.iter().any(|it| it.starts_with("market lapses in 5")),
        "{all:?}"
    );
    assert_eq!(warnings(&status(&t, &["--days", "30"]).1).len(), 1);
    for days in ["0", "366", "x"] {
        t.fails(None, 2, &["status", "--days", days]);
    }

    // An oracle without a price.
    t.served.pass(DAY_SECS);
    let (_, shown) = status(&t, &["--days", "30"]);
    let why = warnings(&shown)
        .into_iter()
        .find(|it| it.starts_with("the oracle has no price: "));
    assert!(
        why.is_some_and(|why| why.contains("OracleRoundStale")),
        "{shown}"
    );
}

#[test]
fn of_lapsed_contracts_it_says_how_they_are_activated_and_other_commands_name_it() {
    let t = Terminal::open();
    t.served.pass(366 * DAY_SECS);
    let (code, shown) = status(&t, &[]);
    assert_eq!(code, Some(5));
    // Lapsed contracts do not say what others there are: these are those of the record.
    let contracts = shown["contracts"].as_array().expect("contracts");
    for contract in contracts {
        assert_eq!(
            (&contract["state"], &contract["daysLeft"]),
            (&"lapsed".into(), &Value::Null)
        );
        let address = contract["address"].as_str().expect("an address");
        let command = contract["toActivate"].as_str().expect("a command");
        assert!(
            command.ends_with(&format!("cargo stylus activate --address {address}")),
            "{command}"
        );
    }
    let market = t.served.stage.market;
    let lapsed = format!("cargo stylus activate --address {market}");
    assert!(
        warnings(&shown)
            .iter()
            .any(|it| it.starts_with("market has lapsed") && it.ends_with(&lapsed))
    );
    let said = t.fails(TRADER, 1, &["account"]);
    assert!(
        said.contains("has lapsed") && said.contains("`strikepool status`"),
        "{said}"
    );
}

#[test]
fn other_code_than_in_the_record_is_warned_of() {
    let t = Terminal::open();
    let mut record = t.served.record();
    record["codeHashes"] = serde_json::json!({ "market": alloy::primitives::B256::repeat_byte(1) });
    let path = t.folder.path().join("other.json");
    std::fs::write(&path, record.to_string()).expect("written");
    let (code, shown) = status(&t, &["--deployment", "other.json"]);
    assert_eq!(code, Some(5));
    assert_eq!(
        warnings(&shown),
        ["market has other code than in the record"]
    );
}
