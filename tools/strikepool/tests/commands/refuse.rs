//! What makes no sense is refused.

use crate::terminal::{NOBODY, TRADER, Terminal, text};
use serde_json::Value;
use std::net::TcpListener;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn what_makes_no_sense_ends_with_its_exit_code_and_changes_nothing() {
    let t = Terminal::open();
    let series = t.series("2100-C");
    for (code, who, arguments) in [
        (2, Some(TRADER), vec!["buy", "BTC-2026-12-25-3200-C", "1"]),
        (2, Some(TRADER), vec!["buy", &series, "0"]),
        (
            2,
            Some(TRADER),
            vec!["buy", &series, "1.0000000000000000001"],
        ),
        (
            2,
            Some(TRADER),
            vec!["buy", &series, "1", "--deadline", "soon"],
        ),
        (2, Some(TRADER), vec!["account", "deposit", "-1"]),
        (2, Some(TRADER), vec!["account", "deposit", "0.0000001"]),
        (2, Some(NOBODY), vec!["account", "deposit", "1"]),
        (2, None, vec!["account"]),
        (2, None, vec!["account", "deposit", "1"]),
        (2, None, vec!["chain", "tomorrow"]),
        (2, None, vec!["no-such-command"]),
        (4, None, vec!["surface", "sign", "missing.json"]),
        (4, None, vec!["--private-key", "0x12", "chain"]),
        (4, None, vec!["--deployment", "missing.json", "chain"]),
        (
            4,
            None,
            vec![
                "--market",
                "0x00000000000000000000000000000000000000aa",
                "chain",
            ],
        ),
        (1, Some(TRADER), vec!["account", "withdraw", "100001"]),
    ] {
        let said = t.fails(who, code, &arguments);
        assert!(said.starts_with("error: "), "{arguments:?}: {said}");
    }
    // A refusal for programs.
    let output = t.run(Some(TRADER), &["account", "withdraw", "100001", "--json"]);
    let error: Value = serde_json::from_slice(&output.stderr).expect("JSON");
    assert_eq!(error["error"]["name"], "MarketMoney");
    assert_eq!(error["error"]["exitCode"], 1);
    assert_eq!(error["error"]["arguments"]["needed"], "100001000000");
    let account = t.json(TRADER, &["account"]);
    assert_eq!(account["money"], "100000");

    // No node, and one that is no node.
    let nobody = ["--rpc", "http://127.0.0.1:9", "chain"];
    let output = Command::new(env!("CARGO_BIN_EXE_strikepool"))
        .args(nobody)
        .output();
    assert_eq!(output.expect("it runs").status.code(), Some(3));

    // One that never answers: what is waited for is said after two seconds.
    let silent = TcpListener::bind("127.0.0.1:0").expect("it listens");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let output = Command::new(env!("CARGO_BIN_EXE_strikepool"))
        .args(["--rpc", &url, "--timeout", "3s", "chain"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.starts_with("finding the market"), "{said}");

    // A record of another chain, and of a form that is not known.
    let mut record = t.served.record();
    for (field, value) in [("chainId", 1), ("format", 2)] {
        let before = record[field].clone();
        record[field] = value.into();
        let path = t.folder.path().join("other.json");
        std::fs::write(&path, record.to_string()).expect("written");
        t.fails(None, 4, &["--deployment", "other.json", "chain"]);
        record[field] = before;
    }

    // Single addresses stand for the record.
    let (market, lens) = (t.served.stage.market.to_string(), t.served.lens.to_string());
    let elsewhere = TempDir::new().expect("a folder");
    let mut command = t.command(None, &["--market", &market, "--lens", &lens, "chain"]);
    assert!(
        command
            .current_dir(elsewhere.path())
            .status()
            .expect("it runs")
            .success()
    );
    let mut command = t.command(None, &["chain"]);
    let lost = command
        .current_dir(elsewhere.path())
        .output()
        .expect("it runs");
    assert_eq!(lost.status.code(), Some(2));
    assert!(text(&lost.stderr).contains("give --deployment or --market"));
}
