//! The insurance fund: its payments to the treasury.

use alloy_primitives::U256;
use alloy_sol_types::SolValue;
use contract_tests::authority::wire;
use contract_tests::liquidation::*;
use contract_tests::pool::{deploy, key};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

#[test]
fn pays_the_treasury_the_grant_and_only_above_its_target() {
    let mut cast = Cast::with(1);
    let (giver, liquidator) = (cast.trader, cast.liquidator);
    let (market, amount) = (cast.market, 1_700 * u128::from(USD));
    cast.give(giver, U256::from(amount), market);
    let gift = IMarket::addToFundCall { amount };
    cast.send(giver, market, gift).expect("anyone may");
    assert_eq!(cast.fund_money(), amount.cast_signed());
    let nothing = revert(&ILiquidator::LiquidatorNothing {});
    let pay_out = || ILiquidator::payOutCall {};
    assert_eq!(reverted(cast.send(giver, liquidator, pay_out())), nothing);
    let changes = [
        ("fundGrant", usd(500)),
        ("fundTargetTokens", U256::from(1_500)),
    ];
    cast.change(liquidator, &changes);
    let (paid, _) = cast.send(giver, liquidator, pay_out()).expect("anyone may");
    assert_eq!(paid, usd(200), "down to the target");
    assert_eq!(cast.standing(cast.treasury).0, 200 * i128::from(USD));
    assert_eq!(reverted(cast.send(giver, liquidator, pay_out())), nothing);
    cast.audit();
}

mod the_liquidator {
    use super::*;

    /// A market without a treasury has no receiver for a payment.
    #[test]
    fn pays_out_nothing_without_a_treasury() {
        let mut stage = Trading::set();
        let (authority, giver) = (stage.pricing.authority, stage.trader);
        let clearing = stage.ask(stage.market, IMarket::clearingCall {});
        let with = [authority, stage.oracle, stage.risk, stage.vault, clearing];
        let arguments = with.abi_encode();
        let market = deploy(stage.node(), "market", &arguments).expect("a second market");
        let arguments = (authority, market).abi_encode_params();
        let liquidator = deploy(stage.node(), "liquidator", &arguments).expect("a second one");
        let owner = stage.pricing.owner;
        let wiring = wire(market, "liquidator", liquidator);
        stage.send(owner, authority, wiring).expect("wired");
        let amount = 2_000 * u128::from(USD);
        stage.give(giver, U256::from(amount), market);
        let call = IMarket::addToFundCall { amount };
        stage.send(giver, market, call).expect("anyone may");
        let changes = [
            ("fundGrant", usd(500)),
            ("fundTargetTokens", U256::from(1_000)),
        ];
        stage.change(liquidator, &changes);
        let refused = reverted(stage.send(giver, liquidator, ILiquidator::payOutCall {}));
        let name = key("treasury");
        assert_eq!(refused, revert(&IMarket::MarketArgument { name }));
        assert_eq!(stage.ask(market, IMarket::fundCall {})._0, amount);
    }
}
