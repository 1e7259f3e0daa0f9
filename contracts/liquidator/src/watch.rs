//! Accounts that somebody may have to liquidate, for whoever has no index of his own.

use crate::errors::overflow;
use crate::storage::Liquidator;
use alloc::vec::Vec;
use alloy_primitives::U256;
use interfaces::Refusal;
use positions::Position;

impl Liquidator {
    /// Puts accounts on the list if they owe anything, and takes off those that do not.
    ///
    /// # Errors
    /// What the market refuses with.
    pub fn watch(&mut self, ids: Vec<U256>) -> Result<(), Refusal> {
        for id in ids {
            let (cash, words) = self.holdings(id)?;
            let owes = |word: &U256| Position::of_word(*word).is_some_and(|it| it.quantity < 0);
            if cash < 0 || words.iter().any(owes) {
                self.put_on(id);
            } else {
                self.take_off(id);
            }
        }
        Ok(())
    }

    /// How many accounts are on the list.
    pub fn watched(&self) -> U256 {
        self.count.get()
    }

    /// Of so many accounts of the list from one on, those below their maintenance margin, and by how much.
    ///
    /// # Errors
    /// What the risk manager refuses with.
    pub fn at_risk(&self, first: U256, count: U256) -> Result<(Vec<U256>, Vec<i128>), Refusal> {
        let listed = self.count.get();
        let end = first.saturating_add(count).min(listed);
        let (mut ids, mut margins) = (Vec::new(), Vec::new());
        let mut place = first;
        while place < end {
            let id = self.list.get(self.list.entry(place), 0);
            let maintenance = self.case(id)?.standing.maintenance.wei();
            if maintenance < 0 {
                ids.push(id);
                margins.push(maintenance);
            }
            place = place.checked_add(U256::from(1)).ok_or_else(overflow)?;
        }
        Ok((ids, margins))
    }

    fn put_on(&mut self, id: U256) {
        let entry = self.places.entry(id);
        if self.places.get(entry, 0) != U256::ZERO {
            return;
        }
        let count = self.count.get();
        let after = count.wrapping_add(U256::from(1));
        self.list.set(self.list.entry(count), 0, id);
        self.places.set(entry, 0, after);
        self.count.set(after);
    }

    /// The last one takes its place.
    fn take_off(&mut self, id: U256) {
        let entry = self.places.entry(id);
        let place = self.places.get(entry, 0);
        if place == U256::ZERO {
            return;
        }
        let one = U256::from(1);
        let last = self.count.get().wrapping_sub(one);
        let moved = self.list.get(self.list.entry(last), 0);
        self.list
            .set(self.list.entry(place.wrapping_sub(one)), 0, moved);
        self.places.set(self.places.entry(moved), 0, place);
        self.places.set(entry, 0, U256::ZERO);
        self.list.set(self.list.entry(last), 0, U256::ZERO);
        self.count.set(last);
    }
}
