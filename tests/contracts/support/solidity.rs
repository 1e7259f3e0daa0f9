//! The Solidity code that the tests need: real tokens and feeds from their npm packages, and harmful ones of the
//! project.

use crate::package_dir;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Returns the artifact of a contract in `tests/solidity`, or in a package that a file there imports. Compiles it if
/// it has changed.
///
/// # Panics
/// When the node packages are not installed, or a contract does not compile or does not exist.
#[must_use]
pub fn artifact(file: &str, contract: &str) -> String {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let root = BUILT.get_or_init(build);
    let path = root.join(format!("target/solidity/out/{file}.sol/{contract}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compiles everything. Returns the root of the project.
fn build() -> PathBuf {
    let root = package_dir().join("../..");
    let packages = root.join("node_modules/@foundry-rs");
    let listed = std::fs::read_dir(&packages)
        .unwrap_or_else(|error| panic!("{}: {error}; run scripts/setup", packages.display()));
    // A package next to the launcher has the program for this machine.
    let forge = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("forge-"))
        })
        .map(|path| path.join("bin/forge"))
        .find(|path| path.exists())
        .expect("the npm package of forge for this machine; run scripts/setup");
    let solc = root.join("scripts/lib/bin/solc");
    let output = Command::new(forge)
        .args(["build", "--quiet"])
        .current_dir(&root)
        .env(
            "FOUNDRY_SOLC",
            solc.canonicalize().expect("the wrapper of solc"),
        )
        .output()
        .expect("forge runs");
    assert!(
        output.status.success(),
        "forge build: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    root
}
