//! Every call that the contract makes, but for those of the asset, which are in the crate `tokens`.

use crate::accounts::Holdings;
use crate::errors::overflow;
use crate::storage::Market;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use interfaces::{ask, tell, tell_or_ask, Refusal};
use positions::calendar::settling;
use protocol_abi::oracle::{IOracle, OracleSnapshot};
use protocol_abi::trading::{IRiskManager, TradeContext, TradeLeg, TradeLine};
use protocol_abi::vault::IVault;
use slots::halves;
use stylus_sdk::prelude::*;
use tokens::Money;

impl Market {
    /// The asset of the vault.
    pub(crate) fn vault_asset(&self) -> Result<Address, Refusal> {
        let answer = ask::<IVault::assetCall, _>(self.vm(), self.vault.get(), &())?;
        let (asset,) = answer.read::<Address>()?;
        Ok(asset)
    }

    /// The market now, with what stands behind the pool's book. The oracle takes note of the price if `notes`.
    pub(crate) fn context(&self, notes: bool) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let oracle = self.oracle.get();
        let (snapshot,) = tell_or_ask::<IOracle::observeCall, IOracle::snapshotCall, _>(
            self.vm(),
            notes,
            oracle,
            &(settling,),
        )?
        .read::<OracleSnapshot>()?;
        let vault = self.vault.get();
        let (backing,) = ask::<IVault::backingCall, _>(self.vm(), vault, &())?.read::<U256>()?;
        let backing = self.money().wad(backing).ok_or_else(overflow)?;
        Ok(TradeContext::of(&snapshot, settling, backing))
    }

    /// The price of an expiry; zero until it is fixed.
    pub(crate) fn expiry_price(&self, expiry: u64) -> Result<u128, Refusal> {
        let oracle = self.oracle.get();
        let answer = ask::<IOracle::expiryPriceCall, _>(self.vm(), oracle, &(expiry,))?;
        let (price,) = answer.read::<u128>()?;
        Ok(price)
    }

    /// Takes a trade into the pool's book; or only says what it would cost.
    pub(crate) fn price(
        &self,
        commits: bool,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<Vec<TradeLine>, Refusal> {
        let (risk, arguments) = (self.risk_manager.get(), (context, legs));
        let (lines,) = tell_or_ask::<IRiskManager::commitCall, IRiskManager::previewCall, _>(
            self.vm(),
            commits,
            risk,
            &arguments,
        )?
        .read::<Vec<TradeLine>>()?;
        Ok(lines)
    }

    /// Takes legs into the pool's book whatever its limits say.
    pub(crate) fn absorb(&self, legs: Vec<TradeLeg>) -> Result<(), Refusal> {
        let risk = self.risk_manager.get();
        tell::<IRiskManager::absorbCall, _>(self.vm(), risk, &(legs,)).map(|_| ())
    }

    /// Takes an expiry out of the pool's book; returns what the pool owes for it and what all who hold something of it
    /// are owed, WAD.
    pub(crate) fn settle_in_book(&self, expiry: u64, price: u128) -> Result<(i128, u128), Refusal> {
        let risk = self.risk_manager.get();
        let answer = tell::<IRiskManager::settleCall, _>(self.vm(), risk, &(expiry, price))?;
        answer.read::<(i128, u128)>()
    }

    /// Moves what a trade moves between the vault and this contract: to the vault when positive. `spread` is what the
    /// pool gains against the mark.
    pub(crate) fn exchange(
        &mut self,
        to_vault: i128,
        spread: u128,
        vesting_secs: u64,
    ) -> Result<(), Refusal> {
        let vault = self.vault.get();
        let amount = U256::from(to_vault.unsigned_abs());
        let arguments = (amount, U256::from(spread), vesting_secs);
        if to_vault < 0 {
            tell::<IVault::payCall, _>(self.vm(), vault, &arguments)?;
            return self.came(amount);
        }
        self.goes(vault, amount)?;
        tell::<IVault::collectCall, _>(self.vm(), vault, &arguments).map(|_| ())
    }

    /// Has the vault pay what winners are owed, or all there is.
    pub(crate) fn claim(&mut self, owed: u128) -> Result<u128, Refusal> {
        let vault = self.vault.get();
        let answer = tell::<IVault::payClaimsCall, _>(self.vm(), vault, &(U256::from(owed),))?;
        let (paid,) = answer.read::<U256>()?;
        self.came(paid)?;
        let (paid, _) = halves(paid);
        Ok(paid.min(owed))
    }

    /// Refuses an account below its initial margin, unless it only closes and is not worse off than `before`.
    pub(crate) fn require_margin(
        &self,
        context: TradeContext,
        account: &Holdings,
        before: Option<&Holdings>,
    ) -> Result<(), Refusal> {
        let risk = self.risk_manager.get();
        let (cash, words) = self.purse(account)?;
        let closing = before.is_some();
        let (cash_before, words_before) = match before {
            Some(before) => self.purse(before)?,
            None => (0, Vec::new()),
        };
        let arguments = (context, cash, words, closing, cash_before, words_before);
        ask::<IRiskManager::requireMarginCall, _>(self.vm(), risk, &arguments).map(|_| ())
    }

    /// Money in WAD, and the words of the positions.
    fn purse(&self, account: &Holdings) -> Result<(i128, Vec<U256>), Refusal> {
        let cash = self.money().signed_wad(account.cash);
        Ok((cash.ok_or_else(overflow)?, account.words.clone()))
    }

    /// The asset's unit.
    #[inline(never)]
    pub(crate) fn money(&self) -> Money {
        Money::of_decimals(self.decimals.get().byte(0))
    }
}
