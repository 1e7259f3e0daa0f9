//! A surface out of storage, and how it is packed.

use crate::storage::PackedSurface;
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

    /// As it is stored; `None` if something does not fit its place there.
    pub(crate) fn pack(&self) -> Option<PackedSurface> {
        let p = &self.parameters;
        let level_wad = p.level.wei();
        let fits = i8::try_from(level_wad >> 64).is_ok();
        if !fits || self.timestamp >> 56 != 0 || self.nonce >> 63 != 0 {
            return None;
        }
        Some(PackedSurface {
            slope_wad: unsigned(p.slope)?,
            tilt_wad: signed(p.tilt)?,
            shift_wad: signed(p.shift)?,
            smoothness_wad: unsigned(p.smoothness)?,
            at_the_money_wad: unsigned(self.at_the_money)?,
            level_wad,
            timestamp: self.timestamp,
            halted: self.halted,
            nonce: self.nonce,
        })
    }
}

impl From<PackedSurface> for Record {
    fn from(packed: PackedSurface) -> Self {
        let unsigned = |wad: u64| Wad::from_wei(wad.into());
        let signed = |wad: i64| SignedWad::from_wei(wad.into());
        Self {
            parameters: SviParameters {
                level: SignedWad::from_wei(packed.level_wad),
                slope: unsigned(packed.slope_wad),
                tilt: signed(packed.tilt_wad),
                shift: signed(packed.shift_wad),
                smoothness: unsigned(packed.smoothness_wad),
            },
            at_the_money: unsigned(packed.at_the_money_wad),
            timestamp: packed.timestamp,
            nonce: packed.nonce,
            halted: packed.halted,
        }
    }
}

fn unsigned(value: Wad) -> Option<u64> {
    u64::try_from(value.wei()).ok()
}

fn signed(value: SignedWad) -> Option<i64> {
    i64::try_from(value.wei()).ok()
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
        let packed = record.pack().expect("it fits");
        assert_eq!(Record::from(packed), record);
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
