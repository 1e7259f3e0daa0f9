//! The price in a snapshot.

use crate::support::{WAD, scripted, tell};
use alloy_primitives::{I256, U256};
use contract_tests::feeds::{FULL, IOracle, Oracle, ScriptedFeed};
use contract_tests::send;

#[test]
fn is_full_on_a_good_round() {
    let mut stage = Oracle::set();
    let now = stage.now();
    let expected = IOracle::OracleSnapshot {
        state: FULL,
        spot: 2_000 * WAD,
        updatedAt: now,
        deviation: WAD / 1_000,
        late: false,
        average: 0,
        averagedSecs: 0,
    };
    assert_eq!(stage.snapshot(0), expected);
    assert_eq!(stage.observe(0), expected);
    assert_eq!(stage.snapshot(0), expected);
    let checked = stage.ask(IOracle::checkedPriceCall {});
    assert_eq!((checked._0, checked._1), (2_000 * WAD, now));
}

#[test]
fn scales_any_decimals() {
    for decimals in [0, 1, 6, 8, 18, 19, 27, 38] {
        let mut stage = scripted();
        let call = ScriptedFeed::setDecimalsCall { decimals };
        send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("set");
        let answer = U256::from(2_345) * U256::from(10).pow(U256::from(decimals));
        let now = U256::from(stage.now());
        tell(&mut stage, 1, I256::from_raw(answer), now, 1);
        assert_eq!(stage.snapshot(0).spot, 2_345 * WAD, "{decimals} decimals");
        assert_eq!(stage.observe(0).spot, 2_345 * WAD, "{decimals} decimals");
        assert_eq!(
            stage.ask(IOracle::sourceCall { index: 0 }).decimals,
            decimals
        );
    }
}

#[test]
fn drops_digits_beyond_the_eighteenth() {
    let mut stage = scripted();
    let call = ScriptedFeed::setDecimalsCall { decimals: 20 };
    send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("set");
    let now = U256::from(stage.now());
    tell(&mut stage, 1, I256::try_from(299).expect("small"), now, 1);
    assert_eq!(stage.snapshot(0).spot, 2);
    tell(&mut stage, 2, I256::try_from(99).expect("small"), now, 2);
    stage.is_out_for(&IOracle::OracleAnswerNotPositive { roundId: 2 });
}
