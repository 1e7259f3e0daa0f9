//! An account: its money, positions and margin; deposits and withdrawals.

use alloy::primitives::{Address, U256};
use clap::{Args, Subcommand};
use display::decimal;
use serde_json::{Value, json};
use venue::bindings::ILens::{self, AccountPosition, AccountState};
use venue::bindings::ILiquidator::{self, MarginDistance};
use venue::bindings::IMarket::{self, Claim};
use venue::clearing;
use venue::fault::{Fault, request};
use venue::protocol::{self, Protocol};
use venue::series::Series;
use venue::units::{self, percent, short, usd, wad, wad_unsigned};

use crate::chain::reason;
use crate::money;
use crate::output::{self, Output};
use crate::progress::during;
use crate::trade::Whose;

/// An account.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Account {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Subcommand)]
enum Action {
    /// Shows its money or loan, its bond, claims, positions and margin
    Show(Whose),
    /// Deposits money; anyone may, into any account
    Deposit {
        /// The amount of the quote asset
        amount: String,
        #[command(flatten)]
        whose: Whose,
    },
    /// Withdraws money; the account has to keep its initial margin
    Withdraw {
        /// The amount of the quote asset; "all" for all, if the account owes nothing
        amount: String,
        /// The receiver; your own address if left out
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        #[command(flatten)]
        whose: Whose,
    },
    /// Lets an operator trade for the account and spend up to a limit; 0 revokes this
    Operator {
        /// The operator
        operator: Address,
        /// The amount of the quote asset
        limit: String,
        #[command(flatten)]
        whose: Whose,
    },
}

impl Account {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        match &self.action {
            None => show(protocol, self.whose.id(protocol)?).await,
            Some(Action::Show(whose)) => show(protocol, whose.id(protocol)?).await,
            Some(Action::Deposit { amount, whose }) => {
                deposit(protocol, whose.id(protocol)?, amount).await
            }
            Some(Action::Withdraw { amount, to, whose }) => {
                withdraw(protocol, whose.id(protocol)?, amount, *to).await
            }
            Some(Action::Operator {
                operator,
                limit,
                whose,
            }) => permit(protocol, whose.id(protocol)?, *operator, limit).await,
        }
    }
}

async fn deposit(protocol: &Protocol, id: U256, amount: &str) -> Result<Output, Fault> {
    let (chain, market, asset) = (&protocol.chain, protocol.market, protocol.asset());
    let amount = U256::from(asset.parse(amount)?);
    let approved = money::allow(protocol, market, "market", amount).await?;
    let call = IMarket::depositCall { id, amount };
    let done = during("depositing", chain.send(market, &call)).await?;
    let (line, approval) = money::approval_output(approved.as_ref(), protocol);
    let (name, brought) = (protocol::account_name(id), asset.unsigned(amount));
    let text = format!(
        "{line}{brought} in account {name}\n{}",
        output::transaction_line(&done)
    );
    let json = json!({
        "account": name,
        "deposited": units::exact(amount, asset.places),
        "asset": asset.symbol,
        "approval": approval,
        "transaction": output::transaction(&done),
    });
    Ok(Output::new(text, json))
}

async fn withdraw(
    protocol: &Protocol,
    id: U256,
    amount: &str,
    to: Option<Address>,
) -> Result<Output, Fault> {
    let (chain, market, asset) = (&protocol.chain, protocol.market, protocol.asset());
    let amount = if amount == "all" {
        let account = chain.ask(market, &IMarket::accountCall { id }).await?;
        match u128::try_from(account._0) {
            Ok(money) if money > 0 => U256::from(money),
            _ => return Err(request("the account has no money")),
        }
    } else {
        U256::from(asset.parse(amount)?)
    };
    let to = to.map_or_else(|| chain.sender(), Ok)?;
    let call = IMarket::withdrawCall { id, amount, to };
    let done = during("withdrawing", chain.send(market, &call)).await?;
    let (name, paid) = (protocol::account_name(id), asset.unsigned(amount));
    let text = format!(
        "{paid} out of account {name} to {to}\n{}",
        output::transaction_line(&done)
    );
    let json = json!({
        "account": name,
        "withdrawn": units::exact(amount, asset.places),
        "asset": asset.symbol,
        "to": to,
        "transaction": output::transaction(&done),
    });
    Ok(Output::new(text, json))
}

