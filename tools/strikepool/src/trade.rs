//! Orders: quotes, buys, sells, closes; and the listing of series.

use alloy::primitives::U256;
use clap::Args;
use display::decimal;
use serde_json::{Value, json};
use venue::bindings::IMarket::{self, LegTraded, Position, QuoteLine};
use venue::bindings::IRiskManager;
use venue::fault::{Fault, request};
use venue::protocol::{self, Protocol};
use venue::series::Series;
use venue::units::{self, percent, short, wad, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;

/// The maximum number of legs of an order.
const MAX_LEGS: usize = 4;

/// What is traded, and for which account.
#[derive(Args)]
struct Order {
    /// The series, such as ETH-2026-12-25-3200-C
    series: String,
    /// The quantity, in units of the underlying
    quantity: String,
    /// Another leg of the order, up to three times: +QUANTITY buys, -QUANTITY sells
    #[arg(long = "leg", value_names = ["SERIES=±QUANTITY"])]
    legs: Vec<String>,
    #[command(flatten)]
    account: Whose,
}

/// The account.
#[derive(Args)]
pub(crate) struct Whose {
    /// The account: a number among your own, or an owner's address, or both as 0x…/1
    #[arg(long, default_value = "0", value_name = "ACCOUNT")]
    account: String,
}

impl Whose {
    pub(crate) fn id(&self, protocol: &Protocol) -> Result<U256, Fault> {
        protocol::parse_account(&self.account, protocol.chain.sender_if_known())
    }
}

/// The limits of an order.
#[derive(Args)]
struct Limits {
    /// How much worse than the quote the price may be, such as 1% or 50bps
    #[arg(long, default_value = "1%", conflicts_with = "limit")]
    slippage: String,
    /// The maximum to pay in all (buy), or the minimum to receive (sell); replaces --slippage
    #[arg(long, value_name = "AMOUNT")]
    limit: Option<String>,
    /// The order is refused if it arrives later than this from now: 90s, 5m, 2h
    #[arg(long, default_value = "5m", value_name = "SPAN")]
    deadline: String,
}

/// Parsed limits.
struct Bounds {
    /// The maximum cost, if `--limit` was given.
    fixed: Option<i128>,
    slippage_millionths: u32,
    valid_secs: u64,
}

/// Quotes an order.
#[derive(Args)]
pub(crate) struct Quote {
    #[command(flatten)]
    order: Order,
    /// Quotes a sale
    #[arg(long)]
    sell: bool,
}

/// Buys options.
#[derive(Args)]
pub(crate) struct Buy {
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    limits: Limits,
}

/// Sells options.
#[derive(Args)]
pub(crate) struct Sell {
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    limits: Limits,
}

/// Closes positions.
#[derive(Args)]
pub(crate) struct Close {
    /// The series
    #[arg(required_unless_present = "all")]
    series: Option<String>,
    /// The quantity; the whole position if left out
    #[arg(requires = "series")]
    quantity: Option<String>,
    /// Closes every position that can still be traded
    #[arg(long, conflicts_with = "series")]
    all: bool,
    #[command(flatten)]
    account: Whose,
    #[command(flatten)]
    limits: Limits,
}

/// Lists a series for trading.
#[derive(Args)]
pub(crate) struct List {
    /// The series, such as ETH-2026-12-25-3200-C
    series: String,
}

impl Order {
    fn legs(&self, protocol: &Protocol, sign: i128) -> Result<Vec<Position>, Fault> {
        let underlying = protocol.underlying();
        let first = Series::parse(&self.series, underlying)?;
        let quantity = units::positive(&self.quantity, 18, "the quantity")?;
        let mut legs = vec![first.position(sign * quantity.cast_signed())];
        for leg in &self.legs {
            let (name, quantity) = leg.rsplit_once('=').ok_or_else(|| {
                request(format!("--leg {leg} is not of the form SERIES=±QUANTITY"))
            })?;
            let digits = quantity.strip_prefix('+').unwrap_or(quantity);
            let quantity = units::signed_wad(digits, "the quantity")?;
            if quantity == 0 {
                return Err(request(format!("--leg {leg} has quantity zero")));
            }
            legs.push(Series::parse(name, underlying)?.position(quantity));
        }
        if legs.len() > MAX_LEGS {
            return Err(request(format!("an order has at most {MAX_LEGS} legs")));
        }
        Ok(legs)
    }
}

/// The maximum cost of an order that is quoted at `cost`, with this slippage; rounded in favour of the trader.
pub(crate) fn limit(cost: i128, slippage_millionths: u32) -> Option<i128> {
    let slack = cost
        .unsigned_abs()
        .checked_mul(u128::from(slippage_millionths))?
        / u128::from(units::MILLION);
    cost.checked_add(i128::try_from(slack).ok()?)
}

impl Limits {
    /// Parses the limits.
    fn read(&self, protocol: &Protocol, selling: bool) -> Result<Bounds, Fault> {
        let fixed = match &self.limit {
            Some(amount) => {
                let units = protocol.asset().parse(amount)?.cast_signed();
                Some(if selling { -units } else { units })
            }
            None => None,
        };
        Ok(Bounds {
            fixed,
            slippage_millionths: units::millionths(&self.slippage, "--slippage")?,
            valid_secs: units::span_secs(&self.deadline, "--deadline")?,
        })
    }

    /// Trades at a fresh quote.
    async fn trade(
        &self,
        protocol: &Protocol,
        id: U256,
        legs: Vec<Position>,
        selling: bool,
    ) -> Result<Output, Fault> {
        let (chain, market) = (&protocol.chain, protocol.market);
        let bounds = self.read(protocol, selling)?;
        let (quoted, _) = cost(protocol, id, &legs).await?;
        let limit = bounds
            .fixed
            .or_else(|| limit(quoted, bounds.slippage_millionths))
            .ok_or_else(|| request("the order is too large"))?;
        let now = chain.head().await?.time_secs;
        let deadline = now.saturating_add(bounds.valid_secs);
        let call = IMarket::tradeCall {
            id,
            legs,
            limit,
            deadline,
        };
        let done = during("trading", chain.send(market, &call)).await?;
        let asset = protocol.asset();
        let order = done.event::<IMarket::OrderTraded>(market);
        let paid = order.map_or(done.answer, |order| order.paid);
        let traded: Vec<LegTraded> = done
            .receipt
            .inner
            .logs()
            .iter()
            .filter(|log| log.address() == market)
            .filter_map(|log| Some(log.log_decode::<LegTraded>().ok()?.inner.data))
            .collect();
        let mut text: String = traded.iter().map(|leg| leg_line(protocol, leg)).collect();
        add!(
            text,
            "{} (quoted {}, limit {})\n",
            flow(protocol, paid),
            asset.amount(quoted),
            asset.amount(limit)
        );
        text += &output::transaction_line(&done);
        let json = json!({
            "account": protocol::account_name(id),
            "legs": traded.iter().map(|leg| leg_json(protocol, leg)).collect::<Vec<_>>(),
            "paid": decimal::format(paid, asset.places),
            "quoted": decimal::format(quoted, asset.places),
            "limit": decimal::format(limit, asset.places),
            "asset": asset.symbol,
            "deadlineSecs": deadline,
            "transaction": output::transaction(&done),
        });
        Ok(Output::new(text, json))
    }
}

/// The cost of an order now, in units of the asset, and the lines of its quote.
async fn cost(
    protocol: &Protocol,
    id: U256,
    legs: &[Position],
) -> Result<(i128, Vec<QuoteLine>), Fault> {
    let call = IMarket::quoteCall {
        id,
        legs: legs.to_vec(),
    };
    let answer = during("quoting", protocol.chain.ask(protocol.market, &call)).await?;
    Ok((answer._0, answer._1))
}

/// The money of an order: paid or received.
fn flow(protocol: &Protocol, paid: i128) -> String {
    let asset = protocol.asset();
    if paid < 0 {
        format!("received {}", asset.amount(-paid))
    } else {
        format!("paid {}", asset.amount(paid))
    }
}

fn verb(quantity: i128) -> &'static str {
    if quantity < 0 { "sold" } else { "bought" }
}

