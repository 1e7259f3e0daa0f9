//! The kernels meet their targets and answer as the native build does.

use std::process::Command;

#[test]
fn kernels_meet_their_targets_and_equal_the_native_build() {
    let output = Command::new(env!("CARGO_BIN_EXE_ink"))
        .output()
        .expect("the program starts");
    let table = String::from_utf8_lossy(&output.stdout);
    let faults = String::from_utf8_lossy(&output.stderr);
    println!("{table}");
    assert!(output.status.success(), "{faults}");
    assert!(table.contains("equal those of the native build"));
}
