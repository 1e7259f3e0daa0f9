//! Every outbound call: the vault and the asset.

use crate::storage::{narrow, wide, WithdrawalQueue};
use abi::withdrawal_queue::errors::QueueUnfunded;
use abi::IVault;
use alloy_primitives::{Address, U256};
use runtime::{Changing, Reading, Refusal};
use stylus_sdk::prelude::*;

/// The units of shares whose price is given: 10^18.
const PRICED: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

impl WithdrawalQueue {
    pub(crate) fn asset_of(&self, vault: Address) -> Result<Address, Refusal> {
        IVault::new(vault).asset(self.vm(), Reading)
    }

    /// Returns the money and the book of the vault at the mark.
    ///
    /// # Errors
    /// The vault's error.
    pub fn total_assets(&self) -> Result<U256, Refusal> {
        IVault::new(self.vault.get()).total_assets(self.vm(), Reading)
    }

    /// Returns the shares of the vault for an amount at the mark.
    ///
    /// # Errors
    /// The vault's error.
    pub fn convert_to_shares(&self, assets: U256) -> Result<U256, Refusal> {
        IVault::new(self.vault.get()).convert_to_shares(self.vm(), Reading, assets)
    }

    /// Returns the amount for shares of the vault at the mark.
    ///
    /// # Errors
    /// The vault's error.
    pub fn convert_to_assets(&self, shares: U256) -> Result<U256, Refusal> {
        IVault::new(self.vault.get()).convert_to_assets(self.vm(), Reading, shares)
    }

    /// Returns what who leaves is paid for 10^18 units of shares, after the fee.
    ///
    /// # Errors
    /// The vault's error, while nobody can leave it.
    pub(crate) fn exit_price(&self) -> Result<u128, Refusal> {
        let vault = IVault::new(self.vault.get());
        narrow(vault.preview_redeem(self.vm(), Reading, PRICED)?)
    }

    /// Returns the price of 10^18 units of shares in units of the asset, at the mark. That has enough digits for any
    /// fall that matters, and few enough for every price that fits the amounts of the vault.
    pub(crate) fn share_price(&self) -> Result<u128, Refusal> {
        narrow(self.convert_to_assets(PRICED)?)
    }

    /// Tells the vault that nobody leaves until then. A vault that has another queue by now ignores this one, which
    /// then stops only those who wait here. A vault that listens must have heard: otherwise a caller with too little
    /// gas for that could use up the trip and leave through the vault.
    pub(crate) fn stop_leaving(&self, until: u64) -> Result<(), Refusal> {
        let (vault, own) = (self.vault.get(), self.vm().contract_address());
        let vault = IVault::new(vault);
        if vault.queue(self.vm(), Reading)? == own {
            vault.stop_leaving(self.vm(), Changing, until)?;
        }
        Ok(())
    }

    /// Returns the maximum number of the queue's shares that can be redeemed now.
    pub(crate) fn redeemable(&self) -> Result<u128, Refusal> {
        let own = self.vm().contract_address();
        narrow(IVault::new(self.vault.get()).max_redeem(self.vm(), Reading, own)?)
    }

    /// Redeems shares for this contract. Returns what was paid.
    pub(crate) fn redeem(&self, shares: u128) -> Result<u128, Refusal> {
        let own = self.vm().contract_address();
        narrow(IVault::new(self.vault.get()).redeem(self.vm(), Changing, wide(shares), own, own)?)
    }

    pub(crate) fn take_shares(&self, owner: Address, shares: u128) -> Result<(), Refusal> {
        runtime::tokens::take(self.vm(), self.vault.get(), owner, wide(shares))
    }

    pub(crate) fn give_shares(&self, to: Address, shares: u128) -> Result<(), Refusal> {
        runtime::tokens::transfer(self.vm(), self.vault.get(), to, wide(shares))
    }

    pub(crate) fn give_assets(&self, to: Address, assets: u128) -> Result<(), Refusal> {
        runtime::tokens::transfer(self.vm(), self.asset.get(), to, wide(assets))?;
        self.require_funded()
    }

    /// Sends the whole balance of a token that belongs to nobody. The token may be the asset by another address, or
    /// move the asset when it is moved, so what is owed must be there afterwards. Shares move by the vault's rules alone.
    ///
    /// # Errors
    /// `AccessNotOwner`, `AccessZeroAddress`, `AccessAccounted`; the token's error; `QueueUnfunded`.
    pub fn sweep(&mut self, token: Address, to: Address) -> Result<U256, Refusal> {
        let accounted = [self.asset.get(), self.vault.get()];
        let amount = runtime::access::sweep(self, &accounted, token, to)?;
        self.require_funded()?;
        Ok(amount)
    }

    /// Checks invariant I2: the queue has the money that it owes.
    ///
    /// # Errors
    /// `QueueUnfunded`.
    pub(crate) fn require_funded(&self) -> Result<(), Refusal> {
        let own = self.vm().contract_address();
        let balance = runtime::tokens::balance_of(self.vm(), self.asset.get(), own)?;
        let needed = wide(self.totals.get().owed);
        if balance < needed {
            return Err(QueueUnfunded { balance, needed }.into());
        }
        Ok(())
    }
}
