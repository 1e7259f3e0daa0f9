//! The program as a shell sees it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

fn devnode(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devnode"));
    command.args(arguments);
    command
}

#[test]
fn says_where_it_listens() {
    let mut node = devnode(&["--port", "0", "--quiet"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let output = node.stdout.take().expect("a pipe");
    BufReader::new(output)
        .read_line(&mut line)
        .expect("it speaks");
    node.kill().expect("it runs");
    node.wait().expect("it ends");
    let url = line.split_whitespace().find(|word| word.contains("://"));
    let port = url.and_then(|url| url.strip_prefix("http://127.0.0.1:"));
    let port: u16 = port.expect(&line).parse().expect("a number");
    assert_ne!(port, 0, "the port it was given, not the one it asked for");
}

#[test]
fn refuses_an_option_it_does_not_know() {
    let output = devnode(&["--nonsense"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("--nonsense"), "{message}");
}
