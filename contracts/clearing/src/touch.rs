//! Settling an account: its debts and claims of each expiry are netted, older claims are drawn, then the debt is paid.

use crate::claims::Told;
use crate::Clearing;
use abi::market::events::{AccountSettled, SetOff, WrittenOff};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::accounts::owner_of;
use domain::{expiry_of, Claim, Position, MAX_CLAIM};
use ledger::{overflow, Holdings, Ledger, Lent, Standing, LIQUIDATOR};
use math::{mul_div_down, Wad};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// From so long after `settle` on, who settles another's account earns a tenth of its bond, seconds.
const PAID_FROM_SECS: u64 = 600;

impl Clearing {
    /// Settles accounts.
    ///
    /// # Errors
    /// The vault's error.
    pub fn settle_accounts(&mut self, ids: Vec<U256>) -> Result<(), Refusal> {
        self.require_market()?;
        let before = self.told();
        for id in ids {
            self.settle_account(id)?;
        }
        self.finish(before)
    }

    /// Settles an account, closes it if nothing but a loan is left, and hands over what is due.
    ///
    /// # Errors
    /// The vault's error.
    pub fn touch(&mut self, id: U256) -> Result<(), Refusal> {
        self.require_market()?;
        let before = self.told();
        self.settle_account(id)?;
        self.finish(before)
    }

    pub(crate) fn settle_account(&mut self, id: U256) -> Result<(), Refusal> {
        let mut account = self.ledger.stored(id);
        let settled = self.settled_of(&account);
        let before = account.cash;
        let mut debt = 0u128;
        for (expiry, price) in &settled {
            let owed = self.net(&mut account, *expiry, *price)?;
            debt = debt.checked_add(owed).ok_or_else(overflow)?;
        }
        let clearing = self.ledger.clearing.get().expiry;
        for (expiry, price) in &settled {
            if *expiry != clearing {
                self.draw(&mut account, *expiry, *price)?;
            }
        }
        if debt > 0 {
            self.ledger.owes(&mut account, debt)?;
            for (expiry, _) in &settled {
                self.set_off_what_is_left(&mut account, *expiry)?;
            }
        }
        self.write_off(&mut account)?;
        Ledger::return_bond(&mut account);
        self.ledger.keep(&account);
        for (expiry, _) in &settled {
            self.return_rounding(*expiry)?;
        }
        let amount = account.cash.wrapping_sub(before);
        if amount != 0 {
            self.emit(AccountSettled { id, amount });
        }
        Ok(())
    }

    /// Returns who earns a part of the bond for settling an account: the caller, unless it is their own. The liquidator
    /// has no use for it.
    fn settler_of(&self, id: U256) -> Address {
        let caller = self.vm().msg_sender();
        if caller == owner_of(id) || caller == self.ledger.module(LIQUIDATOR) {
            Address::ZERO
        } else {
            caller
        }
    }

    /// Returns the settled expiries of an account's words in ascending order, with their prices.
    pub(crate) fn settled_of(&self, account: &Holdings) -> Vec<(u32, u128)> {
        let now = self.vm().block_timestamp();
        let past = account.expiries().into_iter();
        let priced = past.filter(|expiry| u64::from(*expiry) <= now);
        let priced = priced.map(|expiry| (expiry, self.ledger.expiries.read(expiry.into()).price));
        priced.filter(|(_, price)| *price != 0).collect()
    }

    /// Nets an account's words of a settled expiry of which it has sold something: what is left of its claim takes their
    /// place. Returns its debt.
    fn net(&mut self, account: &mut Holdings, expiry: u32, price: u128) -> Result<u128, Refusal> {
        if !Standing::of(&account.words, expiry).sells {
            return Ok(0);
        }
        let (long, short) = self.par(account, expiry, price);
        let clearing = self.ledger.clearing.get();
        if clearing.expiry == expiry {
            let mut left = self.ledger.left.get();
            // Each claim is rounded down and their sum up.
            left.claims = left.claims.saturating_sub(long.min(short));
            left.debts = left.debts.saturating_sub(short);
            self.ledger.left.set(&left);
            let now = self.vm().block_timestamp();
            if now >= clearing.since.saturating_add(PAID_FROM_SECS) {
                let tenth = account.bond / 10;
                let settler = self.settler_of(account.id);
                self.ledger.pay_bond(account, settler, tenth)?;
            }
        }
        account.take_out_all(expiry);
        let amount = long.saturating_sub(short);
        if amount > 0 {
            let drawn = 0;
            let claim = Claim {
                expiry,
                amount,
                drawn,
            };
            account.words.push(claim.word());
        }
        Ok(short.saturating_sub(long))
    }

