//! The four moves of money, and bonds.

use crate::account::Id;
use crate::model::Model;
use crate::rules::{Outcome, Rule, need};
use crate::streams::Vesting;

impl Model {
    /// An account gets money that already lies in the market; its loan is repaid first.
    pub fn gets(&mut self, id: Id, amount: i128) {
        let account = self.account_mut(id);
        let repaid = amount.min((-account.money).max(0));
        account.money += amount;
        if !self.rules.hold(Rule::LoanFirst) {
            return;
        }
        self.loans -= repaid;
        self.tally.repaid += repaid;
        self.due += repaid;
    }

    /// An account owes the pool: it pays from its money, the rest is lent to it.
    pub fn owes(&mut self, id: Id, amount: i128) {
        let account = self.account_mut(id);
        let paid = amount.min(account.money.max(0));
        account.money -= amount;
        self.due += paid;
        self.loans += amount - paid;
        self.tally.lent += amount - paid;
    }

    /// Closes an account that has nothing left but a loan: the bond pays, then the fund, and the rest is written off.
    pub fn close_if_empty(&mut self, id: Id) {
        if self.rules.hold(Rule::BondBeforeFund) {
            self.write_off(id);
        } else {
            let bond = std::mem::take(&mut self.account_mut(id).bond);
            self.write_off(id);
            self.account_mut(id).bond = bond;
        }
        self.return_bond(id);
    }

    fn write_off(&mut self, id: Id) {
        let account = self.account(id);
        if !account.words.is_empty() || account.money >= 0 {
            return;
        }
        let (money, bond) = (account.money, account.bond);
        if !self.rules.hold(Rule::NoCovering) {
            let covered = (-money).min(self.vault.held);
            self.vault.held -= covered;
            self.purses.vault -= covered;
            self.purses.market += covered;
        }
        let from_bond = bond.min(-money);
        self.account_mut(id).bond -= from_bond;
        self.gets(id, from_bond);
        let debt = -self.account(id).money;
        let may_pay = if !self.rules.hold(Rule::FundByDays) {
            self.fund.half(self.now)
        } else if !self.rules.hold(Rule::FundSinceYesterday) {
            self.fund.half_of_today(self.now)
        } else {
            self.fund.may_pay(self.now)
        };
        let from_fund = may_pay.min(debt);
        self.fund.pay(from_fund, self.now);
        self.due += from_fund;
        self.earn(Vesting::Day, from_fund);
        self.loans -= debt;
        self.tally.repaid += from_fund;
        self.tally.lost += debt - from_fund;
        let account = self.account_mut(id);
        account.written_off -= debt;
        account.money = 0;
    }

    /// Income that goes to the vault with the next exchange.
    pub fn earn(&mut self, until: Vesting, amount: i128) {
        if amount > 0 {
            *self.income.entry(until).or_default() += amount;
        }
    }

    /// Returns the bond of an account that owes nothing any more.
    pub fn return_bond(&mut self, id: Id) {
        let account = self.account_mut(id);
        if !account.owes() {
            account.money += std::mem::take(&mut account.bond);
        }
    }

    /// Lays a bond down at an opening that leaves something sold, or tops it up.
    ///
    /// # Errors
    /// When the money does not suffice.
    pub fn lay_down_bond(&mut self, id: Id) -> Outcome {
        let size = self.bond_size;
        let account = self.account_mut(id);
        let missing = size - account.bond;
        if missing > 0 && account.owes() {
            need(account.money >= missing, "bond")?;
            account.money -= missing;
            account.bond += missing;
        }
        Ok(())
    }

    /// Pays who settles or liquidates an account out of its bond.
    pub fn pay_from_bond(&mut self, id: Id, amount: i128) {
        let account = self.account_mut(id);
        account.bond -= amount;
        account.fair -= amount;
        self.purses.market -= amount;
        self.tally.came -= amount;
        self.tally.earned += amount;
    }
}
