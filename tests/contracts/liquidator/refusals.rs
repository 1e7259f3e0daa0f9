//! Refusals of `liquidator` and `watchlist` that no plain story meets.

use alloy::rpc::types::{TransactionInput, TransactionRequest};
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use contract_tests::authority::{DELAY_SECS, execute, key, schedule, tighten, value_of};
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;
use contract_tests::{revert, reverted, wasm};
use devnode::api::TypedCall;
use devnode::error::NodeError;

sol! {
    interface IImpostor {
        function say(bytes4 selector, bytes calldata answer) external;
        function refuse(bytes4 selector, bytes calldata reason) external;
    }
    function nobodyAsksThis() external;
}

fn deploy(stage: &mut Trading, contract: &str, arguments: &[u8]) -> Result<Address, NodeError> {
    let (owner, code) = (stage.pricing.owner, wasm(contract));
    let node = stage.node();
    let deployed = node.deploy_wasm_with_constructor(owner, &code, arguments, U256::ZERO)?;
    Ok(deployed.address)
}

mod the_liquidator {
    use super::*;

    /// More money than fits as WAD: there are not that many dollars, but a token might make them.
    #[test]
    fn counts_no_account_whose_money_does_not_fit() {
        let mut cast = Cast::sold(700);
        let (seller, id) = (cast.seller, cast.id());
        let most = U256::from(i128::MAX / 1_000_000_000_000);
        let (funds, _) = cast.holdings(id);
        let room = most - U256::from(funds.unsigned_abs());
        cast.deposit(seller, id, room).expect("it is his");
        assert!(cast.margin_of(id).maintenance > 0, "as much as fits");
        cast.deposit(seller, id, U256::ONE).expect("it is his");
        let refused = revert(&ILiquidator::LiquidatorOverflow {});
        let liquidator = cast.liquidator;
        let health = ILiquidator::healthOfCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, health)), refused);
        let distance = ILiquidator::distanceOfCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, distance)), refused);
        let liquidation = ILiquidator::liquidationCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, liquidation)), refused);
        assert_eq!(cast.liquidate(), Err(refused));
        // He is rid of it as he likes.
        let withdraw = IMarket::withdrawCall {
            id,
            amount: U256::ONE,
            to: seller,
        };
        let market = cast.market;
        cast.send(seller, market, withdraw).expect("it is his");
        assert!(cast.margin_of(id).maintenance > 0);
    }

    /// A market without a treasury has nobody to pay out to.
    #[test]
    fn pays_out_to_nobody_while_there_is_no_treasury() {
        let mut stage = Trading::set();
        let (authority, giver) = (stage.pricing.authority, stage.trader);
        let with = [authority, stage.oracle, stage.risk, stage.vault];
        let market = deploy(&mut stage, "market", &with.abi_encode()).expect("a second market");
        let arguments = (authority, market).abi_encode_params();
        let liquidator = deploy(&mut stage, "liquidator", &arguments).expect("a second one");
        let amount = usd(2_000);
        stage.give(giver, amount, market);
        let id = account_of(liquidator);
        let call = IMarket::depositCall { id, amount };
        stage.send(giver, market, call).expect("anyone may");
        let owner = stage.pricing.owner;
        let changes = [
            ("fundGrant", usd(500)),
            ("fundTargetTokens", U256::from(1_000)),
        ];
        stage.change(liquidator, &changes);
        let refused = reverted(stage.send(giver, liquidator, ILiquidator::payOutCall {}));
        let name = key("treasury");
        assert_eq!(refused, revert(&ILiquidator::LiquidatorArgument { name }));
        let fund = stage.ask(liquidator, ILiquidator::fundCall {});
        assert_eq!(fund._1, amount);
    }

    /// While an insolvent account is in auction, the fund is kept for it.
    #[test]
    fn pays_out_nothing_while_an_insolvent_account_waits() {
        let mut cast = Cast::sold(700);
        let (giver, fund, liquidator) = (cast.trader, account_of(cast.liquidator), cast.liquidator);
        cast.deposit(giver, fund, usd(5_000)).expect("anyone may");
        let (owner, authority) = (cast.pricing.owner, cast.pricing.authority);
        let changes = [
            ("fundGrant", usd(500)),
            ("fundTargetTokens", U256::from(1_000)),
        ];
        cast.change(liquidator, &changes);
        cast.jumps(2_000);
        cast.fills_the_pool();
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let nothing = revert(&ILiquidator::LiquidatorNothing {});
        let pay_out = || ILiquidator::payOutCall {};
        assert_eq!(reverted(cast.send(giver, liquidator, pay_out())), nothing);
        cast.bid(WAD, i128::MAX).expect("he is paid");
        cast.send(giver, liquidator, pay_out())
            .expect("what is left of the surplus");
        cast.audit();
    }

    #[test]
    fn is_not_built_over_a_market_whose_asset_is_no_token() {
        let mut stage = Trading::set();
        let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
        let code = artifact("Impostor", "Impostor");
        let market = stage.node().deploy_artifact(owner, &code, &[]);
        let market = market.expect("it is accepted");
        let asset = Address::repeat_byte(0x77);
        let say = IImpostor::sayCall {
            selector: IMarket::assetCall::SELECTOR.into(),
            answer: Bytes::from(value_of(asset).abi_encode()),
        };
        stage.send(owner, market, say).expect("it is told");
        let arguments = (authority, market).abi_encode_params();
        let refused = reverted(deploy(&mut stage, "liquidator", &arguments));
        // The deployer of Stylus hands it on inside of its own.
        let reason = revert(&ILiquidator::TokenUnreadable { token: asset });
        let mut parts = refused.windows(reason.len());
        assert!(parts.any(|part| part == reason.as_ref()), "{refused}");
    }
}

