//! Auctions of accounts that the pool does not close: they are sold at a falling price.

use crate::case::{of_liquidation, Case};
use crate::close::{OFFERED, SOUND};
use crate::errors::*;
use crate::storage::Liquidator;
use abi::liquidator::events::{AuctionEnded, AuctionStarted, AuctionTaken};
use abi::trading::AuctionState;
use alloy_primitives::U256;
use domain::accounts::owner_of;
use engine::liquidation::{auction_part, auction_price, discount, portion, sale};
use math::Wad;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The maximum time since an account was last seen short for its auction to go on, seconds. Nobody would see it
/// recover in between, so this limits how long a price can fall unseen.
const UNSEEN_SECS: u64 = 900;

/// The part of an account that is for sale now, and its price.
pub(crate) struct Offer {
    pub(crate) part: Wad,
    /// Units of the asset.
    pub(crate) price: i128,
    /// The same in WAD, not rounded to units.
    pub(crate) price_wad: i128,
}

impl Liquidator {
    /// Returns whether the account of an open auction was seen short recently enough.
    pub(crate) fn is_fresh(&self, auction: &AuctionState) -> bool {
        let now = self.vm().block_timestamp();
        auction.startedAt != 0 && now.saturating_sub(auction.seenAt) <= UNSEEN_SECS
    }

    /// Returns how long an auction has run.
    pub(crate) fn elapsed_secs(&self, auction: &AuctionState) -> u64 {
        let now = self.vm().block_timestamp();
        now.saturating_sub(auction.startedAt)
    }

    /// Begins the auction of an account that is short, or goes on with it. Returns its stage.
    pub(crate) fn offer(&mut self, case: &Case) -> u8 {
        let now = self.vm().block_timestamp();
        let mut auction = self.auction(case.id);
        if !self.is_fresh(&auction) {
            auction.nonce = auction.nonce.wrapping_add(1);
            auction.startedAt = now;
            auction.received = 0;
            self.emit(AuctionStarted {
                id: case.id,
                nonce: auction.nonce,
                value: case.standing.value.wei(),
                maintenance: case.standing.maintenance.wei(),
            });
        }
        auction.seenAt = now;
        self.set_auction(case.id, &auction);
        OFFERED
    }

    /// Ends the auction of an account that has recovered.
    ///
    /// # Errors
    /// `LiquidatorSound` if there is no auction.
    pub(crate) fn release(&mut self, id: U256, maintenance: i128) -> Result<u8, Refusal> {
        if !self.end(id) {
            return Err(LiquidatorSound { id, maintenance }.into());
        }
        Ok(SOUND)
    }

    /// Ends the auction of an account if one is open. Returns whether one was.
    pub(crate) fn end(&mut self, id: U256) -> bool {
        let auction = self.auction(id);
        if auction.startedAt == 0 {
            return false;
        }
        let nonce = auction.nonce;
        self.set_auction(
            id,
            &AuctionState {
                nonce,
                ..AuctionState::default()
            },
        );
        self.emit(AuctionEnded { id, nonce });
        true
    }

    /// Returns the offer of an account that is short, in an auction that has run for this long: the part `wanted`, or
    /// the part that is due if that is less.
    pub(crate) fn offered(
        &self,
        case: &Case,
        elapsed_secs: u64,
        wanted: Wad,
    ) -> Result<Offer, Refusal> {
        let discount = discount(elapsed_secs);
        let due = auction_part(&case.standing, discount).map_err(of_liquidation)?;
        let part = wanted.min(due);
        let price = auction_price(&case.standing, part, discount).map_err(of_liquidation)?;
        Ok(Offer {
            part,
            price: self.money().up(price.wei()).cast_signed(),
            price_wad: price.wei().cast_signed(),
        })
    }

