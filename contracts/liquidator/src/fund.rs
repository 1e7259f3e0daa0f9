//! The insurance fund, and the report to the vault of what it does not cover.

use crate::errors::*;
use crate::storage::Liquidator;
use abi::liquidator::events::FundPaidOut;
use alloy_primitives::{Address, U256};
use domain::accounts::first_of;
use domain::Money;
use math::ONE_BPS;
use runtime::records::Bits;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Liquidator {
    /// Returns the account of the fund, and its money.
    ///
    /// # Errors
    /// The market's error.
    pub fn fund(&self) -> Result<(U256, U256), Refusal> {
        Ok((self.own(), U256::from(self.fund_money()?)))
    }

    /// Returns the fund's account.
    pub(crate) fn own(&self) -> U256 {
        first_of(self.vm().contract_address())
    }

    /// Returns the money of the fund, units of the asset.
    pub(crate) fn fund_money(&self) -> Result<u128, Refusal> {
        let (cash, _) = self.holdings(self.own())?;
        Ok(cash.max(0).unsigned_abs())
    }

    /// Returns how much of the fund one bid may use.
    pub(crate) fn fund_usable(&self) -> Result<u128, Refusal> {
        let part = u128::from(self.terms.get().fund_use_bps);
        let money = self.fund_money()?.checked_mul(part);
        Ok(money.ok_or_else(overflow)? / ONE_BPS)
    }

    /// Tells the vault what insolvent accounts lack beyond the fund, if that has changed.
    ///
    /// # Errors
    /// The error of the market or the vault.
    pub fn report(&mut self) -> Result<U256, Refusal> {
        let insolvent = self.insolvent.get();
        let reported = self.reported.get();
        if insolvent == U256::ZERO && reported == U256::ZERO {
            return Ok(reported);
        }
        let short = self.money().up(u128::of_number(insolvent));
        let shortfall = U256::from(short.saturating_sub(self.fund_money()?));
        if shortfall != reported {
            self.reported.set(shortfall);
            self.tell_vault(shortfall)?;
        }
        Ok(shortfall)
    }

    /// Pays the treasury what the owner granted, as far as the fund is above its target.
    ///
    /// # Errors
    /// `AccessPaused`; `LiquidatorNothing`; `LiquidatorArgument` while the market has no treasury.
    pub fn pay_out(&mut self) -> Result<U256, Refusal> {
        self.authority.when_not_paused()?;
        let terms = self.terms.get();
        let unit = 10u128.saturating_pow(terms.decimals.into());
        let target = u128::from(terms.fund_target_tokens).saturating_mul(unit);
        let surplus = U256::from(self.fund_money()?.saturating_sub(target));
        let granted = self.granted.get();
        let paid = surplus.min(granted);
        if paid == U256::ZERO || self.insolvent.get() != U256::ZERO {
            return Err(LiquidatorNothing {}.into());
        }
        let treasury = self.market_at().treasury(self.vm(), runtime::Reading)?;
        if treasury == Address::ZERO {
            return Err(argument("treasury"));
        }
        self.granted.set(granted.wrapping_sub(paid));
        self.emit(FundPaidOut { amount: paid });
        // No more than the fund has, which fits 127 bits.
        let cash = i128::of_number(paid);
        self.hand_over([self.own(), first_of(treasury)], &[], cash, 0)?;
        Ok(paid)
    }

    /// Returns the unit of the asset.
    pub(crate) fn money(&self) -> Money {
        Money::of_decimals(self.terms.get().decimals)
    }
}
