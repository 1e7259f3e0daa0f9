//! Books with up to the maximum number of series.

use crate::pricing::WAD;
use crate::trading::*;
use alloy_primitives::U256;
use domain::calendar::may_list;

const WEEK: u64 = 7 * 86_400;

/// The maximum number of live series.
pub const MAX_SERIES: usize = 192;

/// The strikes of an expiry, each as call and put; the two outermost also as digitals.
const STRIKES: [u128; 10] = [
    1_800, 1_850, 1_900, 1_950, 2_000, 2_050, 2_100, 2_150, 2_200, 2_250,
];

/// Returns the eight expiries that may be listed on this day.
#[must_use]
pub fn expiries(stage: &Trading) -> Vec<u64> {
    let first = expiry_after(stage.now(), 3_600);
    let weeks = (0..20).map(|week| first + week * WEEK);
    weeks
        .filter(|expiry| may_list(*expiry, stage.now()))
        .collect()
}

/// Returns the series in the order in which they are listed: 24 of each expiry.
#[must_use]
pub fn series(expiries: &[u64]) -> Vec<Position> {
    let mut all = Vec::new();
    for expiry in expiries {
        let position = |kind, strike: u128| Position {
            expiry: *expiry,
            kind,
            strike: strike * WAD,
            quantity: WAD.cast_signed() / 1_000,
        };
        for strike in STRIKES {
            all.extend([0, 1].map(|kind| position(kind, strike)));
        }
        for strike in [1_950, 2_050] {
            all.extend([2, 3].map(|kind| position(kind, strike)));
        }
    }
    all
}

/// Posts the surfaces of all expiries. The volatility of the day that is left of the first one is high, so that series
/// far from the money can open.
///
/// # Panics
/// When one is refused.
pub fn post(stage: &mut Trading, expiries: &[u64]) {
    for (place, expiry) in expiries.iter().enumerate() {
        let mut slice = stage.pricing.slice_until(*expiry);
        if place == 0 {
            slice.level *= 6;
            slice.slope *= 6;
        }
        if *expiry != stage.expiry {
            assert!(stage.pricing.post(&slice).expect("it is signed").0);
        }
    }
    stage.expiry = expiries[0];
}

/// Lists series up to `count`, and makes accounts of the trader buy a little of each.
///
/// # Panics
/// When one is refused.
pub fn fill(stage: &mut Trading, all: &[Position], from: usize, count: usize) {
    let trader = stage.trader;
    for position in &all[from..count] {
        let strike = position.strike / WAD;
        stage
            .list(position.expiry, position.kind, strike)
            .expect("it is on the grid");
    }
    for (order, legs) in all[from..count].chunks(4).enumerate() {
        // The trader's first account is not used, because it is measured. Eight orders of four legs fill an account.
        let id = account_of(trader) + U256::from(1 + (from / 4 + order) / 8);
        let deadline = stage.now() + 60;
        let call = IMarket::tradeCall {
            id,
            legs: legs.to_vec(),
            limit: i128::MAX,
            deadline,
        };
        let market = stage.market;
        let funds = usd(100_000);
        stage.give(trader, funds, market);
        let deposit = IMarket::depositCall { id, amount: funds };
        stage.send(trader, market, deposit).expect("funded");
        stage.send(trader, market, call).expect("bought");
    }
}
