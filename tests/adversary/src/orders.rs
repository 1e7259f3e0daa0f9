//! What traders, keepers and takers of auctions do.

use crate::account::{Id, TREASURY};
use crate::model::Model;
use crate::rules::{Outcome, Rule, need};
use crate::series::Series;
use crate::streams::Vesting;

/// What an order moves, and what the pool has to keep.
pub struct Bill {
    /// What the account pays; negative for what it receives.
    pub cost: i128,
    /// Of that, what the fund gets.
    pub to_fund: i128,
    /// Of that, what the treasury gets.
    pub to_treasury: i128,
    /// Of that, what vests in the pool, and until when.
    pub income: (Vesting, i128),
    /// Whether it opens.
    pub opens: bool,
    /// What the pool could spare before it.
    pub spare_before: i128,
}

impl Model {
    /// Brings money into an account. Anyone may.
    ///
    /// # Errors
    /// For nothing.
    pub fn deposit(&mut self, id: Id, amount: i128) -> Outcome {
        need(amount > 0, "nothing")?;
        self.touch(id, false);
        self.purses.market += amount;
        self.tally.came += amount;
        self.account_mut(id).fair += amount;
        self.gets(id, amount);
        self.return_bond(id);
        self.finish();
        Ok(())
    }

    /// Takes money out of an account.
    ///
    /// # Errors
    /// More than there is; while something sold is past and not settled; below initial margin.
    pub fn withdraw(&mut self, id: Id, amount: i128) -> Outcome {
        self.touch(id, false);
        let money = self.account(id).money;
        need(0 < amount && amount <= money, "money")?;
        need(!self.sells_past(id), "settle first")?;
        if self.live(id).iter().any(|(_, quantity)| *quantity < 0) {
            need(self.initial(id) >= amount, "margin")?;
        }
        let account = self.account_mut(id);
        account.money -= amount;
        account.fair -= amount;
        self.purses.market -= amount;
        self.tally.came -= amount;
        Ok(())
    }

    fn sells_past(&self, id: Id) -> bool {
        let past = |expiry| expiry <= self.now && self.settled(expiry).is_none();
        self.account(id).sells(past)
    }

    /// Gives money to the fund.
    pub fn give_to_fund(&mut self, amount: i128) {
        self.fund.gets(amount, self.now);
        self.purses.market += amount;
        self.tally.came += amount;
    }

    /// Whether a trade takes an account's position away from zero, or through it.
    #[must_use]
    pub fn opens(&self, id: Id, series: Series, quantity: i128) -> bool {
        let held = self.account(id).quantity(series);
        let after = held + quantity;
        after.abs() > held.abs() || held * after < 0
    }

    /// Trades one leg with the pool.
    ///
    /// # Errors
    /// What the rules of trading refuse.
    pub fn trade(&mut self, id: Id, series: Series, quantity: i128) -> Outcome {
        self.touch(id, false);
        let listed = self.market.listed.contains_key(&series.expiry);
        need(
            series.expiry > self.now && quantity != 0 && listed,
            "expired",
        )?;
        let opens = self.opens(id, series, quantity);
        let before = self.account(id).standing();
        let worst = if opens {
            0
        } else {
            self.account(id).money + self.lowest(id)
        };
        let spare_before = self.spare();
        if opens {
            let sound = self.account(id).money >= 0 && self.unpaid.is_empty();
            need(sound && !self.sells_past(id), "no opening")?;
            need(self.vault.held > 0, "worthless pool")?;
        }
        let mark = self.mark(series);
        let spread = quantity.abs() * (mark / 50 + 20) / self.scale.per_unit + 1;
        let (to_fund, to_treasury) = (spread / 5, spread / 10);
        let cost = -self.scale.worth(-quantity, mark) + spread;
        need(cost <= self.account(id).money.max(0), "money")?;
        self.change(id, series, quantity)?;
        self.recount(id, &before);
        self.exchange(
            id,
            &Bill {
                cost,
                to_fund,
                to_treasury,
                income: (
                    Vesting::Until(series.expiry),
                    spread - to_fund - to_treasury,
                ),
                opens,
                spare_before,
            },
        )?;
        self.account_mut(id).fair -= cost;
        // Who would keep nothing but a loan is liquidated instead, at the mark and without the spread.
        let account = self.account(id);
        let only_loan = account.words.is_empty() && account.money < 0;
        need(!only_loan, "nothing but a loan")?;
        if opens {
            self.lay_down_bond(id)?;
        }
        if self.live(id).iter().any(|(_, quantity)| *quantity < 0) {
            let left = self.initial(id);
            need(left >= 0 || (!opens && left >= worst - spread), "margin")?;
        }
        self.return_bond(id);
        Ok(())
    }

