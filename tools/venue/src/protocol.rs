//! The contracts of a market, found from its record or from its address.

use std::path::PathBuf;
use std::time::Duration;

use alloy::primitives::{Address, B256, U256, keccak256};
use clap::Args;

use crate::chain::Chain;
use crate::deployment::Deployment;
use crate::fault::{Fault, local, request};
use crate::programs::Contract;
use crate::signing::KeyArguments;
use crate::units::{self, Asset};
use bindings::{IErc20, IMarket, IOptionPricer, IRiskManager, IVault};

/// Where the protocol is, and who uses it.
#[derive(Args, Clone, Debug)]
pub struct ProtocolArguments {
    /// The node, an http(s):// or ws(s):// URL
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_RPC",
        default_value = "http://127.0.0.1:8547",
        value_name = "URL"
    )]
    pub rpc: String,
    /// The record of the deployment (default: deployments/CHAIN.json)
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_DEPLOYMENT",
        value_name = "FILE"
    )]
    pub deployment: Option<PathBuf>,
    /// The market, instead of the one in the record
    #[arg(long, global = true, env = "STRIKEPOOL_MARKET", value_name = "ADDRESS")]
    pub market: Option<Address>,
    /// The lens, instead of the one in the record
    #[arg(long, global = true, env = "STRIKEPOOL_LENS", value_name = "ADDRESS")]
    pub lens: Option<Address>,
    /// The pool lens, instead of the one in the record
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_POOL_LENS",
        value_name = "ADDRESS"
    )]
    pub pool_lens: Option<Address>,
    /// The watchlist, instead of the one in the record
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_WATCHLIST",
        value_name = "ADDRESS"
    )]
    pub watchlist: Option<Address>,
    /// The market's name, if there is no record [default: ETH/ and the asset's symbol]
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_MARKET_NAME",
        value_name = "NAME"
    )]
    pub market_name: Option<String>,
    /// How long to wait for one answer of the node
    #[arg(long, global = true, default_value = "30s", value_name = "SPAN")]
    pub timeout: String,
    /// The address whose account and shares to show, without a key
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub from: Option<Address>,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields have docs")]
    pub key: KeyArguments,
}

/// A market and the contracts that belong to it.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// The chain.
    pub chain: Chain,
    /// The market.
    pub market: Address,
    /// The oracle.
    pub oracle: Address,
    /// The risk manager.
    pub risk: Address,
    /// The option pricer.
    pub pricer: Address,
    /// The vault.
    pub vault: Address,
    /// The withdrawal queue; zero if there is none.
    pub queue: Address,
    /// The liquidator; zero if there is none.
    pub liquidator: Address,
    /// The contract of the quote asset.
    pub token: Address,
    /// The market's name, such as `ETH/USDC`.
    pub name: String,
    /// The first block that may contain events of the protocol.
    pub since: u64,
    /// The contracts of the record and of the arguments.
    pub known: Vec<Contract>,
    views: Views,
}

/// Where a market is: what can be said of it before any contract is asked.
#[derive(Clone, Debug)]
pub struct Place {
    /// The chain.
    pub chain: Chain,
    /// The market.
    pub market: Address,
    /// The market's name, if it is known.
    pub name: Option<String>,
    /// The first block that may contain events of the protocol.
    pub since: u64,
    /// The contracts of the record and of the arguments.
    pub known: Vec<Contract>,
    views: Views,
}

/// Contracts with views only; the market does not know their addresses.
#[derive(Clone, Copy, Debug)]
struct Views {
    lens: Option<Address>,
    pool_lens: Option<Address>,
    watchlist: Option<Address>,
}

impl ProtocolArguments {
    /// The WebSocket of the node: `given`, or the host and port of `--rpc`.
    #[must_use]
    pub fn websocket(&self, given: Option<&str>) -> String {
        match (given, self.rpc.strip_prefix("http")) {
            (Some(url), _) => url.to_owned(),
            (None, Some(rest)) => format!("ws{rest}"),
            (None, None) => self.rpc.clone(),
        }
    }

