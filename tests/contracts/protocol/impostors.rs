//! Answers of other contracts that are empty or impossible: the contracts refuse them with errors of their own.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use contract_tests::authority::{execute, schedule, value_of};
use contract_tests::lens::*;
use contract_tests::pricing::WAD;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;
use contract_tests::{revert, reverted, wasm};
use devnode::error::NodeError;

sol! {
    interface IImpostor {
        function say(bytes4 selector, bytes calldata answer) external;
    }
}

fn impostor(stage: &mut Trading) -> Address {
    let owner = stage.pricing.owner;
    let deployed = stage
        .node()
        .deploy_artifact(owner, &artifact("Impostor", "Impostor"), &[]);
    deployed.expect("it is accepted")
}

/// Makes an impostor answer a call with a word.
fn says<C: SolCall>(stage: &mut Trading, impostor: Address, answer: U256) {
    let call = IImpostor::sayCall {
        selector: C::SELECTOR.into(),
        answer: Bytes::from(answer.abi_encode()),
    };
    let owner = stage.pricing.owner;
    stage.send(owner, impostor, call).expect("it is told");
}

/// Returns a market over a vault that is not one.
fn market_over(stage: &mut Trading, asset: Address, vault: Address) -> Result<Address, NodeError> {
    says::<IVault::assetCall>(stage, vault, value_of(asset));
    let clearing = stage.ask(stage.market, IMarket::clearingCall {});
    let authority = stage.pricing.authority;
    let with = [authority, stage.oracle, stage.risk, vault, clearing];
    let (owner, code) = (stage.pricing.owner, wasm("market"));
    let node = stage.node();
    let arguments = with.abi_encode();
    let deployed = node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO)?;
    Ok(deployed.address)
}

mod a_market {
    use super::*;

    #[test]
    fn counts_no_more_money_than_fits() {
        let mut stage = Trading::set();
        let (vault, usdc, expiry) = (impostor(&mut stage), stage.usdc, stage.expiry);
        let market = market_over(&mut stage, usdc, vault).expect("it is accepted");
        stage.list(expiry, 0, 2_000).expect("on the grid");
        let quote = IMarket::quoteCall {
            id: account_of(stage.trader),
            legs: vec![stage.leg(0, 2_000, 1_000)],
        };
        let refused = revert(&IMarket::MarketOverflow {});
        // More than 128 bits, and an amount that does not fit them as WAD.
        let malformed = revert(&ILens::CallMalformed {
            position: U256::ZERO,
        });
        let most = (U256::ONE << 127) - U256::ONE;
        for (backing, error) in [(U256::ONE << 128, malformed), (most, refused)] {
            says::<IVault::backingCall>(&mut stage, vault, backing);
            let answer = stage.try_ask(market, quote.clone());
            assert_eq!(reverted(answer), error);
        }
        says::<IVault::backingCall>(&mut stage, vault, usd(10_000_000));
        let quoted = stage.ask(market, quote);
        assert!(quoted._0 > 0);
    }
}

mod a_lens {
    use super::*;

    #[test]
    fn shows_no_figure_that_does_not_fit() {
        let mut stage = Trading::set();
        let lens = deploy_lens(&mut stage, "lens");
        let fake = impostor(&mut stage);
        let modules = [stage.usdc, stage.oracle, fake, fake, fake].map(value_of);
        let [asset, oracle, risk, vault, own] = modules;
        says::<IMarket::assetCall>(&mut stage, fake, asset);
        says::<IMarket::oracleCall>(&mut stage, fake, oracle);
        says::<IMarket::riskManagerCall>(&mut stage, fake, risk);
        says::<IMarket::vaultCall>(&mut stage, fake, vault);
        says::<IVault::marketCall>(&mut stage, fake, own);
        says::<IRiskManager::carryBpsCall>(&mut stage, fake, U256::ZERO);
        let pricer = value_of(stage.pricing.pricer);
        says::<IRiskManager::optionPricerCall>(&mut stage, fake, pricer);
        let most = (U256::ONE << 127) - U256::ONE;
        says::<IVault::backingCall>(&mut stage, fake, most);
        let refused = revert(&ILens::LensOverflow {});
        let shown = stage.try_ask(lens, ILens::chain_0Call { market: fake });
        assert_eq!(reverted(shown), refused);
        let id = U256::ZERO;
        let shown = stage.try_ask(lens, ILens::accountCall { market: fake, id });
        assert_eq!(reverted(shown), refused);
    }

    #[test]
    fn says_that_a_contract_refuses_without_a_word() {
        let mut stage = Trading::set();
        let lens = deploy_lens(&mut stage, "lens");
        let expiry = stage.expiry;
        stage.list(expiry, 0, 2_000).expect("on the grid");
        let silent = impostor(&mut stage);
        let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
        let pricer = stage.pricing.pricer;
        let call = schedule(pricer, "optionQuoter", value_of(silent));
        stage.send(owner, authority, call).expect("scheduled");
        stage.node().warp(48 * 3_600);
        let call = execute(pricer, "optionQuoter");
        stage.send(owner, authority, call).expect("due");
        stage.push(200_000);
        stage.post(expiry);
        let market = stage.market;
        let shown = stage.ask(lens, ILens::chain_0Call { market })._1;
        assert_eq!(shown.len(), 1);
        let silence = reason::<ILens::LensSilent>();
        assert_eq!((shown[0].unquoted, shown[0].unopened), (silence, silence));
        assert_eq!(shown[0].strike, 2_000 * WAD, "what can be had is shown");
    }
}
