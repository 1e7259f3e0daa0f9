//! Providers on the whole protocol: the risk manager values the book and demands a reserve.
//!
//! `LIQUIDITY_CASES` sets the number of random histories of each kind (60 by default), `LIQUIDITY_SEED` the seed.

use alloy_primitives::U256;
use contract_tests::cache;
use contract_tests::pool::IWithdrawalQueue as Queue;
use contract_tests::snapshot::{Figures, check};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};
use fastrand::Rng;

fn read(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
}

/// Returns a stage with a call and a put listed, and the trader long of both.
fn stage() -> Trading {
    let mut stage = Trading::set();
    for (kind, strike) in [(0, 2_100), (1, 1_900)] {
        stage
            .list(stage.expiry, kind, strike)
            .expect("it is on the grid");
        let leg = stage.leg(kind, strike, 20_000);
        stage.trade(stage.trader, &[leg]).expect("it is admitted");
    }
    stage
}

fn worth(stage: &Trading, shares: U256) -> U256 {
    stage.ask(stage.vault, IVault::previewRedeemCall { shares })
}

fn settle(stage: &mut Trading, round: U256) {
    let (expiry, user) = (stage.expiry, stage.pricing.user);
    let (oracle, market) = (stage.oracle, stage.market);
    let round_ids = vec![round.to()];
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: round_ids,
    };
    stage.send(user, oracle, proof).expect("proven");
    stage
        .send(user, market, IMarket::settleCall { expiry })
        .expect("settled");
}

mod coming_and_going {
    use super::*;

    /// Joins just before a trade, leaves just after it.
    #[test]
    fn around_a_premium_never_beats_having_stayed_out() {
        let (cases, seed) = (read("LIQUIDITY_CASES", 60), read("LIQUIDITY_SEED", 5));
        let mut stage = stage();
        let lp = stage.pricing.node.account(7);
        let start = stage.node().snapshot();
        let mut rng = Rng::with_seed(seed);
        let mut traded = 0;
        for case in 0..cases {
            let paid = usd(1 << rng.u32(0..=24));
            let (shares, _) = stage.join(lp, paid).expect("they join");
            for _ in 0..rng.u32(1..=3) {
                let (kind, strike) = if rng.bool() { (0, 2_100) } else { (1, 1_900) };
                let quantity = if rng.bool() {
                    rng.i128(1..=60_000)
                } else {
                    -rng.i128(1..=20_000)
                };
                let leg = stage.leg(kind, strike, quantity);
                traded += u32::from(stage.trade(stage.trader, &[leg]).is_ok());
            }
            let back = worth(&stage, shares);
            assert!(
                back <= paid,
                "case {case} from seed {seed}: {paid} became {back}"
            );
            stage.node().revert_to(&start);
        }
        assert!(u64::from(traded) > cases / 2, "{traded} trades");
    }

    /// Joins in the last minute of an expiry, leaves when it is settled.
    #[test]
    fn around_a_settlement_never_beats_having_stayed_out() {
        let (cases, seed) = (read("LIQUIDITY_CASES", 60), read("LIQUIDITY_SEED", 5));
        let mut stage = stage();
        let lp = stage.pricing.node.account(7);
        let expiry = stage.expiry;
        stage.node().warp_to(expiry - 2_400).expect("later");
        let start = stage.node().snapshot();
        let mut rng = Rng::with_seed(seed);
        for case in 0..cases {
            let cents = rng.i128(185_000..=215_000);
            stage.push(cents);
            stage.post(expiry);
            stage
                .node()
                .warp_to(expiry - rng.u64(20..60))
                .expect("later");
            let paid = usd(1 << rng.u32(0..=24));
            let (shares, _) = stage.join(lp, paid).expect("they join");
            stage.node().warp_to(expiry + 60).expect("later");
            let refused = stage.join(lp, paid);
            assert!(refused.is_err(), "nobody joins until it is settled");
            settle(&mut stage, U256::from(2));
            let back = worth(&stage, shares);
            assert!(
                back <= paid,
                "case {case} from seed {seed}: at {cents}, {paid} became {back}"
            );
            stage.node().revert_to(&start);
        }
    }

    /// L3: a pool that is flat in an expiry pays what its sellers cannot. A provider left between expiry and settlement,
    /// and a winner who was owed 2.06 million found 0.55.
    #[test]
    fn waits_for_the_settlement_of_an_expiry_in_which_the_pool_is_flat() {
        let mut stage = Trading::set();
        let (expiry, vault) = (stage.expiry, stage.vault);
        stage.list(expiry, 0, 2_000).expect("it is on the grid");
        let (lp, seller) = (stage.pricing.node.account(7), stage.pricing.node.account(8));
        let (shares, _) = stage.join(lp, usd(10_000)).expect("they join");
        stage.fund(seller, usd(2_000)).expect("funded");
        let (buys, sells) = (stage.leg(0, 2_000, 1_000), stage.leg(0, 2_000, -1_000));
        stage.trade(stage.trader, &[buys]).expect("bought");
        stage.trade(seller, &[sells]).expect("sold");
        stage.node().warp_to(expiry - 2_400).expect("later");
        stage.push(250_000);
        stage.node().warp_to(expiry + 60).expect("later");
        let (receiver, owner) = (lp, lp);
        let call = IVault::redeemCall {
            shares,
            receiver,
            owner,
        };
        let error = revert(&IVault::VaultUnsettled { expiry });
        assert_eq!(reverted(stage.send(lp, vault, call.clone())), error);
        let max = stage.ask(vault, IVault::maxRedeemCall { owner });
        assert_eq!(max, U256::ZERO);
        assert_eq!(reverted(stage.join(lp, usd(1_000))), error);
        settle(&mut stage, U256::from(2));
        let error = revert(&IVault::VaultClearing {});
        assert_eq!(reverted(stage.send(lp, vault, call.clone())), error);
        let ids = vec![account_of(seller)];
        let (user, market) = (stage.pricing.user, stage.market);
        let last = IMarket::settleAccountsCall { ids };
        stage
            .send(user, market, last)
            .expect("they pay what they owe");
        stage.send(lp, vault, call).expect("it is settled");
    }

