//! The withdrawal queue of the vault.

use alloy::primitives::U256;
use clap::{Args, Subcommand};
use serde_json::json;
use venue::bindings::{IVault, IWithdrawalQueue};
use venue::chain::Done;
use venue::fault::{Fault, request};
use venue::protocol::Protocol;
use venue::units;

use crate::output::{self, Output};
use crate::progress::during;
use crate::vault::{parse_shares, shares_text};

/// The queue.
#[derive(Args)]
pub(crate) struct Queue {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Shows the queue and your shares in it
    Show,
    /// Puts shares into the queue
    Request {
        /// The number of shares, or "all"
        shares: String,
    },
    /// Takes back the shares that still wait
    Cancel,
    /// Claims the money of redeemed shares
    Claim,
    /// Closes the epoch: redeems as many shares as possible, the same part for all who wait; anyone may do so
    Close,
    /// Processes closed epochs; needed only after waiting through more than 64 of them
    Settle,
}

impl Queue {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        if protocol.queue.is_zero() {
            return Err(request("the vault has no queue"));
        }
        match &self.action {
            None | Some(Action::Show) => show(protocol).await,
            Some(Action::Request { shares }) => ask_to_leave(protocol, shares).await,
            Some(Action::Cancel) => cancel(protocol).await,
            Some(Action::Claim) => claim(protocol).await,
            Some(Action::Close) => close(protocol).await,
            Some(Action::Settle) => settle(protocol).await,
        }
    }
}

async fn show(protocol: &Protocol) -> Result<Output, Fault> {
    let (chain, queue, asset) = (&protocol.chain, protocol.queue, protocol.asset());
    let all = chain.ask(queue, &IWithdrawalQueue::queueCall {}).await?;
    let mut pairs = vec![
        ("waiting shares", shares_text(protocol, all.waiting)),
        ("money to be claimed", asset.unsigned(all.owed)),
        ("closed epochs", all.epochs.to_string()),
        ("epoch can be closed from", units::time(all.closable)),
    ];
    let mut json = json!({
        "waitingShares": shares_text(protocol, all.waiting),
        "owed": units::exact(all.owed, asset.places),
        "asset": asset.symbol,
        "epochs": all.epochs,
        "closableSecs": all.closable,
    });
    if let Some(controller) = chain.sender_if_known() {
        let pending = IWithdrawalQueue::pendingRedeemRequestCall {
            requestId: U256::ZERO,
            controller,
        };
        let pending = chain.ask(queue, &pending).await?;
        let money = IWithdrawalQueue::claimableAssetsCall { controller };
        let money = chain.ask(queue, &money).await?;
        pairs.push(("your shares", shares_text(protocol, pending)));
        pairs.push(("your money", asset.unsigned(money)));
        json["own"] = json!({
            "controller": controller,
            "waitingShares": shares_text(protocol, pending),
            "claimable": units::exact(money, asset.places),
        });
    }
    Ok(Output::new(output::listing(&pairs), json))
}

/// The output of a transaction, with one figure of it.
fn output_of<T>(text: &str, name: &str, figure: &str, done: &Done<T>) -> Output {
    let text = format!("{text}\n{}", output::transaction_line(done));
    let mut json = json!({ "transaction": output::transaction(done) });
    json[name] = json!(figure);
    Output::new(text, json)
}

async fn ask_to_leave(protocol: &Protocol, shares: &str) -> Result<Output, Fault> {
    let (chain, vault, queue) = (&protocol.chain, protocol.vault, protocol.queue);
    let owner = chain.sender()?;
    let shares = parse_shares(protocol, shares, owner).await?;
    let spender = queue;
    let asked = IVault::allowanceCall { owner, spender };
    let mut approval = String::new();
    if chain.ask(vault, &asked).await? < shares {
        let value = shares;
        let approve = IVault::approveCall { spender, value };
        let done = during("approving", chain.send(vault, &approve)).await?;
        let hash = done.receipt.transaction_hash;
        approval = format!(
            "approved {} shares for the queue, transaction {hash}\n",
            shares_text(protocol, shares)
        );
    }
    let call = IWithdrawalQueue::requestRedeemCall {
        shares,
        controller: owner,
        owner,
    };
    let done = during("queueing", chain.send(queue, &call)).await?;
    let figure = shares_text(protocol, shares);
    let text = format!("{approval}{figure} shares wait in the queue");
    Ok(output_of(&text, "shares", &figure, &done))
}

async fn cancel(protocol: &Protocol) -> Result<Output, Fault> {
    let own = protocol.chain.sender()?;
    let call = IWithdrawalQueue::cancelRequestCall {
        receiver: own,
        controller: own,
    };
    let done = during("cancelling", protocol.chain.send(protocol.queue, &call)).await?;
    let figure = shares_text(protocol, done.answer);
    Ok(output_of(
        &format!("{figure} shares are back"),
        "shares",
        &figure,
        &done,
    ))
}

async fn claim(protocol: &Protocol) -> Result<Output, Fault> {
    let own = protocol.chain.sender()?;
    let call = IWithdrawalQueue::claimCall {
        receiver: own,
        controller: own,
    };
    let done = during("claiming", protocol.chain.send(protocol.queue, &call)).await?;
    let asset = protocol.asset();
    let text = format!("claimed {}", asset.unsigned(done.answer));
    let figure = units::exact(done.answer, asset.places);
    Ok(output_of(&text, "assets", &figure, &done))
}

async fn close(protocol: &Protocol) -> Result<Output, Fault> {
    let call = IWithdrawalQueue::closeCall {};
    let done = during(
        "closing the epoch",
        protocol.chain.send(protocol.queue, &call),
    )
    .await?;
    let (asset, shares) = (protocol.asset(), shares_text(protocol, done.answer._0));
    let text = format!(
        "redeemed {shares} shares for {}",
        asset.unsigned(done.answer._1)
    );
    let figure = units::exact(done.answer._1, asset.places);
    Ok(output_of(&text, "assets", &figure, &done))
}

async fn settle(protocol: &Protocol) -> Result<Output, Fault> {
    let controller = protocol.chain.sender()?;
    let call = IWithdrawalQueue::settleCall { controller };
    let done = during(
        "processing the epochs",
        protocol.chain.send(protocol.queue, &call),
    )
    .await?;
    let figure = done.answer.to_string();
    Ok(output_of(
        &format!("{figure} closed epochs are left"),
        "epochsLeft",
        &figure,
        &done,
    ))
}
