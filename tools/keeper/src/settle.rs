//! Past expiries: fixing their price, settling their series and their sellers, paying claims.
//!
//! Nobody joins or leaves the pool from an expiry until its last seller is settled. So one turn does all of it.

use std::collections::BTreeSet;

use alloy::primitives::U256;
use venue::accounts;
use venue::bindings::IMarket;
use venue::clearing::{self, Settled};
use venue::expiry::{fix, fixed_price, past, rounds_to_submit, settled_price};
use venue::fault::Fault;
use venue::protocol::account_name;
use venue::units::{self, wad_unsigned};

use crate::keeper::Keeper;

/// What the journal remembers of claims.
const CLAIMS: &str = "claims";

impl Keeper {
    /// Settles every past expiry in the pool's book whose price can be proven, or fixed by the fallback once anyone may,
    /// one after another: the sellers of one are settled before the next one is. Then pays claims that the pool owes.
    pub(crate) async fn settle_expiries(&mut self) -> Result<(), Fault> {
        match self.settle_in_order().await {
            Ok(()) => {}
            Err(fault) => self.refused("expiries", "cannot look at expiries", fault)?,
        }
        match self.pay_claims().await {
            Ok(()) => Ok(()),
            Err(fault) => self.refused(CLAIMS, "cannot pay claims", fault),
        }
    }

    async fn settle_in_order(&mut self) -> Result<(), Fault> {
        // The one in clearing has left the book. No other one can be settled before it is cleared.
        let open = clearing::state(&self.protocol).await?.clearing;
        let open = (open != 0).then_some(open);
        for expiry in open.into_iter().chain(past(&self.protocol).await?) {
            let name = units::expiry(expiry);
            if let Err(fault) = self.settle_expiry(expiry, &name).await {
                self.refused(&format!("expiry {name}"), "cannot settle", fault)?;
            }
        }
        Ok(())
    }

    async fn settle_expiry(&mut self, expiry: u64, name: &str) -> Result<(), Fault> {
        let protocol = &self.protocol;
        if settled_price(protocol, expiry).await?.is_some() {
            return self.clear(expiry, name).await;
        }
        if self.terms.dry_run {
            let rounds = match fixed_price(protocol, expiry).await? {
                Some(_) => 0,
                None => rounds_to_submit(protocol, expiry).await?.len(),
            };
            let details = [("expiry", name.to_owned()), ("rounds", rounds.to_string())];
            self.journal.once(name, "would settle", &details);
            return Ok(());
        }
        let fixed = fix(protocol, expiry).await?;
        let call = IMarket::settleCall { expiry };
        let done = protocol.chain.send(protocol.market, &call).await?;
        let details = [
            ("expiry", name.to_owned()),
            ("price", wad_unsigned(fixed.price_wad)),
            ("rounds", fixed.rounds.to_string()),
            ("fallback", fixed.by_fallback.to_string()),
            ("transaction", done.receipt.transaction_hash.to_string()),
        ];
        self.journal.note("settled", &details);
        self.journal.forget(&format!("expiry {name}"));
        self.clear(expiry, name).await
    }

    /// Settles the sellers of an expiry in clearing, and ends the clearing.
    async fn clear(&mut self, expiry: u64, name: &str) -> Result<(), Fault> {
        if clearing::state(&self.protocol).await?.clearing != expiry {
            return Ok(());
        }
        let known = self.watched_sellers(expiry).await?;
        if self.terms.dry_run {
            let details = [
                ("expiry", name.to_owned()),
                ("sellers", known.len().to_string()),
            ];
            self.journal.once(name, "would clear", &details);
            return Ok(());
        }
        let mut missing = self.settle_sellers(&known).await?;
        let left = clearing::ledger(&self.protocol, expiry).await?.sellers;
        if usize::try_from(left) != Ok(missing.len()) {
            // Somebody is not watched: the events of the whole life of the market name them.
            let sellers = accounts::sellers(&self.protocol, expiry).await?;
            let others: Vec<U256> = sellers.difference(&known).copied().collect();
            let watched = &mut self.state.progress.accounts;
            watched.extend(others.iter().map(|id| (*id, None)));
            missing.extend(self.settle_sellers(&others.into_iter().collect()).await?);
        }
        if let Err(fault) = clearing::complete(&self.protocol, expiry).await {
            let subject = format!("clearing {name}");
            return self.refused(&subject, "cannot end the clearing", fault);
        }
        self.note_clearing(expiry, name, &missing).await
    }

