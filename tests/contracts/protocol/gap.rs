//! The price falls by 70% at once, on fifty accounts in twenty series of two expiries. Keepers and bidders unwind them in
//! random order, first while the pool's limits let it close, then while they do not; both expiries settle; everybody is
//! paid and leaves. All of it balances to the unit.

use alloy_primitives::{Address, U256};
use contract_tests::authority::tighten;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};
use fastrand::Rng;
use positions::Series;

const STRIKES: [u128; 5] = [1_800, 1_900, 2_000, 2_100, 2_200];
const ACCOUNTS: u8 = 50;
/// Units of the asset in a WAD of dollars, inverted.
const UNIT: u128 = WAD / USD as u128;

/// The price after the gap, hundredths of a dollar: it was 2,000 dollars.
const AFTER_CENTS: i128 = 60_000;

struct Gap {
    stage: Trading,
    r: Rng,
    expiries: [u64; 2],
    ids: Vec<U256>,
    /// Who bids, and what he bids into.
    bidders: Vec<U256>,
    keepers: [Address; 3],
    /// Hundredths of a dollar.
    cents: i128,
    /// All money of market and vault.
    money: U256,
    /// What settlement has left of it by rounding, units of the asset.
    dust: i128,
    tally: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    closed: u32,
    insolvent_closed: u32,
    bids: u32,
    insolvent_taken: u32,
    refused: u32,
    locked: u32,
    pool_paid: u128,
}

