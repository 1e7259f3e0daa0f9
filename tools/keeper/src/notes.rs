//! Notes of the share price for the breaker of the withdrawal queue, which knows only prices that somebody noted.

use venue::bindings::IWithdrawalQueue;
use venue::chain::Head;
use venue::fault::Fault;
use venue::units;

use crate::keeper::Keeper;

/// Decimals of the price that the queue gives: units of the asset for 10^18 units of shares, which have six decimals
/// more than the asset.
const PRICE_PLACES: u32 = 12;

impl Keeper {
    /// Notes the price when that is due, and at once when it trips the breaker.
    pub(crate) async fn note_share_price(&mut self, head: Head) -> Result<(), Fault> {
        if self.protocol.queue.is_zero() {
            return Ok(());
        }
        match self.note(head).await {
            Ok(true) => self.state.progress.noted = Some(head.time_secs),
            Ok(false) => {}
            Err(fault) => self.refused("share price", "cannot note", fault)?,
        }
        Ok(())
    }

    /// Notes the price if that is due; returns whether it did.
    async fn note(&self, head: Head) -> Result<bool, Fault> {
        let (chain, queue) = (&self.protocol.chain, self.protocol.queue);
        let call = IWithdrawalQueue::noteCall {};
        let is_due =
            self.state.progress.noted.is_none_or(|noted| {
                head.time_secs.saturating_sub(noted) >= self.terms.note_every_secs
            });
        let before = chain.ask(queue, &IWithdrawalQueue::breakerCall {}).await?;
        let after = chain.ask(queue, &call).await?;
        let trips = after.until > before.until;
        if !is_due && !trips {
            return Ok(false);
        }
        let price = units::exact(after.price, PRICE_PLACES);
        let mut details = vec![("price", price)];
        if trips {
            details.push(("nobodyLeavesUntil", units::time(after.until)));
        }
        if self.terms.dry_run {
            self.journal
                .once("share price", "would note the price of a share", &details);
            return Ok(false);
        }
        let done = chain.send(queue, &call).await?;
        details.push(("transaction", done.receipt.transaction_hash.to_string()));
        self.journal.note("noted the price of a share", &details);
        self.journal.forget("share price");
        Ok(true)
    }
}
