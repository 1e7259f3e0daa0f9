//! The keeper closes the epochs of the withdrawal queue.

use alloy::primitives::U256;
use contract_tests::pool::{IVault, IWithdrawalQueue};

use crate::support::{Stage, settle};

const CLOSED: &str = "closed the epoch of the queue";

#[test]
fn an_ended_epoch_is_closed_once_while_somebody_waits() {
    let stage = Stage::set();
    let served = &stage.served;
    let (lp, vault, queue) = (served.stage.lp, served.stage.vault, served.queue);
    let mut keeping = stage.keeper(&served.url(), &["--note-every", "10m"], true);
    keeping.until("noted the price of a share");
    // Epochs end, and nobody waits.
    let an_hour_later = || {
        served.pass(3_600);
        served.push(200_000);
    };
    an_hour_later();
    keeping.until("noted the price of a share");
    assert_eq!(keeping.count_of(CLOSED), 0);

    let shares = served.ask(vault, &IVault::balanceOfCall { account: lp });
    let approve = IVault::approveCall {
        spender: queue,
        value: shares,
    };
    served.send(lp, vault, &approve);
    let request = IWithdrawalQueue::requestRedeemCall {
        shares: shares / U256::from(2),
        controller: lp,
        owner: lp,
    };
    served.send(lp, queue, &request);
    settle();
    assert_eq!(keeping.count_of(CLOSED), 0, "the epoch of the request runs");
    an_hour_later();
    let closed = keeping.until(CLOSED);
    assert!(closed["paid"].is_string(), "{closed}");
    let call = IWithdrawalQueue::maxRedeemCall { controller: lp };
    assert_eq!(served.ask(queue, &call), shares / U256::from(2));
    let said = served.ask(queue, &IWithdrawalQueue::epochCall {});
    assert_eq!(said.open, said.number);

    // What is closed is not closed again, and for nobody who waits no epoch is.
    for _ in 0..2 {
        an_hour_later();
        keeping.until("noted the price of a share");
        settle();
        assert_eq!(keeping.count_of(CLOSED), 1);
    }
    keeping.terminate();
    keeping.ends_well();
}
