//! The whole protocol, deployed and wired, with money, a price and a surface.

use crate::authority::{DELAY_SECS, execute, key, schedule, wire};
use crate::feeds::Feeds;
use crate::pricing::{Pricing, WAD};
use crate::solidity::artifact;
use crate::{send, wasm};
use alloy::dyn_abi::DynSolValue;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

pub use IMarket::Position;
pub use bindings::{
    IErc20, IGoverned, ILiquidator, IMarket, IOracle, IRiskManager, IVault, IWatchlist,
};

/// One dollar, in units of the asset.
pub const USD: u64 = 1_000_000;

/// The time at which the chain starts: a Thursday, 2026-11-26 09:00 UTC, on which eight expiries may be listed.
pub const START: u64 = 1_795_683_600;

/// The spot price at the start, in dollars.
pub const SPOT: i128 = 2_000;

/// The deposit of the liquidity provider, in dollars.
pub const POOL: u64 = 10_000_000;

/// The protocol on a chain.
#[derive(Debug)]
pub struct Trading {
    /// The chain, and the pricing contracts.
    pub pricing: Pricing,
    /// The feeds of the oracle.
    pub feeds: Feeds,
    /// The quote asset, of 6 decimals.
    pub usdc: Address,
    /// `oracle`.
    pub oracle: Address,
    /// `risk-manager`.
    pub risk: Address,
    /// `vault`.
    pub vault: Address,
    /// `market`.
    pub market: Address,
    /// `liquidator`, whose first account is the insurance fund.
    pub liquidator: Address,
    /// `withdrawal-queue`.
    pub queue: Address,
    /// The owner of the treasury's account.
    pub treasury: Address,
    /// A liquidity provider.
    pub lp: Address,
    /// A trader with money in their first account.
    pub trader: Address,
    /// An expiry with a surface, at least a week ahead.
    pub expiry: u64,
}

/// Returns the first account of an address.
#[must_use]
pub fn account_of(owner: Address) -> U256 {
    U256::from_be_slice(owner.as_slice()) << 96
}

/// Returns this many dollars.
#[must_use]
pub fn usd(dollars: u64) -> U256 {
    U256::from(dollars) * U256::from(USD)
}

/// Returns the first expiry of the grid that is at least this many seconds ahead.
#[must_use]
pub const fn expiry_after(now: u64, secs: u64) -> u64 {
    // 1970-01-02 08:00 UTC was a Friday.
    const FIRST: u64 = 86_400 + 8 * 3_600;
    const WEEK: u64 = 7 * 86_400;
    FIRST + (now + secs - FIRST).div_ceil(WEEK) * WEEK
}

impl Trading {
    /// Deploys and wires everything, funds the pool and a trader, posts a surface.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses something.
    #[must_use]
    pub fn set() -> Self {
        Self::with_asset("UsdCoin", "UsdCoin")
    }

