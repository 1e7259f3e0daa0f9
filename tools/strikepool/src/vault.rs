//! The vault: what the pool and your shares are worth; joining and leaving.

use alloy::primitives::{Address, U256};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use venue::bindings::{IVault, IWithdrawalQueue};
use venue::fault::{Fault, request};
use venue::protocol::Protocol;
use venue::units;

use crate::money;
use crate::output::{self, Output};
use crate::progress::during;
use crate::queue;

/// The vault.
#[derive(Args)]
pub(crate) struct Vault {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Shows what the pool and your shares are worth
    Show,
    /// Deposits an amount of the quote asset, for shares
    Deposit {
        /// The amount
        amount: String,
        /// Refuses a deposit that gives fewer shares
        #[arg(long, value_name = "SHARES")]
        min_shares: Option<String>,
    },
    /// Withdraws an amount of the quote asset, for as many shares as that takes
    Withdraw {
        /// The amount
        amount: String,
        /// Refuses a withdrawal that takes more shares
        #[arg(long, value_name = "SHARES")]
        max_shares: Option<String>,
    },
    /// Redeems shares
    Redeem {
        /// The number of shares, or "all"
        shares: String,
        /// Refuses a redemption that pays less
        #[arg(long, value_name = "AMOUNT")]
        min_amount: Option<String>,
    },
    /// The queue of providers who wait to leave while money is locked
    Queue(queue::Queue),
}

impl Vault {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
        match &self.action {
            None | Some(Action::Show) => show(protocol).await,
            Some(Action::Deposit { amount, min_shares }) => {
                deposit(protocol, amount, min_shares.as_deref()).await
            }
            Some(Action::Withdraw { amount, max_shares }) => {
                withdraw(protocol, amount, max_shares.as_deref()).await
            }
            Some(Action::Redeem { shares, min_amount }) => {
                redeem(protocol, shares, min_amount.as_deref()).await
            }
            Some(Action::Queue(queue)) => queue.run(protocol).await,
        }
    }
}

/// Parses a number of shares; "all" stands for all that `account` has.
pub(crate) async fn parse_shares(
    protocol: &Protocol,
    text: &str,
    account: Address,
) -> Result<U256, Fault> {
    if text == "all" {
        let call = IVault::balanceOfCall { account };
        let shares = protocol.chain.ask(protocol.vault, &call).await?;
        if shares.is_zero() {
            return Err(request(format!("{account} has no shares")));
        }
        return Ok(shares);
    }
    let places = protocol.asset().share_places();
    Ok(U256::from(units::positive(text, places, "shares")?))
}

/// A number of shares, exact.
pub(crate) fn shares_text(protocol: &Protocol, shares: U256) -> String {
    units::exact(shares, protocol.asset().share_places())
}

/// The answer of a view, or why the contracts refuse it now.
async fn known<T>(
    asked: impl Future<Output = Result<T, Fault>>,
) -> Result<Result<T, String>, Fault> {
    match asked.await {
        Ok(answer) => Ok(Ok(answer)),
        Err(Fault::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(fault) => Err(fault),
    }
}

async fn show(protocol: &Protocol) -> Result<Output, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let total = known(chain.ask(vault, &IVault::totalAssetsCall {})).await?;
    let supply = chain.ask(vault, &IVault::totalSupplyCall {}).await?;
    let one = U256::from(10).pow(U256::from(asset.share_places()));
    let price = known(chain.ask(vault, &IVault::convertToAssetsCall { shares: one })).await?;
    let pool = known(chain.ask(vault, &IVault::poolCall {})).await?;
    let shown = |amount: &Result<U256, String>| match amount {
        Ok(units) => asset.unsigned(*units),
        Err(why) => format!("unknown: {why}"),
    };
    let exact = |amount: &Result<U256, String>| match amount {
        Ok(amount) => json!(units::exact(*amount, asset.places)),
        Err(_) => Value::Null,
    };
    let ledger = pool.as_ref().ok().cloned();
    let withdrawable = pool.map(|pool| U256::from(pool.withdrawable));
    let mut pairs = vec![
        ("pool", shown(&total)),
        ("may leave now", shown(&withdrawable)),
        ("all shares", shares_text(protocol, supply)),
        ("a share", shown(&price)),
    ];
    let mut json = json!({
        "totalAssets": exact(&total),
        "withdrawable": exact(&withdrawable),
        "shares": shares_text(protocol, supply),
        "sharePrice": exact(&price),
        "asset": asset.symbol,
    });
    if let Some(pool) = ledger {
        let [owed, lent] = [pool.owed, pool.lent].map(U256::from);
        json["owed"] = json!(units::exact(owed, asset.places));
        json["lent"] = json!(units::exact(lent, asset.places));
        json["clearing"] = json!(pool.clearing);
        if !owed.is_zero() {
            pairs.push(("owed to traders", asset.unsigned(owed)));
        }
        if !lent.is_zero() {
            pairs.push(("lent to traders", asset.unsigned(lent)));
        }
        if pool.clearing {
            let why =
                "nobody joins or leaves until the sellers of an expiry are settled: see `status`";
            pairs.push(("in clearing", why.to_owned()));
        }
    }
    if let Some(account) = chain.sender_if_known() {
        let own = chain.ask(vault, &IVault::balanceOfCall { account }).await?;
        let worth = known(chain.ask(vault, &IVault::convertToAssetsCall { shares: own })).await?;
        let asked = IVault::maxWithdrawCall { owner: account };
        let max = known(chain.ask(vault, &asked)).await?;
        pairs.push(("your shares", shares_text(protocol, own)));
        pairs.push(("worth", shown(&worth)));
        pairs.push(("you can withdraw now", shown(&max)));
        json["own"] = json!({
            "owner": account,
            "shares": shares_text(protocol, own),
            "worth": exact(&worth),
            "maxWithdraw": exact(&max),
        });
        if !protocol.queue.is_zero() {
            let asked = IWithdrawalQueue::pendingRedeemRequestCall {
                requestId: U256::ZERO,
                controller: account,
            };
            let pending = chain.ask(protocol.queue, &asked).await?;
            pairs.push(("your shares in the queue", shares_text(protocol, pending)));
            json["own"]["queuedShares"] = json!(shares_text(protocol, pending));
        }
    }
    Ok(Output::new(output::listing(&pairs), json))
}

