//! Random histories of the queue beside a plain model, which goes through every request at every closing.

use crate::support::{USD, WAD, balances_hold, claimable_at, number, pending_at, stage};
use alloy_primitives::{Address, U256};
use contract_tests::pool::{IVault, IWithdrawalQueue as Queue, Pool, PoolValue};
use contract_tests::{revert, reverted};
use fastrand::Rng;
use shares::levels::{level_down, level_up};
use std::collections::BTreeMap;

const HOUR: u64 = 3_600;

/// Least prices that are asked for: any, and some around the initial price.
const PRICES: [u128; 4] = [0, 950_000_000_000, 1_010_000_000_000, 1_080_000_000_000];

/// The request of a controller with an id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Request {
    /// Shares of epochs that have ended.
    old: u128,
    /// Shares of the epoch `asked`.
    fresh: u128,
    asked: u64,
    /// Cancelled too late for the next closing.
    stopped: u128,
    /// Cancelled, and to be fetched.
    back: u128,
    filled: u128,
    assets: u128,
}

impl Request {
    fn roll(&mut self, epoch: u64) {
        if self.asked < epoch {
            self.old += std::mem::take(&mut self.fresh);
        }
    }
}

/// The queue as its rules say.
#[derive(Default)]
struct Plain {
    requests: BTreeMap<(Address, u16), Request>,
    /// The first epoch that is not closed.
    open: u64,
    /// Shares and units that rounding left over.
    bound: u128,
}

impl Plain {
    fn of(&mut self, place: (Address, u16)) -> &mut Request {
        self.requests.entry(place).or_default()
    }

    fn ask(&mut self, place: (Address, u16), shares: u128, epoch: u64) {
        let request = self.of(place);
        request.roll(epoch);
        request.asked = epoch;
        request.fresh += shares;
    }

    /// Returns what comes back at once; `None` if nothing can be cancelled.
    fn cancel(&mut self, place: (Address, u16), epoch: u64) -> Option<u128> {
        let late = self.open < epoch;
        let request = self.of(place);
        request.roll(epoch);
        if request.old + request.fresh + request.back == 0 {
            return None;
        }
        let mut back = std::mem::take(&mut request.fresh) + std::mem::take(&mut request.back);
        let old = std::mem::take(&mut request.old);
        if late {
            request.stopped += old;
        } else {
            back += old;
        }
        Some(back)
    }

    fn close(&mut self, epoch: u64, event: &Queue::EpochClosed) {
        let [waiting, filled, assets, price] =
            [event.waiting, event.filled, event.assets, event.price].map(|it| it.to::<u128>());
        let (level, left) = (level_down(price), waiting - filled);
        let mut took_part = 0;
        for ((_, of), request) in &mut self.requests {
            if filled > 0 && *of <= level {
                request.roll(epoch);
                let part = request.old + request.stopped;
                took_part += part;
                let kept = |shares: u128| of_all(shares, left, waiting);
                request.old = kept(request.old);
                request.stopped = kept(request.stopped);
                request.filled += part - request.old - request.stopped;
                request.assets += of_all(part, assets, waiting);
                self.bound += 2;
            }
            request.back += std::mem::take(&mut request.stopped);
        }
        if filled > 0 {
            assert!(
                took_part <= waiting && waiting - took_part <= self.bound,
                "{took_part} of {waiting}"
            );
        }
        self.open = epoch;
    }
}

/// Rounded down.
fn of_all(shares: u128, of: u128, all: u128) -> u128 {
    (number(shares) * number(of) / number(all.max(1))).to()
}

/// Requests, cancellations, closings late and early, and claims in parts by several controllers, in any order, at
/// changing prices and with changing money: after each step the queue says what the model says, and has every unit and
/// every share that belongs to somebody. `QUEUE_CASES` sets the number of steps (1,000 by default).
#[test]
fn of_any_order_give_everybody_their_money() {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("QUEUE_CASES", 1_000), read("QUEUE_SEED", 8));
    let mut run = Run {
        rng: Rng::with_seed(seed),
        pool: stage(0),
        plain: Plain::default(),
        closings: [0; 2],
    };
    for step in 0..cases {
        run.step(step);
        run.holds(step);
    }
    let [paid, others] = run.closings;
    println!("seed {seed}: {paid} closings paid, {others} did not");
    assert!(paid > cases / 50 && others > cases / 200);
}

struct Run {
    rng: Rng,
    pool: Pool,
    plain: Plain,
    /// Those that paid somebody, and those that did not.
    closings: [u64; 2],
}

impl Run {
    /// The epoch of the newest block.
    fn epoch(&self) -> u64 {
        self.pool.node.chain().head().header.timestamp / HOUR
    }

    fn step(&mut self, step: u64) {
        let who = self.pool.providers[self.rng.usize(..3)];
        let price = PRICES[self.rng.usize(..4)];
        let level = level_up(price).expect("there is one");
        match self.rng.u8(..8) {
            0 | 1 => self.ask(step, who, price, level),
            2 => self.cancel(step, (who, level)),
            3 => self.claim(step, (who, level)),
            4 => {
                let mark = WAD.cast_signed() * self.rng.i128(-200..=400);
                let reserve = WAD * self.rng.u128(0..=3_500);
                self.pool.mark(PoolValue {
                    mark,
                    high: mark,
                    low: mark,
                    reserve,
                    ..Default::default()
                });
            }
            5 => self.pool.node.warp(self.rng.u64(1..4 * HOUR)),
            6 => {
                let end = self.pool.ask_queue(Queue::epochCall {}).end;
                self.pool.node.warp_to(end).expect("later");
                self.close(step);
            }
            _ => self.close(step),
        }
        if self.pool.balance(self.pool.vault) < number(500 * USD) || self.rng.u8(..7) == 0 {
            let joined = self.pool.deposit(who, 100 * USD);
            if joined.is_err() {
                let under_water = revert(&IVault::VaultInsolvent {});
                assert_eq!(reverted(joined), under_water, "step {step}");
            }
        }
    }

