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
    /// By account.
    pub(crate) auctions: Records<U256, Auction>,
}

record! {
    /// Terms of the fund, and the asset's decimals.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Terms[1] {
        /// What the fund keeps before it pays anything out, whole tokens.
        pub(crate) fund_target_tokens: u64 = 0..64,
        /// Decimals of the asset.
        pub(crate) decimals: u8 = 64..72,
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
        /// What takers have paid, WAD.
        received: u128 = 256..384,
    }
}

impl Liquidator {
    /// The auction of an account.
    pub fn auction(&self, id: U256) -> AuctionState {
        self.auctions.read(id)
    }

    /// Replaces the auction of an account.
    pub(crate) fn set_auction(&mut self, id: U256, auction: &AuctionState) {
        self.auctions.write(id, auction);
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
            decimals: u8::MAX,
        };
        for terms in [terms, Terms::default()] {
            assert_eq!(Terms::unpack(&Terms::pack(&terms)), terms);
        }
        let terms = Terms {
            fund_target_tokens: 1,
            decimals: 3,
        };
        assert_eq!(Terms::pack(&terms), [U256::from_limbs([1, 3, 0, 0])]);
    }

    #[test]
    fn auctions_come_back_as_they_were() {
        let auction = AuctionState {
            nonce: u64::MAX,
            startedAt: u64::MAX - 1,
            seenAt: u64::MAX - 2,
            received: u128::MAX - 1,
        };
        for auction in [auction, AuctionState::default()] {
            assert_eq!(Auction::unpack(&Auction::pack(&auction)), auction);
        }
        let auction = AuctionState {
            nonce: 1,
            startedAt: 2,
            seenAt: 3,
            received: 4 | 5 << 64,
        };
        let words = [[1, 2, 3, 0], [4, 5, 0, 0]].map(U256::from_limbs);
        assert_eq!(Auction::pack(&auction), words);
    }
}
