//! A client that sends one request after the other on one connection, and adds almost nothing to the
//! node's time.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

use crate::Failure;

/// A connection to a node.
pub struct Client {
    writer: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let writer = TcpStream::connect(address)?;
        writer.set_nodelay(true)?;
        let reader = BufReader::new(writer.try_clone()?);
        Ok(Self { writer, reader })
    }

    /// Sends a request; an error of the node is a failure.
    ///
    /// # Errors
    /// When the node answers with an error, or the connection breaks.
    pub fn call(&mut self, method: &str, params: &Value) -> Result<Value, Failure> {
        self.ask(method, params)?
            .map_err(|error| format!("{method}: {error}").into())
    }

    /// Sends a request; an error of the node is an answer.
    ///
    /// # Errors
    /// When the connection breaks or the answer is not JSON-RPC.
    pub fn ask(&mut self, method: &str, params: &Value) -> Result<Result<Value, Value>, Failure> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let body = body.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.writer.write_all(format!("{head}{body}").as_bytes())?;
        let mut body = vec![0; self.content_length()?];
        self.reader.read_exact(&mut body)?;
        let mut answer: Value = serde_json::from_slice(&body)?;
        match answer.get_mut("error") {
            Some(error) => Ok(Err(error.take())),
            None => Ok(Ok(answer["result"].take())),
        }
    }

    fn content_length(&mut self) -> Result<usize, Failure> {
        let mut length = None;
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line)? == 0 {
                return Err("the node closed the connection".into());
            }
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                return length.ok_or_else(|| "an answer without its length".into());
            }
            if let Some(number) = line.strip_prefix("content-length:") {
                length = Some(number.trim().parse()?);
            }
        }
    }
}
