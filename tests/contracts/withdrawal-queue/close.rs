//! The queue of those whose money is locked.

use alloy_primitives::{Address, Bytes, U256};
use contract_tests::authority::{execute, pause, schedule};
use contract_tests::pool::{DAY, IGoverned, IVault, IWithdrawalQueue as Queue, Pool, PoolValue};
use contract_tests::tokens::{self, ICoin};
use contract_tests::{revert, reverted};
use devnode::api::Sent;
use devnode::error::NodeError;

/// A dollar in units of an asset of 6 decimals.
const USD: u128 = 1_000_000;
/// One, in WAD.
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// Three providers with a thousand dollars each, of which so many dollars are free.
fn stage(free: u128) -> Pool {
    let mut pool = Pool::of_decimals(6);
    for provider in pool.providers {
        pool.deposit(provider, 1_000 * USD).expect("he joins");
    }
    lock(&mut pool, 3_000 - free);
    pool
}

/// Has so many dollars stay.
fn lock(pool: &mut Pool, dollars: u128) {
    pool.mark(PoolValue {
        reserve: dollars * WAD,
        ..Default::default()
    });
}

fn request(pool: &mut Pool, from: Address, shares: U256) -> Result<Sent, NodeError> {
    let call = Queue::requestRedeemCall {
        shares,
        controller: from,
        owner: from,
    };
    let (id, sent) = pool.send(from, pool.queue, call)?;
    assert_eq!(id, U256::ZERO);
    Ok(sent)
}

fn close(pool: &mut Pool) -> Result<(U256, U256), NodeError> {
    let (closed, _) = pool.send(pool.owner, pool.queue, Queue::closeCall {})?;
    Ok((closed._0, closed._1))
}

fn claim(pool: &mut Pool, controller: Address) -> Result<U256, NodeError> {
    let call = Queue::claimCall {
        receiver: controller,
        controller,
    };
    Ok(pool.send(controller, pool.queue, call)?.0)
}

fn pending(pool: &Pool, controller: Address) -> U256 {
    let request_id = U256::ZERO;
    pool.ask_queue(Queue::pendingRedeemRequestCall {
        requestId: request_id,
        controller,
    })
}

fn claimable(pool: &Pool, controller: Address) -> (U256, U256) {
    let request_id = U256::ZERO;
    let shares = Queue::claimableRedeemRequestCall {
        requestId: request_id,
        controller,
    };
    (
        pool.ask_queue(shares),
        pool.ask_queue(Queue::claimableAssetsCall { controller }),
    )
}

fn nothing() -> Bytes {
    revert(&Queue::QueueNothing {})
}

/// The queue has what it says: the shares that wait, and the money it owes.
fn balances_hold(pool: &Pool) {
    let totals = pool.ask_queue(Queue::queueCall {});
    assert_eq!(pool.shares(pool.queue), totals.waiting);
    assert!(pool.balance(pool.queue) >= totals.owed);
    let held = pool.ask(IVault::poolCall {}).held;
    assert!(pool.balance(pool.vault) >= number(held));
}

mod requesting {
    use super::*;

    #[test]
    fn takes_the_shares_and_lets_them_wait() {
        let mut pool = stage(0);
        let first = pool.providers[0];
        let shares = pool.shares(first);
        let sent = request(&mut pool, first, shares).expect("he asks");
        let event: Queue::RedeemRequest = sent.event().expect("an event");
        assert_eq!(
            (event.controller, event.owner, event.sender),
            (first, first, first)
        );
        assert_eq!((event.requestId, event.shares), (U256::ZERO, shares));
        assert_eq!(pending(&pool, first), shares);
        assert_eq!(claimable(&pool, first), (U256::ZERO, U256::ZERO));
        assert_eq!(pool.shares(first), U256::ZERO);
        assert_eq!(number(pool.ask(IVault::poolCall {}).queued), shares);
        let other = Queue::pendingRedeemRequestCall {
            requestId: U256::ONE,
            controller: first,
        };
        assert_eq!(
            pool.ask_queue(other),
            U256::ZERO,
            "there is no request but 0"
        );
        balances_hold(&pool);
    }

