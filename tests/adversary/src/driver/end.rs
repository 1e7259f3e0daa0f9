//! L4: everything runs off.

use super::Driver;
use crate::account::Id;
use crate::model::Model;

impl Model {
    /// Settles and pays all there is, at the prices that are known or the spot.
    ///
    /// # Panics
    /// When a law breaks.
    #[must_use]
    pub fn run_off(&self) -> Self {
        let mut model = self.clone();
        let last = model.market.listed.keys().next_back().copied();
        let hours = last.unwrap_or(0).saturating_sub(model.now) / crate::market::STEP_SECS + 1;
        let spot = model.market.spot;
        model.tick(hours, spot);
        let listed: Vec<u64> = model.market.listed.keys().copied().collect();
        for expiry in &listed {
            let price = model.market.listed.entry(*expiry).or_default();
            price.get_or_insert(spot);
            // One that is proven already is refused, which is no matter.
            let _ = model.call(|model| model.prove(*expiry));
        }
        let ids: Vec<Id> = model.accounts.keys().copied().collect();
        for _ in 0..2 * listed.len() + 3 {
            for expiry in &listed {
                // Only one at a time is taken.
                let _ = model.call(|model| model.settle(*expiry));
            }
            model.settle_accounts(&ids);
        }
        model.pay_claims();
        model.settle_accounts(&ids);
        model.assert_laws();
        model
    }
}

impl Driver {
    /// Runs everything off and asserts that a solvent pool has paid in full.
    ///
    /// # Panics
    /// When it has not, or an insolvent one has kept something.
    pub fn end(&mut self) {
        let model = self.model.run_off();
        let over = model.clearing.is_none() && model.window().is_none();
        assert!(over, "L3: the window ends");
        if model.unpaid.is_empty() {
            self.note("runs that end solvent");
            for (id, account) in &model.accounts {
                let paid = account.money + account.written_off == account.fair;
                let done = account.words.is_empty() && account.bond == 0;
                assert!(paid && done, "L4: account {id} is not paid in full");
            }
            let pots: i128 = model.rows.values().map(|row| row.paid - row.drawn).sum();
            assert_eq!((model.loans, model.vault.owed, pots), (0, 0, 0), "L4: dust");
        } else {
            self.note("runs that end insolvent");
            let nothing = model.vault.held == 0 && model.due == 0;
            assert!(nothing, "L4: an insolvent pool keeps money");
        }
        if model.tally.lost > 0 {
            self.note("runs with a write-off");
        }
    }
}