async fn permit(
    protocol: &Protocol,
    id: U256,
    operator: Address,
    limit: &str,
) -> Result<Output, Fault> {
    let asset = protocol.asset();
    let units = match limit {
        "0" => 0,
        text => asset.parse(text)?,
    };
    let call = IMarket::setOperatorCall {
        id,
        operator,
        limit: U256::from(units),
    };
    let sending = protocol.chain.send(protocol.market, &call);
    let done = during("permitting", sending).await?;
    let (name, limit) = (
        protocol::account_name(id),
        asset.unsigned(U256::from(units)),
    );
    let text = format!(
        "{operator} may spend {limit} for account {name}\n{}",
        output::transaction_line(&done)
    );
    let json = json!({
        "account": name,
        "operator": operator,
        "limit": units::exact(U256::from(units), asset.places),
        "asset": asset.symbol,
        "transaction": output::transaction(&done),
    });
    Ok(Output::new(text, json))
}

async fn show(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let (chain, market) = (&protocol.chain, protocol.market);
    let call = ILens::accountCall { market, id };
    let asked = chain.ask(protocol.lens()?, &call);
    let shown = during("reading the account", asked).await?;
    let shown = Shown {
        id,
        bond: chain.ask(market, &IMarket::bondOfCall { id }).await?,
        claims: clearing::claims(protocol, id).await?,
        distance: distance(protocol, id).await?,
        state: shown._0,
        positions: shown._1,
    };
    Ok(Output::new(shown.text(protocol), shown.json(protocol)))
}

/// What is shown of an account.
struct Shown {
    id: U256,
    state: AccountState,
    positions: Vec<AccountPosition>,
    /// What it has laid down, units of the asset.
    bond: u64,
    /// What is left of its claims of settled expiries.
    claims: Vec<Claim>,
    distance: Option<MarginDistance>,
}

