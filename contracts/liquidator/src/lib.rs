//! Unwinds accounts below their maintenance margin.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod auction;
mod calls;
mod case;
mod close;
mod errors;
mod fund;
mod storage;

pub use abi::trading::ILiquidator;
pub use errors::*;
pub use storage::Liquidator;

use abi::trading::{IRiskManager, LiquidationState};
use alloy_primitives::{Address, U256};
use close::{CLOSED, OFFERED};
use math::Wad;
use runtime::{routes, Answered, Reading, Refusal};
use storage::Terms;
use stylus_sdk::prelude::*;

impl Liquidator {
    /// Sets the authority and the market.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address; the answer of an address that is not a market.
    pub fn constructor(&mut self, authority: Address, market: Address) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        runtime::access::install(self, admin::MARKET, market)?;
        let asset = self.market_at().asset(self.vm(), Reading)?;
        let decimals = runtime::tokens::decimals(self.vm(), asset)?;
        self.terms.set(&Terms {
            fund_target_tokens: admin::FIRST_TARGET,
            // The vault has seen to it that they are few.
            decimals: decimals.byte(0),
        });
        Ok(())
    }

    /// Returns the market whose accounts it liquidates.
    pub fn market(&self) -> Address {
        self.market.get()
    }

    /// Returns the margin of an account now.
    ///
    /// # Errors
    /// The risk manager's error: no price, or a surface that is missing or too old.
    pub fn health_of(&self, id: U256) -> Result<Answered<IRiskManager::marginCall>, Refusal> {
        Ok(self.margin_of(&self.question(id)?)?.into())
    }

    /// Returns how far the market can move until an account may be liquidated.
    ///
    /// # Errors
    /// As [`Self::health_of`].
    pub fn distance_of(&self, id: U256) -> Result<Answered<IRiskManager::distanceCall>, Refusal> {
        Ok(self.distance_to(self.question(id)?)?.into())
    }

    /// Returns what liquidation would do with an account now.
    ///
    /// # Errors
    /// As [`Self::health_of`]; `LiquidatorWaits`.
    pub fn liquidation(&self, id: U256) -> Result<LiquidationState, Refusal> {
        let mut case = self.case(id)?;
        let (value, maintenance) = (case.standing.value.wei(), case.standing.maintenance.wei());
        let mut state = LiquidationState {
            value,
            maintenance,
            ..LiquidationState::default()
        };
        if !case.is_due() {
            return Ok(state);
        }
        self.require_known(&case)?;
        let auction = self.auction(id);
        let running = self.is_fresh(&auction);
        let plan = if running && !self.is_not_for_sale(&case)? {
            None
        } else {
            if !running {
                // Takers have paid nothing yet in an auction that has not begun.
                case.forget_payments();
            }
            self.plan(&case)?
        };
        if let Some(plan) = plan {
            state.stage = CLOSED;
            state.part = plan.part.wei();
            state.price = plan.cost;
            state.pay = plan.pay;
            if plan.forced {
                let bond = self.market_at().bond_of(self.vm(), Reading, id)?;
                state.pay = state.pay.saturating_add(bond.into());
            }
            let pay = self.money().signed_wad(state.pay.cast_signed());
            state.profit = pay.ok_or_else(errors::overflow)?;
            return Ok(state);
        }
        let elapsed = if running {
            self.elapsed_secs(&auction)
        } else {
            0
        };
        let offer = self.offered(&case, elapsed, Wad::ONE)?;
        let sale = engine::liquidation::sale(&case.standing).map_err(case::of_liquidation)?;
        let sold = sale.value.wei().cast_signed();
        let taken = engine::liquidation::portion(sold, offer.part);
        let taken = taken.map_err(case::of_liquidation)?;
        state.stage = OFFERED;
        state.part = offer.part.wei();
        state.price = offer.price;
        state.profit = taken.saturating_sub(offer.price_wad);
        Ok(state)
    }
}

routes!(Liquidator by ILiquidator {
    constructor(authority, market);
    marketCall => market();
    healthOfCall => health_of(id);
    distanceOfCall => distance_of(id);
    liquidationCall => liquidation(id);
    liquidateCall => liquidate(id);
    auctionCall => auction(id);
    bidCall => bid(id, taker, part, limit, nonce);
    payOutCall => pay_out();
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "ILiquidator",
        declarations: &[
            abi::liquidator::errors::SOLIDITY,
            abi::liquidator::events::SOLIDITY,
            abi::trading::SOLIDITY,
            runtime::tokens::QUESTIONS,
        ],
        refuses: None,
    };
    run::<Liquidator>(own, &[runtime::access::INTERFACE]);
}
