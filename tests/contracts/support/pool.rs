//! The vault and its queue, with a token, a book whose marks the test sets, and an account in the market's place.
//!
//! The real risk manager cannot produce every mark, nor marks that contradict each other. The vault has to withstand
//! them all.

use crate::authority::{deploy_authority, wire};
use crate::solidity::artifact;
use crate::tokens;
use crate::{send, wasm};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

pub use crate::authority::key;

pub use self::marks::IMarks;
pub use IMarks::PoolValue;
pub use bindings::{IGoverned, IVault, IWithdrawalQueue};

#[allow(missing_docs, reason = "as the contract's source says")]
mod marks {
    alloy_sol_types::sol! {
        #[sol(all_derives)]
        interface IMarks {
            struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }
            error MarksBroken(uint256 figure);
            function set(PoolValue calldata value) external;
            function breakDown(bool broken) external;
            function belongTo(address market, uint256 heldSeries) external;
        }
    }
}

/// A day, in seconds.
pub const DAY: u64 = 86_400;

/// The vault, the queue and the parties who use them.
#[derive(Debug)]
pub struct Pool {
    /// The chain.
    pub node: Devnode,
    /// The owner of the contracts.
    pub owner: Address,
    /// The guardian of the contracts.
    pub guardian: Address,
    /// `authority`.
    pub authority: Address,
    /// The account that is wired as the market.
    pub market: Address,
    /// Liquidity providers. Each has a trillion of the asset's tokens, which the vault may take, and lets the queue
    /// take their shares.
    pub providers: [Address; 3],
    /// The asset.
    pub asset: Address,
    /// The contract in which the marks are set.
    pub marks: Address,
    /// `vault`.
    pub vault: Address,
    /// `withdrawal-queue`.
    pub queue: Address,
}

impl Pool {
    /// Returns a pool with `OpenZeppelin`'s token of this many decimals.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses it.
    #[must_use]
    pub fn of_decimals(decimals: u8) -> Self {
        Self::with(|node, from| tokens::deploy_coin(node, from, decimals))
    }

    /// Returns a pool with the token that behaves as the test says.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses it.
    #[must_use]
    pub fn of_odd_coins() -> Self {
        Self::with(tokens::deploy_odd_coin)
    }

    fn with(token: impl FnOnce(&mut Devnode, Address) -> Address) -> Self {
        let mut node = Devnode::new().expect("a node");
        let [owner, guardian, market] = [0, 1, 2].map(|index| node.account(index));
        let providers = [3, 4, 5].map(|index| node.account(index));
        let asset = token(&mut node, owner);
        let marks = node.deploy_artifact(owner, &artifact("Marks", "Marks"), &[]);
        let marks = marks.expect("it is accepted");
        let authority = deploy_authority(&mut node, owner, guardian).expect("it is accepted");
        let vault = (authority, asset, marks).abi_encode_params();
        let vault = deploy(&mut node, "vault", &vault).expect("it is accepted");
        let queue = (authority, vault).abi_encode_params();
        let queue = deploy(&mut node, "withdrawal-queue", &queue).expect("it is accepted");
        for provider in providers {
            let amount = U256::from(10).pow(U256::from(30));
            tokens::mint(&mut node, asset, provider, amount);
            tokens::approve(&mut node, asset, provider, vault);
            tokens::approve(&mut node, vault, provider, queue);
        }
        let mut stage = Self {
            node,
            owner,
            guardian,
            authority,
            market,
            providers,
            asset,
            marks,
            vault,
            queue,
        };
        let call = IMarks::belongToCall {
            market,
            heldSeries: U256::ZERO,
        };
        stage.send(owner, marks, call).expect("it is told");
        stage.wire("market", market);
        stage.wire("queue", queue);
        stage
    }

    /// Wires a module of the vault.
    ///
    /// # Panics
    /// When it is refused.
    pub fn wire(&mut self, name: &str, module: Address) {
        let call = wire(self.vault, name, module);
        self.send(self.owner, self.authority, call).expect(name);
    }

