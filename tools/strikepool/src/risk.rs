//! The pool's risk: figures beside their limits, the book by expiry, its gain in each scenario.

use std::path::PathBuf;

use alloy::primitives::U256;
use clap::Args;
use display::{decimal, stress};
use serde_json::{Value, json};
use venue::bindings::IPoolLens::{self, PoolRisks, poolReturn};
use venue::fault::{Fault, local};
use venue::protocol::Protocol;
use venue::units::{self, percent, short, usd, wad, wad_unsigned};

use crate::chain::{reason, state_text};
use crate::output::{self, Output};
use crate::progress::during;
use crate::vault::shares_text;

/// Shows the risk of the pool.
#[derive(Args)]
pub(crate) struct Risk {
    /// Draws the scenarios into this SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Risk {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let market = protocol.market;
        let call = IPoolLens::poolCall { market };
        let asked = protocol.chain.ask(protocol.pool_lens()?, &call);
        let pool = during("marking the pool's book", asked).await?;
        let stresses = stress::stresses(&pool._5);
        if let Some(path) = &self.svg {
            let time = units::time(pool._0.updatedAt);
            let title = format!(
                "Gains of the book of {} in the scenarios of the grid, USD (price of {time})",
                protocol.name
            );
            std::fs::write(path, stress::svg(&title, &stresses))
                .map_err(|error| local(format!("{}: {error}", path.display())))?;
        }
        let mut text = text(protocol, &pool);
        if !stresses.is_empty() {
            add!(text, "\n{}", stress::table(&stresses));
        }
        if let Some(path) = &self.svg {
            add!(text, "\nthe drawing is in {}\n", path.display());
        }
        Ok(Output::new(text, json(protocol, &pool, &stresses)))
    }
}

fn usd_unsigned(wei: u128) -> String {
    usd(i128::try_from(wei).unwrap_or(i128::MAX))
}

fn text(protocol: &Protocol, pool: &poolReturn) -> String {
    let (state, money, risks, queue) = (&pool._0, &pool._1, &pool._2, &pool._3);
    let asset = protocol.asset();
    let mut out = format!("{}\n", state_text(state.state));
    for (paused, what) in [
        (state.marketPaused, "market"),
        (state.riskPaused, "risk manager"),
        (state.vaultPaused, "vault"),
    ] {
        if paused {
            add!(out, "the {what} is paused\n");
        }
    }
    if state.unsettled != 0 {
        add!(
            out,
            "the expiry of {} is past but not settled\n",
            units::time(state.unsettled)
        );
    }
    if !state.unmarked.is_zero() {
        add!(out, "the book has no mark: {}\n", reason(state.unmarked.0));
        return out;
    }
    if !state.closed.is_zero() {
        add!(
            out,
            "nobody can leave the pool now: {}\n",
            reason(state.closed.0)
        );
    }
    out += &output::listing(&[
        ("worth", usd_unsigned(risks.nav)),
        ("book at the mark", usd(risks.mark)),
        ("a share", asset.unsigned(money.sharePrice)),
        ("reserve", usd_unsigned(risks.reserve)),
        (
            "may leave now",
            asset.unsigned(U256::from(money.withdrawable)),
        ),
        ("utilisation", percent(risks.utilisation, 1)),
        ("value at risk, a day", usd_unsigned(risks.valueAtRisk)),
        ("shares in the queue", shares_text(protocol, queue.waiting)),
    ]);
    for (owed, what) in [
        (money.owed, "the pool owes claims of"),
        (money.lent, "accounts owe loans of"),
    ] {
        if owed != 0 {
            add!(out, "{what} {}\n", asset.unsigned(U256::from(owed)));
        }
    }
    out.push('\n');
    out += &limits(risks);
    if !pool._4.is_empty() {
        out.push('\n');
        out += &expiries(pool);
    }
    out
}

/// Each limit, and how much of it is used.
fn limits(risks: &PoolRisks) -> String {
    let limit = |name: &str, used: u128, max: u128| {
        let part = used.saturating_mul(1_000).checked_div(max).unwrap_or(0);
        [
            name.to_owned(),
            usd_unsigned(used),
            usd_unsigned(max),
            format!("{}.{}%", part / 10, part % 10),
        ]
    };
    let worst = format!("worst scenario (number {})", risks.worstScenario);
    let limits = [
        limit(
            "vega, a vol point",
            risks.vega.unsigned_abs(),
            risks.vegaMax,
        ),
        limit("delta times spot", risks.deltaUsed, risks.deltaMax),
        limit(
            "ten percent of the spot",
            risks.tenPercent,
            risks.tenPercentMax,
        ),
        limit(&worst, risks.worst, risks.worstMax),
        limit(
            "expected shortfall, a day",
            risks.shortfall,
            risks.shortfallMax,
        ),
    ];
    output::table(["limit", "used", "max", "part"], 1, limits)
}

