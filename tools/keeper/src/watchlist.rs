//! The list of accounts on chain, beside the index of events: a node whose logs have gaps hides nobody who is on it.

use alloy::primitives::U256;
use venue::bindings::IWatchlist;
use venue::fault::Fault;
use venue::protocol::account_name;

use crate::keeper::Keeper;

/// Accounts of a page: each costs the node a revaluation, and one answer may take 50 million gas.
const PAGE: u64 = 16;

/// Pages that a turn reads at most; the next turn goes on behind them.
const PAGES: u64 = 4;

impl Keeper {
    /// Watches accounts at risk that are on the list and that no event named.
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
            if self.watchlist_place >= count {
                self.watchlist_place = U256::ZERO;
                break;
            }
            let (first, most) = (self.watchlist_place, U256::from(PAGE));
            let page = IWatchlist::atRiskCall {
                liquidator,
                first,
                most,
            };
            let at_risk = self.protocol.chain.ask(list, &page).await?;
            self.watchlist_place = first.saturating_add(most);
            // Of one that nobody can value now, nothing is known but that it owes: it is watched too.
            for account in at_risk {
                if self.state.place.accounts.insert(account.id, None).is_none() {
                    let details = [("account", account_name(account.id))];
                    self.journal.note("found on the watchlist", &details);
                }
            }
        }
        Ok(())
    }
}
