//! A token that calls back whenever it moves money.

use crate::support::Busy::*;
use crate::support::{IHookCoin, Stage};
use alloy::dyn_abi::DynSolValue;
use alloy_primitives::{Address, U256};
use contract_tests::liquidation::Cast;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue};
use contract_tests::solidity::artifact;
use contract_tests::trading::*;

mod a_token_of_the_vault {
    use super::*;

    #[test]
    fn gets_nowhere_while_somebody_joins() {
        let mut stage = Stage::set();
        let (lp, vault) = (stage.lp, stage.vault);
        stage.give(lp, usd(1_000), vault);
        stage.refuses(&[Vault], |stage| {
            let assets = usd(10);
            let call = IVault::depositCall {
                assets,
                receiver: lp,
            };
            stage.send(lp, vault, call).expect("they join");
        });
        stage.refuses(&[Vault], |stage| {
            let shares = U256::from(1_000_000_000);
            let call = IVault::mintCall {
                shares,
                receiver: lp,
            };
            stage.send(lp, vault, call).expect("they join");
        });
    }

    #[test]
    fn gets_nowhere_while_somebody_leaves() {
        let mut stage = Stage::set();
        let (owner, vault) = (stage.lp, stage.vault);
        // Who is paid is who calls back.
        let receiver = stage.meddler;
        stage.refuses(&[Vault], |stage| {
            let shares = U256::from(1_000_000_000_000u64);
            let call = IVault::redeemCall {
                shares,
                receiver,
                owner,
            };
            stage.send(owner, vault, call).expect("they leave");
        });
        stage.refuses(&[Vault], |stage| {
            let assets = usd(10);
            let call = IVault::withdrawCall {
                assets,
                receiver,
                owner,
            };
            stage.send(owner, vault, call).expect("they leave");
        });
    }
}

mod a_token_of_the_market {
    use super::*;

    fn listed() -> Stage {
        let mut stage = Stage::set();
        stage.list_two();
        stage
    }

    #[test]
    fn gets_nowhere_while_an_account_is_funded_or_emptied() {
        let mut stage = Stage::set();
        let (trader, market) = (stage.trader, stage.market);
        let (id, amount) = (account_of(trader), usd(10));
        stage.give(trader, amount, market);
        stage.refuses(&[Market], |stage| {
            let call = IMarket::depositCall { id, amount };
            stage.send(trader, market, call).expect("funded");
        });
        stage.refuses(&[Market], |stage| {
            // Who is paid is who calls back.
            let to = stage.meddler;
            let call = IMarket::withdrawCall { id, amount, to };
            stage.send(trader, market, call).expect("taken out");
        });
    }

    #[test]
    fn gets_nowhere_while_somebody_trades() {
        let mut stage = listed();
        let (trader, legs) = (stage.trader, [stage.leg(0, 2_100, 1_000)]);
        stage.refuses(&[Market], |stage| {
            stage.trade(trader, &legs).expect("bought");
        });
        stage.trade(trader, &legs).expect("bought");
        // The pool pays for what it buys.
        let legs = [stage.leg(0, 2_100, -1_000)];
        stage.refuses(&[Market, Vault], |stage| {
            stage.trade(trader, &legs).expect("sold");
        });
    }

    #[test]
    fn gets_nowhere_while_an_expiry_is_settled() {
        let mut stage = listed();
        let (trader, user, market) = (stage.trader, stage.pricing.user, stage.market);
        let expiry = stage.expiry;
        let start = stage.node().snapshot();
        let legs = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &legs).expect("bought");
        stage.expire(2_200);
        stage.refuses(&[Market, Vault], |stage| {
            let call = IMarket::settleCall { expiry };
            stage.send(user, market, call).expect("the pool pays");
        });
        stage.node().revert_to(&start);
        let legs = [stage.leg(1, 1_900, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        stage.expire(1_700);
        stage.refuses(&[Market], |stage| {
            let call = IMarket::settleCall { expiry };
            stage.send(user, market, call).expect("settled");
            let ids = vec![account_of(trader)];
            let call = IMarket::settleAccountsCall { ids };
            stage.send(user, market, call).expect("the pool is paid");
        });
    }

    #[test]
    fn gets_nowhere_while_an_account_is_liquidated() {
        let cast = Cast::on(Trading::with_asset("Reentry", "HookCoin"), 700);
        let (seller, keeper) = (cast.seller, cast.keeper);
        let mut cast = cast;
        let legs = [cast.leg(0, 2_000, -1_000)];
        cast.trade(seller, &legs).expect("it has its margin");
        cast.rises_until_short();
        let id = cast.id();
        let mut stage = Stage::of(cast.stage);
        let liquidator = stage.liquidator;
        stage.refuses(&[Liquidator, Market], |stage| {
            let call = ILiquidator::liquidateCall { id };
            let (done, _) = stage.send(keeper, liquidator, call).expect("it is short");
            assert_eq!(done, 1, "the pool closes it");
        });
    }
}

mod a_token_of_the_queue {
    use super::*;

    #[test]
    fn gets_nowhere_while_an_epoch_is_closed_or_money_claimed() {
        let mut stage = Stage::set();
        let (lp, queue, vault) = (stage.lp, stage.queue, stage.vault);
        let shares = U256::from(1_000_000_000_000u64);
        let spender = queue;
        let amount = U256::MAX;
        let allow = IErc20::approveCall { spender, amount };
        stage.send(lp, vault, allow).expect("allowed");
        let request = Queue::requestRedeemCall {
            shares,
            controller: lp,
            owner: lp,
        };
        stage.send(lp, queue, request).expect("they wait");
        stage.node().warp(2 * DAY);
        stage.push(200_000);
        stage.refuses(&[Queue, Vault], |stage| {
            let close = Queue::closeCall {};
            stage.send(lp, queue, close).expect("it is time");
        });
        stage.send(lp, queue, Queue::closeCall {}).expect("closed");
        stage.refuses(&[Queue], |stage| {
            let claim = Queue::claimCall {
                receiver: stage.meddler,
                controller: lp,
            };
            stage.send(lp, queue, claim).expect("paid");
        });
    }
}

#[test]
fn a_stray_token_gets_nowhere_while_it_is_swept() {
    let mut stage = Stage::set();
    let owner = stage.pricing.owner;
    let supply = DynSolValue::Uint(U256::ZERO, 256);
    let stray = artifact("Reentry", "HookCoin");
    let stray = stage.node().deploy_artifact(owner, &stray, &[supply]);
    let token = stray.expect("it is accepted");
    for (contract, busy) in [(stage.vault, Vault), (stage.queue, Queue)] {
        let mint = IHookCoin::mintCall {
            to: contract,
            amount: usd(1),
        };
        stage.send(owner, token, mint).expect("a mistake");
        stage.refuses_from(token, &[busy], |stage| {
            let to = Address::repeat_byte(0x77);
            // Both contracts declare it in the same way.
            let call = IVault::sweepCall { token, to };
            stage.send(owner, contract, call).expect("nobody's");
        });
    }
}