    /// Connects to the node and finds the market and its contracts.
    ///
    /// # Errors
    /// When the node cannot be asked, the record is of another chain, or the addresses are not those of a market.
    pub async fn open(&self) -> Result<Protocol, Fault> {
        Protocol::at(self.locate().await?).await
    }

    /// Connects to the node and finds the market, without asking any of its contracts.
    ///
    /// # Errors
    /// When the node cannot be asked, the record is of another chain, or there is no contract at the market's address.
    pub async fn locate(&self) -> Result<Place, Fault> {
        let timeout = Duration::from_secs(units::span_secs(&self.timeout, "--timeout")?);
        let chain = Chain::connect(&self.rpc, self.key.signer()?, self.from, timeout).await?;
        let record = Deployment::of_chain(self.deployment.as_deref(), chain.id())?;
        let recorded = |module: &str| record.as_ref()?.modules.get(module).copied();
        let market = self.market.or_else(|| recorded("market")).ok_or_else(|| {
            let id = chain.id();
            request(format!(
                "where is the market of chain {id}? There is no file deployments/{id}.json: give --deployment or --market"
            ))
        })?;
        if !chain.has_code(market).await? {
            return Err(local(format!(
                "there is no contract at {market}, the market's address"
            )));
        }
        let is_recorded = recorded("market") == Some(market);
        let views = Views {
            lens: self.lens.or_else(|| recorded("lens")),
            pool_lens: self.pool_lens.or_else(|| recorded("poolLens")),
            watchlist: self.watchlist.or_else(|| recorded("watchlist")),
        };
        let record = record.filter(|_| is_recorded);
        let mut known = record.as_ref().map_or_else(Vec::new, Contract::of_record);
        for (name, address) in [
            ("lens", views.lens),
            ("poolLens", views.pool_lens),
            ("watchlist", views.watchlist),
        ] {
            known.extend(address.map(|address| Contract::new(name, address)));
        }
        Ok(Place {
            chain,
            market,
            name: match &record {
                Some(record) => Some(record.name.clone()),
                None => self.market_name.clone(),
            },
            since: record.map_or(0, |record| record.block),
            known,
            views,
        })
    }
}

impl Protocol {
    async fn at(place: Place) -> Result<Self, Fault> {
        let Place {
            chain,
            market,
            name,
            since,
            known,
            views,
        } = place;
        let (token, oracle, risk, vault, liquidator) = tokio::try_join!(
            chain.ask(market, &IMarket::assetCall {}),
            chain.ask(market, &IMarket::oracleCall {}),
            chain.ask(market, &IMarket::riskManagerCall {}),
            chain.ask(market, &IMarket::vaultCall {}),
            chain.ask(market, &IMarket::liquidatorCall {}),
        )?;
        let (pricer, queue, symbol, places) = tokio::try_join!(
            chain.ask(risk, &IRiskManager::optionPricerCall {}),
            chain.ask(vault, &IVault::queueCall {}),
            chain.ask(token, &IErc20::symbolCall {}),
            chain.ask(token, &IErc20::decimalsCall {}),
        )?;
        let name = name.unwrap_or_else(|| format!("ETH/{symbol}"));
        let id = chain.ask(pricer, &IOptionPricer::marketCall {}).await?;
        if id != keccak256(&name) {
            return Err(local(format!(
                "{name} is not the name of this market: give its name with --market-name, or another record"
            )));
        }
        let places = u32::from(places);
        Ok(Self {
            chain: chain.with_asset(Asset { symbol, places }),
            market,
            oracle,
            risk,
            pricer,
            vault,
            queue,
            liquidator,
            token,
            name,
            since,
            known,
            views,
        })
    }

    /// The underlying's symbol.
    #[must_use]
    pub fn underlying(&self) -> &str {
        self.name.split('/').next().unwrap_or(&self.name)
    }

