//! A fall of the price stops everybody from leaving. A missing price stops nobody.

use super::{HOLD, HOUR, Stage, block_secs, stopped};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod a_fall_of_the_price {
    use super::*;

    #[test]
    fn stops_all_who_leave_for_half_a_day_and_no_longer() {
        let mut stage = Stage::set();
        stage.later(13 * HOUR, 200_000);
        stage.note();
        let high = stage.price();
        let shares = U256::from(10).pow(U256::from(15));
        stage.redeem(shares).expect("nothing has happened");
        // The pool is short of calls, and the spot rises by 16% within two hours.
        stage.later(HOUR, 216_000);
        stage.note();
        assert_eq!(stage.until(), 0, "not a tenth yet");
        stage.later(HOUR, 232_000);
        let before = stage.trading.ask(stage.queue, Queue::breakerCall {});
        assert!(before.high >= high);
        let sent = stage.note();
        let price = stage.price();
        assert!(
            price * U256::from(10) <= before.high * U256::from(9),
            "{price}"
        );
        let until = stage.until();
        assert_eq!(until, block_secs(stage.trading.node()) + HOLD);
        let event: Queue::BreakerTripped = sent.event().expect("it is made known");
        assert_eq!(
            (event.high, event.price, event.until),
            (before.high, price, until)
        );
        let event: IVault::LeavingStopped = sent.event().expect("by the vault too");
        assert_eq!(event.until, until);
        let vault = stage.trading.vault;
        assert_eq!(stage.trading.ask(vault, IVault::leavingFromCall {}), until);
        // The epoch is over, the price allows leaving, and nobody leaves.
        stage.later(10 * HOUR, 232_000);
        assert_eq!(stage.limits(), [U256::ZERO; 2]);
        assert_eq!(reverted(stage.redeem(shares)), stopped(until));
        let refused = revert(&Queue::QueueBreaker { until });
        assert_eq!(reverted(stage.close().map(|_| ())), refused);
        let (other, sum) = (stage.other, usd(1_000));
        stage.trading.join(other, sum).expect("joining goes on");
        // Another note changes nothing: a fall counts once.
        stage.note();
        assert_eq!(stage.until(), until);
        stage.later(HOUR, 232_000);
        stage.note();
        let rest = until - stage.trading.now();
        stage.sold();
        assert_eq!(
            stage.limits(),
            [U256::ZERO; 2],
            "all is free, and nobody leaves"
        );
        stage.later(rest + 1, 232_000);
        assert!(stage.limits()[0] >= shares);
        stage.redeem(shares).expect("it has opened by itself");
        let ((filled, assets), _) = stage.close().expect("the epoch ends late");
        assert!(filled > U256::ZERO && assets > U256::ZERO);
        assert_eq!(stage.until(), until);
    }

    #[test]
    fn that_a_close_notes_first_is_all_that_the_close_does() {
        let mut stage = Stage::set();
        stage.later(20 * HOUR, 200_000);
        stage.note();
        stage.later(5 * HOUR, 233_000);
        let (nothing, sent) = stage.close().expect("it trips");
        assert_eq!(nothing, (U256::ZERO, U256::ZERO));
        let event: Queue::BreakerTripped = sent.event().expect("it is made known");
        let until = event.until;
        assert_eq!(until, block_secs(stage.trading.node()) + HOLD);
        let totals = stage.trading.ask(stage.queue, Queue::queueCall {});
        assert_eq!((totals.epochs, totals.owed), (0, U256::ZERO));
        let refused = revert(&Queue::QueueBreaker { until });
        assert_eq!(reverted(stage.close().map(|_| ())), refused);
        // Waiting shares can still be taken back, and requested again.
        let lp = stage.trading.lp;
        let cancel = Queue::cancelRequestCall {
            receiver: lp,
            controller: lp,
        };
        let queue = stage.queue;
        stage.trading.send(lp, queue, cancel).expect("it is theirs");
        stage.wait();
        stage.sold();
        stage.later(HOLD, 233_000);
        stage.close().expect("it has opened by itself");
    }

    #[test]
    fn of_less_than_a_tenth_a_day_stops_nobody() {
        let mut stage = Stage::set();
        stage.note();
        stage.later(2 * HOUR, 214_000);
        stage.note();
        assert!(stage.trading.ask(stage.queue, Queue::breakerCall {}).high > stage.price());
        // A day and a span later the first price is forgotten. The loss since then is less than a tenth.
        for _ in 0..28 {
            stage.later(HOUR, 214_000);
            stage.note();
        }
        assert_eq!(stage.until(), 0);
        stage.sold();
        stage.close().expect("it is time");
    }
}

mod a_price_that_is_missing {
    use super::*;

    #[test]
    fn is_not_noted_and_stops_no_request() {
        let mut stage = Stage::set();
        let noted = stage.trading.ask(stage.queue, Queue::breakerCall {});
        assert_eq!(noted.price, stage.price(), "the request noted it");
        // The surface is two hours old, and so is the price.
        stage.trading.node().warp(2 * HOUR);
        let (stranger, queue) = (stage.stranger, stage.queue);
        let refused = stage.trading.send(stranger, queue, Queue::noteCall {});
        let none = revert(&IVault::VaultNoPrice { state: 2 });
        assert_eq!(reverted(refused), none);
        stage.trading.push(200_000);
        let refused = stage.trading.send(stranger, queue, Queue::noteCall {});
        assert!(refused.is_err(), "the surface is too old");
        stage.wait();
        assert_eq!(
            stage.trading.ask(queue, Queue::breakerCall {}).price,
            noted.price
        );
        stage.trading.node().warp(DAY);
        assert_eq!(
            reverted(stage.close().map(|_| ())),
            none,
            "nobody can leave"
        );
        stage.later(700, 200_000);
        stage.close().expect("there is a price again");
        let lp = stage.trading.lp;
        stage.trading.node().warp(2 * HOUR);
        let claim = Queue::claimCall {
            receiver: lp,
            controller: lp,
        };
        stage.trading.send(lp, queue, claim).expect("it is theirs");
    }
}