/// A deposit or withdrawal.
struct Moved {
    verb: &'static str,
    assets: U256,
    shares: U256,
}

impl Moved {
    fn text(&self, protocol: &Protocol) -> String {
        format!(
            "{} {} for {} shares\n",
            self.verb,
            protocol.asset().unsigned(self.assets),
            shares_text(protocol, self.shares)
        )
    }

    fn json(&self, protocol: &Protocol) -> Value {
        let asset = protocol.asset();
        json!({
            "assets": units::exact(self.assets, asset.places),
            "asset": asset.symbol,
            "shares": shares_text(protocol, self.shares),
        })
    }
}

async fn deposit(protocol: &Protocol, amount: &str, min: Option<&str>) -> Result<Output, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let receiver = chain.sender()?;
    let assets = U256::from(asset.parse(amount)?);
    if let Some(min) = min {
        let min = U256::from(units::positive(min, asset.share_places(), "shares")?);
        let shares = chain
            .ask(vault, &IVault::previewDepositCall { assets })
            .await?;
        if shares < min {
            let shares = shares_text(protocol, shares);
            return Err(request(format!(
                "the deposit would give only {shares} shares now"
            )));
        }
    }
    let approved = money::allow(protocol, vault, "vault", assets).await?;
    let call = IVault::depositCall { assets, receiver };
    let done = during("joining", chain.send(vault, &call)).await?;
    let shares = done.event::<IVault::Deposit>(vault);
    let moved = Moved {
        verb: "joined with",
        assets,
        shares: shares.map_or(done.answer, |event| event.shares),
    };
    let (line, approval) = money::approval_output(approved.as_ref(), protocol);
    let text = line + &moved.text(protocol) + &output::transaction_line(&done);
    let mut json = moved.json(protocol);
    json["approval"] = approval;
    json["transaction"] = output::transaction(&done);
    Ok(Output::new(text, json))
}

async fn withdraw(protocol: &Protocol, amount: &str, max: Option<&str>) -> Result<Output, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let owner = chain.sender()?;
    let assets = U256::from(asset.parse(amount)?);
    if let Some(max) = max {
        let max = U256::from(units::positive(max, asset.share_places(), "shares")?);
        let shares = chain
            .ask(vault, &IVault::previewWithdrawCall { assets })
            .await?;
        if shares > max {
            let shares = shares_text(protocol, shares);
            return Err(request(format!(
                "the withdrawal would take {shares} shares now"
            )));
        }
    }
    let call = IVault::withdrawCall {
        assets,
        receiver: owner,
        owner,
    };
    let done = during("leaving", chain.send(vault, &call)).await?;
    let shares = done.event::<IVault::Withdraw>(vault);
    Ok(left(
        protocol,
        assets,
        shares.map_or(done.answer, |event| event.shares),
        &done,
    ))
}

async fn redeem(protocol: &Protocol, shares: &str, min: Option<&str>) -> Result<Output, Fault> {
    let (chain, vault) = (&protocol.chain, protocol.vault);
    let owner = chain.sender()?;
    let shares = parse_shares(protocol, shares, owner).await?;
    if let Some(min) = min {
        let min = U256::from(protocol.asset().parse(min)?);
        let assets = chain
            .ask(vault, &IVault::previewRedeemCall { shares })
            .await?;
        if assets < min {
            let assets = protocol.asset().unsigned(assets);
            return Err(request(format!("the shares would bring only {assets} now")));
        }
    }
    let call = IVault::redeemCall {
        shares,
        receiver: owner,
        owner,
    };
    let done = during("leaving", chain.send(vault, &call)).await?;
    let assets = done.event::<IVault::Withdraw>(vault);
    Ok(left(
        protocol,
        assets.map_or(done.answer, |event| event.assets),
        shares,
        &done,
    ))
}

fn left<T>(
    protocol: &Protocol,
    assets: U256,
    shares: U256,
    done: &venue::chain::Done<T>,
) -> Output {
    let moved = Moved {
        verb: "left with",
        assets,
        shares,
    };
    let text = moved.text(protocol) + &output::transaction_line(done);
    let mut json = moved.json(protocol);
    json["transaction"] = output::transaction(done);
    Output::new(text, json)
}
