//! One random step: what anybody might do next.

use super::{Driver, PROVIDERS, Stress};
use crate::account::Id;
use crate::call::Call;
use crate::market::DAY_SECS;
use crate::series::{Kind, Series};

impl Driver {
    /// Makes one random step.
    pub fn step(&mut self) {
        match self.rng.u32(..100) {
            0..10 => self.let_time_pass(),
            10..16 => self.list(),
            16..26 => {
                let (who, size) = (self.anyone(), self.size);
                let amount = self.pick(&[1, 7, size / 10 + 1, size, 3 * size]);
                self.make(Call::Deposit(who, amount));
            }
            26..33 => {
                let who = self.anyone();
                let money = self.model.account(who).money;
                let amount =
                    self.pick(&[money, money * 7 / 8, money * 3 / 4, money / 2, money / 4, 1]);
                self.make(Call::Withdraw(who, amount.max(1)));
            }
            33..60 => self.trade(),
            60..66 => {
                let prover = self.prover;
                if let Some(expiry) = self.any_expiry(|driver, expiry| {
                    expiry <= driver.model.now && driver.model.market.price_of(expiry).is_none()
                }) && self.chance(prover)
                {
                    self.make(Call::Prove(expiry));
                }
            }
            66..72 => {
                if let Some(expiry) = self.any_expiry(|driver, expiry| {
                    let proven = driver.model.market.price_of(expiry).is_some();
                    proven && driver.model.settled(expiry).is_none()
                }) {
                    self.make(Call::Settle(expiry));
                }
            }
            72..80 => {
                for _ in 0..self.rng.u32(1..4) {
                    let who = self.anyone();
                    self.make(Call::SettleAccount(who));
                }
            }
            80..82 => {
                self.make(Call::PayClaims);
            }
            82..87 => {
                let who = self.someone_short();
                self.make(Call::Liquidate(who));
            }
            87..89 => {
                let (from, to) = (self.someone_short(), self.anyone());
                let loan = (-self.model.account(from).money).max(0);
                let fifth = self.model.account(to).money / 5;
                let more = self.pick(&[0, 0, 1, fifth]);
                self.make(Call::HandOver(from, to, loan + more));
            }
            89..93 => {
                let (who, pool) = (self.rng.u32(..PROVIDERS), self.pool);
                let amount = self.pick(&[1, 1_000, pool / 10, pool / 10, pool]);
                self.make(Call::Join(who, amount));
            }
            93..95 => {
                let who = self.rng.u32(..PROVIDERS);
                let shares = self.model.shares_of(who);
                let asked = self.pick(&[1, shares / 3, shares]);
                self.make(Call::Request(who, asked));
                if self.chance(0.2) {
                    let who = self.rng.u32(..PROVIDERS);
                    self.make(Call::Cancel(who));
                }
            }
            95..97 => {
                self.make(Call::CloseEpoch);
            }
            97..98 => {
                let who = self.rng.u32(..PROVIDERS);
                self.make(Call::Claim(who));
            }
            98..99 => self.reverse_one(),
            _ => {
                if self.chance(0.3) {
                    let amount = self.pick(&[1, 1_000, 50_000]);
                    self.make(Call::GiveToFund(amount));
                }
            }
        }
    }

    fn any_expiry(&mut self, fits: impl Fn(&Self, u64) -> bool) -> Option<u64> {
        let listed = self.model.market.listed.keys().copied();
        let fitting: Vec<u64> = listed.filter(|expiry| fits(self, *expiry)).collect();
        (!fitting.is_empty()).then(|| fitting[self.rng.usize(..fitting.len())])
    }

    /// Expiries that are to come.
    fn ahead(&self) -> Vec<u64> {
        let listed = self.model.market.listed.keys().copied();
        listed.filter(|expiry| *expiry > self.model.now).collect()
    }

    fn let_time_pass(&mut self) {
        let hours = [1, 1, 3, 8, 20][self.rng.usize(..5)];
        let jump = self.jump;
        // Moves in thousandths.
        let by = if self.chance(jump) {
            self.rng.i128(500..1_700)
        } else {
            self.rng.i128(970..1_030)
        };
        let spot = (self.model.market.spot * by / 1_000).clamp(20_000, 1_000_000);
        self.model.tick(hours, spot);
        let now = self.model.now;
        let far = self.rng.u32(..10) == 0;
        for (expiry, price) in &mut self.model.market.listed {
            if *expiry <= now && price.is_none() {
                let by = if far {
                    self.rng.i128(800..1_200)
                } else {
                    self.rng.i128(990..1_010)
                };
                *price = Some(spot * by / 1_000);
            }
        }
        self.model.assert_laws();
        let keeper = self.keeper;
        if self.chance(keeper) {
            self.keep();
        }
    }