    /// Sets the value of the book.
    ///
    /// # Panics
    /// Never: the stand-in takes any value.
    pub fn mark(&mut self, value: PoolValue) {
        let call = IMarks::setCall { value };
        self.send(self.owner, self.marks, call).expect("it is set");
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
        send(&mut self.node, from, to, call)
    }

    /// Returns the answer of a call of the vault to an account, without doing it.
    ///
    /// # Errors
    /// When it reverts.
    pub fn simulate<C: SolCall>(&self, from: Address, call: C) -> Result<C::Return, NodeError> {
        self.node.call(from, self.vault, call)
    }

    /// Returns what a view of the vault answers.
    ///
    /// # Panics
    /// When it reverts.
    pub fn ask<C: SolCall>(&self, call: C) -> C::Return {
        self.simulate(self.owner, call).expect("an answer")
    }

    /// Returns what a view of the queue answers.
    ///
    /// # Panics
    /// When it reverts.
    pub fn ask_queue<C: SolCall>(&self, call: C) -> C::Return {
        self.node
            .call(self.owner, self.queue, call)
            .expect("an answer")
    }

    /// Returns an account's balance of the asset.
    #[must_use]
    pub fn balance(&self, owner: Address) -> U256 {
        tokens::balance(&self.node, self.asset, owner)
    }

    /// Returns an account's balance of shares.
    #[must_use]
    pub fn shares(&self, owner: Address) -> U256 {
        tokens::balance(&self.node, self.vault, owner)
    }

    /// Deposits for the sender. Returns the shares.
    ///
    /// # Errors
    /// When it is refused.
    pub fn deposit(&mut self, from: Address, assets: u128) -> Result<(U256, Sent), NodeError> {
        let assets = U256::from(assets);
        let call = IVault::depositCall {
            assets,
            receiver: from,
        };
        self.send(from, self.vault, call)
    }

    /// Redeems the sender's shares for the sender. Returns the assets.
    ///
    /// # Errors
    /// When it is refused.
    pub fn redeem(&mut self, from: Address, shares: U256) -> Result<(U256, Sent), NodeError> {
        let call = IVault::redeemCall {
            shares,
            receiver: from,
            owner: from,
        };
        self.send(from, self.vault, call)
    }

    /// Sends an amount to the vault, and makes the market collect it.
    ///
    /// # Errors
    /// When it is refused.
    pub fn collect(
        &mut self,
        amount: u128,
        spread: u128,
        vesting_secs: u64,
    ) -> Result<Sent, NodeError> {
        tokens::mint(&mut self.node, self.asset, self.vault, U256::from(amount));
        let call = IVault::collectCall {
            amount,
            spread,
            vestsBy: if vesting_secs == 0 {
                0
            } else {
                self.node.now_secs() + vesting_secs
            },
        };
        Ok(self.send(self.market, self.vault, call)?.1)
    }
}

/// A payment to the market for an order that closes, with nothing that must stay.
#[must_use]
pub const fn payment(amount: u128) -> IVault::payCall {
    IVault::payCall {
        amount,
        spread: 0,
        vestsBy: 0,
        opens: false,
        stayBefore: 0,
        stayAfter: 0,
    }
}

/// An exchange after a settlement, after which the pool owes nothing.
#[must_use]
pub const fn exchanged(difference: i128) -> IVault::exchangeCall {
    IVault::exchangeCall {
        difference,
        income: 0,
        owed: 0,
        debts: 0,
        lent: 0,
        clearing: false,
    }
}

/// Deploys a contract and constructs it.
///
/// # Errors
/// When its constructor refuses.
pub fn deploy(node: &mut Devnode, contract: &str, arguments: &[u8]) -> Result<Address, NodeError> {
    let from = node.account(0);
    let deployed =
        node.deploy_wasm_with_constructor(from, &wasm(contract), arguments, U256::ZERO)?;
    Ok(deployed.address)
}
