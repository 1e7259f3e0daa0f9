//! Joining and leaving, and the laws for both.

use super::{Play, Way, narrow, wide};
use alloy_primitives::Address;
use shares::{DEAD_SHARES, MAX_SHARES};

impl Play {
    pub(super) fn liquidity(&mut self) {
        let way = [Way::Deposit, Way::Mint, Way::Withdraw, Way::Redeem][self.rng.usize(..4)];
        let who = self.somebody();
        let max = self.max_is_true(way, who);
        self.rounds_never_profit(way, who, max);
        let amount = match self.rng.u8(..4) {
            0 => max,
            _ => self.amount(max.min(self.model.held.max(1_000_000) * 1_000_000)),
        };
        if max == 0 || amount == 0 {
            return;
        }
        let model = self.expected(way, amount);
        let previewed = self.preview(way, amount);
        let before = self.model.prices(self.now());
        let now = self.now();
        let (shares, assets) = (self.stage.shares(who), self.stage.balance(who));
        let done = self.act(way, who, amount);
        let Some(done) = done else {
            let nothing = way == Way::Deposit && model == 0;
            let too_dear = match way {
                Way::Deposit => wide(amount) > assets,
                Way::Mint => wide(model) > assets,
                Way::Withdraw | Way::Redeem => false,
            };
            assert!(
                nothing || too_dear,
                "{way:?} of {amount}, for {model} of {assets}"
            );
            return;
        };
        assert_eq!(
            (done, previewed),
            (model, Some(model)),
            "{way:?} of {amount}"
        );
        let (paid, moved) = if matches!(way, Way::Deposit | Way::Withdraw) {
            (amount, done)
        } else {
            (done, amount)
        };
        self.happened[usize::from(matches!(way, Way::Withdraw | Way::Redeem))] += 1;
        self.account(way, paid, moved, now);
        let (shares_now, assets_now) = (self.stage.shares(who), self.stage.balance(who));
        if matches!(way, Way::Deposit | Way::Mint) {
            assert_eq!(
                (shares_now, assets_now),
                (shares + wide(moved), assets - wide(paid))
            );
        } else {
            assert_eq!(
                (shares_now, assets_now),
                (shares - wide(moved), assets + wide(paid))
            );
        }
        i6(&before, &self.model.prices(now));
    }
}

impl Play {
    /// Returns the result by the native arithmetic.
    fn expected(&self, way: Way, amount: u128) -> u128 {
        let pool = self.model.pool(self.now());
        let join = || pool.joining().expect("in range").expect("it is solvent");
        let leave = || pool.leaving(self.fee).expect("in range");
        let answer = match way {
            Way::Deposit => join().shares_for_down(amount),
            Way::Mint => join().assets_for_up(amount),
            Way::Withdraw => leave().shares_for_up(amount),
            Way::Redeem => leave().assets_for_down(amount),
        };
        answer.expect("in range")
    }

    fn account(&mut self, way: Way, assets: u128, shares: u128, now: u64) {
        let leaving = self.model.pool(now).leaving(self.fee).expect("in range");
        let model = &mut self.model;
        if matches!(way, Way::Deposit | Way::Mint) {
            model.supply += shares + if model.supply == 0 { DEAD_SHARES } else { 0 };
            model.held += assets;
        } else {
            let kept = leaving.kept_down(shares, assets).expect("in range");
            model.supply -= shares;
            model.hold(model.held - assets, kept, 0, now);
        }
    }

    /// Checks that the vault's stated max works, that one unit more fails, and that the native arithmetic agrees.
    /// Returns it.
    fn max_is_true(&mut self, way: Way, who: Address) -> u128 {
        let said = self.limit(way, who).expect("it never reverts");
        let (pool, now) = (self.model.pool(self.now()), self.now());
        let room = self.model.cap.saturating_sub(self.model.held);
        let join = pool.joining().expect("in range");
        let leave = pool.leaving(self.fee).expect("in range");
        self.happened[3] += u64::from(join.is_none());
        let (balance, free) = (narrow(self.stage.shares(who)), self.model.withdrawable(now));
        let expected = match way {
            Way::Deposit => join.map_or(0, |join| join.max_assets(room)),
            Way::Mint => join.map_or(0, |join| join.max_shares(room)),
            Way::Withdraw => leave.max_assets(balance, free).expect("in range"),
            Way::Redeem => leave.max_shares(balance, free),
        };
        assert_eq!(said, expected, "the max of {way:?}");
        assert!(
            self.try_act(way, who, said + 1).is_none(),
            "more than the max of {way:?}"
        );
        // The part of it that somebody can pay: the maximum deposit of an asset of 18 decimals is sometimes more than
        // anybody has.
        let affordable = !matches!(way, Way::Deposit | Way::Mint)
            || wide(if way == Way::Deposit { said } else { room }) <= self.stage.balance(who);
        if said > 0 && affordable {
            assert!(
                self.try_act(way, who, said).is_some(),
                "the max of {way:?}: {said}"
            );
        }
        assert!(self.model.supply <= MAX_SHARES);
        said
    }

    /// Joins and leaves, or leaves and joins, on a copy of the chain: nobody gains.
    fn rounds_never_profit(&mut self, way: Way, who: Address, max: u128) {
        let held = narrow(self.stage.balance(who)) / 2;
        let amount = self.amount(max.min(held));
        if amount == 0 {
            return;
        }
        let snapshot = self.stage.node.snapshot();
        let (assets, shares) = (self.stage.balance(who), self.stage.shares(who));
        let exact = self.rng.bool();
        if self.act(way, who, amount).is_some() {
            let (gained, lost) = (self.stage.shares(who), self.stage.balance(who));
            let back = if matches!(way, Way::Deposit | Way::Mint) {
                if exact {
                    self.act(Way::Redeem, who, narrow(gained - shares))
                } else {
                    self.act(Way::Withdraw, who, narrow(assets - lost))
                }
            } else if exact {
                self.act(Way::Mint, who, narrow(shares - gained))
            } else {
                self.act(Way::Deposit, who, narrow(lost - assets))
            };
            if back.is_some() {
                self.happened[2] += 1;
                let (assets_now, shares_now) = (self.stage.balance(who), self.stage.shares(who));
                assert!(
                    assets_now <= assets && shares_now <= shares,
                    "{way:?} of {amount} and back: {assets} and {shares} became {assets_now} and {shares_now}"
                );
            }
        }
        self.stage.node.revert_to(&snapshot);
    }
}

/// Checks I6: a share is worth no less to those who stay, at each side of the book.
fn i6(before: &[(i128, u128); 3], after: &[(i128, u128); 3]) {
    for ((worth, shares), (later_worth, later_shares)) in before.iter().zip(after) {
        if *worth <= 0 {
            assert!(later_worth >= worth, "{before:?} {after:?}");
            continue;
        }
        let times = |value: i128, shares: u128| wide(value.cast_unsigned()) * wide(shares);
        assert!(*later_worth > 0, "{before:?} {after:?}");
        assert!(
            times(*later_worth, *shares) >= times(*worth, *later_shares),
            "{before:?} {after:?}"
        );
    }
}
