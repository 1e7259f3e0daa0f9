//! What can be changed in the contract, and by which rule.

use crate::storage::{OptionPricer, SEATS};
use abi::pricing::argument;
use alloy_primitives::U256;
use runtime::access::{Authority, Governed, Safer, Setting};
use runtime::Refusal;

/// Places of the contracts that compute: the mathematics that is seldom called, quotes, books, margin, and tails.
pub(crate) const OPTION_MATH: usize = 0;
pub(crate) const OPTION_QUOTER: usize = 1;
pub(crate) const OPTION_BOOK: usize = 2;
pub(crate) const OPTION_MARGIN: usize = 3;
pub(crate) const OPTION_TAIL: usize = 4;
/// The number of these modules.
pub(crate) const MODULES: usize = 5;
/// Place of the number of signatures that a post needs. The seats of the signers follow it.
const QUORUM: usize = MODULES;
const SEAT: usize = QUORUM + 1;

impl Governed for OptionPricer {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("optionMath"),
        Setting::module("optionQuoter"),
        Setting::module("optionBook"),
        Setting::module("optionMargin"),
        Setting::module("optionTail"),
        // A lower one trusts fewer signers, a higher one makes surfaces rarer, and without surfaces nobody closes. So every
        // change waits. If a signer may be compromised, a pause helps at once.
        Setting::parameter("quorum", 1, SEATS as u64, Safer::Neither),
        // The address of a signer; zero for a vacant seat.
        Setting::seat("signer0"),
        Setting::seat("signer1"),
        Setting::seat("signer2"),
        Setting::seat("signer3"),
        Setting::seat("signer4"),
        Setting::seat("signer5"),
        Setting::seat("signer6"),
        Setting::seat("signer7"),
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
        match place.checked_sub(SEAT) {
            Some(seat) => self.seats.word(seat),
            None => U256::from_limbs([self.quorum.get().into(), 0, 0, 0]),
        }
    }

    /// As many signers as the quorum are seated at any time, or no surface could be posted. A signer in two seats counts
    /// once. Who unseats one of so many lowers the quorum first.
    fn may_change(&self, place: usize, value: U256) -> Result<(), Refusal> {
        let Some(changed) = place.checked_sub(QUORUM) else {
            return Ok(());
        };
        let mut seats = [U256::ZERO; SEATS];
        for (seat, signer) in seats.iter_mut().enumerate() {
            *signer = self.seats.word(seat);
        }
        let mut quorum = U256::from_limbs([self.quorum.get().into(), 0, 0, 0]);
        match changed.checked_sub(1).and_then(|seat| seats.get_mut(seat)) {
            Some(signer) => *signer = value,
            None => quorum = value,
        }
        let mut seated = 0u64;
        let mut rest = seats.as_slice();
        while let [signer, others @ ..] = rest {
            seated =
                seated.wrapping_add(u64::from(*signer != U256::ZERO && !others.contains(signer)));
            rest = others;
        }
        if quorum > U256::from_limbs([seated, 0, 0, 0]) {
            return Err(argument("quorum"));
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        if place < MODULES {
            return self.modules.set_word(place, value);
        }
        match place.checked_sub(SEAT) {
            Some(seat) => self.seats.set_word(seat, value),
            None => self.quorum.set(&value.byte(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_has_a_setting() {
        assert_eq!(OptionPricer::SETTINGS[QUORUM].name, "quorum");
        assert_eq!(OptionPricer::SETTINGS.len(), SEAT + SEATS);
    }
}
