//! One turn of the keeper: what happened since the last, and what has to be done about it.

use std::path::{Path, PathBuf};

use alloy::primitives::U256;
use venue::accounts::stirred;
use venue::chain::Head;
use venue::fault::Fault;
use venue::protocol::Protocol;

use crate::bid::BidTerms;
use crate::journal::Journal;
use crate::state::State;

/// The keeper.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) protocol: Protocol,
    pub(crate) journal: Journal,
    pub(crate) state: State,
    pub(crate) terms: Terms,
    /// Where on the watchlist the next turn goes on.
    pub(crate) watchlist_place: U256,
}

/// What it is told to do.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    /// Where signed surfaces are.
    pub(crate) surfaces: Option<PathBuf>,
    /// It sends nothing.
    pub(crate) dry_run: bool,
    /// A liquidation has to bring so much more than its gas costs, USD.
    pub(crate) least_profit_wad: u128,
    /// What the chain's coin costs, USD; the underlying's price if it is that.
    pub(crate) coin_usd_wad: Option<u128>,
    /// How it bids in auctions, if at all.
    pub(crate) bid: Option<BidTerms>,
    /// It notes the price of a share when it has not done so for as long as that.
    pub(crate) note_every_secs: u64,
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
            watchlist_place: U256::ZERO,
        })
    }

    /// Reads what happened, and does what is due. A contract's refusal concerns one thing and is noted; a fault of the node
    /// ends the turn, and the next one does what is left: everything is decided by what the chain says then.
    pub(crate) async fn turn(&mut self) -> Result<(), Fault> {
        let head = self.protocol.chain.head().await?;
        self.read_until(head).await?;
        self.state.save()?;
        self.settle_expiries().await?;
        self.read_watchlist().await?;
        self.look_at_accounts(head).await?;
        self.note_share_price(head).await?;
        self.post_surfaces().await?;
        self.state.save()
    }

    /// Reads who traded, from where it stopped; from before blocks that were replaced.
    async fn read_until(&mut self, head: Head) -> Result<(), Fault> {
        let before = self.state.place.read.last().copied();
        self.go_back_to_what_stands().await?;
        let place = &mut self.state.place;
        let from = match place.read.last() {
            Some((number, _)) => number + 1,
            None => self.protocol.since,
        };
        if let Some((number, _)) = before
            && place.read.last() != before.as_ref()
        {
            let details = [("from", number.to_string()), ("to", from.to_string())];
            self.journal
                .note("the newest blocks were replaced", &details);
            // A note may have been in them.
            place.noted = None;
        }
        if from <= head.number {
            let ids = stirred(&self.protocol, from, head.number).await?;
            for id in ids {
                self.state.place.accounts.insert(id, None);
            }
        }
        self.state.place.note(head.number, head.hash);
        self.state.place.forget_the_empty();
        Ok(())
    }

    /// Forgets blocks that are no longer the chain's.
    async fn go_back_to_what_stands(&mut self) -> Result<(), Fault> {
        while let Some((number, hash)) = self.state.place.read.last().copied() {
            let there = self.protocol.chain.block(number.into()).await?;
            if there.is_some_and(|head| head.hash == hash) {
                break;
            }
            self.state.place.read.pop();
        }
        Ok(())
    }

    /// Notes what keeps something from being done, if a contract refused; passes a fault of the node on.
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
        self.state.place.accounts.keys().copied().collect()
    }
}
