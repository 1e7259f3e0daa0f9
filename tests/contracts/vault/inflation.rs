//! Attacks on the price of a share.

use crate::support::{USD, number};
use contract_tests::pool::{IVault, Pool};
use contract_tests::tokens::ICoin;

/// The first provider deposits almost nothing, gives the pool a fortune and waits for the next one.
#[test]
fn by_the_first_depositor_costs_them_and_gains_nothing() {
    let mut pool = Pool::of_decimals(6);
    let [attacker, victim, _] = pool.providers;
    let (held, _) = pool.deposit(attacker, 2_001).expect("they join");
    let gift = 1_000_000 * USD;
    let call = ICoin::transferCall {
        to: pool.vault,
        amount: number(gift),
    };
    pool.send(attacker, pool.asset, call).expect("a gift");
    let (shares, _) = pool.deposit(victim, 1_000 * USD).expect("they join");
    let worth = pool.ask(IVault::convertToAssetsCall { shares });
    assert!(
        worth >= number(1_000 * USD - 1),
        "{worth}: nothing was lost"
    );
    let (back, _) = pool.redeem(attacker, held).expect("they leave");
    assert!(back <= number(2_001), "{back}: the gift is gone");
}

/// The same attack through the market, whose money counts once it has vested.
#[test]
fn by_income_costs_more_than_it_takes() {
    let mut pool = Pool::of_decimals(6);
    let [attacker, victim, _] = pool.providers;
    let (held, _) = pool.deposit(attacker, 1_001).expect("they join");
    let gift = 1_000 * USD;
    pool.collect(gift, 0, 0).expect("collected");
    let (shares, _) = pool.deposit(victim, 1_000 * USD).expect("they join");
    let (kept, _) = pool.redeem(victim, shares).expect("they leave");
    assert!(kept > number(1_000 * USD * 99 / 100), "{kept}");
    let (back, _) = pool.redeem(attacker, held).expect("they leave");
    assert!(back < number(gift / 1_000), "{back}");
}
