//! New blocks, over a WebSocket that is opened again whenever it breaks.

use std::time::Duration;

use alloy::providers::{Provider, ProviderBuilder, WsConnect};
use futures_util::StreamExt;
use tokio::sync::watch;

use crate::Backoff;
use crate::journal::Journal;

/// A connection that is not made within this time is tried again.
const CONNECTED_WITHIN: Duration = Duration::from_secs(10);

/// The number of the newest block that was heard of. Silence is no fault: who waits looks now and then by himself.
pub(crate) fn heads(url: String, journal: Journal) -> watch::Receiver<u64> {
    let (tell, heads) = watch::channel(0);
    tokio::spawn(async move {
        let mut backoff = Backoff::new();
        while !tell.is_closed() {
            if let Err(why) = listen(&url, &tell, &journal, &mut backoff).await {
                journal.once("blocks", "not following blocks", &[("why", why)]);
            }
            tokio::time::sleep(backoff.next()).await;
        }
    });
    heads
}

/// Tells blocks until the connection ends.
async fn listen(
    url: &str,
    tell: &watch::Sender<u64>,
    journal: &Journal,
    backoff: &mut Backoff,
) -> Result<(), String> {
    // The provider's own attempts are left out: this loop makes them, and says so.
    let connection = WsConnect::new(url).with_max_retries(0);
    let connecting = ProviderBuilder::new().connect_ws(connection);
    let connected = tokio::time::timeout(CONNECTED_WITHIN, connecting).await;
    let provider = connected
        .map_err(|_| "no answer".to_owned())?
        .map_err(|error| error.to_string())?;
    let blocks = provider.subscribe_blocks();
    let mut blocks = blocks
        .await
        .map_err(|error| error.to_string())?
        .into_stream();
    backoff.reset();
    journal.once("blocks", "following blocks", &[]);
    while let Some(head) = blocks.next().await {
        if tell.send(head.number).is_err() {
            return Ok(());
        }
    }
    Err("the connection ended".into())
}
