//! Calls of the quote asset.
//!
//! Tokens differ in what they answer: nothing, true, or false instead of reverting. Here a transfer is done, or it is
//! refused with an error that names the token. What arrives is measured by whoever takes money in.

use crate::words::{number_of, Values};
use crate::{ask_raw, solidity, tell_raw, Refusal};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_sdk::prelude::*;

#[allow(
    missing_docs,
    reason = "the functions of ERC-20, as everyone knows them"
)]
mod erc20 {
    use super::sol;
    sol! {
        interface IErc20 {
            function transfer(address to, uint256 amount) external returns (bool);
            function transferFrom(address from, address to, uint256 amount) external returns (bool);
            function balanceOf(address owner) external view returns (uint256);
            function decimals() external view returns (uint8);
        }
    }
}
use erc20::IErc20;

solidity! {
    /// The token did not move the amount: it answered false or something else than true, or has no code.
    #[derive(Debug, PartialEq, Eq)]
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    #[derive(Debug, PartialEq, Eq)]
    error TokenShort(uint256 expected, uint256 arrived);
}

mod questions {
    use super::solidity;
    solidity! {
        /// The token did not answer a question as a token does.
        #[derive(Debug, PartialEq, Eq)]
        error TokenUnreadable(address token);
    }
}
pub use questions::TokenUnreadable;

/// The refusals of whoever moves tokens, as Solidity text for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;

/// The refusal of whoever asks a token, as Solidity text for the ABI export.
#[cfg(feature = "export-abi")]
pub const QUESTIONS: &str = questions::SOLIDITY;

/// Sends `amount` of one's own.
///
/// # Errors
/// What the token reverts with, or `TokenRefused`.
pub fn transfer(vm: &impl Host, token: Address, to: Address, amount: U256) -> Result<(), Refusal> {
    let call = (to, amount).encode(&IErc20::transferCall::SELECTOR);
    moved(vm, token, &call)
}

/// Takes `amount` from `from`, who has allowed it, and checks that all of it arrived.
///
/// # Errors
/// What the token reverts with, `TokenRefused`, `TokenUnreadable` or `TokenShort`.
pub fn take(vm: &impl Host, token: Address, from: Address, amount: U256) -> Result<(), Refusal> {
    let own = vm.contract_address();
    let before = balance_of(vm, token, own)?;
    let call = (from, own, amount).encode(&IErc20::transferFromCall::SELECTOR);
    moved(vm, token, &call)?;
    let arrived = balance_of(vm, token, own)?.saturating_sub(before);
    if arrived < amount {
        return Err(TokenShort {
            expected: amount,
            arrived,
        }
        .into());
    }
    Ok(())
}

/// Returns what an account holds.
///
/// # Errors
/// What the token reverts with, or `TokenUnreadable`.
pub fn balance_of(vm: &impl Host, token: Address, owner: Address) -> Result<U256, Refusal> {
    let call = (owner,).encode(&IErc20::balanceOfCall::SELECTOR);
    number(token, &ask_raw(vm, token, &call)?)
}

/// Decimals of the token's amounts.
///
/// # Errors
/// What the token reverts with, or `TokenUnreadable` when it does not say.
pub fn decimals(vm: &impl Host, token: Address) -> Result<U256, Refusal> {
    number(token, &ask_raw(vm, token, &IErc20::decimalsCall::SELECTOR)?)
}

#[inline(never)]
fn moved(vm: &impl Host, token: Address, call: &[u8]) -> Result<(), Refusal> {
    let answer = tell_raw(vm, token, call)?;
    // An address without code answers a call with nothing, like a token that says nothing.
    let done = if answer.is_empty() {
        vm.code_size(token) > 0
    } else {
        matches!(number(token, &answer), Ok(U256::ONE))
    };
    if done {
        Ok(())
    } else {
        Err(TokenRefused { token }.into())
    }
}

#[inline(never)]
fn number(token: Address, answer: &[u8]) -> Result<U256, Refusal> {
    match answer.first_chunk::<32>() {
        Some(word) => Ok(number_of(word)),
        None => Err(TokenUnreadable { token }.into()),
    }
}
