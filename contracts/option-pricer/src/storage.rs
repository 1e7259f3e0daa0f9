//! What the contract stores, and how a surface is packed into two words.

use access::Authority;
use alloy_primitives::{B256, U256, U64};
use engine::surface::{Post, SviParameters};
use layout::Layout;
use math::{SignedWad, Wad};
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{
    StorageAddress, StorageArray, StorageB256, StorageMap, StorageU256, StorageU8,
};

/// Seats for signers.
pub(crate) const SEATS: usize = 8;

/// Most expiries that live at a time: one word holds them.
pub(crate) const MAX_EXPIRIES: usize = 8;

/// Holds volatility surfaces and prices options and books on them.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct OptionPricer {
    #[layout(nested)]
    pub(crate) authority: Authority,
    /// Asked for what takes much code and is called seldom.
    pub(crate) option_math: StorageAddress,
    /// Asked for prices, quotes and revaluations.
    pub(crate) option_quoter: StorageAddress,
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

/// A surface out of storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) parameters: SviParameters,
    pub(crate) at_the_money: Wad,
    /// When it was signed; 0 for an expiry that has had no good post.
    pub(crate) timestamp: u64,
    pub(crate) nonce: u64,
    pub(crate) halted: bool,
}

impl Record {
    /// The post at the time of its signing.
    pub(crate) const fn post(&self, expiry: u64) -> Post {
        Post {
            parameters: self.parameters,
            expiry,
            timestamp: self.timestamp,
        }
    }

    /// The two words. The check has bounded every parameter, so that nothing is cut off.
    pub(crate) fn pack(&self) -> (U256, U256) {
        let p = &self.parameters;
        let low = |wei: i128| wei as u64;
        let shape = U256::from_limbs([
            p.slope.wei() as u64,
            low(p.tilt.wei()),
            low(p.shift.wei()),
            p.smoothness.wei() as u64,
        ]);
        let a = p.level.wei();
        let level = U256::from_limbs([
            self.at_the_money.wei() as u64,
            a as u64,
            (self.timestamp << 8) | u64::from((a >> 64) as u8),
            (self.nonce << 1) | u64::from(self.halted),
        ]);
        (shape, level)
    }

    /// The record of two words.
    pub(crate) fn unpack(shape: U256, level: U256) -> Self {
        let [slope, tilt, shift, smoothness] = shape.into_limbs();
        let [at_the_money, a_low, time_and_a, nonce_and_halt] = level.into_limbs();
        let wide = |limb: u64| SignedWad::from_wei(i128::from(limb as i64));
        let a_high = i128::from(time_and_a as i8);
        Self {
            parameters: SviParameters {
                level: SignedWad::from_wei((a_high << 64) | i128::from(a_low)),
                slope: Wad::from_wei(u128::from(slope)),
                tilt: wide(tilt),
                shift: wide(shift),
                smoothness: Wad::from_wei(u128::from(smoothness)),
            },
            at_the_money: Wad::from_wei(u128::from(at_the_money)),
            timestamp: time_and_a >> 8,
            nonce: nonce_and_halt >> 1,
            halted: nonce_and_halt & 1 == 1,
        }
    }
}

impl OptionPricer {
    pub(crate) fn quorum_needed(&self) -> u8 {
        self.quorum.get().byte(0)
    }

    pub(crate) fn set_quorum(&mut self, needed: u8) {
        self.quorum
            .set(alloy_primitives::U8::from_limbs([u64::from(needed)]));
    }

    /// Fills the market and the signers, at construction.
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

    pub(crate) fn store_record(&mut self, expiry: u64, record: &Record) {
        let (shape, level) = record.pack();
        let mut stored = self.surfaces.setter(U64::from(expiry));
        stored.shape.set(shape);
        stored.level.set(level);
    }

    /// The expiries after `now`, rising; what is unused is zero and comes last.
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
