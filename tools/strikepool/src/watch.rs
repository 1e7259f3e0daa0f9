//! Events and blocks as they happen.

use alloy::providers::Provider;
use alloy::rpc::types::{Filter, Header, Log};
use alloy::sol_types::SolEventInterface;
use clap::Args;
use display::decimal;
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use std::pin::Pin;
use venue::bindings::ILiquidator::ILiquidatorEvents;
use venue::bindings::IMarket::{IMarketEvents, LegTraded};
use venue::bindings::IOptionPricer::IOptionPricerEvents;
use venue::bindings::IOracle::IOracleEvents;
use venue::bindings::IVault::IVaultEvents;
use venue::fault::{Fault, node};
use venue::protocol::{self, Protocol};
use venue::refusal::Refusal;
use venue::series::Series;
use venue::units::{self, percent, short, wad, wad_unsigned};

use crate::output::Output;
use crate::trade;

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
fn event(protocol: &Protocol, log: &Log) -> Option<(String, &'static str, Value)> {
    let by = log.address();
    if by == protocol.market {
        return market(protocol, log);
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

fn leg(protocol: &Protocol, leg: &LegTraded) -> String {
    let series = Series {
        expiry: leg.expiry,
        kind: leg.kind,
        strike_wad: leg.strike,
    };
    let verb = if leg.quantity < 0 { "sells" } else { "buys" };
    format!(
        "{} {verb} {} {} for {} USD",
        protocol::account_name(leg.id),
        wad_unsigned(leg.quantity.unsigned_abs()),
        series.name(protocol.underlying()),
        short(leg.total.cast_signed(), 2)
    )
}

fn market(protocol: &Protocol, log: &Log) -> Option<(String, &'static str, Value)> {
    use IMarketEvents as E;
    let asset = protocol.asset();
    let named = protocol::account_name;
    let shown = match E::decode_log(&log.inner).ok()?.data {
        E::LegTraded(it) => (
            leg(protocol, &it),
            "LegTraded",
            json!({ "account": named(it.id), "leg": trade::leg_json(protocol, &it) }),
        ),
        E::OrderTraded(it) => {
            let paid = decimal::format(it.paid, asset.places);
            (
                format!(
                    "{} pays {} for its order",
                    named(it.id),
                    asset.amount(it.paid)
                ),
                "OrderTraded",
                json!({ "account": named(it.id), "by": it.by, "paid": paid }),
            )
        }
        E::Deposited(it) => (
            format!("{} gets {}", named(it.id), asset.unsigned(it.amount)),
            "Deposited",
            json!({ "account": named(it.id), "amount": units::exact(it.amount, asset.places) }),
        ),
        E::Withdrawn(it) => (
            format!("{} pays out {}", named(it.id), asset.unsigned(it.amount)),
            "Withdrawn",
            json!({ "account": named(it.id), "amount": units::exact(it.amount, asset.places) }),
        ),
        E::ExpirySettled(it) => {
            let price = wad_unsigned(it.price);
            (
                format!("{} is settled at {price} USD", units::time(it.expiry)),
                "ExpirySettled",
                json!({ "expirySecs": it.expiry, "priceUsd": price }),
            )
        }
        E::AccountSettled(it) => (
            format!("{} is settled: {}", named(it.id), asset.amount(it.amount)),
            "AccountSettled",
            json!({ "account": named(it.id), "amount": decimal::format(it.amount, asset.places) }),
        ),
        _ => return None,
    };
    Some(shown)
}

fn vault(protocol: &Protocol, log: &Log) -> Option<(String, &'static str, Value)> {
    use IVaultEvents as E;
    let asset = protocol.asset();
    let (verb, name, owner, assets) = match E::decode_log(&log.inner).ok()?.data {
        E::Deposit(it) => ("joins with", "Deposit", it.owner, it.assets),
        E::Withdraw(it) => ("leaves with", "Withdraw", it.owner, it.assets),
        _ => return None,
    };
    let details = json!({ "owner": owner, "assets": units::exact(assets, asset.places) });
    Some((
        format!("{owner} {verb} {}", asset.unsigned(assets)),
        name,
        details,
    ))
}

fn liquidator(protocol: &Protocol, log: &Log) -> Option<(String, &'static str, Value)> {
    use ILiquidatorEvents as E;
    let asset = protocol.asset();
    let named = protocol::account_name;
    let shown = match E::decode_log(&log.inner).ok()?.data {
        E::PoolClosed(it) => (
            format!(
                "the pool closes {} of {}",
                percent(it.part, 2),
                named(it.id)
            ),
            "PoolClosed",
            json!({
                "account": named(it.id),
                "keeper": it.keeper,
                "part": wad_unsigned(it.part),
                "cost": decimal::format(it.cost, asset.places),
                "pay": decimal::format_unsigned(it.pay, asset.places),
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
        _ => return None,
    };
    Some(shown)
}

fn oracle(log: &Log) -> Option<(String, &'static str, Value)> {
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

fn surface(log: &Log) -> Option<(String, &'static str, Value)> {
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