    /// Leaves just before a trade, comes back just after it.
    #[test]
    fn out_of_the_way_of_a_trade_never_beats_having_stayed_in() {
        let (cases, seed) = (read("LIQUIDITY_CASES", 60), read("LIQUIDITY_SEED", 5));
        let mut stage = stage();
        let lp = stage.pricing.node.account(7);
        stage.join(lp, usd(1_000_000)).expect("they join");
        let held = stage.ask(stage.vault, IVault::balanceOfCall { account: lp });
        let start = stage.node().snapshot();
        let mut rng = Rng::with_seed(seed);
        for case in 0..cases {
            let vault = stage.vault;
            let redeem = IVault::redeemCall {
                shares: held,
                receiver: lp,
                owner: lp,
            };
            let (assets, _) = stage.send(lp, vault, redeem).expect("they leave");
            let quantity = if rng.bool() {
                rng.i128(1..=60_000)
            } else {
                -rng.i128(1..=20_000)
            };
            let leg = stage.leg(0, 2_100, quantity);
            stage.trade(stage.trader, &[leg]).expect("it is admitted");
            let (shares, _) = stage.join(lp, assets).expect("they are back");
            assert!(
                shares <= held,
                "case {case} from seed {seed}: {held} became {shares}"
            );
            stage.node().revert_to(&start);
        }
    }
}

mod money_that_is_locked {
    use super::*;

    /// The whole pool wants to leave. The money that is not reserved leaves at once or through the queue, the rest
    /// when the options are settled. The cost of each step is in `tests/snapshots/gas-queue.json`.
    #[test]
    fn comes_free_with_the_settlement() {
        let mut stage = stage();
        let queue = stage.queue;
        for (kind, strike) in [(0, 2_100), (1, 1_900)] {
            let leg = stage.leg(kind, strike, 400_000);
            stage.trade(stage.trader, &[leg]).expect("it is admitted");
        }
        let (lp, vault) = (stage.lp, stage.vault);
        let programs = [
            stage.oracle,
            stage.pricing.pricer,
            stage.pricing.quoter,
            stage.pricing.book,
            stage.risk,
            vault,
            queue,
        ];
        cache(stage.node(), &programs);
        let mut figures = Figures::new();
        let held = stage.ask(vault, IVault::balanceOfCall { account: lp });
        let free = stage.ask(vault, IVault::maxWithdrawCall { owner: lp });
        let pool = stage.ask(vault, IVault::poolCall {});
        assert!(
            pool.reserve > 0 && free < worth(&stage, held),
            "some of it is locked"
        );
        let approve = IVault::approveCall {
            spender: queue,
            value: U256::MAX,
        };
        stage.send(lp, vault, approve).expect("approved");
        let request = Queue::requestRedeemCall {
            shares: held,
            controller: lp,
            owner: lp,
        };
        let (_, sent) = stage.send(lp, queue, request).expect("they wait");
        figures.insert("request".into(), sent.gas_used);
        // A day later. The price has not moved, and the signers have posted.
        stage.node().warp(86_400);
        let expiry = stage.expiry;
        stage.push(200_000);
        stage.post(expiry);
        let (closed, sent) = stage
            .send(lp, queue, Queue::closeCall {})
            .expect("it is time");
        figures.insert("close with 2 series".into(), sent.gas_used);
        assert!(closed._0 > U256::ZERO && closed._0 < held, "a part of it");
        let left = stage.ask(vault, IVault::poolCall {});
        assert!(left.held >= left.reserve, "the reserve is there");
        assert!(
            left.withdrawable <= 1,
            "and nothing else is free: {}",
            left.withdrawable
        );
        // The options expire worthless, and the rest comes free.
        stage.node().warp_to(expiry - 3_600).expect("later");
        stage.push(200_000);
        stage.node().warp_to(expiry + 60).expect("later");
        assert!(
            stage.send(lp, queue, Queue::closeCall {}).is_err(),
            "not before the settlement"
        );
        settle(&mut stage, U256::from(3));
        stage.node().warp(86_400);
        let (closed, _) = stage
            .send(lp, queue, Queue::closeCall {})
            .expect("it is time");
        let totals = stage.ask(queue, Queue::queueCall {});
        assert_eq!((totals.waiting, totals.epochs), (U256::ZERO, 2));
        assert!(closed._1 > U256::ZERO);
        let claim = Queue::claimCall {
            receiver: lp,
            controller: lp,
        };
        let (paid, sent) = stage.send(lp, queue, claim).expect("it is theirs");
        figures.insert("claim after 2 epochs".into(), sent.gas_used);
        assert_eq!(stage.balance(lp), paid);
        // They earned two premiums, less the fee, and paid nothing out.
        assert!(
            paid > usd(POOL) * U256::from(998) / U256::from(1_000),
            "{paid}"
        );
        let rest = stage.ask(queue, Queue::queueCall {});
        assert!(
            stage.balance(queue) >= rest.owed && rest.owed <= U256::from(2),
            "dust"
        );
        check("gas-queue", &figures);
    }
}
