//! A series, and a position in it.

use alloy_primitives::U256;
use math::WAD;

/// The mark of a word whose series was traded: the highest bit of the half that has the kind.
const TRADED: u64 = 1 << 63;

/// The maximum strike: 2⁹⁶ − 1 wei, about 7.9e10.
pub const MAX_STRIKE: u128 = (1 << 96) - 1;

/// The maximum quantity, held or owed: 2⁹⁵ − 1 wei, about 3.9e10 units.
pub const MAX_QUANTITY: i128 = (1 << 95) - 1;

/// A whole claim, WAD. A settlement pays it, unless the pool had too little.
#[allow(clippy::cast_possible_truncation, reason = "10¹⁸ has 60 bits")]
pub const WHOLE: u64 = WAD as u64;

/// What a series pays. The ABI uses these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// max(S − K, 0).
    Call = 0,
    /// max(K − S, 0).
    Put = 1,
    /// One unit of quote if S > K.
    DigitalCall = 2,
    /// One unit of quote if S ≤ K.
    DigitalPut = 3,
}

/// Expiry, strike and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Series {
    /// Unix seconds.
    pub expiry: u32,
    /// What it pays.
    pub kind: Kind,
    /// WAD; from 1 wei to [`MAX_STRIKE`].
    pub strike: u128,
}

/// A quantity of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The series.
    pub series: Series,
    /// WAD; positive for what is held, negative for what is owed. At most [`MAX_QUANTITY`] in size.
    pub quantity: i128,
}

/// The reason why there is no such series or position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionError {
    /// The number is not one of the four kinds.
    Kind,
    /// The expiry does not fit 32 bits.
    Expiry,
    /// The strike is zero or above [`MAX_STRIKE`].
    Strike,
    /// The quantity is above [`MAX_QUANTITY`] in size.
    Quantity,
}

impl PositionError {
    /// Returns the name of the argument that is out of its range.
    #[must_use]
    pub const fn argument(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Expiry => "expiry",
            Self::Strike => "strike",
            Self::Quantity => "quantity",
        }
    }
}

impl Kind {
    /// Returns the kind with this number.
    ///
    /// # Errors
    /// [`PositionError::Kind`].
    pub const fn from_number(number: u8) -> Result<Self, PositionError> {
        match number {
            0 => Ok(Self::Call),
            1 => Ok(Self::Put),
            2 => Ok(Self::DigitalCall),
            3 => Ok(Self::DigitalPut),
            _ => Err(PositionError::Kind),
        }
    }

    /// Returns whether it pays one unit or nothing.
    #[must_use]
    pub const fn is_digital(self) -> bool {
        matches!(self, Self::DigitalCall | Self::DigitalPut)
    }

    /// Returns whether it pays above the strike.
    #[must_use]
    pub const fn pays_above(self) -> bool {
        matches!(self, Self::Call | Self::DigitalCall)
    }
}

impl Series {
    /// Returns the series with these terms, as they stand in calldata.
    ///
    /// # Errors
    /// The [`PositionError`] that names the argument.
    pub fn new(expiry: u64, kind: u8, strike: u128) -> Result<Self, PositionError> {
        let kind = Kind::from_number(kind)?;
        let expiry = u32::try_from(expiry).map_err(|_| PositionError::Expiry)?;
        if strike == 0 || strike > MAX_STRIKE {
            return Err(PositionError::Strike);
        }
        Ok(Self {
            expiry,
            kind,
            strike,
        })
    }

    /// Returns the payoff of one unit at an expiry price, WAD; exact.
    #[must_use]
    pub const fn payoff(&self, price: u128) -> u128 {
        match self.kind {
            Kind::Call => price.saturating_sub(self.strike),
            Kind::Put => self.strike.saturating_sub(price),
            Kind::DigitalCall if price > self.strike => WAD,
            Kind::DigitalPut if price <= self.strike => WAD,
            Kind::DigitalCall | Kind::DigitalPut => 0,
        }
    }

    /// Returns the lower 160 bits of every position in the series: strike (96), kind (32), expiry (32).
    #[must_use]
    pub const fn key(&self) -> [u64; 3] {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the halves of a number of 96 bits"
        )]
        let (low, high) = (self.strike as u64, (self.strike >> 64) as u64);
        [low, high | (self.kind as u64) << 32, self.expiry as u64]
    }
}

impl Position {
    /// Returns a position of this quantity in a series.
    ///
    /// # Errors
    /// [`PositionError::Quantity`].
    pub const fn new(series: Series, quantity: i128) -> Result<Self, PositionError> {
        if quantity > MAX_QUANTITY || quantity < -MAX_QUANTITY {
            return Err(PositionError::Quantity);
        }
        Ok(Self { series, quantity })
    }

