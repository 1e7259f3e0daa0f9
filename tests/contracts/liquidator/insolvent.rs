//! Insolvent accounts: the pool takes them whole, at the mark, at once.

use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;

mod an_insolvent_account {
    use super::*;

    /// On the old code it waited half an hour in an auction, providers were locked in, and fund and pool paid who took
    /// it.
    #[test]
    fn is_taken_whole_at_the_mark_whatever_the_limits_say() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.jumps(3_000);
        let id = cast.id();
        let (money, figures) = (cast.standing(cast.seller).0, cast.margin_of(id));
        assert!(figures.value < 0, "{figures:?}");
        let state = cast.state();
        let (held, fund, bond) = (cast.held(), cast.fund_money(), cast.bond(id));
        let pay = bond.unsigned_abs();
        assert_eq!((state.stage, state.part, state.pay), (CLOSED, WAD, pay));
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        // All its money goes to the pool, and its bond to the keeper. Nobody else pays anything.
        assert_eq!(cast.held() - held, money.unsigned_abs());
        assert_eq!(cast.standing(cast.keeper).0, bond);
        assert_eq!((cast.fund_money(), cast.bond(id)), (fund, 0));
        let pool = cast.ask(cast.vault, IVault::poolCall {});
        assert_eq!(pool.lent, 0, "what it owed beyond that is written off");
        cast.audit();
    }

    /// The fund pays half of what it held at the beginning of yesterday, and that vests.
    #[test]
    fn is_paid_for_by_the_fund_as_far_as_that_may() {
        let mut cast = Cast::sold(700);
        let (giver, market) = (cast.trader, cast.market);
        cast.give(giver, usd(1_000), market);
        let amount = 1_000 * u128::from(USD);
        let gift = IMarket::addToFundCall { amount };
        cast.send(giver, market, gift).expect("anyone may");
        cast.node().warp(2 * 86_400);
        cast.jumps(2_300);
        let fund = cast.fund_money();
        let may = cast.ask(market, IMarket::fundCall {})._1;
        assert_eq!(may.cast_signed(), fund / 2);
        let (money, held) = (cast.standing(cast.seller).0, cast.held());
        cast.jumps(3_000);
        let worth = cast.margin_of(cast.id()).value;
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let debt = (-worth).unsigned_abs().div_ceil(1_000_000_000_000);
        let paid = debt.min(may);
        assert!(fund - cast.fund_money() - paid.cast_signed() <= 1);
        let came = cast.held() - held;
        assert!(came.abs_diff(money.unsigned_abs() + paid) <= 1);
        let pool = cast.ask(cast.vault, IVault::poolCall {});
        assert!(pool.unvested >= paid - 1, "{}", pool.unvested);
        cast.audit();
    }
}
