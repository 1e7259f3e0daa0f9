//! The on-chain list of accounts: an account on it is found even if the node's logs have gaps.

use alloy::primitives::U256;
use venue::bindings::IWatchlist;
use venue::fault::Fault;
use venue::protocol::account_name;

use crate::keeper::Keeper;

/// Accounts of one page. The node revalues each of them, and a call has at most 50 million gas.
const PAGE: u64 = 16;

/// The maximum number of pages in one turn; the next turn continues after them.
const PAGES: u64 = 4;

impl Keeper {
    /// Starts to watch accounts at risk that are on the list and in no event.
    pub(crate) async fn read_watchlist(&mut self) -> Result<(), Fault> {
        if let Err(fault) = self.read_pages().await {
            self.refused("watchlist", "cannot read", fault)?;
        }
        Ok(())
    }

    async fn read_pages(&mut self) -> Result<(), Fault> {
        let (liquidator, chain) = (self.protocol.liquidator, &self.protocol.chain);
        let Some(list) = self.protocol.watchlist().filter(|_| !liquidator.is_zero()) else {
            return Ok(());
        };
        let count = chain
            .ask(list, &IWatchlist::countCall { liquidator })
            .await?;
        for _ in 0..PAGES {
            if self.watchlist_index >= count {
                self.watchlist_index = U256::ZERO;
                break;
            }
            let (first, page_size) = (self.watchlist_index, U256::from(PAGE));
            let page = IWatchlist::atRiskCall {
                liquidator,
                first,
                max: page_size,
            };
            let at_risk = self.protocol.chain.ask(list, &page).await?;
            self.watchlist_index = first.saturating_add(page_size);
            // The list includes accounts that cannot be valued now: they are watched too.
            for account in at_risk {
                if self
                    .state
                    .progress
                    .accounts
                    .insert(account.id, None)
                    .is_none()
                {
                    let details = [("account", account_name(account.id))];
                    self.journal.note("found on the watchlist", &details);
                }
            }
        }
        Ok(())
    }
}
