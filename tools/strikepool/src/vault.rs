//! The vault: what the pool is worth, one's share of it, joining and leaving.

use alloy::primitives::{Address, U256};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use venue::bindings::{IVault, IWithdrawalQueue};
use venue::fault::{Fault, request};
use venue::protocol::Protocol;
use venue::units;

use crate::money;
use crate::output::{self, Said};
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
    /// What the pool is worth, and what one has of it
    Show,
    /// Joins with an amount of the quote asset
    Deposit {
        /// How much
        amount: String,
        /// Refused if it gives fewer shares than this
        #[arg(long, value_name = "SHARES")]
        least_shares: Option<String>,
    },
    /// Takes an amount of the quote asset out, for as many shares as it takes
    Withdraw {
        /// How much
        amount: String,
        /// Refused if it takes more shares than this
        #[arg(long, value_name = "SHARES")]
        most_shares: Option<String>,
    },
    /// Hands shares in
    Redeem {
        /// How many, or "all"
        shares: String,
        /// Refused if it pays less than this
        #[arg(long, value_name = "AMOUNT")]
        least_amount: Option<String>,
    },
    /// The queue of those who wait to leave, when what they want is locked
    Queue(queue::Queue),
}

impl Vault {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Said, Fault> {
        match &self.action {
            None | Some(Action::Show) => show(protocol).await,
            Some(Action::Deposit {
                amount,
                least_shares,
            }) => deposit(protocol, amount, least_shares.as_deref()).await,
            Some(Action::Withdraw {
                amount,
                most_shares,
            }) => withdraw(protocol, amount, most_shares.as_deref()).await,
            Some(Action::Redeem {
                shares,
                least_amount,
            }) => redeem(protocol, shares, least_amount.as_deref()).await,
            Some(Action::Queue(queue)) => queue.run(protocol).await,
        }
    }
}

/// Shares that somebody wrote; "all" for all that an owner has.
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

/// Shares, exact.
pub(crate) fn shares_text(protocol: &Protocol, shares: U256) -> String {
    units::exact(shares, protocol.asset().share_places())
}

/// A view whose answer is unknown while the contracts refuse it.
async fn known<T>(
    asked: impl Future<Output = Result<T, Fault>>,
) -> Result<Result<T, String>, Fault> {
    match asked.await {
        Ok(answer) => Ok(Ok(answer)),
        Err(Fault::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(fault) => Err(fault),
    }
}

async fn show(protocol: &Protocol) -> Result<Said, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let total = known(chain.ask(vault, &IVault::totalAssetsCall {})).await?;
    let supply = chain.ask(vault, &IVault::totalSupplyCall {}).await?;
    let one = U256::from(10).pow(U256::from(asset.share_places()));
    let price = known(chain.ask(vault, &IVault::convertToAssetsCall { shares: one })).await?;
    let pool = known(chain.ask(vault, &IVault::poolCall {})).await?;
    let said = |amount: &Result<U256, String>| match amount {
        Ok(units) => asset.unsigned(*units),
        Err(why) => format!("unknown: {why}"),
    };
    let exact = |amount: &Result<U256, String>| match amount {
        Ok(amount) => json!(units::exact(*amount, asset.places)),
        Err(_) => Value::Null,
    };
    let withdrawable = pool.map(|pool| U256::from(pool.withdrawable));
    let mut pairs = vec![
        ("pool", said(&total)),
        ("may leave now", said(&withdrawable)),
        ("all shares", shares_text(protocol, supply)),
        ("a share", said(&price)),
    ];
    let mut json = json!({
        "totalAssets": exact(&total),
        "withdrawable": exact(&withdrawable),
        "shares": shares_text(protocol, supply),
        "sharePrice": exact(&price),
        "asset": asset.symbol,
    });
    if let Some(account) = chain.from_if_known() {
        let own = chain.ask(vault, &IVault::balanceOfCall { account }).await?;
        let worth = known(chain.ask(vault, &IVault::convertToAssetsCall { shares: own })).await?;
        let asked = IVault::maxWithdrawCall { owner: account };
        let most = known(chain.ask(vault, &asked)).await?;
        pairs.push(("your shares", shares_text(protocol, own)));
        pairs.push(("worth", said(&worth)));
        pairs.push(("you can withdraw now", said(&most)));
        json["own"] = json!({
            "owner": account,
            "shares": shares_text(protocol, own),
            "worth": exact(&worth),
            "maxWithdraw": exact(&most),
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
    Ok(Said::new(output::listing(&pairs), json))
}

/// What moved between somebody and the vault.
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

async fn deposit(protocol: &Protocol, amount: &str, least: Option<&str>) -> Result<Said, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let receiver = chain.from()?;
    let assets = U256::from(asset.parse(amount)?);
    if let Some(least) = least {
        let least = U256::from(units::positive(least, asset.share_places(), "shares")?);
        let shares = chain
            .ask(vault, &IVault::previewDepositCall { assets })
            .await?;
        if shares < least {
            let shares = shares_text(protocol, shares);
            return Err(request(format!(
                "the deposit would give {shares} shares now"
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
    let (line, approval) = money::said(approved.as_ref(), protocol);
    let text = line + &moved.text(protocol) + &output::transaction_line(&done);
    let mut json = moved.json(protocol);
    json["approval"] = approval;
    json["transaction"] = output::transaction(&done);
    Ok(Said::new(text, json))
}

async fn withdraw(protocol: &Protocol, amount: &str, most: Option<&str>) -> Result<Said, Fault> {
    let (chain, vault, asset) = (&protocol.chain, protocol.vault, protocol.asset());
    let owner = chain.from()?;
    let assets = U256::from(asset.parse(amount)?);
    if let Some(most) = most {
        let most = U256::from(units::positive(most, asset.share_places(), "shares")?);
        let shares = chain
            .ask(vault, &IVault::previewWithdrawCall { assets })
            .await?;
        if shares > most {
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

async fn redeem(protocol: &Protocol, shares: &str, least: Option<&str>) -> Result<Said, Fault> {
    let (chain, vault) = (&protocol.chain, protocol.vault);
    let owner = chain.from()?;
    let shares = parse_shares(protocol, shares, owner).await?;
    if let Some(least) = least {
        let least = U256::from(protocol.asset().parse(least)?);
        let assets = chain
            .ask(vault, &IVault::previewRedeemCall { shares })
            .await?;
        if assets < least {
            let assets = protocol.asset().unsigned(assets);
            return Err(request(format!("the shares would bring {assets} now")));
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

fn left<T>(protocol: &Protocol, assets: U256, shares: U256, done: &venue::chain::Done<T>) -> Said {
    let moved = Moved {
        verb: "left with",
        assets,
        shares,
    };
    let text = moved.text(protocol) + &output::transaction_line(done);
    let mut json = moved.json(protocol);
    json["transaction"] = output::transaction(done);
    Said::new(text, json)
}
