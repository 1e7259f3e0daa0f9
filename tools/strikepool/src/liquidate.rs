//! Liquidation: accounts that are short, what is due, the pool's close, auctions and bids.

use alloy::primitives::U256;
use clap::{Args, Subcommand};
use display::decimal;
use math::{WAD, mul_div_down, mul_div_up};
use serde_json::{Value, json};
use venue::accounts;
use venue::bindings::ILiquidator::{self, AuctionState, LiquidationState};
use venue::bindings::IMarket;
use venue::fault::{Fault, request};
use venue::protocol::{self, Protocol};
use venue::units::{self, percent, short, usd, wad, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;
use crate::trade::limit;

/// The names of the stages of a liquidation.
const STAGES: [&str; 3] = [
    "it has its maintenance margin",
    "the pool closes what is due",
    "it is for sale",
];

/// Liquidation.
#[derive(Args)]
pub(crate) struct Liquidate {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists the accounts that are due for liquidation, of all that ever traded or bid
    List,
    /// Shows what a liquidation of an account would do now, and its auction
    Show {
        /// The account: 0x… or 0x…/1
        account: String,
    },
    /// Liquidates an account: the pool closes what is due, and the account pays the caller; if the pool cannot, an
    /// auction begins or goes on. An insolvent account is closed whole, and its bond pays the caller
    Run {
        /// The account: 0x… or 0x…/1
        account: String,
    },
    /// Bids for a part of an account in auction, which goes into one of your own accounts
    Bid {
        /// The account: 0x… or 0x…/1
        account: String,
        /// The part, such as 25%; all that is due if left out
        #[arg(long)]
        part: Option<String>,
        /// The account of your own that takes it; it has to have its initial margin afterwards
        #[arg(long, default_value = "0", value_name = "ACCOUNT")]
        into: String,
        /// How much worse than the price now the price may be
        #[arg(long, default_value = "1%", conflicts_with = "limit")]
        slippage: String,
        /// The maximum to pay; if negative, the minimum to receive
        #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
        limit: Option<String>,
    },
    /// Shows the insurance fund, and how much of it may pay for debts now
    Fund,
}

impl Liquidate {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        if protocol.liquidator.is_zero() {
            return Err(request("the market has no liquidator"));
        }
        let own = protocol.chain.sender_if_known();
        let id = |account: &str| protocol::parse_account(account, own);
        match &self.action {
            Action::List => list(protocol).await,
            Action::Show { account } => show(protocol, id(account)?).await,
            Action::Run { account } => liquidate(protocol, id(account)?).await,
            Action::Bid {
                account,
                part,
                into,
                slippage,
                limit,
            } => {
                let bid = Bid {
                    id: id(account)?,
                    taker: id(into)?,
                    part: part.as_deref(),
                    slippage,
                    limit: limit.as_deref(),
                };
                bid.run(protocol).await
            }
            Action::Fund => fund(protocol).await,
        }
    }
}

fn stage(stage: u8) -> &'static str {
    STAGES.get(usize::from(stage)).copied().unwrap_or("unknown")
}

async fn state(protocol: &Protocol, id: U256) -> Result<LiquidationState, Fault> {
    let call = ILiquidator::liquidationCall { id };
    protocol.chain.ask(protocol.liquidator, &call).await
}

async fn auction(protocol: &Protocol, id: U256) -> Result<AuctionState, Fault> {
    let call = ILiquidator::auctionCall { id };
    protocol.chain.ask(protocol.liquidator, &call).await
}

