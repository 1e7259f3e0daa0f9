//! Events and blocks as they happen.

use alloy::primitives::U256;
use alloy::providers::Provider;
use alloy::rpc::types::{Filter, Header, Log};
use alloy::sol_types::SolEventInterface;
use clap::Args;
use display::decimal;
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use std::pin::Pin;
use venue::bindings::ILiquidator::ILiquidatorEvents;
use venue::bindings::IOptionPricer::IOptionPricerEvents;
use venue::bindings::IOracle::IOracleEvents;
use venue::bindings::IVault::IVaultEvents;
use venue::fault::{Fault, node};
use venue::protocol::{self, Protocol};
use venue::refusal::Refusal;
use venue::units::{self, percent, wad, wad_unsigned};

use crate::output::Output;

mod market;

/// Follows events and blocks.
#[derive(Args)]
pub(crate) struct Watch {
    /// The node's WebSocket, ws:// or wss:// [default: host and port of --rpc]
    #[arg(long, env = "STRIKEPOOL_WS", value_name = "URL")]
    ws: Option<String>,
    /// Also shows every block
    #[arg(long)]
    blocks: bool,
    /// Ends after this many lines
    #[arg(long, value_name = "COUNT")]
    count: Option<u64>,
}

/// An event as text, its name, and its figures.
type Told = (String, &'static str, Value);

/// A block or an event.
enum News {
    Block(Box<Header>),
    Event(Box<Log>),
}

impl Watch {
    /// The WebSocket, if one was given.
    pub(crate) fn websocket(&self) -> Option<&str> {
        self.ws.as_deref()
    }

    pub(crate) async fn run(&self, protocol: &Protocol, json: bool) -> Result<Output, Fault> {
        let mut news = self.news(protocol).await?;
        let mut lines = 0;
        if !json {
            eprintln!("watching {}; Ctrl-C ends", protocol.name);
        }
        while self.count.is_none_or(|count| lines < count) {
            let next = tokio::select! {
                next = news.next() => next,
                _ = tokio::signal::ctrl_c() => return Ok(Output::none()),
            };
            let next = next.ok_or_else(|| node("the node closed the connection"))?;
            let Some((text, value)) = line_of(protocol, &next) else {
                continue;
            };
            if json {
                println!("{value}");
            } else {
                println!("{text}");
            }
            lines += 1;
        }
        Ok(Output::none())
    }

    async fn news(
        &self,
        protocol: &Protocol,
    ) -> Result<Pin<Box<dyn Stream<Item = News> + Send>>, Fault> {
        let provider = protocol.chain.provider();
        let contracts = vec![
            protocol.market,
            protocol.oracle,
            protocol.pricer,
            protocol.vault,
            protocol.liquidator,
        ];
        let filter = Filter::new().address(contracts);
        let fault = |error| node(format!("following: {error}"));
        let events = provider.subscribe_logs(&filter).await.map_err(fault)?;
        let events = events.into_stream().map(|log| News::Event(Box::new(log)));
        if !self.blocks {
            return Ok(events.boxed());
        }
        let blocks = provider.subscribe_blocks().await.map_err(fault)?;
        let blocks = blocks.into_stream().map(|head| News::Block(Box::new(head)));
        Ok(stream::select(events, blocks).boxed())
    }
}

/// A line for a block or event, as text and JSON; `None` for an event that is not shown.
fn line_of(protocol: &Protocol, news: &News) -> Option<(String, Value)> {
    match news {
        News::Block(head) => {
            let time = units::time(head.timestamp);
            let text = format!("{time}  block {}", head.number);
            Some((
                text,
                json!({ "block": head.number, "timeSecs": head.timestamp }),
            ))
        }
        News::Event(log) => {
            let (text, name, details) = event(protocol, log)?;
            let undone = if log.removed { "undone: " } else { "" };
            let block = log.block_number.unwrap_or_default();
            let value = json!({
                "event": name,
                "details": details,
                "block": block,
                "transaction": log.transaction_hash,
                "removed": log.removed,
            });
            Some((format!("block {block}  {undone}{text}"), value))
        }
    }
}

/// An event of one of the contracts: its text, its name, its figures.
fn event(protocol: &Protocol, log: &Log) -> Option<Told> {
    let by = log.address();
    if by == protocol.market {
        return market::event(protocol, log);
    }
    if by == protocol.vault {
        return vault(protocol, log);
    }
    if by == protocol.oracle {
        return oracle(log);
    }
    if by == protocol.liquidator {
        return liquidator(protocol, log);
    }
    surface(log)
}

fn vault(protocol: &Protocol, log: &Log) -> Option<Told> {
    use IVaultEvents as E;
    let asset = protocol.asset();
    let exact = |units: u128| units::exact(U256::from(units), asset.places);
    let (verb, name, owner, assets) = match E::decode_log(&log.inner).ok()?.data {
        E::Deposit(it) => ("joins with", "Deposit", it.owner, it.assets),
        E::Withdraw(it) => ("leaves with", "Withdraw", it.owner, it.assets),
        E::Exchanged(it) => {
            let moved = match it.difference {
                0 => "the vault exchanges nothing".to_owned(),
                1.. => format!(
                    "the vault gets {} of what was due",
                    asset.amount(it.difference)
                ),
                _ => {
                    let paid = it.difference.saturating_neg();
                    format!("the vault pays {} for claims", asset.amount(paid))
                }
            };
            let owed = asset.unsigned(U256::from(it.owed));
            let details = json!({
                "difference": decimal::format(it.difference, asset.places),
                "income": exact(it.income),
                "owed": exact(it.owed),
                "debts": exact(it.debts),
                "lent": exact(it.lent),
                "clearing": it.clearing,
            });
            return Some((format!("{moved}, and owes {owed}"), "Exchanged", details));
        }
        _ => return None,
    };
    let details = json!({ "owner": owner, "assets": units::exact(assets, asset.places) });
    Some((
        format!("{owner} {verb} {}", asset.unsigned(assets)),
        name,
        details,
    ))
}

fn liquidator(protocol: &Protocol, log: &Log) -> Option<Told> {
    use ILiquidatorEvents as E;
    let asset = protocol.asset();
    let named = protocol::account_name;
    let shown = match E::decode_log(&log.inner).ok()?.data {
        E::PoolClosed(it) => (
            format!(
                "the pool closes {} of {}{}",
                percent(it.part, 2),
                named(it.id),
                if it.forced {
                    ", which is insolvent"
                } else {
                    ""
                }
            ),
            "PoolClosed",
            json!({
                "account": named(it.id),
                "keeper": it.keeper,
                "part": wad_unsigned(it.part),
                "cost": decimal::format(it.cost, asset.places),
                "pay": decimal::format_unsigned(it.pay, asset.places),
                "forced": it.forced,
            }),
        ),
        E::AuctionStarted(it) => (
            format!("auction {} of {} begins", it.nonce, named(it.id)),
            "AuctionStarted",
            json!({ "account": named(it.id), "nonce": it.nonce }),
        ),
        E::AuctionEnded(it) => (
            format!("auction {} of {} is over", it.nonce, named(it.id)),
            "AuctionEnded",
            json!({ "account": named(it.id), "nonce": it.nonce }),
        ),
        E::AuctionTaken(it) => (
            format!(
                "{} takes {} of {} for {}",
                named(it.taker),
                percent(it.part, 2),
                named(it.id),
                asset.amount(it.price)
            ),
            "AuctionTaken",
            json!({
                "account": named(it.id),
                "taker": named(it.taker),
                "part": wad_unsigned(it.part),
                "price": decimal::format(it.price, asset.places),
            }),
        ),
        E::FundPaidOut(it) => (
            format!(
                "the insurance fund pays the treasury {}",
                asset.unsigned(it.amount)
            ),
            "FundPaidOut",
            json!({ "amount": units::exact(it.amount, asset.places) }),
        ),
        _ => return None,
    };
    Some(shown)
}

fn oracle(log: &Log) -> Option<Told> {
    use IOracleEvents as E;
    match E::decode_log(&log.inner).ok()?.data {
        E::ExpiryFixed(it) => {
            let price = wad_unsigned(it.price);
            let text = format!("the price of {} is {price} USD", units::time(it.expiry));
            let details =
                json!({ "expirySecs": it.expiry, "priceUsd": price, "proven": it.proven });
            Some((text, "ExpiryFixed", details))
        }
        E::PriceJumped(it) => {
            let until = units::time(it.until);
            let price = wad_unsigned(it.price);
            let text = format!(
                "the price jumped to {price} USD: positions can only be reduced until {until}"
            );
            let details = json!({ "priceUsd": price, "untilSecs": it.until });
            Some((text, "PriceJumped", details))
        }
        _ => None,
    }
}

fn surface(log: &Log) -> Option<Told> {
    use IOptionPricerEvents as E;
    match E::decode_log(&log.inner).ok()?.data {
        E::SurfacePosted(it) => {
            let vol = percent(it.atTheMoney, 2);
            let text = format!(
                "surface of {}: {vol} at the money",
                units::expiry(it.expiry)
            );
            let details =
                json!({ "expirySecs": it.expiry, "atTheMoney": wad(it.atTheMoney.cast_signed()) });
            Some((text, "SurfacePosted", details))
        }
        E::SurfaceRefused(it) => {
            let why = Refusal::of_selector(it.condition.0);
            let text = format!("surface of {} refused: {why}", units::expiry(it.expiry));
            let details = json!({ "expirySecs": it.expiry, "condition": why });
            Some((text, "SurfaceRefused", details))
        }
    }
}
