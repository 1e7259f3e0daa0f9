//! The verdict of the check on a slice. It is a value, so that nobody reads the reason out of revert data.

use crate::pricing::{
    of_surface, PricerAtTheMoney, PricerButterfly, PricerCalendar, PricerMovedTooFar,
    PricerNotPositive, PricerTooSoon, PricerWingTooSteep,
};
use crate::trading::Verdict;
use alloc::vec::Vec;
use alloy_primitives::{FixedBytes, B256};
use alloy_sol_types::SolError;
use engine::surface::{CheckError, Condition, Neighbour};
use math::Wad;
use runtime::words::{Value, Values};
use runtime::Refusal;

impl Verdict {
    /// Returns the verdict of a check.
    ///
    /// # Errors
    /// The errors of the post, and not of the surface: `PricerTooSoon`, and those of [`of_surface`].
    pub fn of(checked: Result<Wad, CheckError>) -> Result<Self, Refusal> {
        match checked {
            Ok(at_the_money) => Ok(Self {
                volatility: at_the_money.wei(),
                ..Self::default()
            }),
            Err(CheckError::Fails(condition)) => Ok(condition.into()),
            Err(CheckError::TooSoon { earliest }) => Err(PricerTooSoon { earliest }.into()),
            Err(CheckError::Surface(error)) => Err(of_surface(error)),
        }
    }

    /// Returns whether the slice is accepted.
    #[must_use]
    pub fn accepts(&self) -> bool {
        self.condition.is_zero()
    }

    /// Returns the error of the condition that fails, with its figures.
    #[must_use]
    #[inline(never)]
    pub fn refusal(&self) -> Refusal {
        let words: &[B256] = match self.condition.0 {
            PricerMovedTooFar::SELECTOR | PricerCalendar::SELECTOR => &[self.first, self.second],
            PricerButterfly::SELECTOR => &[self.first],
            _ => &[],
        };
        let mut data = Vec::from(self.condition.as_slice());
        for word in words {
            data.extend_from_slice(word.as_slice());
        }
        Refusal::passed_on(data)
    }

    fn failing<E: SolError>(first: B256, second: B256) -> Self {
        Self {
            volatility: 0,
            condition: FixedBytes::new(E::SELECTOR),
            first,
            second,
        }
    }
}

impl From<Condition> for Verdict {
    fn from(condition: Condition) -> Self {
        use Condition as C;
        const NONE: B256 = B256::ZERO;
        match condition {
            C::NotPositive => Self::failing::<PricerNotPositive>(NONE, NONE),
            C::WingTooSteep => Self::failing::<PricerWingTooSteep>(NONE, NONE),
            C::AtTheMoneyOutOfRange => Self::failing::<PricerAtTheMoney>(NONE, NONE),
            C::MovedTooFar { from, to } => {
                Self::failing::<PricerMovedTooFar>(word(from.wei()), word(to.wei()))
            }
            C::Butterfly { node } => Self::failing::<PricerButterfly>(word(node.wei()), NONE),
            C::Calendar { neighbour, node } => {
                let earlier = neighbour == Neighbour::Earlier;
                Self::failing::<PricerCalendar>(word(earlier), word(node.wei()))
            }
        }
    }
}

/// Returns the word of a figure.
fn word<T: Value>(figure: T) -> B256 {
    let data = (figure,).encode(&[]);
    data.first_chunk().copied().map_or(B256::ZERO, B256::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use math::SignedWad;

    fn reverts_as(condition: Condition, error: &impl runtime::Declared) {
        let verdict = Verdict::from(condition);
        assert!(!verdict.accepts());
        assert!(verdict.refusal().is(error), "{verdict:?}");
        let there = (verdict,).encode(&[]);
        let (back,) = <(Verdict,)>::decode(&there).expect("four words");
        assert!(back.refusal().is(error), "{back:?}");
    }

    #[test]
    fn a_condition_is_the_error_of_its_name_with_every_figure() {
        reverts_as(Condition::NotPositive, &PricerNotPositive {});
        reverts_as(Condition::WingTooSteep, &PricerWingTooSteep {});
        reverts_as(Condition::AtTheMoneyOutOfRange, &PricerAtTheMoney {});
        let (from, to) = (u128::MAX, 7);
        let moved = Condition::MovedTooFar {
            from: Wad::from_wei(from),
            to: Wad::from_wei(to),
        };
        reverts_as(moved, &PricerMovedTooFar { from, to });
        for wei in [0, 1, -1, i128::MIN] {
            let node = SignedWad::from_wei(wei);
            reverts_as(
                Condition::Butterfly { node },
                &PricerButterfly { node: wei },
            );
            for (neighbour, earlier) in [(Neighbour::Earlier, true), (Neighbour::Later, false)] {
                let error = PricerCalendar { earlier, node: wei };
                reverts_as(Condition::Calendar { neighbour, node }, &error);
            }
        }
    }

    #[test]
    fn an_accepted_slice_has_its_volatility_and_no_condition() {
        let verdict = Verdict::of(Ok(Wad::ONE)).expect("a verdict");
        assert!(verdict.accepts());
        assert_eq!(verdict.volatility, Wad::ONE.wei());
        assert_eq!((verdict.first, verdict.second), (B256::ZERO, B256::ZERO));
    }

    #[test]
    fn a_fault_of_the_post_is_no_verdict() {
        let refused = Verdict::of(Err(CheckError::TooSoon { earliest: 9 }));
        assert!(refused.is_err_and(|refusal| refusal.is(&PricerTooSoon { earliest: 9 })));
    }
}
