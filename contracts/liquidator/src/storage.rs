//! What the contract stores.

use abi::trading::AuctionState;
use alloy_primitives::U256;
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Cell, Records};
use runtime::slots::{AddressWord, Word};
use stylus_sdk::prelude::*;

/// Unwinds accounts below their maintenance margin and keeps the insurance fund.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Liquidator {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) market: AddressWord,
    pub(crate) terms: Cell<Terms>,
    /// What the fund may pay the treasury, units of the asset.
    pub(crate) granted: Word,
    /// What insolvent accounts in auction were short of, WAD.
    pub(crate) insolvent: Word,
    /// What the vault was last told that these lack beyond the fund, units of the asset.
    pub(crate) reported: Word,
    /// By account.
    pub(crate) auctions: Records<U256, Auction>,
}

record! {
    /// Terms of the fund, and the asset's decimals.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Terms[1] {
        /// What the fund keeps before it pays anything out, whole tokens.
        pub(crate) fund_target_tokens: u64 = 0..64,
        /// How much of the fund one bid may use, basis points.
        pub(crate) fund_use_bps: u64 = 64..128,
        /// Decimals of the asset.
        pub(crate) decimals: u8 = 128..136,
    }
}

record! {
    /// The auction of an account, in two words.
    pub(crate) layout Auction of AuctionState[2] {
        nonce: u64 = 0..64,
        /// Unix seconds.
        startedAt: u64 = 64..128,
        /// Unix seconds.
        seenAt: u64 = 128..192,
        insolvent: bool = 192..193,
        /// What the account was short of when it was counted as insolvent, WAD.
        counted: u128 = 256..384,
        /// What takers have paid, WAD.
        received: u128 = 384..512,
    }
}

impl Liquidator {
    /// The auction of an account.
    pub fn auction(&self, id: U256) -> AuctionState {
        self.auctions.read(id)
    }

    /// Replaces the auction of an account, and updates the sum of what is counted.
    pub(crate) fn set_auction(&mut self, id: U256, auction: &AuctionState) {
        let entry = self.auctions.entry(id);
        let before = self.auctions.at(entry).counted;
        if before != auction.counted {
            // The sum contains each of them, and has room for 2¹²⁸ of them.
            let sum = self.insolvent.get().wrapping_sub(U256::from(before));
            let counted = U256::from(auction.counted);
            self.insolvent.set(sum.wrapping_add(counted));
        }
        self.auctions.put(entry, auction);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn terms_come_back_as_they_were() {
        let terms = Terms {
            fund_target_tokens: u64::MAX,
            fund_use_bps: u64::MAX - 1,
            decimals: u8::MAX,
        };
        for terms in [terms, Terms::default()] {
            assert_eq!(Terms::unpack(&Terms::pack(&terms)), terms);
        }
        let terms = Terms {
            fund_target_tokens: 1,
            fund_use_bps: 2,
            decimals: 3,
        };
        assert_eq!(Terms::pack(&terms), [U256::from_limbs([1, 2, 3, 0])]);
    }

    #[test]
    fn auctions_come_back_as_they_were() {
        let auction = AuctionState {
            nonce: u64::MAX,
            startedAt: u64::MAX - 1,
            seenAt: u64::MAX - 2,
            insolvent: true,
            counted: u128::MAX,
            received: u128::MAX - 1,
        };
        for auction in [auction, AuctionState::default()] {
            assert_eq!(Auction::unpack(&Auction::pack(&auction)), auction);
        }
        let auction = AuctionState {
            nonce: 1,
            startedAt: 2,
            seenAt: 3,
            insolvent: true,
            counted: 4 | 5 << 64,
            received: 6 | 7 << 64,
        };
        let words = [[1, 2, 3, 1], [4, 5, 6, 7]].map(U256::from_limbs);
        assert_eq!(Auction::pack(&auction), words);
    }
}
