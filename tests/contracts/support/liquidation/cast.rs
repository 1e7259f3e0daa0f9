//! The simple story: somebody has sold, and falls short.

use super::{AuctionState, LiquidationState};
use crate::reverted;
use crate::trading::*;
use alloy_primitives::{Address, Bytes, U256};
use devnode::api::Sent;
use devnode::error::NodeError;

/// The parties of a story besides the pool. Their accounts are their first ones.
#[derive(Debug)]
pub struct Cast {
    /// The protocol.
    pub stage: Trading,
    /// The seller, who is liquidated.
    pub seller: Address,
    /// The keeper, who liquidates and has no money.
    pub keeper: Address,
    /// The bidder.
    pub bidder: Address,
}

impl std::ops::Deref for Cast {
    type Target = Trading;
    fn deref(&self) -> &Trading {
        &self.stage
    }
}

impl std::ops::DerefMut for Cast {
    fn deref_mut(&mut self) -> &mut Trading {
        &mut self.stage
    }
}

impl Cast {
    /// Returns a seller with this many dollars, and a bidder with a hundred thousand.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses something.
    #[must_use]
    pub fn with(dollars: u64) -> Self {
        Self::on(Trading::set(), dollars)
    }

    /// The same on a stage that is set.
    ///
    /// # Panics
    /// When the chain refuses something.
    #[must_use]
    pub fn on(mut stage: Trading, dollars: u64) -> Self {
        let expiry = stage.expiry;
        for strike in [1_800, 2_000, 2_200] {
            for kind in 0..4 {
                stage.list(expiry, kind, strike).expect("on the grid");
            }
        }
        let [seller, bidder, keeper] = [7, 8, 9].map(|index| stage.pricing.node.account(index));
        stage.fund(seller, usd(dollars)).expect("funded");
        stage.fund(bidder, usd(100_000)).expect("funded");
        Self {
            stage,
            seller,
            keeper,
            bidder,
        }
    }

    /// Returns the same, after the seller has sold one call at the money.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses something.
    #[must_use]
    pub fn sold(dollars: u64) -> Self {
        let mut cast = Self::with(dollars);
        let (seller, legs) = (cast.seller, [cast.leg(0, 2_000, -1_000)]);
        cast.trade(seller, &legs).expect("it has its margin");
        cast
    }

    /// Makes the seller trade, and keep no more than their initial margin.
    ///
    /// # Panics
    /// When either is refused.
    pub fn opens(&mut self, legs: &[Position]) {
        let (to, market, id) = (self.seller, self.market, self.id());
        for order in legs.chunks(4) {
            self.order(id, order).expect("it has its margin");
        }
        let spare = self.margin_of(id).initial / 1_000_000_000_000 - 2;
        let amount = U256::from(spare.max(0).unsigned_abs());
        let withdraw = IMarket::withdrawCall { id, amount, to };
        self.send(to, market, withdraw).expect("it is spare");
    }

    /// Moves the price in steps of this many dollars until the account is short.
    ///
    /// # Panics
    /// When the price gets far away before it is.
    pub fn falls_short(&mut self, step: i128) {
        let mut dollars = SPOT;
        while self.margin_of(self.id()).maintenance >= 0 {
            dollars += step;
            assert!((800..3_500).contains(&dollars), "it is never short");
            self.jumps(dollars);
        }
    }

    /// Returns the account that is liquidated.
    #[must_use]
    pub fn id(&self) -> U256 {
        account_of(self.seller)
    }

    /// Moves the price to this many dollars, with a fresh surface, however far it jumps.
    ///
    /// # Panics
    /// When the surface is refused.
    pub fn jumps(&mut self, dollars: i128) {
        let expiry = self.expiry;
        self.jump(dollars * 100, &[expiry]);
    }

    /// Raises the price until the account is short.
    ///
    /// # Panics
    /// When a surface is refused.
    pub fn rises_until_short(&mut self) {
        for dollars in (2_020..).step_by(20) {
            self.jumps(dollars);
            if self.health(self.seller).maintenance < 0 {
                return;
            }
        }
    }

    /// Makes the keeper liquidate it.
    ///
    /// # Errors
    /// When it is refused.
    ///
    /// # Panics
    /// When it fails otherwise.
    pub fn liquidate(&mut self) -> Result<u8, Bytes> {
        let (keeper, id) = (self.keeper, self.id());
        answered(self.stage.liquidate(keeper, id))
    }

    /// Makes the bidder bid in its present auction.
    ///
    /// # Errors
    /// When it is refused.
    ///
    /// # Panics
    /// When it fails otherwise.
    pub fn bid(&mut self, part: u128, limit: i128) -> Result<i128, Bytes> {
        let nonce = self.auction().nonce;
        self.bid_on(part, limit, nonce)
    }

    /// Makes the bidder bid in the auction with this number.
    ///
    /// # Errors
    /// When it is refused.
    ///
    /// # Panics
    /// When it fails otherwise.
    pub fn bid_on(&mut self, part: u128, limit: i128, nonce: u64) -> Result<i128, Bytes> {
        let (bidder, liquidator) = (self.bidder, self.liquidator);
        let call = ILiquidator::bidCall {
            id: self.id(),
            taker: account_of(bidder),
            part,
            limit,
            nonce,
        };
        answered(self.send(bidder, liquidator, call))
    }

    /// Returns what liquidation would do with it now.
    #[must_use]
    pub fn state(&self) -> LiquidationState {
        self.liquidation(self.id())
    }

    /// Returns its auction.
    #[must_use]
    pub fn auction(&self) -> AuctionState {
        self.stage.auction(self.id())
    }

    /// Returns the money of the pool.
    #[must_use]
    pub fn held(&self) -> u128 {
        self.ask(self.vault, IVault::poolCall {}).held
    }

    /// Another trader buys this many calls, and the owner lowers the limit on delta below the pool's delta. Nothing
    /// that adds to it is admitted, and buying the seller's call back would.
    ///
    /// # Panics
    /// When either is refused.
    pub fn fills_the_pool(&mut self) {
        let trader = self.trader;
        let legs = [self.leg(0, 2_200, 60_000)];
        self.trade(trader, &legs).expect("within the limits");
        let risk = self.risk;
        let lower = self.decide(risk, "deltaLimit", U256::ONE);
        lower.expect("within the bounds");
    }

    /// Checks the money and the positions of everybody against each other.
    ///
    /// # Panics
    /// When they do not agree.
    #[track_caller]
    pub fn audit(&self) {
        let everybody = [self.seller, self.keeper, self.bidder].map(account_of);
        self.stage.audit(&everybody);
    }
}

/// Returns the answer of a transaction, or its error.
fn answered<T>(outcome: Result<(T, Sent), NodeError>) -> Result<T, Bytes> {
    match outcome {
        Ok((answer, _)) => Ok(answer),
        Err(error) => Err(reverted::<()>(Err(error))),
    }
}
