//! Settling an expiry: its price, its series, its sellers, claims, its holders.

use std::collections::BTreeSet;

use alloy::primitives::{B256, U256};
use clap::Args;
use serde_json::{Value, json};
use venue::accounts;
use venue::bindings::IMarket::{self, ExpiryLedger};
use venue::clearing::{self, MAX_SETTLED_AT_ONCE, Paid, Settled};
use venue::expiry::{Fixed, fix, fixed_price, settled_price};
use venue::fault::{Fault, request};
use venue::protocol::{self, Protocol};
use venue::units::{self, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;

/// Settles an expiry, as far as it is not settled yet: proves its price, settles its series and its sellers, pays claims,
/// pays its holders.
///
/// Nobody joins or leaves the pool from an expiry until its last seller is settled. If sellers are left at the end, the
/// command names them and ends with exit code 5; the same command goes on from there. Ten minutes after the series are
/// settled, whoever settles a seller earns a tenth of the seller's bond.
#[derive(Args)]
pub(crate) struct Settle {
    /// The expiry, such as 2026-12-25
    expiry: String,
    /// Settles no accounts: the pool stays closed to who joins or leaves until somebody settles the sellers
    #[arg(long)]
    no_accounts: bool,
    /// Settles only this account, 0x… or 0x…/1; more than once for several
    #[arg(
        long = "account",
        value_name = "ACCOUNT",
        conflicts_with = "no_accounts"
    )]
    accounts: Vec<String>,
}

/// What one run has done.
struct Run {
    expiry: u64,
    was_fixed: bool,
    fixed: Fixed,
    /// The transaction that settled the series.
    series: Option<Value>,
    settled: Settled,
    /// The transaction that ended the clearing, or why it could not.
    completed: Result<Option<B256>, Fault>,
    /// What was paid of claims, or why it could not be.
    paid: Result<Option<Paid>, Fault>,
    /// The expiry in the ledger afterwards, and whether it is in clearing.
    row: ExpiryLedger,
    in_clearing: bool,
    /// The sellers that are left, as far as the node's events name them.
    missing: BTreeSet<U256>,
}

impl Settle {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        let expiry = units::parse_expiry(&self.expiry)?;
        let chosen = self.chosen(protocol, expiry).await?;
        let was_fixed = fixed_price(protocol, expiry).await?.is_some();
        let fixing = fix(protocol, expiry);
        let fixed = during("fixing the price", fixing).await?;
        let series = series(protocol, expiry).await?;
        let mut settled = Settled::default();
        if !self.no_accounts {
            let sellers = match &chosen {
                Some(chosen) => having_sold(protocol, expiry, chosen).await?,
                None => sellers(protocol, expiry).await?,
            };
            settled.add(settle(protocol, "sellers", &sellers).await?);
        }
        let completing = clearing::complete(protocol, expiry);
        let completed = unless_refused(during("ending the clearing", completing).await)?;
        let paying = clearing::pay_claims(protocol);
        let paid = unless_refused(during("paying claims", paying).await)?;
        let in_clearing = clearing::state(protocol).await?.clearing == expiry;
        if !self.no_accounts && !in_clearing {
            let holders = match chosen {
                Some(chosen) => due(protocol, expiry, chosen).await?,
                None => holders(protocol, expiry).await?,
            };
            settled.add(settle(protocol, "holders", &holders).await?);
        }
        let row = clearing::ledger(protocol, expiry).await?;
        let missing = if in_clearing && row.sellers != 0 {
            sellers(protocol, expiry).await?.into_iter().collect()
        } else {
            BTreeSet::new()
        };
        let run = Run {
            expiry,
            was_fixed,
            fixed,
            series,
            settled,
            completed,
            paid,
            row,
            in_clearing,
            missing,
        };
        let mut text = run.text(protocol);
        if !self.no_accounts && run.settled.done.is_empty() && run.settled.refused.is_empty() {
            text += "no account had anything to settle\n";
        }
        let mut output = Output::new(text, run.json(protocol));
        output.warns = run.warns();
        Ok(output)
    }

    /// The accounts that were named; none means all.
    async fn chosen(&self, protocol: &Protocol, expiry: u64) -> Result<Option<Vec<U256>>, Fault> {
        if self.accounts.is_empty() {
            return Ok(None);
        }
        let own = protocol.chain.sender_if_known();
        let parsed = self.accounts.iter();
        let parsed = parsed.map(|text| protocol::parse_account(text, own));
        let chosen: Vec<U256> = parsed.collect::<Result<_, _>>()?;
        for id in &chosen {
            if !has_words(protocol, expiry, *id).await? {
                let name = protocol::account_name(*id);
                return Err(request(format!(
                    "account {name} has no position or claim of this expiry"
                )));
            }
        }
        Ok(Some(chosen))
    }
}

