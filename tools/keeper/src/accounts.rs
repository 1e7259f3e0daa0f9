//! The accounts: paying them for settled expiries, liquidating those that are short of margin.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::U256;
use futures_util::{StreamExt, TryStreamExt, stream};
use venue::bindings::IMarket::{self, Claim, ExpiryLedger, Position};
use venue::chain::Head;
use venue::clearing;
use venue::fault::Fault;
use venue::protocol::account_name;

use crate::keeper::Keeper;

/// The maximum number of concurrent questions to the node.
const AT_ONCE: usize = 8;

/// An account is paid of a claim when all of the claim is there, or a part of it of this many. The pool may pay a little
/// with each trade, and each settlement costs gas.
const PARTS_OF_CLAIM: u128 = 10;

/// What the journal remembers of paying accounts.
const SUBJECT: &str = "settled accounts";

/// An account with its money and positions, and what is left of its claims.
pub(crate) struct Account {
    pub(crate) id: U256,
    money: i128,
    positions: Vec<Position>,
    claims: Vec<Claim>,
}

impl Account {
    /// Whether it can be short of margin: it owes money, or it has sold options.
    fn owes(&self) -> bool {
        self.money < 0 || self.positions.iter().any(|position| position.quantity < 0)
    }

    /// Whether it has nothing but money.
    fn is_empty(&self) -> bool {
        self.positions.is_empty() && self.claims.is_empty() && self.money >= 0
    }

    /// Whether it has sold something of an expiry.
    pub(crate) fn has_sold(&self, expiry: u64) -> bool {
        let mut positions = self.positions.iter();
        positions.any(|position| position.expiry == expiry && position.quantity < 0)
    }

    /// Its expiries that are past at this time.
    fn past(&self, now_secs: u64) -> impl Iterator<Item = u64> {
        let held = self.positions.iter().map(|position| position.expiry);
        let claimed = self.claims.iter().map(|claim| claim.expiry);
        held.chain(claimed).filter(move |it| *it <= now_secs)
    }

    /// Whether a claim is paid in full or by another part of it, or set off.
    fn is_worth_settling(&self, claim: &Claim, row: &ExpiryLedger) -> bool {
        let more = clearing::drawable(claim, row);
        let is_part = more > 0 && more >= claim.amount / PARTS_OF_CLAIM;
        row.paid == row.claims || is_part || clearing::is_set_off(row, self.money)
    }

    /// Whether settling it changes something worth its gas. `cleared`: the settled expiries that are not in clearing;
    /// holders of the one in clearing have to wait for its sellers.
    fn is_due(&self, cleared: &BTreeMap<u64, ExpiryLedger>) -> bool {
        let mut positions = self.positions.iter();
        let mut claims = self.claims.iter();
        positions.any(|position| cleared.contains_key(&position.expiry))
            || claims.any(|claim| {
                let row = cleared.get(&claim.expiry);
                row.is_some_and(|row| self.is_worth_settling(claim, row))
            })
    }
}

impl Keeper {
    /// Pays and liquidates all watched accounts, as far as that is due.
    pub(crate) async fn handle_accounts(&mut self, head: Head) -> Result<(), Fault> {
        let accounts = self.accounts().await?;
        for account in &accounts {
            let noted = self
                .state
                .progress
                .accounts
                .entry(account.id)
                .or_insert(None);
            *noted = match (account.is_empty(), *noted) {
                (true, None) => Some(head.number),
                (true, since) => since,
                (false, _) => None,
            };
        }
        self.pay(&accounts, head).await?;
        self.judge(&accounts, head).await
    }

    pub(crate) async fn accounts(&self) -> Result<Vec<Account>, Fault> {
        let protocol = &self.protocol;
        let asked = stream::iter(self.watched()).map(|id| async move {
            let call = IMarket::accountCall { id };
            let (account, claims) = tokio::try_join!(
                protocol.chain.ask(protocol.market, &call),
                clearing::claims(protocol, id)
            )?;
            Ok::<_, Fault>(Account {
                id,
                money: account._0,
                positions: account._1,
                claims,
            })
        });
        asked.buffered(AT_ONCE).try_collect().await
    }

