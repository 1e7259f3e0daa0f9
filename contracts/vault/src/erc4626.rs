//! Joining and leaving under the names of ERC-4626. Each pair of functions differs in what the amount given is of: the
//! asset, or shares.

use crate::liquidity::In::{Assets, Shares};
use crate::storage::Vault;
use alloy_primitives::{Address, U256};
use runtime::Refusal;

impl Vault {
    /// Returns shares for an amount at the mark, without fee; rounded down.
    ///
    /// # Errors
    /// When the book has no mark now.
    pub fn convert_to_shares(&self, assets: U256) -> Result<U256, Refusal> {
        self.convert(assets, Assets)
    }

    /// Returns the amount for shares at the mark, without fee; rounded down.
    ///
    /// # Errors
    /// When the book has no mark now.
    pub fn convert_to_assets(&self, shares: U256) -> Result<U256, Refusal> {
        self.convert(shares, Shares)
    }

    /// Returns the largest deposit now; zero while nobody can join.
    pub fn max_deposit(&self, _receiver: Address) -> U256 {
        self.max_in(Assets)
    }

    /// Returns the most shares that can be bought now; zero while nobody can join.
    pub fn max_mint(&self, _receiver: Address) -> U256 {
        self.max_in(Shares)
    }

    /// Returns the largest amount that `owner` can have now; zero while nobody can leave.
    pub fn max_withdraw(&self, owner: Address) -> U256 {
        self.max_out(owner, Assets)
    }

    /// Returns the most shares that `owner` can hand in now; zero while nobody can leave.
    pub fn max_redeem(&self, owner: Address) -> U256 {
        self.max_out(owner, Shares)
    }

    /// Returns the shares that a deposit would give now, rounded down.
    ///
    /// # Errors
    /// When nobody can join.
    pub fn preview_deposit(&self, assets: U256) -> Result<U256, Refusal> {
        self.preview_in(assets, Assets)
    }

    /// Returns the deposit that shares would take now, rounded up.
    ///
    /// # Errors
    /// When nobody can join.
    pub fn preview_mint(&self, shares: U256) -> Result<U256, Refusal> {
        self.preview_in(shares, Shares)
    }

    /// Returns the shares that an amount would take now, the fee included, rounded up.
    ///
    /// # Errors
    /// When nobody can leave.
    pub fn preview_withdraw(&self, assets: U256) -> Result<U256, Refusal> {
        self.preview_out(assets, Assets)
    }

    /// Returns the amount for shares now, after the fee, rounded down.
    ///
    /// # Errors
    /// When nobody can leave.
    pub fn preview_redeem(&self, shares: U256) -> Result<U256, Refusal> {
        self.preview_out(shares, Shares)
    }

    /// Deposits an amount; returns the shares.
    ///
    /// # Errors
    /// When nobody can join, or not with so much; those of the asset.
    pub fn deposit(&mut self, assets: U256, receiver: Address) -> Result<U256, Refusal> {
        self.join(assets, receiver, Assets)
    }

    /// Buys shares; returns the deposit.
    ///
    /// # Errors
    /// As [`Self::deposit`].
    pub fn mint(&mut self, shares: U256, receiver: Address) -> Result<U256, Refusal> {
        self.join(shares, receiver, Shares)
    }

    /// Pays an amount out of shares of `owner`; returns the shares.
    ///
    /// # Errors
    /// When nobody can leave, or not with so much; without the owner's consent; those of the asset.
    pub fn withdraw(
        &mut self,
        assets: U256,
        receiver: Address,
        owner: Address,
    ) -> Result<U256, Refusal> {
        self.leave(assets, receiver, owner, Assets)
    }

    /// Hands in shares of `owner`; returns the amount.
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
