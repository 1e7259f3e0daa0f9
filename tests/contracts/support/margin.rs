//! `option-margin`, deployed alone: it needs only its arguments.

use crate::pricing::{DAY, WAD};
use crate::{cache, send, wasm};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use devnode::Devnode;
use devnode::error::NodeError;

use IOptionMargin::{MarginContext, Position, SviSlice};
pub use bindings::IOptionMargin;

/// The contract on a chain.
#[derive(Debug)]
pub struct Margining {
    /// The chain.
    pub node: Devnode,
    /// Anybody.
    pub user: Address,
    /// `option-margin`, in the cache.
    pub contract: Address,
}

impl Margining {
    /// Deploys it.
    ///
    /// # Panics
    /// When it is not built or the chain refuses it.
    #[must_use]
    pub fn set() -> Self {
        let mut node = Devnode::new().expect("a node");
        let (from, user) = (node.account(0), node.account(1));
        let deployed = node.deploy_wasm(from, &wasm("option-margin"));
        let contract = deployed.expect("it is accepted").address;
        cache(&mut node, &[contract]);
        Self {
            node,
            user,
            contract,
        }
    }

    /// Returns what a view answers.
    ///
    /// # Errors
    /// When it reverts.
    pub fn try_ask<C: SolCall>(&self, call: C) -> Result<C::Return, NodeError> {
        self.node.call(self.user, self.contract, call)
    }

    /// Returns the gas of the frame that answers a call, without the transaction around it.
    ///
    /// # Panics
    /// When it reverts.
    pub fn gas(&mut self, call: impl SolCall) -> u64 {
        self.node.start_metering();
        let answer = send(&mut self.node, self.user, self.contract, call);
        assert!(answer.is_ok(), "it answers");
        self.node.stop_metering().contracts[&self.contract].gas
    }

    /// Returns a slice with a volatility of about 60%, for this many days from now, signed now.
    #[must_use]
    pub fn slice(&self, days: u64) -> SviSlice {
        let now = self.node.now_secs();
        let variance = 36 * WAD / 100 * u128::from(days) / 365;
        SviSlice {
            expiry: now + days * DAY,
            timestamp: now,
            level: (variance * 8 / 10).cast_signed(),
            slope: variance / 2,
            tilt: -(WAD.cast_signed() / 5),
            shift: 0,
            smoothness: WAD * 4 / 10,
        }
    }
}

/// Returns a market at a spot of 2,000.
#[must_use]
pub const fn margin_context() -> MarginContext {
    MarginContext {
        spot: 2_000 * WAD,
        carry: 3 * WAD.cast_signed() / 100,
        maxAgeSecs: 1_200,
        settling: 0,
        settlingSpot: 0,
        late: false,
    }
}

/// Returns this many positions that an account might have, over all slices in turn: calls and puts around the money,
/// held and owed.
///
/// # Panics
/// Without a slice.
#[must_use]
pub fn positions(slices: &[SviSlice], count: usize) -> Vec<Position> {
    let one = |i: usize| {
        let kind = u8::from(i % 3 == 1);
        let quantity = [3, -2, -1, 2, 1, -4][i % 6] * WAD.cast_signed();
        Position {
            expiry: slices[i % slices.len()].expiry,
            kind,
            strike: (1_700 + 50 * (i as u128 * 7 % 13)) * WAD,
            quantity,
        }
    };
    (0..count).map(one).collect()
}
