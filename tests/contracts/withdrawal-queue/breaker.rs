//! The breaker of the queue on the real contracts: what a share lost within a day stops everybody who leaves, for a while.
//!
//! `BREAKER_CASES` sets the steps of the random history (300 by default), `BREAKER_SEED` the seed.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue;
use contract_tests::authority::{execute, schedule, wire};
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue, Pool, PoolValue, deploy};
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};
use devnode::Devnode;
use devnode::api::{Sent, TypedCall};
use devnode::error::NodeError;
use fastrand::Rng;
use shares::{Breaker, Trip};

const HOUR: u64 = 3_600;

/// What the breaker holds at first.
const HOLD: u64 = 12 * HOUR;

/// After a jump, everything may be done again when so many seconds have passed.
const SETTLING_SECS: u64 = 660;

/// The protocol with a queue, half of whose pool waits, and which owes 8,000 calls and as many puts.
struct Stage {
    trading: Trading,
    queue: Address,
    /// Another provider, who waits for nothing.
    other: Address,
    stranger: Address,
}

impl Stage {
    fn set() -> Self {
        let mut trading = Trading::set();
        let queue = queue_of(&mut trading);
        let (owner, authority) = (trading.pricing.owner, trading.pricing.authority);
        let call = wire(trading.vault, "queue", queue);
        trading.send(owner, authority, call).expect("wired");
        let other = trading.pricing.node.account(7);
        trading.join(other, usd(1_000_000)).expect("he joins");
        let trader = trading.trader;
        trading.fund(trader, usd(4_000_000)).expect("funded");
        for (kind, strike) in [(0, 2_100), (1, 1_900)] {
            let expiry = trading.expiry;
            trading.list(expiry, kind, strike).expect("on the grid");
        }
        let legs = [(0, 2_100), (1, 1_900)].map(|(kind, k)| trading.leg(kind, k, 8_000_000));
        trading.trade(trader, &legs).expect("within the limits");
        let stranger = trading.pricing.node.account(9);
        let mut stage = Self {
            trading,
            queue,
            other,
            stranger,
        };
        stage.wait();
        stage
    }

    /// Half of the first provider's shares wait from now on.
    fn wait(&mut self) {
        let (lp, vault, queue) = (self.trading.lp, self.trading.vault, self.queue);
        let held = self
            .trading
            .ask(vault, IVault::balanceOfCall { account: lp });
        let approve = IVault::approveCall {
            spender: queue,
            value: held,
        };
        self.trading.send(lp, vault, approve).expect("approved");
        let request = Queue::requestRedeemCall {
            shares: held / U256::from(2),
            controller: lp,
            owner: lp,
        };
        self.trading.send(lp, queue, request).expect("he waits");
    }

    /// So many seconds on, the spot has been there (hundredths of dollars) for longer than a jump only lets positions be
    /// closed, and the signers have posted.
    fn later(&mut self, secs: u64, cents: i128) {
        let (expiry, stranger, oracle) = (self.trading.expiry, self.stranger, self.trading.oracle);
        for wait in [secs.saturating_sub(SETTLING_SECS), SETTLING_SECS] {
            self.trading.node().warp(wait);
            self.trading.push(cents);
            let observe = IOracle::observeCall { settling: 0 };
            self.trading.send(stranger, oracle, observe).expect("seen");
        }
        self.trading.post(expiry);
    }

    /// The trader sells what he holds, so that no reserve and no limit keeps money in the pool.
    fn sold(&mut self) {
        let trader = self.trading.trader;
        for position in self.trading.account(trader).1 {
            let leg = Position {
                quantity: -position.quantity,
                ..position
            };
            self.trading.trade(trader, &[leg]).expect("it is his");
        }
    }

    fn note(&mut self) -> Sent {
        let (stranger, queue) = (self.stranger, self.queue);
        let (noted, sent) = self
            .trading
            .send(stranger, queue, Queue::noteCall {})
            .expect("there is a mark");
        let said = self.trading.ask(queue, Queue::breakerCall {});
        assert_eq!(
            (noted.high, noted.price, noted.until),
            (said.high, said.price, said.until)
        );
        assert_eq!(said.price, self.price(), "nothing but the truth");
        sent
    }

    /// What 10^18 units of shares are worth.
    fn price(&self) -> U256 {
        let shares = U256::from(WAD);
        let call = IVault::convertToAssetsCall { shares };
        self.trading.ask(self.trading.vault, call)
    }

    fn until(&self) -> u64 {
        self.trading.ask(self.queue, Queue::breakerCall {}).until
    }

    fn close(&mut self) -> Result<((U256, U256), Sent), NodeError> {
        let (stranger, queue) = (self.stranger, self.queue);
        let (closed, sent) = self.trading.send(stranger, queue, Queue::closeCall {})?;
        Ok(((closed._0, closed._1), sent))
    }

    fn redeem(&mut self, shares: U256) -> Result<U256, NodeError> {
        let (other, vault) = (self.other, self.trading.vault);
        let call = IVault::redeemCall {
            shares,
            receiver: other,
            owner: other,
        };
        Ok(self.trading.send(other, vault, call)?.0)
    }