/// Whether an auction begins is for the pool's limits and the vault's money to say, and for nothing else.
mod a_close_that_is_refused {
    use super::*;

    #[test]
    fn by_any_limit_of_the_pool_begins_an_auction() {
        let mut cast = Cast::sold(700);
        let (trader, leg) = (cast.trader, cast.leg(0, 2_200, 1_500_000));
        cast.fund(trader, usd(500_000)).expect("funded");
        cast.trade(trader, &[leg]).expect("within the limits");
        let start = cast.node().snapshot();
        for name in [
            "vegaLimit",
            "deltaLimit",
            "tenPercentLimit",
            "worstLimit",
            "shortfallLimit",
        ] {
            let (owner, authority, risk) = (cast.pricing.owner, cast.pricing.authority, cast.risk);
            let lower = tighten(risk, name, U256::ONE);
            cast.send(owner, authority, lower).expect("it is safer");
            cast.rises_until_short();
            assert_eq!(cast.liquidate(), Ok(SOLVENT), "{name}");
            cast.node().revert_to(&start);
        }
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(CLOSED), "with none of them");
    }

    /// A liquidator over a market that answers like the true one of somebody who is short, and closes nothing.
    fn over_an_impostor() -> (Cast, Address, Address) {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let (owner, authority) = (cast.pricing.owner, cast.pricing.authority);
        let code = artifact("Impostor", "Impostor");
        let market = cast.node().deploy_artifact(owner, &code, &[]);
        let market = market.expect("it is accepted");
        let id = cast.id();
        let held = cast.ask(cast.market, IMarket::holdingsCall { id });
        let word = |address| Bytes::from(value_of(address).abi_encode());
        let answers = [
            (IMarket::assetCall::SELECTOR, word(cast.usdc)),
            (IMarket::oracleCall::SELECTOR, word(cast.oracle)),
            (IMarket::riskManagerCall::SELECTOR, word(cast.risk)),
            (
                IMarket::holdingsCall::SELECTOR,
                (held._0, held._1).abi_encode_params().into(),
            ),
        ];
        for (selector, answer) in answers {
            let say = IImpostor::sayCall {
                selector: selector.into(),
                answer,
            };
            cast.send(owner, market, say).expect("it is told");
        }
        let arguments = (authority, market).abi_encode_params();
        let liquidator = deploy(&mut cast, "liquidator", &arguments).expect("it is accepted");
        (cast, market, liquidator)
    }

    #[test]
    fn by_a_vault_that_is_short_of_money_begins_one_and_by_nothing_else() {
        let (mut cast, market, liquidator) = over_an_impostor();
        let (owner, keeper, id) = (cast.pricing.owner, cast.keeper, cast.id());
        let refuse = |cast: &mut Cast, reason: Bytes| {
            let selector = IMarket::closeOutCall::SELECTOR.into();
            let refuse = IImpostor::refuseCall { selector, reason };
            cast.send(owner, market, refuse).expect("it is told");
        };
        let liquidate = ILiquidator::liquidateCall { id };
        let others = [
            Bytes::new(),
            Bytes::from_static(&[1, 2, 3]),
            revert(&IMarket::MarketSettled { expiry: 1 }),
            revert(&IRiskManager::RiskNoPrice {}),
            revert(&IVault::VaultShortfall {
                shortfall: U256::ONE,
            }),
        ];
        for reason in others {
            refuse(&mut cast, reason.clone());
            let refused = reverted(cast.send(keeper, liquidator, liquidate.clone()));
            assert_eq!(refused, reason, "it is handed on");
            let auction = cast.ask(liquidator, ILiquidator::auctionCall { id });
            assert_eq!(auction.nonce, 0);
        }
        let short = IVault::VaultShort {
            held: U256::ONE,
            needed: U256::from(2),
        };
        refuse(&mut cast, revert(&short));
        let (stage, _) = cast
            .send(keeper, liquidator, liquidate)
            .expect("an auction");
        assert_eq!(stage, SOLVENT);
    }
}