/// What was done, or why a contract refused it; any other fault ends the command.
fn unless_refused<T>(done: Result<T, Fault>) -> Result<Result<T, Fault>, Fault> {
    match done {
        Err(fault) if !matches!(fault, Fault::Refused(_)) => Err(fault),
        done => Ok(done),
    }
}

/// Settles the series, unless they are settled already; returns the transaction.
async fn series(protocol: &Protocol, expiry: u64) -> Result<Option<Value>, Fault> {
    if settled_price(protocol, expiry).await?.is_some() {
        return Ok(None);
    }
    let call = IMarket::settleCall { expiry };
    let sending = protocol.chain.send(protocol.market, &call);
    let done = during("settling the series", sending).await?;
    Ok(Some(output::transaction(&done)))
}

/// The sellers of an expiry that are not settled.
async fn sellers(protocol: &Protocol, expiry: u64) -> Result<Vec<U256>, Fault> {
    if clearing::ledger(protocol, expiry).await?.sellers == 0 {
        return Ok(Vec::new());
    }
    let finding = accounts::sellers(protocol, expiry);
    let found = during("finding the sellers", finding).await?;
    Ok(found.into_iter().collect())
}

/// Those of these accounts that have sold something of an expiry.
async fn having_sold(protocol: &Protocol, expiry: u64, ids: &[U256]) -> Result<Vec<U256>, Fault> {
    let mut sellers = Vec::new();
    for id in ids {
        let call = IMarket::accountCall { id: *id };
        let held = protocol.chain.ask(protocol.market, &call).await?._1;
        if held.iter().any(|it| it.expiry == expiry && it.quantity < 0) {
            sellers.push(*id);
        }
    }
    Ok(sellers)
}

/// The accounts that a settlement of this cleared expiry pays.
async fn holders(protocol: &Protocol, expiry: u64) -> Result<Vec<U256>, Fault> {
    if clearing::ledger(protocol, expiry).await?.holders == 0 {
        return Ok(Vec::new());
    }
    let finding = accounts::in_expiry(protocol, expiry);
    let found = during("finding the holders", finding).await?;
    let looking = due(protocol, expiry, found.into_iter().collect());
    during("looking at the holders", looking).await
}

/// Those of these accounts that have positions of this cleared expiry, or a claim of which more is paid now.
async fn due(protocol: &Protocol, expiry: u64, ids: Vec<U256>) -> Result<Vec<U256>, Fault> {
    let row = clearing::ledger(protocol, expiry).await?;
    let mut due = Vec::new();
    for id in ids {
        let call = IMarket::accountCall { id };
        let account = protocol.chain.ask(protocol.market, &call).await?;
        let claims = clearing::claims(protocol, id).await?;
        let mut claims = claims.iter().filter(|claim| claim.expiry == expiry);
        let is_set_off = clearing::is_set_off(&row, account._0);
        if account._1.iter().any(|it| it.expiry == expiry)
            || claims.any(|claim| is_set_off || clearing::drawable(claim, &row) > 0)
        {
            due.push(id);
        }
    }
    Ok(due)
}

/// Whether an account has a position or a claim of an expiry.
async fn has_words(protocol: &Protocol, expiry: u64, id: U256) -> Result<bool, Fault> {
    let call = IMarket::accountCall { id };
    let held = protocol.chain.ask(protocol.market, &call).await?._1;
    if held.iter().any(|position| position.expiry == expiry) {
        return Ok(true);
    }
    let claims = clearing::claims(protocol, id).await?;
    Ok(claims.iter().any(|claim| claim.expiry == expiry))
}

/// Settles accounts page by page.
async fn settle(protocol: &Protocol, what: &str, ids: &[U256]) -> Result<Settled, Fault> {
    let mut settled = Settled::default();
    let mut count = 0;
    for page in ids.chunks(MAX_SETTLED_AT_ONCE) {
        count += page.len();
        let step = format!("settling {what}, {count} of {}", ids.len());
        let settling = clearing::settle_accounts(protocol, page);
        settled.add(during(&step, settling).await?);
    }
    Ok(settled)
}

impl Run {
    /// Whether something is left to be done.
    fn warns(&self) -> bool {
        self.in_clearing || self.paid.is_err() || !self.settled.refused.is_empty()
    }