    fn list(&mut self) {
        if self.ahead().len() < 3 {
            let days = [1, 2, 4, 9][self.rng.usize(..4)];
            let expiry = (self.model.now / DAY_SECS + days) * DAY_SECS;
            self.model.market.listed.entry(expiry).or_insert(None);
        }
    }

    pub(super) fn someone_short(&mut self) -> Id {
        let short: Vec<Id> = (0..self.who)
            .filter(|id| self.model.is_short(*id))
            .collect();
        if !short.is_empty() && self.chance(0.9) {
            return short[self.rng.usize(..short.len())];
        }
        self.anyone()
    }

    /// Closes half of a position or all of it.
    fn reverse_one(&mut self) {
        let who = self.anyone();
        let held: Vec<_> = self.model.account(who).positions().collect();
        if held.is_empty() {
            return;
        }
        let (series, quantity) = held[self.rng.usize(..held.len())];
        let half = quantity / 2;
        let part = if self.rng.bool() || half == 0 {
            quantity
        } else {
            half
        };
        self.make(Call::Trade(who, series, -part));
    }

    fn trade(&mut self) {
        let who = self.anyone();
        if self.model.account(who).positions().next().is_some() && self.chance(0.3) {
            self.reverse_one();
            return;
        }
        let ahead = self.ahead();
        if ahead.is_empty() {
            return;
        }
        let often = if self.stress == Stress::Calendars {
            0.4
        } else {
            0.15
        };
        if ahead.len() > 1 && self.chance(often) {
            self.strategy(who, &ahead);
            return;
        }
        let expiry = ahead[self.rng.usize(..ahead.len())];
        let percent = self.pick(&[80, 90, 100, 110, 120]);
        let series = Series {
            expiry,
            kind: Kind::ALL[self.rng.usize(..4)],
            strike: self.strike(percent),
        };
        let units = self.pick(&[1, self.size / 50, self.size / 5, self.size]);
        let lots = (units * 1_000 / self.model.market.spot).max(1) * self.pick(&[1, 3, 7]);
        let sign = self.pick(&[-1, -1, 1]);
        self.make(Call::Trade(who, series, sign * lots));
    }

    /// A strike at so many percent of the spot, of which there are few, so that accounts meet in a series.
    fn strike(&self, percent: i128) -> i128 {
        const GRID: i128 = 10_000;
        let near = self.model.market.spot * percent / 100;
        ((near + GRID / 2) / GRID * GRID).max(GRID)
    }

    /// A calendar with no money beside it; a box that takes the pool's cash; a spread; two accounts of one owner.
    fn strategy(&mut self, who: Id, ahead: &[u64]) {
        let percent = self.pick(&[90, 100, 110]);
        let strike = self.strike(percent);
        let units = self.pick(&[self.size / 20, self.size / 2, self.size * 3]);
        let lots = (units * 1_000 / self.model.market.spot).max(1);
        let (near, far) = (ahead[0], ahead[ahead.len() - 1]);
        let kind = [Kind::Call, Kind::Put][self.rng.usize(..2)];
        let of = |expiry, kind, strike| Series {
            expiry,
            kind,
            strike,
        };
        let mut choice = self.rng.usize(..4);
        if self.stress == Stress::Calendars {
            choice = [0, 0, 0, 1, 3][self.rng.usize(..5)];
        }
        let legs = match choice {
            0 => [
                (who, of(far, kind, strike), lots),
                (who, of(near, kind, strike), -lots),
            ],
            1 => [
                (who, of(far, Kind::DigitalCall, strike), -lots),
                (who, of(far, Kind::DigitalPut, strike), -lots),
            ],
            2 => [
                (who, of(near, kind, strike), lots),
                (who, of(near, kind, strike + 20_000), -lots),
            ],
            _ => [
                (who, of(near, kind, strike), -lots),
                (self.anyone(), of(near, kind, strike), lots),
            ],
        };
        for (id, series, quantity) in legs {
            self.make(Call::Trade(id, series, quantity));
        }
        if self.chance(0.7) {
            for eighths in [8, 4, 2] {
                let money = self.model.account(who).money;
                self.make(Call::Withdraw(who, (money * eighths / 8).max(1)));
            }
        }
    }

    /// What a keeper does in a turn.
    pub(super) fn keep(&mut self) {
        let past: Vec<u64> = self.model.market.listed.keys().copied().collect();
        let now = self.model.now;
        for expiry in past.into_iter().filter(|expiry| *expiry <= now) {
            self.make(Call::Prove(expiry));
        }
        for _ in 0..6 {
            let proven: Vec<u64> = self.model.market.proven().collect();
            for expiry in proven {
                if self.model.settled(expiry).is_none() {
                    self.make(Call::Settle(expiry));
                }
            }
            for id in 0..self.who {
                self.make(Call::SettleAccount(id));
            }
        }
        for id in 0..self.who {
            self.make(Call::Liquidate(id));
        }
        self.make(Call::PayClaims);
    }
}
