//! Watched accounts, and those of them that are short.

use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::trading::*;

mod the_watchlist {
    use super::*;
    use contract_tests::wasm;

    #[test]
    fn shows_who_is_short() {
        let mut cast = Cast::sold(700);
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let code = wasm("watchlist");
        let deployed = cast.node().deploy_wasm(keeper, &code);
        let list = deployed.expect("it is accepted").address;
        let ids = vec![cast.id(), account_of(cast.bidder), cast.id()];
        let watch = IWatchlist::watchCall { liquidator, ids };
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let count = |cast: &Cast| cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count(&cast), U256::from(1), "who owes nothing is not on it");
        let page = IWatchlist::atRiskCall {
            liquidator,
            first: U256::ZERO,
            max: U256::MAX,
        };
        assert_eq!(cast.ask(list, page.clone()), vec![]);
        cast.rises_until_short();
        let short = cast.ask(list, page.clone());
        let [found] = short.as_slice() else {
            panic!("one is short: {short:?}");
        };
        assert_eq!(found.id, cast.id());
        assert_eq!(found.maintenance, cast.health(cast.seller).maintenance);
        assert!(found.unmargined.is_zero());
        cast.node().warp(4_000);
        let blind = cast.ask(list, page);
        assert!(!blind[0].unmargined.is_zero(), "the surface is too old");
        cast.jumps(2_300);
        let (seller, back) = (cast.seller, [cast.leg(0, 2_000, 1_000)]);
        cast.trade(seller, &back).expect("they close");
        cast.send(keeper, list, watch).expect("anyone may");
        assert_eq!(count(&cast), U256::ZERO);
    }

    #[test]
    fn keeps_the_places_of_those_who_stay() {
        let mut cast = Cast::sold(700);
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let code = wasm("watchlist");
        let deployed = cast.node().deploy_wasm(keeper, &code);
        let list = deployed.expect("it is accepted").address;
        let (second, legs) = (cast.bidder, [cast.leg(0, 2_000, -1_000)]);
        cast.trade(second, &legs).expect("they sell too");
        let ids = vec![cast.id(), account_of(second)];
        let watch = IWatchlist::watchCall { liquidator, ids };
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let (seller, back) = (cast.seller, [cast.leg(0, 2_000, 1_000)]);
        cast.trade(seller, &back).expect("they close");
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let count = cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count, U256::from(1));
        cast.send(keeper, list, watch).expect("nothing changes");
        let count = cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count, U256::from(1));
        let money = |cast: &Cast| cast.standing(second).0;
        let (spent, _) = cast.trade(second, &back).expect("they close");
        assert!(spent > 0 && money(&cast) > 0);
    }
}
