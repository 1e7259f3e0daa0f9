//! What the program accepts, what it refuses, and what it writes.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A contract that does nothing, with this much memory at the start and these static bytes.
fn contract(name: &str, pages: u32, data: &[u8]) -> PathBuf {
    let escaped = data.iter().fold(String::new(), |mut text, byte| {
        write!(text, "\\{byte:02x}").expect("a String takes it");
        text
    });
    let text = format!(
        "(module (memory (export \"memory\") {pages}) (data (i32.const 0) \"{escaped}\")
            (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))"
    );
    let path = folder().join(format!("{name}.wasm"));
    std::fs::write(&path, wat::parse_str(text).expect("a module")).expect("written");
    path
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

fn report(file: &PathBuf, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wasm-report"))
        .arg(file)
        .args(more)
        .output()
        .expect("it starts")
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "it should refuse");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Bytes that no compression makes smaller.
fn noise(length: usize) -> Vec<u8> {
    let mut seed = 1_u64;
    let next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_be_bytes()[4]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn writes_the_code_that_is_deployed() {
    let file = contract("sound", 1, b"some bytes");
    let out = folder().join("code");
    let output = report(&file, &["--code", out.to_str().expect("a path")]);
    assert!(output.status.success());
    let code = std::fs::read(out.join("sound.stylus")).expect("the code");
    assert_eq!(code[..4], [0xef, 0xf0, 0, 0]);
    let mut wasm = Vec::new();
    brotli::BrotliDecompress(&mut &code[4..], &mut wasm).expect("it decompresses");
    assert!(wasm.windows(10).any(|window| window == b"some bytes"));
}

#[test]
fn refuses_code_over_the_limit() {
    let file = contract("large", 1, &noise(30_000));
    assert!(refusal(&report(&file, &[])).contains("over the limit"));
}

#[test]
fn refuses_more_than_one_page() {
    let file = contract("wide", 2, b"");
    assert!(refusal(&report(&file, &[])).contains("2 memory pages"));
}

#[test]
fn refuses_what_differs_from_the_snapshot() {
    let snapshot = folder().join("snapshot.json");
    let path = snapshot.to_str().expect("a path");
    let file = contract("changing", 1, b"first");
    assert!(report(&file, &["--write", path]).status.success());
    assert!(report(&file, &["--check", path]).status.success());
    let file = contract("changing", 1, b"second, longer");
    assert!(refusal(&report(&file, &["--check", path])).contains("changing: was"));
}
