//! The server under it.

use crate::client::node;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Sends a body as it is and gives the body of the answer.
fn post(address: SocketAddr, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("it connects");
    let head = format!(
        "POST / HTTP/1.1\r\nhost: node\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it is sent");
    stream.write_all(body).expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let text = String::from_utf8_lossy(&answer).into_owned();
    text.split_once("\r\n\r\n")
        .map_or(text.clone(), |(_, body)| body.to_owned())
}

fn code(answer: &str) -> i64 {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    answer["error"]["code"].as_i64().unwrap_or_default()
}

#[test]
fn answers_whatever_is_sent() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = runtime
        .block_on(devnode::rpc::serve(node(), any))
        .expect("it listens");
    let address = server.address();
    assert_eq!(code(&post(address, b"{")), -32700);
    assert_eq!(code(&post(address, b"\xff\xfe")), -32700);
    assert_eq!(code(&post(address, b"5")), -32600);
    assert_eq!(code(&post(address, b"[]")), -32600);
    assert_eq!(code(&post(address, br#"{"id":1}"#)), -32600);
    assert_eq!(code(&post(address, br#"{"id":1,"method":"nope"}"#)), -32601);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(code(&post(address, deep.as_bytes())), -32700);
    let batch = br#"[{"id":1,"method":"eth_chainId"},{"id":"b","method":"nope"},7]"#;
    let answers: Value = serde_json::from_str(&post(address, batch)).expect("json");
    assert_eq!(answers.as_array().map(Vec::len), Some(3));
    assert_eq!(answers[0]["result"], "0x64aba");
    assert_eq!(answers[1]["id"], "b");
    // A notification gets no answer.
    assert_eq!(post(address, br#"{"method":"eth_chainId"}"#), "");
    runtime.block_on(server.stop()).expect("it stops");
}
