//! Converts the context of one contract to that of another, and to the engine's types.

use crate::oracle::OracleSnapshot;
use crate::trading::{
    BookContext, MarginContext, OptionTerms, Position, QuoteContext, SviSlice, TailContext,
    TradeContext,
};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::calendar::expected;
use engine::black_scholes::Terms;
use engine::surface::{Post, SviParameters};
use math::{SignedWad, Wad};

macro_rules! spots {
    ($($context:ident),*) => { $(
        impl $context {
            /// Returns the spot at which options of an expiry are valued.
            #[must_use]
            pub const fn spot_of(&self, expiry: u64) -> u128 {
                if self.settling != 0 && expiry == self.settling {
                    self.settlingSpot
                } else {
                    self.spot
                }
            }
        }
    )* };
}

spots!(QuoteContext, BookContext, TailContext, MarginContext);

impl OptionTerms {
    /// Returns the terms without the kind, as the engine takes them.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms {
            spot: Wad::from_wei(self.spot),
            strike: Wad::from_wei(self.strike),
            expiry_secs: self.expirySecs,
            rate: SignedWad::from_wei(self.rate),
        }
    }
}

impl From<&SviSlice> for Post {
    fn from(slice: &SviSlice) -> Self {
        Self {
            parameters: SviParameters {
                level: SignedWad::from_wei(slice.level),
                slope: Wad::from_wei(slice.slope),
                tilt: SignedWad::from_wei(slice.tilt),
                shift: SignedWad::from_wei(slice.shift),
                smoothness: Wad::from_wei(slice.smoothness),
            },
            expiry: slice.expiry,
            timestamp: slice.timestamp,
        }
    }
}

impl From<&Post> for SviSlice {
    fn from(post: &Post) -> Self {
        let p = &post.parameters;
        Self {
            expiry: post.expiry,
            timestamp: post.timestamp,
            level: p.level.wei(),
            slope: p.slope.wei(),
            tilt: p.tilt.wei(),
            shift: p.shift.wei(),
            smoothness: p.smoothness.wei(),
        }
    }
}

impl TradeContext {
    /// Returns the market of a snapshot, with `backing` behind the book. `settling` is the expiry in its last half
    /// hour that the snapshot was asked for; zero for none.
    #[must_use]
    pub const fn of(snapshot: &OracleSnapshot, settling: u64, backing: i128) -> Self {
        Self {
            state: snapshot.state,
            late: snapshot.late,
            spot: snapshot.spot,
            deviation: snapshot.deviation,
            settling,
            average: snapshot.average,
            averagedSecs: snapshot.averagedSecs,
            backing,
        }
    }

    /// Returns the expected settlement price of the expiry in its last half hour, or the spot if there is none;
    /// `None` if it does not fit.
    #[must_use]
    pub fn settling_spot(&self) -> Option<u128> {
        if self.settling == 0 {
            return Some(self.spot);
        }
        expected(self.spot, self.average, self.averagedSecs)
    }
}

impl Position {
    /// Returns the positions that words encode, in their order.
    #[must_use]
    pub fn listed(words: &[U256]) -> Vec<Self> {
        Self::chosen(words, true)
    }

    /// Returns the same, without series of which nothing is held or owed.
    #[must_use]
    pub fn held(words: &[U256]) -> Vec<Self> {
        Self::chosen(words, false)
    }

    #[inline(never)]
    fn chosen(words: &[U256], flat: bool) -> Vec<Self> {
        let mut chosen = Vec::with_capacity(words.len());
        for word in words {
            match domain::Position::of_word(*word) {
                Some(position) if flat || position.quantity != 0 => {
                    chosen.push(Self::from(&position));
                }
                _ => (),
            }
        }
        chosen
    }
}

impl From<&domain::Position> for Position {
    fn from(position: &domain::Position) -> Self {
        Self {
            expiry: position.series.expiry.into(),
            kind: position.series.kind as u8,
            strike: position.series.strike,
            quantity: position.quantity,
        }
    }
}
