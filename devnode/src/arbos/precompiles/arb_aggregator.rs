//! `ArbAggregator` (0x6d): the posters of batches, and the receivers of their pay.

use alloy::{
    primitives::{Address, U256},
    sol,
};

use super::{Fault, Method, Session, set};
use crate::{
    arbos::storage::{self, Space},
    chain::state::State,
    config::SEQUENCER,
};

sol! {
    function getPreferredAggregator(address addr) external view returns (address, bool);
    function getDefaultAggregator() external view returns (address);
    function getBatchPosters() external view returns (address[]);
    function addBatchPoster(address newBatchPoster) external;
    function getFeeCollector(address batchPoster) external view returns (address);
    function setFeeCollector(address batchPoster, address newFeeCollector) external;
    function getTxBaseFee(address aggregator) external view returns (uint256);
    function setTxBaseFee(address aggregator, uint256 feeInL1Gas) external;
}

/// The slots of what a poster is owed, and of the account that is paid for it.
const FUNDS_DUE: u64 = 0;
const PAY_TO: u64 = 1;

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|_, _: getPreferredAggregatorCall| {
            Ok(getPreferredAggregatorReturn {
                _0: SEQUENCER,
                _1: true,
            })
        }),
        Method::view(|_, _: getDefaultAggregatorCall| Ok(SEQUENCER)),
        Method::view(|s, _: getBatchPostersCall| set::BATCH_POSTERS.members(s)),
        Method::write(|s, call: addBatchPosterCall| {
            if !set::OWNERS.contains(s, s.caller)? {
                return Err(Fault::quiet("must be called by chain owner"));
            }
            add_poster(s, call.newBatchPoster)?;
            Ok(addBatchPosterReturn {})
        }),
        Method::view(|s, call: getFeeCollectorCall| fee_collector(s, call.batchPoster)),
        Method::write(|s, call: setFeeCollectorCall| {
            let old = fee_collector(s, call.batchPoster)?;
            let concerned = s.caller == call.batchPoster || s.caller == old;
            if !concerned && !set::OWNERS.contains(s, s.caller)? {
                return Err(Fault::quiet(
                    "only a batch poster, its fee collector or an owner may",
                ));
            }
            s.write_address(pay_to(call.batchPoster), call.newFeeCollector)?;
            Ok(setFeeCollectorReturn {})
        }),
        // Nitro no longer has charges of a fixed size.
        Method::view(|_, _: getTxBaseFeeCall| Ok(U256::ZERO)),
        Method::write(|_, _: setTxBaseFeeCall| Ok(setTxBaseFeeReturn {})),
    ]
}

fn pay_to(poster: Address) -> U256 {
    Space::batch_poster(poster).field(PAY_TO)
}

fn fee_collector(s: &mut Session<'_>, poster: Address) -> Result<Address, Fault> {
    if !set::BATCH_POSTERS.contains(s, poster)? {
        return Err(Fault::quiet("no such batch poster"));
    }
    s.read_address(pay_to(poster))
}

fn add_poster(s: &mut Session<'_>, poster: Address) -> Result<(), Fault> {
    if set::BATCH_POSTERS.contains(s, poster)? {
        return Ok(());
    }
    // Looked up once more on the way in.
    set::BATCH_POSTERS.contains(s, poster)?;
    s.write(Space::batch_poster(poster).field(FUNDS_DUE), U256::ZERO)?;
    s.write_address(pay_to(poster), poster)?;
    set::BATCH_POSTERS.add(s, poster)
}

/// Adds a poster outside a transaction.
pub(crate) fn seed(state: &mut State, poster: Address) {
    storage::poke(state, pay_to(poster), poster.into_word().into());
    set::BATCH_POSTERS.seed(state, poster);
}