    /// Returns what an account's positions of a settled expiry bring, each rounded down, and what they cost, each
    /// rounded up. Units of the asset, each sum at most [`MAX_CLAIM`], which no token has: a settlement never fails for
    /// its amounts.
    pub(crate) fn par(&self, account: &Holdings, expiry: u32, price: u128) -> (u128, u128) {
        let money = self.ledger.money();
        let (mut long, mut short) = (0u128, 0u128);
        for Position { series, quantity } in account.positions() {
            if series.expiry != expiry {
                continue;
            }
            let size = Wad::from_wei(quantity.unsigned_abs());
            let payoff = Wad::from_wei(series.payoff(price));
            let (sum, paid) = if quantity < 0 {
                (&mut short, size.mul_up(payoff).map(|it| money.up(it.wei())))
            } else {
                (
                    &mut long,
                    size.mul_down(payoff).map(|it| money.down(it.wei())),
                )
            };
            let paid = paid.unwrap_or(MAX_CLAIM);
            *sum = sum.saturating_add(paid).min(MAX_CLAIM);
        }
        (long, short)
    }

    /// Returns what is left of an account's claim of an expiry, if its words were replaced by one.
    fn kept_claim(account: &Holdings, expiry: u32) -> Option<Claim> {
        let mut words = account.words.iter().filter(|w| expiry_of(**w) == expiry);
        words.find_map(|word| Claim::of_word(*word))
    }

    /// Draws what is paid of an account's claim of a cleared expiry. A loan is set off before.
    fn draw(&mut self, account: &mut Holdings, expiry: u32, price: u128) -> Result<(), Refusal> {
        let claim = match Self::kept_claim(account, expiry) {
            Some(claim) => claim,
            None => Claim {
                expiry,
                amount: self.par(account, expiry, price).0,
                drawn: 0,
            },
        };
        let mut claim = self.set_off(account, claim)?;
        let entry = self.ledger.claims.entry(expiry.into());
        let mut row = self.ledger.claims.at(entry);
        let drawn = if row.paid == row.claims {
            claim.amount
        } else {
            portion(claim.amount, row.paid, row.claims).max(claim.drawn)
        };
        let paid = drawn.saturating_sub(claim.drawn);
        if paid > 0 {
            row.drawn = row.drawn.checked_add(paid).ok_or_else(overflow)?;
            self.ledger.claims.put(entry, &row);
            self.ledger.gets(account, paid)?;
        }
        claim.drawn = drawn;
        put_claim(account, claim);
        Ok(())
    }

    fn set_off_what_is_left(&mut self, account: &mut Holdings, expiry: u32) -> Result<(), Refusal> {
        if self.ledger.clearing.get().expiry == expiry {
            return Ok(());
        }
        if let Some(claim) = Self::kept_claim(account, expiry) {
            let claim = self.set_off(account, claim)?;
            put_claim(account, claim);
        }
        Ok(())
    }

