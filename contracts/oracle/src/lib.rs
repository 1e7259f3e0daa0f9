//! Turns price feeds into one validated snapshot and fixes expiry prices.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod calls;
mod errors;
mod expiry;
mod price;
mod proposal;
mod storage;

pub use abi::oracle::{IOracle, OracleSnapshot, OracleSource};
pub use errors::*;
pub use storage::Oracle;

use alloc::vec::Vec;
use alloy_primitives::Address;
use calls::Unanswered;
use price::nothing;
use runtime::{routes, Refusal};

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl Oracle {
    /// Sets the authority, the modules that exist already, and the parameters.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address.
    pub fn constructor(
        &mut self,
        authority: Address,
        spot_feed: Address,
        sequencer_feed: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        for (key, module) in [
            (admin::SPOT_FEED, spot_feed),
            (admin::SEQUENCER_FEED, sequencer_feed),
        ] {
            runtime::access::install(self, key, module)?;
        }
        self.initialize_parameters();
        Ok(())
    }

    /// Returns the Chainlink-style feed of the spot price.
    pub fn spot_feed(&self) -> Address {
        self.modules.get(admin::SPOT_FEED)
    }

    /// Returns the Chainlink-style feed of the L2 sequencer's uptime.
    pub fn sequencer_feed(&self) -> Address {
        self.modules.get(admin::SEQUENCER_FEED)
    }

    /// Returns the price now, and the average so far of an expiry in its last half hour.
    ///
    /// # Errors
    /// `OracleGas` alone. A fault of a feed is an answer, not an error.
    pub fn snapshot(&self, settling: u64) -> Result<OracleSnapshot, Refusal> {
        let look = self.look(settling)?;
        Ok(look.map_or_else(nothing, |look| look.snapshot))
    }

    /// Does the same as [`Self::snapshot`], and stores what the round changes: the moving average, the source, the
    /// average of the expiry.
    ///
    /// # Errors
    /// `OracleGas`, and `OracleTime` after the year 2106.
    pub fn observe(&mut self, settling: u64) -> Result<OracleSnapshot, Refusal> {
        let Some(look) = self.look(settling)? else {
            return Ok(nothing());
        };
        self.keep(&look.price)?;
        if let Some(walk) = look.walk {
            self.keep_walk(settling, &walk)?;
        }
        Ok(look.snapshot)
    }

    /// Returns the spot and when it was updated.
    ///
    /// # Errors
    /// The reason why there is no price.
    pub fn checked_price(&self) -> Result<(u128, u64), Refusal> {
        let price = self.price().map_err(Unanswered::refusal)?;
        Ok((price.round.price_wad, price.round.updated_secs))
    }

    /// Returns the moving average, the last price in it and its time, and until when the market only reduces.
    pub fn moving_average(&self) -> (u128, u128, u64, u64) {
        let moving = self.moving.get();
        (
            moving.average_wad,
            moving.price_wad,
            moving.updated_secs,
            moving.reduce_until_secs,
        )
    }

    /// Returns how many sources the price has had.
    pub fn source_count(&self) -> u32 {
        self.current_source()
            .map_or(0, |source| source.index.saturating_add(1))
    }

    /// Returns a source; zeros if there is none.
    pub fn source(&self, index: u32) -> OracleSource {
        self.stored_source(index)
            .map_or_else(OracleSource::default, |source| OracleSource {
                feed: source.feed,
                decimals: source.decimals,
                phase: source.phase,
                maxAgeSecs: source.max_age_secs,
                since: source.since_secs,
                firstRound: self.first_rounds.read(index),
            })
    }

    /// Returns the price at which an expiry settles; zero until it is fixed.
    pub fn expiry_price(&self, expiry: u64) -> u128 {
        self.expiries.read(expiry).fixed_wad
    }

    /// Fixes the price of an expiry from the feed's rounds, or takes a part of them.
    ///
    /// # Errors
    /// The fault of the list; the list comes too early or too late.
    pub fn prove_expiry(&mut self, expiry: u64, round_ids: Vec<u128>) -> Result<u128, Refusal> {
        self.prove(expiry, &round_ids)
    }

    /// Returns how far the average of an expiry has come: its last round, the source of that round, and its time.
    pub fn expiry_progress(&self, expiry: u64) -> (u128, u32, u64) {
        self.stored_walk(expiry).map_or((0, 0, 0), |walk| {
            (self.round_id(&walk), walk.source, walk.updated_secs)
        })
    }

    /// Proposes the price of an expiry that nobody has proven for a day; once.
    ///
    /// # Errors
    /// `AccessNotOwner`; the price comes too early or too late, is out of range, or is fixed or was proposed already.
    pub fn propose_price(&mut self, expiry: u64, price: u128) -> Result<(), Refusal> {
        self.propose(expiry, price)
    }

    /// Drops a proposal.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; no price is proposed, or the proposal is void.
    pub fn dispute_price(&mut self, expiry: u64) -> Result<(), Refusal> {
        self.dispute(expiry)
    }

    /// Fixes a proposed price that nobody disputed for a day.
    ///
    /// # Errors
    /// No price is proposed, or the proposal can still be disputed or is void.
    pub fn finalize_price(&mut self, expiry: u64) -> Result<u128, Refusal> {
        self.finalize(expiry)
    }

    /// Returns the proposed price of an expiry, and from when on it can be fixed.
    pub fn proposed_price(&self, expiry: u64) -> (u128, u64) {
        self.waiting(expiry)
    }

    /// Fixes the price of an expiry that nobody fixed for three days.
    ///
    /// # Errors
    /// It is too early, the price is fixed already, `OracleNoFallback`.
    pub fn fix_fallback(&mut self, expiry: u64) -> Result<u128, Refusal> {
        self.fall_back(expiry)
    }
}

routes!(Oracle by IOracle {
    constructor(authority, spot_feed, sequencer_feed);
    spotFeedCall => spot_feed();
    sequencerFeedCall => sequencer_feed();
    snapshotCall => snapshot(settling);
    observeCall => observe(settling);
    checkedPriceCall => checked_price();
    movingAverageCall => moving_average();
    sourceCountCall => source_count();
    sourceCall => source(index);
    expiryPriceCall => expiry_price(expiry);
    proveExpiryCall => prove_expiry(expiry, round_ids);
    expiryProgressCall => expiry_progress(expiry);
    proposePriceCall => propose_price(expiry, price);
    disputePriceCall => dispute_price(expiry);
    finalizePriceCall => finalize_price(expiry);
    proposedPriceCall => proposed_price(expiry);
    fixFallbackCall => fix_fallback(expiry);
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOracle",
        declarations: &[
            abi::oracle::SOLIDITY,
            abi::oracle::errors::SOLIDITY,
            abi::oracle::events::SOLIDITY,
        ],
        refuses: None,
    };
    run::<Oracle>(own, &[runtime::access::INTERFACE]);
}
