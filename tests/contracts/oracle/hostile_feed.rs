//! Feeds whose answers make no sense.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use contract_tests::feeds::{FULL, HostileFeed, IOracle, Oracle, own_feed};
use devnode::api::TypedCall;
use devnode::error::NodeError;

mod a_hostile_feed {
    use super::*;

    const SILENT: [HostileFeed; 3] = [
        HostileFeed::Reverts,
        HostileFeed::RevertsAtLength,
        HostileFeed::BurnsAllGas,
    ];
    const MALFORMED: [HostileFeed; 5] = [
        HostileFeed::SaysNothing,
        HostileFeed::SaysTooLittle,
        HostileFeed::SaysOneWordTooMuch,
        HostileFeed::SaysGarbage,
        HostileFeed::SaysEndlessly,
    ];

    fn hostile(stage: &mut Oracle, way: HostileFeed) -> Address {
        own_feed(&mut stage.node, stage.user, "HostileFeed", Some(way as u8))
    }

    #[test]
    fn of_the_spot_leaves_no_price_and_traps_nobody() {
        for way in SILENT {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage
                .on(feed)
                .is_out_for(&IOracle::OracleFeedSilent { feed });
        }
        for way in MALFORMED {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage
                .on(feed)
                .is_out_for(&IOracle::OracleFeedMalformed { feed });
        }
    }

    #[test]
    fn of_the_sequencer_leaves_no_price_and_traps_nobody() {
        for (way, silent) in SILENT
            .map(|way| (way, true))
            .into_iter()
            .chain(MALFORMED.map(|way| (way, false)))
        {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage.feeds.sequencer = feed;
            let spot = stage.feeds.spot;
            let mut stage = stage.on(spot);
            if silent {
                stage.is_out_for(&IOracle::OracleFeedSilent { feed });
            } else {
                stage.is_out_for(&IOracle::OracleFeedMalformed { feed });
            }
        }
    }

    #[test]
    fn without_code_is_no_feed() {
        let stage = Oracle::set();
        let feed = Address::repeat_byte(0x77);
        stage
            .on(feed)
            .is_out_for(&IOracle::OracleFeedMalformed { feed });
    }

    #[test]
    fn uses_no_more_gas_than_it_is_given() {
        let mut stage = Oracle::set();
        let feed = hostile(&mut stage, HostileFeed::BurnsAllGas);
        let mut stage = stage.on(feed);
        let (_, sent) = stage
            .send_as(stage.user, IOracle::observeCall { settling: 0 })
            .expect("an answer");
        assert!(sent.gas_used < 300_000, "{} gas", sent.gas_used);
    }

    /// Nobody can make a good feed look bad by bringing too little gas.
    #[test]
    fn cannot_be_faked_by_bringing_little_gas() {
        let mut stage = Oracle::set();
        let mut refused_for_gas = 0;
        for gas in (90_000..400_000).step_by(2_500) {
            let call = TypedCall::new(
                stage.user,
                stage.oracle,
                IOracle::observeCall { settling: 0 },
            );
            let before = stage.node.snapshot();
            match stage.node.send_call(&call.gas(gas)) {
                Ok((answer, _)) => assert_eq!(answer.state, FULL, "with {gas} gas"),
                Err(NodeError::Revert(data)) if data.starts_with(&IOracle::OracleGas::SELECTOR) => {
                    refused_for_gas += 1;
                }
                // All gas was used up, so there is no answer.
                Err(_) => {}
            }
            stage.node.revert_to(&before);
        }
        assert!(refused_for_gas > 3, "{refused_for_gas}");
    }
}