fn traded_series(leg: &LegTraded) -> Series {
    Series {
        expiry: leg.expiry,
        kind: leg.kind,
        strike_wad: leg.strike,
    }
}

fn leg_line(protocol: &Protocol, leg: &LegTraded) -> String {
    let (name, quantity) = (traded_series(leg).name(protocol.underlying()), leg.quantity);
    format!(
        "{} {} {name} for {} USD (fee {} USD)\n",
        verb(quantity),
        wad_unsigned(quantity.unsigned_abs()),
        short(leg.total.cast_signed(), 6),
        short(leg.fee.cast_signed(), 6),
    )
}

/// A traded leg as JSON.
pub(crate) fn leg_json(protocol: &Protocol, leg: &LegTraded) -> Value {
    json!({
        "series": traded_series(leg).name(protocol.underlying()),
        "quantity": wad(leg.quantity),
        "totalUsd": wad_unsigned(leg.total),
        "feeUsd": wad_unsigned(leg.fee),
    })
}

impl Quote {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let sign = if self.sell { -1 } else { 1 };
        let legs = self.order.legs(protocol, sign)?;
        // The account of the zero address is empty.
        let id = match protocol.chain.sender_if_known() {
            Some(_) => self.order.account.id(protocol)?,
            None => U256::ZERO,
        };
        let (cost, lines) = cost(protocol, id, &legs).await?;
        let asset = protocol.asset();
        let underlying = protocol.underlying();
        let rows = legs.iter().zip(&lines).map(|(leg, line)| {
            let shown = |wei: u128| short(wei.cast_signed(), 6);
            [
                Series::of(leg).name(underlying),
                wad(leg.quantity),
                shown(line.total),
                shown(line.mark),
                shown(line.fee),
                percent(line.volatility, 2),
                short(line.delta, 4),
                short(line.vega, 4),
            ]
        });
        let head = [
            "series",
            "quantity",
            "total USD",
            "mark USD",
            "fee USD",
            "volatility",
            "delta",
            "vega",
        ];
        let mut text = output::table(head, 1, rows);
        let verb = if cost < 0 { "you receive" } else { "you pay" };
        let units = i128::try_from(cost.unsigned_abs()).unwrap_or(i128::MAX);
        add!(text, "{verb} {} in all\n", asset.amount(units));
        let json = json!({
            "cost": decimal::format(cost, asset.places),
            "asset": asset.symbol,
            "legs": legs.iter().zip(&lines).map(|(leg, line)| json!({
                "series": Series::of(leg).name(underlying),
                "quantity": wad(leg.quantity),
                "totalUsd": wad_unsigned(line.total),
                "markUsd": wad_unsigned(line.mark),
                "feeUsd": wad_unsigned(line.fee),
                "volatility": wad_unsigned(line.volatility),
                "delta": wad(line.delta),
                "vegaUsd": wad(line.vega),
            })).collect::<Vec<_>>(),
        });
        Ok(Output::new(text, json))
    }
}

