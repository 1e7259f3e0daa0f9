//! Tests that the published ABI (`abi/`, which CI compares with the code) is consistent in itself.

use alloy_json_abi::{Function, JsonAbi};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Returns every published ABI by interface name.
fn published() -> BTreeMap<String, JsonAbi> {
    let dir = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests"))
        .join("../../abi");
    std::fs::read_dir(&dir)
        .expect("the folder abi/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("a readable file");
            (name, serde_json::from_str(&text).expect("an ABI"))
        })
        .collect()
}

/// Returns what a caller relies on: name, parameter types, return types, mutability.
fn promise(function: &Function) -> (String, Vec<String>, String) {
    (
        function.signature(),
        function
            .outputs
            .iter()
            .map(|output| output.selector_type().into_owned())
            .collect(),
        format!("{:?}", function.state_mutability),
    )
}

#[test]
fn no_two_functions_of_a_contract_share_a_selector() {
    for (interface, abi) in published() {
        let mut seen = BTreeMap::new();
        for function in abi.functions() {
            let other = seen.insert(function.selector(), function.signature());
            assert_eq!(
                other,
                None,
                "{interface}: {} has the same selector",
                function.signature()
            );
        }
        assert!(!seen.is_empty(), "{interface} has no functions");
    }
}

#[test]
fn no_two_errors_of_a_contract_share_a_selector() {
    for (interface, abi) in published() {
        let mut seen = BTreeMap::new();
        for error in abi.errors() {
            let other = seen.insert(error.selector(), error.signature());
            assert_eq!(
                other,
                None,
                "{interface}: {} has the same selector",
                error.signature()
            );
        }
    }
}

#[test]
fn every_contract_with_an_owner_publishes_the_common_functions() {
    let published = published();
    let common = &published["IGoverned"];
    let without_owner = [
        "IClearing",
        "IGoverned",
        "ILens",
        "IPoolLens",
        "IOptionBook",
        "IOptionMargin",
        "IOptionMath",
        "IOptionQuoter",
        "IOptionTail",
        "IWatchlist",
    ];
    assert_eq!(published.len(), 18);
    for (interface, abi) in &published {
        assert_eq!(
            abi.constructor().is_none(),
            without_owner.contains(&interface.as_str()),
            "{interface}"
        );
        if abi.constructor().is_none() || interface == "IAuthority" {
            continue;
        }
        for function in common.functions() {
            let own = abi
                .function(&function.name)
                .and_then(|same_name| same_name.first());
            assert_eq!(own.map(promise), Some(promise(function)), "{interface}");
        }
    }
}
