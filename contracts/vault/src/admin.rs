//! What can be changed in the contract, and by which rule.

use crate::storage::Vault;
use alloy_primitives::{Address, U256};
use runtime::access::{
    address_of, key_at, AccessKept, AccessUnfit, Authority, Governed, Safer, Setting,
};
use runtime::Refusal;

/// Place of the risk manager, which values the book and says how much must stay.
pub(crate) const RISK_MANAGER: usize = 0;
/// Place of the market, with which premiums and payouts are exchanged.
pub(crate) const MARKET: usize = 1;
/// Place of the queue of those who wait to leave.
pub(crate) const QUEUE: usize = 2;
/// The number of modules.
pub(crate) const MODULES: usize = 3;
/// Place of the exit fee. The cap of deposits follows it.
const EXIT_FEE: usize = MODULES;

/// The initial exit fee.
pub(crate) const FIRST_EXIT_FEE_BPS: u16 = 20;
/// The initial and maximum cap of deposits. With 18 decimals, its shares take 120 of 127 bits.
pub(crate) const MAX_TOKENS: u64 = 1_000_000_000_000;

impl Governed for Vault {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("riskManager"),
        Setting::module("market"),
        Setting::module("queue"),
        // The part of a payment that stays for those who stay, in basis points. A higher fee hurts those who leave, a
        // lower one those who stay, so every change waits.
        Setting::parameter("exitFeeBps", 0, 100, Safer::Neither),
        // The maximum that deposits may fill, in whole tokens.
        Setting::parameter("depositCapTokens", 0, MAX_TOKENS, Safer::Lower),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        if place < MODULES {
            return self.modules.word(place);
        }
        let terms = self.terms.get();
        let value = if place == EXIT_FEE {
            terms.exit_fee_bps.into()
        } else {
            terms.cap_tokens
        };
        U256::from_limbs([value, 0, 0, 0])
    }

    /// A module is replaced when what the old one keeps is nothing: a book without positions, a market without money
    /// to which nothing is owed. An old queue goes on paying those who wait in it, behind the new one.
    fn may_change(&self, place: usize, value: U256) -> Result<(), Refusal> {
        let key = key_at(Self::SETTINGS, place);
        let Some(new) = address_of(value).filter(|_| place < MODULES) else {
            return Ok(());
        };
        if place == MARKET && self.market_of_the_book()? != new {
            return Err(AccessUnfit { key }.into());
        }
        let old = self.modules.get(place);
        if old != Address::ZERO && self.kept_by(place, old)? != U256::ZERO {
            return Err(AccessKept { key }.into());
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        let [low, ..] = value.into_limbs();
        let mut terms = self.terms.get();
        if place < MODULES {
            self.modules.set_word(place, value);
            terms.wired = (0..MODULES).all(|place| self.modules.word(place) != U256::ZERO);
        } else if place == EXIT_FEE {
            // A value within its bounds fits. A value beyond them would be no fee at all.
            terms.exit_fee_bps = u16::try_from(low).unwrap_or(0);
        } else {
            terms.cap_tokens = low;
        }
        self.terms.set(&terms);
    }
}
