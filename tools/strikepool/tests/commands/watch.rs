//! What happens is followed, and waits are named.

use crate::terminal::{LP, NOBODY, TRADER, Terminal, text};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn what_happens_is_followed() {
    let t = Terminal::open();
    let series = t.series("2100-C");
    let mut watching = t.command(None, &["watch", "--json", "--count", "3"]);
    let mut watching = watching
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut first = t.command(None, &["watch", "--blocks", "--count", "1"]);
    let mut first = first.stdout(Stdio::piped()).spawn().expect("it runs");
    t.says(NOBODY, &["list", &series]);
    // Until both have subscribed; every deposit tells one event.
    let mut seen = false;
    t.endow(TRADER, 100);
    for _ in 0..50 {
        t.says(TRADER, &["account", "deposit", "1"]);
        let ended = [&mut watching, &mut first].map(|watch| {
            let status = watch.try_wait().expect("it can be asked");
            status.is_some()
        });
        if ended == [true; 2] {
            seen = true;
            break;
        }
    }
    assert!(seen, "three deposits were followed");
    let output = watching.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let said = text(&output.stdout);
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3, "{said}");
    for line in &lines {
        assert_eq!(line["event"], "Deposited");
        assert_eq!(line["details"]["amount"], "1");
    }
    let block = first.wait_with_output().expect("it ends");
    assert!(block.status.success());
    assert!(!block.stdout.is_empty());
}

/// A way to a node on which each question takes half a second; its URL.
fn slow_way_to(node: &str) -> String {
    let node = node.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("it listens");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut near in listener.incoming().flatten() {
            let mut far = TcpStream::connect(&node).expect("the node is there");
            let mut asked = near.try_clone().expect("a second hand");
            let mut answered = far.try_clone().expect("a second hand");
            // Whoever goes ends both.
            std::thread::spawn(move || std::io::copy(&mut answered, &mut near));
            std::thread::spawn(move || {
                let mut piece = vec![0; 65_536];
                while let Ok(length @ 1..) = asked.read(&mut piece) {
                    std::thread::sleep(Duration::from_millis(500));
                    if far.write_all(&piece[..length]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    url
}

#[test]
fn what_takes_long_says_what_it_waits_for_and_nothing_else_does() {
    let t = Terminal::open();
    let run = |url: &str| {
        let own = t.served.stage.pricing.node.account(LP).to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_strikepool"));
        let command = command.args(["--rpc", url, "--from", &own, "vault", "show"]);
        let output = command.current_dir(t.folder.path()).output();
        let output = output.expect("it runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    };
    let start = Instant::now();
    let (said, waited) = run(&t.served.url());
    assert!(waited.is_empty() || start.elapsed() >= Duration::from_secs(2));
    let (slowly, waited) = run(&slow_way_to(&t.served.url()));
    assert_eq!(slowly, said);
    assert!(waited.contains("asking the node …"), "{waited}");
}