mod the_watchlist {
    use super::*;

    fn set() -> (Cast, Address) {
        let mut cast = Cast::with(700);
        let (keeper, code) = (cast.keeper, wasm("watchlist"));
        let deployed = cast.node().deploy_wasm(keeper, &code);
        (cast, deployed.expect("it is accepted").address)
    }

    #[test]
    fn refuses_what_it_does_not_know_what_is_cut_off_and_value() {
        let (mut cast, list) = set();
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let unknown = reverted(cast.send(keeper, list, nobodyAsksThisCall {}));
        let selector = nobodyAsksThisCall::SELECTOR.into();
        assert_eq!(unknown, revert(&IWatchlist::CallUnknown { selector }));
        let watch = IWatchlist::watchCall {
            liquidator,
            ids: vec![cast.id()],
        };
        let mut request = TypedCall::new(keeper, list, watch.clone()).value(U256::ONE);
        let with_value = reverted(cast.node().send_call(&request));
        assert_eq!(with_value, revert(&IWatchlist::CallWithValue {}));
        request.value = U256::ZERO;
        cast.node().send_call(&request).expect("without it");
        let whole = watch.abi_encode();
        let cut = TransactionRequest {
            from: Some(keeper),
            to: Some(TxKind::Call(list)),
            input: TransactionInput::new(whole[..whole.len() - 1].to_vec().into()),
            ..TransactionRequest::default()
        };
        let malformed = reverted(cast.node().transact(cut));
        // Where the list is said to stand.
        let position = U256::from(32);
        assert_eq!(malformed, revert(&IWatchlist::CallMalformed { position }));
    }

    #[test]
    fn hands_on_what_stands_behind_an_address_that_is_no_liquidator() {
        let (mut cast, list) = set();
        let (keeper, oracle) = (cast.keeper, cast.oracle);
        let watch = IWatchlist::watchCall {
            liquidator: oracle,
            ids: vec![cast.id()],
        };
        let refused = reverted(cast.send(keeper, list, watch));
        let selector = ILiquidator::marketCall::SELECTOR.into();
        assert_eq!(refused, revert(&IWatchlist::CallUnknown { selector }));
        let count = IWatchlist::countCall { liquidator: oracle };
        assert_eq!(cast.ask(list, count), U256::ZERO);
    }
}
