//! Every outbound call: to the feeds.
//!
//! The oracle does not trust a feed to behave. Each call is static and gets a fixed amount of gas, and the oracle
//! reads no more of the answer than a right one can have. If a caller brings too little gas the call does not begin,
//! so nobody can make a feed look silent.

use crate::errors::{OracleFeedMalformed, OracleFeedSilent, OracleGas};
use crate::storage::Oracle;
use alloc::vec::Vec;
use alloy_primitives::Address;
use alloy_sol_types::{sol, SolCall};
use feeds::{Fault, Reply, MAX_DECIMALS, REPLY_BYTES};
use runtime::words::Values;
use runtime::Refusal;
use stylus_sdk::call::RawCall;
use stylus_sdk::prelude::*;

/// The gas that a feed gets for an answer: several times what a proxy with an aggregator behind it uses.
const FEED_GAS: u64 = 100_000;
/// The gas that must be left so that the feed gets all of its own. A callee never gets the last 64th, and the call
/// itself costs gas too.
const NEEDED_GAS: u64 = 106_000;

const WORD: usize = 32;

sol! {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
    function getRoundData(uint80 roundId) external view returns (uint80, int256, uint256, uint256, uint80);
    function decimals() external view returns (uint8);
}

/// The reason why there is no answer.
pub(crate) enum Unanswered {
    /// The caller brought too little gas, so the state of the feed is unknown.
    Stop(Refusal),
    /// The feed is at fault.
    Fault(Refusal),
}

impl Unanswered {
    pub(crate) fn refusal(self) -> Refusal {
        match self {
            Self::Stop(refusal) | Self::Fault(refusal) => refusal,
        }
    }
}

impl<E: Into<Refusal> + runtime::Declared> From<E> for Unanswered {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Oracle {
    /// Returns the latest round, not checked yet.
    #[inline(never)]
    pub(crate) fn latest(&self, feed: Address) -> Result<Reply, Unanswered> {
        let answer = self.answer(feed, &latestRoundDataCall::SELECTOR, REPLY_BYTES)?;
        Reply::parse(&answer).map_err(|_| OracleFeedMalformed { feed }.into())
    }

    /// Returns the round with this number, not checked yet. A feed that does not answer has no such round.
    pub(crate) fn round_data(
        &self,
        feed: Address,
        id: feeds::RoundId,
    ) -> Result<Result<Reply, Fault>, Refusal> {
        let calldata = (id.wide(),).encode(&getRoundDataCall::SELECTOR);
        let answer = match self.answer(feed, &calldata, REPLY_BYTES) {
            Ok(answer) => answer,
            Err(Unanswered::Fault(_)) => return Ok(Err(Fault::Malformed)),
            Err(Unanswered::Stop(refusal)) => return Err(refusal),
        };
        let reply = Reply::parse(&answer).and_then(|reply| {
            if reply.id == id {
                Ok(reply)
            } else {
                Err(Fault::Malformed)
            }
        });
        Ok(reply)
    }

    /// Returns the decimals of the feed, at most [`MAX_DECIMALS`] plus one.
    pub(crate) fn decimals(&self, feed: Address) -> Result<u8, Unanswered> {
        let answer = self.answer(feed, &decimalsCall::SELECTOR, WORD)?;
        let malformed = || OracleFeedMalformed { feed };
        if answer.len() != WORD {
            return Err(malformed().into());
        }
        let (decimals,) = <(u8,)>::decode(&answer).map_err(|_| malformed())?;
        Ok(decimals.min(MAX_DECIMALS + 1))
    }

    /// Returns the answer of a feed, cut off one byte after its right length. The extra byte shows that an answer is
    /// too long.
    #[inline(never)]
    fn answer(&self, feed: Address, calldata: &[u8], bytes: usize) -> Result<Vec<u8>, Unanswered> {
        let left = self.vm().evm_gas_left();
        if left < NEEDED_GAS {
            let needed = NEEDED_GAS;
            return Err(Unanswered::Stop(OracleGas { left, needed }.into()));
        }
        let call = RawCall::new_static(self.vm())
            .gas(FEED_GAS)
            .limit_return_data(0, bytes + 1);
        // SAFETY: A static call changes no storage, so no cached value becomes stale.
        let answer = unsafe { call.call(feed, calldata) };
        answer.map_err(|_| OracleFeedSilent { feed }.into())
    }
}
