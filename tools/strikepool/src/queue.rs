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

/// Decimals of a price: units of the asset for 10^18 units of shares, which have six decimals more than the asset.
const PRICE_PLACES: u32 = 12;

/// The queue.
#[derive(Args)]
pub(crate) struct Queue {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Shows the queue and your shares in it
    Show {
        #[command(flatten)]
        id: Id,
    },
    /// Puts shares into the queue
    Request {
        /// The number of shares, or "all"
        shares: String,
        /// Takes part only in closings that pay this much of the quote asset for a share, or more
        #[arg(long, value_name = "AMOUNT")]
        least_price: Option<String>,
    },
    /// Takes back the shares that still wait. If an epoch has ended and is not closed, they take part in its closing,
    /// and the same command fetches afterwards what it leaves
    Cancel {
        #[command(flatten)]
        id: Id,
    },
    /// Claims the money of redeemed shares
    Claim {
        #[command(flatten)]
        id: Id,
    },
    /// Closes the epochs that have ended: redeems as many shares as possible, the same part for all who take part;
    /// anyone may do so
    Close,
    /// Processes closings, up to 64 of them; needed only after waiting through thousands
    Settle {
        #[command(flatten)]
        id: Id,
    },
}

/// Which request.
#[derive(Args, Clone, Copy)]
struct Id {
    /// The id of a request with a least price, as `request` shows it
    #[arg(long, value_name = "ID", default_value_t = 0)]
    id: u16,
}

impl Id {
    fn number(self) -> U256 {
        U256::from(self.id)
    }
}

impl Queue {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        if protocol.queue.is_zero() {
            return Err(request("the vault has no queue"));
        }
        match &self.action {
            None => show(protocol, U256::ZERO).await,
            Some(Action::Show { id }) => show(protocol, id.number()).await,
            Some(Action::Request {
                shares,
                least_price,
            }) => ask_to_leave(protocol, shares, least_price.as_deref()).await,
            Some(Action::Cancel { id }) => cancel(protocol, id.number()).await,
            Some(Action::Claim { id }) => claim(protocol, id.number()).await,
            Some(Action::Close) => close(protocol).await,
            Some(Action::Settle { id }) => settle(protocol, id.number()).await,
        }
    }
}

async fn show(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let (chain, queue, asset) = (&protocol.chain, protocol.queue, protocol.asset());
    let all = chain.ask(queue, &IWithdrawalQueue::queueCall {}).await?;
    let mut pairs = vec![
        ("shares in the queue", shares_text(protocol, all.waiting)),
        ("money to be claimed", asset.unsigned(all.owed)),
        ("closings that paid", all.epochs.to_string()),
        ("can be closed from", units::time(all.closable)),
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
            requestId: id,
            controller,
        };
        let pending = chain.ask(queue, &pending).await?;
        let cancelled = IWithdrawalQueue::cancelledRequestCall {
            requestId: id,
            controller,
        };
        let cancelled = chain.ask(queue, &cancelled).await?;
        let money = IWithdrawalQueue::claimableAssetsAtCall {
            requestId: id,
            controller,
        };
        let money = chain.ask(queue, &money).await?;
        pairs.push(("your shares", shares_text(protocol, pending)));
        if !(cancelled.pending.is_zero() && cancelled.back.is_zero()) {
            let late = shares_text(protocol, cancelled.pending);
            pairs.push(("of these cancelled", late));
            let back = shares_text(protocol, cancelled.back);
            pairs.push(("came back", back));
        }
        pairs.push(("your money", asset.unsigned(money)));
        json["own"] = json!({
            "controller": controller,
            "waitingShares": shares_text(protocol, pending),
            "cancelledShares": shares_text(protocol, cancelled.pending),
            "returnedShares": shares_text(protocol, cancelled.back),
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

async fn ask_to_leave(
    protocol: &Protocol,
    shares: &str,
    least_price: Option<&str>,
) -> Result<Output, Fault> {
    let (chain, vault, queue) = (&protocol.chain, protocol.vault, protocol.queue);
    let owner = chain.sender()?;
    let shares = parse_shares(protocol, shares, owner).await?;
    let least = match least_price {
        Some(text) => U256::from(units::positive(text, PRICE_PLACES, "least price")?),
        None => U256::ZERO,
    };
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
    let call = IWithdrawalQueue::requestRedeemAtCall {
        shares,
        controller: owner,
        owner,
        leastPrice: least,
    };
    let done = during("queueing", chain.send(queue, &call)).await?;
    let figure = shares_text(protocol, shares);
    let asked = done.event::<IWithdrawalQueue::RedeemRequest>(queue);
    let id = asked.map_or(done.answer, |event| event.requestId);
    let price = if id.is_zero() {
        String::new()
    } else {
        format!(" for their price, with --id {id}")
    };
    let line = output::transaction_line(&done);
    let text = format!("{approval}{figure} shares wait in the queue{price}\n{line}");
    let json = json!({
        "transaction": output::transaction(&done),
        "shares": figure,
        "id": id.to_string(),
    });
    Ok(Output::new(text, json))
}

async fn cancel(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let own = protocol.chain.sender()?;
    let call = IWithdrawalQueue::cancelRequestAtCall {
        requestId: id,
        receiver: own,
        controller: own,
    };
    let done = during("cancelling", protocol.chain.send(protocol.queue, &call)).await?;
    let cancelled = done.event::<IWithdrawalQueue::RequestCancelled>(protocol.queue);
    let shares = cancelled.map_or(done.answer, |event| event.shares);
    let figure = shares_text(protocol, shares);
    let text = if shares.is_zero() {
        "cancelled: what the closing of the ended epoch leaves comes back after it".to_owned()
    } else {
        format!("{figure} shares are back")
    };
    Ok(output_of(&text, "shares", &figure, &done))
}

async fn claim(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let own = protocol.chain.sender()?;
    let call = IWithdrawalQueue::claimAtCall {
        requestId: id,
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
        "closing the epochs",
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

async fn settle(protocol: &Protocol, id: U256) -> Result<Output, Fault> {
    let controller = protocol.chain.sender()?;
    let call = IWithdrawalQueue::settleCall {
        requestId: id,
        controller,
    };
    let done = during(
        "processing the closings",
        protocol.chain.send(protocol.queue, &call),
    )
    .await?;
    let figure = done.answer.to_string();
    Ok(output_of(
        &format!("{figure} closings are left"),
        "epochsLeft",
        &figure,
        &done,
    ))
}
