//! Events of contracts over many blocks.

use alloy::primitives::{Address, B256};
use alloy::providers::Provider;
use alloy::rpc::types::{Filter, Log};
use alloy::transports::RpcError;

use super::Chain;
use crate::fault::Fault;

/// How many blocks the first question for events spans.
const FIRST_SPAN: u64 = 10_000;

impl Chain {
    /// The events of these kinds that a contract emitted, in order, from block `first` to block `last`.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn events(
        &self,
        by: Address,
        kinds: &[B256],
        first: u64,
        last: u64,
    ) -> Result<Vec<Log>, Fault> {
        let filter = Filter::new().address(by).event_signature(kinds.to_vec());
        self.matching(filter, first, last).await
    }

    /// The same, of those alone whose first indexed argument is this word.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn events_about(
        &self,
        by: Address,
        kinds: &[B256],
        subject: B256,
        first: u64,
        last: u64,
    ) -> Result<Vec<Log>, Fault> {
        let filter = Filter::new().address(by).event_signature(kinds.to_vec());
        self.matching(filter.topic1(subject), first, last).await
    }

    async fn matching(&self, filter: Filter, first: u64, last: u64) -> Result<Vec<Log>, Fault> {
        let mut all = Vec::new();
        let (mut from, mut span) = (first, FIRST_SPAN);
        while from <= last {
            let to = last.min(from.saturating_add(span - 1));
            let filter = filter.clone().from_block(from).to_block(to);
            match self.provider.get_logs(&filter).await {
                Ok(logs) => {
                    all.extend(logs);
                    from = to + 1;
                }
                // Nodes refuse a question that spans too many blocks.
                Err(RpcError::ErrorResp(_)) if span > 1 => span /= 2,
                Err(_) => {
                    let ask = || async { self.provider.get_logs(&filter).await };
                    all.extend(self.retried("the events", ask).await?);
                    from = to + 1;
                }
            }
        }
        Ok(all)
    }
}
