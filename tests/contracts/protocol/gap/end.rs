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
        let settled = self.stage.ask(market, IMarket::settlementCall { expiry });
        assert_eq!(
            (settled._0, u128::from(settled._1)),
            (price, WAD),
            "in full"
        );
        assert_eq!(self.all_money(), self.money);
        self.pays(expiry, price);
    }
}

impl Gap {
    /// Settles accounts in random order, each by its positions in the expiry alone.
    fn pays(&mut self, expiry: u64, price: u128) {
        let mut order: Vec<_> = self.everybody().collect();
        self.r.shuffle(&mut order);
        let mut settled_positions = 1;
        for id in order {
            let (funds, held) = self.stage.holdings(id);
            let due: i128 = held
                .iter()
                .filter(|it| it.expiry == expiry)
                .map(|it| claim(it, price))
                .sum();
            let left: Vec<_> = held
                .iter()
                .filter(|it| it.expiry != expiry)
                .cloned()
                .collect();
            let (user, market) = (self.stage.pricing.user, self.stage.market);
            let call = IMarket::settleAccountsCall { ids: vec![id] };
            self.stage.send(user, market, call).expect("settled");
            let (after, mut rest) = self.stage.holdings(id);
            let expected = funds + due;
            // A debt that it cannot pay is covered once it has nothing else.
            let expected = if left.is_empty() {
                expected.max(0)
            } else {
                expected
            };
            assert_eq!(after, expected);
            assert_eq!(rest.len(), left.len());
            settled_positions += i128::try_from(held.len() - left.len()).expect("few");
            rest.retain(|it| !left.contains(it));
            assert!(rest.is_empty());
        }
        // Claims are rounded down and debts up, each by less than a unit; the sum of what is owed is rounded once.
        let all: Vec<_> = self.everybody().collect();
        let dust = self.stage.audit_but_for_money(&all) - self.dust;
        assert!(
            (0..=settled_positions).contains(&dust),
            "{dust} of {settled_positions}"
        );
        self.dust += dust;
        self.audit();
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
        let others = [self.stage.liquidator, self.stage.treasury];
        let theirs: i128 = others.iter().map(|it| self.stage.standing(*it).0).sum();
        let tracked = self.stage.ask(market, IMarket::trackedCall {});
        assert_eq!(tracked, self.stage.balance(market));
        let left = i128::try_from(tracked).expect("small") - theirs;
        assert_eq!(left, self.dust);
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
