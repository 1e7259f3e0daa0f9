//! Every outbound call.

use crate::errors::overflow;
use crate::storage::Liquidator;
use abi::liquidator::events::{MoneyMoved, PositionMoved};
use abi::trading::{Position, TradeContext};
use abi::{IMarket, IRiskManager, IVault};
use alloc::vec::Vec;
use alloy_primitives::U256;
use engine::liquidation::Close;
use runtime::words::Handed;
use runtime::{Changing, Emit, Reading, Refusal};
use stylus_sdk::prelude::*;

/// An account as it is passed to the risk manager, and the risk manager's address.
pub(crate) struct Question {
    risk: IRiskManager,
    pub(crate) context: TradeContext,
    /// Money in units of the asset.
    pub(crate) cash: i128,
    /// The same in WAD.
    pub(crate) cash_wad: i128,
    /// Positions, a word each.
    pub(crate) words: Vec<U256>,
}

impl Liquidator {
    pub(crate) fn market_at(&self) -> IMarket {
        IMarket::new(self.market.get())
    }

    /// Returns the money of an account and the words of its positions, with expired positions settled.
    pub(crate) fn holdings(&self, id: U256) -> Result<(i128, Vec<U256>), Refusal> {
        self.market_at().holdings(self.vm(), Reading, id)
    }

    /// Loads what the margin of an account needs now. The money behind the pool's book is not part of it.
    #[inline(never)]
    pub(crate) fn question(&self, id: U256) -> Result<Question, Refusal> {
        let (cash, words) = self.holdings(id)?;
        let risk = IRiskManager::new(self.market_at().risk_manager(self.vm(), Reading)?);
        let cash_wad = self.money().signed_wad(cash).ok_or_else(overflow)?;
        let context = risk.moment(self.vm(), Reading)?;
        Ok(Question {
            risk,
            context,
            cash,
            cash_wad,
            words,
        })
    }

    /// Returns the margin of the account.
    pub(crate) fn margin_of(&self, asked: &Question) -> Result<Handed, Refusal> {
        let (context, words) = (asked.context.clone().into(), asked.words.clone());
        let risk = &asked.risk;
        risk.margin(self.vm(), Reading, context, asked.cash_wad, words)
    }

    /// Returns how far the market can move until the account may be liquidated.
    pub(crate) fn distance_to(&self, asked: Question) -> Result<Handed, Refusal> {
        let (context, words) = (asked.context.into(), asked.words);
        let risk = &asked.risk;
        risk.distance(self.vm(), Reading, context, asked.cash_wad, words)
    }

    /// Returns what all positions bring when the pool closes them: what was sold at volatilities a tenth higher, what
    /// is held at volatilities a tenth lower. WAD; negative for what the close costs.
    pub(crate) fn proceeds(&self, asked: &Question) -> Result<i128, Refusal> {
        let (context, words) = (asked.context.clone().into(), asked.words.clone());
        let (held, owed) = (Close::HELD_VOL.wei(), Close::OWED_VOL.wei());
        let risk = &asked.risk;
        risk.closing_value(self.vm(), Reading, context, words, held, owed)
    }

    /// Makes the market close legs of an account with the pool.
    pub(crate) fn close_out(
        &self,
        id: U256,
        legs: &[Position],
        cost: i128,
        forced: bool,
    ) -> Result<(), Refusal> {
        let market = self.market_at();
        market.close_out(self.vm(), Changing, id, legs.to_vec(), cost, forced)?;
        self.tell_of(id, U256::ZERO, legs);
        Ok(())
    }

    fn tell_of(&self, from: U256, to: U256, legs: &[Position]) {
        for leg in legs {
            self.emit(PositionMoved {
                from,
                to,
                expiry: leg.expiry,
                kind: leg.kind,
                strike: leg.strike,
                quantity: leg.quantity,
            });
        }
    }

    /// Makes the market move legs and money from one account to another.
    pub(crate) fn hand_over(
        &self,
        [from, to]: [U256; 2],
        legs: &[Position],
        cash: i128,
        from_vault: u128,
    ) -> Result<(), Refusal> {
        let (market, handed) = (self.market_at(), legs.to_vec());
        market.hand_over(self.vm(), Changing, from, to, handed, cash, from_vault)?;
        self.tell_of(from, to, legs);
        self.emit(MoneyMoved {
            from,
            to,
            cash,
            fromVault: from_vault,
        });
        Ok(())
    }

    /// Tells the vault what insolvent accounts lack.
    pub(crate) fn tell_vault(&self, shortfall: U256) -> Result<(), Refusal> {
        let vault = IVault::new(self.market_at().vault(self.vm(), Reading)?);
        vault.set_shortfall(self.vm(), Changing, shortfall)
    }
}
