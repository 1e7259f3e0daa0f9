//! Claims: what is left of what an account is owed by a settled expiry, in the place of its positions.

use alloy_primitives::U256;

/// The number of a claim where a position has its kind.
const CLAIM: u64 = 4;

/// The maximum amount of a claim: 2¹⁰⁸ − 1 units of the asset.
pub const MAX_CLAIM: u128 = (1 << 108) - 1;

/// What is left of an account's claim of a settled expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Unix seconds.
    pub expiry: u32,
    /// The whole claim, units of the asset; at most [`MAX_CLAIM`].
    pub amount: u128,
    /// What of it was paid, units of the asset; below the amount.
    pub drawn: u128,
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "parts of numbers of 108 bits, which are masked"
)]
impl Claim {
    /// Returns the claim as a word. Amount (96) and drawn (96) stand where a position has quantity and strike, their
    /// upper 12 bits above the number of the kind.
    #[must_use]
    pub const fn word(&self) -> U256 {
        let (low, middle) = (self.drawn as u64, (self.drawn >> 64) as u64 & 0xffff_ffff);
        let kind = CLAIM | high(self.amount) << 8 | high(self.drawn) << 20;
        let quantity = (self.amount & ((1 << 96) - 1)) << 32;
        U256::from_limbs([
            low,
            middle | kind << 32,
            self.expiry as u64 | quantity as u64,
            (quantity >> 64) as u64,
        ])
    }

    /// Returns the claim in a word that [`Self::word`] made; `None` for any other word.
    #[must_use]
    pub const fn of_word(word: U256) -> Option<Self> {
        let [low, middle, third, fourth] = *word.as_limbs();
        let kind = middle >> 32;
        if kind & 0xff != CLAIM {
            return None;
        }
        let drawn = ((middle & 0xffff_ffff) as u128) << 64 | low as u128;
        let drawn = ((kind >> 20 & 0xfff) as u128) << 96 | drawn;
        let amount = ((fourth as u128) << 64 | third as u128) >> 32;
        let amount = ((kind >> 8 & 0xfff) as u128) << 96 | amount;
        Some(Self {
            expiry: third as u32,
            amount,
            drawn,
        })
    }
}

/// Returns the upper 12 of 108 bits.
#[allow(clippy::cast_possible_truncation, reason = "masked")]
const fn high(amount: u128) -> u64 {
    (amount >> 96) as u64 & 0xfff
}

/// Returns the expiry of a word, of a position or a claim.
#[must_use]
pub fn expiry_of(word: U256) -> u32 {
    let [_, _, third, _] = word.into_limbs();
    #[allow(clippy::cast_possible_truncation, reason = "the lower half")]
    let expiry = third as u32;
    expiry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Position, Series};

    #[test]
    fn a_word_gives_back_the_claim_and_is_no_position() {
        for amount in [1, (1 << 96) - 1, 1 << 96, MAX_CLAIM] {
            for drawn in [0, 1, (1 << 64) + 1, 1 << 96, MAX_CLAIM - 1] {
                for expiry in [1, 1_800_000_000, u32::MAX] {
                    let claim = Claim {
                        expiry,
                        amount,
                        drawn,
                    };
                    let word = claim.word();
                    assert_eq!(Claim::of_word(word), Some(claim));
                    assert_eq!(Position::of_word(word), None);
                    assert_eq!(expiry_of(word), expiry);
                }
            }
        }
    }

    #[test]
    fn a_position_is_no_claim() {
        for kind in 0..4 {
            let series = Series::new(1_800_000_000, kind, 1 << 95).unwrap();
            let word = Position::new(series, -1).unwrap().word();
            assert_eq!(Claim::of_word(word), None);
            assert_eq!(Claim::of_word(Position::marked_traded(word)), None);
            assert_eq!(expiry_of(word), 1_800_000_000);
        }
        assert_eq!(Claim::of_word(U256::ZERO), None);
    }
}
