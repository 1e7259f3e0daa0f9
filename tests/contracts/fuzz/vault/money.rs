//! Marks, and what the market brings and takes.

use super::{Play, narrow, wide};
use contract_tests::pool::{IVault, PoolValue, exchanged, payment};
use contract_tests::tokens::ICoin;
use fastrand::Rng;

impl Play {
    /// Sets a book from far below the money to above it, with either side wide or narrow, and a reserve.
    pub(super) fn mark(&mut self) {
        let wei = self.model.unit.unsigned_up(10_u128.pow(18));
        let money = (self.model.held / wei + 1).cast_signed() * 10_i128.pow(18);
        let part = |rng: &mut Rng, from: i128, to: i128| money / 1_000 * rng.i128(from..=to);
        let mark = part(&mut self.rng, -900, 1_500);
        let width = self.rng.i128(0..=100);
        let value = PoolValue {
            mark,
            high: mark + part(&mut self.rng, 0, width),
            low: mark - part(&mut self.rng, 0, width),
            reserve: part(&mut self.rng, -500, 1_000).max(0).cast_unsigned(),
            ..Default::default()
        };
        // One mark in eight makes the pool insolvent.
        let value = if self.rng.u8(..8) == 0 {
            PoolValue {
                mark: -2 * money,
                high: -money - 1,
                low: -3 * money,
                ..value
            }
        } else {
            value
        };
        self.model.value = value.clone();
        self.stage.mark(value);
    }

    pub(super) fn premium(&mut self) {
        // Six expiries that others may have too, one that is near, or none.
        let week = 7 * 86_400;
        let ahead = self.rng.u64(0..6) * week;
        let vests_by = match self.rng.u8(..4) {
            0 => self.rng.u64(..2) * (self.now() + self.rng.u64(..10_000)),
            _ => (self.now() / week + 1) * week + ahead,
        };
        let amount = self.amount(self.model.held / 4 + 1_000);
        let spread = self.amount(amount);
        if self.rng.bool() {
            let (asset, to) = (self.stage.asset, self.stage.vault);
            let payer = self.somebody();
            // They may have brought all of it into the vault.
            let amount = amount.min(narrow(self.stage.balance(payer)));
            let spread = spread.min(amount);
            let call = ICoin::transferCall {
                to,
                amount: wide(amount),
            };
            self.stage.send(payer, asset, call).expect("they pay");
            let now = self.now();
            let call = IVault::collectCall {
                amount,
                spread,
                vestsBy: vests_by,
            };
            self.stage
                .send(self.stage.market, to, call)
                .expect("collected");
            self.model
                .hold(self.model.held + amount, spread, vests_by, now);
        } else {
            let now = self.now();
            let call = IVault::payCall {
                spread,
                vestsBy: vests_by,
                ..payment(amount)
            };
            let paid = self.stage.send(self.stage.market, self.stage.vault, call);
            assert_eq!(paid.is_ok(), amount <= self.model.held);
            if paid.is_ok() {
                self.model
                    .hold(self.model.held - amount, spread, vests_by, now);
            }
        }
    }

    pub(super) fn claims(&mut self) {
        let paid = self.amount(self.model.held / 4 + 1_000);
        let now = self.now();
        let call = exchanged(-paid.cast_signed());
        let sent = self.stage.send(self.stage.market, self.stage.vault, call);
        assert_eq!(sent.is_ok(), paid <= self.model.held);
        if sent.is_ok() {
            self.model.hold(self.model.held - paid, 0, 0, now);
        }
    }
}
