//! Joining and leaving under the names of ERC-4626. The two functions of each pair differ in what their amount counts:
//! the asset, or shares.

use crate::liquidity::In::{Assets, Shares};
use crate::storage::Vault;
use alloy_primitives::{Address, U256};
use runtime::Refusal;

impl Vault {
    /// Returns the shares for an amount at the mark, without fee, rounded down.
    ///
    /// # Errors
    /// The book has no mark now.
    pub fn convert_to_shares(&self, assets: U256) -> Result<U256, Refusal> {
        self.convert(assets, Assets)
    }

    /// Returns the amount for shares at the mark, without fee, rounded down.
    ///
    /// # Errors
    /// The book has no mark now.
    pub fn convert_to_assets(&self, shares: U256) -> Result<U256, Refusal> {
        self.convert(shares, Shares)
    }

    /// Returns the maximum deposit now; zero while nobody can join, and for a receiver whom a deposit refuses.
    pub fn max_deposit(&self, receiver: Address) -> U256 {
        self.max_in(receiver, Assets)
    }

    /// Returns the maximum number of shares that can be bought now; zero while nobody can join, and for a receiver whom
    /// a mint refuses.
    pub fn max_mint(&self, receiver: Address) -> U256 {
        self.max_in(receiver, Shares)
    }

    /// Returns the maximum amount that `owner` can have now; zero while nobody can leave.
    pub fn max_withdraw(&self, owner: Address) -> U256 {
        self.max_out(owner, Assets)
    }

    /// Returns the maximum number of shares that `owner` can redeem now; zero while nobody can leave.
    pub fn max_redeem(&self, owner: Address) -> U256 {
        self.max_out(owner, Shares)
    }

    /// Returns the shares that a deposit would give now, rounded down.
    ///
    /// # Errors
    /// Nobody can join.
    pub fn preview_deposit(&self, assets: U256) -> Result<U256, Refusal> {
        self.preview_in(assets, Assets)
    }

    /// Returns the deposit that these shares would take now, rounded up.
    ///
    /// # Errors
    /// Nobody can join.
    pub fn preview_mint(&self, shares: U256) -> Result<U256, Refusal> {
        self.preview_in(shares, Shares)
    }

    /// Returns the shares that an amount would take now, fee included, rounded up.
    ///
    /// # Errors
    /// Nobody can leave.
    pub fn preview_withdraw(&self, assets: U256) -> Result<U256, Refusal> {
        self.preview_out(assets, Assets)
    }

    /// Returns the amount for shares now, after the fee, rounded down.
    ///
    /// # Errors
    /// Nobody can leave.
    pub fn preview_redeem(&self, shares: U256) -> Result<U256, Refusal> {
        self.preview_out(shares, Shares)
    }

    /// Deposits an amount. Returns the shares.
    ///
    /// # Errors
    /// Nobody can join, or not with this much; `VaultNoShares` for too little; the asset's error.
    pub fn deposit(&mut self, assets: U256, receiver: Address) -> Result<U256, Refusal> {
        self.join(assets, receiver, Assets)
    }

    /// Buys shares. Returns the deposit.
    ///
    /// # Errors
    /// As [`Self::deposit`].
    pub fn mint(&mut self, shares: U256, receiver: Address) -> Result<U256, Refusal> {
        self.join(shares, receiver, Shares)
    }

    /// Pays an amount for shares of `owner`. Returns the shares.
    ///
    /// # Errors
    /// Nobody can leave, or not with this much; `VaultNoShares` for nothing; the owner has not consented; the asset's
    /// error.
    pub fn withdraw(
        &mut self,
        assets: U256,
        receiver: Address,
        owner: Address,
    ) -> Result<U256, Refusal> {
        self.leave(assets, receiver, owner, Assets)
    }

    /// Redeems shares of `owner`. Returns the amount.
    ///
    /// # Errors
    /// As [`Self::withdraw`].
    pub fn redeem(
        &mut self,
        shares: U256,
        receiver: Address,
        owner: Address,
    ) -> Result<U256, Refusal> {
        self.leave(shares, receiver, owner, Shares)
    }
}
