//! Accounts that are liquidated: calls of `liquidator` and of its watchers by the account's number, and the audit of
//! everybody's money and positions.

mod cast;

use crate::trading::*;
use alloy_primitives::{Address, U256};
use devnode::api::Sent;
use devnode::error::NodeError;

pub use self::cast::Cast;
pub use ILiquidator::{AuctionState, LiquidationState, MarginFigures};

/// The account is sound, and leaves its auction.
pub const SOUND: u8 = 0;
/// The pool closed what was due.
pub const CLOSED: u8 = 1;
/// In auction.
pub const OFFERED: u8 = 2;

/// Returns the account of an owner with this number.
#[must_use]
pub fn account_number(owner: Address, number: u64) -> U256 {
    account_of(owner) + U256::from(number)
}

/// Returns the owner of an account.
#[must_use]
pub fn owner_of(id: U256) -> Address {
    Address::from_slice(&id.to_be_bytes::<32>()[..20])
}

/// Returns what an account needs above its worth, WAD.
#[must_use]
pub const fn requirement(figures: &MarginFigures) -> i128 {
    figures.contingency.cast_signed() - figures.loss
}

impl Trading {
    /// Returns the money of an account (negative for a debt) and its positions (negative for sold ones).
    #[must_use]
    pub fn holdings(&self, id: U256) -> (i128, Vec<Position>) {
        let account = self.ask(self.market, IMarket::accountCall { id });
        (account._0, account._1)
    }

    /// Returns the margin of an account.
    ///
    /// # Panics
    /// When it cannot be computed.
    #[must_use]
    pub fn margin_of(&self, id: U256) -> MarginFigures {
        self.ask(self.liquidator, ILiquidator::healthOfCall { id })
    }

    /// Returns what liquidation would do with an account now.
    ///
    /// # Panics
    /// When it cannot be computed.
    #[must_use]
    pub fn liquidation(&self, id: U256) -> LiquidationState {
        self.ask(self.liquidator, ILiquidator::liquidationCall { id })
    }

    /// Returns the auction of an account.
    #[must_use]
    pub fn auction(&self, id: U256) -> AuctionState {
        self.ask(self.liquidator, ILiquidator::auctionCall { id })
    }

    /// Deposits money, which somebody has just been given, into an account.
    ///
    /// # Errors
    /// When the market refuses.
    pub fn deposit(&mut self, from: Address, id: U256, amount: U256) -> Result<Sent, NodeError> {
        let market = self.market;
        self.give(from, amount, market);
        Ok(self
            .send(from, market, IMarket::depositCall { id, amount })?
            .1)
    }

    /// Makes an account trade, whatever the cost.
    ///
    /// # Errors
    /// When the market refuses.
    pub fn order(&mut self, id: U256, legs: &[Position]) -> Result<(i128, Sent), NodeError> {
        let (market, deadline) = (self.market, self.now() + 60);
        let call = IMarket::tradeCall {
            id,
            legs: legs.to_vec(),
            limit: i128::MAX,
            deadline,
        };
        self.send(owner_of(id), market, call)
    }

    /// Makes somebody liquidate an account.
    ///
    /// # Errors
    /// When it is refused.
    pub fn liquidate(&mut self, keeper: Address, id: U256) -> Result<(u8, Sent), NodeError> {
        let liquidator = self.liquidator;
        let call = ILiquidator::liquidateCall { id };
        self.send(keeper, liquidator, call)
    }

    /// Makes an account bid for a part of another, in its present auction.
    ///
    /// # Errors
    /// When it is refused.
    pub fn bid(
        &mut self,
        taker: U256,
        id: U256,
        part: u128,
        limit: i128,
    ) -> Result<(i128, Sent), NodeError> {
        let nonce = self.auction(id).nonce;
        let liquidator = self.liquidator;
        let call = ILiquidator::bidCall {
            id,
            taker,
            part,
            limit,
            nonce,
        };
        self.send(owner_of(taker), liquidator, call)
    }

    /// Moves the price, however far it jumps, and posts a surface for every one of these expiries a minute later.
    ///
    /// # Panics
    /// When a surface is refused.
    pub fn jump(&mut self, cents: i128, expiries: &[u64]) {
        self.node().warp(60);
        self.push(cents);
        for expiry in expiries {
            self.post(*expiry);
        }
    }

    /// Checks I1 and I2 with these accounts. Besides them only the treasury and the stage's trader may have one. Every
    /// unit has two sides, the positions are those that the risk manager counts, and every unit of money has an owner.
    ///
    /// # Panics
    /// When this fails.
    #[track_caller]
    pub fn audit(&self, ids: &[U256]) {
        self.audit_ledger(ids);
        let others = [self.treasury, self.trader].map(account_of);
        let mut all: Vec<U256> = ids.iter().copied().chain(others).collect();
        all.sort_unstable();
        all.dedup();
        let accounts: Vec<_> = all.iter().map(|id| self.holdings(*id)).collect();
        let book = self.ask(self.risk, IRiskManager::bookCall {});
        let mut held = 0;
        for line in &book {
            let same = || {
                accounts.iter().flat_map(|(_, held)| held).filter(|it| {
                    (it.expiry, it.kind, it.strike) == (line.expiry, line.kind, line.strike)
                })
            };
            held += same().count();
            let net: i128 = same().map(|it| it.quantity).sum();
            assert_eq!(net, -line.quantity, "{line:?}");
            let longs: i128 = same().map(|it| it.quantity.max(0)).sum();
            let interest = IRiskManager::interestCall {
                expiry: line.expiry,
                kind: line.kind,
                strike: line.strike,
            };
            let interest = self.ask(self.risk, interest);
            assert_eq!(interest, longs.unsigned_abs(), "what all hold");
        }
        let positions = accounts.iter().flat_map(|(_, held)| held);
        let unsettled = positions.filter(|it| self.ledger(it.expiry).price == 0);
        assert_eq!(unsettled.count(), held, "nothing is held beside the book");
    }
}
