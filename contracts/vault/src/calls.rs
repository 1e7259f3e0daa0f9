//! Every outbound call: the risk manager, the asset, and the precompile that recovers signers.

use crate::errors::*;
use crate::storage::Vault;
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use interfaces::words::Values;
use interfaces::{ask, ask_raw, tell_raw, Refusal};
use protocol_abi::risk::{IRiskManager, PoolValue};
use stylus_sdk::prelude::*;

/// `ecrecover`.
const RECOVER: Address = Address::with_last_byte(1);

sol! {
    /// What is asked of the asset. Some tokens return nothing where the standard says true.
    interface IToken {
        function decimals() external view returns (uint8);
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

impl Vault {
    /// What the book is worth now.
    pub(crate) fn book(&self) -> Result<PoolValue, Refusal> {
        let risk_manager = self.risk_manager.get();
        let answer = ask::<IRiskManager::poolValueCall, _>(self.vm(), risk_manager, &())?;
        let (value,) = answer.read::<PoolValue>()?;
        Ok(value)
    }

    pub(crate) fn decimals_of(&self, asset: Address) -> Result<u8, Refusal> {
        let (decimals,) = ask::<IToken::decimalsCall, _>(self.vm(), asset, &())?.read::<u8>()?;
        Ok(decimals)
    }

    #[inline(never)]
    fn balance_at(&self, asset: Address, account: Address) -> Result<U256, Refusal> {
        let answer = ask::<IToken::balanceOfCall, _>(self.vm(), asset, &(account,))?;
        let (balance,) = answer.read::<U256>()?;
        Ok(balance)
    }

    /// Takes an amount of the asset from somebody.
    ///
    /// # Errors
    /// Those of [`carry`](Self::carry).
    pub(crate) fn take(&self, from: Address, amount: u128) -> Result<(), Refusal> {
        let own = self.vm().contract_address();
        let calldata = (from, own, wide(amount)).encode(&IToken::transferFromCall::SELECTOR);
        self.carry(own, amount, &calldata)
    }

    /// Gives somebody an amount of the asset.
    ///
    /// # Errors
    /// Those of [`carry`](Self::carry).
    pub(crate) fn give(&self, to: Address, amount: u128) -> Result<(), Refusal> {
        let calldata = (to, wide(amount)).encode(&IToken::transferCall::SELECTOR);
        self.carry(to, amount, &calldata)
    }

    /// Moves the asset, and believes only what its balances show.
    ///
    /// # Errors
    /// What the asset reverts with; `VaultTransferFailed` when it returns something else than nothing or true;
    /// `VaultTransferDiffers` when the receiver's balance has not grown by just the amount; `VaultUnfunded` when the
    /// vault's is below what it holds afterwards.
    #[inline(never)]
    fn carry(&self, to: Address, amount: u128, calldata: &[u8]) -> Result<(), Refusal> {
        let asset = self.terms().asset;
        let before = self.balance_at(asset, to)?;
        let answer = tell_raw(self.vm(), asset, calldata)?;
        if !is_consent(&answer) {
            return Err(VaultTransferFailed {}.into());
        }
        let moved = self.balance_at(asset, to)?.wrapping_sub(before);
        let expected = wide(amount);
        if moved != expected {
            return Err(VaultTransferDiffers { expected, moved }.into());
        }
        self.require_funded(self.money().held)
    }

    /// Invariant I2: what is held is there.
    ///
    /// # Errors
    /// `VaultUnfunded`.
    pub(crate) fn require_funded(&self, held: u128) -> Result<(), Refusal> {
        let own = self.vm().contract_address();
        let balance = self.balance_at(self.terms().asset, own)?;
        let needed = wide(held);
        if balance < needed {
            return Err(VaultUnfunded { balance, needed }.into());
        }
        Ok(())
    }

    /// Who signed `digest`; the zero address if nobody can have.
    pub(crate) fn recover(&self, digest: B256, v: u8, r: B256, s: B256) -> Address {
        let arguments = (digest, v, r, s).encode(&[]);
        let answer: Vec<u8> = ask_raw(self.vm(), RECOVER, &arguments).unwrap_or_default();
        let word = B256::try_from(answer.as_slice()).unwrap_or_default();
        Address::from_word(word)
    }
}

/// Whether a token's answer is nothing, or the word for true.
fn is_consent(answer: &[u8]) -> bool {
    match answer.split_first_chunk::<32>() {
        None => answer.is_empty(),
        Some((word, _)) => word[31] == 1 && word[..31] == [0; 31],
    }
}
