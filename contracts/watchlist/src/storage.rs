//! What the contract stores.
#![allow(
    missing_docs,
    reason = "the SDK's macro adds an entrypoint without a word on it"
)]

use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::records::Records;
use stylus_sdk::prelude::*;

/// Accounts that may have to be liquidated.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Watchlist {
    /// How many accounts are on the list of a liquidator.
    counts: Records<Address, U256>,
    /// An account, by liquidator and place.
    lists: Records<(Address, U256), U256>,
    /// One more than the place of an account, by liquidator and account.
    places: Records<(Address, U256), U256>,
}

const ONE: U256 = U256::from_limbs([1, 0, 0, 0]);

impl Watchlist {
    pub(crate) fn listed(&self, liquidator: Address) -> U256 {
        self.counts.read(liquidator)
    }

    pub(crate) fn at(&self, liquidator: Address, place: U256) -> U256 {
        self.lists.read((liquidator, place))
    }

    fn set_at(&mut self, liquidator: Address, place: U256, id: U256) {
        self.lists.write((liquidator, place), &id);
    }

    fn place_of(&self, liquidator: Address, id: U256) -> U256 {
        self.places.read((liquidator, id))
    }

    fn set_place(&mut self, liquidator: Address, id: U256, place: U256) {
        self.places.write((liquidator, id), &place);
    }

    fn set_count(&mut self, liquidator: Address, count: U256) {
        self.counts.write(liquidator, &count);
    }

    /// Puts an account on a list, unless it is there.
    pub(crate) fn put_on(&mut self, liquidator: Address, id: U256) {
        if self.place_of(liquidator, id) != U256::ZERO {
            return;
        }
        let count = self.listed(liquidator);
        let after = count.wrapping_add(ONE);
        self.set_at(liquidator, count, id);
        self.set_place(liquidator, id, after);
        self.set_count(liquidator, after);
    }

    /// Takes an account off a list. The last account takes its place.
    pub(crate) fn take_off(&mut self, liquidator: Address, id: U256) {
        let place = self.place_of(liquidator, id);
        if place == U256::ZERO {
            return;
        }
        let last = self.listed(liquidator).wrapping_sub(ONE);
        let moved = self.at(liquidator, last);
        self.set_at(liquidator, place.wrapping_sub(ONE), moved);
        self.set_place(liquidator, moved, place);
        self.set_place(liquidator, id, U256::ZERO);
        self.set_at(liquidator, last, U256::ZERO);
        self.set_count(liquidator, last);
    }
}