    #[test]
    fn is_refused_without_shares_approval_or_leave() {
        let mut pool = stage(0);
        let [first, second, _] = pool.providers;
        assert_eq!(reverted(request(&mut pool, first, U256::ZERO)), nothing());
        let overflow = revert(&Queue::QueueOverflow {});
        assert_eq!(reverted(request(&mut pool, first, U256::MAX)), overflow);
        let balance = pool.shares(first);
        let needed = balance + U256::ONE;
        let error = IVault::ERC20InsufficientBalance {
            sender: first,
            balance,
            needed,
        };
        assert_eq!(reverted(request(&mut pool, first, needed)), revert(&error));
        let stranger = pool.market;
        let call = Queue::requestRedeemCall {
            shares: U256::ONE,
            controller: stranger,
            owner: second,
        };
        let error = Queue::QueueNotAllowed {
            caller: stranger,
            account: second,
        };
        assert_eq!(
            reverted(pool.send(stranger, pool.queue, call)),
            revert(&error)
        );
        for controller in [Address::ZERO, pool.queue] {
            let call = Queue::requestRedeemCall {
                shares: U256::ONE,
                controller,
                owner: first,
            };
            let error = Queue::QueueInvalidAddress {
                account: controller,
            };
            assert_eq!(reverted(pool.send(first, pool.queue, call)), revert(&error));
        }
        let spender = pool.queue;
        let none = ICoin::approveCall {
            spender,
            amount: U256::ZERO,
        };
        pool.send(first, pool.vault, none).expect("no more");
        let error = IVault::ERC20InsufficientAllowance {
            spender,
            allowance: U256::ZERO,
            needed: U256::ONE,
        };
        assert_eq!(
            reverted(request(&mut pool, first, U256::ONE)),
            revert(&error)
        );
    }

    #[test]
    fn may_be_done_by_an_operator() {
        let mut pool = stage(0);
        let [owner, operator, controller] = pool.providers;
        let queue = pool.queue;
        let naming = |approved| Queue::setOperatorCall { operator, approved };
        let (_, sent) = pool.send(owner, queue, naming(true)).expect("named");
        let event: Queue::OperatorSet = sent.event().expect("an event");
        assert_eq!(
            (event.controller, event.operator, event.approved),
            (owner, operator, true)
        );
        assert!(pool.ask_queue(Queue::isOperatorCall {
            controller: owner,
            operator
        }));
        let call = Queue::requestRedeemCall {
            shares: number(500),
            controller,
            owner,
        };
        pool.send(operator, queue, call.clone()).expect("he may");
        assert_eq!(pending(&pool, controller), number(500));
        let cancel = Queue::cancelRequestCall {
            receiver: operator,
            controller,
        };
        let error = Queue::QueueNotAllowed {
            caller: operator,
            account: controller,
        };
        assert_eq!(reverted(pool.send(operator, queue, cancel)), revert(&error));
        pool.send(owner, queue, naming(false)).expect("no more");
        let error = Queue::QueueNotAllowed {
            caller: operator,
            account: owner,
        };
        assert_eq!(reverted(pool.send(operator, queue, call)), revert(&error));
    }

    #[test]
    fn stops_while_paused_and_cancelling_does_not() {
        let mut pool = stage(100);
        let first = pool.providers[0];
        request(&mut pool, first, number(1_000_000)).expect("he asks");
        pool.send(pool.guardian, pool.authority, pause(pool.queue))
            .expect("paused");
        let error = revert(&IGoverned::AccessPaused {});
        assert_eq!(reverted(request(&mut pool, first, U256::ONE)), error);
        let call = Queue::cancelRequestCall {
            receiver: first,
            controller: first,
        };
        pool.send(first, pool.queue, call)
            .expect("his shares are his");
    }
}