    /// Liquidates an account that is short: a part at the mark with a penalty, or all that lives at the mark if it
    /// cannot end well.
    ///
    /// # Errors
    /// For a sound account; what a payment of the pool is refused with.
    pub fn liquidate(&mut self, id: Id) -> Outcome {
        self.touch(id, true);
        need(self.is_short(id), "sound")?;
        let mut legs = self.live(id);
        if !self.rules.hold(Rule::LiveLegsOnly) {
            legs.extend(self.past(id));
        }
        let value = self.value(legs.iter().copied());
        let money = self.account(id).money;
        let past = self.value(self.past(id).into_iter());
        let worth = money + self.par(id) + past + value;
        let (before, spare_before) = (self.account(id).standing(), self.spare());
        let whole = worth <= 0 || money + value <= 0;
        let taken = |quantity: i128| {
            let half = quantity.div_euclid(2);
            if whole || half == 0 { -quantity } else { -half }
        };
        let legs: Vec<_> = legs.into_iter().map(|(s, q)| (s, taken(q))).collect();
        let mut cost: i128 = legs
            .iter()
            .map(|(series, quantity)| -self.scale.worth(-quantity, self.mark(*series)))
            .sum();
        let penalty = if whole {
            0
        } else {
            let gross: i128 = legs
                .iter()
                .map(|(_, quantity)| quantity.abs() * self.market.spot / self.scale.per_unit / 10)
                .sum();
            (gross / 100 * self.penalty).min((money - cost).max(0))
        };
        cost += penalty;
        for (series, quantity) in legs {
            self.change(id, series, quantity)?;
        }
        self.recount(id, &before);
        need(whole || money - cost >= money.min(0), "money")?;
        let to_fund = penalty / 3;
        self.exchange(
            id,
            &Bill {
                cost,
                to_fund,
                to_treasury: 0,
                income: (Vesting::Day, penalty - to_fund),
                opens: false,
                spare_before,
            },
        )?;
        self.account_mut(id).fair -= cost;
        if self.live(id).is_empty() {
            let bond = self.account(id).bond;
            self.pay_from_bond(id, bond);
        }
        self.close_if_empty(id);
        self.finish();
        Ok(())
    }

    /// Sells all live positions of a solvent account for this much money, as an auction does. No debt stays behind.
    ///
    /// # Errors
    /// For a sound or an insolvent account; for too little money; what margin refuses.
    ///
    /// # Panics
    /// When a debt stays behind.
    pub fn hand_over(&mut self, from: Id, to: Id, money: i128) -> Outcome {
        need(from != to, "the same account")?;
        self.touch(to, false);
        self.touch(from, true);
        need(self.is_short(from), "sound")?;
        let live = self.live(from);
        let worth = self.account(from).money + self.value(live.iter().copied());
        let past = self.value(self.past(from).into_iter());
        need(
            worth > 0 && worth + self.par(from) + past > 0,
            "insolvent: the pool takes it",
        )?;
        let enough = money >= (-self.account(from).money).max(0);
        need(enough && self.account(to).money >= money, "money")?;
        let lost = self.tally.lost;
        let before = [from, to].map(|id| (id, self.account(id).standing()));
        for (series, quantity) in live {
            self.change(from, series, -quantity)?;
            self.change(to, series, quantity)?;
        }
        for (id, standing) in &before {
            self.recount(*id, standing);
        }
        self.account_mut(to).money -= money;
        self.gets(from, money);
        self.account_mut(from).fair += money;
        self.account_mut(to).fair -= money;
        self.lay_down_bond(to)?;
        need(self.initial(to) >= 0, "margin")?;
        self.return_bond(to);
        self.close_if_empty(from);
        assert_eq!(
            self.tally.lost, lost,
            "L13: a sale leaves a debt to the pool"
        );
        self.finish();
        Ok(())
    }

    /// Moves what an order moves: the account pays the pool, or the pool pays the account.
    ///
    /// # Errors
    /// When the pool has to keep what it would pay.
    pub fn exchange(&mut self, id: Id, bill: &Bill) -> Outcome {
        let account = self.account_mut(id);
        let money = account.money;
        account.money -= bill.cost;
        let flow = if bill.cost >= 0 {
            let paid = bill.cost.min(money.max(0));
            self.loans += bill.cost - paid;
            self.tally.lent += bill.cost - paid;
            paid
        } else {
            let repaid = (-bill.cost).min((-money).max(0));
            self.loans -= repaid;
            self.tally.repaid += repaid;
            bill.cost + repaid
        };
        let flow = flow - bill.to_fund - bill.to_treasury;
        self.fund.gets(bill.to_fund, self.now);
        let treasury = self.account_mut(TREASURY);
        treasury.money += bill.to_treasury;
        treasury.fair += bill.to_treasury;
        // An order's money moves at once, in clearing too: only what settlement brings waits for its end.
        let (until, income) = bill.income;
        if flow >= 0 {
            self.vault.held += flow;
            self.purses.vault += flow;
            self.purses.market -= flow;
            self.vest(until, income);
        } else {
            self.pay(-flow, (until, income), bill)?;
        }
        self.finish();
        Ok(())
    }

    /// The vault pays. Claims come first; what it has to keep may be missing only if no more is missing than before.
    fn pay(&mut self, amount: i128, income: (Vesting, i128), bill: &Bill) -> Outcome {
        self.vault.held -= amount;
        self.purses.vault -= amount;
        self.purses.market += amount;
        self.vest(income.0, income.1);
        let least = if self.rules.hold(Rule::ClaimsFirst) {
            self.vault.owed
        } else {
            0
        };
        need(self.vault.held >= least, "what must stay")?;
        let spare = self.spare();
        if bill.opens {
            let spare = if self.rules.hold(Rule::OpeningsLeave) {
                spare - self.unvested() - self.worth().max(0) / 4
            } else {
                spare
            };
            need(spare >= 0, "what must stay")
        } else {
            let enough = spare >= bill.spare_before.min(0);
            need(
                enough || !self.rules.hold(Rule::ClosesLeave),
                "what must stay",
            )
        }
    }
}
