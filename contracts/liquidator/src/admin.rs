//! What can be changed in the contract, and by which rule.

use crate::storage::Liquidator;
use abi::IMarket;
use alloy_primitives::U256;
use runtime::access::{
    address_of, key_at, value_of, AccessUnfit, Authority, Governed, Safer, Setting,
};
use runtime::{Reading, Refusal};
use stylus_sdk::prelude::*;

/// Place of the market whose accounts it watches.
pub(crate) const MARKET: usize = 0;
/// Place of the fund's target.
const FUND_TARGET: usize = 1;

/// First target of the fund, in whole tokens.
pub(crate) const FIRST_TARGET: u64 = 100_000;

impl Governed for Liquidator {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("market"),
        // What the fund keeps for insolvent accounts before it pays anything out, in whole tokens.
        Setting::parameter("fundTargetTokens", 1_000, 1_000_000_000, Safer::Higher),
        // What the fund may pay the treasury, units of the asset. Each payment reduces it.
        Setting::parameter("fundGrant", 0, u64::MAX, Safer::Lower),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        let term = match place {
            MARKET => return value_of(self.market.get()),
            FUND_TARGET => self.terms.get().fund_target_tokens,
            _ => return self.granted.get(),
        };
        U256::from_limbs([term, 0, 0, 0])
    }

    /// Another market has other accounts. It must have the same asset, in which the target of the fund is counted.
    fn may_change(&self, place: usize, value: U256) -> Result<(), Refusal> {
        let (MARKET, Some(new)) = (place, address_of(value)) else {
            return Ok(());
        };
        let key = key_at(Self::SETTINGS, place);
        let asset = self.market_at().asset(self.vm(), Reading)?;
        if IMarket::new(new).asset(self.vm(), Reading)? != asset {
            return Err(AccessUnfit { key }.into());
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        let [low, ..] = value.into_limbs();
        let mut terms = self.terms.get();
        match place {
            MARKET => {
                if let Some(address) = address_of(value) {
                    self.market.set(address);
                }
                return;
            }
            FUND_TARGET => terms.fund_target_tokens = low,
            _ => return self.granted.set(value),
        }
        self.terms.set(&terms);
    }
}
