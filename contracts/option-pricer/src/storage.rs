//! What the contract stores.

use crate::admin::MODULES;
use crate::record::Record;
use abi::pricing::overflow;
use alloy_primitives::{Address, B256, U256};
use layout::Layout;
use runtime::access::{value_of, Authority};
use runtime::records::{self, Cell, Records};
use runtime::slots::AddressArray;
use runtime::{record, Refusal};
use stylus_sdk::prelude::*;

/// Seats for signers.
pub(crate) const SEATS: usize = 8;

/// The maximum number of live expiries: one word holds them.
pub(crate) const MAX_EXPIRIES: usize = 8;

/// Holds volatility surfaces, and prices options and books on them.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct OptionPricer {
    #[layout(nested)]
    pub(crate) authority: Authority,
    /// The contracts that compute, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// The market that signers name.
    pub(crate) market: Cell<B256>,
    /// Signatures that a post needs.
    pub(crate) quorum: Cell<u8>,
    /// Signers; zero for a vacant seat.
    pub(crate) seats: AddressArray<SEATS>,
    /// Expiries with a surface in rising order; what is unused is zero.
    pub(crate) expiries: Cell<Expiries>,
    /// By expiry.
    pub(crate) surfaces: Records<u64, PackedSurface>,
}

record! {
    /// A surface in two words. Every parameter keeps its 18 decimals: |a| ≤ 256 takes 69 bits, b, |ρ|, |m|, σ at most
    /// 63.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct PackedSurface[2] {
        /// b.
        pub(crate) slope_wad: u64 = 0..64,
        /// ρ.
        pub(crate) tilt_wad: i64 = 64..128,
        /// m.
        pub(crate) shift_wad: i64 = 128..192,
        /// σ.
        pub(crate) smoothness_wad: u64 = 192..256,
        /// The volatility at the money.
        pub(crate) at_the_money_wad: u64 = 256..320,
        /// a.
        pub(crate) level_wad: i128 = 320..392,
        /// When it was signed, unix seconds; 0 for an expiry that has had no good post.
        pub(crate) timestamp: u64 = 392..448,
        /// Whether opening is halted.
        pub(crate) halted: bool = 448..449,
        /// Of the next post.
        pub(crate) nonce: u64 = 449..512,
    }
}

/// Expiries as eight 32-bit times, from the low end.
#[derive(Debug)]
pub(crate) enum Expiries {}

impl records::Record for Expiries {
    type Value = [u64; MAX_EXPIRIES];
    type Words = [U256; 1];

    fn pack(expiries: &Self::Value) -> [U256; 1] {
        let mut limbs = [0; 4];
        let (pairs, _) = expiries.as_chunks();
        for (limb, [even, odd]) in limbs.iter_mut().zip(pairs) {
            *limb = even | odd << 32;
        }
        [U256::from_limbs(limbs)]
    }

    fn unpack([word]: &[U256; 1]) -> Self::Value {
        let mut expiries = [0; MAX_EXPIRIES];
        let (pairs, _) = expiries.as_chunks_mut();
        for (pair, limb) in pairs.iter_mut().zip(word.into_limbs()) {
            *pair = [limb & 0xffff_ffff, limb >> 32];
        }
        expiries
    }
}

impl OptionPricer {
    /// Fills the market and the signers, at construction.
    pub(crate) fn seat(&mut self, market: B256, signers: &[Address], quorum: u8) {
        self.market.set(&market);
        self.quorum.set(&quorum);
        for (seat, signer) in signers.iter().enumerate() {
            self.seats.set_word(seat, value_of(*signer));
        }
    }

    pub(crate) fn record(&self, expiry: u64) -> Record {
        self.surfaces.read(expiry).into()
    }

    /// Stores a surface.
    ///
    /// # Errors
    /// `PricerOverflow` naming `slice` if it does not fit its two words. The check of a slice has tighter bounds.
    pub(crate) fn store_record(&mut self, expiry: u64, record: &Record) -> Result<(), Refusal> {
        let packed = record.pack().ok_or_else(|| overflow("slice"))?;
        self.surfaces.write(expiry, &packed);
        Ok(())
    }

    /// Returns the expiries after `now` in ascending order. Unused entries are zero and come last.
    pub(crate) fn live_expiries(&self, now: u64) -> [u64; MAX_EXPIRIES] {
        let mut live = [0; MAX_EXPIRIES];
        let stored = self.expiries.get().into_iter();
        for (place, expiry) in live.iter_mut().zip(stored.filter(|expiry| *expiry > now)) {
            *place = expiry;
        }
        live
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn surfaces_come_back_as_they_were() {
        for level_wad in [-(1 << 71), -1, 0, (1 << 71) - 1] {
            for signed in [i64::MIN, -1, 0, i64::MAX] {
                let surface = PackedSurface {
                    slope_wad: u64::MAX,
                    tilt_wad: signed,
                    shift_wad: signed,
                    smoothness_wad: u64::MAX,
                    at_the_money_wad: u64::MAX,
                    level_wad,
                    timestamp: (1 << 56) - 1,
                    halted: true,
                    nonce: (1 << 63) - 1,
                };
                let words = PackedSurface::pack(&surface);
                assert_eq!(PackedSurface::unpack(&words), surface);
            }
        }
        let surface = PackedSurface {
            slope_wad: 1,
            tilt_wad: -2,
            shift_wad: -3,
            smoothness_wad: 4,
            at_the_money_wad: 5,
            level_wad: -6,
            timestamp: 7,
            halted: true,
            nonce: 8,
        };
        let shape = U256::from_limbs([1, u64::MAX - 1, u64::MAX - 2, 4]);
        let level = U256::from_limbs([5, u64::MAX - 5, 0xff | 7 << 8, 1 | 8 << 1]);
        assert_eq!(PackedSurface::pack(&surface), [shape, level]);
    }

    #[test]
    fn expiries_come_back_as_they_were() {
        let most = [u64::from(u32::MAX); MAX_EXPIRIES];
        for expiries in [most, [0; MAX_EXPIRIES]] {
            assert_eq!(Expiries::unpack(&Expiries::pack(&expiries)), expiries);
        }
        let limbs = [1 | 2 << 32, 3 | 4 << 32, 5 | 6 << 32, 7 | 8 << 32];
        let word = U256::from_limbs(limbs);
        assert_eq!(Expiries::pack(&[1, 2, 3, 4, 5, 6, 7, 8]), [word]);
    }
}
