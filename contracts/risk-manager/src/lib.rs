//! Keeps the pool's book and its limits.
//!
//! The book is one word per live series. Every trade, deposit and redemption marks the whole book again. The pricer
//! says what things are worth; this contract says what the pool may do.
//!
//! Wired after deployment, because it is deployed later: `market`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod account;
mod admin;
mod calls;
mod errors;
mod listing;
mod storage;
mod tail;
mod trade;

pub use abi::trading::IRiskManager;
pub use errors::*;
pub use storage::RiskManager;

use abi::oracle::SETTLE_ONLY;
use abi::risk_manager::events::PoolPositionChanged;
use abi::trading::{PoolFigures, PoolValue, Position, QuoteLine, TradeContext, TradeLeg};
use admin::Parameter;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::calendar::settling;
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl RiskManager {
    /// Sets the authority, the modules that exist already and the initial parameters.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address.
    pub fn constructor(
        &mut self,
        authority: Address,
        option_pricer: Address,
        oracle: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        runtime::access::install(self, admin::OPTION_PRICER, option_pricer)?;
        runtime::access::install(self, admin::ORACLE, oracle)?;
        self.set_parameters();
        Ok(())
    }

    /// Returns the pricer that values the book.
    pub fn option_pricer(&self) -> Address {
        self.modules.get(admin::OPTION_PRICER)
    }

    /// Returns the oracle of the market.
    pub fn oracle(&self) -> Address {
        self.modules.get(admin::ORACLE)
    }

    /// Returns the market, the only one that may change the book; zero until wired.
    pub fn market(&self) -> Address {
        self.modules.get(admin::MARKET)
    }

    /// Returns the pool's position in every live series.
    pub fn book(&self) -> Vec<Position> {
        Position::listed(&self.words())
    }

    /// Returns in how many live series the pool or an account has a position.
    pub fn held_series(&self) -> U256 {
        let words = self.words();
        let held = storage::positions(&words).filter(|it| self.is_held(it));
        U256::from_limbs([held.count() as u64, 0, 0, 0])
    }

    /// Returns whether the pool or an account has a position in this series.
    fn is_held(&self, position: &domain::Position) -> bool {
        position.quantity != 0 || self.interest_in(&position.series) != 0
    }

    /// Returns the value of the pool's book now, with every live series marked again.
    ///
    /// # Errors
    /// The pricer's error: a live expiry has no surface, or one that is too old.
    pub fn pool_value(&self, leaving: bool) -> Result<PoolValue, Refusal> {
        let now = self.vm().block_timestamp();
        let words = self.words();
        let is_past = |position: &domain::Position| u64::from(position.series.expiry) <= now;
        // A pool that is flat in a series still settles it: what sellers cannot pay there is the pool's loss.
        let unsettled = storage::positions(&words)
            .filter(|it| is_past(it) && self.is_held(it))
            .map(|position| u64::from(position.series.expiry))
            .min()
            .unwrap_or(0);
        if storage::positions(&words).all(|position| position.quantity == 0) {
            return Ok(PoolValue {
                unsettled,
                ..PoolValue::default()
            });
        }
        let context = self.moment()?;
        if context.state >= SETTLE_ONLY {
            return Ok(PoolValue {
                state: context.state,
                unsettled,
                ..PoolValue::default()
            });
        }
        let weighed = self.weigh(&context, &words)?;
        Ok(PoolValue {
            state: context.state,
            unsettled,
            mark: weighed.figures.mark.wei(),
            high: weighed.figures.high.wei(),
            low: weighed.figures.low.wei(),
            reserve: self.to_stay(&context, &words, &weighed, leaving)?,
        })
    }

    /// Returns the market at this moment, with no money behind the book.
    ///
    /// # Errors
    /// The oracle's error when it has too little gas.
    pub fn moment(&self) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let snapshot = self.oracle_snapshot(settling)?;
        Ok(TradeContext::of(&snapshot, settling, 0))
    }

    /// Returns the value and the risk of the pool at these prices, with the money that the context puts behind its
    /// book, and its gain in each scenario of the grid.
    ///
    /// # Errors
    /// `RiskNoPrice`; the pricer's error.
    pub fn figures(&self, context: TradeContext) -> Result<(PoolFigures, Vec<i128>), Refusal> {
        if context.state >= SETTLE_ONLY {
            return Err(RiskNoPrice {}.into());
        }
        let weighed = self.weigh(&context, &self.words())?;
        let figures = PoolFigures {
            nav: weighed.risk.nav.wei(),
            mark: weighed.figures.mark.wei(),
            delta: weighed.figures.delta.wei(),
            vega: weighed.figures.vega.wei(),
            reserve: weighed
                .risk
                .reserve(self.parameter(Parameter::Reserve))
                .wei(),
        };
        let changes = weighed.figures.changes.iter().map(|change| change.wei());
        Ok((figures, changes.collect()))
    }

    /// Returns what a trade would cost, leg by leg.
    ///
    /// # Errors
    /// As [`Self::commit`], for any caller.
    pub fn preview(
        &self,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        Ok(self.admit(&context, &legs)?.lines)
    }

    /// Takes a trade into the book if the pool stays within its limits.
    ///
    /// # Errors
    /// `RiskNotMarket`; there is no price, or one at which only closing is allowed; a series is not listed or past;
    /// the pricer's error; the limit that the trade would break.
    pub fn commit(
        &mut self,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<(Vec<QuoteLine>, u128, u128), Refusal> {
        self.only_market()?;
        let admitted = self.admit(&context, &legs)?;
        self.put(&legs, admitted.changed);
        let [before, after] = admitted.stay;
        Ok((admitted.lines, before, after))
    }

    /// Takes legs into the book in spite of the limits.
    ///
    /// # Errors
    /// `RiskNotMarket`; a series is not listed.
    pub fn absorb(&mut self, legs: Vec<TradeLeg>) -> Result<(), Refusal> {
        self.only_market()?;
        let changed = trade::changed(&self.words(), &legs)?;
        self.put(&legs, changed);
        Ok(())
    }

    /// Returns how much of a series all accounts together hold.
    ///
    /// # Errors
    /// `RiskArgument` naming an argument out of its range.
    pub fn interest(&self, expiry: u64, kind: u8, strike: u128) -> Result<u128, Refusal> {
        Ok(self.interest_in(&trade::series(expiry, kind, strike)?))
    }

    fn put(&mut self, legs: &[TradeLeg], changed: Vec<(usize, domain::Position)>) {
        for (leg, (place, position)) in legs.iter().zip(changed) {
            self.add_interest(&position.series, leg.longs);
            self.set_word(place, domain::Position::marked_traded(position.word()));
            self.emit(PoolPositionChanged {
                expiry: position.series.expiry.into(),
                kind: position.series.kind as u8,
                strike: position.series.strike,
                quantity: position.quantity,
            });
        }
    }

    fn only_market(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.market() {
            Ok(())
        } else {
            Err(RiskNotMarket { caller }.into())
        }
    }
}

routes!(RiskManager by IRiskManager {
    constructor(authority, option_pricer, oracle);
    optionPricerCall => option_pricer();
    oracleCall => oracle();
    marketCall => market();
    carryBpsCall => carry_bps();
    bookCall => book();
    heldSeriesCall => held_series();
    poolValueCall => pool_value(leaving);
    figuresCall => figures(context);
    tailCall => tail(context);
    previewCall => preview(context, legs);
    commitCall => commit(context, legs);
    absorbCall => absorb(legs);
    momentCall => moment();
    closingValueCall => closing_value(context, positions, held_vol, owed_vol);
    marginCall => margin(context, cash, positions);
    distanceCall => distance(context, cash, positions);
    requireMarginCall => require_margin(context, cash, positions, closing, cash_before, positions_before);
    listCall => list(expiry, kind, strike);
    settleCall => settle(expiry, price);
    interestCall => interest(expiry, kind, strike);
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IRiskManager",
        declarations: &[
            abi::risk_manager::errors::SOLIDITY,
            abi::risk_manager::events::SOLIDITY,
            abi::trading::SOLIDITY,
        ],
        refuses: None,
    };
    run::<RiskManager>(own, &[runtime::access::INTERFACE]);
}
