//! Holds volatility surfaces and prices options and books on them.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![cfg_attr(
    feature = "export-abi",
    allow(
        missing_docs,
        reason = "the SDK's macro adds items of its own without a word on them"
    )
)]

extern crate alloc;

mod admin;
mod calls;
mod errors;
mod events;
mod post;
mod price;
mod quote;
mod revalue;
mod signatures;
mod storage;
mod types;

pub use errors::PricerError;
pub use storage::OptionPricer;
pub use types::*;

use access::{key, AccessZeroAddress};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256};
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl OptionPricer {
    /// Fills the roles, the market that signers name, the first seats and the quorum. `owner` is passed on, never taken
    /// from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    /// `PricerArgument` naming `signers` if there are more than eight, one is missing or twice there, or `quorum` if
    /// it is not between 1 and their number.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        market: B256,
        signers: Vec<Address>,
        quorum: u8,
    ) -> Result<(), PricerError> {
        let ownerless = |_| PricerError::ZeroAddress(AccessZeroAddress { key: key("owner") });
        self.authority.initialize(owner, guardian).map_err(ownerless)?;
        require_committee(&signers, quorum)?;
        self.seat(market, &signers, quorum);
        Ok(())
    }

    /// Stores a surface that m of the signers signed. Anyone may relay it. Returns whether it was accepted: one that
    /// is duly signed but fails the check is used up, and stops opening on its expiry until a good one comes.
    ///
    /// # Errors
    /// What speaks against the post rather than against the surface: the pause, deadline, nonce, signatures, times,
    /// a parameter outside of its range.
    pub fn post_surface(&mut self, post: SurfacePost, signatures: Vec<SeatSignature>) -> Result<bool, PricerError> {
        self.relay(&post, &signatures)
    }

    /// What the check would say of a surface now; signatures, nonce and deadline are not looked at. Returns its
    /// volatility at the money.
    ///
    /// # Errors
    /// The condition that fails, with its node.
    pub fn check_surface(&self, post: SurfacePost) -> Result<u128, PricerError> {
        Ok(self.dry_run(&post)?.wei())
    }

    /// What the signers of a post sign (EIP-712).
    pub fn surface_digest(&self, post: SurfacePost) -> B256 {
        self.digest(&post)
    }

    /// What is stored of an expiry; a timestamp of 0 means that no surface was ever accepted.
    pub fn surface(&self, expiry: u64) -> StoredSurface {
        let record = self.record(expiry);
        StoredSurface {
            svi: post::svi(&record.parameters),
            timestamp: record.timestamp,
            nonce: record.nonce,
            atTheMoney: record.at_the_money.wei(),
            halted: record.halted,
        }
    }

    /// The live expiries, rising.
    pub fn expiries(&self) -> Vec<u64> {
        let live = self.live_expiries(self.vm().block_timestamp());
        live.into_iter().filter(|expiry| *expiry > 0).collect()
    }

    /// The market that signers name.
    pub fn market(&self) -> B256 {
        self.market.get()
    }

    /// The price of an option at a volatility.
    ///
    /// # Errors
    /// `PricerArgument` naming the argument outside of its domain.
    pub fn price(&self, option: OptionTerms, volatility: u128) -> Result<u128, PricerError> {
        price::price(&option, volatility)
    }

    /// The price of an option and its sensitivities at a volatility.
    ///
    /// # Errors
    /// As `price`.
    pub fn greeks(&self, option: OptionTerms, volatility: u128) -> Result<OptionGreeks, PricerError> {
        price::sensitivities(&option, volatility)
    }

    /// The volatility that a price implies; calls and puts only.
    ///
    /// # Errors
    /// `PricerNoVolatility`, or as `price`.
    pub fn implied_vol(&self, option: OptionTerms, price: u128) -> Result<u128, PricerError> {
        price::implied(&option, price)
    }

    /// Quotes one order on the posted surface.
    ///
    /// # Errors
    /// No surface or too old a one; opening halted, too late or too far from the money; an argument out of its domain.
    pub fn quote(&self, context: QuoteContext, order: QuoteOrder) -> Result<QuoteParts, PricerError> {
        let quotes = self.quotes(&context, core::slice::from_ref(&order))?;
        quotes.into_iter().next().ok_or_else(|| errors::argument("order"))
    }

    /// Quotes many orders; sort them by expiry, for a surface is read once where orders of an expiry follow each other.
    ///
    /// # Errors
    /// As `quote`, for the first order that has none.
    pub fn quote_many(&self, context: QuoteContext, orders: Vec<QuoteOrder>) -> Result<Vec<QuoteParts>, PricerError> {
        self.quotes(&context, &orders)
    }

    /// The value of every book in every scenario, book by book and row by row, rounded against whoever holds it.
    ///
    /// # Errors
    /// No surface or too old a one, or an argument out of its domain.
    pub fn revalue(&self, scenarios: BookScenarios, books: Vec<Book>) -> Result<Vec<i128>, PricerError> {
        self.revalue_books(&scenarios, &books)
    }
}

fn require_committee(signers: &[Address], quorum: u8) -> Result<(), PricerError> {
    let twice = |(index, signer): (usize, &Address)| signers[..index].contains(signer);
    let bad = signers.len() > storage::SEATS
        || signers.contains(&Address::ZERO)
        || signers.iter().enumerate().any(twice);
    if bad {
        return Err(errors::argument("signers"));
    }
    if quorum == 0 || usize::from(quorum) > signers.len() {
        return Err(errors::argument("quorum"));
    }
    Ok(())
}

access::implement_access!(OptionPricer);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<OptionPricer>(&[errors::SOLIDITY, events::SOLIDITY], &[access]);
}
