//! How money moves between accounts, the fund, the vault and the outside.

use crate::account::Holdings;
use crate::overflow;
use crate::storage::{Clearing, Ledger, Lent};
use abi::market::errors::{MarketBond, MarketMoney};
use abi::market::events::BondPaid;
use alloy_primitives::{Address, U256};
use domain::accounts::first_of;
use runtime::tokens::transfer;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Ledger {
    /// Returns a module; zero until wired.
    #[inline(never)]
    pub fn module(&self, place: usize) -> Address {
        self.modules.get(place)
    }

    /// An account gets money that lies in the market already; its loan is repaid first, and that is due to the vault.
    ///
    /// # Errors
    /// `MarketOverflow`.
    #[inline(never)]
    pub fn gets(&mut self, account: &mut Holdings, amount: u128) -> Result<(), Refusal> {
        let repaid = amount.min(account.loan());
        let cash = account.cash.checked_add_unsigned(amount);
        account.cash = cash.ok_or_else(overflow)?;
        if repaid > 0 {
            self.repay(repaid);
            self.add_due(repaid)?;
        }
        Ok(())
    }

    /// An account owes the pool: it pays from its money, and the rest is lent to it.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn owes(&mut self, account: &mut Holdings, amount: u128) -> Result<(), Refusal> {
        let paid = amount.min(account.cash.max(0).unsigned_abs());
        let cash = account.cash.checked_sub_unsigned(amount);
        account.cash = cash.ok_or_else(overflow)?;
        self.lend(amount.wrapping_sub(paid))?;
        self.add_due(paid)
    }

    /// Charges an account for an order, or pays it; a loan is repaid first. It must have the money, unless the pool
    /// `lends`. Returns what the vault gets; negative for what it pays.
    ///
    /// # Errors
    /// `MarketMoney`; `MarketOverflow`.
    #[inline(never)]
    pub fn charge(
        &mut self,
        account: &mut Holdings,
        cost: i128,
        lends: bool,
    ) -> Result<i128, Refusal> {
        let (money, loan) = (account.cash.max(0), account.loan().cast_signed());
        account.cash = account.cash.checked_sub(cost).ok_or_else(overflow)?;
        if cost > money && !lends {
            return Err(MarketMoney {
                needed: U256::from(cost.unsigned_abs()),
                available: U256::from(money.unsigned_abs()),
            }
            .into());
        }
        if cost > 0 {
            let paid = cost.min(money);
            self.lend(cost.wrapping_sub(paid).unsigned_abs())?;
            return Ok(paid);
        }
        // The lowest number is no cost: taking it off would not have fit.
        let repaid = cost.wrapping_neg().min(loan);
        self.repay(repaid.unsigned_abs());
        Ok(cost.wrapping_add(repaid))
    }

    /// Pays money into an account that is not loaded.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn credit(&mut self, id: U256, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let mut account = self.stored(id);
        self.gets(&mut account, amount)?;
        Self::return_bond(&mut account);
        self.keep(&account);
        Ok(())
    }

    /// Returns the bond of an account that owes nothing any more.
    pub fn return_bond(account: &mut Holdings) {
        if account.bond > 0 && !account.owes() {
            // A bond fits beside any money that was ever paid in.
            account.cash = account.cash.saturating_add(account.bond.into());
            account.bond = 0;
        }
    }

    /// Lays down what is missing of the bond of an account that owes something.
    ///
    /// # Errors
    /// `MarketBond`.
    pub fn lay_down_bond(&self, account: &mut Holdings) -> Result<(), Refusal> {
        let missing = self.bond_size().saturating_sub(account.bond);
        if missing == 0 || !account.owes() {
            return Ok(());
        }
        if account.cash < missing.into() {
            let available = account.cash.max(0).unsigned_abs();
            return Err(MarketBond { missing, available }.into());
        }
        account.cash = account.cash.wrapping_sub(missing.into());
        account.bond = account.bond.wrapping_add(missing);
        Ok(())
    }

    /// Pays a part of an account's bond to the first account of a keeper, who is not this account.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn pay_bond(
        &mut self,
        account: &mut Holdings,
        keeper: Address,
        amount: u64,
    ) -> Result<(), Refusal> {
        let earner = first_of(keeper);
        if amount == 0 || keeper == Address::ZERO || earner == account.id {
            return Ok(());
        }
        account.bond = account.bond.saturating_sub(amount);
        let (id, amount) = (account.id, amount.into());
        self.emit(BondPaid { id, keeper, amount });
        self.credit(earner, amount)
    }

    fn lend(&mut self, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let Lent { loans, income } = self.lent.get();
        let loans = loans.checked_add(amount).ok_or_else(overflow)?;
        self.lent.set(&Lent { loans, income });
        Ok(())
    }

    /// Takes off loans what was repaid, set off or written off.
    pub fn repay(&mut self, amount: u128) {
        if amount > 0 {
            let Lent { loans, income } = self.lent.get();
            // The sum contains each loan.
            let loans = loans.wrapping_sub(amount);
            self.lent.set(&Lent { loans, income });
        }
    }

    /// Adds to what is due to the vault.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn add_due(&mut self, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let mut clearing = self.clearing.get();
        clearing.due = clearing.due.checked_add(amount).ok_or_else(overflow)?;
        self.clearing.set(&clearing);
        Ok(())
    }

    /// Returns whether the pool and the accounts owe each other nothing for what has settled.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.clearing.get() == Clearing::default() && self.lent.get() == Lent::default()
    }

    /// Records money that has come.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn record_inflow(&mut self, amount: U256) -> Result<(), Refusal> {
        let tracked = self.tracked.get().checked_add(amount);
        self.tracked.set(tracked.ok_or_else(overflow)?);
        Ok(())
    }

    /// Sends money that the market accounts for.
    ///
    /// # Errors
    /// `MarketOverflow`; the token's error.
    #[inline(never)]
    pub fn send(&mut self, to: Address, amount: U256) -> Result<(), Refusal> {
        if amount == U256::ZERO {
            return Ok(());
        }
        let left = self.tracked.get().checked_sub(amount);
        self.tracked.set(left.ok_or_else(overflow)?);
        transfer(self.vm(), self.asset.get(), to, amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stylus_sdk::testing::TestVM;

    fn with(cash: i128) -> (Ledger, Holdings) {
        let mut ledger = Ledger::from(&TestVM::default());
        let mut account = ledger.stored(U256::from(1u64 << 40));
        account.cash = cash;
        ledger.lent.set(&Lent {
            loans: account.loan(),
            income: 0,
        });
        (ledger, account)
    }

    #[test]
    fn what_an_account_gets_repays_its_loan_first() {
        let (mut ledger, mut account) = with(-100);
        ledger.gets(&mut account, 40).unwrap();
        assert_eq!((account.cash, ledger.lent.get().loans), (-60, 60));
        assert_eq!(ledger.clearing.get().due, 40);
        ledger.gets(&mut account, 100).unwrap();
        assert_eq!((account.cash, ledger.lent.get().loans), (40, 0));
        assert_eq!(ledger.clearing.get().due, 100);
    }

    #[test]
    fn what_an_account_owes_is_paid_or_lent() {
        let (mut ledger, mut account) = with(30);
        ledger.owes(&mut account, 100).unwrap();
        assert_eq!((account.cash, ledger.lent.get().loans), (-70, 70));
        assert_eq!(ledger.clearing.get().due, 30);
    }

    #[test]
    fn an_order_is_charged_to_the_unit() {
        // (money, cost, lends) → (what the vault gets, money after).
        for (cash, cost, lends, expected) in [
            (100, 40, false, Some((40, 60))),
            (100, 100, false, Some((100, 0))),
            (100, 101, false, None),
            (100, 130, true, Some((100, -30))),
            (-10, 5, true, Some((0, -15))),
            (-10, 5, false, None),
            (-10, -4, false, Some((0, -6))),
            (-10, -25, true, Some((-15, 15))),
            (7, -25, false, Some((-25, 32))),
            (0, 0, false, Some((0, 0))),
        ] {
            let (mut ledger, mut account) = with(cash);
            let charged = ledger.charge(&mut account, cost, lends).ok();
            let Some((paid, after)) = expected else {
                assert_eq!(charged, None, "{cash} {cost}");
                continue;
            };
            assert_eq!((charged, account.cash), (Some(paid), after));
            assert_eq!(ledger.lent.get().loans, account.loan());
            assert_eq!(ledger.clearing.get().due, 0);
        }
    }

    #[test]
    fn a_bond_returns_when_nothing_is_owed_and_pays_a_keeper_otherwise() {
        let (mut ledger, mut account) = with(-3);
        account.bond = 50;
        Ledger::return_bond(&mut account);
        assert_eq!((account.cash, account.bond), (-3, 50));
        let keeper = Address::repeat_byte(7);
        ledger.pay_bond(&mut account, keeper, 20).unwrap();
        ledger.pay_bond(&mut account, Address::ZERO, 20).unwrap();
        assert_eq!(account.bond, 30);
        assert_eq!(ledger.stored(first_of(keeper)).cash, 20);
        account.cash = 0;
        Ledger::return_bond(&mut account);
        assert_eq!((account.cash, account.bond), (30, 0));
    }
}
