//! Every call that the contract makes.

use crate::errors::MarketVaultUnreadable;
use crate::storage::Market;
use alloy_primitives::Address;
use interfaces::{IVault, Refusal};
use stylus_sdk::prelude::*;

impl Market {
    /// The asset of the vault.
    ///
    /// # Errors
    /// `VaultUnreadable` when nothing there answers.
    pub(crate) fn vault_asset(&self, vault: Address) -> Result<Address, Refusal> {
        IVault::new(vault)
            .asset(self.vm(), Call::new())
            .map_err(|_| MarketVaultUnreadable { vault }.into())
    }
}