/// The book by expiry.
fn expiries(pool: &poolReturn) -> String {
    let rows = pool._4.iter().map(|one| {
        let surface = match one.surfaceAt {
            0 => "none".into(),
            at => units::time(at),
        };
        let missing = !one.unmarked.is_zero();
        let shown = |wei: i128, digits: usize| {
            if missing {
                "-".to_owned()
            } else {
                short(wei, digits)
            }
        };
        [
            units::expiry(one.expiry),
            surface,
            one.listed.to_string(),
            one.held.to_string(),
            if missing {
                reason(one.unmarked.0)
            } else {
                shown(one.mark, 2)
            },
            shown(one.delta, 3),
            shown(one.vega, 2),
        ]
    });
    let head = [
        "expiry",
        "surface of",
        "listed",
        "held",
        "mark USD",
        "delta",
        "vega USD",
    ];
    output::table(head, 2, rows)
}

fn json(protocol: &Protocol, pool: &poolReturn, stresses: &[stress::Stress]) -> Value {
    let (state, money, risks, queue) = (&pool._0, &pool._1, &pool._2, &pool._3);
    let asset = protocol.asset();
    let amount = |units| units::exact(units, asset.places);
    let scenarios = stresses.iter().zip(&pool._5).map(|(stress, gain)| {
        json!({
            "spot": format!("{:.2}", stress.spot),
            "volatility": stress::name(stress.row),
            "gainUsd": wad(*gain),
        })
    });
    let expiries = pool._4.iter().map(|one| {
        json!({
            "expirySecs": one.expiry,
            "listed": one.listed,
            "held": one.held,
            "markUsd": wad(one.mark),
            "delta": wad(one.delta),
            "gamma": wad(one.gamma),
            "vegaUsd": wad(one.vega),
            "thetaUsdAYear": wad(one.theta),
            "surfaceAtSecs": one.surfaceAt,
            "unmarked": reason(one.unmarked.0),
        })
    });
    json!({
        "market": protocol.name,
        "state": state.state,
        "spotUsd": wad_unsigned(state.spot),
        "updatedAtSecs": state.updatedAt,
        "unsettledSecs": state.unsettled,
        "paused": { "market": state.marketPaused, "riskManager": state.riskPaused, "vault": state.vaultPaused },
        "unmarked": reason(state.unmarked.0),
        "closed": reason(state.closed.0),
        "asset": asset.symbol,
        "money": {
            "held": amount(U256::from(money.held)),
            "backing": decimal::format(money.backing, asset.places),
            "owed": amount(U256::from(money.owed)),
            "lent": amount(U256::from(money.lent)),
            "assets": amount(money.assets),
            "sharePrice": amount(money.sharePrice),
            "withdrawable": amount(U256::from(money.withdrawable)),
            "shares": shares_text(protocol, money.shares),
            "queuedShares": shares_text(protocol, queue.waiting),
        },
        "navUsd": wad_unsigned(risks.nav),
        "markUsd": wad(risks.mark),
        "delta": wad(risks.delta),
        "gamma": wad(risks.gamma),
        "vegaUsd": wad(risks.vega),
        "thetaUsdAYear": wad(risks.theta),
        "reserveUsd": wad_unsigned(risks.reserve),
        "utilisation": wad_unsigned(risks.utilisation),
        "valueAtRiskUsd": wad_unsigned(risks.valueAtRisk),
        "limits": {
            "vega": { "usedUsd": wad_unsigned(risks.vega.unsigned_abs()), "maxUsd": wad_unsigned(risks.vegaMax) },
            "delta": { "usedUsd": wad_unsigned(risks.deltaUsed), "maxUsd": wad_unsigned(risks.deltaMax) },
            "tenPercent": { "usedUsd": wad_unsigned(risks.tenPercent), "maxUsd": wad_unsigned(risks.tenPercentMax) },
            "worst": { "usedUsd": wad_unsigned(risks.worst), "maxUsd": wad_unsigned(risks.worstMax), "scenario": risks.worstScenario },
            "shortfall": { "usedUsd": wad_unsigned(risks.shortfall), "maxUsd": wad_unsigned(risks.shortfallMax) },
        },
        "expiries": expiries.collect::<Vec<_>>(),
        "scenarios": scenarios.collect::<Vec<_>>(),
    })
}
