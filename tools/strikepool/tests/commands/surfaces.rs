//! The pool is reported, surfaces are signed and posted.

use crate::terminal::{NOBODY, TRADER, Terminal, amount};
use serde_json::Value;

#[test]
fn the_pool_is_reported_and_surfaces_are_signed_and_posted() {
    let t = Terminal::open();
    for (name, quantity) in [("2100-C", "2"), ("1900-P", "3")] {
        let series = t.series(name);
        t.says(NOBODY, &["list", &series]);
        t.says(TRADER, &["buy", &series, quantity]);
    }
    let drawing = t.folder.path().join("risk.svg");
    let said = t.says(None, &["risk", "--svg", "risk.svg"]);
    assert!(said.contains("expected shortfall, a day"), "{said}");
    // The table's rows: each spot of each row of the grid.
    let rows = said.lines().filter(|line| line.contains("%  "));
    assert!(rows.count() >= 27, "{said}");
    assert!(
        std::fs::read_to_string(&drawing)
            .expect("drawn")
            .ends_with("</svg>\n")
    );
    let risk = t.json(None, &["risk"]);
    assert_eq!(risk["scenarios"].as_array().map(Vec::len), Some(27));
    assert!(amount(&risk["limits"]["vega"]["usedUsd"]) > 0.0);
    assert!(amount(&risk["delta"]) != 0.0);

    signs_and_posts_surfaces(&t);
}

fn signs_and_posts_surfaces(t: &Terminal) {
    // A surface on its way: typed data, one signature here, one as a wallet makes it, the post.
    let shown = t.json(None, &["surface"]);
    assert_eq!(shown["quorum"], 2);
    assert_eq!(shown["signers"].as_array().map(Vec::len), Some(3));
    let posted = &shown["surfaces"][0];
    t.served.pass(120);
    t.served.push(200_000);
    let slice = serde_json::json!({
        "expiry": t.date(), "level": posted["level"], "slope": posted["slope"],
        "tilt": posted["tilt"], "shift": posted["shift"], "smoothness": posted["smoothness"],
    });
    let file = t.folder.path().join("surface.json");
    std::fs::write(&file, slice.to_string()).expect("written");
    let typed = t.json(None, &["surface", "typed-data", "surface.json"]);
    assert_eq!(typed["primaryType"], "SurfacePost");
    assert_eq!(typed["message"]["nonce"], posted["nextNonce"].to_string());
    let keys = t.served.signer_keys();
    let few = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signer-key", &keys[0]],
    );
    assert!(
        few.contains("2 signatures are needed, 1 were given"),
        "{few}"
    );
    let stranger = t.fails(
        None,
        4,
        &[
            "surface",
            "sign",
            "surface.json",
            "--signer-key",
            &t.served.key(9),
        ],
    );
    assert!(stranger.contains("who has no seat"), "{stranger}");
    let one = t.json(
        None,
        &["surface", "sign", "surface.json", "--signer-key", &keys[2]],
    );
    assert_eq!(
        (&one["signatures"], &one["needed"]),
        (&Value::from(1), &Value::from(2))
    );
    let digest = one["digest"]
        .as_str()
        .expect("a digest")
        .parse()
        .expect("a hash");
    let wallet: alloy::signers::local::PrivateKeySigner = keys[0].parse().expect("a key");
    let made = alloy::signers::SignerSync::sign_hash_sync(&wallet, &digest).expect("signed");
    let made = alloy::primitives::hex::encode_prefixed(made.as_bytes());
    let accepted = t.json(
        NOBODY,
        &["surface", "post", "surface.json", "--signature", &made],
    );
    assert_eq!(accepted["accepted"], true);
    let again = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signature", &made],
    );
    assert!(again.contains("(Pricer"), "{again}");

    // A surface that admits arbitrage is not even sent.
    let mut steep = slice.clone();
    steep["slope"] = "1.9".into();
    std::fs::write(&file, steep.to_string()).expect("written");
    t.served.pass(120);
    t.served.push(200_000);
    let both = format!("{},{}", keys[0], keys[1]);
    let arbitrage = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signer-key", &both],
    );
    assert!(arbitrage.contains("surface"), "{arbitrage}");
    assert_eq!(t.json(None, &["surface"])["surfaces"][0]["halted"], false);
    let forced = [
        "surface",
        "post",
        "surface.json",
        "--signer-key",
        &both,
        "--even-if-refused",
    ];
    assert_eq!(t.json(NOBODY, &forced)["accepted"], false);
    assert_eq!(t.json(None, &["surface"])["surfaces"][0]["halted"], true);

    let plot = t.says(None, &["surface", "plot", "--svg", "smile.svg"]);
    assert!(
        plot.contains("a 2026-") && plot.contains("k -0.60"),
        "{plot}"
    );
    assert!(t.folder.path().join("smile.svg").exists());
}
