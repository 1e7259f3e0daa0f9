//! Nobody can turn the breaker against others.

use super::{HOUR, Stage, stopped};
use crate::support::{close_with, mark};
use alloy_primitives::U256;
use alloy_sol_types::SolValue;
use contract_tests::authority::value_of;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue, Pool, deploy};
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};
use fastrand::Rng;

mod nobody {
    use super::*;

    /// Gifts, large providers who join and leave, trades in and out, and notes between them.
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
                    let (shares, _) = stage.trading.join(whale, sum).expect("they join");
                    stage.note();
                    let call = IVault::redeemCall {
                        shares,
                        receiver: whale,
                        owner: whale,
                    };
                    stage.trading.send(whale, vault, call).expect("they leave");
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
    fn but_the_queue_stops_the_vault_and_for_at_most_two_days() {
        let mut trading = Trading::set();
        let (vault, caller) = (trading.vault, trading.trader);
        let until = trading.now() + 60;
        let call = IVault::stopLeavingCall { until };
        let refused = revert(&IVault::VaultOnlyQueue { caller });
        assert_eq!(reverted(trading.send(caller, vault, call)), refused);
        // An account in the queue's place.
        let queue = trading.pricing.node.account(9);
        let instead = trading.decide(vault, "queue", value_of(queue));
        instead.expect("nobody waits in the other");
        let max = trading.now() + 2 * DAY;
        let call = IVault::stopLeavingCall { until: max + 1 };
        let refused = revert(&IVault::VaultStopTooLong {
            until: max + 1,
            max,
        });
        assert_eq!(reverted(trading.send(queue, vault, call)), refused);
        let call = IVault::stopLeavingCall { until: max };
        trading.send(queue, vault, call).expect("two days");
        let lp = trading.lp;
        assert_eq!(
            trading.ask(vault, IVault::maxRedeemCall { owner: lp }),
            U256::ZERO
        );
        let shares = U256::from(WAD);
        let preview = IVault::previewRedeemCall { shares };
        assert_eq!(reverted(trading.try_ask(vault, preview)), stopped(max));
        trading.node().warp(2 * DAY);
        let call = IVault::redeemCall {
            shares,
            receiver: lp,
            owner: lp,
        };
        trading.send(lp, vault, call).expect("it is over");
    }

    /// Whatever gas a trip is noted with, either the vault has heard of it or it has not happened.
    #[test]
    fn uses_a_trip_up_by_leaving_too_little_gas_for_the_vault() {
        let mut pool = Pool::of_decimals(6);
        let first = pool.providers[0];
        pool.deposit(first, 1_000_000_000).expect("they join");
        let shares = pool.shares(first) / U256::from(10);
        let request = Queue::requestRedeemCall {
            shares,
            controller: first,
            owner: first,
        };
        let queue = pool.queue;
        pool.send(first, queue, request).expect("they wait");
        pool.node.warp(DAY);
        mark(&mut pool, -500);
        let start = pool.node.snapshot();
        let (mut tripped, mut failed) = (0, 0);
        for gas in (60_000..400_000).step_by(2_500) {
            match close_with(&mut pool, gas) {
                Ok(filled) => {
                    assert_eq!(filled, U256::ZERO, "it trips");
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
        pool.deposit(first, 1_000_000_000).expect("they join");
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
