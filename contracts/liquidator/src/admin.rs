//! What can be changed in the contract, and by which rule.

use crate::storage::Liquidator;
use runtime::access::{address_of, key, value_of, Authority, Governed, Rule, Safer};
use alloy_primitives::{B256, U256};

/// Key of the market whose accounts it watches.
pub(crate) const MARKET: B256 = key("market");
/// Key of what the fund keeps for insolvent accounts before it pays anything out, in whole tokens.
const FUND_TARGET: B256 = key("fundTargetTokens");
/// Key of how much of the fund one bid on an insolvent account may use before the pool pays, in basis points. More of it
/// spares the providers, less keeps it for the next account: every change waits.
const FUND_USE: B256 = key("fundUseBps");
/// Key of what the fund may pay the treasury, units of the asset; it shrinks by what is paid.
const FUND_GRANT: B256 = key("fundGrant");

/// Places of the terms.
pub(crate) const TARGET: usize = 0;
pub(crate) const USE: usize = 1;
pub(crate) const DECIMALS: usize = 2;

/// Least, first and greatest target, in whole tokens.
const LEAST_TARGET: u64 = 1_000;
pub(crate) const FIRST_TARGET: u64 = 100_000;
const MOST_TARGET: u64 = 1_000_000_000;

/// Least, first and greatest use, in basis points.
const LEAST_USE: u64 = 1_000;
pub(crate) const FIRST_USE: u64 = 10_000;

fn bounded(min: u64, max: u64, safer: Safer) -> Rule {
    let [min, max] = [min, max].map(|bound| U256::from_limbs([bound, 0, 0, 0]));
    Rule::Parameter { min, max, safer }
}

impl Governed for Liquidator {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, key: B256) -> Option<Rule> {
        Some(match key {
            FUND_TARGET => bounded(LEAST_TARGET, MOST_TARGET, Safer::Higher),
            FUND_USE => bounded(LEAST_USE, FIRST_USE, Safer::Neither),
            FUND_GRANT => bounded(0, u64::MAX, Safer::Lower),
            MARKET => Rule::Module,
            _ => return None,
        })
    }

    fn current(&self, key: B256) -> U256 {
        let term = |place| U256::from_limbs([self.term(place), 0, 0, 0]);
        match key {
            FUND_TARGET => term(TARGET),
            FUND_USE => term(USE),
            FUND_GRANT => self.granted.get(),
            _ => value_of(self.market.get()),
        }
    }

    fn store(&mut self, key: B256, value: U256) {
        let [low, ..] = value.into_limbs();
        match key {
            FUND_TARGET => self.set_term(TARGET, low),
            FUND_USE => self.set_term(USE, low),
            FUND_GRANT => self.granted.set(value),
            _ => {
                if let Some(address) = address_of(value) {
                    self.market.set(address);
                }
            }
        }
    }
}