mod cancelling {
    use super::*;

    #[test]
    fn gives_back_what_still_waits() {
        let mut pool = stage(500);
        let [first, _, third] = pool.providers;
        let shares = pool.shares(first);
        request(&mut pool, first, shares).expect("he asks");
        pool.node.warp(DAY);
        let (filled, _) = close(&mut pool).expect("something is free");
        let call = Queue::cancelRequestCall {
            receiver: third,
            controller: first,
        };
        let had = pool.shares(third);
        let (back, sent) = pool
            .send(first, pool.queue, call.clone())
            .expect("cancelled");
        assert_eq!(back, shares - filled);
        assert_eq!(pool.shares(third) - had, back);
        let event: Queue::RequestCancelled = sent.event().expect("an event");
        assert_eq!(
            (event.controller, event.receiver, event.shares),
            (first, third, back)
        );
        assert_eq!(pending(&pool, first), U256::ZERO);
        assert_eq!(reverted(pool.send(first, pool.queue, call)), nothing());
        let error = Queue::QueueInvalidAddress {
            account: Address::ZERO,
        };
        let call = Queue::cancelRequestCall {
            receiver: Address::ZERO,
            controller: first,
        };
        assert_eq!(reverted(pool.send(first, pool.queue, call)), revert(&error));
        balances_hold(&pool);
        assert!(claim(&mut pool, first).expect("what was paid is his") > U256::ZERO);
    }
}

mod closing {
    use super::*;

    #[test]
    fn pays_all_who_wait_alike_at_the_price_of_the_moment() {
        let mut pool = stage(0);
        let [first, second, third] = pool.providers;
        let shares = pool.shares(second);
        request(&mut pool, second, shares).expect("he asks");
        request(&mut pool, third, shares / number(2)).expect("he asks");
        pool.node.warp(DAY);
        // Half of what waits is free, and the book has gained since: 3,000 dollars are worth 3,300.
        let waits = shares * number(3) / number(2);
        pool.mark(PoolValue {
            mark: 300 * WAD.cast_signed(),
            high: 300 * WAD.cast_signed(),
            low: 300 * WAD.cast_signed(),
            reserve: 2_500 * WAD,
            ..Default::default()
        });
        let most = pool.ask(IVault::maxRedeemCall { owner: pool.queue });
        let worth = pool.ask(IVault::previewRedeemCall { shares: most });
        let (filled, assets) = close(&mut pool).expect("it is time");
        assert_eq!((filled, assets), (most, worth));
        assert!(assets <= number(500 * USD) && assets >= number(500 * USD - 1));
        let of_second = claimable(&pool, second);
        let of_third = claimable(&pool, third);
        let part = |of: U256, whole: U256| of * shares / whole;
        assert!(part(assets, waits) - of_second.1 <= U256::ONE);
        assert!(part(assets, waits) / number(2) - of_third.1 <= U256::ONE);
        assert!(
            of_second.0 + of_third.0 >= filled && of_second.0 + of_third.0 <= filled + number(2)
        );
        assert_eq!(pending(&pool, second), shares - of_second.0);
        balances_hold(&pool);
        for provider in [second, third] {
            let (had, due) = (pool.balance(provider), claimable(&pool, provider).1);
            assert_eq!(claim(&mut pool, provider).expect("it is his"), due);
            assert_eq!(pool.balance(provider) - had, due);
            assert_eq!(reverted(claim(&mut pool, provider)), nothing());
        }
        balances_hold(&pool);
        assert_eq!(pool.ask_queue(Queue::queueCall {}).epochs, 1);
        assert!(pool.shares(first) > U256::ZERO);
    }

