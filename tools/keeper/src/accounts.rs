//! The accounts: who is to be paid for settled expiries, and whose margin is short.

use std::collections::BTreeSet;

use alloy::primitives::U256;
use futures_util::{StreamExt, TryStreamExt, stream};
use venue::bindings::IMarket::{self, Position};
use venue::chain::Head;
use venue::expiry::settled_price;
use venue::fault::Fault;
use venue::protocol::account_name;

use crate::keeper::Keeper;

/// So many questions are under way at once.
const AT_ONCE: usize = 8;

/// Accounts that one transaction pays at most.
const PAID_AT_ONCE: usize = 16;

/// An account and what it holds.
struct Standing {
    id: U256,
    money: i128,
    positions: Vec<Position>,
}

impl Standing {
    /// Whether its margin can be short: who only holds what is paid for owes nothing.
    fn owes(&self) -> bool {
        self.money < 0 || self.positions.iter().any(|position| position.quantity < 0)
    }
}

impl Keeper {
    /// Looks at every account that may have something.
    pub(crate) async fn look_at_accounts(&mut self, head: Head) -> Result<(), Fault> {
        let standings = self.standings().await?;
        for standing in &standings {
            let is_empty = standing.positions.is_empty() && standing.money >= 0;
            let noted = self.state.place.accounts.entry(standing.id).or_insert(None);
            *noted = match (is_empty, *noted) {
                (true, None) => Some(head.number),
                (true, since) => since,
                (false, _) => None,
            };
        }
        self.pay(&standings, head).await?;
        self.judge(&standings, head).await
    }

    async fn standings(&self) -> Result<Vec<Standing>, Fault> {
        let asked = stream::iter(self.watched()).map(|id| async move {
            let call = IMarket::accountCall { id };
            let account = self.protocol.chain.ask(self.protocol.market, &call).await?;
            Ok::<_, Fault>(Standing {
                id,
                money: account._0,
                positions: account._1,
            })
        });
        asked.buffered(AT_ONCE).try_collect().await
    }

    /// Pays accounts what settled expiries owe them, and takes what they owe for these.
    async fn pay(&self, standings: &[Standing], head: Head) -> Result<(), Fault> {
        let positions = standings.iter().flat_map(|standing| &standing.positions);
        let past: BTreeSet<u64> = positions
            .map(|position| position.expiry)
            .filter(|expiry| *expiry <= head.time_secs)
            .collect();
        let mut settled = BTreeSet::new();
        for expiry in past {
            if settled_price(&self.protocol, expiry).await?.is_some() {
                settled.insert(expiry);
            }
        }
        let waits = |standing: &&Standing| {
            let mut positions = standing.positions.iter();
            positions.any(|position| settled.contains(&position.expiry))
        };
        let ids: Vec<U256> = standings.iter().filter(waits).map(|it| it.id).collect();
        for ids in ids.chunks(PAID_AT_ONCE) {
            if let Err(fault) = self.pay_these(ids).await {
                self.refused("settled accounts", "cannot pay", fault)?;
            }
        }
        Ok(())
    }

    async fn pay_these(&self, ids: &[U256]) -> Result<(), Fault> {
        let names: Vec<String> = ids.iter().map(|id| account_name(*id)).collect();
        let names = names.join(" ");
        if self.terms.dry_run {
            let details = [("accounts", names)];
            self.journal.once("settled accounts", "would pay", &details);
            return Ok(());
        }
        let ids = ids.to_vec();
        let call = IMarket::settleAccountsCall { ids };
        let sent = self
            .protocol
            .chain
            .send(self.protocol.market, &call)
            .await?;
        let hash = sent.receipt.transaction_hash.to_string();
        let details = [("accounts", names), ("transaction", hash)];
        self.journal.note("paid", &details);
        self.journal.over("settled accounts");
        Ok(())
    }

    /// Liquidates who is below maintenance margin.
    async fn judge(&self, standings: &[Standing], head: Head) -> Result<(), Fault> {
        if self.protocol.liquidator.is_zero() {
            return Ok(());
        }
        for standing in standings.iter().filter(|standing| standing.owes()) {
            // Without a price nobody is judged.
            if let Err(fault) = self.liquidate(standing.id, head.time_secs).await {
                let subject = format!("account {}", account_name(standing.id));
                self.refused(&subject, "cannot judge", fault)?;
            }
        }
        Ok(())
    }
}
