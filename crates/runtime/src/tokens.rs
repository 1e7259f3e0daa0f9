//! Calls of a token, such as the quote asset.
//!
//! Tokens answer in different ways: nothing, true, or false instead of a revert. Here a transfer either succeeds or is
//! refused with an error that names the token. Whoever takes money in measures what arrives.

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
    /// The token did not move the amount: it answered false or something other than true, or has no code.
    #[derive(Debug, PartialEq, Eq)]
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    #[derive(Debug, PartialEq, Eq)]
    error TokenShort(uint256 expected, uint256 arrived);
}

mod questions {
    use super::solidity;
    solidity! {
        /// The token did not answer a question in the form of a token.
        #[derive(Debug, PartialEq, Eq)]
        error TokenUnreadable(address token);
    }
}
pub use questions::TokenUnreadable;

/// The errors of contracts that move tokens, as Solidity text for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;

/// The error of contracts that ask a token, as Solidity text for the ABI export.
#[cfg(feature = "export-abi")]
pub const QUESTIONS: &str = questions::SOLIDITY;

/// Sends `amount` from the contract's own balance.
///
/// # Errors
/// The token's revert data, or `TokenRefused`.
pub fn transfer(vm: &impl Host, token: Address, to: Address, amount: U256) -> Result<(), Refusal> {
    let call = (to, amount).encode(&IErc20::transferCall::SELECTOR);
    moved(vm, token, &call)
}

/// Takes `amount` from `from`, who has approved it, and checks that all of it arrived.
///
/// # Errors
/// The token's revert data, `TokenRefused`, `TokenUnreadable` or `TokenShort`.
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

/// Returns the balance of an account.
///
/// # Errors
/// The token's revert data, or `TokenUnreadable`.
pub fn balance_of(vm: &impl Host, token: Address, owner: Address) -> Result<U256, Refusal> {
    let call = (owner,).encode(&IErc20::balanceOfCall::SELECTOR);
    number(token, &ask_raw(vm, token, &call)?)
}

/// Returns the decimals of the token's amounts.
///
/// # Errors
/// The token's revert data, or `TokenUnreadable` if it does not tell.
pub fn decimals(vm: &impl Host, token: Address) -> Result<U256, Refusal> {
    number(token, &ask_raw(vm, token, &IErc20::decimalsCall::SELECTOR)?)
}

#[inline(never)]
fn moved(vm: &impl Host, token: Address, call: &[u8]) -> Result<(), Refusal> {
    let answer = tell_raw(vm, token, call)?;
    // A call of an address without code returns nothing, like a call of a token that answers nothing.
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
