//! Settling expiries and accounts, and paying claims.

use crate::account::{Id, Standing, Word};
use crate::model::{Clearing, Model};
use crate::rules::{Outcome, Rule, need};
use std::collections::BTreeMap;

/// From so long after `settle` on, who settles another's account earns a tenth of its bond.
const PAID_FROM_SECS: u64 = 600;

/// Max expiries with unpaid claims: opening stops while there are any, so there are no more than lived then.
const MAX_UNPAID: usize = 8;

/// A claim and what of it was drawn.
#[derive(Clone, Copy)]
struct Draw {
    amount: i128,
    drawn: i128,
}

impl Model {
    /// Settles an expiry at its price: from now on it is in clearing.
    ///
    /// # Errors
    /// While another one is in clearing; without a price; twice; before an earlier one that has a price.
    pub fn settle(&mut self, expiry: u64) -> Outcome {
        need(self.clearing.is_none(), "another one is in clearing")?;
        let price = self.market.price_of(expiry).filter(|_| expiry <= self.now);
        need(
            price.is_some() && self.settled(expiry).is_none(),
            "no price",
        )?;
        let overtakes = self.rows.iter().any(|(other, row)| {
            *other < expiry
                && row.price.is_none()
                && row.holders > 0
                && self.market.price_of(*other).is_some()
        });
        need(
            !overtakes || !self.rules.hold(Rule::OrderOfExpiries),
            "an earlier one has a price",
        )?;
        let price = price.unwrap_or_default();
        self.note_fair(expiry, price);
        let (mut left, mut short) = (0, 0);
        let scale = self.scale;
        self.interest.retain(|series, (longs, shorts)| {
            if series.expiry != expiry {
                return true;
            }
            left += scale.up(*longs, series.payoff(price, scale));
            short += scale.up(*shorts, series.payoff(price, scale));
            false
        });
        self.row(expiry).price = Some(price);
        self.clearing = Some(Clearing {
            expiry,
            left,
            short,
            since: self.now,
        });
        self.tell();
        if self.row(expiry).sellers == 0 || short == 0 {
            self.complete();
        }
        Ok(())
    }

    /// Settles accounts for what has settled. Anyone may.
    pub fn settle_accounts(&mut self, ids: &[Id]) {
        for id in ids {
            self.touch(*id, true);
        }
    }

    /// Pays claims with what the pool has. Anyone may.
    pub fn pay_claims(&mut self) {
        self.flush();
    }

    /// Settles one account: its debts and claims of each expiry netted, older claims drawn, then the debt.
    pub fn touch(&mut self, id: Id, by_other: bool) {
        if self.account(id).words.is_empty() {
            return;
        }
        let before = self.account(id).standing();
        if !self.rules.hold(Rule::WinnersLast) {
            self.pay_early(id);
        }
        let debt = self.net_sold(id, &before, by_other);
        self.draw_cleared(id);
        if debt > 0 {
            self.owes(id, debt);
            self.set_off_claims(id);
        }
        self.recount(id, &before);
        self.close_if_empty(id);
        for expiry in before.keys() {
            self.return_rounding(*expiry);
        }
        self.finish();
    }

    /// Nets the words of settled expiries of which the account has sold something. Returns its debt.
    fn net_sold(&mut self, id: Id, before: &BTreeMap<u64, Standing>, by_other: bool) -> i128 {
        let mut debt = 0;
        for (expiry, standing) in before {
            let Some(price) = self.settled(*expiry).filter(|_| standing.sells) else {
                continue;
            };
            let (long, short) = self.claims_and_debts(id, *expiry, price);
            if self.is_clearing(*expiry) {
                let now = self.now;
                let mut paid = false;
                if let Some(clearing) = &mut self.clearing {
                    clearing.left -= long.min(short);
                    clearing.short = (clearing.short - short).max(0);
                    paid = by_other && now >= clearing.since + PAID_FROM_SECS;
                }
                if paid {
                    let tenth = self.account(id).bond / 10;
                    self.pay_from_bond(id, tenth);
                }
            } else {
                assert_eq!(short, 0, "a debt is settled in the clearing of its expiry");
            }
            let words = &mut self.account_mut(id).words;
            words.retain(|word| word.expiry() != *expiry);
            if long > short {
                words.push(Word::Claim {
                    expiry: *expiry,
                    amount: long - short,
                    drawn: 0,
                });
            }
            debt += (short - long).max(0);
        }
        debt
    }

