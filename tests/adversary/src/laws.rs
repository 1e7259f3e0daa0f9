//! What has to hold after every call.

use crate::account::Word;
use crate::model::Model;

/// Rounding of the par debts of an expiry: below a unit for each position.
const ROUNDING: i128 = 64;

impl Model {
    /// Asserts every law of the state.
    ///
    /// # Panics
    /// Naming the law that is broken.
    pub fn assert_laws(&self) {
        self.assert_money();
        self.assert_debts();
        self.assert_vault();
        self.assert_claims();
    }

    fn assert_money(&self) {
        let money: i128 = self.accounts.values().map(|it| it.money.max(0)).sum();
        let bonds: i128 = self.accounts.values().map(|it| it.bond).sum();
        let pots: i128 = self.rows.values().map(|row| row.paid - row.drawn).sum();
        let whole = money + bonds + self.fund.held + pots + self.due;
        assert_eq!(self.purses.market, whole, "L1: traders' money is whole");
        assert_eq!(self.purses.vault, self.vault.held, "L1: the vault's money");
        assert!(self.vault.held >= 0, "L1: the vault's money");
        let claimable: i128 = self.queue.requests.values().map(|it| it.claimable).sum();
        assert_eq!(self.purses.queue, self.queue.owed, "L1: the queue's money");
        assert!(claimable <= self.queue.owed, "L1: the queue's money");
        let waiting: i128 = self
            .queue
            .requests
            .values()
            .map(|it| it.old + it.fresh)
            .sum();
        let held: i128 = self.vault.shares.values().sum();
        assert!(held + waiting <= self.vault.supply, "L2: shares");
        let all = self.purses.market + self.purses.vault + self.purses.queue;
        assert_eq!(all, self.tally.came, "L2: no money is made or lost");
        let unvested = self.vault.streams.unvested();
        assert!(unvested >= 0, "income");
    }

    fn assert_debts(&self) {
        let loans: i128 = self.accounts.values().map(|it| (-it.money).max(0)).sum();
        assert_eq!(self.loans, loans, "L2: loans");
        let tally = &self.tally;
        assert_eq!(
            tally.lent,
            tally.repaid + tally.lost + loans,
            "L2: a debt is recorded until it is paid or written off"
        );
        for (id, account) in &self.accounts {
            let owned = account.money >= 0 || !account.words.is_empty();
            assert!(owned, "L2: account {id} owes and holds nothing");
            let bond_stands = account.bond == 0 || account.owes();
            assert!(
                account.bond >= 0 && bond_stands,
                "a bond of {id}, who owes nothing"
            );
            assert_eq!(
                account.money + account.bond + self.par(*id) + account.written_off,
                account.fair,
                "L5: the price alone says what account {id} has"
            );
        }
    }

    fn assert_vault(&self) {
        let vault = &self.vault;
        let unpaid = self.unpaid_claims();
        let Some(clearing) = self.clearing else {
            assert_eq!(vault.owed, unpaid, "the vault knows what is owed");
            assert_eq!(self.due, 0, "the vault has what is due");
            assert_eq!(vault.lent, self.loans, "the vault knows what is lent");
            assert_eq!(vault.debts, 0, "the vault knows that nobody owes");
            return;
        };
        let price = self.settled(clearing.expiry).unwrap_or_default();
        let mut debts = self.due;
        for account in self.accounts.values() {
            for (series, quantity) in account.positions() {
                if series.expiry == clearing.expiry && quantity < 0 {
                    debts += self.scale.up(-quantity, series.payoff(price, self.scale));
                }
            }
        }
        assert_eq!(
            vault.owed,
            unpaid + clearing.left,
            "the vault knows what is owed, in clearing"
        );
        let apart = (vault.debts - debts).abs();
        assert!(
            apart <= ROUNDING,
            "the vault knows debts, in clearing: {apart} apart"
        );
    }

    fn assert_claims(&self) {
        for expiry in self.unpaid.iter().skip(1) {
            let paid = self.rows.get(expiry).map_or(0, |row| row.paid);
            assert_eq!(
                paid, 0,
                "L5: the claims that were cleared first are paid first"
            );
        }
        for (expiry, row) in &self.rows {
            let ordered = 0 <= row.drawn && row.drawn <= row.paid && row.paid <= row.claims;
            assert!(ordered, "L4: {row:?}");
            if row.price.is_some() && !self.is_clearing(*expiry) {
                let left: i128 = self
                    .accounts
                    .values()
                    .map(|account| self.claims_left(account, *expiry))
                    .sum();
                assert!(left <= row.claims - row.drawn, "L4: claims are covered");
            }
            let count = |of: fn(&crate::account::Standing) -> bool| {
                let counted = self
                    .accounts
                    .values()
                    .filter(|account| account.standing().get(expiry).is_some_and(of));
                u32::try_from(counted.count()).unwrap_or(u32::MAX)
            };
            let counts = (count(|it| it.sells), count(|it| it.holds));
            assert_eq!(counts, (row.sellers, row.holders), "sellers and holders");
        }
    }

    /// What an account can still claim of a settled expiry.
    fn claims_left(&self, account: &crate::account::Account, expiry: u64) -> i128 {
        let price = self.settled(expiry).unwrap_or_default();
        let of_word = |word: &Word| match word {
            Word::Claim { amount, drawn, .. } => amount - drawn,
            Word::Position { series, quantity } => self
                .scale
                .worth(*quantity, series.payoff(price, self.scale))
                .max(0),
        };
        let mine = account.words.iter().filter(|word| word.expiry() == expiry);
        mine.map(of_word).sum()
    }
}
