//! The price of a share, noted for the breaker of the withdrawal queue: what nobody notes, it does not know.

use venue::bindings::IWithdrawalQueue;
use venue::chain::Head;
use venue::fault::Fault;
use venue::units;

use crate::keeper::Keeper;

/// Digits behind the point of a whole share's price, when it is told for 10^18 units of shares in units of the asset: a
/// share has six decimals more than the asset.
const PRICE_PLACES: u32 = 12;

impl Keeper {
    /// Notes the price when it has not done so for long, and at once when that trips the breaker.
    pub(crate) async fn note_share_price(&mut self, head: Head) -> Result<(), Fault> {
        if self.protocol.queue.is_zero() {
            return Ok(());
        }
        match self.note(head).await {
            Ok(true) => self.state.place.noted = Some(head.time_secs),
            Ok(false) => {}
            Err(fault) => self.refused("share price", "cannot note", fault)?,
        }
        Ok(())
    }

    /// Whether it noted it.
    async fn note(&self, head: Head) -> Result<bool, Fault> {
        let (chain, queue) = (&self.protocol.chain, self.protocol.queue);
        let call = IWithdrawalQueue::noteCall {};
        let is_due =
            self.state.place.noted.is_none_or(|noted| {
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
        self.journal.over("share price");
        Ok(true)
    }
}
