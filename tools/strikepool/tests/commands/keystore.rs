//! Keystores and completions.

use crate::terminal::{TRADER, Terminal};

#[test]
fn a_keystore_signs_and_shells_are_completed() {
    let t = Terminal::open();
    let folder = t.folder.path();
    let key = alloy::primitives::hex::decode(t.served.key(TRADER)).expect("hexadecimal");
    let (_, name) = alloy::signers::local::PrivateKeySigner::encrypt_keystore(
        folder,
        &mut alloy::signers::k256::elliptic_curve::rand_core::OsRng,
        key,
        "secret",
        None,
    )
    .expect("a keystore");
    std::fs::write(folder.join("password"), "secret\n").expect("written");
    std::fs::write(folder.join("wrong"), "guess\n").expect("written");
    let with = |password: &'static str| {
        ["--keystore", name.as_str(), "--password-file", password].map(str::to_owned)
    };
    let right = with("password");
    let arguments: Vec<&str> = right
        .iter()
        .map(String::as_str)
        .chain(["account", "withdraw", "1"])
        .collect();
    t.says(None, &arguments);
    assert_eq!(t.balance(TRADER), "1");
    let wrong = with("wrong");
    let arguments: Vec<&str> = wrong
        .iter()
        .map(String::as_str)
        .chain(["account"])
        .collect();
    t.fails(None, 4, &arguments);
    for shell in ["bash", "zsh", "fish"] {
        let said = t.says(None, &["completions", shell]);
        assert!(
            said.contains("strikepool") && said.contains("vault"),
            "{shell}"
        );
    }
}
