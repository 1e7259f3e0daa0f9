//! The part of JSON-RPC over HTTP that calls of views need.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use alloy_primitives::{Address, hex};
use serde_json::{Value, json};
use ureq::Agent;

/// How long to wait for one answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why a node could not be asked.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The result of a call.
pub(crate) enum Answer {
    /// It returned this data.
    Returned(Vec<u8>),
    /// It reverted with this data.
    Reverted(Vec<u8>),
}

/// A node.
pub(crate) struct Client {
    agent: Agent,
    url: String,
}

impl Client {
    /// A client of the node at a URL; nothing is sent yet.
    ///
    /// # Errors
    /// When it is not an `http://` URL. The command has no TLS: it reaches an `https://` node through a local proxy
    /// only.
    pub(crate) fn new(url: &str) -> Result<Self, Fault> {
        if url.starts_with("https://") {
            return Err(Fault(format!(
                "{url}: this command has no TLS; give the http:// URL of a node, or of a proxy to this one"
            )));
        }
        if !url.starts_with("http://") {
            return Err(Fault(format!("{url} is not an http:// URL")));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .build();
        Ok(Self {
            agent: config.into(),
            url: url.into(),
        })
    }

    /// Whether there is a contract at an address.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub(crate) fn has_code(&self, address: Address) -> Result<bool, Fault> {
        let code = self.result("eth_getCode", &json!([address, "latest"]))?;
        Ok(!self.bytes("eth_getCode", &code)?.is_empty())
    }

    /// The number, as JSON-RPC writes it, and the time of the newest block.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub(crate) fn newest_block(&self) -> Result<(String, u64), Fault> {
        let method = "eth_getBlockByNumber";
        let block = self.result(method, &json!(["latest", false]))?;
        let number = block["number"].as_str();
        let time = block["timestamp"]
            .as_str()
            .and_then(|text| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok());
        match (number, time) {
            (Some(number), Some(time)) => Ok((number.into(), time)),
            _ => Err(self.fault(method, "a block without number or time")),
        }
    }

    /// Calls a contract at a block.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub(crate) fn call(&self, to: Address, data: &[u8], block: &str) -> Result<Answer, Fault> {
        let method = "eth_call";
        let data = hex::encode_prefixed(data);
        let reply = self.ask(method, &json!([{ "to": to, "data": data }, block]))?;
        let Some(error) = reply.get("error").filter(|error| !error.is_null()) else {
            return Ok(Answer::Returned(self.bytes(method, &reply["result"])?));
        };
        // Some nodes nest the data once more.
        let data = [&error["data"], &error["data"]["data"]];
        match data.into_iter().find(|data| data.is_string()) {
            Some(data) => Ok(Answer::Reverted(self.bytes(method, data)?)),
            None if error["code"] == 3 => Ok(Answer::Reverted(Vec::new())),
            None => Err(self.fault(method, &error.to_string())),
        }
    }

    fn result(&self, method: &str, params: &Value) -> Result<Value, Fault> {
        let mut reply = self.ask(method, params)?;
        match reply.get("error").filter(|error| !error.is_null()) {
            Some(error) => Err(self.fault(method, &error.to_string())),
            None => Ok(reply["result"].take()),
        }
    }

    fn ask(&self, method: &str, params: &Value) -> Result<Value, Fault> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let sent = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .send(request.to_string());
        let text = sent.and_then(|mut response| response.body_mut().read_to_string());
        let text = text.map_err(|error| self.fault(method, &error.to_string()))?;
        match serde_json::from_str(&text) {
            Ok(reply @ Value::Object(_)) => Ok(reply),
            _ => Err(self.fault(method, "the answer is not JSON-RPC")),
        }
    }

    fn bytes(&self, method: &str, value: &Value) -> Result<Vec<u8>, Fault> {
        let bytes = value.as_str().and_then(|text| hex::decode(text).ok());
        bytes.ok_or_else(|| self.fault(method, &format!("{value} is not hexadecimal data")))
    }

    fn fault(&self, method: &str, what: &str) -> Fault {
        Fault(format!("{method} at {}: {what}", self.url))
    }
}
