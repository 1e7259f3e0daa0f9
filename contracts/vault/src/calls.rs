//! Every outbound call: the risk manager, the asset, and the precompile that recovers signers.

use crate::admin::{MARKET, RISK_MANAGER};
use crate::errors::*;
use crate::storage::Vault;
use abi::trading::{self, PoolValue};
use abi::IRiskManager;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use runtime::tokens::TokenShort;
use runtime::words::Values;
use runtime::{ask_raw, Reading, Refusal};
use stylus_sdk::prelude::*;

/// `ecrecover`.
const RECOVER: Address = Address::with_last_byte(1);

impl Vault {
    /// Returns the value of the book now, and how much must stay behind it; in full if a provider is `leaving`.
    pub(crate) fn book(&self, leaving: bool) -> Result<PoolValue, Refusal> {
        let risk_manager = self.risk_manager();
        IRiskManager::new(risk_manager).pool_value(self.vm(), Reading, leaving)
    }

    /// Returns the market that may change the book.
    pub(crate) fn market_of_the_book(&self) -> Result<Address, Refusal> {
        IRiskManager::new(self.risk_manager()).market(self.vm(), Reading)
    }

    /// Returns what the module at this place still keeps that a new one would not have: live series, or money.
    pub(crate) fn kept_by(&self, place: usize, module: Address) -> Result<U256, Refusal> {
        let question = match place {
            RISK_MANAGER => trading::IRiskManager::heldSeriesCall::SELECTOR,
            MARKET if self.owed.get().owed > 0 => return Ok(U256::ONE),
            MARKET => trading::IMarket::trackedCall::SELECTOR,
            _ => return Ok(U256::ZERO),
        };
        let answer = ask_raw(self.vm(), module, &question)?;
        let (kept,) = Values::decode(&answer)?;
        Ok(kept)
    }

    pub(crate) fn decimals_of(&self, asset: Address) -> Result<U256, Refusal> {
        runtime::tokens::decimals(self.vm(), asset)
    }

    /// Takes an amount of the asset from an account.
    ///
    /// # Errors
    /// The asset's error, `TokenRefused`, `TokenUnreadable`; `TokenShort` if the asset keeps a part; `VaultUnfunded`
    /// if the vault then has less than it holds.
    pub(crate) fn take(&self, from: Address, amount: u128) -> Result<(), Refusal> {
        let asset = self.terms.get().asset;
        runtime::tokens::take(self.vm(), asset, from, wide(amount))?;
        self.require_funded(self.money.get().held)
    }

    /// Sends an amount of the asset to an account. All of it has to arrive.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    #[inline(never)]
    pub(crate) fn give(&self, to: Address, amount: u128) -> Result<(), Refusal> {
        let (asset, expected) = (self.terms.get().asset, wide(amount));
        let before = runtime::tokens::balance_of(self.vm(), asset, to)?;
        runtime::tokens::transfer(self.vm(), asset, to, expected)?;
        let arrived = runtime::tokens::balance_of(self.vm(), asset, to)?.saturating_sub(before);
        if arrived < expected {
            return Err(TokenShort { expected, arrived }.into());
        }
        self.require_funded(self.money.get().held)
    }

    /// Sends the whole balance of a token that is not the pool's. The token may be the asset by another address, or
    /// move the asset when it is moved, so what is held must be there afterwards.
    ///
    /// # Errors
    /// `AccessNotOwner`, `AccessZeroAddress`, `AccessAccounted`; the token's error; `VaultUnfunded`.
    pub fn sweep(&mut self, token: Address, to: Address) -> Result<U256, Refusal> {
        let accounted = [self.terms.get().asset, self.vm().contract_address()];
        let amount = runtime::access::sweep(self, &accounted, token, to)?;
        self.require_funded(self.money.get().held)?;
        Ok(amount)
    }

    /// Checks invariant I2: the vault has what it holds for the pool.
    ///
    /// # Errors
    /// `VaultUnfunded`.
    #[inline(never)]
    pub(crate) fn require_funded(&self, held: u128) -> Result<(), Refusal> {
        let own = self.vm().contract_address();
        let balance = runtime::tokens::balance_of(self.vm(), self.terms.get().asset, own)?;
        let needed = wide(held);
        if balance < needed {
            return Err(VaultUnfunded { balance, needed }.into());
        }
        Ok(())
    }

    /// Returns the signer of `digest`; the zero address if the signature is not valid.
    pub(crate) fn recover(&self, digest: B256, v: u8, r: B256, s: B256) -> Address {
        let arguments = (digest, v, r, s).encode(&[]);
        let answer = ask_raw(self.vm(), RECOVER, &arguments).unwrap_or_default();
        let word = B256::try_from(answer.as_slice()).unwrap_or_default();
        Address::from_word(word)
    }
}
