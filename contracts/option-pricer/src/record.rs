//! A surface out of storage, and how it is packed into two words.

use alloy_primitives::U256;
use engine::surface::{Post, SviParameters};
use math::{SignedWad, Wad};

/// A surface out of storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) parameters: SviParameters,
    pub(crate) at_the_money: Wad,
    /// When it was signed; 0 for an expiry that never had a good post.
    pub(crate) timestamp: u64,
    pub(crate) nonce: u64,
    pub(crate) halted: bool,
}

impl Record {
    /// Returns the post as it was when it was signed.
    pub(crate) const fn post(&self, expiry: u64) -> Post {
        Post {
            parameters: self.parameters,
            expiry,
            timestamp: self.timestamp,
        }
    }

    /// Packs the record into its two words; `None` if a value does not fit its place.
    pub(crate) fn pack(&self) -> Option<(U256, U256)> {
        let p = &self.parameters;
        let shape = U256::from_limbs([
            unsigned(p.slope)?,
            signed(p.tilt)?,
            signed(p.shift)?,
            unsigned(p.smoothness)?,
        ]);
        let a = p.level.wei();
        let low = a.cast_unsigned() & u128::from(u64::MAX);
        let high = i8::try_from(a >> 64).ok()?.cast_unsigned();
        if self.timestamp >> 56 != 0 || self.nonce >> 63 != 0 {
            return None;
        }
        let level = U256::from_limbs([
            unsigned(self.at_the_money)?,
            u64::try_from(low).ok()?,
            (self.timestamp << 8) | u64::from(high),
            (self.nonce << 1) | u64::from(self.halted),
        ]);
        Some((shape, level))
    }

    /// Unpacks a record from its two words.
    pub(crate) fn unpack(shape: U256, level: U256) -> Self {
        let [slope, tilt, shift, smoothness] = shape.into_limbs();
        let [at_the_money, low, time_and_high, nonce_and_halt] = level.into_limbs();
        let unsigned = |limb: u64| Wad::from_wei(u128::from(limb));
        let signed = |limb: u64| SignedWad::from_wei(i128::from(limb.cast_signed()));
        let [high, ..] = time_and_high.to_le_bytes();
        let high = i128::from(high.cast_signed());
        Self {
            parameters: SviParameters {
                level: SignedWad::from_wei((high << 64) | i128::from(low)),
                slope: unsigned(slope),
                tilt: signed(tilt),
                shift: signed(shift),
                smoothness: unsigned(smoothness),
            },
            at_the_money: unsigned(at_the_money),
            timestamp: time_and_high >> 8,
            nonce: nonce_and_halt >> 1,
            halted: nonce_and_halt & 1 == 1,
        }
    }
}

fn unsigned(value: Wad) -> Option<u64> {
    u64::try_from(value.wei()).ok()
}

fn signed(value: SignedWad) -> Option<u64> {
    i64::try_from(value.wei()).ok().map(i64::cast_unsigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            parameters: SviParameters {
                level: SignedWad::from_wei(-256_000_000_000_000_000_000),
                slope: Wad::from_wei(2_000_000_000_000_000_000),
                tilt: SignedWad::from_wei(-999_999_999_999_999_999),
                shift: SignedWad::from_wei(-2_000_000_000_000_000_000),
                smoothness: Wad::from_wei(4_000_000_000_000_000_000),
            },
            at_the_money: Wad::from_wei(5_000_000_000_000_000_000),
            timestamp: (1 << 56) - 1,
            nonce: (1 << 63) - 1,
            halted: true,
        }
    }

    fn there_and_back(record: Record) {
        let (shape, level) = record.pack().expect("it fits");
        assert_eq!(Record::unpack(shape, level), record);
    }

    #[test]
    fn a_surface_comes_back_as_it_was() {
        there_and_back(record());
        there_and_back(Record::default());
        let mut other = record();
        other.parameters.level = SignedWad::from_wei(256_000_000_000_000_000_000);
        other.parameters.tilt = SignedWad::from_wei(1);
        other.parameters.shift = SignedWad::from_wei(-1);
        other.halted = false;
        there_and_back(other);
    }

    #[test]
    fn what_does_not_fit_is_not_cut_off() {
        let wide = Wad::from_wei(1 << 64);
        let signed = SignedWad::from_wei(-(1 << 63) - 1);
        let changes: [fn(&mut Record, Wad, SignedWad); 8] = [
            |it, wide, _| it.parameters.slope = wide,
            |it, wide, _| it.parameters.smoothness = wide,
            |it, wide, _| it.at_the_money = wide,
            |it, _, signed| it.parameters.tilt = signed,
            |it, _, signed| it.parameters.shift = signed,
            |it, _, _| it.parameters.level = SignedWad::from_wei(1 << 71),
            |it, _, _| it.timestamp = 1 << 56,
            |it, _, _| it.nonce = 1 << 63,
        ];
        for change in changes {
            let mut record = record();
            change(&mut record, wide, signed);
            assert_eq!(record.pack(), None);
        }
    }
}
