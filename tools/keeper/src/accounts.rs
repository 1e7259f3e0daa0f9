//! The accounts: paying them for settled expiries, liquidating those that are short of margin.

use std::collections::BTreeSet;

use alloy::primitives::U256;
use futures_util::{StreamExt, TryStreamExt, stream};
use venue::accounts::MAX_SETTLED_AT_ONCE;
use venue::bindings::IMarket::{self, Position};
use venue::chain::Head;
use venue::expiry::settled_price;
use venue::fault::Fault;
use venue::protocol::account_name;

use crate::keeper::Keeper;

/// The maximum number of concurrent questions to the node.
const AT_ONCE: usize = 8;

/// An account with its money and positions.
struct Account {
    id: U256,
    money: i128,
    positions: Vec<Position>,
}

impl Account {
    /// Whether it can be short of margin: it owes money, or it has sold options.
    fn owes(&self) -> bool {
        self.money < 0 || self.positions.iter().any(|position| position.quantity < 0)
    }
}

impl Keeper {
    /// Pays and liquidates all watched accounts, as far as that is due.
    pub(crate) async fn handle_accounts(&mut self, head: Head) -> Result<(), Fault> {
        let accounts = self.accounts().await?;
        for account in &accounts {
            let is_empty = account.positions.is_empty() && account.money >= 0;
            let noted = self
                .state
                .progress
                .accounts
                .entry(account.id)
                .or_insert(None);
            *noted = match (is_empty, *noted) {
                (true, None) => Some(head.number),
                (true, since) => since,
                (false, _) => None,
            };
        }
        self.pay(&accounts, head).await?;
        self.judge(&accounts, head).await
    }

    async fn accounts(&self) -> Result<Vec<Account>, Fault> {
        let asked = stream::iter(self.watched()).map(|id| async move {
            let call = IMarket::accountCall { id };
            let account = self.protocol.chain.ask(self.protocol.market, &call).await?;
            Ok::<_, Fault>(Account {
                id,
                money: account._0,
                positions: account._1,
            })
        });
        asked.buffered(AT_ONCE).try_collect().await
    }

    /// Settles the positions of accounts in settled expiries.
    async fn pay(&self, accounts: &[Account], head: Head) -> Result<(), Fault> {
        let positions = accounts.iter().flat_map(|account| &account.positions);
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
        let waits = |account: &&Account| {
            let mut positions = account.positions.iter();
            positions.any(|position| settled.contains(&position.expiry))
        };
        let ids: Vec<U256> = accounts.iter().filter(waits).map(|it| it.id).collect();
        for ids in ids.chunks(MAX_SETTLED_AT_ONCE) {
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
        self.journal.forget("settled accounts");
        Ok(())
    }

    /// Liquidates accounts below maintenance margin.
    async fn judge(&self, accounts: &[Account], head: Head) -> Result<(), Fault> {
        if self.protocol.liquidator.is_zero() {
            return Ok(());
        }
        for account in accounts.iter().filter(|account| account.owes()) {
            // Without a price, the contract refuses to judge.
            if let Err(fault) = self.liquidate(account.id, head.time_secs).await {
                let subject = format!("account {}", account_name(account.id));
                self.refused(&subject, "cannot judge", fault)?;
            }
        }
        Ok(())
    }
}