    /// The quote asset.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        self.chain.asset()
    }

    /// The id of the market on chain: the hash of its name.
    #[must_use]
    pub fn market_id(&self) -> B256 {
        keccak256(&self.name)
    }

    /// The lens.
    ///
    /// # Errors
    /// When its address is unknown.
    pub fn lens(&self) -> Result<Address, Fault> {
        self.views
            .lens
            .ok_or_else(|| request("where is the lens? Give --deployment or --lens"))
    }

    /// The pool lens.
    ///
    /// # Errors
    /// When its address is unknown.
    pub fn pool_lens(&self) -> Result<Address, Fault> {
        self.views
            .pool_lens
            .ok_or_else(|| request("where is the pool lens? Give --deployment or --pool-lens"))
    }

    /// The on-chain list of accounts that may have to be liquidated, if its address is known.
    #[must_use]
    pub const fn watchlist(&self) -> Option<Address> {
        self.views.watchlist
    }
}

/// An owner's account, by its number.
#[must_use]
pub fn account_id(owner: Address, number: u128) -> U256 {
    // A number has 96 bits; `parse_account` refuses more.
    (U256::from_be_slice(owner.as_slice()) << 96) | U256::from(number)
}

/// An account as people read it: its owner, and its number if that is not 0.
#[must_use]
pub fn account_name(id: U256) -> String {
    let owner = Address::from_slice(&id.to_be_bytes::<32>()[..20]);
    let number: U256 = id & ((U256::from(1) << 96) - U256::from(1));
    if number.is_zero() {
        owner.to_string()
    } else {
        format!("{owner}/{number}")
    }
}

/// Parses an account: an owner's address `0x…`, perhaps with `/number`, or a number among the accounts of `own`.
///
/// # Errors
/// When it is not an account.
pub fn parse_account(text: &str, own: Option<Address>) -> Result<U256, Fault> {
    let wrong = |why: &str| request(format!("{text} is not an account: {why}"));
    let (owner, number) = if text.starts_with("0x") {
        let (owner, number) = text.split_once('/').unwrap_or((text, "0"));
        let owner: Address = owner
            .parse()
            .map_err(|_| wrong("it does not begin with an address"))?;
        (owner, number)
    } else {
        let own = own.ok_or_else(|| wrong("whose? Give a key, --from, or the owner's address"))?;
        (own, text)
    };
    let number: u128 = number
        .parse()
        .map_err(|_| wrong("its number is not a whole number"))?;
    if number >> 96 != 0 {
        return Err(wrong("its number has more than 96 bits"));
    }
    Ok(account_id(owner, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_an_owner_and_a_number() {
        let owner = Address::repeat_byte(0xab);
        for (text, name) in [
            ("0", owner.to_string()),
            ("7", format!("{owner}/7")),
            (&format!("{owner}"), owner.to_string()),
            (&format!("{owner}/7"), format!("{owner}/7")),
        ] {
            let id = parse_account(text, Some(owner)).unwrap();
            assert_eq!(account_name(id), name, "{text}");
        }
        for text in ["", "x", "-1", "0x12/1", "79228162514264337593543950336"] {
            assert!(parse_account(text, Some(owner)).is_err(), "{text}");
        }
        assert!(parse_account("0", None).is_err());
    }
    #[test]
    fn the_websocket_is_that_of_the_node_unless_it_is_given() {
        let mut arguments = ProtocolArguments {
            rpc: "https://node:8547".into(),
            deployment: None,
            market: None,
            lens: None,
            pool_lens: None,
            watchlist: None,
            market_name: None,
            timeout: "30s".into(),
            from: None,
            key: KeyArguments::default(),
        };
        assert_eq!(arguments.websocket(None), "wss://node:8547");
        assert_eq!(arguments.websocket(Some("ws://other")), "ws://other");
        arguments.rpc = "ws://node:8548".into();
        assert_eq!(arguments.websocket(None), "ws://node:8548");
    }
}