    /// Returns the position as a word: the quantity in the upper 96 bits, in two's complement, and below it the
    /// series.
    #[must_use]
    pub const fn word(&self) -> U256 {
        let [low, middle, expiry] = self.series.key();
        let quantity = self.quantity.cast_unsigned() << 32;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the halves of a number of 128 bits"
        )]
        let (third, fourth) = (quantity as u64, (quantity >> 64) as u64);
        U256::from_limbs([low, middle, expiry | third, fourth])
    }

    /// Returns a position's word with the mark that its series was traded. Nothing else in the word changes.
    #[must_use]
    pub const fn marked_traded(word: U256) -> U256 {
        let [low, middle, third, fourth] = *word.as_limbs();
        U256::from_limbs([low, middle | TRADED, third, fourth])
    }

    /// Returns whether a word has the mark that its series was traded.
    #[must_use]
    pub const fn is_traded(word: U256) -> bool {
        word.as_limbs()[1] & TRADED != 0
    }

    /// Returns the position in a word that [`Self::word`] made; `None` for any other word.
    #[must_use]
    pub fn of_word(word: U256) -> Option<Self> {
        let [low, middle, third, fourth] = *word.as_limbs();
        let middle = middle & !TRADED;
        let kind = u8::try_from(middle >> 32).ok()?;
        let strike = u128::from(middle & 0xffff_ffff) << 64 | u128::from(low);
        let series = Series::new(third & 0xffff_ffff, kind, strike).ok()?;
        let quantity = (u128::from(fourth) << 64 | u128::from(third)).cast_signed() >> 32;
        Self::new(series, quantity).ok()
    }

    /// Returns whether a word is a position in this series, whatever the quantity.
    #[must_use]
    pub fn is_of(word: U256, series: &Series) -> bool {
        let [low, middle, third, _] = *word.as_limbs();
        [low, middle & !TRADED, third & 0xffff_ffff] == series.key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> Series {
        Series::new(1_800_000_000, 3, 2_000_000_000_000_000_000_000).unwrap()
    }

    #[test]
    fn a_word_gives_back_the_position() {
        for quantity in [0, 1, -1, MAX_QUANTITY, -MAX_QUANTITY] {
            for (kind, strike) in [(0, 1), (1, MAX_STRIKE), (2, 1 << 64), (3, (1 << 64) - 1)] {
                let series = Series::new(u64::from(u32::MAX), kind, strike).unwrap();
                let position = Position::new(series, quantity).unwrap();
                assert_eq!(Position::of_word(position.word()), Some(position));
                assert!(Position::is_of(position.word(), &series));
            }
        }
    }

    #[test]
    fn the_mark_of_a_trade_changes_nothing_else() {
        let position = Position::new(series(), -5).unwrap();
        let marked = Position::marked_traded(position.word());
        assert!(Position::is_traded(marked) && !Position::is_traded(position.word()));
        assert_eq!(Position::of_word(marked), Some(position));
        assert!(Position::is_of(marked, &series()));
        assert_eq!(Position::marked_traded(marked), marked);
    }

    #[test]
    fn a_word_of_another_series_is_told_apart() {
        let position = Position::new(series(), 5).unwrap();
        for other in [
            Series::new(1_800_000_001, 3, series().strike).unwrap(),
            Series::new(1_800_000_000, 2, series().strike).unwrap(),
            Series::new(1_800_000_000, 3, series().strike + 1).unwrap(),
            Series::new(1_800_000_000, 3, series().strike + (1 << 64)).unwrap(),
        ] {
            assert!(!Position::is_of(position.word(), &other));
        }
    }

    #[test]
    fn nothing_stored_is_no_position() {
        assert_eq!(Position::of_word(U256::ZERO), None);
    }

    #[test]
    fn every_argument_out_of_range_is_named() {
        assert_eq!(Series::new(1 << 32, 0, 1), Err(PositionError::Expiry));
        assert_eq!(Series::new(1, 4, 1), Err(PositionError::Kind));
        assert_eq!(Series::new(1, 0, 0), Err(PositionError::Strike));
        assert_eq!(Series::new(1, 0, 1 << 96), Err(PositionError::Strike));
        for quantity in [1 << 95, -(1 << 95), i128::MAX, i128::MIN] {
            assert_eq!(
                Position::new(series(), quantity),
                Err(PositionError::Quantity)
            );
        }
    }

    #[test]
    fn a_payoff_depends_on_the_expiry_price_alone() {
        let of = |kind, price| Series::new(1, kind, 100).unwrap().payoff(price);
        assert_eq!([of(0, 99), of(0, 100), of(0, 130)], [0, 0, 30]);
        assert_eq!([of(1, 70), of(1, 100), of(1, 101)], [30, 0, 0]);
        let one = 1_000_000_000_000_000_000;
        assert_eq!([of(2, 100), of(2, 101)], [0, one]);
        assert_eq!([of(3, 100), of(3, 101)], [one, 0]);
    }
}