async fn list(protocol: &Protocol) -> Result<Output, Fault> {
    let head = protocol.chain.head().await?;
    let finding = accounts::active(protocol, protocol.since, head.number);
    let all = during("finding the accounts", finding).await?;
    let looking = async {
        let mut found = Vec::new();
        for id in all {
            // An account without live positions is not due, however short it is: its settlement closes it.
            let state = state(protocol, id).await?;
            if state.stage != 0 {
                found.push((id, state));
            }
        }
        Ok::<_, Fault>(found)
    };
    let accounts = during("looking at the accounts", looking).await?;
    let asset = protocol.asset();
    let rows = accounts.iter().map(|(id, state)| {
        [
            protocol::account_name(*id),
            stage(state.stage).to_owned(),
            short(state.value, 2),
            short(state.maintenance, 2),
            percent(state.part, 2),
            asset.amount(i128::try_from(state.pay).unwrap_or(i128::MAX)),
        ]
    });
    let head = ["account", "stage", "value USD", "margin USD", "due", "pays"];
    let text = if accounts.is_empty() {
        "every account has its maintenance margin\n".to_owned()
    } else {
        output::table(head, 2, rows)
    };
    let rows = accounts
        .iter()
        .map(|(id, state)| state_json(protocol, *id, state));
    Ok(Output::new(text, json!(rows.collect::<Vec<_>>())))
}

fn state_json(protocol: &Protocol, id: U256, state: &LiquidationState) -> Value {
    let asset = protocol.asset();
    json!({
        "account": protocol::account_name(id),
        "stage": state.stage,
        "valueUsd": wad(state.value),
        "maintenanceUsd": wad(state.maintenance),
        "part": wad_unsigned(state.part),
        "price": decimal::format(state.price, asset.places),
        "pay": decimal::format_unsigned(state.pay, asset.places),
        "profitUsd": wad(state.profit),
        "asset": asset.symbol,
    })
}

async fn show(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let state = state(protocol, id).await?;
    let auction = auction(protocol, id).await?;
    let asset = protocol.asset();
    let mut pairs = vec![
        ("account", protocol::account_name(id)),
        ("stage", stage(state.stage).to_owned()),
        ("worth", usd(state.value)),
        ("above maintenance margin", usd(state.maintenance)),
    ];
    if state.stage != 0 {
        pairs.push(("due", percent(state.part, 2)));
        pairs.push(("price of that part", asset.amount(state.price)));
        pairs.push(("pay", asset.amount(state.pay.cast_signed())));
        pairs.push(("profit against the mark", usd(state.profit)));
    }
    if auction.startedAt != 0 {
        pairs.push(("auction", auction.nonce.to_string()));
        pairs.push(("it began", units::time(auction.startedAt)));
    }
    let mut json = state_json(protocol, id, &state);
    json["auction"] = json!({
        "nonce": auction.nonce,
        "startedAtSecs": auction.startedAt,
        "seenAtSecs": auction.seenAt,
    });
    Ok(Output::new(output::listing(&pairs), json))
}

async fn liquidate(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let (chain, liquidator, asset) = (&protocol.chain, protocol.liquidator, protocol.asset());
    let call = ILiquidator::liquidateCall { id };
    let done = during("liquidating", chain.send(liquidator, &call)).await?;
    let name = protocol::account_name(id);
    let mut json = json!({
        "account": name,
        "asset": asset.symbol,
        "transaction": output::transaction(&done),
    });
    let text = if let Some(closed) = done.event::<ILiquidator::PoolClosed>(liquidator) {
        let bonds = done.events::<IMarket::BondPaid>(protocol.market);
        let bond = bonds.fold(0_u128, |sum, paid| sum.saturating_add(paid.amount));
        json["closed"] = json!({
            "part": wad_unsigned(closed.part),
            "cost": decimal::format(closed.cost, asset.places),
            "pay": decimal::format_unsigned(closed.pay, asset.places),
            "bond": decimal::format_unsigned(bond, asset.places),
            "forced": closed.forced,
        });
        format!(
            "the pool closed {} of account {name}; you earned {}\n",
            percent(closed.part, 2),
            asset.unsigned(U256::from(closed.pay).saturating_add(U256::from(bond)))
        )
    } else if let Some(begun) = done.event::<ILiquidator::AuctionStarted>(liquidator) {
        json["auction"] = json!(begun.nonce);
        format!("auction {} of account {name} began\n", begun.nonce)
    } else if done
        .event::<ILiquidator::AuctionEnded>(liquidator)
        .is_some()
    {
        format!("account {name} has recovered: its auction is over\n")
    } else {
        format!("the auction of account {name} goes on\n")
    };
    let text = text + &output::transaction_line(&done);
    Ok(Output::new(text, json))
}

