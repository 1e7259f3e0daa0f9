//! New blocks, over a WebSocket that is reopened when it breaks.

use std::time::Duration;

use alloy::providers::{Provider, ProviderBuilder, WsConnect};
use futures_util::StreamExt;
use tokio::sync::watch;

use crate::Backoff;
use crate::journal::Journal;

/// A connection attempt ends after this time, and another one follows.
const CONNECTED_WITHIN: Duration = Duration::from_secs(10);

/// The number of the newest block. If no block arrives, the keeper still takes a turn now and then.
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

/// Passes block numbers on until the connection ends.
async fn listen(
    url: &str,
    tell: &watch::Sender<u64>,
    journal: &Journal,
    backoff: &mut Backoff,
) -> Result<(), String> {
    // No retries by the provider: the loop in `heads` retries, and writes it to the journal.
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
