//! What the contract stores.

use crate::admin::MODULES;
use crate::record::Record;
use abi::pricing::overflow;
use alloy_primitives::{B256, U256, U64};
use layout::Layout;
use runtime::access::Authority;
use runtime::slots::AddressArray;
use runtime::Refusal;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{
    StorageAddress, StorageArray, StorageB256, StorageMap, StorageU256, StorageU8,
};

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
    pub(crate) market: StorageB256,
    /// Signatures that a post needs.
    pub(crate) quorum: StorageU8,
    pub(crate) seats: StorageArray<StorageAddress, SEATS>,
    /// Expiries with a surface, as eight 32-bit times in rising order; what is unused is zero.
    pub(crate) expiries: StorageU256,
    pub(crate) surfaces: StorageMap<U64, PackedSurface>,
}

/// A surface in two words. Every parameter keeps its 18 decimals: |a| ≤ 256 takes 69 bits, b, |ρ|, |m|, σ at most 63.
#[storage]
#[derive(Layout)]
pub struct PackedSurface {
    /// From the low end: b, ρ, m, σ, 64 bits each.
    pub(crate) shape: StorageU256,
    /// From the low end: the volatility at the money (64), a (72), timestamp (40), nonce (64), halted (1).
    pub(crate) level: StorageU256,
}

impl OptionPricer {
    pub(crate) fn quorum_needed(&self) -> u8 {
        self.quorum.get().byte(0)
    }

    pub(crate) fn set_quorum(&mut self, needed: u8) {
        self.quorum
            .set(alloy_primitives::U8::from_limbs([u64::from(needed)]));
    }

    /// Stores the market and the signers, at construction.
    pub(crate) fn seat(&mut self, market: B256, signers: &[alloy_primitives::Address], quorum: u8) {
        self.market.set(market);
        self.set_quorum(quorum);
        for (seat, signer) in signers.iter().enumerate() {
            if let Some(mut place) = self.seats.setter(seat) {
                place.set(*signer);
            }
        }
    }

    pub(crate) fn record(&self, expiry: u64) -> Record {
        let stored = self.surfaces.getter(U64::from(expiry));
        let level = stored.level.get();
        if level.is_zero() {
            return Record::default();
        }
        Record::unpack(stored.shape.get(), level)
    }

    /// Stores a surface.
    ///
    /// # Errors
    /// `PricerOverflow` naming `slice` if it does not fit its two words. The check of a slice has tighter bounds.
    pub(crate) fn store_record(&mut self, expiry: u64, record: &Record) -> Result<(), Refusal> {
        let (shape, level) = record.pack().ok_or_else(|| overflow("slice"))?;
        let mut stored = self.surfaces.setter(U64::from(expiry));
        stored.shape.set(shape);
        stored.level.set(level);
        Ok(())
    }

    /// Returns the expiries after `now` in ascending order. Unused entries are zero and come last.
    pub(crate) fn live_expiries(&self, now: u64) -> [u64; MAX_EXPIRIES] {
        let mut live = [0; MAX_EXPIRIES];
        let word = self.expiries.get();
        let mut count = 0;
        for limb in word.into_limbs() {
            for expiry in [limb & 0xffff_ffff, limb >> 32] {
                if expiry > now {
                    live[count] = expiry;
                    count += 1;
                }
            }
        }
        live
    }

    pub(crate) fn store_expiries(&mut self, expiries: &[u64; MAX_EXPIRIES]) {
        let mut limbs = [0; 4];
        for (limb, pair) in limbs.iter_mut().zip(expiries.chunks_exact(2)) {
            *limb = pair[0] | (pair[1] << 32);
        }
        self.expiries.set(U256::from_limbs(limbs));
    }
}