    /// The same with another quote asset: a token of 6 decimals in `tests/solidity`, constructed with its supply.
    ///
    /// # Panics
    /// As [`Self::set`].
    #[must_use]
    pub fn with_asset(file: &str, contract: &str) -> Self {
        let node = Devnode::builder().genesis_secs(START).build();
        let mut pricing = Pricing::on(node.expect("a node"));
        let node = &mut pricing.node;
        let owner = pricing.owner;
        let feeds = Feeds::deploy(node, owner, SPOT);
        let supply = DynSolValue::Uint(U256::MAX >> 64, 256);
        let usdc = node.deploy_artifact(owner, &artifact(file, contract), &[supply]);
        let usdc = usdc.expect("the token is accepted");
        let authority = pricing.authority;
        let clearing = node.deploy_wasm(owner, &wasm("clearing"));
        let clearing = clearing.expect("it has no constructor").address;
        let mut deploy = |contract, arguments: Vec<u8>| {
            let code = wasm(contract);
            let deployed = node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO);
            deployed.expect(contract).address
        };
        let oracle = (authority, feeds.spot, feeds.sequencer).abi_encode_params();
        let oracle = deploy("oracle", oracle);
        let risk = (authority, pricing.pricer, oracle).abi_encode_params();
        let risk = deploy("risk-manager", risk);
        let vault = (authority, usdc, risk).abi_encode_params();
        let vault = deploy("vault", vault);
        let market = (authority, oracle, risk, vault, clearing).abi_encode_params();
        let market = deploy("market", market);
        let liquidator = (authority, market).abi_encode_params();
        let liquidator = deploy("liquidator", liquidator);
        let queue = deploy("withdrawal-queue", (authority, vault).abi_encode_params());
        let [lp, trader, treasury] = [3, 4, 6].map(|index| node.account(index));
        let expiry = expiry_after(node.now_secs(), 7 * 86_400);
        let mut stage = Self {
            pricing,
            feeds,
            usdc,
            oracle,
            risk,
            vault,
            market,
            liquidator,
            queue,
            treasury,
            lp,
            trader,
            expiry,
        };
        stage.wire(risk, "market", market);
        stage.wire(vault, "market", market);
        stage.wire(market, "liquidator", liquidator);
        stage.wire(market, "treasury", treasury);
        stage.wire(vault, "queue", queue);
        stage.post(expiry);
        stage.join(lp, usd(POOL)).expect("the provider joins");
        stage
            .fund(trader, usd(100_000))
            .expect("the trader is funded");
        stage
    }

    /// Returns the chain.
    pub const fn node(&mut self) -> &mut Devnode {
        &mut self.pricing.node
    }

    /// Returns the stage with a call at 2,100 and a put at 1,900 listed.
    ///
    /// # Panics
    /// As [`Self::set`].
    #[must_use]
    pub fn listed() -> Self {
        let mut stage = Self::set();
        stage.list_two();
        stage
    }

    /// Lists a call at 2,100 and a put at 1,900.
    ///
    /// # Panics
    /// When one is refused.
    pub fn list_two(&mut self) {
        let expiry = self.expiry;
        self.list(expiry, 0, 2_100).expect("on the grid");
        self.list(expiry, 1, 1_900).expect("on the grid");
    }

    /// Lets the stage's expiry pass at a price in dollars, and proves it.
    ///
    /// # Panics
    /// When the proof is refused.
    pub fn expire(&mut self, dollars: i128) {
        let expiry = self.expiry;
        self.node().warp_to(expiry - 3_000).expect("later");
        self.push(dollars * 100);
        self.node().warp_to(expiry + 60).expect("later");
        let round = self.feeds.latest(&self.pricing.node);
        let (user, oracle) = (self.pricing.user, self.oracle);
        let proof = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![round],
        };
        self.send(user, oracle, proof).expect("proven");
    }

    /// Returns the time of the next block.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.pricing.now()
    }

    fn wire(&mut self, contract: Address, name: &str, module: Address) {
        let call = wire(contract, name, module);
        let (owner, authority) = (self.pricing.owner, self.pricing.authority);
        self.send(owner, authority, call).expect(name);
    }

    /// Posts the stage's surface of an expiry, as of now.
    ///
    /// # Panics
    /// When it is refused.
    pub fn post(&mut self, expiry: u64) {
        let slice = self.pricing.slice_until(expiry);
        let (accepted, _) = self.pricing.post(&slice).expect("it is signed");
        assert!(accepted, "the surface is sound");
    }

    /// Writes a new round of the spot feed, in hundredths of a dollar.
    pub fn push(&mut self, cents: i128) {
        let feeds = self.feeds;
        feeds.push(self.node(), cents * crate::feeds::UNIT / 100);
    }

    /// Sends a call in a transaction.
    ///
    /// # Errors
    /// When it reverts.
    pub fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<(C::Return, Sent), NodeError> {
        send(self.node(), from, to, call)
    }

    /// Makes the owner schedule changes of a module, and execute them after the delay.
    ///
    /// # Panics
    /// When one is refused.
    pub fn change(&mut self, module: Address, changes: &[(&str, U256)]) {
        let (owner, authority) = (self.pricing.owner, self.pricing.authority);
        for (name, value) in changes {
            let call = schedule(module, name, *value);
            self.send(owner, authority, call).expect("announced");
        }
        self.node().warp(DELAY_SECS + 1);
        for (name, _) in changes {
            let call = execute(module, name);
            self.send(owner, authority, call).expect("it has waited");
        }
    }

    /// Makes a change as the authority does after the delay, without the time that it waits.
    ///
    /// # Errors
    /// When the module refuses the value.
    pub fn decide(&mut self, module: Address, name: &str, value: U256) -> Result<Sent, NodeError> {
        let (authority, key) = (self.pricing.authority, key(name));
        let call = IGoverned::changeCall { key, value };
        // The authority pays for gas like any sender.
        self.node().set_balance(authority, U256::MAX >> 128);
        Ok(self.send(authority, module, call)?.1)
    }

    /// Returns what a view answers.
    ///
    /// # Errors
    /// When it reverts.
    pub fn try_ask<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return, NodeError> {
        self.pricing.node.call(self.pricing.user, to, call)
    }

    /// Returns what a view answers.
    ///
    /// # Panics
    /// When it reverts.
    pub fn ask<C: SolCall>(&self, to: Address, call: C) -> C::Return {
        self.try_ask(to, call).expect("an answer")
    }

    /// Returns an account's balance of the asset.
    #[must_use]
    pub fn balance(&self, owner: Address) -> U256 {
        self.ask(self.usdc, IErc20::balanceOfCall { owner })
    }

    /// Gives an account money, and lets `spender` take it.
    ///
    /// # Panics
    /// When the token refuses.
    pub fn give(&mut self, to: Address, amount: U256, spender: Address) {
        let (owner, usdc) = (self.pricing.owner, self.usdc);
        let transfer = IErc20::transferCall { to, amount };
        self.send(owner, usdc, transfer).expect("it is given");
        let approve = IErc20::approveCall { spender, amount };
        self.send(to, usdc, approve).expect("it is allowed");
    }

    /// Gives a provider money, and makes them join the pool with it.
    ///
    /// # Errors
    /// When the vault refuses.
    pub fn join(&mut self, lp: Address, assets: U256) -> Result<(U256, Sent), NodeError> {
        let vault = self.vault;
        self.give(lp, assets, vault);
        let call = IVault::depositCall {
            assets,
            receiver: lp,
        };
        self.send(lp, vault, call)
    }

    /// Gives a trader money, and makes them deposit it into their first account.
    ///
    /// # Errors
    /// When the market refuses.
    pub fn fund(&mut self, trader: Address, amount: U256) -> Result<Sent, NodeError> {
        let market = self.market;
        self.give(trader, amount, market);
        let id = account_of(trader);
        let call = IMarket::depositCall { id, amount };
        Ok(self.send(trader, market, call)?.1)
    }

    /// Opens a series for trading.
    ///
    /// # Errors
    /// When the risk manager refuses.
    pub fn list(&mut self, expiry: u64, kind: u8, strike: u128) -> Result<Sent, NodeError> {
        let (user, risk) = (self.pricing.user, self.risk);
        let call = IRiskManager::listCall {
            expiry,
            kind,
            strike: strike * WAD,
        };
        Ok(self.send(user, risk, call)?.1)
    }

    /// Returns a leg of this stage's expiry; strike in dollars, quantity in thousandths.
    #[must_use]
    pub fn leg(&self, kind: u8, strike: u128, thousandths: i128) -> Position {
        Position {
            expiry: self.expiry,
            kind,
            strike: strike * WAD,
            quantity: thousandths * (WAD / 1_000).cast_signed(),
        }
    }

    /// Makes a trader trade on their first account, whatever the cost.
    ///
    /// # Errors
    /// When the market refuses.
    pub fn trade(&mut self, trader: Address, legs: &[Position]) -> Result<(i128, Sent), NodeError> {
        let (market, deadline) = (self.market, self.now() + 60);
        let call = IMarket::tradeCall {
            id: account_of(trader),
            legs: legs.to_vec(),
            limit: i128::MAX,
            deadline,
        };
        self.send(trader, market, call)
    }

    /// Returns the margin of an owner's first account.
    ///
    /// # Errors
    /// When there is no price, or a surface is missing or too old.
    pub fn try_health(&self, owner: Address) -> Result<ILiquidator::MarginFigures, NodeError> {
        let id = account_of(owner);
        self.try_ask(self.liquidator, ILiquidator::healthOfCall { id })
    }

    /// Returns the margin of an owner's first account.
    ///
    /// # Panics
    /// When it cannot be computed.
    #[must_use]
    pub fn health(&self, owner: Address) -> ILiquidator::MarginFigures {
        self.try_health(owner).expect("it has margin")
    }

    /// Returns the money and the positions of an owner's first account.
    ///
    /// # Panics
    /// When they owe money.
    #[must_use]
    pub fn account(&self, owner: Address) -> (U256, Vec<Position>) {
        let (money, positions) = self.standing(owner);
        let money = u128::try_from(money).expect("they owe nothing");
        (U256::from(money), positions)
    }

    /// Returns the money (negative for a debt) and the positions (negative for sold ones) of an owner's first account.
    #[must_use]
    pub fn standing(&self, owner: Address) -> (i128, Vec<Position>) {
        let id = account_of(owner);
        let account = self.ask(self.market, IMarket::accountCall { id });
        (account._0, account._1)
    }
}
