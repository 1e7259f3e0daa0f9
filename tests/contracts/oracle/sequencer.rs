//! The state of the sequencer.

use contract_tests::feeds::{FULL, IOracle, Oracle, UP_SECS, write_round};

mod the_sequencer {
    use super::*;

    #[test]
    fn that_is_down_leaves_no_price() {
        let mut stage = Oracle::set();
        let now = stage.now();
        stage
            .feeds
            .set_sequencer(&mut stage.node, false, now - UP_SECS);
        stage.is_out_for(&IOracle::OracleSequencerDown {});
    }

    #[test]
    fn gives_an_hour_of_grace_when_it_comes_back() {
        let mut stage = Oracle::set();
        let back = stage.now();
        stage.feeds.set_sequencer(&mut stage.node, true, back);
        let until = back + 3_600;
        for now in [back, back + 1, until] {
            stage.node.warp_to(now).expect("later");
            stage.is_out_for(&IOracle::OracleSequencerGrace { until });
        }
        stage.node.warp(1);
        assert_eq!(stage.snapshot(0).state, FULL);
    }

    #[test]
    fn whose_state_is_not_known_leaves_no_price() {
        let mut stage = Oracle::set();
        let future = stage.now() + 1;
        for since in [0, future] {
            stage.feeds.set_sequencer(&mut stage.node, true, since);
            stage.is_out_for(&IOracle::OracleSequencerUnknown {});
        }
        let (reporter, sequencer) = (stage.feeds.reporter, stage.feeds.sequencer);
        for answer in [2, -1] {
            let since = stage.now() - UP_SECS;
            write_round(&mut stage.node, reporter, sequencer, 1, answer, since);
            stage.is_out_for(&IOracle::OracleSequencerUnknown {});
        }
    }
}
