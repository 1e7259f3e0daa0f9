//! The price falls by 70% at once, on fifty accounts in twenty series of two expiries. Keepers and bidders unwind them
//! in random order, first while the pool's limits let it close, then while they do not. Both expiries settle;
//! everybody is paid and leaves. Everything balances to the unit.

use alloy_primitives::{Address, U256};
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use fastrand::Rng;

mod end;
mod unwind;

const STRIKES: [u128; 5] = [1_800, 1_900, 2_000, 2_100, 2_200];

const ACCOUNTS: u8 = 50;

/// The insurance fund in the beginning, units of the asset.
const FUND: u128 = 20_000 * USD as u128;

/// A unit of the asset in WAD of dollars.
const UNIT: u128 = WAD / USD as u128;

/// The price after the gap, hundredths of a dollar: it was 2,000 dollars.
const AFTER_CENTS: i128 = 60_000;

struct Gap {
    stage: Trading,
    r: Rng,
    expiries: [u64; 2],
    ids: Vec<U256>,
    /// Accounts that bid.
    bidders: Vec<U256>,
    keepers: [Address; 3],
    /// Hundredths of a dollar.
    cents: i128,
    /// All money of market and vault.
    money: U256,
    tally: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    closed: u32,
    bids: u32,
    refused: u32,
    insolvent: u32,
    /// What fund and pool bore of their debts, units of the asset.
    by_fund: u128,
    by_pool: u128,
}

impl Gap {
    fn set() -> Self {
        let mut stage = Trading::set();
        let giver = stage.pricing.node.account(7);
        let (market, amount) = (stage.market, FUND);
        stage.give(giver, U256::from(amount), market);
        let gift = IMarket::addToFundCall { amount };
        stage.send(giver, market, gift).expect("anyone may");
        // Half of what a fund held when yesterday began pays for debts.
        stage.node().warp(2 * 86_400);
        let expiries = [stage.expiry, stage.expiry + 7 * 86_400];
        stage.jump(SPOT * 100, &expiries);
        for expiry in expiries {
            for strike in STRIKES {
                for kind in [0, 1] {
                    stage.list(expiry, kind, strike).expect("on the grid");
                }
            }
        }
        let owners: Vec<_> = (0..ACCOUNTS)
            .map(|it| Address::repeat_byte(0x40 + it))
            .collect();
        for owner in &owners {
            let wei = U256::from(10).pow(U256::from(18));
            stage.node().set_balance(*owner, wei);
        }
        let others = [7, 8, 9].map(|index| stage.pricing.node.account(index));
        let bidders: Vec<_> = others.iter().map(|it| account_number(*it, 1)).collect();
        for id in &bidders {
            let dollars = usd(2_000_000);
            stage.deposit(owner_of(*id), *id, dollars).expect("funded");
        }
        Self {
            stage,
            r: Rng::with_seed(70),
            expiries,
            ids: owners.into_iter().map(account_of).collect(),
            bidders,
            keepers: others,
            cents: SPOT * 100,
            money: U256::ZERO,
            tally: Tally::default(),
        }
    }

    fn leg(&mut self, kind: u8, side: i128) -> Position {
        Position {
            expiry: self.expiries[self.r.usize(..2)],
            kind,
            strike: STRIKES[self.r.usize(..5)] * WAD,
            quantity: side * self.r.i128(500..8_000) * (WAD / 1_000).cast_signed(),
        }
    }

