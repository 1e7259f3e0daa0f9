//! The pool closes the due part, where it may.

use crate::support::{IImpostor, ONE, deploy, ratio, selector};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use contract_tests::authority::value_of;
use contract_tests::liquidation::*;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod the_pool {
    use super::*;

    #[test]
    fn closes_the_part_that_is_due_and_pays_the_keeper() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let before = cast.health(cast.seller);
        let (funds, _) = cast.standing(cast.seller);
        let held = cast.held();
        let said = cast.state();
        assert_eq!(said.stage, CLOSED);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let after = cast.health(cast.seller);
        assert!(after.maintenance >= 0, "{after:?}");
        assert!(ratio(&after) >= ratio(&before));
        let (left, positions) = cast.standing(cast.seller);
        let [position] = positions.as_slice() else {
            panic!("a part is left: {positions:?}");
        };
        assert!(position.quantity < 0 && position.quantity > -ONE);
        let closed = position.quantity + ONE;
        assert!(closed <= said.part.cast_signed() && closed > said.part.cast_signed() - 2);
        let pay = cast.standing(cast.keeper).0;
        assert_eq!(pay, said.pay.cast_signed());
        assert!(pay > 0);
        assert_eq!(left, funds - said.price - pay);
        assert_eq!(cast.held(), held + said.price.unsigned_abs());
        // Restored with 15% of the deficit to spare, and no more than rounding beyond that.
        let spare = before.maintenance.unsigned_abs() * 15 / 100;
        let beyond = after.maintenance - spare.cast_signed();
        assert!((0..ONE / 10_000).contains(&beyond), "{beyond}");
        cast.audit();
        let again = cast.liquidate().expect_err("it is sound");
        assert_eq!(selector(&again), ILiquidator::LiquidatorSound::SELECTOR);
    }

    #[test]
    fn leaves_a_sound_account_alone() {
        let mut cast = Cast::sold(700);
        let maintenance = cast.health(cast.seller).maintenance;
        assert!(maintenance > 0);
        let refused = cast.liquidate().expect_err("it is sound");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
        assert_eq!(cast.state().stage, SOUND);
    }
}

/// Only the pool's limits and the vault's money decide whether an auction begins.
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
            let risk = cast.risk;
            let lower = cast.decide(risk, name, U256::ONE);
            lower.expect("within the bounds");
            cast.rises_until_short();
            assert_eq!(cast.liquidate(), Ok(OFFERED), "{name}");
            cast.node().revert_to(&start);
        }
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(CLOSED), "with none of them");
    }

    /// Returns a liquidator over a market that answers like a real one about an account that is short, and closes
    /// nothing.
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
                (held._0, held._1, held._2).abi_encode_params().into(),
            ),
            (IMarket::settleAccountsCall::SELECTOR, word(cast.usdc)),
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
    fn by_a_vault_without_money_begins_one_and_by_nothing_else() {
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
            revert(&IVault::VaultInsolvent {}),
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
        assert_eq!(stage, OFFERED);
    }
}
