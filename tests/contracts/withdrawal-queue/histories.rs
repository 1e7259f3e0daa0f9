//! Random histories of the queue.

use crate::support::{
    USD, WAD, balances_hold, claim, claimable, close, number, pending, request, stage,
};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IVault, IWithdrawalQueue as Queue, Pool, PoolValue};
use contract_tests::{revert, reverted};
use fastrand::Rng;

/// Requests, cancellations, closes and claims in any order, at changing prices and with changing money: all who wait
/// are paid in the same proportion, and the queue always has what it reports. `QUEUE_CASES` sets the number of steps
/// (1,000 by default).
#[test]
fn of_any_order_give_everybody_their_money() {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("QUEUE_CASES", 1_000), read("QUEUE_SEED", 8));
    let mut rng = Rng::with_seed(seed);
    let mut pool = stage(0);
    let mut closed = 0;
    for step in 0..cases {
        let somebody = pool.providers[rng.usize(..3)];
        match rng.u8(..6) {
            0 | 1 => {
                let shares = pool.shares(somebody) * U256::from(rng.u64(0..=100)) / number(100);
                let before = pending(&pool, somebody);
                let asked = request(&mut pool, somebody, shares);
                assert_eq!(asked.is_ok(), !shares.is_zero(), "step {step}: {asked:?}");
                assert_eq!(pending(&pool, somebody), before + shares);
            }
            2 => {
                let (before, had) = (pending(&pool, somebody), pool.shares(somebody));
                let call = Queue::cancelRequestCall {
                    receiver: somebody,
                    controller: somebody,
                };
                let back = pool.send(somebody, pool.queue, call);
                assert_eq!(back.is_ok(), !before.is_zero(), "step {step}");
                assert_eq!(pool.shares(somebody) - had, before);
            }
            3 => {
                let (due, had) = (claimable(&pool, somebody).1, pool.balance(somebody));
                assert_eq!(
                    claim(&mut pool, somebody).is_ok(),
                    !due.is_zero(),
                    "step {step}"
                );
                assert_eq!(pool.balance(somebody) - had, due);
            }
            4 => {
                let mark = i128::try_from(WAD).expect("it fits") * rng.i128(-200..=400);
                let reserve = WAD * rng.u128(0..=3_000);
                pool.mark(PoolValue {
                    mark,
                    high: mark,
                    low: mark,
                    reserve,
                    ..Default::default()
                });
            }
            _ => {
                pool.node.warp(DAY);
                closed += u32::from(fair(&mut pool));
            }
        }
        balances_hold(&pool);
        let waiting = pool.ask_queue(Queue::queueCall {}).waiting;
        let of_all: U256 = pool.providers.map(|who| pending(&pool, who)).iter().sum();
        assert!(
            of_all <= waiting && waiting - of_all < number(2_000),
            "step {step}"
        );
        let owed = pool.ask_queue(Queue::queueCall {}).owed;
        let due: U256 = pool
            .providers
            .map(|who| claimable(&pool, who).1)
            .iter()
            .sum();
        assert!(
            due <= owed && owed - due < number(2_000),
            "step {step}: {due} of {owed}"
        );
        if pool.balance(pool.vault) < number(500 * USD) || rng.u8(..7) == 0 {
            let joined = pool.deposit(somebody, 100 * USD);
            if joined.is_err() {
                let under_water = revert(&IVault::VaultInsolvent {});
                assert_eq!(reverted(joined), under_water, "step {step}");
            }
        }
    }
    assert!(
        u64::from(closed) > cases / 50,
        "{closed} epochs were closed"
    );
}

/// Closes an epoch if possible, and checks that all were paid the same part to a unit. Returns whether one was closed.
fn fair(pool: &mut Pool) -> bool {
    let before = pool
        .providers
        .map(|who| (pending(pool, who), claimable(pool, who).1));
    let waiting = pool.ask_queue(Queue::queueCall {}).waiting;
    let Ok((filled, assets)) = close(pool) else {
        return false;
    };
    for (who, (waited, due)) in pool.providers.into_iter().zip(before) {
        let exact = waited * assets / waiting;
        assert_eq!(claimable(pool, who).1 - due, exact);
        assert_eq!(pending(pool, who), waited * (waiting - filled) / waiting);
    }
    // If the price has fallen by a tenth, the breaker trips and nothing is filled.
    !filled.is_zero()
}