    /// Sets off a claim that the pool cannot pay now, at par, against its holder's loan. The part paid of everybody
    /// else's claim does not fall.
    fn set_off(&mut self, account: &mut Holdings, claim: Claim) -> Result<Claim, Refusal> {
        let entry = self.ledger.claims.entry(claim.expiry.into());
        let mut row = self.ledger.claims.at(entry);
        let rest = claim.amount.saturating_sub(claim.drawn);
        let unpaid = row.claims.saturating_sub(row.paid);
        let amount = rest.min(account.loan()).min(unpaid);
        if amount == 0 {
            return Ok(claim);
        }
        // No less than the amount, since no more than the claim was drawn.
        let cut = portion(claim.amount, amount, rest);
        let drawn = cut.saturating_sub(amount);
        let less = |figure: u128, by| figure.checked_sub(by).ok_or_else(overflow);
        row.claims = less(row.claims, cut)?;
        row.paid = less(row.paid, drawn)?;
        row.drawn = less(row.drawn, drawn)?;
        self.ledger.claims.put(entry, &row);
        if row.paid == row.claims {
            self.take_off_list(claim.expiry);
        }
        account.cash = account.cash.saturating_add_unsigned(amount);
        self.ledger.repay(amount);
        let (id, expiry) = (account.id, claim.expiry.into());
        self.emit(SetOff { id, expiry, amount });
        Ok(Claim {
            amount: less(claim.amount, cut)?,
            drawn: less(claim.drawn, drawn)?,
            ..claim
        })
    }

    /// Closes an account that has nothing left but a loan: the bond pays, then the fund, and the rest is written off.
    fn write_off(&mut self, account: &mut Holdings) -> Result<(), Refusal> {
        let loan = account.loan();
        if loan == 0 || !account.words.is_empty() {
            return Ok(());
        }
        let from_bond = loan.min(account.bond.into());
        // No more than the bond.
        #[expect(clippy::cast_possible_truncation, reason = "a part of the bond")]
        let taken = from_bond as u64;
        account.bond = account.bond.saturating_sub(taken);
        self.ledger.gets(account, from_bond)?;
        let debt = account.loan();
        let fund = self.ledger.fund_today();
        let from_fund = debt.min(fund.may_pay());
        if from_fund > 0 {
            self.ledger.fund_pays(fund, from_fund);
            self.ledger.add_due(from_fund)?;
            let Lent { loans, income } = self.ledger.lent.get();
            let income = income.saturating_add(from_fund);
            self.ledger.lent.set(&Lent { loans, income });
        }
        self.ledger.repay(debt);
        account.cash = 0;
        self.emit(WrittenOff {
            id: account.id,
            fromBond: from_bond,
            fromFund: from_fund,
            lost: debt.saturating_sub(from_fund),
        });
        Ok(())
    }

    /// Ends a call that began with these figures: ends a clearing whose last seller is settled, or exchanges with the
    /// vault what has changed.
    pub(crate) fn finish(&mut self, before: Told) -> Result<(), Refusal> {
        let expiry = u64::from(self.ledger.clearing.get().expiry);
        let last_seller = expiry != 0 && self.ledger.expiries.read(expiry).sellers == 0;
        if last_seller && self.try_complete() {
            return Ok(());
        }
        if before != self.told() {
            self.flush()?;
        }
        Ok(())
    }
}

/// Replaces an account's words of an expiry by what is left of its claim.
fn put_claim(account: &mut Holdings, claim: Claim) {
    account.take_out_all(claim.expiry);
    if claim.drawn < claim.amount {
        account.words.push(claim.word());
    }
}

/// Returns ⌊amount · part / whole⌋ of a part of a whole; the amount for a whole of zero.
fn portion(amount: u128, part: u128, whole: u128) -> u128 {
    mul_div_down(amount, part, whole).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Series;
    use stylus_sdk::testing::TestVM;

    /// A settlement that failed for its amounts would never end.
    #[test]
    fn the_largest_positions_settle_at_the_largest_price() {
        let mut clearing = Clearing::from(&TestVM::default());
        for decimals in [6, 18] {
            clearing.ledger.decimals.set(&decimals);
            let mut account = clearing.ledger.stored(U256::ONE);
            let most = (1i128 << 95) - 1;
            for (strike, quantity) in [(1, most), (2, most), (3, -most), (4, -most)] {
                let series = Series::new(7, 0, strike).expect("a call");
                let position = Position::new(series, quantity).expect("it fits");
                account.words.push(position.word());
            }
            let (long, short) = clearing.par(&account, 7, (1 << 96) - 1);
            assert!(long <= MAX_CLAIM && short <= MAX_CLAIM, "{long} {short}");
            assert!(decimals == 6 || (long, short) == (MAX_CLAIM, MAX_CLAIM));
            assert!(long > 0 && clearing.par(&account, 8, 1) == (0, 0));
        }
    }
}
