//! One turn of the keeper: it reads what happened since the last turn, and does what is due.

use std::path::{Path, PathBuf};

use alloy::primitives::U256;
use venue::accounts::active;
use venue::chain::Head;
use venue::fault::Fault;
use venue::protocol::Protocol;

use crate::bid::BidTerms;
use crate::journal::Journal;
use crate::programs::{NextLook, RenewalTerms};
use crate::state::State;

/// The keeper.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) protocol: Protocol,
    pub(crate) journal: Journal,
    pub(crate) state: State,
    pub(crate) terms: Terms,
    /// The index in the watchlist at which the next turn continues.
    pub(crate) watchlist_index: U256,
    /// When it looks at the programs again.
    pub(crate) next_look: NextLook,
}

/// The terms on which it works.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    /// The folder of signed surfaces.
    pub(crate) surfaces: Option<PathBuf>,
    /// Whether it only prints what it would do.
    pub(crate) dry_run: bool,
    /// The minimum profit of a liquidation or bid after gas, USD.
    pub(crate) min_profit_wad: u128,
    /// The price of the chain's coin, USD; by default that of the underlying.
    pub(crate) coin_usd_wad: Option<u128>,
    /// The terms of its bids, if it bids.
    pub(crate) bid: Option<BidTerms>,
    /// The price of a share is noted this often.
    pub(crate) note_every_secs: u64,
    /// When it renews programs, and for how much.
    pub(crate) renewal: RenewalTerms,
}

impl Keeper {
    pub(crate) fn new(
        protocol: Protocol,
        journal: Journal,
        state: &Path,
        terms: Terms,
    ) -> Result<Self, Fault> {
        let state = State::open(state, protocol.chain.id(), protocol.market)?;
        Ok(Self {
            protocol,
            journal,
            state,
            terms,
            watchlist_index: U256::ZERO,
            next_look: NextLook::default(),
        })
    }

    /// Reads what happened, and does what is due. If a contract refuses one thing, the turn goes on with the others. If
    /// the node fails, the turn ends, and the next one does the rest, by the chain's state then.
    pub(crate) async fn turn(&mut self) -> Result<(), Fault> {
        let head = self.protocol.chain.head().await?;
        let done = self.do_what_is_due(head).await;
        // Programs come last, because they have months. They come after a fault too: where one contract has lapsed and
        // its calls fail, the keeper still renews the others.
        Box::pin(self.renew_programs(head)).await;
        done
    }

    async fn do_what_is_due(&mut self, head: Head) -> Result<(), Fault> {
        self.read_until(head).await?;
        self.state.save()?;
        self.settle_expiries().await?;
        self.read_watchlist().await?;
        self.handle_accounts(head).await?;
        self.note_share_price(head).await?;
        self.close_epochs(head).await?;
        self.post_surfaces().await?;
        self.state.save()
    }

    /// Reads which accounts traded since the last turn, and again in blocks that were replaced.
    async fn read_until(&mut self, head: Head) -> Result<(), Fault> {
        let before = self.state.progress.read.last().copied();
        self.forget_replaced_blocks().await?;
        let progress = &mut self.state.progress;
        let from = match progress.read.last() {
            Some((number, _)) => number + 1,
            None => self.protocol.since,
        };
        if let Some((number, _)) = before
            && progress.read.last() != before.as_ref()
        {
            let details = [("from", number.to_string()), ("to", from.to_string())];
            self.journal
                .note("the newest blocks were replaced", &details);
            // The replaced blocks may have contained a note.
            progress.noted = None;
        }
        if from <= head.number {
            let ids = active(&self.protocol, from, head.number).await?;
            for id in ids {
                self.state.progress.accounts.insert(id, None);
            }
        }
        self.state.progress.note(head.number, head.hash);
        self.state.progress.forget_the_empty();
        Ok(())
    }

    /// Forgets blocks that are no longer part of the chain.
    async fn forget_replaced_blocks(&mut self) -> Result<(), Fault> {
        while let Some((number, hash)) = self.state.progress.read.last().copied() {
            let there = self.protocol.chain.block(number.into()).await?;
            if there.is_some_and(|head| head.hash == hash) {
                break;
            }
            self.state.progress.read.pop();
        }
        Ok(())
    }

    /// Writes to the journal why something cannot be done; returns a fault that a later try may solve.
    pub(crate) fn refused(&self, subject: &str, what: &str, fault: Fault) -> Result<(), Fault> {
        if fault.is_passing() {
            return Err(fault);
        }
        let details = [("of", subject.to_owned()), ("why", fault.to_string())];
        self.journal.once(subject, what, &details);
        Ok(())
    }

    /// The accounts that are watched.
    pub(crate) fn watched(&self) -> Vec<U256> {
        self.state.progress.accounts.keys().copied().collect()
    }
}
