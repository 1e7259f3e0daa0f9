//! Clearing: the sellers of a settled expiry are settled, the clearing is ended, and claims are paid.

use std::collections::BTreeMap;

use alloy::primitives::{B256, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy_sol_types::SolEvent;
use bindings::IMarket::{self, Claim, ExpiryLedger, LedgerState};
use bindings::IVault;
use math::mul_div_down;

use crate::chain::Done;
use crate::fault::Fault;
use crate::protocol::Protocol;
use crate::refusal::Refusal;

/// The maximum number of accounts that one transaction settles.
pub const MAX_SETTLED_AT_ONCE: usize = 16;

/// From so long after `settle` on, whoever settles another's account earns a tenth of its bond, seconds.
pub const PAID_FROM_SECS: u64 = 600;

/// Returns the expiry in clearing, and the money that the market keeps beside accounts.
///
/// # Errors
/// When the market cannot be asked.
pub async fn state(protocol: &Protocol) -> Result<LedgerState, Fault> {
    let call = IMarket::stateCall {};
    protocol.chain.ask(protocol.market, &call).await
}

/// Returns an expiry in the ledger.
///
/// # Errors
/// When the market cannot be asked.
pub async fn ledger(protocol: &Protocol, expiry: u64) -> Result<ExpiryLedger, Fault> {
    let call = IMarket::ledgerCall { expiry };
    protocol.chain.ask(protocol.market, &call).await
}

/// Returns what an account is still owed by settled expiries, of those of which it was settled.
///
/// # Errors
/// When the market cannot be asked.
pub async fn claims(protocol: &Protocol, id: U256) -> Result<Vec<Claim>, Fault> {
    let call = IMarket::claimsOfCall { id };
    protocol.chain.ask(protocol.market, &call).await
}

/// How much more of a claim of a cleared expiry its account is paid when it is settled, units of the asset.
#[must_use]
pub fn drawable(claim: &Claim, row: &ExpiryLedger) -> u128 {
    let paid = if row.paid == row.claims {
        claim.amount
    } else {
        mul_div_down(claim.amount, row.paid, row.claims).unwrap_or(claim.amount)
    };
    paid.saturating_sub(claim.drawn)
}

/// Whether settling its account sets off a claim of a cleared expiry against the account's loan. `money`: that of the
/// account, units of the asset.
#[must_use]
pub const fn is_set_off(row: &ExpiryLedger, money: i128) -> bool {
    money < 0 && row.paid < row.claims
}

/// What came of settling accounts.
#[derive(Debug, Default)]
pub struct Settled {
    /// The accounts of each transaction, and its receipt.
    pub done: Vec<(Vec<U256>, TransactionReceipt)>,
    /// By how much the money of each account changed, units of the asset; those whose money did not are left out.
    pub changes: BTreeMap<U256, i128>,
    /// What the sender earned of bonds, units of the asset.
    pub earned: u128,
    /// The accounts that the market does not settle, and why.
    pub refused: Vec<(U256, Refusal)>,
}

impl Settled {
    /// Adds what came of settling more accounts.
    pub fn add(&mut self, other: Self) {
        self.done.extend(other.done);
        for (id, amount) in other.changes {
            self.change(id, amount);
        }
        self.earned = self.earned.saturating_add(other.earned);
        self.refused.extend(other.refused);
    }

    fn change(&mut self, id: U256, amount: i128) {
        let sum = self.changes.entry(id).or_insert(0);
        *sum = sum.saturating_add(amount);
    }

    fn note(&mut self, protocol: &Protocol, ids: Vec<U256>, receipt: TransactionReceipt) {
        let own = protocol.chain.sender_if_known();
        let logs = receipt.inner.logs().iter();
        for log in logs.filter(|log| log.address() == protocol.market) {
            if let Ok(event) = IMarket::AccountSettled::decode_log(&log.inner) {
                self.change(event.id, event.amount);
            } else if let Ok(event) = IMarket::BondPaid::decode_log(&log.inner)
                && own == Some(event.keeper)
            {
                self.earned = self.earned.saturating_add(event.amount);
            }
        }
        self.done.push((ids, receipt));
    }
}

/// Settles accounts, at most [`MAX_SETTLED_AT_ONCE`] in a transaction. If the market refuses some together, each is
/// settled alone, so that one that fails stops no other.
///
/// # Errors
/// When nothing can be sent.
pub async fn settle_accounts(protocol: &Protocol, ids: &[U256]) -> Result<Settled, Fault> {
    let mut settled = Settled::default();
    for page in ids.chunks(MAX_SETTLED_AT_ONCE) {
        settle_page(protocol, page, &mut settled).await?;
    }
    Ok(settled)
}

async fn settle_page(
    protocol: &Protocol,
    ids: &[U256],
    settled: &mut Settled,
) -> Result<(), Fault> {
    match send(protocol, ids.to_vec()).await {
        Ok(done) => settled.note(protocol, ids.to_vec(), done.receipt),
        Err(Fault::Refused(refusal)) => match ids {
            [id] => settled.refused.push((*id, refusal)),
            _ => {
                for id in ids {
                    Box::pin(settle_page(protocol, &[*id], settled)).await?;
                }
            }
        },
        Err(fault) => return Err(fault),
    }
    Ok(())
}

async fn send(
    protocol: &Protocol,
    ids: Vec<U256>,
) -> Result<Done<IMarket::settleAccountsReturn>, Fault> {
    let call = IMarket::settleAccountsCall { ids };
    protocol.chain.send(protocol.market, &call).await
}

/// Ends the clearing of an expiry whose sellers are all settled. Returns the transaction; nothing if the expiry is not
/// in clearing, or sellers are left.
///
/// # Errors
/// When the market refuses, or nothing can be sent.
pub async fn complete(protocol: &Protocol, expiry: u64) -> Result<Option<B256>, Fault> {
    let state = state(protocol).await?;
    if state.clearing != expiry {
        return Ok(None);
    }
    if ledger(protocol, expiry).await?.sellers != 0 {
        return Ok(None);
    }
    let call = IMarket::completeCall {};
    let done = protocol.chain.send(protocol.market, &call).await?;
    Ok(Some(done.receipt.transaction_hash))
}

/// What a payment of claims has paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// By expiry, in the order in which they were paid; units of the asset.
    pub claims: Vec<(u64, u128)>,
    /// The transaction.
    pub transaction: B256,
}

