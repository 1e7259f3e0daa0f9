//! Settling an expiry: its price, its series, its accounts.

use alloy::primitives::U256;
use clap::Args;
use serde_json::json;
use venue::accounts::{self, MAX_SETTLED_AT_ONCE};
use venue::bindings::IMarket;
use venue::expiry::{fix, fixed_price, settled_price};
use venue::fault::{Fault, request};
use venue::protocol::{self, Protocol};
use venue::units::{self, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;

/// Settles an expiry.
#[derive(Args)]
pub(crate) struct Settle {
    /// The expiry, such as 2026-12-25
    expiry: String,
    /// Pays no accounts; each is then paid with its next action
    #[arg(long)]
    no_accounts: bool,
    /// Pays only this account, 0x… or 0x…/1; more than once for several
    #[arg(
        long = "account",
        value_name = "ACCOUNT",
        conflicts_with = "no_accounts"
    )]
    accounts: Vec<String>,
}

impl Settle {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let expiry = units::parse_expiry(&self.expiry)?;
        let was_fixed = fixed_price(protocol, expiry).await?.is_some();
        let fixing = fix(protocol, expiry);
        let fixed = during("fixing the price", fixing).await?;
        let price = wad_unsigned(fixed.price_wad);
        let mut text = if was_fixed {
            format!("the price was fixed already, at {price} USD\n")
        } else if fixed.by_fallback {
            format!("the price is {price} USD, the fallback: nobody proved one for 72 hours\n")
        } else {
            format!(
                "the price is {price} USD, proven by {} rounds\n",
                fixed.rounds
            )
        };
        let settled = self.series(protocol, expiry).await?;
        text += if settled.is_some() {
            "its series are settled\n"
        } else {
            "its series were settled already\n"
        };
        let paid = self.pay(protocol, expiry).await?;
        for (id, amount) in &paid {
            let amount = protocol.asset().amount(*amount);
            add!(text, "account {}: {amount}\n", protocol::account_name(*id));
        }
        if paid.is_empty() && !self.no_accounts {
            text += "no account had anything to settle\n";
        }
        let places = protocol.asset().places;
        let json = json!({
            "expirySecs": expiry,
            "priceUsd": price,
            "rounds": fixed.rounds,
            "byFallback": fixed.by_fallback,
            "transaction": settled,
            "asset": protocol.asset().symbol,
            "accounts": paid.iter().map(|(id, amount)| json!({
                "account": protocol::account_name(*id),
                "amount": display::decimal::format(*amount, places),
            })).collect::<Vec<_>>(),
        });
        Ok(Output::new(text, json))
    }

    /// Settles the series, unless they are settled already; returns the transaction.
    async fn series(
        &self,
        protocol: &Protocol,
        expiry: u64,
    ) -> Result<Option<serde_json::Value>, Fault> {
        if settled_price(protocol, expiry).await?.is_some() {
            return Ok(None);
        }
        let call = IMarket::settleCall { expiry };
        let sending = protocol.chain.send(protocol.market, &call);
        let done = during("settling the series", sending).await?;
        Ok(Some(output::transaction(&done)))
    }

    /// Pays the accounts that still have positions of the expiry.
    async fn pay(&self, protocol: &Protocol, expiry: u64) -> Result<Vec<(U256, i128)>, Fault> {
        if self.no_accounts {
            return Ok(Vec::new());
        }
        let candidates: Vec<U256> = if self.accounts.is_empty() {
            let finding = accounts::in_expiry(protocol, expiry);
            let found = during("finding the accounts", finding).await?;
            found.into_iter().collect()
        } else {
            let own = protocol.chain.sender_if_known();
            let parsed = self.accounts.iter();
            let parsed = parsed.map(|text| protocol::parse_account(text, own));
            parsed.collect::<Result<_, _>>()?
        };
        let mut waiting = Vec::new();
        for id in candidates {
            let call = IMarket::accountCall { id };
            let held = protocol.chain.ask(protocol.market, &call).await?._1;
            if held.iter().any(|position| position.expiry == expiry) {
                waiting.push(id);
            } else if !self.accounts.is_empty() {
                let name = protocol::account_name(id);
                return Err(request(format!(
                    "account {name} has no position of this expiry"
                )));
            }
        }
        let mut paid = Vec::new();
        for ids in waiting.chunks(MAX_SETTLED_AT_ONCE) {
            let ids = ids.to_vec();
            let call = IMarket::settleAccountsCall { ids };
            let sending = protocol.chain.send(protocol.market, &call);
            let done = during("paying the accounts", sending).await?;
            let logs = done.receipt.inner.logs().iter();
            let logs = logs.filter(|log| log.address() == protocol.market);
            paid.extend(logs.filter_map(|log| {
                let event = log.log_decode::<IMarket::AccountSettled>().ok()?;
                Some((event.inner.data.id, event.inner.data.amount))
            }));
        }
        Ok(paid)
    }
}
