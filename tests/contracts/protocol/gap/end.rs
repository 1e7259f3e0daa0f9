//! Both expiries settle; everybody is paid and leaves.

use super::{Gap, UNIT};
use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use domain::Series;

impl Gap {
    /// Takes both markets to the end of an expiry at a price. Accounts that fall short on the way are unwound.
    pub(super) fn expires(&mut self, place: usize, cents: i128) {
        let expiry = self.expiries[place];
        self.stage.node().warp_to(expiry - 3_660).expect("later");
        self.jumps(cents);
        self.sweep(usize::MAX);
        self.audit();
        // The last round before the half hour stands for the whole of it.
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
        let row = self.stage.ledger(expiry);
        assert!(row.price == price && row.sellers > 0);
        assert_eq!(self.stage.ledger_state().clearing, expiry);
        self.audit();
        self.pays(expiry, price);
    }
}

impl Gap {
    /// Settles accounts in random order, each by its positions in the expiry alone: first what is owed, and after the last
    /// seller what is to be had.
    fn pays(&mut self, expiry: u64, price: u128) {
        let mut order: Vec<_> = self.everybody().collect();
        let expected: Vec<_> = order
            .iter()
            .map(|id| self.due(*id, expiry, price))
            .collect();
        for _ in 0..2 {
            self.r.shuffle(&mut order);
            for id in &order {
                let (user, market) = (self.stage.pricing.user, self.stage.market);
                let call = IMarket::settleAccountsCall { ids: vec![*id] };
                self.stage.send(user, market, call).expect("settled");
            }
            self.audit();
            assert_eq!(self.stage.ledger_state().clearing, 0, "all are settled");
        }
        let row = self.stage.ledger(expiry);
        assert_eq!((row.paid, row.drawn), (row.claims, row.claims), "in full");
        assert_eq!((row.sellers, row.holders), (0, 0));
        for (id, expected, left) in expected {
            let (funds, held) = self.stage.holdings(id);
            assert_eq!(funds + self.stage.bond(id), expected);
            let mut held = held;
            held.retain(|it| !left.contains(it));
            assert!(held.is_empty(), "{held:?}");
        }
    }

    /// Returns an account, its money and bond after the settlement of an expiry, and the positions that stay.
    fn due(&self, id: U256, expiry: u64, price: u128) -> (U256, i128, Vec<Position>) {
        let (funds, held) = self.stage.holdings(id);
        let (ended, left): (Vec<_>, Vec<_>) = held.into_iter().partition(|it| it.expiry == expiry);
        let due: i128 = ended.iter().map(|it| claim(it, price)).sum();
        let expected = funds + self.stage.bond(id) + due;
        // A debt that it cannot pay is written off once it has nothing else.
        let expected = if left.is_empty() {
            expected.max(0)
        } else {
            expected
        };
        (id, expected, left)
    }
}

impl Gap {
    /// Makes everybody withdraw all they have, and checks that no money is left of anybody.
    pub(super) fn leave(&mut self) {
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
                self.stage.send(owner, market, call).expect("it is theirs");
                assert_eq!(self.stage.balance(owner), before + amount);
            }
        }
        let theirs = self.stage.standing(self.stage.treasury).0 + self.stage.fund_money();
        let tracked = self.stage.ask(market, IMarket::trackedCall {});
        assert_eq!(tracked, self.stage.balance(market));
        let left = i128::try_from(tracked).expect("small") - theirs;
        assert_eq!(left, 0, "every unit has an owner");
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
        // A fifth of a percent stays for those who stay, and only the dead first deposit does.
        assert!(left <= (left + paid) / U256::from(400), "{left} of {paid}");
    }
}

/// Returns what a position is paid, or pays, at a price, in units of the asset, rounded against its holder.
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