/// Whether `payClaims` would move money: something is due to the vault, or the vault has money and owes claims.
///
/// # Errors
/// When a contract cannot be asked.
pub async fn is_payable(protocol: &Protocol) -> Result<bool, Fault> {
    let state = state(protocol).await?;
    if state.clearing != 0 || state.due != 0 {
        return Ok(state.clearing == 0);
    }
    let chain = &protocol.chain;
    let unpaid = chain.ask(protocol.market, &IMarket::unpaidCall {}).await?;
    if unpaid.is_empty() {
        return Ok(false);
    }
    Ok(chain.ask(protocol.vault, &IVault::heldCall {}).await? != 0)
}

/// Pays of unpaid claims what can be paid, the oldest first; nothing if nothing can.
///
/// # Errors
/// When the market refuses, or nothing can be sent.
pub async fn pay_claims(protocol: &Protocol) -> Result<Option<Paid>, Fault> {
    if !is_payable(protocol).await? {
        return Ok(None);
    }
    let amount = U256::ZERO;
    let call = IMarket::payClaimsCall { amount };
    let done = protocol.chain.send(protocol.market, &call).await?;
    let claims = done.events::<IMarket::ClaimsPaid>(protocol.market);
    Ok(Some(Paid {
        claims: claims.map(|event| (event.expiry, event.amount)).collect(),
        transaction: done.receipt.transaction_hash,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_claim_its_part_of_what_is_paid_is_drawn_and_all_of_it_when_all_is_paid() {
        let claim = |amount, drawn| Claim {
            expiry: 1,
            amount,
            drawn,
        };
        let row = |claims, paid| ExpiryLedger {
            price: 1,
            claims,
            paid,
            drawn: 0,
            sellers: 0,
            holders: 1,
        };
        for (amount, drawn, claims, paid, more) in [
            // All is paid, whatever rounding leaves.
            (100, 0, 300, 300, 100),
            (100, 99, 0, 0, 1),
            // A part is paid, and was drawn or not.
            (100, 0, 300, 150, 50),
            (100, 50, 300, 150, 0),
            (100, 50, 300, 152, 0),
            (100, 50, 300, 153, 1),
            (100, 51, 300, 150, 0),
            (100, 0, 300, 0, 0),
        ] {
            let found = drawable(&claim(amount, drawn), &row(claims, paid));
            assert_eq!(found, more, "{amount} {drawn} {claims} {paid}");
        }
        assert!(is_set_off(&row(300, 150), -1) && !is_set_off(&row(300, 150), 0));
        assert!(!is_set_off(&row(300, 300), -1));
    }

    #[test]
    fn what_came_of_pages_is_added_up() {
        let page = |id: u64, amount| Settled {
            changes: [(U256::from(id), amount)].into(),
            earned: 5,
            ..Settled::default()
        };
        let mut all = page(1, -3);
        all.add(page(2, 7));
        all.add(page(1, 2));
        assert_eq!(all.earned, 15);
        let changes = [(U256::from(1), -1), (U256::from(2), 7)];
        assert_eq!(all.changes, changes.into());
    }
}