    fn most(&self) -> [U256; 2] {
        let (owner, vault) = (self.other, self.trading.vault);
        let shares = self.trading.ask(vault, IVault::maxRedeemCall { owner });
        let assets = self.trading.ask(vault, IVault::maxWithdrawCall { owner });
        [shares, assets]
    }
}

/// The time of the newest block.
fn block_secs(node: &Devnode) -> u64 {
    node.chain().head().header.timestamp
}

/// A queue of the vault, not wired.
fn queue_of(trading: &mut Trading) -> Address {
    let arguments = (trading.pricing.authority, trading.vault).abi_encode_params();
    deploy(trading.node(), "withdrawal-queue", &arguments).expect("it is accepted")
}

fn stopped(until: u64) -> Bytes {
    revert(&IVault::VaultLeavingStopped { until })
}

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
        // The epoch is over, the price is one to leave at, and nobody leaves.
        stage.later(10 * HOUR, 232_000);
        assert_eq!(stage.most(), [U256::ZERO; 2]);
        assert_eq!(reverted(stage.redeem(shares)), stopped(until));
        let refused = revert(&Queue::QueueBreaker { until });
        assert_eq!(reverted(stage.close().map(|_| ())), refused);
        let (other, sum) = (stage.other, usd(1_000));
        stage.trading.join(other, sum).expect("joining goes on");
        // Whoever notes it again: a fall counts once.
        stage.note();
        assert_eq!(stage.until(), until);
        stage.later(HOUR, 232_000);
        stage.note();
        let rest = until - stage.trading.now();
        stage.sold();
        assert_eq!(
            stage.most(),
            [U256::ZERO; 2],
            "all is free, and nobody leaves"
        );
        stage.later(rest + 1, 232_000);
        assert!(stage.most()[0] >= shares);
        stage.redeem(shares).expect("it has opened by itself");
        let ((filled, assets), _) = stage.close().expect("the epoch ends late");
        assert!(filled > U256::ZERO && assets > U256::ZERO);
        assert_eq!(stage.until(), until);
    }

    #[test]
    fn that_a_closing_meets_first_is_all_that_it_does() {
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
        // What waits can still be taken back, and asked for again.
        let lp = stage.trading.lp;
        let cancel = Queue::cancelRequestCall {
            receiver: lp,
            controller: lp,
        };
        let queue = stage.queue;
        stage.trading.send(lp, queue, cancel).expect("it is his");
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
        // A day and a span later the first price is forgotten; the loss since is less than a tenth.
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
        let nothing = revert(&Queue::QueueNothingToFill {});
        assert_eq!(reverted(stage.close().map(|_| ())), nothing);
        stage.later(700, 200_000);
        stage.close().expect("there is a price again");
        let lp = stage.trading.lp;
        stage.trading.node().warp(2 * HOUR);
        let claim = Queue::claimCall {
            receiver: lp,
            controller: lp,
        };
        stage.trading.send(lp, queue, claim).expect("it is his");
    }
}

mod nobody {
    use super::*;

    /// Gifts, whales who come and go, trades there and back, and notes between all of it.
    #[test]
    fn makes_a_fall_where_there_is_none() {
        let mut stage = Stage::set();
        let whale = stage.trading.pricing.node.account(8);
        let (vault, queue, trader) = (stage.trading.vault, stage.queue, stage.trading.trader);
        let mut rng = Rng::with_seed(3);
        for _ in 0..40 {
            stage.later(rng.u64(700..3 * HOUR), 200_000);
            match rng.u8(..4) {
                0 => {
                    let gift = usd(rng.u64(1..5_000_000));
                    let to = if rng.bool() { vault } else { queue };
                    let (owner, usdc) = (stage.trading.pricing.owner, stage.trading.usdc);
                    let call = IErc20::transferCall { to, amount: gift };
                    stage.trading.send(owner, usdc, call).expect("given");
                }
                1 => {
                    let sum = usd(rng.u64(1_000..50_000_000));
                    let (shares, _) = stage.trading.join(whale, sum).expect("he joins");
                    stage.note();
                    let call = IVault::redeemCall {
                        shares,
                        receiver: whale,
                        owner: whale,
                    };
                    stage.trading.send(whale, vault, call).expect("he leaves");
                }
                _ => {
                    let size = rng.i128(1..400_000);
                    let buy = stage.trading.leg(0, 2_100, size);
                    let sell = stage.trading.leg(0, 2_100, -size);
                    if stage.trading.trade(trader, &[buy]).is_ok() {
                        stage.note();
                        stage.trading.trade(trader, &[sell]).expect("it closes");
                    }
                }
            }
            stage.note();
            assert_eq!(stage.until(), 0);
        }
    }