    /// The watched accounts that have sold something of an expiry.
    async fn watched_sellers(&self, expiry: u64) -> Result<BTreeSet<U256>, Fault> {
        let accounts = self.accounts().await?;
        let sellers = accounts.iter().filter(|it| it.has_sold(expiry));
        Ok(sellers.map(|account| account.id).collect())
    }

    /// Settles sellers; returns those that the market does not settle.
    async fn settle_sellers(&self, sellers: &BTreeSet<U256>) -> Result<Vec<U256>, Fault> {
        let sellers: Vec<U256> = sellers.iter().copied().collect();
        let settled = clearing::settle_accounts(&self.protocol, &sellers).await?;
        self.note_settled("settled sellers", &settled);
        Ok(settled.refused.iter().map(|(id, _)| *id).collect())
    }

    /// Writes to the journal whether a clearing is over, and for whom it waits.
    async fn note_clearing(&self, expiry: u64, name: &str, missing: &[U256]) -> Result<(), Fault> {
        let row = clearing::ledger(&self.protocol, expiry).await?;
        let asset = self.protocol.asset();
        let subject = format!("clearing {name}");
        if clearing::state(&self.protocol).await?.clearing == expiry {
            let details = [
                ("expiry", name.to_owned()),
                ("sellers", row.sellers.to_string()),
                ("missing", names(missing)),
            ];
            self.journal.once(&subject, "not cleared", &details);
            return Ok(());
        }
        let details = [
            ("expiry", name.to_owned()),
            ("claims", asset.unsigned(U256::from(row.claims))),
            ("paid", asset.unsigned(U256::from(row.paid))),
        ];
        self.journal.note("cleared", &details);
        self.journal.forget(&subject);
        Ok(())
    }

    /// Pays of unpaid claims what the vault has, and hands over what is due to it.
    async fn pay_claims(&self) -> Result<(), Fault> {
        if self.terms.dry_run {
            if clearing::is_payable(&self.protocol).await? {
                self.journal.once(CLAIMS, "would pay claims", &[]);
            }
            return Ok(());
        }
        let Some(paid) = clearing::pay_claims(&self.protocol).await? else {
            self.journal.forget(CLAIMS);
            return Ok(());
        };
        let asset = self.protocol.asset();
        let claims = paid.claims.iter().map(|(expiry, amount)| {
            let amount = asset.unsigned(U256::from(*amount));
            format!("{} of {}", amount, units::expiry(*expiry))
        });
        let details = [
            ("claims", claims.collect::<Vec<_>>().join(", ")),
            ("transaction", paid.transaction.to_string()),
        ];
        self.journal.note("paid claims", &details);
        self.journal.forget(CLAIMS);
        Ok(())
    }

    /// Writes to the journal which accounts were settled, and which the market does not settle.
    pub(crate) fn note_settled(&self, what: &str, settled: &Settled) {
        for (ids, receipt) in &settled.done {
            let hash = receipt.transaction_hash.to_string();
            let details = [("accounts", names(ids)), ("transaction", hash)];
            self.journal.note(what, &details);
            for id in ids {
                self.journal.forget(&subject(*id));
            }
        }
        if settled.earned > 0 {
            let earned = self.protocol.asset().unsigned(U256::from(settled.earned));
            self.journal.note("earned of bonds", &[("pay", earned)]);
        }
        for (id, refusal) in &settled.refused {
            let details = [("account", account_name(*id)), ("why", refusal.to_string())];
            self.journal
                .once(&subject(*id), "cannot settle the account", &details);
        }
    }
}

/// What the journal remembers of the settlement of an account.
fn subject(id: U256) -> String {
    format!("settlement of {}", account_name(id))
}

fn names(ids: &[U256]) -> String {
    let names: Vec<String> = ids.iter().map(|id| account_name(*id)).collect();
    names.join(" ")
}
