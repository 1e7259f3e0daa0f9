//! What can be changed in the contract, and by which rule.

use crate::storage::Vault;
use runtime::access::{key, value_of, Authority, Governed, Rule, Safer};
use alloy_primitives::{Address, B256, U256};
use runtime::slots::AddressWord;

/// Key of the risk manager that says what the book is worth and what must stay.
pub(crate) const RISK_MANAGER: B256 = key("riskManager");
/// Key of the market, to which premiums and payouts flow.
const MARKET: B256 = key("market");
/// Key of the liquidator, for what insolvent accounts leave unpaid.
const LIQUIDATOR: B256 = key("liquidator");
/// Key of the queue of those who wait to leave.
const QUEUE: B256 = key("queue");
/// Key of the part of a payment that stays with those who stay, in basis points. More of it hurts those who leave, less
/// those who stay: every change waits.
const EXIT_FEE: B256 = key("exitFeeBps");
/// Key of the most that may be held by deposits, in whole tokens. Less is safer.
const DEPOSIT_CAP: B256 = key("depositCapTokens");

/// The exit fee that the contract starts with.
pub(crate) const FIRST_EXIT_FEE_BPS: u16 = 20;
/// The greatest exit fee.
const MOST_EXIT_FEE_BPS: u64 = 100;
/// The cap that the contract starts with, and the greatest: with 18 decimals, its shares take 120 of 127 bits.
pub(crate) const MOST_TOKENS: u64 = 1_000_000_000_000;

/// What a key stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    RiskManager,
    Market,
    Liquidator,
    Queue,
    ExitFee,
    DepositCap,
}

#[inline(never)]
fn subject(key: B256) -> Option<Subject> {
    Some(match key {
        RISK_MANAGER => Subject::RiskManager,
        MARKET => Subject::Market,
        LIQUIDATOR => Subject::Liquidator,
        QUEUE => Subject::Queue,
        EXIT_FEE => Subject::ExitFee,
        DEPOSIT_CAP => Subject::DepositCap,
        _ => return None,
    })
}

impl Governed for Vault {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, key: B256) -> Option<Rule> {
        let (max, safer) = match subject(key)? {
            Subject::ExitFee => (MOST_EXIT_FEE_BPS, Safer::Neither),
            Subject::DepositCap => (MOST_TOKENS, Safer::Lower),
            _ => return Some(Rule::Module),
        };
        Some(Rule::Parameter {
            min: U256::ZERO,
            max: U256::from_limbs([max, 0, 0, 0]),
            safer,
        })
    }

    fn current(&self, key: B256) -> U256 {
        let Some(subject) = subject(key) else {
            return U256::ZERO;
        };
        let value = match subject {
            Subject::ExitFee => u64::from(self.terms().exit_fee_bps),
            Subject::DepositCap => self.terms().cap_tokens,
            module => return value_of(self.module(module).get()),
        };
        U256::from_limbs([value, 0, 0, 0])
    }

    fn store(&mut self, key: B256, value: U256) {
        let Some(subject) = subject(key) else {
            return;
        };
        let [low, ..] = value.into_limbs();
        let mut terms = self.terms();
        match subject {
            // Within its bounds it fits; a value beyond them would be no fee at all.
            Subject::ExitFee => terms.exit_fee_bps = u16::try_from(low).unwrap_or(0),
            Subject::DepositCap => terms.cap_tokens = low,
            module => {
                let address = Address::from_word(B256::from(value));
                return self.module_mut(module).set(address);
            }
        }
        self.set_terms(&terms);
    }
}

impl Vault {
    /// The module of a subject that is one; those that are none are asked for elsewhere.
    fn module(&self, subject: Subject) -> &AddressWord {
        match subject {
            Subject::RiskManager => &self.risk_manager,
            Subject::Market => &self.market,
            Subject::Liquidator => &self.liquidator,
            _ => &self.queue,
        }
    }

    fn module_mut(&mut self, subject: Subject) -> &mut AddressWord {
        match subject {
            Subject::RiskManager => &mut self.risk_manager,
            Subject::Market => &mut self.market,
            Subject::Liquidator => &mut self.liquidator,
            _ => &mut self.queue,
        }
    }
}
