//! A case: an account, its margin, and what closing it would bring.

use crate::calls::Question;
use crate::errors::overflow;
use crate::storage::Liquidator;
use abi::trading::{self, MarginFigures};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::Position;
use engine::liquidation::{portion, LiquidationError, Standing};
use math::{SignedWad, Wad};
use runtime::Refusal;

/// An account that may be liquidated, at this moment.
pub(crate) struct Case {
    pub(crate) id: U256,
    pub(crate) asked: Question,
    /// Its positions that are not past.
    pub(crate) held: Vec<Position>,
    /// Their value at the mark, WAD.
    pub(crate) live_value: i128,
    pub(crate) standing: Standing,
    /// What is left over initial margin, WAD.
    pub(crate) initial: i128,
}

impl Liquidator {
    /// Loads the case of an account.
    ///
    /// # Errors
    /// The risk manager's error: no price, or a surface that is missing or too old.
    pub(crate) fn case(&self, id: U256) -> Result<Case, Refusal> {
        let asked = self.question(id)?;
        let figures: MarginFigures = self.margin_of(&asked)?.read_as()?;
        let signed = SignedWad::from_wei;
        let words = asked.words.iter().copied();
        // What is neither money nor for sale, and what takers have paid, unless the rest is worth nothing.
        let received = self.auction(id).received;
        let for_sale = figures.value.max(0).unsigned_abs();
        let for_sale = for_sale.saturating_sub(asked.beside);
        let received = if received < for_sale { received } else { 0 };
        let live_value = figures.value.checked_sub(asked.cash_wad);
        Ok(Case {
            id,
            held: words.filter_map(Position::of_word).collect(),
            live_value: live_value.ok_or_else(overflow)?,
            standing: Standing {
                cash: signed(asked.cash_wad),
                value: signed(figures.value),
                loss: signed(figures.loss),
                contingency: Wad::from_wei(figures.contingency),
                min_payoff: (figures.minPayoff != i128::MIN).then_some(signed(figures.minPayoff)),
                maintenance: signed(figures.maintenance),
                received: Wad::from_wei(received.saturating_add(asked.beside)),
            },
            initial: figures.initial,
            asked,
        })
    }
}

impl Case {
    /// Returns whether the account may be liquidated: it is short of maintenance margin, or it owes money beyond what
    /// settled expiries owe it. An account without positions that live has nothing to liquidate.
    pub(crate) fn is_due(&self) -> bool {
        let short = self.standing.maintenance.wei() < 0 || self.asked.cash_wad < 0;
        short && !self.held.is_empty()
    }

    /// Returns whether the account cannot end well: it is worth nothing, or its positions would not pay its loan. The
    /// pool takes all of them at the mark.
    pub(crate) fn is_insolvent(&self, cash_wad: i128) -> bool {
        self.standing.value.wei() <= 0 || cash_wad.saturating_add(self.live_value) <= 0
    }

    /// Counts what takers have paid as for sale again.
    pub(crate) fn forget_payments(&mut self) {
        self.standing.received = Wad::from_wei(self.asked.beside);
    }

    /// Returns the notional: the spot times all quantities, with digitals at their one unit, rounded up.
    pub(crate) fn notional(&self) -> Result<Wad, Refusal> {
        let mut sum = 0u128;
        for position in &self.held {
            let size = Wad::from_wei(position.quantity.unsigned_abs());
            let notional = if position.series.kind.is_digital() {
                size
            } else {
                let spot = Wad::from_wei(self.asked.context.spot);
                size.mul_up(spot).map_err(|_| overflow())?
            };
            sum = sum.checked_add(notional.wei()).ok_or_else(overflow)?;
        }
        Ok(Wad::from_wei(sum))
    }

    /// Returns a part of every position, reversed (which closes it) or as it is.
    pub(crate) fn parts(
        &self,
        part: Wad,
        closing: bool,
    ) -> Result<Vec<trading::Position>, Refusal> {
        let mut legs = Vec::with_capacity(self.held.len());
        for position in &self.held {
            let quantity = portion(position.quantity, part).map_err(of_liquidation)?;
            if quantity == 0 {
                continue;
            }
            let quantity = if closing {
                quantity.wrapping_neg()
            } else {
                quantity
            };
            legs.push(trading::Position {
                quantity,
                ..position.into()
            });
        }
        Ok(legs)
    }
}

/// Returns the error about a liquidation that cannot be computed.
pub(crate) fn of_liquidation(_: LiquidationError) -> Refusal {
    overflow()
}
