//! What the contract stores.

use abi::trading::AuctionState;
use alloy_primitives::U256;
use layout::Layout;
use runtime::access::Authority;
use runtime::slots::{halves, joined, AddressWord, Table, Word};
use stylus_sdk::prelude::*;

/// Unwinds accounts below their maintenance margin and keeps the insurance fund.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Liquidator {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) market: AddressWord,
    /// From the low end: the fund's target in whole tokens (64 bits), how much of it one bid may use in basis points
    /// (64), the decimals of the asset (64).
    pub(crate) terms: Word,
    /// What the fund may pay the treasury, units of the asset.
    pub(crate) granted: Word,
    /// What insolvent accounts in auction were short of, WAD.
    pub(crate) insolvent: Word,
    /// What the vault was last told that these lack beyond the fund, units of the asset.
    pub(crate) reported: Word,
    /// By account. First word, from the low end: number, start and last sight of its auction (64 bits each), whether
    /// it is insolvent; second word: what it was short of when it was counted as such, and what its takers have paid
    /// (128 bits each, WAD).
    pub(crate) auctions: Table,
}

impl Liquidator {
    pub(crate) fn term(&self, place: usize) -> u64 {
        let limbs = self.terms.get().into_limbs();
        limbs.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn set_term(&mut self, place: usize, value: u64) {
        let mut limbs = self.terms.get().into_limbs();
        if let Some(limb) = limbs.get_mut(place) {
            *limb = value;
        }
        self.terms.set(U256::from_limbs(limbs));
    }

    /// Returns the auction of an account.
    pub fn auction(&self, id: U256) -> AuctionState {
        let entry = self.auctions.entry(id);
        let [nonce, started_at, seen_at, insolvent] = self.auctions.get(entry, 0).into_limbs();
        let (counted, received) = halves(self.auctions.get(entry, 1));
        AuctionState {
            nonce,
            startedAt: started_at,
            seenAt: seen_at,
            insolvent: insolvent != 0,
            counted,
            received,
        }
    }

    /// Replaces the auction of an account, and updates the sum of what is counted.
    pub(crate) fn set_auction(&mut self, id: U256, auction: &AuctionState) {
        let entry = self.auctions.entry(id);
        let (before, _) = halves(self.auctions.get(entry, 1));
        if before != auction.counted {
            // The sum contains each of them, and has room for 2¹²⁸ of them.
            let sum = self.insolvent.get().wrapping_sub(U256::from(before));
            let counted = U256::from(auction.counted);
            self.insolvent.set(sum.wrapping_add(counted));
        }
        self.auctions
            .set(entry, 1, joined(auction.counted, auction.received));
        let limbs = [
            auction.nonce,
            auction.startedAt,
            auction.seenAt,
            auction.insolvent.into(),
        ];
        self.auctions.set(entry, 0, U256::from_limbs(limbs));
    }
}
