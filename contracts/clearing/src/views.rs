//! What the ledger holds, for those who ask.

use crate::Clearing;
use abi::trading::{Claim, ExpiryLedger, LedgerState};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::{expiry_of, Position};
use ledger::{overflow, Left, Lent};
use runtime::Refusal;

impl Clearing {
    /// Returns the money of an account, what its settled expiries are worth at par, and the words of its other
    /// positions.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn holdings(&self, id: U256) -> Result<(i128, i128, Vec<U256>), Refusal> {
        self.require_market()?;
        let account = self.ledger.stored(id);
        let settled = self.settled_of(&account);
        let mut claims = 0i128;
        for (expiry, price) in &settled {
            let (long, short) = self.par(&account, *expiry, *price);
            // Both are below 2¹⁰⁸.
            let net = long.cast_signed().wrapping_sub(short.cast_signed());
            claims = claims.checked_add(net).ok_or_else(overflow)?;
        }
        let kept = account
            .words
            .iter()
            .filter_map(|w| domain::Claim::of_word(*w));
        for claim in kept {
            let rest = claim.amount.saturating_sub(claim.drawn).cast_signed();
            claims = claims.checked_add(rest).ok_or_else(overflow)?;
        }
        let is_open = |word: &&U256| {
            let expiry = expiry_of(**word);
            Position::of_word(**word).is_some() && settled.iter().all(|(other, _)| *other != expiry)
        };
        let words = account.words.iter().filter(is_open).copied().collect();
        Ok((account.cash, claims, words))
    }

    /// Returns what an account has laid down.
    pub fn bond_of(&self, id: U256) -> u64 {
        self.ledger.stored(id).bond
    }

    /// Returns what an account is still owed by settled expiries, of those of which it was settled.
    pub fn claims_of(&self, id: U256) -> Vec<Claim> {
        let account = self.ledger.stored(id);
        let claims = account.words.iter();
        let claims = claims.filter_map(|word| domain::Claim::of_word(*word));
        claims
            .map(|claim| Claim {
                expiry: claim.expiry.into(),
                amount: claim.amount,
                drawn: claim.drawn,
            })
            .collect()
    }

    /// Returns an expiry in the ledger.
    pub fn ledger_of(&self, expiry: u64) -> ExpiryLedger {
        let row = self.ledger.expiries.read(expiry);
        let mut money = self.ledger.claims.read(expiry);
        let clearing = self.ledger.clearing.get();
        if clearing.expiry != 0 && u64::from(clearing.expiry) == expiry {
            money.claims = self.ledger.left.get().claims;
        }
        ExpiryLedger {
            price: row.price,
            claims: money.claims,
            paid: money.paid,
            drawn: money.drawn,
            sellers: row.sellers,
            holders: row.holders,
        }
    }

    /// Returns the money that is kept beside accounts, and the expiry in clearing.
    pub fn state(&self) -> LedgerState {
        let clearing = self.ledger.clearing.get();
        let Left { claims, debts } = self.ledger.left.get();
        let Lent { loans, income } = self.ledger.lent.get();
        LedgerState {
            clearing: clearing.expiry.into(),
            since: clearing.since,
            left: claims,
            debts,
            due: clearing.due,
            income,
            loans,
        }
    }

    /// Returns the cleared expiries whose claims are not paid in full, those that are paid first in front.
    pub fn unpaid(&self) -> Vec<u64> {
        let list = self.ledger.unpaid_list();
        list.into_iter().map(u64::from).collect()
    }

    /// Returns the fund, and how much of it may pay for debts now.
    pub fn fund(&self) -> (u128, u128) {
        let fund = self.ledger.fund_today();
        (fund.now.held, fund.may_pay())
    }
}