    /// What an account's positions of an expiry bring, rounded down, and what they cost, rounded up.
    fn claims_and_debts(&self, id: Id, expiry: u64, price: i128) -> (i128, i128) {
        let (mut long, mut short) = (0, 0);
        for (series, quantity) in self.account(id).positions() {
            if series.expiry == expiry {
                let worth = self.scale.worth(quantity, series.payoff(price, self.scale));
                if quantity < 0 {
                    short -= worth;
                } else {
                    long += worth;
                }
            }
        }
        (long, short)
    }

    /// Draws what is paid of cleared expiries, the oldest first. A loan is set off before.
    fn draw_cleared(&mut self, id: Id) {
        let standing = self.account(id).standing();
        for expiry in standing.keys().copied() {
            let Some(price) = self.settled(expiry) else {
                continue;
            };
            if self.is_clearing(expiry) {
                continue;
            }
            let claim = self.claim_of(id, expiry, price);
            let claim = self.set_off(id, expiry, claim);
            let row = self.row(expiry);
            let drawn = if row.paid == row.claims {
                claim.amount
            } else {
                claim.drawn.max(claim.amount * row.paid / row.claims.max(1))
            };
            let paid = drawn - claim.drawn;
            row.drawn += paid;
            let extra = i128::from(paid > 0 && !self.rules.hold(Rule::ClaimsToTheUnit));
            self.gets(id, paid + extra);
            self.put_claim(id, expiry, Draw { drawn, ..claim });
        }
    }

    /// What is left of an account's claim of an expiry, if it has one.
    fn kept_claim(&self, id: Id, expiry: u64) -> Option<Draw> {
        self.account(id).words.iter().find_map(|word| match word {
            Word::Claim {
                expiry: of,
                amount,
                drawn,
            } if *of == expiry => Some(Draw {
                amount: *amount,
                drawn: *drawn,
            }),
            _ => None,
        })
    }

    /// What an account is owed by a cleared expiry.
    fn claim_of(&self, id: Id, expiry: u64, price: i128) -> Draw {
        self.kept_claim(id, expiry).unwrap_or_else(|| {
            let (amount, _) = self.claims_and_debts(id, expiry, price);
            Draw { amount, drawn: 0 }
        })
    }

    /// Replaces an account's words of an expiry by what is left of its claim.
    fn put_claim(&mut self, id: Id, expiry: u64, Draw { amount, drawn }: Draw) {
        let words = &mut self.account_mut(id).words;
        words.retain(|word| word.expiry() != expiry);
        if drawn < amount {
            words.push(Word::Claim {
                expiry,
                amount,
                drawn,
            });
        }
    }

    /// Sets off what is left of an account's claims against a loan that it has now.
    fn set_off_claims(&mut self, id: Id) {
        for expiry in self.account(id).standing().into_keys() {
            let claim = self.kept_claim(id, expiry);
            if let Some(claim) = claim.filter(|_| !self.is_clearing(expiry)) {
                let claim = self.set_off(id, expiry, claim);
                self.put_claim(id, expiry, claim);
            }
        }
    }

    /// Sets off a claim that the pool cannot pay now, at par, against its holder's loan. The part paid of everybody
    /// else's claim does not fall.
    fn set_off(&mut self, id: Id, expiry: u64, claim: Draw) -> Draw {
        let loan = -self.account(id).money;
        let rest = claim.amount - claim.drawn;
        let row = self.row(expiry);
        let amount = rest.min(loan).min(row.unpaid());
        if amount <= 0 || !self.rules.hold(Rule::SetOff) {
            return claim;
        }
        let row = self.row(expiry);
        let cut = claim.amount * amount / rest;
        row.claims -= cut;
        row.paid -= cut - amount;
        row.drawn -= cut - amount;
        if row.paid == row.claims {
            self.unpaid.retain(|other| *other != expiry);
        }
        self.account_mut(id).money += amount;
        self.loans -= amount;
        self.tally.repaid += amount;
        self.tally.set_offs += 1;
        Draw {
            amount: claim.amount - cut,
            drawn: claim.drawn - (cut - amount),
        }
    }

    /// Ends the clearing: its last seller is settled, so what came and what is owed are known.
    fn complete(&mut self) {
        let Some(clearing) = self.clearing.take() else {
            return;
        };
        self.row(clearing.expiry).claims = clearing.left;
        if clearing.left > 0 {
            assert!(self.unpaid.len() < MAX_UNPAID, "too many unpaid expiries");
            self.unpaid.push(clearing.expiry);
        }
        self.flush();
        self.return_rounding(clearing.expiry);
        self.flush();
    }