/// The arguments of a bid.
struct Bid<'a> {
    id: U256,
    taker: U256,
    part: Option<&'a str>,
    slippage: &'a str,
    limit: Option<&'a str>,
}

/// The price of a part, if `due` costs `price`; rounded up.
fn price_of(part: u128, due: u128, price: i128) -> Option<i128> {
    let size = price.unsigned_abs();
    let scaled = if price < 0 {
        mul_div_down(size, part, due)
    } else {
        mul_div_up(size, part, due)
    };
    let scaled = i128::try_from(scaled.ok()?).ok()?;
    Some(if price < 0 { -scaled } else { scaled })
}

impl Bid<'_> {
    async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let (chain, liquidator) = (&protocol.chain, protocol.liquidator);
        let slippage = units::millionths(self.slippage, "--slippage")?;
        let asset = protocol.asset();
        let fixed = match self.limit {
            Some(text) => Some(
                decimal::parse(text, asset.places)
                    .map_err(|malformed| request(format!("--limit {text} {malformed}")))?,
            ),
            None => None,
        };
        let wanted = match self.part {
            Some(text) => {
                let part = u128::from(units::millionths(text, "--part")?);
                Some(part * (WAD / u128::from(units::MILLION)))
            }
            None => None,
        };
        let state = state(protocol, self.id).await?;
        let auction = auction(protocol, self.id).await?;
        let part = wanted.map_or(state.part, |wanted| wanted.min(state.part));
        let limit = fixed
            .or_else(|| limit(price_of(part, state.part, state.price)?, slippage))
            .ok_or_else(|| request("the account is not for sale"))?;
        let call = ILiquidator::bidCall {
            id: self.id,
            taker: self.taker,
            part,
            limit,
            nonce: auction.nonce,
        };
        let done = during("bidding", chain.send(liquidator, &call)).await?;
        let taken = done.event::<ILiquidator::AuctionTaken>(liquidator);
        let (part, price) = taken.map_or((part, done.answer), |taken| (taken.part, taken.price));
        let name = protocol::account_name(self.id);
        let text = format!(
            "took {} of account {name} into {} for {} (negative: received)\n{}",
            percent(part, 2),
            protocol::account_name(self.taker),
            asset.amount(price),
            output::transaction_line(&done)
        );
        let json = json!({
            "account": name,
            "taker": protocol::account_name(self.taker),
            "part": wad_unsigned(part),
            "price": decimal::format(price, asset.places),
            "asset": asset.symbol,
            "transaction": output::transaction(&done),
        });
        Ok(Output::new(text, json))
    }
}

async fn fund(protocol: &Protocol) -> Result<Output, Fault> {
    let asset = protocol.asset();
    let fund = protocol.chain.ask(protocol.market, &IMarket::fundCall {});
    let fund = fund.await?;
    let [held, may_pay] = [fund._0, fund._1].map(U256::from);
    let text = output::listing(&[
        ("insurance fund", asset.unsigned(held)),
        ("may pay for debts now", asset.unsigned(may_pay)),
    ]);
    let json = json!({
        "money": units::exact(held, asset.places),
        "mayPay": units::exact(may_pay, asset.places),
        "asset": asset.symbol,
    });
    Ok(Output::new(text, json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_of_a_part_is_rounded_against_the_bidder() {
        assert_eq!(price_of(1, 2, 5), Some(3));
        assert_eq!(price_of(1, 2, -5), Some(-2));
        assert_eq!(price_of(2, 2, 5), Some(5));
        assert_eq!(price_of(1, 0, 5), None);
    }
}
