//! Closings of the withdrawal queue: once an epoch, while somebody waits.

use venue::bindings::IWithdrawalQueue;
use venue::chain::Head;
use venue::fault::Fault;

use crate::keeper::Keeper;

/// What the journal remembers of the queue.
const SUBJECT: &str = "withdrawal queue";

impl Keeper {
    /// Closes the epochs that have ended, if shares wait that are worth anything.
    pub(crate) async fn close_epochs(&mut self, head: Head) -> Result<(), Fault> {
        if self.protocol.queue.is_zero() {
            return Ok(());
        }
        match self.close(head).await {
            Ok(()) => Ok(()),
            Err(fault) => self.refused(SUBJECT, "cannot close the epoch", fault),
        }
    }

    async fn close(&self, head: Head) -> Result<(), Fault> {
        let (chain, queue) = (&self.protocol.chain, self.protocol.queue);
        let said = chain.ask(queue, &IWithdrawalQueue::queueCall {}).await?;
        if said.waiting.is_zero() || head.time_secs < said.closable {
            self.journal.forget(SUBJECT);
            return Ok(());
        }
        // Rounding can leave a few units of shares that belong to nobody. No closing is due for them.
        let shares = said.waiting;
        let worth = IWithdrawalQueue::convertToAssetsCall { shares };
        if chain.ask(queue, &worth).await?.is_zero() {
            return Ok(());
        }
        let call = IWithdrawalQueue::closeCall {};
        let would = chain.ask(queue, &call).await?;
        let asset = self.protocol.asset();
        if self.terms.dry_run {
            let details = [("pays", asset.unsigned(would._1))];
            self.journal
                .once(SUBJECT, "would close the epoch", &details);
            return Ok(());
        }
        let done = chain.send(queue, &call).await?;
        let details = [
            ("paid", asset.unsigned(done.answer._1)),
            ("transaction", done.receipt.transaction_hash.to_string()),
        ];
        self.journal.note("closed the epoch of the queue", &details);
        self.journal.forget(SUBJECT);
        Ok(())
    }
}