    /// Takes a part of an account into an account of the caller.
    ///
    /// # Errors
    /// `AccessPaused`; `LiquidatorArgument`; `LiquidatorNotOwner`; `LiquidatorSound`; `LiquidatorNonce`;
    /// `LiquidatorStale`; `LiquidatorPrice`; `LiquidatorTaker`; the market's error.
    pub fn bid(
        &mut self,
        id: U256,
        taker: U256,
        part: u128,
        limit: i128,
        nonce: u64,
    ) -> Result<i128, Refusal> {
        self.authority.when_not_stopped()?;
        let wanted = Wad::from_wei(part);
        if part == 0 || wanted > Wad::ONE {
            return Err(argument("part"));
        }
        let caller = self.vm().msg_sender();
        if owner_of(taker) != caller {
            return Err(LiquidatorNotOwner { caller }.into());
        }
        self.settle(id)?;
        let case = self.case(id)?;
        let auction = self.running(&case, nonce)?;
        let offer = self.offered(&case, self.elapsed_secs(&auction), wanted)?;
        if offer.price > limit {
            return Err(LiquidatorPrice {
                price: offer.price,
                limit,
            }
            .into());
        }
        self.sell(&case, taker, &offer)?;
        self.require_initial_margin(taker)?;
        self.after_sale(&case, &auction, &offer);
        self.emit(AuctionTaken {
            id,
            taker,
            nonce,
            part: offer.part.wei(),
            price: offer.price,
        });
        Ok(offer.price)
    }

    /// Returns the auction with this number, of an account that is short.
    fn running(&self, case: &Case, nonce: u64) -> Result<AuctionState, Refusal> {
        let maintenance = case.standing.maintenance.wei();
        if maintenance >= 0 || !case.is_due() {
            let id = case.id;
            return Err(LiquidatorSound { id, maintenance }.into());
        }
        if self.is_not_for_sale(case)? {
            return Err(LiquidatorInsolvent { id: case.id }.into());
        }
        let auction = self.auction(case.id);
        let open = auction.startedAt != 0;
        if !open || auction.nonce != nonce {
            let nonce = if open { auction.nonce } else { 0 };
            return Err(LiquidatorNonce { nonce }.into());
        }
        if !self.is_fresh(&auction) {
            return Err(LiquidatorStale {
                seenAt: auction.seenAt,
            }
            .into());
        }
        Ok(auction)
    }

    /// Returns whether nothing of an account that is due is for sale: it is insolvent, and the pool takes all that lives;
    /// or it has its margin, and the pool takes what pays its loan.
    pub(crate) fn is_not_for_sale(&self, case: &Case) -> Result<bool, Refusal> {
        let cash_wad = self.money().signed_wad(case.asked.cash);
        let insolvent = case.is_insolvent(cash_wad.ok_or_else(overflow)?);
        Ok(insolvent || case.standing.maintenance.wei() >= 0)
    }

    /// Moves a part of an account to its taker for its price: positions, and money or a loan with them.
    fn sell(&self, case: &Case, taker: U256, offer: &Offer) -> Result<(), Refusal> {
        let legs = case.parts(offer.part, false)?;
        let sale = sale(&case.standing).map_err(of_liquidation)?;
        let owed = sale.cash.wei().checked_neg().ok_or_else(overflow)?;
        let whole = self.money().signed_up(owed).wrapping_neg();
        let units = portion(whole, offer.part).map_err(of_liquidation)?;
        let units = units.checked_sub(offer.price).ok_or_else(overflow)?;
        self.hand_over([case.id, taker], &legs, units)
    }

    /// Refuses a taker whose account would be below its initial margin.
    fn require_initial_margin(&self, taker: U256) -> Result<(), Refusal> {
        let case = self.case(taker)?;
        // What is neither money nor a debt covers nothing new.
        let initial = case.initial.saturating_sub_unsigned(case.asked.beside);
        if initial < 0 || case.asked.cash < 0 {
            return Err(LiquidatorTaker {
                initial,
                cash: case.asked.cash,
            }
            .into());
        }
        Ok(())
    }

    /// Updates an auction after a sale. It ends when the part that was due is taken.
    fn after_sale(&mut self, case: &Case, auction: &AuctionState, offer: &Offer) {
        if offer.part == Wad::ONE || self.is_sound(case.id) {
            self.end(case.id);
            return;
        }
        let paid = offer.price_wad.max(0).unsigned_abs();
        self.set_auction(
            case.id,
            &AuctionState {
                seenAt: self.vm().block_timestamp(),
                received: auction.received.saturating_add(paid),
                ..auction.clone()
            },
        );
    }

    /// Returns whether an account has its maintenance margin; false if the margin cannot be computed.
    fn is_sound(&self, id: U256) -> bool {
        self.case(id).is_ok_and(|case| !case.is_due())
    }
}
