//! The audit of the ledger: every unit in the market has an owner, and the counts are those of the accounts.

use crate::trading::*;
use alloy_primitives::U256;
use std::collections::BTreeMap;

/// An account as the market stores it, and its claims.
struct Account {
    money: i128,
    bond: i128,
    positions: Vec<Position>,
    claims: Vec<IMarket::Claim>,
}

impl Trading {
    /// Returns an expiry in the ledger.
    #[must_use]
    pub fn ledger(&self, expiry: u64) -> IMarket::ExpiryLedger {
        self.ask(self.market, IMarket::ledgerCall { expiry })
    }

    /// Returns the money beside accounts.
    #[must_use]
    pub fn ledger_state(&self) -> IMarket::LedgerState {
        self.ask(self.market, IMarket::stateCall {})
    }

    /// Returns the insurance fund, units of the asset.
    #[must_use]
    pub fn fund_money(&self) -> i128 {
        let fund = self.ask(self.market, IMarket::fundCall {});
        fund._0.cast_signed()
    }

    /// Returns what an account has laid down, units of the asset.
    #[must_use]
    pub fn bond(&self, id: U256) -> i128 {
        self.ask(self.market, IMarket::bondOfCall { id }).into()
    }

    /// Checks L1 and L2 to the unit, and what the vault was told. These are all accounts, but for those of the
    /// treasury and the stage's trader.
    ///
    /// # Panics
    /// When a unit has no owner, or two.
    #[track_caller]
    pub fn audit_ledger(&self, ids: &[U256]) {
        let mut all = ids.to_vec();
        all.extend([self.treasury, self.trader].map(account_of));
        all.sort_unstable();
        all.dedup();
        let accounts: Vec<_> = all.iter().map(|id| self.ledger_account(*id)).collect();
        let money: i128 = accounts.iter().map(|it| it.money.max(0) + it.bond).sum();
        let loans: i128 = accounts.iter().map(|it| -it.money.min(0)).sum();
        let state = self.ledger_state();
        let due = state.due.cast_signed();
        let (mut undrawn, mut unpaid) = (0, 0);
        let mut standing = BTreeMap::<u64, (u32, u32)>::new();
        for account in &accounts {
            let positions = account.positions.iter();
            let held = positions.map(|it| (it.expiry, it.quantity < 0));
            let claims = account.claims.iter().map(|it| (it.expiry, false));
            let mut own = BTreeMap::<u64, bool>::new();
            for (expiry, sold) in held.chain(claims) {
                *own.entry(expiry).or_default() |= sold;
            }
            for (expiry, sells) in own {
                let (sellers, holders) = standing.entry(expiry).or_default();
                (*sellers, *holders) = (*sellers + u32::from(sells), *holders + 1);
            }
        }
        // Every expiry that a test can reach.
        for expiry in (0..30).map(|week| expiry_after(START, 0) + week * 7 * 86_400) {
            let row = self.ledger(expiry);
            let (sellers, holders) = standing.remove(&expiry).unwrap_or_default();
            assert_eq!((row.sellers, row.holders), (sellers, holders), "{expiry}");
            undrawn += (row.paid - row.drawn).cast_signed();
            if row.price > 0 && state.clearing != expiry {
                unpaid += row.claims - row.paid;
            }
        }
        assert!(standing.is_empty(), "an expiry that is not audited");
        for expiry in self
            .ask(self.market, IMarket::unpaidCall {})
            .into_iter()
            .skip(1)
        {
            assert_eq!(self.ledger(expiry).paid, 0, "the oldest claims first");
        }
        let tracked = self.ask(self.market, IMarket::trackedCall {});
        assert_eq!(tracked, self.balance(self.market));
        let owned = money + self.fund_money() + due + undrawn;
        assert_eq!(i128::try_from(tracked).expect("it fits"), owned, "L1");
        assert_eq!(state.loans.cast_signed(), loans, "L2");
        let pool = self.ask(self.vault, IVault::poolCall {});
        assert!(U256::from(pool.held) <= self.balance(self.vault));
        let clearing = state.clearing != 0;
        let debts = if clearing { state.debts + state.due } else { 0 };
        assert_eq!((pool.owed, pool.debts), (unpaid + state.left, debts));
        assert_eq!((pool.lent, pool.clearing), (state.loans, clearing));
    }

    fn ledger_account(&self, id: U256) -> Account {
        let (money, positions) = self.holdings(id);
        Account {
            money,
            bond: self.bond(id),
            positions,
            claims: self.ask(self.market, IMarket::claimsOfCall { id }),
        }
    }
}