    #[test]
    fn but_the_queue_stops_the_vault_and_it_for_two_days_at_most() {
        let mut trading = Trading::set();
        let (vault, caller) = (trading.vault, trading.trader);
        let until = trading.now() + 60;
        let call = IVault::stopLeavingCall { until };
        let refused = revert(&IVault::VaultOnlyQueue { caller });
        assert_eq!(reverted(trading.send(caller, vault, call)), refused);
        // Somebody in the queue's place.
        let (owner, authority) = (trading.pricing.owner, trading.pricing.authority);
        let queue = trading.pricing.node.account(9);
        let call = wire(vault, "queue", queue);
        trading.send(owner, authority, call).expect("wired");
        let most = trading.now() + 2 * DAY;
        let call = IVault::stopLeavingCall { until: most + 1 };
        let refused = revert(&IVault::VaultStopTooLong {
            until: most + 1,
            most,
        });
        assert_eq!(reverted(trading.send(queue, vault, call)), refused);
        let call = IVault::stopLeavingCall { until: most };
        trading.send(queue, vault, call).expect("two days");
        let lp = trading.lp;
        assert_eq!(
            trading.ask(vault, IVault::maxRedeemCall { owner: lp }),
            U256::ZERO
        );
        let shares = U256::from(WAD);
        let preview = IVault::previewRedeemCall { shares };
        assert_eq!(reverted(trading.try_ask(vault, preview)), stopped(most));
        trading.node().warp(2 * DAY);
        let call = IVault::redeemCall {
            shares,
            receiver: lp,
            owner: lp,
        };
        trading.send(lp, vault, call).expect("it is over");
    }

    /// With whatever gas a trip is noted, the vault has heard of it, or it has not happened.
    #[test]
    fn uses_a_trip_up_by_leaving_too_little_gas_for_the_vault() {
        let mut pool = Pool::of_decimals(6);
        let first = pool.providers[0];
        pool.deposit(first, 1_000_000_000).expect("he joins");
        let shares = pool.shares(first) / U256::from(10);
        let request = Queue::requestRedeemCall {
            shares,
            controller: first,
            owner: first,
        };
        let (owner, queue) = (pool.owner, pool.queue);
        pool.send(first, queue, request).expect("he waits");
        pool.node.warp(DAY);
        mark(&mut pool, -500);
        let start = pool.node.snapshot();
        let (mut tripped, mut failed) = (0, 0);
        for gas in (60_000..400_000).step_by(2_500) {
            let call = TypedCall {
                call: Queue::closeCall {},
                from: owner,
                to: queue,
                value: U256::ZERO,
                gas,
            };
            match pool.node.send_call(&call) {
                Ok((closed, _)) => {
                    assert_eq!(closed._0, U256::ZERO, "it trips");
                    tripped += 1;
                }
                Err(_) => failed += 1,
            }
            let until = pool.ask_queue(Queue::breakerCall {}).until;
            assert_eq!(pool.ask(IVault::leavingFromCall {}), until, "{gas}");
            pool.node.revert_to(&start);
        }
        println!("{tripped} tripped, {failed} had too little gas");
        assert!(tripped > 10 && failed > 10);
    }

    #[test]
    fn is_stopped_in_the_vault_by_a_queue_that_is_no_longer_its_own() {
        let mut pool = Pool::of_decimals(6);
        let first = pool.providers[0];
        pool.deposit(first, 1_000_000_000).expect("he joins");
        let arguments = (pool.authority, pool.vault).abi_encode_params();
        let old = deploy(&mut pool.node, "withdrawal-queue", &arguments).expect("accepted");
        let owner = pool.owner;
        pool.send(owner, old, Queue::noteCall {}).expect("noted");
        mark(&mut pool, -500);
        let (said, _) = pool.send(owner, old, Queue::noteCall {}).expect("it trips");
        assert!(said.until > 0);
        assert_eq!(pool.ask(IVault::leavingFromCall {}), 0);
        let shares = pool.shares(first) / U256::from(10);
        pool.redeem(first, shares)
            .expect("the vault's own is silent");
    }
}

/// Has the book be worth so many dollars.
fn mark(pool: &mut Pool, dollars: i128) {
    let mark = WAD.cast_signed() * dollars;
    pool.mark(PoolValue {
        mark,
        high: mark,
        low: mark,
        ..Default::default()
    });
}

#[test]
fn what_trips_it_and_for_how_long_is_governed() {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    pool.deposit(first, 1_000_000_000).expect("he joins");
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

/// Any prices at any times, noted by anybody, by requests and by closings: the contract is where the arithmetic is.
#[test]
fn it_is_the_native_arithmetic_on_any_history() {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("BREAKER_CASES", 300), read("BREAKER_SEED", 4));
    let mut rng = Rng::with_seed(seed);
    let mut pool = Pool::of_decimals(6);
    for provider in pool.providers {
        pool.deposit(provider, 1_000_000_000).expect("he joins");
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
        // A closing that is refused notes nothing.
        if let Ok(sent) = noted {
            let shares = U256::from(WAD);
            let price = pool.ask(IVault::convertToAssetsCall { shares });
            // What the closing redeemed has made the others' shares dearer by the fee: the price was noted before.
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
