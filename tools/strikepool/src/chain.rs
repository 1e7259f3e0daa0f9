//! The option chain as a table for each expiry.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use venue::bindings::ILens::{self, ChainSeries, ChainState};
use venue::fault::Fault;
use venue::protocol::Protocol;
use venue::refusal::Refusal;
use venue::series::{Series, kind_name};
use venue::units::{self, percent, short, wad, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;

/// Every listed series with its prices.
#[derive(Args)]
pub(crate) struct Chain {
    /// Only this expiry, such as 2026-12-25
    expiry: Option<String>,
}

/// What each state of the oracle allows.
const STATES: [&str; 3] = [
    "everything may be traded",
    "the price moved fast: positions may only be reduced",
    "there is no price: nothing is traded",
];

/// What a state of the oracle allows.
pub(crate) fn state_text(state: u8) -> String {
    let text = STATES.get(usize::from(state));
    text.map_or_else(|| format!("state {state}"), |text| (*text).to_owned())
}

/// The reason for a refusal, from the selector that a lens gives; empty if nothing is refused.
pub(crate) fn reason(selector: [u8; 4]) -> String {
    if selector == [0; 4] {
        String::new()
    } else {
        Refusal::of_selector(selector)
    }
}

impl Chain {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let (lens, market) = (protocol.lens()?, protocol.market);
        let (state, series) = if let Some(text) = &self.expiry {
            let expiry = units::parse_expiry(text)?;
            let call = ILens::chain_1Call { market, expiry };
            let asked = protocol.chain.ask(lens, &call);
            let answer = during("reading the chain", asked).await?;
            (answer._0, answer._1)
        } else {
            let call = ILens::chain_0Call { market };
            let asked = protocol.chain.ask(lens, &call);
            let answer = during("reading the chain", asked).await?;
            (answer._0, answer._1)
        };
        Ok(Output::new(
            text(protocol, &state, &series),
            json(protocol, &state, &series),
        ))
    }
}

fn text(protocol: &Protocol, state: &ChainState, series: &[ChainSeries]) -> String {
    let mut out = head(protocol, state);
    let mut expiries: BTreeMap<u64, Vec<&ChainSeries>> = BTreeMap::new();
    for one in series {
        expiries.entry(one.expiry).or_default().push(one);
    }
    if expiries.is_empty() {
        out += "no series is listed; anyone may list one with `list`\n";
    }
    for (expiry, series) in expiries {
        add!(out, "\n{}\n", units::time(expiry));
        for kinds in [[0, 1], [2, 3]] {
            out += &strikes(&series, kinds);
        }
        out += &notes(&series);
    }
    out
}

fn head(protocol: &Protocol, state: &ChainState) -> String {
    let underlying = protocol.underlying();
    let mut out = match state.spot {
        0 => format!("{underlying} has no price: {}\n", state_text(state.state)),
        spot => format!(
            "{underlying} {} USD at {}; {}\n",
            wad_unsigned(spot),
            units::time(state.updatedAt),
            state_text(state.state)
        ),
    };
    for (paused, what) in [
        (state.marketPaused, "market"),
        (state.riskPaused, "risk manager"),
    ] {
        if paused {
            add!(out, "the {what} is paused: no positions are opened\n");
        }
    }
    out
}

/// A table by strike, with one kind on the left and the other on the right.
fn strikes(series: &[&ChainSeries], kinds: [u8; 2]) -> String {
    let mut rows: BTreeMap<u128, [Option<&ChainSeries>; 2]> = BTreeMap::new();
    for one in series {
        if let Some(side) = kinds.iter().position(|kind| *kind == one.kind) {
            rows.entry(one.strike).or_default()[side] = Some(one);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let [left, right] = kinds.map(kind_name);
    let names = ["bid", "ask", "mark", "vol", "delta"];
    let mut head: [String; 11] = Default::default();
    for (place, name) in names.iter().enumerate() {
        head[place] = format!("{left} {name}");
        head[place + 6] = format!("{right} {name}");
    }
    head[5] = "strike".into();
    let rows = rows.into_iter().map(|(strike, [left, right])| {
        let mut row: [String; 11] = Default::default();
        for (first, side) in [(0, left), (6, right)] {
            for (place, cell) in side.map(cells).unwrap_or_default().into_iter().enumerate() {
                row[first + place] = cell;
            }
        }
        row[5] = wad_unsigned(strike);
        row
    });
    output::table(head.each_ref().map(String::as_str), 0, rows)
}

/// Bid, ask, mark, volatility, delta; a dash for a missing value.
fn cells(one: &ChainSeries) -> [String; 5] {
    let shown = |value: String, missing: bool| if missing { "-".into() } else { value };
    let unquoted = !one.unquoted.is_zero();
    let unmarked = !one.unmarked.is_zero();
    [
        shown(short(one.bid.cast_signed(), 2), unquoted),
        shown(short(one.ask.cast_signed(), 2), unquoted),
        shown(short(one.mark.cast_signed(), 2), unmarked),
        shown(percent(one.volatility, 1), unmarked),
        shown(short(one.delta, 3), unmarked),
    ]
}

/// Why values of an expiry are missing or series cannot be opened: each reason once, with the number of series.
fn notes(series: &[&ChainSeries]) -> String {
    let mut reasons: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for one in series {
        for (what, selector) in [
            ("no mark", one.unmarked),
            ("no bid and ask", one.unquoted),
            ("cannot be opened", one.unopened),
        ] {
            if !selector.is_zero() {
                *reasons.entry((what, reason(selector.0))).or_default() += 1;
            }
        }
    }
    let lines = reasons
        .into_iter()
        .map(|((what, why), count)| format!("{what} for {count} of {}: {why}\n", series.len()));
    lines.collect()
}

fn json(protocol: &Protocol, state: &ChainState, series: &[ChainSeries]) -> Value {
    let underlying = protocol.underlying();
    let rows = series.iter().map(|one| {
        json!({
            "series": Series { expiry: one.expiry, kind: one.kind, strike_wad: one.strike }.name(underlying),
            "expirySecs": one.expiry,
            "kind": kind_name(one.kind),
            "strikeUsd": wad_unsigned(one.strike),
            "bidUsd": wad_unsigned(one.bid),
            "bidFeeUsd": wad_unsigned(one.bidFee),
            "askUsd": wad_unsigned(one.ask),
            "askFeeUsd": wad_unsigned(one.askFee),
            "markUsd": wad_unsigned(one.mark),
            "volatility": wad_unsigned(one.volatility),
            "delta": wad(one.delta),
            "gamma": wad(one.gamma),
            "vegaUsd": wad(one.vega),
            "thetaUsdAYear": wad(one.theta),
            "rhoUsd": wad(one.rho),
            "vanna": wad(one.vanna),
            "volga": wad(one.volga),
            "pool": wad(one.pool),
            "unmarked": reason(one.unmarked.0),
            "unquoted": reason(one.unquoted.0),
            "unopened": reason(one.unopened.0),
        })
    });
    json!({
        "market": protocol.name,
        "state": state.state,
        "spotUsd": wad_unsigned(state.spot),
        "updatedAtSecs": state.updatedAt,
        "deviation": wad_unsigned(state.deviation),
        "settlingSecs": state.settling,
        "averageUsd": wad_unsigned(state.average),
        "averagedSecs": state.averagedSecs,
        "marketPaused": state.marketPaused,
        "riskPaused": state.riskPaused,
        "series": rows.collect::<Vec<_>>(),
    })
}
