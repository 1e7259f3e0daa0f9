//! The server: HTTP and WebSocket on one port.

use axum::{
    Router,
    body::Bytes,
    extract::{
        DefaultBodyLimit, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{collections::HashMap, io, net::SocketAddr, sync::Arc};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use alloy::rpc::types::Filter;

use super::{Node, RpcError, filters, format};

/// Largest request body in bytes.
const MAX_BODY_BYTES: usize = 32 * 1024 * 1024;
/// The maximum number of calls in one batch.
const MAX_BATCH: usize = 1000;
/// The maximum number of subscriptions of one connection.
const MAX_SUBSCRIPTIONS: usize = 1000;

/// A running server.
pub struct Handle {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Handle {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for HTTP.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL for WebSocket.
    #[must_use]
    pub fn ws_url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Stops listening and waits for the calls that are being answered.
    ///
    /// # Errors
    /// When the server had failed before.
    pub async fn stop(mut self) -> io::Result<()> {
        if let Some(stop) = self.stop.take() {
            // The task may have ended by itself.
            let _gone = stop.send(());
        }
        self.task.await.map_err(io::Error::other)?
    }
}

/// Starts a server. Port 0 takes any free one.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(node: Arc<Node>, address: SocketAddr) -> io::Result<Handle> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new()
        .route("/", post(http).options(preflight).get(upgrade))
        .route("/ws", any(upgrade))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(node);
    let task = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(async {
                let _dropped = stopped.await;
            })
            .await
    });
    Ok(Handle {
        address,
        stop: Some(stop),
        task,
    })
}

const ANY: HeaderValue = HeaderValue::from_static("*");

/// Pages in a browser may ask too.
fn cross_origin() -> [(HeaderName, HeaderValue); 3] {
    [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ANY),
        (header::ACCESS_CONTROL_ALLOW_METHODS, ANY),
    ]
}

async fn preflight() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, cross_origin())
}

async fn http(State(node): State<Arc<Node>>, body: Bytes) -> Response {
    let answer = tokio::task::spawn_blocking(move || answer_text(&node, &body))
        .await
        .unwrap_or_else(|_| {
            Some(failure(
                &Value::Null,
                &RpcError::new(-32603, "internal error"),
            ))
        });
    let mut headers = HeaderMap::from_iter(cross_origin());
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    let text = answer.map(|answer| answer.to_string()).unwrap_or_default();
    (headers, text).into_response()
}

/// Answers a request or a batch; nothing for notifications.
fn answer_text(node: &Node, text: &[u8]) -> Option<Value> {
    let request: Value = match serde_json::from_slice(text) {
        Ok(request) => request,
        Err(error) => {
            let error = RpcError::parse(format!("parse error: {error}"));
            return Some(failure(&Value::Null, &error));
        }
    };
    match request {
        Value::Array(batch) if batch.is_empty() => Some(failure(
            &Value::Null,
            &RpcError::invalid_request("empty batch"),
        )),
        Value::Array(batch) if batch.len() > MAX_BATCH => Some(failure(
            &Value::Null,
            &RpcError::invalid_request("batch too large"),
        )),
        Value::Array(batch) => {
            let answers: Vec<Value> = batch
                .into_iter()
                .filter_map(|request| answer_one(node, request))
                .collect();
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
        request => answer_one(node, request),
    }
}

fn answer_one(node: &Node, request: Value) -> Option<Value> {
    match Call::read(request) {
        Err((id, error)) => Some(failure(&id, &error)),
        Ok(call) => {
            let result = node.answer(&call.method, call.params);
            call.id.map(|id| outcome(&id, result))
        }
    }
}

/// A call with its id; none for a notification.
struct Call {
    id: Option<Value>,
    method: String,
    params: Value,
}

impl Call {
    fn read(request: Value) -> Result<Self, (Value, RpcError)> {
        let Value::Object(mut fields) = request else {
            return Err((Value::Null, RpcError::invalid_request("invalid request")));
        };
        let id = fields.remove("id");
        if matches!(
            id,
            Some(Value::Array(_) | Value::Object(_) | Value::Bool(_))
        ) {
            return Err((Value::Null, RpcError::invalid_request("invalid id")));
        }
        match fields.remove("method") {
            Some(Value::String(method)) => Ok(Self {
                id,
                method,
                params: fields.remove("params").unwrap_or_default(),
            }),
            _ => Err((
                id.unwrap_or_default(),
                RpcError::invalid_request("invalid request"),
            )),
        }
    }
}

fn outcome(id: &Value, result: Result<Value, RpcError>) -> Value {
    match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(error) => failure(id, &error),
    }
}

fn failure(id: &Value, error: &RpcError) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}

async fn upgrade(State(node): State<Arc<Node>>, socket: WebSocketUpgrade) -> Response {
    socket
        .max_message_size(MAX_BODY_BYTES)
        .on_upgrade(move |socket| converse(node, socket))
}

