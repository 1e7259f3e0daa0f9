//! Small books that are put in at no cost: two expiries past at once, pools of any cash.

use super::{Counts, Driver, Gains, PROVIDERS, Stress};
use crate::account::Id;
use crate::call::Call;
use crate::fund::Fund;
use crate::market::Market;
use crate::model::Model;
use crate::rules::Rules;
use crate::series::{Kind, Series};

const NEAR: u64 = 24 * 3_600;
const NEXT: u64 = 48 * 3_600;
const FAR: u64 = 480 * 3_600;
/// Steps in a book.
const STEPS: usize = 25;

/// Plays a book to its end.
///
/// # Panics
/// When a law breaks.
pub fn focused(rules: Rules, seed: u64, counts: &mut Counts, gains: &mut Gains) {
    let mut driver = Driver::new(rules, seed, Stress::Wide);
    driver.counts.clear();
    driver.set_up_book(rules, seed);
    for step in 0..STEPS {
        if step % 6 == 0 {
            driver.assert_orders(4);
        }
        if step % 6 == 3 {
            driver.look_for_gains(gains);
        }
        driver.step_in_book();
    }
    driver.end();
    for (what, times) in driver.counts {
        *counts.entry(what).or_default() += times;
    }
}

impl Driver {
    fn set_up_book(&mut self, rules: Rules, seed: u64) {
        let market = Market {
            spot: 2_000,
            moves: Market::BLIND,
            ..Market::default()
        };
        self.model = Model::new(rules, market);
        self.model.bond_size = 30;
        self.who = [3, 4, 6][self.rng.usize(..3)];
        (self.fund_log, self.fund_paid) = (Vec::new(), Vec::new());
        // Who is owed by one expiry and owes for another, in pools that lack cash.
        let calendars = seed % 3 == 2;
        let pool = if calendars {
            self.pick(&[1_000, 300, 0])
        } else {
            self.pick(&[10_000, 10_000, 1_000, 300, 0])
        };
        self.make(Call::Join(0, 10_000));
        self.model.lay_out(10_000 - pool);
        if self.chance(0.4) {
            let fund = self.pick(&[50, 500]);
            self.make(Call::GiveToFund(fund));
            self.model.fund = Fund::old(fund, self.model.now);
            self.fund_log = vec![(0, fund)];
        }
        self.model.market.listed = [(NEAR, None), (NEXT, None), (FAR, None)].into();
        for id in 0..self.who {
            self.fill_account(id, calendars);
        }
        let hours = [24, 48, 48][self.rng.usize(..3)];
        let spot = self.pick(&[1_700, 1_850, 2_000, 2_150, 2_300]);
        self.model.tick(hours, spot);
        for expiry in [NEAR, NEXT] {
            if expiry <= self.model.now {
                let price = self.pick(&[1_800, 1_950, 2_050, 2_200]);
                self.model.market.listed.insert(expiry, Some(price));
                if self.chance(0.9) {
                    self.make(Call::Prove(expiry));
                }
            }
        }
        self.model.assert_laws();
    }

    fn fill_account(&mut self, id: Id, calendars: bool) {
        if self.chance(0.8) {
            let amount = self.pick(&[10, 300, 1_000, 4_000]);
            self.make(Call::Deposit(id, amount));
        }
        let mut legs = Vec::new();
        let call = |expiry, strike| Series {
            expiry,
            kind: Kind::Call,
            strike,
        };
        if calendars && self.chance(0.7) {
            let (one, other) = if self.rng.bool() {
                (NEAR, NEXT)
            } else {
                (NEXT, NEAR)
            };
            let (high, low) = (self.pick(&[1_800, 1_900]), self.pick(&[1_700, 1_900]));
            legs.push((call(one, high), -self.pick(&[1_000, 4_000])));
            legs.push((call(other, low), self.pick(&[1_000, 2_000, 8_000])));
        }
        if !calendars || self.chance(0.4) {
            for _ in 0..self.pick(&[1, 2, 4]) {
                let series = Series {
                    expiry: [NEAR, NEAR, NEXT, FAR][self.rng.usize(..4)],
                    kind: [Kind::Call, Kind::Put][self.rng.usize(..2)],
                    strike: self.pick(&[1_900, 2_000, 2_100]),
                };
                let sign = self.pick(&[-1, -1, 1]);
                legs.push((series, sign * self.pick(&[333, 2_000, 5_000])));
            }
        }
        self.model.put_in(id, &legs);
        let bond = self.pick(&[0, 30, 30]);
        self.model.put_bond(id, bond);
    }

    fn step_in_book(&mut self) {
        let who = self.anyone();
        match self.rng.u32(..200) {
            0..40 => {
                let expiry = [NEAR, NEXT][self.rng.usize(..2)];
                self.make(Call::Settle(expiry));
            }
            40..100 => {
                self.make(Call::SettleAccount(who));
            }
            100..120 => {
                let amount = self.pick(&[1, 100, 700]);
                self.make(Call::Deposit(who, amount));
            }
            120..140 => {
                let money = self.model.account(who).money / self.pick(&[1, 2]);
                self.make(Call::Withdraw(who, money.max(1)));
            }
            140..160 => {
                let short = self.someone_short();
                self.make(Call::Liquidate(short));
            }
            160..176 => {
                let provider = self.rng.u32(..PROVIDERS);
                let amount = self.pick(&[1, 200, 3_000]);
                self.make(Call::Join(provider, amount));
            }
            176..182 => {
                let (from, money) = (self.someone_short(), self.pick(&[0, 200, 900]));
                self.make(Call::HandOver(from, who, money));
            }
            182..186 => {
                let expiry = [NEAR, NEXT][self.rng.usize(..2)];
                self.make(Call::Prove(expiry));
            }
            186..195 => {
                let spot = self.model.market.spot * self.pick(&[97, 100, 103]) / 100;
                self.model.tick(1, spot);
            }
            195..198 => {
                let live = self.model.live(who);
                if !live.is_empty() {
                    let (series, quantity) = live[self.rng.usize(..live.len())];
                    self.make(Call::Trade(who, series, -quantity));
                }
            }
            _ => {
                self.make(Call::PayClaims);
            }
        }
    }
}

impl Model {
    /// Takes money out of the vault, as if it had been laid out for options of a later expiry.
    pub fn lay_out(&mut self, amount: i128) {
        self.vault.held -= amount;
        self.purses.vault -= amount;
        self.tally.came -= amount;
    }

    /// Puts positions into an account at no cost, so that the figures are of the settlement alone.
    ///
    /// # Panics
    /// With too many of them.
    pub fn put_in(&mut self, id: Id, legs: &[(Series, i128)]) {
        let before = self.account(id).standing();
        for (series, quantity) in legs {
            let put = self.change(id, *series, *quantity);
            put.expect("an account has room for a few positions");
        }
        self.recount(id, &before);
    }

    /// Lays a bond down for an account that owes something, with money from outside.
    pub fn put_bond(&mut self, id: Id, amount: i128) {
        let account = self.account_mut(id);
        if account.owes() {
            account.bond += amount;
            account.fair += amount;
            self.purses.market += amount;
            self.tally.came += amount;
        }
    }
}
