//! The cost of views of a full market.

use crate::support::Screen;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use contract_tests::books::{self, MAX_SERIES};
use contract_tests::lens::*;
use contract_tests::snapshot::{Figures, check};
use contract_tests::trading::*;

/// Records the gas of each view in `tests/snapshots/gas-lens.json`: an `eth_call` has to have it.
#[test]
fn of_a_whole_market_fits_a_call() {
    let mut screen = Screen::set();
    let (lens, pool_lens) = (screen.lens, screen.pool_lens);
    let expiries = books::expiries(&screen.stage);
    let all = books::series(&expiries);
    books::post(&mut screen.stage, &expiries);
    let mut figures = Figures::new();
    let mut from = 0;
    for count in [1, 16, 64, MAX_SERIES] {
        books::fill(&mut screen.stage, &all, from, count);
        from = count;
        let before = screen.stage.node().snapshot();
        let market = screen.stage.market;
        let id = account_of(screen.stage.trader) + U256::ONE;
        let expiry = expiries[0];
        let mut note = |what: &str, gas: u64| {
            figures.insert(format!("{what}, {count:03} series"), gas);
        };
        note(
            "chain",
            cost(&mut screen, lens, ILens::chain_0Call { market }),
        );
        let page = ILens::chain_1Call { market, expiry };
        note("chain of an expiry", cost(&mut screen, lens, page));
        note(
            "account",
            cost(&mut screen, lens, ILens::accountCall { market, id }),
        );
        note(
            "pool",
            cost(&mut screen, pool_lens, IPoolLens::poolCall { market }),
        );
        screen.stage.node().revert_to(&before);
    }
    for (name, gas) in &figures {
        println!("{gas:>9}  {name}");
    }
    check("gas-lens", &figures);
    // Nitro gives a call 50 million gas unless it is configured otherwise.
    assert!(figures.values().all(|gas| *gas < 50_000_000));
}

fn cost<C: SolCall>(screen: &mut Screen, lens: Address, call: C) -> u64 {
    let user = screen.stage.pricing.user;
    let (_, sent) = screen.stage.send(user, lens, call).expect("an answer");
    sent.gas_used
}
