//! Sweeps tokens that came by mistake.

use crate::access::governed::Governed;
use crate::access::key::key;
use crate::access::roles::require_address;
use crate::{solidity, Emit, Refusal};
use alloy_primitives::{Address, U256};
use stylus_sdk::prelude::*;

solidity! {
    /// The contract keeps accounts of this token, so the token leaves through these alone.
    #[derive(Debug, PartialEq, Eq)]
    error AccessAccounted(address token);
    /// A token that was here by mistake was sent away.
    event Swept(address indexed token, address indexed to, uint256 amount);
}

/// What a contract that can be swept declares in addition to the function, for the ABI export.
#[cfg(feature = "export-abi")]
pub const SWEEPING: &str = SOLIDITY;

/// Sends the whole balance of a token of which the contract keeps no accounts. Returns the amount. Only the owner.
///
/// # Errors
/// `AccessNotOwner`; `AccessZeroAddress` naming `to`; `AccessAccounted` for a token of `accounted`; the token's error.
pub fn sweep<G: Governed>(
    this: &mut G,
    accounted: &[Address],
    token: Address,
    to: Address,
) -> Result<U256, Refusal> {
    this.authority().only_owner()?;
    require_address(const { key("to") }, to)?;
    if accounted.contains(&token) {
        return Err(AccessAccounted { token }.into());
    }
    let own = this.vm().contract_address();
    let amount = crate::tokens::balance_of(this.vm(), token, own)?;
    this.emit(Swept { token, to, amount });
    crate::tokens::transfer(this.vm(), token, to, amount)?;
    Ok(amount)
}
