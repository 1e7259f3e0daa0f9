//! The shares as an ERC-20 token.

use crate::errors::*;
use crate::storage::Vault;
use abi::vault::events::{Approval, Transfer};
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use shares::{DEAD_SHARES, MAX_SHARES};
use stylus_sdk::prelude::*;

/// The holder of the dead shares: nobody.
pub(crate) const NOBODY: Address = Address::new([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xde, 0xad,
]);

impl Vault {
    /// Returns the shares of a holder.
    pub fn balance_of(&self, account: Address) -> U256 {
        self.balances.read(account)
    }

    /// Returns how many shares of `owner` the spender may move.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances.read((owner, spender))
    }

    /// Lets `spender` move this many shares of the caller.
    pub fn approve(&mut self, spender: Address, value: U256) -> bool {
        let owner = self.vm().msg_sender();
        self.allow(owner, spender, value);
        true
    }

    /// Moves shares of the caller.
    ///
    /// # Errors
    /// `ERC20InvalidReceiver`, `ERC20InsufficientBalance`.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Refusal> {
        let from = self.vm().msg_sender();
        self.shift(from, to, value)
    }

    /// Moves shares of an owner who allowed it to the caller.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`, and the errors of [`transfer`](Self::transfer).
    pub fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Refusal> {
        self.spend(from, value)?;
        self.shift(from, to, value)
    }

    pub(crate) fn allow(&mut self, owner: Address, spender: Address, value: U256) {
        self.set_allowance(owner, spender, value);
        self.emit(Approval {
            owner,
            spender,
            value,
        });
    }

    /// Reduces what the caller may move of `owner`.
    #[inline(never)]
    fn spend(&mut self, owner: Address, needed: U256) -> Result<(), Refusal> {
        let spender = self.vm().msg_sender();
        let allowance = self.allowance(owner, spender);
        if allowance == U256::MAX {
            return Ok(());
        }
        if allowance < needed {
            return Err(ERC20InsufficientAllowance {
                spender,
                allowance,
                needed,
            }
            .into());
        }
        let rest = allowance.wrapping_sub(needed);
        self.set_allowance(owner, spender, rest);
        Ok(())
    }

    /// Refuses a caller who is neither the owner nor allowed to move this many of the owner's shares.
    pub(crate) fn require_consent(&mut self, owner: Address, shares: u128) -> Result<(), Refusal> {
        if self.vm().msg_sender() == owner {
            return Ok(());
        }
        self.spend(owner, wide(shares))
    }

    /// Refuses a receiver that must be a mistake. Only the queue may bring shares to itself: shares there that nobody
    /// waits for would keep free money from others for good.
    #[inline(never)]
    pub(crate) fn require_receiver(&self, receiver: Address) -> Result<(), Refusal> {
        let strays = receiver == self.queue() && receiver != self.vm().msg_sender();
        if receiver == Address::ZERO || receiver == self.vm().contract_address() || strays {
            return Err(ERC20InvalidReceiver { receiver }.into());
        }
        Ok(())
    }

    #[inline(never)]
    fn shift(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Refusal> {
        self.require_receiver(to)?;
        self.debit(from, value)?;
        self.credit(to, value);
        self.emit(Transfer { from, to, value });
        Ok(true)
    }

    /// Issues shares; with the first ones, also the dead shares.
    pub(crate) fn issue(&mut self, to: Address, shares: u128) -> Result<(), Refusal> {
        let mut money = self.money.get();
        if money.supply == 0 {
            money.supply = DEAD_SHARES;
            self.bear(NOBODY, DEAD_SHARES);
        }
        let supply = money.supply.checked_add(shares);
        let supply = supply.filter(|supply| *supply <= MAX_SHARES);
        money.supply = supply.ok_or_else(|| overflow(()))?;
        self.money.set(&money);
        self.bear(to, shares);
        Ok(())
    }

    /// Retires shares.
    pub(crate) fn retire(&mut self, from: Address, shares: u128) -> Result<(), Refusal> {
        let mut money = self.money.get();
        let value = wide(shares);
        self.debit(from, value)?;
        money.supply = money
            .supply
            .checked_sub(shares)
            .ok_or_else(|| overflow(()))?;
        self.money.set(&money);
        self.emit(Transfer {
            from,
            to: Address::ZERO,
            value,
        });
        Ok(())
    }

    #[inline(never)]
    fn bear(&mut self, to: Address, shares: u128) {
        let value = wide(shares);
        self.credit(to, value);
        self.emit(Transfer {
            from: Address::ZERO,
            to,
            value,
        });
    }

    #[inline(never)]
    fn set_balance(&mut self, holder: Address, balance: U256) {
        self.balances.write(holder, &balance);
    }

    #[inline(never)]
    fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) {
        self.allowances.write((owner, spender), &value);
    }

    /// Adds shares to a balance. No balance exceeds the supply, which fits, so nothing overflows.
    #[inline(never)]
    fn credit(&mut self, to: Address, value: U256) {
        let balance = self.balance_of(to).wrapping_add(value);
        self.set_balance(to, balance);
    }

    #[inline(never)]
    fn debit(&mut self, sender: Address, needed: U256) -> Result<(), Refusal> {
        let balance = self.balance_of(sender);
        if balance < needed {
            return Err(ERC20InsufficientBalance {
                sender,
                balance,
                needed,
            }
            .into());
        }
        self.set_balance(sender, balance.wrapping_sub(needed));
        Ok(())
    }
}
