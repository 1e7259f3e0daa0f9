//! The insurance fund: its payments to takers, keepers and the treasury.

use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

#[test]
fn pays_the_treasury_the_grant_and_only_above_its_target() {
    let mut cast = Cast::with(1);
    let (giver, liquidator) = (cast.trader, cast.liquidator);
    let (id, amount) = (account_of(liquidator), usd(1_700));
    cast.deposit(giver, id, amount).expect("anyone may");
    let fund = cast.ask(liquidator, ILiquidator::fundCall {});
    assert_eq!((fund._0, fund._1), (id, amount));
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

/// The owner keeps half of the fund for the next account.
#[test]
fn pays_a_taker_up_to_its_limit_and_the_pool_the_rest() {
    let mut cast = Cast::sold(700);
    let (giver, liquidator) = (cast.trader, cast.liquidator);
    let fund = account_of(liquidator);
    cast.change(liquidator, &[("fundUseBps", U256::from(5_000))]);
    cast.jumps(2_000);
    cast.fills_the_pool();
    let (has, _) = cast.holdings(fund);
    let room = 1_000 * i128::from(USD) - has;
    cast.deposit(giver, fund, U256::from(room.unsigned_abs()))
        .expect("anyone may");
    cast.jumps(3_000);
    assert_eq!(cast.liquidate(), Ok(INSOLVENT));
    cast.node().warp(800);
    let held = cast.held();
    let paid = cast
        .bid(WAD, i128::MAX)
        .expect("they are paid")
        .unsigned_abs();
    assert!(paid > u128::from(500 * USD));
    assert_eq!(cast.fund_money(), 500 * i128::from(USD));
    assert_eq!(held - cast.held(), paid - u128::from(500 * USD));
    assert_eq!(cast.standing(cast.seller), (0, vec![]));
    cast.audit();
}

mod the_liquidator {
    use super::*;

    /// While an insolvent account is in auction, the fund is kept for it.
    #[test]
    fn pays_out_nothing_while_an_insolvent_account_waits() {
        let mut cast = Cast::sold(700);
        let (giver, fund, liquidator) = (cast.trader, account_of(cast.liquidator), cast.liquidator);
        cast.deposit(giver, fund, usd(5_000)).expect("anyone may");
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
        cast.bid(WAD, i128::MAX).expect("they are paid");
        cast.send(giver, liquidator, pay_out())
            .expect("what is left of the surplus");
        cast.audit();
    }
}
