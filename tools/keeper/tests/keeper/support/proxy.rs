//! A proxy in front of a node that loses, garbles and refuses what it should pass on; or that refuses one thing only, as a
//! contract would.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Of so many answers, one is not passed on.
const ONE_IN: usize = 3;

/// Longer than any patience here.
const NEVER: Duration = Duration::from_hours(1);

struct Behind {
    node: String,
    agent: reqwest::Client,
    asked: AtomicUsize,
    made: AtomicUsize,
    refuses: Option<Refuses>,
}

/// What is refused, as by a contract: every question that contains all of these texts, with this revert data.
pub(crate) struct Refuses {
    pub(crate) texts: Vec<String>,
    pub(crate) data: String,
}

/// The proxy.
pub(crate) struct Faults {
    url: String,
    behind: Arc<Behind>,
    _runtime: Runtime,
}

impl Faults {
    /// Stands before a node.
    pub(crate) fn before(node: &str) -> Self {
        Self::with(node, None)
    }

    /// Stands before a node, and refuses this alone.
    pub(crate) fn refusing(node: &str, refuses: Refuses) -> Self {
        Self::with(node, Some(refuses))
    }

    fn with(node: &str, refuses: Option<Refuses>) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let behind = Arc::new(Behind {
            node: node.to_owned(),
            agent: reqwest::Client::new(),
            asked: AtomicUsize::new(0),
            made: AtomicUsize::new(0),
            refuses,
        });
        let routes = Router::new()
            .route("/", post(answer))
            .with_state(Arc::clone(&behind));
        let listening = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)));
        let listener = listening.expect("it listens");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self {
            url,
            behind,
            _runtime: runtime,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many faults it has made.
    pub(crate) fn made(&self) -> usize {
        self.behind.made.load(Ordering::Relaxed)
    }
}

async fn answer(State(behind): State<Arc<Behind>>, body: Bytes) -> Response {
    if let Some(refuses) = &behind.refuses {
        let question = String::from_utf8_lossy(&body);
        if refuses.texts.iter().all(|text| question.contains(text)) {
            behind.made.fetch_add(1, Ordering::Relaxed);
            return error(&body, 3, "execution reverted", &refuses.data);
        }
        return pass_on(&behind, body).await;
    }
    let asked = behind.asked.fetch_add(1, Ordering::Relaxed);
    if asked % ONE_IN == ONE_IN - 1 {
        return fault(&behind, &body).await;
    }
    pass_on(&behind, body).await
}

async fn pass_on(behind: &Behind, body: Bytes) -> Response {
    let request = behind
        .agent
        .post(&behind.node)
        .header("content-type", "application/json");
    match request.body(body).send().await {
        Ok(answer) => answer.bytes().await.unwrap_or_default().into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Each kind of fault in turn; the last one passes the question on and loses the answer.
async fn fault(behind: &Behind, body: &Bytes) -> Response {
    match behind.made.fetch_add(1, Ordering::Relaxed) % 5 {
        0 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        1 => "<html>the gateway is tired</html>".into_response(),
        2 => error(body, -32_000, "header not found", "0x"),
        3 => StatusCode::TOO_MANY_REQUESTS.into_response(),
        _ => {
            let _lost = pass_on(behind, body.clone()).await;
            tokio::time::sleep(NEVER).await;
            StatusCode::OK.into_response()
        }
    }
}

fn error(body: &Bytes, code: i64, message: &str, data: &str) -> Response {
    let id = serde_json::from_slice::<serde_json::Value>(body);
    let id = id.map_or_else(|_| 1.into(), |request| request["id"].clone());
    let mut error = serde_json::json!({ "code": code, "message": message });
    if data != "0x" {
        error["data"] = data.into();
    }
    let answer = serde_json::json!({ "jsonrpc": "2.0", "id": id, "error": error });
    answer.to_string().into_response()
}
