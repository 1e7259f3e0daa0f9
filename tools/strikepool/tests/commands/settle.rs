//! Settling an expiry: its sellers before its winners, whoever is missing by name, and nothing twice.

use crate::terminal::{NOBODY, SELLER, TRADER, Terminal, amount, text};
use serde_json::{Value, json};

/// The trader holds two calls, and the seller has sold them with 5,000 dollars; they expire 200 in the money.
fn expired() -> (Terminal, String) {
    let t = Terminal::open();
    let (trader, seller) = (
        t.served.stage.trader,
        t.served.stage.pricing.node.account(SELLER),
    );
    t.served.list(0, 2_100);
    t.served.trade(trader, 2_000);
    t.served.fund(seller, 5_000);
    t.served.trade(seller, -2_000);
    let shown = t.json(SELLER, &["account"]);
    assert_eq!((&shown["bond"], &shown["loan"]), (&json!("5"), &json!("0")));
    let said = t.says(SELLER, &["account"]);
    assert!(said.contains("bond") && said.contains("5 USDC"), "{said}");
    let expiry = t.served.stage.expiry;
    t.served.pass(expiry - 3_600 - t.served.now());
    t.served.push(230_000);
    t.served.pass(2_000);
    t.served.push(230_000);
    t.served.pass(1_660);
    (t, seller.to_string())
}

/// Runs a command that ends with an exit code, and what it says as JSON.
#[track_caller]
fn ended(t: &Terminal, code: i32, arguments: &[&str]) -> Value {
    let output = t.run(Some(NOBODY), &[arguments, &["--json"]].concat());
    let (said, wrong) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}{wrong}");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}{wrong}"))
}

fn warns_of(status: &Value, words: &str) -> bool {
    let warnings = status["warnings"].as_array().expect("warnings");
    let mut texts = warnings.iter().filter_map(Value::as_str);
    texts.any(|warning| warning.contains(words))
}

#[test]
fn sellers_are_settled_first_and_who_is_missing_is_named() {
    let (t, seller) = expired();
    let date = t.date();
    // The series alone: the pool stays closed until the seller is settled.
    let open = ended(&t, 5, &["settle", &date, "--no-accounts"]);
    assert_eq!(
        (&open["inClearing"], &open["sellers"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(open["missing"], json!([seller]));
    assert_eq!(
        (&open["claims"], &open["paid"]),
        (&json!("400"), &json!("0"))
    );
    t.served.pass(100);
    let shown = ended(&t, 5, &["status"]);
    let clearing = &shown["ledger"]["clearing"];
    assert_eq!(
        (&clearing["sellers"], &clearing["debts"]),
        (&json!(1), &json!("400"))
    );
    assert!(warns_of(&shown, &format!("`settle {date}`")), "{shown}");

    // The winner alone can be settled by no one yet; a stranger has nothing to settle.
    let trader = t.served.stage.trader.to_string();
    let early = ended(&t, 5, &["settle", &date, "--account", &trader]);
    assert_eq!(early["accounts"], json!([]));
    let nobody = t.served.stage.lp.to_string();
    let wrong = t.fails(NOBODY, 2, &["settle", &date, "--account", &nobody]);
    assert!(wrong.contains("no position or claim"), "{wrong}");

    // All of it, from where it stands.
    let before = amount(&t.json(TRADER, &["account"])["money"]);
    let settled = t.json(NOBODY, &["settle", &date]);
    assert_eq!(
        (&settled["inClearing"], &settled["missing"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(
        (&settled["claims"], &settled["paid"]),
        (&json!("400"), &json!("400"))
    );
    assert_eq!(settled["drawn"], "400");
    assert_eq!(
        settled["accounts"].as_array().map(Vec::len),
        Some(2),
        "{settled}"
    );
    let after = t.json(TRADER, &["account"]);
    assert!((amount(&after["money"]) - before - 400.0).abs() < 1e-6);
    assert_eq!(after["claimsLeft"], json!([]));
    let seller = t.json(SELLER, &["account"]);
    assert_eq!(seller["bond"], "0");
    let shown = ended(&t, 0, &["status"]);
    assert_eq!(shown["ledger"]["clearing"], Value::Null);
    assert_eq!(shown["ledger"]["unpaid"], json!([]));

    let again = t.says(NOBODY, &["settle", &date]);
    for words in [
        "fixed already",
        "settled already",
        "no account had anything to settle",
    ] {
        assert!(again.contains(words), "{again}");
    }
}

#[test]
fn who_settles_a_late_seller_earns_a_tenth_of_the_bond() {
    let (t, _) = expired();
    ended(&t, 5, &["settle", &t.date(), "--no-accounts"]);
    t.served.pass(600);
    let shown = ended(&t, 5, &["status"]);
    assert!(warns_of(&shown, "a tenth of each bond"), "{shown}");
    let settled = t.json(NOBODY, &["settle", &t.date()]);
    assert_eq!(settled["earned"], "0.5");
    assert_eq!(t.json(NOBODY, &["account"])["money"], "0.5");
}