    /// Makes every account trade in its own way, and keep its initial margin, or somewhat more.
    fn trade(&mut self) {
        for (place, id) in self.ids.clone().into_iter().enumerate() {
            let owner = owner_of(id);
            self.stage.fund(owner, usd(60_000)).expect("funded");
            // Calls are 0, puts are 1.
            let ways: [&[(u8, i128)]; 5] = [
                &[(1, -1), (1, -1)],
                &[(0, -1), (1, 1)],
                &[(1, 1), (0, 1)],
                &[(0, -1), (1, -1), (0, -1), (1, -1)],
                &[(1, -1), (1, 1), (1, -1)],
            ];
            let legs: Vec<_> = ways[place % ways.len()]
                .iter()
                .map(|(kind, side)| self.leg(*kind, *side))
                .collect();
            self.stage
                .order(id, &legs)
                .expect("within margin and limits");
            let (funds, _) = self.stage.holdings(id);
            let spare = self.stage.margin_of(id).initial / UNIT.cast_signed() - 2;
            let mut amount = spare.min(funds);
            if place % 2 == 0 {
                amount = amount.min(self.spare_after_the_gap(id));
            }
            let amount = U256::from(amount.max(0).unsigned_abs());
            let call = IMarket::withdrawCall {
                id,
                amount,
                to: owner,
            };
            let market = self.stage.market;
            self.stage.send(owner, market, call).expect("it is spare");
        }
        // One account is so large on the other side that the pool is short of puts, and would get shorter by taking
        // any back.
        let trader = self.stage.trader;
        self.stage.fund(trader, usd(500_000)).expect("funded");
        for expiry in self.expiries {
            let leg = Position {
                expiry,
                kind: 1,
                strike: 1_900 * WAD,
                quantity: 250 * WAD.cast_signed(),
            };
            let bought = self.stage.trade(trader, &[leg]);
            bought.expect("within the limits");
        }
        self.money = self.all_money();
        let book = self.stage.ask(self.stage.risk, IRiskManager::bookCall {});
        assert_eq!(book.len(), 20);
        let all = self.ids.iter().flat_map(|id| self.stage.holdings(*id).1);
        let all: Vec<_> = all.collect();
        for line in &book {
            let is_held = all
                .iter()
                .any(|it| (it.expiry, it.kind, it.strike) == (line.expiry, line.kind, line.strike));
            assert!(is_held, "{line:?}");
        }
    }

    /// Returns the money that an account can withdraw and be short after the gap, but worth something, units of the
    /// asset.
    fn spare_after_the_gap(&mut self, id: U256) -> i128 {
        let before = self.stage.node().snapshot();
        self.jumps(AFTER_CENTS);
        let figures = self.stage.margin_of(id);
        self.stage.node().revert_to(&before);
        let part = self.r.i128(10..90);
        (figures.value - requirement(&figures) / 100 * part) / UNIT.cast_signed()
    }

    fn all_money(&self) -> U256 {
        let held = self.stage.ask(self.stage.vault, IVault::poolCall {}).held;
        U256::from(held) + self.stage.ask(self.stage.market, IMarket::trackedCall {})
    }

    fn audit(&self) {
        assert_eq!(self.all_money(), self.money, "money is moved, not made");
        let all: Vec<_> = self.everybody().collect();
        self.stage.audit(&all);
    }

    fn everybody(&self) -> impl Iterator<Item = U256> {
        let [one, two, three] = self.keepers;
        let others = [one, two, three, self.stage.trader].map(account_of);
        self.ids
            .iter()
            .chain(&self.bidders)
            .copied()
            .chain(others)
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn jumps(&mut self, cents: i128) {
        self.cents = cents;
        let now = self.stage.now() + 60;
        let live: Vec<_> = self.expiries.into_iter().filter(|it| *it > now).collect();
        self.stage.jump(cents, &live);
    }
}

#[test]
fn of_seventy_percent_is_unwound_settled_and_paid_to_the_unit() {
    let mut gap = Gap::set();
    gap.trade();
    gap.audit();
    gap.jumps(AFTER_CENTS);
    let short: Vec<_> = gap
        .ids
        .iter()
        .map(|id| gap.stage.margin_of(*id))
        .filter(|it| it.maintenance < 0)
        .collect();
    let insolvent = short.iter().filter(|it| it.value <= 0).count();
    println!("{} short, {insolvent} of them worth nothing", short.len());
    assert!(short.len() > 20 && insolvent > 10);
    let met = gap.sweep(short.len() / 3);
    assert!(met >= short.len());
    assert_eq!(gap.tally.by_fund, FUND / 2, "all that the fund may pay");
    gap.expires(0, 62_000);
    gap.expires(1, 66_000);
    println!("{:?}", gap.tally);
    gap.leave();
    let tally = &gap.tally;
    assert!(tally.closed > 0 && tally.bids > 0 && tally.refused < tally.bids / 4);
    assert!(tally.insolvent > 10 && tally.by_pool > tally.by_fund);
}