    /// Gives the pool what rounding left of an expiry of which nobody holds anything any more.
    fn return_rounding(&mut self, expiry: u64) {
        let Some(row) = self.rows.get_mut(&expiry) else {
            return;
        };
        let through = row.price.is_some() && row.holders == 0;
        if !through || self.clearing.is_some_and(|it| it.expiry == expiry) {
            return;
        }
        self.unpaid.retain(|other| *other != expiry);
        self.due += row.paid - row.drawn;
        (row.claims, row.paid) = (row.drawn, row.drawn);
    }

    /// Ends a call: completes a clearing, hands over what is due, tells the vault.
    pub fn finish(&mut self) {
        if let Some(clearing) = self.clearing
            && self.row(clearing.expiry).sellers == 0
        {
            self.complete();
        }
        let changed = self.due != 0 || self.vault.lent != self.loans || !self.unpaid.is_empty();
        if self.clearing.is_none() && changed {
            self.flush();
        }
        self.tell();
    }

    /// Exchanges what is due against what can be paid of claims, the oldest first. Nothing moves in clearing.
    ///
    /// # Panics
    /// When the vault would pay more than it has.
    pub fn flush(&mut self) {
        if self.clearing.is_some() {
            return;
        }
        let mut money = (self.vault.held + self.due).min(self.unpaid_claims());
        let whole = money;
        let mut total = self.unpaid_claims();
        for expiry in self.unpaid.clone() {
            let row = self.rows.entry(expiry).or_default();
            let part = if self.rules.hold(Rule::OldestFirst) {
                money.min(row.unpaid())
            } else {
                let part = money * row.unpaid() / total.max(1);
                total -= row.unpaid();
                part
            };
            row.paid += part;
            money -= part;
            if row.unpaid() == 0 {
                self.unpaid.retain(|other| *other != expiry);
            }
        }
        let paid = whole - money;
        self.tally.claims_paid += paid;
        let moved = std::mem::take(&mut self.due) - paid;
        self.vault.held += moved;
        self.purses.vault += moved;
        self.purses.market -= moved;
        self.hand_over_income();
        self.tell();
        assert!(self.vault.held >= 0, "the vault pays no more than it has");
    }

    /// What cleared expiries are owed.
    #[must_use]
    pub fn unpaid_claims(&self) -> i128 {
        self.unpaid
            .iter()
            .filter_map(|expiry| self.rows.get(expiry))
            .map(crate::model::Row::unpaid)
            .sum()
    }

    /// Tells the vault what is owed, what sellers owe and what is lent: absolute figures, which cannot drift.
    fn tell(&mut self) {
        let (left, short) = self
            .clearing
            .map_or((0, 0), |clearing| (clearing.left, clearing.short));
        if self.clearing.is_some() && !self.rules.hold(Rule::OwedInClearing) {
            if self.vault.told != self.clearing.map(|clearing| clearing.expiry) {
                self.vault.told = self.clearing.map(|clearing| clearing.expiry);
                self.vault.owed = self.unpaid_claims() + left;
                self.vault.debts = short + self.due;
            }
            return;
        }
        self.vault.told = None;
        self.vault.owed = self.unpaid_claims() + left;
        self.vault.debts = 0;
        if self.clearing.is_some() {
            let due = if self.rules.hold(Rule::DueAmongDebts) {
                self.due
            } else {
                0
            };
            self.vault.debts = short + due;
        } else {
            self.vault.lent = self.loans;
        }
    }

    /// What a mutant does: winners are paid in clearing, out of what the pool has.
    fn pay_early(&mut self, id: Id) {
        let Some(Clearing { expiry, .. }) = self.clearing else {
            return;
        };
        let mine = self.account(id).words.iter();
        let long_only = mine.clone().any(|word| word.expiry() == expiry)
            && mine
                .clone()
                .filter(|word| word.expiry() == expiry)
                .all(|word| word.position().is_some() && !word.is_sold());
        if !long_only {
            return;
        }
        let before = self.account(id).standing();
        let price = self.settled(expiry).unwrap_or_default();
        let (amount, _) = self.claims_and_debts(id, expiry, price);
        let paid = amount.min(self.vault.held);
        self.vault.held -= paid;
        self.purses.vault -= paid;
        self.purses.market += paid;
        if let Some(clearing) = &mut self.clearing {
            clearing.left -= paid;
        }
        self.put_claim(
            id,
            expiry,
            Draw {
                amount: amount - paid,
                drawn: 0,
            },
        );
        self.gets(id, paid);
        self.recount(id, &before);
    }
}
