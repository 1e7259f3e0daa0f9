//! What can be changed in the contract, and by which rule.

use crate::storage::{OptionPricer, SEATS};
use runtime::access::{key, value_of, Authority, Governed, Rule, Safer};
use alloy_primitives::{Address, B256, U256};

/// Key of the contract that is asked for what takes much code and is called seldom.
pub(crate) const OPTION_MATH: B256 = key("optionMath");
/// Key of the contract that is asked for prices, quotes and revaluations.
pub(crate) const OPTION_QUOTER: B256 = key("optionQuoter");
/// Key of the contract that is asked what a book is worth and what it risks.
pub(crate) const OPTION_BOOK: B256 = key("optionBook");
/// Key of the contract that is asked what margin an account needs.
pub(crate) const OPTION_MARGIN: B256 = key("optionMargin");
/// Key of the contract that is asked what a book can lose in a day.
pub(crate) const OPTION_TAIL: B256 = key("optionTail");
/// Signatures that a post needs. More are safer: a signer who may be compromised is answered at once by a higher
/// quorum, or by a pause, and replaced after the delay.
const QUORUM: B256 = key("quorum");

/// The seat of a signer; its address, or zero for a vacant one.
const fn seat_key(seat: u8) -> B256 {
    let mut word = key("signer0").0;
    word[6] += seat;
    B256::new(word)
}

fn seat_of(key: B256) -> Option<usize> {
    let seat = key.0[6]
        .checked_sub(b'0')
        .filter(|seat| usize::from(*seat) < SEATS)?;
    (seat_key(seat) == key).then_some(usize::from(seat))
}

impl Governed for OptionPricer {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, key: B256) -> Option<Rule> {
        if self.module(key).is_some() {
            return Some(Rule::Module);
        }
        if key == QUORUM {
            return Some(Rule::Parameter {
                min: U256::from(1),
                max: U256::from(SEATS),
                safer: Safer::Higher,
            });
        }
        let any_address = value_of(Address::repeat_byte(0xff));
        seat_of(key).map(|_| Rule::Parameter {
            min: U256::ZERO,
            max: any_address,
            safer: Safer::Neither,
        })
    }

    fn current(&self, key: B256) -> U256 {
        if let Some(module) = self.module(key) {
            return value_of(module.get());
        }
        match seat_of(key) {
            Some(seat) => value_of(self.seats.get(seat).unwrap_or_default()),
            None => U256::from(self.quorum.get()),
        }
    }

    fn store(&mut self, key: B256, value: U256) {
        let address = Address::from_word(B256::from(value));
        if let Some(module) = self.module_mut(key) {
            return module.set(address);
        }
        match seat_of(key) {
            Some(seat) => {
                if let Some(mut place) = self.seats.setter(seat) {
                    place.set(address);
                }
            }
            None => self.set_quorum(value.byte(0)),
        }
    }
}

runtime::modules!(OptionPricer {
    OPTION_MATH => option_math,
    OPTION_QUOTER => option_quoter,
    OPTION_BOOK => option_book,
    OPTION_MARGIN => option_margin,
    OPTION_TAIL => option_tail,
});
