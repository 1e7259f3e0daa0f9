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
    pub(crate) held: Vec<Position>,
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
        Ok(Case {
            id,
            held: words.filter_map(Position::of_word).collect(),
            standing: Standing {
                cash: signed(asked.cash_wad),
                value: signed(figures.value),
                loss: signed(figures.loss),
                contingency: Wad::from_wei(figures.contingency),
                min_payoff: (figures.minPayoff != i128::MIN).then_some(signed(figures.minPayoff)),
                maintenance: signed(figures.maintenance),
                received: Wad::from_wei(self.auction(id).received),
            },
            initial: figures.initial,
            asked,
        })
    }
}

impl Case {
    /// Returns whether it has an expiry that is past and not settled. It cannot be closed then.
    pub(crate) fn has_past(&self, now: u64) -> bool {
        let mut expiries = self.held.iter().map(|it| u64::from(it.series.expiry));
        expiries.any(|expiry| expiry <= now)
    }

    /// Returns whether the account is insolvent.
    pub(crate) const fn is_insolvent(&self) -> bool {
        self.standing.value.wei() <= 0
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