    #[test]
    fn empties_the_queue_when_there_is_enough() {
        let mut pool = stage(0);
        let [_, second, third] = pool.providers;
        for provider in [second, third] {
            let shares = pool.shares(provider);
            request(&mut pool, provider, shares).expect("he asks");
        }
        lock(&mut pool, 0);
        pool.node.warp(DAY);
        close(&mut pool).expect("it is time");
        for provider in [second, third] {
            assert_eq!(pending(&pool, provider), U256::ZERO);
            let paid = claim(&mut pool, provider).expect("it is his");
            assert!(
                paid > number(997 * USD) && paid < number(999 * USD),
                "{paid}: but for the fee"
            );
        }
        pool.node.warp(DAY);
        assert_eq!(reverted(close(&mut pool)), nothing());
        balances_hold(&pool);
    }

    #[test]
    fn waits_for_the_end_of_the_epoch_and_for_money() {
        let mut pool = stage(0);
        let second = pool.providers[1];
        request(&mut pool, second, number(1_000_000_000)).expect("he asks");
        let closable = pool.ask_queue(Queue::queueCall {}).closable;
        assert_eq!(
            reverted(close(&mut pool)),
            revert(&Queue::QueueTooEarly { closable })
        );
        pool.node.warp_to(closable - 2).expect("later");
        assert_eq!(
            reverted(close(&mut pool)),
            revert(&Queue::QueueTooEarly { closable })
        );
        pool.node.warp_to(closable + 1).expect("later");
        let nothing = revert(&Queue::QueueNothingToFill {});
        assert_eq!(reverted(close(&mut pool)), nothing);
        lock(&mut pool, 0);
        pool.send(pool.guardian, pool.authority, pause(pool.vault))
            .expect("paused");
        assert_eq!(reverted(close(&mut pool)), nothing);
        let call = schedule(pool.vault, "paused", U256::ZERO);
        pool.send(pool.owner, pool.authority, call)
            .expect("scheduled");
        pool.node.warp(2 * DAY);
        pool.send(pool.owner, pool.authority, execute(pool.vault, "paused"))
            .expect("due");
        close(&mut pool).expect("an epoch ends when it can be filled");
        request(&mut pool, second, number(1_000_000_000)).expect("he asks");
        let closable = pool.ask_queue(Queue::queueCall {}).closable;
        assert_eq!(
            reverted(close(&mut pool)),
            revert(&Queue::QueueTooEarly { closable })
        );
    }

    #[test]
    fn goes_before_all_who_did_not_wait() {
        let mut pool = stage(0);
        let [first, second, _] = pool.providers;
        let half = pool.shares(second) / number(2);
        request(&mut pool, second, half).expect("he asks");
        lock(&mut pool, 2_400);
        // 600 dollars are free, about 499 of them for what waits.
        let due = pool.ask(IVault::previewRedeemCall { shares: half });
        let free = number(600 * USD) - due;
        assert_eq!(pool.ask(IVault::maxWithdrawCall { owner: first }), free);
        let held = pool.shares(first);
        assert!(pool.redeem(first, held).is_err(), "more than is left");
        let most = pool.ask(IVault::maxRedeemCall { owner: first });
        pool.redeem(first, most).expect("what is left");
        pool.node.warp(DAY);
        let (filled, assets) = close(&mut pool).expect("it is time");
        // The fee of who left has made its shares dearer: for what is free it gives a few less.
        assert!(filled <= half && filled > half * number(9_999) / number(10_000));
        assert!(assets >= due);
    }

    #[test]
    fn is_not_moved_by_gifts() {
        let mut pool = stage(0);
        let second = pool.providers[1];
        let shares = number(1_000_000_000_000);
        request(&mut pool, second, shares).expect("he asks");
        tokens::mint(&mut pool.node, pool.asset, pool.queue, number(77 * USD));
        // Shares that nobody waits for would lock others out for good: the vault lets none be sent there.
        let call = IVault::transferCall {
            to: pool.queue,
            value: number(5),
        };
        let error = IVault::ERC20InvalidReceiver {
            receiver: pool.queue,
        };
        assert_eq!(
            reverted(pool.send(second, pool.vault, call)),
            revert(&error)
        );
        let call = IVault::depositCall {
            assets: number(5),
            receiver: pool.queue,
        };
        assert_eq!(
            reverted(pool.send(second, pool.vault, call)),
            revert(&error)
        );
        lock(&mut pool, 0);
        pool.node.warp(DAY);
        let due = pool.ask(IVault::previewRedeemCall { shares });
        assert_eq!(close(&mut pool).expect("it is time"), (shares, due));
        assert_eq!(claim(&mut pool, second).expect("his"), due);
        assert_eq!(pool.ask_queue(Queue::queueCall {}).owed, U256::ZERO);
    }
}

