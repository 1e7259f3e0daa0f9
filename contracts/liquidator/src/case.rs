//! An account that is looked at: what it has, how it stands, and what closing it would bring.

use crate::errors::overflow;
use crate::storage::Liquidator;
use alloc::vec::Vec;
use alloy_primitives::U256;
use engine::liquidation::{portion, Close, LiquidationError, Standing};
use engine::quote::product_up;
use runtime::Refusal;
use math::{SignedWad, Wad};
use domain::Position;
use abi::pricing::BookLeg;
use abi::trading::{self, IRiskManager, MarginFigures, TradeContext};

/// An account at this moment.
pub(crate) struct Case {
    pub(crate) id: U256,
    /// Units of the asset.
    pub(crate) cash: i128,
    pub(crate) held: Vec<Position>,
    pub(crate) context: TradeContext,
    pub(crate) standing: Standing,
    /// What is left over initial margin, WAD.
    pub(crate) initial: i128,
}

impl Liquidator {
    /// Looks at an account.
    ///
    /// # Errors
    /// What the risk manager refuses with: no price, or a surface that is missing or too old.
    pub(crate) fn case(&self, id: U256) -> Result<Case, Refusal> {
        let (cash, words) = self.holdings(id)?;
        let context = self.context()?;
        let cash_wad = self.money().signed_wad(cash).ok_or_else(overflow)?;
        let figures: MarginFigures = self.account_margin(&context, cash_wad, &words)?.read_as()?;
        let signed = SignedWad::from_wei;
        Ok(Case {
            id,
            cash,
            held: words
                .iter()
                .copied()
                .filter_map(Position::of_word)
                .collect(),
            context,
            standing: Standing {
                cash: signed(cash_wad),
                value: signed(figures.value),
                loss: signed(figures.loss),
                contingency: Wad::from_wei(figures.contingency),
                least: (figures.least != i128::MIN).then_some(signed(figures.least)),
                maintenance: signed(figures.maintenance),
                received: Wad::from_wei(self.auction(id).received),
            },
            initial: figures.initial,
        })
    }

    /// What all positions bring when the pool closes them, what was sold at volatilities a tenth higher, what is held at
    /// volatilities a tenth lower; WAD, negative for what they cost.
    pub(crate) fn proceeds(&self, case: &Case) -> Result<i128, Refusal> {
        let (pricer, book) = self.book_context(&case.context)?;
        let mut sum = 0i128;
        for (sold, factor) in [(false, Close::HELD_VOL), (true, Close::OWED_VOL)] {
            let legs = case.legs(sold);
            if legs.is_empty() {
                continue;
            }
            let worth = self.revalued(pricer, &book, legs, factor.wei())?;
            sum = sum.checked_add(worth).ok_or_else(overflow)?;
        }
        Ok(sum)
    }
}

impl Case {
    /// Whether an expiry of it is past and not settled: then it cannot be closed.
    pub(crate) fn has_past(&self, now: u64) -> bool {
        let mut expiries = self.held.iter().map(|it| u64::from(it.series.expiry));
        expiries.any(|expiry| expiry <= now)
    }

    /// Whether it is worth nothing.
    pub(crate) const fn is_insolvent(&self) -> bool {
        self.standing.value.wei() <= 0
    }

    /// What was sold, or what is held, expiry by expiry.
    fn legs(&self, sold: bool) -> Vec<BookLeg> {
        let chosen = |it: &&Position| (it.quantity < 0) == sold;
        let mut legs: Vec<BookLeg> = Vec::new();
        for position in self.held.iter().filter(chosen) {
            let expiry = u64::from(position.series.expiry);
            if legs.iter().any(|leg| leg.expiry == expiry) {
                continue;
            }
            let alike = self.held.iter().filter(chosen);
            let alike = alike.filter(|it| u64::from(it.series.expiry) == expiry);
            legs.extend(alike.map(|it| BookLeg {
                expiry,
                kind: it.series.kind as u8,
                strike: it.series.strike,
                quantity: it.quantity,
            }));
        }
        legs
    }

    /// The spot times all quantities, digitals at their one unit, rounded up.
    pub(crate) fn notional(&self) -> Result<Wad, Refusal> {
        let mut sum = 0u128;
        for position in &self.held {
            let size = Wad::from_wei(position.quantity.unsigned_abs());
            let notional = if position.series.kind.is_digital() {
                size
            } else {
                product_up(size, Wad::from_wei(self.context.spot)).map_err(|_| overflow())?
            };
            sum = sum.checked_add(notional.wei()).ok_or_else(overflow)?;
        }
        Ok(Wad::from_wei(sum))
    }

    /// A part of every position; turned around, which closes it, or as it is.
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
            legs.push(trading::Position {
                expiry: position.series.expiry.into(),
                kind: position.series.kind as u8,
                strike: position.series.strike,
                quantity: if closing {
                    quantity.wrapping_neg()
                } else {
                    quantity
                },
            });
        }
        Ok(legs)
    }
}

/// The refusal of a liquidation that cannot be computed.
pub(crate) fn of_liquidation(_: LiquidationError) -> Refusal {
    overflow()
}