/// A conversation over WebSocket: calls are answered in order, subscriptions in between.
async fn converse(node: Arc<Node>, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (out, mut outgoing) = mpsc::unbounded_channel::<Value>();
    let writer = tokio::spawn(async move {
        while let Some(value) = outgoing.recv().await {
            if sink.send(Message::text(value.to_string())).await.is_err() {
                break;
            }
        }
    });
    let mut subscriptions = Subscriptions::default();
    while let Some(Ok(message)) = stream.next().await {
        let text = match message {
            Message::Text(text) => text.as_bytes().to_vec(),
            Message::Binary(bytes) => bytes.to_vec(),
            Message::Close(_) => break,
            Message::Ping(_) | Message::Pong(_) => continue,
        };
        let mut answer = subscriptions.handle(&node, &text, &out);
        if answer.is_none() {
            let node = Arc::clone(&node);
            answer = tokio::task::spawn_blocking(move || answer_text(&node, &text))
                .await
                .unwrap_or_default();
        }
        if let Some(answer) = answer
            && out.send(answer).is_err()
        {
            break;
        }
    }
    subscriptions.end();
    drop(out);
    let _ended = writer.await;
}

/// The subscriptions of one connection.
#[derive(Default)]
struct Subscriptions {
    tasks: HashMap<String, JoinHandle<()>>,
    count: u64,
}

impl Subscriptions {
    /// Answers what concerns subscriptions; `None` for any other message.
    fn handle(
        &mut self,
        node: &Arc<Node>,
        text: &[u8],
        out: &mpsc::UnboundedSender<Value>,
    ) -> Option<Value> {
        let request: Value = serde_json::from_slice(text).ok()?;
        let call = Call::read(request).ok()?;
        let result = match call.method.as_str() {
            "eth_subscribe" => self.subscribe(node, &call.params, out),
            "eth_unsubscribe" => Ok(self.unsubscribe(&call.params)),
            _ => return None,
        };
        Some(outcome(&call.id.unwrap_or_default(), result))
    }

    fn subscribe(
        &mut self,
        node: &Arc<Node>,
        params: &Value,
        out: &mpsc::UnboundedSender<Value>,
    ) -> Result<Value, RpcError> {
        if self.tasks.len() >= MAX_SUBSCRIPTIONS {
            return Err(RpcError::failed("too many subscriptions"));
        }
        let topic = Topic::read(params)?;
        self.count += 1;
        let id = format!("{:#x}", self.count);
        let mut feed = node.feed();
        let (out, name) = (out.clone(), id.clone());
        let task = tokio::spawn(async move {
            loop {
                let block = match feed.recv().await {
                    Ok(block) => block,
                    // Blocks were made faster than they could be told: go on with the newest.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => continue,
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                };
                for result in topic.of_block(&block) {
                    let message = json!({
                        "jsonrpc": "2.0",
                        "method": "eth_subscription",
                        "params": { "subscription": name, "result": result },
                    });
                    if out.send(message).is_err() {
                        return;
                    }
                }
            }
        });
        self.tasks.insert(id.clone(), task);
        Ok(json!(id))
    }

    fn unsubscribe(&mut self, params: &Value) -> Value {
        let task = params
            .get(0)
            .and_then(Value::as_str)
            .and_then(|id| self.tasks.remove(id));
        if let Some(task) = &task {
            task.abort();
        }
        json!(task.is_some())
    }

    fn end(&mut self) {
        for (_, task) in self.tasks.drain() {
            task.abort();
        }
    }
}

/// What a subscription is about.
enum Topic {
    Heads,
    Logs(Box<Filter>),
    Transactions { full: bool },
}

impl Topic {
    fn read(params: &Value) -> Result<Self, RpcError> {
        match params.get(0).and_then(Value::as_str) {
            Some("newHeads") => Ok(Self::Heads),
            Some("logs") => {
                let filter = match params.get(1) {
                    None | Some(Value::Null) => Filter::default(),
                    Some(filter) => serde_json::from_value(filter.clone())
                        .map_err(|error| RpcError::invalid_params(error.to_string()))?,
                };
                Ok(Self::Logs(Box::new(filter)))
            }
            Some("newPendingTransactions") => Ok(Self::Transactions {
                full: params.get(1).and_then(Value::as_bool).unwrap_or(false),
            }),
            _ => Err(RpcError::invalid_params("no such subscription")),
        }
    }

    fn of_block(&self, block: &crate::chain::Block) -> Vec<Value> {
        match self {
            Self::Heads => vec![format::header(block)],
            Self::Logs(filter) => filters::block_logs(block, filter),
            Self::Transactions { full } => (0..block.txs.len())
                .map(|index| {
                    if *full {
                        format::transaction(block, index)
                    } else {
                        json!(block.txs[index].hash)
                    }
                })
                .collect(),
        }
    }
}