impl Gap {
    fn set() -> Self {
        let mut stage = Trading::set();
        let expiries = [stage.expiry, stage.expiry + 7 * 86_400];
        stage.post(expiries[1]);
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
        let fund = account_of(stage.liquidator);
        stage
            .deposit(others[0], fund, usd(20_000))
            .expect("anyone may");
        Self {
            stage,
            r: Rng::with_seed(70),
            expiries,
            ids: owners.into_iter().map(account_of).collect(),
            bidders,
            keepers: others,
            cents: SPOT * 100,
            money: U256::ZERO,
            dust: 0,
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

    /// Every account trades in its way, and keeps its initial margin, or somewhat more.
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
        // One is so large on the other side that the pool is short of puts, and would get shorter by taking any back.
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

    /// What an account can lack and be short after the gap, but worth something, units of the asset.
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
        assert_eq!(self.stage.audit_but_for_money(&all), self.dust);
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

    /// Unwinds all that are short, in random order. Returns how many were.
    fn sweep(&mut self, limited_after: usize) -> usize {
        let mut order = self.ids.clone();
        order.extend(&self.bidders);
        self.r.shuffle(&mut order);
        let mut met = 0;
        for id in order {
            if self.stage.margin_of(id).maintenance >= 0 {
                continue;
            }
            if met == limited_after {
                self.fills_the_pool();
            }
            met += 1;
            self.unwind(id);
            self.audit();
        }
        met
    }

    /// Nothing that adds to what the pool risks is admitted any more.
    fn fills_the_pool(&mut self) {
        let (owner, authority) = (self.stage.pricing.owner, self.stage.pricing.authority);
        for name in ["deltaLimit", "vegaLimit", "tenPercentLimit", "worstLimit"] {
            let call = tighten(self.stage.risk, name, U256::from(1));
            self.stage
                .send(owner, authority, call)
                .expect("it is safer");
        }
    }

    fn unwind(&mut self, id: U256) {
        for _ in 0..40 {
            let before = self.stage.margin_of(id);
            if before.maintenance >= 0 {
                return;
            }
            let keeper = self.keepers[self.r.usize(..3)];
            let (answer, _) = self.stage.liquidate(keeper, id).expect("it is short");
            if answer == CLOSED {
                self.tally.closed += 1;
                self.tally.insolvent_closed += u32::from(before.value <= 0);
                continue;
            }
            assert!(answer == SOLVENT || answer == INSOLVENT);
            self.providers_wait();
            if self.r.bool() {
                let wait = self.r.u64(1..800);
                self.stage.node().warp(wait);
                self.jumps(self.cents);
            }
            self.bid(id);
        }
        panic!("nobody gets done with {id}");
    }

    /// While insolvent accounts lack more than the fund has, nobody leaves the pool.
    fn providers_wait(&mut self) {
        let missing = self
            .stage
            .ask(self.stage.liquidator, ILiquidator::insolventCall {});
        let fund = U256::from(self.stage.fund_money().unsigned_abs());
        let short = missing.div_ceil(U256::from(UNIT)).saturating_sub(fund);
        assert_eq!(
            self.stage.ask(self.stage.vault, IVault::shortfallCall {}),
            short
        );
        if short > U256::ZERO {
            let (lp, vault) = (self.stage.lp, self.stage.vault);
            let shares = U256::from(1_000_000);
            let leave = IVault::redeemCall {
                shares,
                receiver: lp,
                owner: lp,
            };
            let locked = reverted(self.stage.send(lp, vault, leave));
            assert_eq!(locked, revert(&IVault::VaultShortfall { shortfall: short }));
            self.tally.locked += 1;
        }
    }

    fn bid(&mut self, id: U256) {
        let part = if self.r.bool() {
            WAD
        } else {
            self.r.u128(WAD / 20..WAD)
        };
        let taker = self.bidders[self.r.usize(..3)];
        if taker == id {
            return;
        }
        let worthless = self.stage.margin_of(id).value <= 0;
        match self.stage.bid(taker, id, part, i128::MAX) {
            Ok((_, sent)) => {
                let it = sent.event::<ILiquidator::AuctionTaken>().expect("an event");
                self.tally.bids += 1;
                self.tally.insolvent_taken += u32::from(worthless);
                self.tally.pool_paid += it.fromVault;
            }
            // In the meantime it has recovered, or come to be worth something, or nothing.
            Err(_) => self.tally.refused += 1,
        }
    }

    /// Both go on to the end of an expiry, at a price; whoever falls short on the way is unwound.
    fn expires(&mut self, place: usize, cents: i128) {
        let expiry = self.expiries[place];
        self.stage.node().warp_to(expiry - 3_660).expect("later");
        self.jumps(cents);
        self.sweep(usize::MAX);
        self.audit();
        // The last round before the half hour stands for all of it.
        let round = self.stage.feeds.latest(&self.stage.pricing.node);
        self.stage.node().warp_to(expiry).expect("later");
        self.jumps(cents);
        let (user, oracle, market) = (
            self.stage.pricing.user,
            self.stage.oracle,
            self.stage.market,
        );
        let proof = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![round],
        };
        let (price, _) = self.stage.send(user, oracle, proof).expect("proven");
        assert_eq!(price, cents.unsigned_abs() * (WAD / 100));
        self.stage
            .send(user, market, IMarket::settleCall { expiry })
            .expect("settled");
        let settled = self.stage.ask(market, IMarket::settlementCall { expiry });
        assert_eq!(
            (settled._0, u128::from(settled._1)),
            (price, WAD),
            "in full"
        );
        assert_eq!(self.all_money(), self.money);
        self.pays(expiry, price);
    }

    /// Accounts are settled in random order, each by what it holds of the expiry alone.
    fn pays(&mut self, expiry: u64, price: u128) {
        let mut order: Vec<_> = self.everybody().collect();
        self.r.shuffle(&mut order);
        let mut settled_positions = 1;
        for id in order {
            let (funds, held) = self.stage.holdings(id);
            let due: i128 = held
                .iter()
                .filter(|it| it.expiry == expiry)
                .map(|it| claim(it, price))
                .sum();
            let left: Vec<_> = held
                .iter()
                .filter(|it| it.expiry != expiry)
                .cloned()
                .collect();
            let (user, market) = (self.stage.pricing.user, self.stage.market);
            let call = IMarket::settleAccountsCall { ids: vec![id] };
            self.stage.send(user, market, call).expect("settled");
            let (after, mut rest) = self.stage.holdings(id);
            let expected = funds + due;
            // What it owes beyond what it has is covered once it has nothing else.
            let expected = if left.is_empty() {
                expected.max(0)
            } else {
                expected
            };
            assert_eq!(after, expected);
            assert_eq!(rest.len(), left.len());
            settled_positions += i128::try_from(held.len() - left.len()).expect("few");
            rest.retain(|it| !left.contains(it));
            assert!(rest.is_empty());
        }
        // Claims are rounded down and debts up, each by less than a unit, and what is owed in all once.
        let all: Vec<_> = self.everybody().collect();
        let dust = self.stage.audit_but_for_money(&all) - self.dust;
        assert!(
            (0..=settled_positions).contains(&dust),
            "{dust} of {settled_positions}"
        );
        self.dust += dust;
        self.audit();
    }

    /// Everybody takes out what he has, and nobody's money is left.
    fn leave(&mut self) {
        let (market, vault, lp) = (self.stage.market, self.stage.vault, self.stage.lp);
        let everybody: Vec<_> = self.everybody().collect();
        for id in everybody {
            let (funds, held) = self.stage.holdings(id);
            assert!(funds >= 0 && held.is_empty(), "{funds} {held:?}");
            if funds > 0 {
                let (owner, amount) = (owner_of(id), U256::from(funds.unsigned_abs()));
                let before = self.stage.balance(owner);
                let call = IMarket::withdrawCall {
                    id,
                    amount,
                    to: owner,
                };
                self.stage.send(owner, market, call).expect("it is his");
                assert_eq!(self.stage.balance(owner), before + amount);
            }
        }
        let others = [self.stage.liquidator, self.stage.treasury];
        let theirs: i128 = others.iter().map(|it| self.stage.standing(*it).0).sum();
        let tracked = self.stage.ask(market, IMarket::trackedCall {});
        assert_eq!(tracked, self.stage.balance(market));
        let left = i128::try_from(tracked).expect("small") - theirs;
        assert_eq!(left, self.dust);
        assert!(
            self.stage
                .ask(self.stage.risk, IRiskManager::bookCall {})
                .is_empty()
        );
        self.stage.node().warp(2 * 86_400);
        let shares = self.stage.ask(vault, IVault::balanceOfCall { account: lp });
        let redeem = IVault::redeemCall {
            shares,
            receiver: lp,
            owner: lp,
        };
        let (paid, _) = self
            .stage
            .send(lp, vault, redeem)
            .expect("nothing is locked");
        assert_eq!(self.stage.balance(lp), paid);
        let left = self.stage.balance(vault);
        // A fifth of a percent stays with those who stay, and there is nobody but the dead first deposit.
        assert!(left <= (left + paid) / U256::from(400), "{left} of {paid}");
    }
}

/// What a position is paid, or pays, at a price: units of the asset, rounded against its holder.
fn claim(it: &Position, price: u128) -> i128 {
    let series = Series::new(it.expiry, it.kind, it.strike).expect("listed");
    let product = U256::from(it.quantity.unsigned_abs()) * U256::from(series.payoff(price));
    let unit = U256::from(WAD) * U256::from(UNIT);
    let units = if it.quantity < 0 {
        product.div_ceil(unit)
    } else {
        product / unit
    };
    i128::try_from(units).expect("small") * it.quantity.signum()
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
    assert_eq!(gap.stage.fund_money(), 0, "the fund is used up");
    gap.expires(0, 62_000);
    gap.expires(1, 66_000);
    println!("{:?}", gap.tally);
    gap.leave();
    let tally = &gap.tally;
    assert!(tally.insolvent_closed > 0 && tally.closed > tally.insolvent_closed);
    assert!(tally.insolvent_taken > 0 && tally.bids > tally.insolvent_taken);
    assert!(tally.locked > 0 && tally.pool_paid > 0 && tally.refused < tally.bids / 4);
}
