//! The way to the node: the client, retries, and what errors mean.

use std::time::Duration;

use alloy::providers::WsConnect;
use alloy::rpc::client::RpcClient;
use alloy::transports::http::Http;
use alloy::transports::{RpcError, TransportError};

use super::Chain;
use crate::fault::{Fault, local, node, request};
use crate::refusal::Refusal;

/// How often a question is put to a node that fails to answer it.
pub(super) const TRIES: u32 = 4;

/// The pause after the first failure; it doubles with each one.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(100);

impl Chain {
    /// Asks the node something that changes nothing, and asks again when the node fails to answer.
    pub(super) async fn retried<T, F>(&self, what: &str, ask: impl Fn() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, TransportError>>,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match ask().await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    let fault = self.fault(what, &error);
                    if !fault.is_passing() {
                        return Err(fault);
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        ask().await.map_err(|error| self.fault(what, &error))
    }

    /// The fault that an error of the node stands for.
    pub(super) fn fault(&self, what: &str, error: &TransportError) -> Fault {
        let Some(answer) = error.as_error_resp() else {
            return node(format!("{what}: {}", brief(error)));
        };
        if let Some(data) = answer.as_revert_data() {
            return Fault::Refused(Refusal::read(&data, &self.asset));
        }
        if answer.code == 3 || answer.message.contains("execution reverted") {
            return Fault::Refused(Refusal::read(&[], &self.asset));
        }
        if let Some(refusal) = Refusal::of_program(&answer.message, &self.asset) {
            return Fault::Refused(refusal);
        }
        // The words for what gas costs, and for a value that the call carries.
        let is_poor = ["insufficient funds", "insufficient balance"]
            .iter()
            .any(|words| answer.message.contains(words));
        if is_poor {
            return local(format!("the sender cannot pay for gas: {}", answer.message));
        }
        node(format!("{what}: the node answers: {}", answer.message))
    }
}

/// An error of the transport in one line.
pub(super) fn brief(error: &TransportError) -> String {
    let text = match error {
        RpcError::ErrorResp(answer) => answer.message.to_string(),
        RpcError::Transport(kind) => kind.to_string(),
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}

/// A client of the node at a URL.
pub(super) async fn client(url: &str, timeout: Duration) -> Result<RpcClient, Fault> {
    if url.starts_with("ws://") || url.starts_with("wss://") {
        let connecting = RpcClient::builder().ws(WsConnect::new(url));
        let connected = tokio::time::timeout(timeout, connecting).await;
        let connected = connected.map_err(|_| node(format!("{url} does not answer")))?;
        return connected.map_err(|error| node(format!("{url}: {}", brief(&error))));
    }
    let parsed: reqwest::Url = url
        .parse()
        .map_err(|error| request(format!("--rpc {url}: {error}")))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(request(format!(
            "--rpc {url} must begin with http://, https://, ws:// or wss://"
        )));
    }
    let agent = reqwest::Client::builder().timeout(timeout).build();
    let agent = agent.map_err(|error| local(format!("the HTTP client does not start: {error}")))?;
    let is_local = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    Ok(RpcClient::new(Http::with_client(agent, parsed), is_local))
}
