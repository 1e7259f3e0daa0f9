//! Answers of `latestRoundData` and `getRoundData`, and the round in them.

use crate::Fault;
use crate::scale::to_wad_down;

const WORD: usize = 32;
/// The length of an answer: exactly five words.
pub const REPLY_BYTES: usize = 5 * WORD;

/// The id of a round in a proxy: the phase, which stands for the proxy's aggregator at the time, and the number of the
/// round in it. An aggregator that is called directly has phase 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoundId {
    /// The phase of the aggregator.
    pub phase: u16,
    /// The number of its round.
    pub number: u64,
}

impl RoundId {
    /// Returns the id with these 80 bits; `None` for more bits.
    #[must_use]
    pub fn from_wide(id: u128) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "the low half")]
        let number = id as u64;
        let phase = u16::try_from(id >> 64).ok()?;
        Some(Self { phase, number })
    }

    /// Returns the 80 bits of the id.
    #[must_use]
    pub fn wide(self) -> u128 {
        u128::from(self.phase) << 64 | u128::from(self.number)
    }
}

/// A feed's answer, well formed but not yet checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The round.
    pub id: RoundId,
    /// A signed number, lowest limb first.
    pub answer: [u64; 4],
    /// When the round began, in unix seconds; the maximum stands for all times that do not fit.
    pub started_secs: u64,
    /// When the round was answered, likewise; 0 if it was not.
    pub updated_secs: u64,
    /// In which round the answer was given.
    pub answered_in: RoundId,
}

/// A round that is a price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The round.
    pub id: RoundId,
    /// The price in WAD, between 1 and [`MAX_PRICE_WAD`](crate::MAX_PRICE_WAD).
    pub price_wad: u128,
    /// When it was answered, in unix seconds.
    pub updated_secs: u64,
}

impl Reply {
    /// Reads an answer.
    ///
    /// # Errors
    /// [`Fault::Malformed`] if it is not five words, or the number of a round does not fit 80 bits.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let (words, rest) = bytes.as_chunks::<WORD>();
        let [id, answer, started, updated, answered_in] = words else {
            return Err(Fault::Malformed);
        };
        if !rest.is_empty() {
            return Err(Fault::Malformed);
        }
        Ok(Self {
            id: round_id(id)?,
            answer: limbs(answer),
            started_secs: time(started),
            updated_secs: time(updated),
            answered_in: round_id(answered_in)?,
        })
    }

    /// Returns the round if it is a price.
    ///
    /// # Errors
    /// [`Fault::NotUpdated`], [`Fault::NotPositive`], [`Fault::Incomplete`], [`Fault::TooLarge`], [`Fault::Decimals`].
    pub fn round(&self, decimals: u8) -> Result<Round, Fault> {
        if self.updated_secs == 0 {
            return Err(Fault::NotUpdated);
        }
        let [.., top] = self.answer;
        if top.cast_signed() < 0 {
            return Err(Fault::NotPositive);
        }
        let price_wad = to_wad_down(self.answer, decimals)?;
        if self.answered_in < self.id {
            return Err(Fault::Incomplete);
        }
        Ok(Round {
            id: self.id,
            price_wad,
            updated_secs: self.updated_secs,
        })
    }
}

impl Round {
    /// Checks that the round may be used now.
    ///
    /// # Errors
    /// [`Fault::Future`]; [`Fault::Stale`] if it is older than `max_age_secs`.
    pub fn require_current(&self, now_secs: u64, max_age_secs: u64) -> Result<(), Fault> {
        match now_secs.checked_sub(self.updated_secs) {
            None => Err(Fault::Future),
            Some(age) if age > max_age_secs => Err(Fault::Stale),
            Some(_) => Ok(()),
        }
    }
}

/// Returns the limbs of a word, lowest first.
#[inline(never)]
fn limbs(word: &[u8; WORD]) -> [u64; 4] {
    let (limbs, _) = word.as_chunks::<8>();
    [3, 2, 1, 0].map(|place| limbs.get(place).map_or(0, |limb| u64::from_be_bytes(*limb)))
}

#[inline(never)]
fn round_id(word: &[u8; WORD]) -> Result<RoundId, Fault> {
    let [low, high, beyond, further] = limbs(word);
    if beyond | further != 0 {
        return Err(Fault::Malformed);
    }
    RoundId::from_wide(u128::from(high) << 64 | u128::from(low)).ok_or(Fault::Malformed)
}

/// Reads a time. One of more than 64 bits counts as the latest possible time.
fn time(word: &[u8; WORD]) -> u64 {
    let [low, rest @ ..] = limbs(word);
    if rest == [0; 3] { low } else { u64::MAX }
}