    fn text(&self, protocol: &Protocol) -> String {
        let asset = protocol.asset();
        let amount = |units: u128| asset.unsigned(U256::from(units));
        let price = wad_unsigned(self.fixed.price_wad);
        let mut text = if self.was_fixed {
            format!("the price was fixed already, at {price} USD\n")
        } else if self.fixed.by_fallback {
            format!("the price is {price} USD, the fallback: nobody proved one for 72 hours\n")
        } else {
            let rounds = self.fixed.rounds;
            format!("the price is {price} USD, proven by {rounds} rounds\n")
        };
        text += if self.series.is_some() {
            "its series are settled\n"
        } else {
            "its series were settled already\n"
        };
        for (id, change) in &self.settled.changes {
            let name = protocol::account_name(*id);
            add!(text, "account {name}: {}\n", asset.amount(*change));
        }
        for (id, refusal) in &self.settled.refused {
            let name = protocol::account_name(*id);
            add!(text, "account {name} cannot be settled: {refusal}\n");
        }
        if self.settled.earned > 0 {
            add!(
                text,
                "you earned {} of bonds\n",
                amount(self.settled.earned)
            );
        }
        if self.in_clearing {
            text += &self.why_in_clearing();
        } else {
            let (claims, paid) = (amount(self.row.claims), amount(self.row.paid));
            add!(
                text,
                "its sellers are settled; of claims of {claims}, {paid} are paid\n"
            );
        }
        match &self.paid {
            Ok(Some(paid)) => {
                for (expiry, units) in &paid.claims {
                    let name = units::expiry(*expiry);
                    add!(text, "paid {} of the claims of {name}\n", amount(*units));
                }
            }
            Ok(None) => {}
            Err(fault) => add!(text, "claims cannot be paid: {fault}\n"),
        }
        text
    }

    /// Why the expiry is still in clearing.
    fn why_in_clearing(&self) -> String {
        if let Err(fault) = &self.completed {
            return format!("the clearing cannot be ended: {fault}\n");
        }
        let sellers = self.row.sellers;
        let mut text = format!(
            "still in clearing: {sellers} of its sellers are not settled, and nobody joins or leaves the pool\n"
        );
        for id in &self.missing {
            add!(text, "missing: account {}\n", protocol::account_name(*id));
        }
        if self.unknown() > 0 {
            add!(
                text,
                "missing: {} that the node's events do not name; ask another node, or name them by --account\n",
                self.unknown()
            );
        }
        text
    }

    /// How many sellers are left that no event names.
    fn unknown(&self) -> usize {
        let sellers = usize::try_from(self.row.sellers).unwrap_or(usize::MAX);
        sellers.saturating_sub(self.missing.len())
    }

    fn json(&self, protocol: &Protocol) -> Value {
        let asset = protocol.asset();
        let exact = |units: u128| units::exact(U256::from(units), asset.places);
        let changes = self.settled.changes.iter().map(|(id, change)| {
            json!({
                "account": protocol::account_name(*id),
                "amount": display::decimal::format(*change, asset.places),
            })
        });
        let refused = self.settled.refused.iter().map(|(id, refusal)| {
            json!({
                "account": protocol::account_name(*id),
                "why": refusal.sentence,
                "name": refusal.name,
            })
        });
        let names = self.missing.iter().map(|id| protocol::account_name(*id));
        let paid = self.paid.as_ref().map(|paid| {
            let claims = paid.iter().flat_map(|paid| &paid.claims);
            let rows = claims
                .map(|(expiry, units)| json!({ "expirySecs": expiry, "amount": exact(*units) }));
            rows.collect::<Vec<_>>()
        });
        let (ended, paid_in) = (self.completed.as_ref(), self.paid.as_ref());
        json!({
            "expirySecs": self.expiry,
            "priceUsd": wad_unsigned(self.fixed.price_wad),
            "rounds": self.fixed.rounds,
            "byFallback": self.fixed.by_fallback,
            "transaction": self.series,
            "asset": asset.symbol,
            "accounts": changes.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "earned": exact(self.settled.earned),
            "inClearing": self.in_clearing,
            "sellers": self.row.sellers,
            "missing": names.collect::<Vec<_>>(),
            "completed": ended.ok().copied().flatten(),
            "whyNotCompleted": ended.err().map(ToString::to_string),
            "claims": exact(self.row.claims),
            "paid": exact(self.row.paid),
            "drawn": exact(self.row.drawn),
            "paidClaims": paid.unwrap_or_default(),
            "whyNotPaid": paid_in.err().map(ToString::to_string),
        })
    }
}