    /// Settles accounts with positions in cleared expiries, or with claims of which more is paid now.
    async fn pay(&self, accounts: &[Account], head: Head) -> Result<(), Fault> {
        match self.pay_those_due(accounts, head).await {
            Ok(()) => Ok(()),
            Err(fault) => self.refused(SUBJECT, "cannot pay", fault),
        }
    }

    async fn pay_those_due(&self, accounts: &[Account], head: Head) -> Result<(), Fault> {
        let past = accounts
            .iter()
            .flat_map(|account| account.past(head.time_secs));
        let past: BTreeSet<u64> = past.collect();
        if past.is_empty() {
            return Ok(());
        }
        let open = clearing::state(&self.protocol).await?.clearing;
        let mut cleared = BTreeMap::new();
        for expiry in past.into_iter().filter(|expiry| *expiry != open) {
            let row = clearing::ledger(&self.protocol, expiry).await?;
            if row.price != 0 {
                cleared.insert(expiry, row);
            }
        }
        let due = accounts.iter().filter(|account| account.is_due(&cleared));
        let ids: Vec<U256> = due.map(|account| account.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        if self.terms.dry_run {
            let names: Vec<String> = ids.iter().map(|id| account_name(*id)).collect();
            let details = [("accounts", names.join(" "))];
            self.journal.once(SUBJECT, "would pay", &details);
            return Ok(());
        }
        let settled = clearing::settle_accounts(&self.protocol, &ids).await?;
        self.note_settled("paid", &settled);
        self.journal.forget(SUBJECT);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn account(positions: &[(u64, i128)], claims: &[(u64, u128, u128)], money: i128) -> Account {
        let position = |(expiry, quantity): &(u64, i128)| Position {
            expiry: *expiry,
            kind: 0,
            strike: 1,
            quantity: *quantity,
        };
        let claim = |(expiry, amount, drawn): &(u64, u128, u128)| Claim {
            expiry: *expiry,
            amount: *amount,
            drawn: *drawn,
        };
        Account {
            id: U256::ONE,
            money,
            positions: positions.iter().map(position).collect(),
            claims: claims.iter().map(claim).collect(),
        }
    }

    #[test]
    fn who_holds_or_is_owed_something_of_a_cleared_expiry_is_settled() {
        let row = ExpiryLedger {
            price: 1,
            claims: 100,
            paid: 40,
            drawn: 0,
            sellers: 0,
            holders: 1,
        };
        let cleared = [(5, row)].into();
        for (positions, claims, money, due) in [
            (&[(5, 1)][..], &[][..], 0, true),
            (&[(6, -1)], &[], 0, false),
            (&[], &[(5, 10, 0)], 0, true),
            (&[], &[(5, 10, 4)], 0, false),
            (&[], &[(5, 100, 31)], 0, false),
            (&[], &[(5, 100, 30)], 0, true),
            (&[], &[(5, 2, 0)], 0, false),
            (&[(6, -1)], &[(5, 10, 4)], -1, true),
            (&[], &[(6, 10, 0)], 0, false),
        ] {
            let account = account(positions, claims, money);
            assert_eq!(account.is_due(&cleared), due, "{positions:?} {claims:?}");
            assert!(!account.is_empty());
        }
        assert!(account(&[], &[], 3).is_empty() && !account(&[], &[], -3).is_empty());
    }

    #[test]
    fn a_seller_is_one_of_the_expiry_of_which_something_is_sold() {
        let account = account(&[(5, 1), (6, -1)], &[(4, 2, 1)], 0);
        assert!(account.has_sold(6) && !account.has_sold(5) && !account.has_sold(4));
        assert_eq!(account.past(5).collect::<Vec<_>>(), [5, 4]);
    }
}