impl Buy {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let legs = self.order.legs(protocol, 1)?;
        let id = self.order.account.id(protocol)?;
        self.limits.trade(protocol, id, legs, false).await
    }
}

impl Sell {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let legs = self.order.legs(protocol, -1)?;
        let id = self.order.account.id(protocol)?;
        self.limits.trade(protocol, id, legs, true).await
    }
}

impl Close {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let id = self.account.id(protocol)?;
        let call = IMarket::accountCall { id };
        let held = protocol.chain.ask(protocol.market, &call).await?._1;
        let legs = self.legs(protocol, held).await?;
        // The limit is paid for buying back, or received for selling.
        let selling = legs.iter().all(|leg| leg.quantity < 0);
        self.limits.trade(protocol, id, legs, selling).await
    }

    /// The legs that close the positions.
    async fn legs(&self, protocol: &Protocol, held: Vec<Position>) -> Result<Vec<Position>, Fault> {
        let reverse = |position: &Position| Position {
            quantity: -position.quantity,
            ..position.clone()
        };
        let Some(name) = &self.series else {
            let now = protocol.chain.head().await?.time_secs;
            let live = held.iter().filter(|position| position.expiry > now);
            let legs: Vec<Position> = live.map(reverse).collect();
            return match legs.len() {
                0 => Err(request("the account has no position that can be traded")),
                1..=MAX_LEGS => Ok(legs),
                count => Err(request(format!(
                    "the account has {count} positions, but an order has at most {MAX_LEGS} legs: close them by name"
                ))),
            };
        };
        let series = Series::parse(name, protocol.underlying())?;
        let position = held.iter().find(|position| Series::of(position) == series);
        let position =
            position.ok_or_else(|| request(format!("the account has no position in {name}")))?;
        let mut leg = reverse(position);
        if let Some(quantity) = &self.quantity {
            let wanted = units::positive(quantity, 18, "the quantity")?;
            if wanted > position.quantity.unsigned_abs() {
                return Err(request(format!(
                    "the account's position in {name} is {}, less than {quantity}",
                    wad(position.quantity)
                )));
            }
            leg.quantity = wanted.cast_signed() * leg.quantity.signum();
        }
        Ok(vec![leg])
    }
}

impl List {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let series = Series::parse(&self.series, protocol.underlying())?;
        let call = IRiskManager::listCall {
            expiry: series.expiry,
            kind: series.kind,
            strike: series.strike_wad,
        };
        let done = during("listing", protocol.chain.send(protocol.risk, &call)).await?;
        let name = series.name(protocol.underlying());
        let text = format!("{name} is listed\n{}", output::transaction_line(&done));
        let json = json!({ "series": name, "transaction": output::transaction(&done) });
        Ok(Output::new(text, json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slippage_is_rounded_in_favour_of_the_trader() {
        assert_eq!(limit(1_000_000, 10_000), Some(1_010_000));
        assert_eq!(limit(-1_000_000, 10_000), Some(-990_000));
        // One more unit would be more slippage than 99.9999%.
        assert_eq!(limit(1, 999_999), Some(1));
        assert_eq!(limit(-1, 999_999), Some(-1));
        assert_eq!(limit(i128::MAX, 1_000_000), None);
    }
}
