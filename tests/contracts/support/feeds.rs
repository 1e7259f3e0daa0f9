//! Price feeds and the oracle that reads them: Chainlink's mock aggregators, whose rounds a test writes.

use crate::authority::deploy_authority;
use crate::solidity::artifact;
use crate::{send, wasm};
use alloy::dyn_abi::DynSolValue;
use alloy_primitives::aliases::U80;
use alloy_primitives::{Address, Bytes, I256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

pub use crate::authority::key;

pub use self::sources::{HostileFeed, MockV3Aggregator, PhasedFeed, ScriptedFeed};
pub use bindings::{IGoverned, IOracle};

#[allow(missing_docs, reason = "as the sources of these contracts say")]
mod sources {
    alloy_sol_types::sol! {
        interface MockV3Aggregator {
            function updateAnswer(int256 answer) external;
            function updateRoundData(uint80 roundId, int256 answer, uint256 timestamp, uint256 startedAt) external;
            function latestRound() external view returns (uint256);
        }
        interface PhasedFeed {
            function follow(address aggregator) external;
        }
        interface ScriptedFeed {
            function setDecimals(uint8 decimals) external;
            function setRound(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
            function setBytes(uint80 id, bytes answer) external;
            function setLatest(uint80 id) external;
        }
        #[derive(Debug)]
        enum HostileFeed {
            Reverts,
            RevertsAtLength,
            SaysNothing,
            SaysTooLittle,
            SaysOneWordTooMuch,
            SaysGarbage,
            SaysEndlessly,
            BurnsAllGas
        }
    }
}

/// The state of a snapshot in which everything is allowed.
pub const FULL: u8 = 0;
/// The state of a snapshot in which only what reduces risk is allowed.
pub const REDUCE: u8 = 1;
/// The state of a snapshot without a price.
pub const SETTLE_ONLY: u8 = 2;
/// The maximum age of a round in a new oracle, in seconds.
pub const MAX_AGE: u64 = 3_900;
/// The decimals of the spot feed, as in dollar feeds.
pub const DECIMALS: u8 = 8;
/// One, in the spot feed's decimals.
pub const UNIT: i128 = 100_000_000;
/// How long the sequencer has been up when the stage is set, in seconds.
pub const UP_SECS: u64 = 7_200;

/// The two feeds that an oracle reads: Chainlink's mock aggregators.
#[derive(Clone, Copy, Debug)]
pub struct Feeds {
    /// The account that writes the test's rounds.
    pub reporter: Address,
    /// The spot feed.
    pub spot: Address,
    /// The sequencer's uptime feed.
    pub sequencer: Address,
}

impl Feeds {
    /// Deploys both: the first round has this price (in units of quote) now, and the sequencer has been up for two
    /// hours.
    ///
    /// # Panics
    /// When the chain refuses.
    #[must_use]
    pub fn deploy(node: &mut Devnode, reporter: Address, price: i128) -> Self {
        let feeds = Self {
            reporter,
            spot: aggregator(node, reporter, DECIMALS, price * UNIT),
            sequencer: aggregator(node, reporter, 0, 0),
        };
        let since = node.now_secs().saturating_sub(UP_SECS);
        feeds.set_sequencer(node, true, since);
        feeds
    }

    /// Writes a new round of the spot feed at the time of the next block. The price is in the feed's decimals.
    ///
    /// # Panics
    /// When the chain refuses.
    pub fn push(&self, node: &mut Devnode, price: i128) {
        let answer = I256::try_from(price).expect("a price");
        let call = MockV3Aggregator::updateAnswerCall { answer };
        send(node, self.reporter, self.spot, call).expect("a new round");
    }

    /// Returns the latest round of the spot feed.
    ///
    /// # Panics
    /// When the feed does not answer.
    #[must_use]
    pub fn latest(&self, node: &Devnode) -> u128 {
        let call = MockV3Aggregator::latestRoundCall {};
        let round = node.call(self.reporter, self.spot, call);
        round.expect("an answer").to()
    }

    /// Writes a round of the spot feed. It becomes the latest.
    ///
    /// # Panics
    /// When the chain refuses.
    pub fn write(&self, node: &mut Devnode, round: u64, price: i128, updated: u64) {
        write_round(node, self.reporter, self.spot, round, price, updated);
    }

    /// Sets the sequencer's state, and since when.
    ///
    /// # Panics
    /// When the chain refuses.
    pub fn set_sequencer(&self, node: &mut Devnode, up: bool, since: u64) {
        let call = MockV3Aggregator::updateRoundDataCall {
            roundId: U80::from(1),
            answer: I256::try_from(u64::from(!up)).expect("0 or 1"),
            timestamp: U256::from(since),
            startedAt: U256::from(since),
        };
        send(node, self.reporter, self.sequencer, call).expect("a new state");
    }
}

/// Deploys Chainlink's mock aggregator, with a first round now.
///
/// # Panics
/// When the chain refuses.
#[must_use]
pub fn aggregator(node: &mut Devnode, from: Address, decimals: u8, answer: i128) -> Address {
    let arguments = [
        DynSolValue::Uint(U256::from(decimals), 8),
        DynSolValue::Int(I256::try_from(answer).expect("an answer"), 256),
    ];
    let artifact = artifact("MockV3Aggregator", "MockV3Aggregator");
    let deployed = node.deploy_artifact(from, &artifact, &arguments);
    deployed.expect("the aggregator is accepted")
}

/// Writes a round of a mock aggregator, which becomes its latest.
///
/// # Panics
/// When the chain refuses.
pub fn write_round(
    node: &mut Devnode,
    from: Address,
    aggregator: Address,
    round: u64,
    price: i128,
    updated: u64,
) {
    let call = MockV3Aggregator::updateRoundDataCall {
        roundId: U80::from(round),
        answer: I256::try_from(price).expect("a price"),
        timestamp: U256::from(updated),
        startedAt: U256::from(updated),
    };
    send(node, from, aggregator, call).expect("a round");
}

/// Deploys one of the project's own feeds.
///
/// # Panics
/// When the chain refuses.
#[must_use]
pub fn own_feed(node: &mut Devnode, from: Address, name: &str, argument: Option<u8>) -> Address {
    let arguments: Vec<_> = argument
        .map(|number| DynSolValue::Uint(U256::from(number), 8))
        .into_iter()
        .collect();
    let artifact = artifact("Feeds", name);
    let deployed = node.deploy_artifact(from, &artifact, &arguments);
    deployed.expect("the feed is accepted")
}

/// Deploys the oracle on these feeds.
///
/// # Errors
/// When its constructor refuses.
pub fn deploy_oracle(
    node: &mut Devnode,
    authority: Address,
    spot: Address,
    sequencer: Address,
) -> Result<Address, NodeError> {
    let arguments = (authority, spot, sequencer).abi_encode_params();
    let from = node.account(0);
    let code = wasm("oracle");
    let deployed = node.deploy_wasm_with_constructor(from, &code, &arguments, U256::ZERO)?;
    Ok(deployed.address)
}

/// An oracle on a chain.
#[derive(Debug)]
pub struct Oracle {
    /// The chain.
    pub node: Devnode,
    /// The owner of the oracle.
    pub owner: Address,
    /// The guardian of the oracle.
    pub guardian: Address,
    /// `authority`.
    pub authority: Address,
    /// Anybody.
    pub user: Address,
    /// The feeds that it reads.
    pub feeds: Feeds,
    /// The oracle.
    pub oracle: Address,
}

impl Oracle {
    /// Deploys feeds with a first round of 2,000, and the oracle. Nothing is observed yet.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses it.
    #[must_use]
    pub fn set() -> Self {
        let mut node = Devnode::new().expect("a node");
        let [owner, guardian, user, reporter] = [0, 1, 2, 3].map(|index| node.account(index));
        let feeds = Feeds::deploy(&mut node, reporter, 2_000);
        let authority = deploy_authority(&mut node, owner, guardian).expect("it is accepted");
        let oracle = deploy_oracle(&mut node, authority, feeds.spot, feeds.sequencer);
        Self {
            oracle: oracle.expect("it is accepted"),
            node,
            owner,
            guardian,
            authority,
            user,
            feeds,
        }
    }

    /// Returns the same stage on another spot feed.
    ///
    /// # Panics
    /// As [`Self::set`].
    #[must_use]
    pub fn on(mut self, spot: Address) -> Self {
        self.feeds.spot = spot;
        let sequencer = self.feeds.sequencer;
        let oracle = deploy_oracle(&mut self.node, self.authority, spot, sequencer);
        self.oracle = oracle.expect("it is accepted");
        self
    }

    /// Returns the time of the next block.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.node.now_secs()
    }

    /// Writes a new round now, in units of quote.
    pub fn push(&mut self, price: i128) {
        self.feeds.push(&mut self.node, price * UNIT);
    }

    /// Returns what a view answers.
    ///
    /// # Errors
    /// When it reverts.
    pub fn try_ask<C: SolCall>(&self, call: C) -> Result<C::Return, NodeError> {
        self.node.call(self.user, self.oracle, call)
    }

    /// Returns what a view answers.
    ///
    /// # Panics
    /// When it reverts.
    pub fn ask<C: SolCall>(&self, call: C) -> C::Return {
        self.try_ask(call).expect("an answer")
    }

    /// Sends a call from an account.
    ///
    /// # Errors
    /// When it fails.
    pub fn send_as<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<(C::Return, Sent), NodeError> {
        send(&mut self.node, from, self.oracle, call)
    }

    /// Sends a call to the authority.
    ///
    /// # Errors
    /// When it fails.
    pub fn govern<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<(C::Return, Sent), NodeError> {
        send(&mut self.node, from, self.authority, call)
    }

    /// Returns the snapshot of the oracle now.
    #[must_use]
    pub fn snapshot(&self, settling: u64) -> IOracle::OracleSnapshot {
        self.ask(IOracle::snapshotCall { settling })
    }

    /// Takes the round into the moving average, called by anybody.
    ///
    /// # Panics
    /// When it reverts, which must never happen.
    pub fn observe(&mut self, settling: u64) -> IOracle::OracleSnapshot {
        let call = IOracle::observeCall { settling };
        let (answer, _) = self.send_as(self.user, call).expect("it never reverts");
        answer
    }

    /// Submits rounds, called by anybody.
    ///
    /// # Errors
    /// When they are refused.
    pub fn prove(&mut self, expiry: u64, ids: &[u128]) -> Result<u128, NodeError> {
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: ids.to_vec(),
        };
        Ok(self.send_as(self.user, call)?.0)
    }

    /// Checks that a list is refused for this reason, and changes nothing.
    ///
    /// # Panics
    /// When this fails.
    #[track_caller]
    pub fn refuses(&mut self, expiry: u64, ids: &[u128], reason: &impl SolError) {
        let before = self.ask(IOracle::expiryProgressCall { expiry });
        let refused = crate::reverted(self.prove(expiry, ids));
        assert_eq!(refused, crate::revert(reason), "{ids:?}");
        assert_eq!(self.ask(IOracle::expiryPriceCall { expiry }), 0);
        assert_eq!(self.ask(IOracle::expiryProgressCall { expiry }), before);
    }

    /// Returns the error about the price.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn complaint(&self) -> Bytes {
        crate::reverted(self.try_ask(IOracle::checkedPriceCall {}))
    }

    /// Checks that there is no price, for this reason, and that observing stores nothing and does not revert.
    ///
    /// # Panics
    /// When this fails.
    #[track_caller]
    pub fn is_out_for(&mut self, reason: &impl SolError) {
        let before = self.ask(IOracle::movingAverageCall {});
        assert_eq!(self.snapshot(0), nothing());
        assert_eq!(self.observe(0), nothing());
        assert_eq!(self.complaint(), crate::revert(reason));
        assert_eq!(self.ask(IOracle::movingAverageCall {}), before);
    }
}

/// Returns the snapshot without a price that may be used.
#[must_use]
pub const fn nothing() -> IOracle::OracleSnapshot {
    IOracle::OracleSnapshot {
        state: SETTLE_ONLY,
        spot: 0,
        updatedAt: 0,
        deviation: 0,
        late: false,
        average: 0,
        averagedSecs: 0,
    }
}
