//! The breaker's parameters, and its arithmetic on random histories.
//!
//! `BREAKER_CASES` sets the number of steps of the random history (300 by default), `BREAKER_SEED` the seed.

use super::{HOLD, HOUR, block_secs};
use crate::support::mark;
use alloy_primitives::U256;
use contract_tests::authority::{execute, schedule};
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue, Pool};
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use fastrand::Rng;
use shares::{Breaker, Trip};

#[test]
fn its_fall_and_its_time_are_governed() {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    pool.deposit(first, 1_000_000_000).expect("they join");
    let (owner, authority, queue) = (pool.owner, pool.authority, pool.queue);
    for (name, value) in [("breakerFallBps", 2_500), ("breakerHoldSecs", 7_200)] {
        let call = schedule(queue, name, U256::from(value));
        pool.send(owner, authority, call).expect("scheduled");
    }
    pool.node.warp(2 * DAY);
    for name in ["breakerFallBps", "breakerHoldSecs"] {
        pool.send(owner, authority, execute(queue, name))
            .expect("due");
    }
    pool.send(owner, queue, Queue::noteCall {}).expect("noted");
    mark(&mut pool, -249);
    let (said, _) = pool.send(owner, queue, Queue::noteCall {}).expect("noted");
    assert_eq!(said.until, 0);
    mark(&mut pool, -251);
    let (said, _) = pool.send(owner, queue, Queue::noteCall {}).expect("noted");
    assert_eq!(said.until, block_secs(&pool.node) + 7_200);
}

/// Any prices at any times, noted by anybody, by requests and by closes. The arithmetic is in the contract.
#[test]
fn it_equals_the_native_arithmetic_on_any_history() {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("BREAKER_CASES", 300), read("BREAKER_SEED", 4));
    let mut rng = Rng::with_seed(seed);
    let mut pool = Pool::of_decimals(6);
    for provider in pool.providers {
        pool.deposit(provider, 1_000_000_000).expect("they join");
    }
    let trip = Trip {
        fall_bps: 1_000,
        hold_secs: HOLD,
    };
    let (mut model, mut trips) = (Breaker::default(), 0);
    let queue = pool.queue;
    for step in 0..cases {
        if rng.bool() {
            mark(&mut pool, rng.i128(-400..=400));
        }
        pool.node.warp(rng.u64(1..20 * HOUR));
        let somebody = pool.providers[rng.usize(..3)];
        let noted = match rng.u8(..3) {
            0 => {
                let call = Queue::requestRedeemCall {
                    shares: U256::from(1_000),
                    controller: somebody,
                    owner: somebody,
                };
                pool.send(somebody, queue, call).map(|(_, sent)| sent)
            }
            1 => pool
                .send(somebody, queue, Queue::closeCall {})
                .map(|(_, sent)| sent),
            _ => pool
                .send(somebody, queue, Queue::noteCall {})
                .map(|(_, sent)| sent),
        };
        // A close that is refused notes nothing.
        if let Ok(sent) = noted {
            let shares = U256::from(WAD);
            let price = pool.ask(IVault::convertToAssetsCall { shares });
            // The fee of what the close redeemed has made the other shares worth more. The price was noted before
            // that.
            let event: Option<Queue::EpochClosed> = sent.event();
            let stored = pool.ask_queue(Queue::breakerCall {}).price;
            if event.is_none() {
                assert_eq!(stored, price, "step {step}");
            }
            assert!(stored <= price);
            let (next, tripped) = model.noted(block_secs(&pool.node), stored.to(), &trip);
            let event: Option<Queue::BreakerTripped> = sent.event();
            assert_eq!(event.is_some(), tripped, "step {step}");
            trips += u32::from(tripped);
            model = next;
        }
        let said = pool.ask_queue(Queue::breakerCall {});
        let now = block_secs(&pool.node);
        assert_eq!(said.high, U256::from(model.high(now)), "step {step}");
        assert_eq!((said.price.to(), said.until), (model.price, model.until));
        assert_eq!(pool.ask(IVault::leavingFromCall {}), model.until);
    }
    println!("seed {seed}: {trips} trips in {cases} steps");
    assert!(u64::from(trips) > cases / 30);
}