    fn ask(&mut self, step: u64, who: Address, price: u128, level: u16) {
        let shares = self.pool.shares(who) * number(self.rng.u128(0..=100)) / number(100);
        let empty = self.pool.ask_queue(Queue::queueCall {}).waiting.is_zero();
        let call = Queue::requestRedeemAtCall {
            shares,
            controller: who,
            owner: who,
            leastPrice: number(price),
        };
        let asked = self.pool.send(who, self.pool.queue, call);
        assert_eq!(asked.is_ok(), !shares.is_zero(), "step {step}");
        if let Ok((id, _)) = asked {
            assert_eq!(id, number(level.into()));
            let epoch = self.epoch();
            if empty {
                self.plain.open = epoch;
            }
            self.plain.ask((who, level), shares.to(), epoch);
        }
    }

    fn cancel(&mut self, step: u64, place: (Address, u16)) {
        let (who, level) = place;
        let had = self.pool.shares(who);
        let call = Queue::cancelRequestAtCall {
            requestId: number(level.into()),
            receiver: who,
            controller: who,
        };
        let back = self.pool.send(who, self.pool.queue, call);
        let epoch = self.epoch();
        let expected = self.plain.cancel(place, epoch);
        assert_eq!(back.is_ok(), expected.is_some(), "step {step}");
        let came = self.pool.shares(who) - had;
        assert_eq!(came, number(expected.unwrap_or(0)), "step {step}");
    }

    /// Claims all, or a part of what has no least price.
    fn claim(&mut self, step: u64, place: (Address, u16)) {
        let (who, level) = place;
        let (queue, had) = (self.pool.queue, self.pool.balance(who));
        let request = self.plain.of(place);
        let (filled, assets) = (request.filled, request.assets);
        let (kind, part) = (self.rng.u8(..3), self.rng.u128(0..=100));
        let (done, shares, money) = match kind {
            0 if level == 0 => {
                let shares = filled * part / 100;
                let call = Queue::redeemCall {
                    shares: number(shares),
                    receiver: who,
                    controller: who,
                };
                let money = of_all(shares, assets, filled);
                let money = if shares == filled { assets } else { money };
                (self.pool.send(who, queue, call).is_ok(), shares, money)
            }
            1 if level == 0 => {
                let money = assets * part / 100;
                let call = Queue::withdrawCall {
                    assets: number(money),
                    receiver: who,
                    controller: who,
                };
                let shares = match money {
                    0 => 0,
                    all if all == assets => filled,
                    money => of_all(money, filled, assets),
                };
                (self.pool.send(who, queue, call).is_ok(), shares, money)
            }
            _ => {
                let call = Queue::claimAtCall {
                    requestId: number(level.into()),
                    receiver: who,
                    controller: who,
                };
                (self.pool.send(who, queue, call).is_ok(), filled, assets)
            }
        };
        assert_eq!(done, shares + money > 0, "step {step}");
        assert_eq!(self.pool.balance(who) - had, number(money), "step {step}");
        let request = self.plain.of(place);
        request.filled -= shares;
        request.assets -= money;
    }

    fn close(&mut self, step: u64) {
        let call = Queue::closeCall {};
        let Ok((closed, sent)) = self.pool.send(self.pool.owner, self.pool.queue, call) else {
            return;
        };
        let epoch = self.epoch();
        // If the price has fallen by a tenth, the breaker trips and nothing is closed.
        let Some(event) = sent.event::<Queue::EpochClosed>() else {
            assert_eq!((closed._0, closed._1), (U256::ZERO, U256::ZERO));
            return;
        };
        assert!(self.plain.open < epoch, "step {step}");
        assert_eq!((event.filled, event.assets), (closed._0, closed._1));
        assert_eq!(event.epoch, epoch - 1);
        self.plain.close(epoch, &event);
        self.closings[usize::from(event.filled.is_zero())] += 1;
    }

    /// Checks that the queue says what the model says, and has all that is theirs.
    fn holds(&self, step: u64) {
        let pool = &self.pool;
        balances_hold(pool);
        let (mut shares, mut money) = (0, 0);
        for ((controller, level), request) in &self.plain.requests {
            let (controller, request_id) = (*controller, number((*level).into()));
            let waits = request.old + request.fresh + request.stopped;
            let pending = pending_at(pool, request_id, controller);
            assert_eq!(pending, number(waits), "step {step}: {request:?}");
            assert_eq!(
                claimable_at(pool, request_id, controller),
                (number(request.filled), number(request.assets)),
                "step {step}"
            );
            let cancelled = pool.ask_queue(Queue::cancelledRequestCall {
                requestId: request_id,
                controller,
            });
            assert_eq!(
                (cancelled.pending, cancelled.back),
                (number(request.stopped), number(request.back)),
                "step {step}"
            );
            shares += waits + request.back;
            money += request.assets;
        }
        let said = pool.ask_queue(Queue::queueCall {});
        let (waiting, owed): (u128, u128) = (said.waiting.to(), said.owed.to());
        let bound = self.plain.bound;
        assert!(
            shares <= waiting && waiting - shares <= bound,
            "step {step}"
        );
        assert!(money <= owed && owed - money <= bound, "step {step}");
        assert_eq!(pool.balance(pool.queue), said.owed, "step {step}");
    }
}
