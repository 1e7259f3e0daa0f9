//! What the insurance fund pays the treasury. The fund itself is a number in the market.

use crate::errors::*;
use crate::storage::Liquidator;
use abi::liquidator::events::FundPaidOut;
use alloy_primitives::U256;
use domain::Money;
use runtime::records::Bits;
use runtime::{Changing, Emit, Reading, Refusal};
use stylus_sdk::prelude::*;

impl Liquidator {
    /// Pays the treasury what the owner granted, as far as the fund is above its target.
    ///
    /// # Errors
    /// `AccessPaused`; `LiquidatorNothing`; `MarketArgument` while the market has no treasury.
    pub fn pay_out(&mut self) -> Result<U256, Refusal> {
        self.authority.when_not_paused()?;
        let terms = self.terms.get();
        let unit = 10u128.saturating_pow(terms.decimals.into());
        let target = u128::from(terms.fund_target_tokens).saturating_mul(unit);
        let market = self.market_at();
        let (held, _) = market.fund(self.vm(), Reading)?;
        let surplus = U256::from(held.saturating_sub(target));
        let granted = self.granted.get();
        let paid = surplus.min(granted);
        if paid == U256::ZERO {
            return Err(LiquidatorNothing {}.into());
        }
        self.granted.set(granted.wrapping_sub(paid));
        self.emit(FundPaidOut { amount: paid });
        // No more than the fund has, which fits 128 bits.
        market.pay_treasury(self.vm(), Changing, u128::of_number(paid))?;
        Ok(paid)
    }

    /// Returns the unit of the asset.
    pub(crate) fn money(&self) -> Money {
        Money::of_decimals(self.terms.get().decimals)
    }
}