mod money_that_vanished {
    use super::*;

    #[test]
    fn is_noticed_by_whoever_claims_next() {
        let mut pool = Pool::of_odd_coins();
        let [first, second, _] = pool.providers;
        for provider in [first, second] {
            pool.deposit(provider, 1_000 * USD).expect("he joins");
            let shares = pool.shares(provider);
            request(&mut pool, provider, shares).expect("he asks");
        }
        pool.node.warp(DAY);
        close(&mut pool).expect("it is time");
        let call = ICoin::burnCall {
            from: pool.queue,
            amount: U256::ONE,
        };
        pool.send(pool.owner, pool.asset, call).expect("burnt");
        let owed = pool.ask_queue(Queue::queueCall {}).owed;
        let due = claimable(&pool, first).1;
        let error = Queue::QueueUnfunded {
            balance: owed - due - U256::ONE,
            needed: owed - due,
        };
        assert_eq!(reverted(claim(&mut pool, first)), revert(&error));
    }
}

mod histories {
    use super::*;
    use fastrand::Rng;

    /// Requests, cancellations, closings and claims in any order, at prices and with money that change: all who wait are
    /// paid alike, and the queue always has what it says. `QUEUE_CASES` sets the steps (1,000 by default).
    #[test]
    fn of_any_order_leave_everybody_what_is_his() {
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

    /// Closes an epoch if it can be, and sees that all were paid the same part to a unit; whether one was closed.
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
        // Where the price has fallen by a tenth, the breaker trips and nothing is filled.
        !filled.is_zero()
    }
}

mod waiting_long {
    use super::*;

    /// More epochs than one call goes through, a little of it filled each time.
    #[test]
    fn is_caught_up_with_step_by_step() {
        let mut pool = stage(0);
        let [first, second, _] = pool.providers;
        let shares = pool.shares(second);
        request(&mut pool, second, shares).expect("he asks");
        let mut paid = U256::ZERO;
        for epoch in 1..=70_u128 {
            lock(&mut pool, 3_000 - epoch);
            pool.node.warp(DAY);
            let (_, assets) = close(&mut pool).expect("a dollar is free");
            paid += assets;
        }
        assert_eq!(pool.ask_queue(Queue::queueCall {}).epochs, 70);
        let due = claimable(&pool, second).1;
        assert!(paid - due <= number(70), "{due} of {paid}");
        let behind = revert(&Queue::QueueBehind { epochs: 6 });
        assert_eq!(reverted(request(&mut pool, second, U256::ZERO)), nothing());
        let call = Queue::cancelRequestCall {
            receiver: second,
            controller: second,
        };
        assert_eq!(
            reverted(pool.send(second, pool.queue, call.clone())),
            behind
        );
        let part = claim(&mut pool, second).expect("64 epochs of it");
        assert!(part < due);
        let settle = Queue::settleCall { controller: second };
        assert_eq!(
            pool.send(first, pool.queue, settle).expect("by anybody").0,
            0
        );
        assert_eq!(claimable(&pool, second).1, due - part);
        pool.send(second, pool.queue, call)
            .expect("nothing is left to go through");
        assert_eq!(claim(&mut pool, second).expect("the rest"), due - part);
        // Who comes late is not charged with what was before.
        request(&mut pool, first, number(1_000)).expect("he asks");
        assert_eq!(pending(&pool, first), number(1_000));
        balances_hold(&pool);
    }
}