/// How far the market is from a liquidation of the account; unknown without a price or a liquidator.
async fn distance(protocol: &Protocol, id: U256) -> Result<Option<MarginDistance>, Fault> {
    if protocol.liquidator.is_zero() {
        return Ok(None);
    }
    let call = ILiquidator::distanceOfCall { id };
    match protocol.chain.ask(protocol.liquidator, &call).await {
        Ok(distance) => Ok(Some(distance)),
        Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The name of a status of a position; empty for a live one.
const fn status(status: u8) -> &'static str {
    match status {
        0 => "",
        1 => "expired",
        _ => "settled",
    }
}

impl Shown {
    fn text(&self, protocol: &Protocol) -> String {
        let (asset, state) = (protocol.asset(), &self.state);
        let margin = |wei: i128| match reason(state.unmargined.0) {
            why if why.is_empty() => usd(wei),
            why => format!("unknown: {why}"),
        };
        let money = if state.money < 0 {
            (
                "loan of the pool",
                asset.amount(state.money.saturating_neg()),
            )
        } else {
            ("money", asset.amount(state.money))
        };
        let mut pairs = vec![("account", protocol::account_name(self.id)), money];
        if self.bond != 0 {
            pairs.push(("bond", asset.unsigned(U256::from(self.bond))));
        }
        if state.claims != 0 {
            pairs.push(("claims of settled expiries", asset.amount(state.claims)));
        }
        pairs.extend([
            ("positions", usd(state.value)),
            ("delta", short(state.delta, 4)),
            ("vega", format!("{} a vol point", usd(state.vega))),
            ("above maintenance margin", margin(state.maintenance)),
            ("above initial margin", margin(state.initial)),
        ]);
        if state.unmarked != 0 {
            pairs.push(("positions without a mark", state.unmarked.to_string()));
        }
        if let Some(distance) = &self.distance
            && !self.positions.is_empty()
        {
            pairs.push(("maintenance margin runs out", far(distance)));
        }
        let mut out = output::listing(&pairs);
        if !self.claims.is_empty() {
            out.push('\n');
            out += &claims(protocol, &self.claims);
        }
        if !self.positions.is_empty() {
            out.push('\n');
            out += &table(protocol, &self.positions);
        }
        out
    }
}

/// A table of claims: what is left of what settled expiries owe the account.
fn claims(protocol: &Protocol, claims: &[Claim]) -> String {
    let asset = protocol.asset();
    let amount = |units: u128| asset.unsigned(U256::from(units));
    let rows = claims.iter().map(|claim| {
        [
            units::expiry(claim.expiry),
            amount(claim.amount),
            amount(claim.drawn),
            amount(claim.amount.saturating_sub(claim.drawn)),
        ]
    });
    output::table(["claim of", "amount", "drawn", "left"], 1, rows)
}

/// A table of positions.
fn table(protocol: &Protocol, positions: &[AccountPosition]) -> String {
    let rows = positions.iter().map(|one| {
        let claim = match one.status {
            2 => protocol.asset().amount(one.claim),
            _ => status(one.status).to_owned(),
        };
        [
            name(protocol, one),
            wad(one.quantity),
            short(one.mark.cast_signed(), 4),
            short(one.value, 2),
            short(one.delta, 3),
            claim,
        ]
    });
    let head = [
        "position",
        "quantity",
        "mark USD",
        "value USD",
        "delta",
        "settled",
    ];
    output::table(head, 1, rows)
}

fn name(protocol: &Protocol, one: &AccountPosition) -> String {
    let series = Series {
        expiry: one.expiry,
        kind: one.kind,
        strike_wad: one.strike,
    };
    series.name(protocol.underlying())
}

/// How far the market is from a liquidation of the account, as text.
fn far(distance: &MarginDistance) -> String {
    let at = |what: &str, factor: u128| {
        let percent = percent(factor, 1);
        format!("when {what} is at {percent} of its present value")
    };
    let mut ways = Vec::new();
    for (what, factor, none) in [
        ("the spot", distance.spotDown, 0),
        ("the spot", distance.spotUp, u128::MAX),
        ("volatility", distance.volDown, 0),
        ("volatility", distance.volUp, u128::MAX),
    ] {
        if factor != none {
            ways.push(at(what, factor));
        }
    }
    ways.dedup();
    if ways.is_empty() {
        "at no spot or volatility within reach".into()
    } else {
        ways.join(", ")
    }
}

impl Shown {
    fn json(&self, protocol: &Protocol) -> Value {
        let (asset, state) = (protocol.asset(), &self.state);
        let factor = |factor: u128, none: u128| {
            if factor == none {
                Value::Null
            } else {
                json!(wad_unsigned(factor))
            }
        };
        let exact = |units: u128| units::exact(U256::from(units), asset.places);
        let claims = self.claims.iter().map(|claim| {
            json!({
                "expirySecs": claim.expiry,
                "amount": exact(claim.amount),
                "drawn": exact(claim.drawn),
            })
        });
        let rows = self.positions.iter().map(|one| {
            json!({
                "series": name(protocol, one),
                "quantity": wad(one.quantity),
                "status": match one.status { 0 => "live", 1 => "expired", _ => "settled" },
                "markUsd": wad_unsigned(one.mark),
                "volatility": wad_unsigned(one.volatility),
                "valueUsd": wad(one.value),
                "delta": wad(one.delta),
                "gamma": wad(one.gamma),
                "vegaUsd": wad(one.vega),
                "thetaUsdAYear": wad(one.theta),
                "rhoUsd": wad(one.rho),
                "claim": decimal::format(one.claim, asset.places),
                "unmarked": reason(one.unmarked.0),
            })
        });
        json!({
            "account": protocol::account_name(self.id),
            "id": self.id.to_string(),
            "money": decimal::format(state.money, asset.places),
            "loan": exact(state.money.min(0).unsigned_abs()),
            "bond": exact(self.bond.into()),
            "claims": decimal::format(state.claims, asset.places),
            "claimsLeft": claims.collect::<Vec<_>>(),
            "asset": asset.symbol,
            "valueUsd": wad(state.value),
            "delta": wad(state.delta),
            "gamma": wad(state.gamma),
            "vegaUsd": wad(state.vega),
            "thetaUsdAYear": wad(state.theta),
            "rhoUsd": wad(state.rho),
            "unmarked": state.unmarked,
            "maintenanceUsd": wad(state.maintenance),
            "initialUsd": wad(state.initial),
            "unmargined": reason(state.unmargined.0),
            "distance": self.distance.as_ref().map(|it| json!({
                "spotDown": factor(it.spotDown, 0),
                "spotUp": factor(it.spotUp, u128::MAX),
                "volDown": factor(it.volDown, 0),
                "volUp": factor(it.volUp, u128::MAX),
            })),
            "positions": rows.collect::<Vec<_>>(),
        })
    }
}
