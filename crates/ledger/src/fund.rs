//! The insurance fund: a number in the market. It pays the pool for debts that are written off, and the treasury by
//! grant.

use crate::overflow;
use crate::storage::{Days, FundNow, Ledger};
use domain::calendar::DAY_SECS;
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// The fund, what it held at the beginning of yesterday and of today, and what has left it since then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// What it holds.
    pub now: FundNow,
    /// What it held when the day began.
    pub began: Days,
    /// What has left it.
    pub left: Days,
}

impl Fund {
    /// Begins the day (UTC), before anything changes in it.
    fn roll(&mut self, day: u32) {
        if day == self.now.day.wrapping_add(1) {
            self.began = Days {
                yesterday: self.began.today,
                today: self.now.held,
            };
            self.left = Days {
                yesterday: self.left.today,
                today: 0,
            };
        } else if day > self.now.day {
            self.began = Days {
                yesterday: self.now.held,
                today: self.now.held,
            };
            self.left = Days::default();
        }
        self.now.day = day;
    }

    /// Returns what it may pay for debts now, units of the asset: half of what it held at the beginning of yesterday,
    /// less what has left it since then. A fund younger than a day pays nothing.
    #[must_use]
    pub fn may_pay(&self) -> u128 {
        let half = self.began.yesterday >> 1;
        let left = self.left.yesterday.saturating_add(self.left.today);
        half.saturating_sub(left).min(self.now.held)
    }
}

impl Ledger {
    /// Returns the fund as it is today.
    #[must_use]
    pub fn fund_today(&self) -> Fund {
        let mut fund = Fund {
            now: self.fund.get(),
            began: self.fund_began.get(),
            left: self.fund_left.get(),
        };
        fund.roll(self.today());
        fund
    }

    fn today(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "days of eleven million years"
        )]
        let day = (self.vm().block_timestamp() / DAY_SECS) as u32;
        day
    }

    /// Adds to the fund.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn fund_gets(&mut self, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let today = self.today();
        let now = self.fund.get();
        // Within a day only the fund itself changes.
        let held = if now.day == today {
            now.held
        } else {
            let fund = self.fund_today();
            self.set_days(&fund);
            fund.now.held
        };
        let held = held.checked_add(amount).ok_or_else(overflow)?;
        self.fund.set(&FundNow { held, day: today });
        Ok(())
    }

    /// Takes an amount out of the fund, at most what it has.
    pub fn fund_pays(&mut self, mut fund: Fund, amount: u128) {
        fund.now.held = fund.now.held.saturating_sub(amount);
        fund.left.today = fund.left.today.saturating_add(amount);
        self.set_days(&fund);
        self.fund.set(&fund.now);
    }

    fn set_days(&mut self, fund: &Fund) {
        self.fund_began.set(&fund.began);
        self.fund_left.set(&fund.left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stylus_sdk::testing::TestVM;

    #[test]
    fn a_young_fund_pays_nothing_and_an_old_one_half_in_two_days() {
        let vm = TestVM::default();
        let mut ledger = Ledger::from(&vm);
        let day = |number: u64| vm.set_block_timestamp(number * DAY_SECS + 5);
        day(100);
        ledger.fund_gets(1_000).unwrap();
        assert_eq!(ledger.fund_today().may_pay(), 0);
        day(101);
        ledger.fund_gets(500).unwrap();
        assert_eq!(
            ledger.fund_today().may_pay(),
            0,
            "yesterday it began with nothing"
        );
        day(102);
        assert_eq!(ledger.fund_today().may_pay(), 500);
        let fund = ledger.fund_today();
        ledger.fund_pays(fund, 400);
        assert_eq!(ledger.fund_today().may_pay(), 100);
        day(103);
        // It held 1,500 as yesterday began, and 400 has left since.
        assert_eq!(ledger.fund_today().may_pay(), 350);
        assert_eq!(ledger.fund_today().now.held, 1_100);
        day(200);
        assert_eq!(ledger.fund_today().may_pay(), 550);
    }
}
