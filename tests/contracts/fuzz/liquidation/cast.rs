//! The account that is liquidated: how it opens, how it falls short, and what is done with it.

use super::laws::{Seen, Step, UNIT, check};
use super::{ONE, STRIKES};
use alloy_primitives::{B256, U256};
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use devnode::Snapshot;
use devnode::error::NodeError;
use domain::calendar::settling;
use fastrand::Rng;
use std::rc::Rc;

/// The protocol, and the parties who deal with one of its accounts.
pub(super) struct Cast {
    pub(super) stage: Trading,
    pub(super) expiries: [u64; 2],
    /// The accounts from which the account is liquidated: the owner's other account, a stranger's, the provider's.
    pub(super) accounts: [U256; 3],
    /// The account that is liquidated: the owner's first or second.
    pub(super) id: U256,
    /// The price, in hundredths of a dollar.
    pub(super) cents: i128,
    /// The state at a block.
    seen: Option<(B256, Rc<Seen>)>,
}

impl Cast {
    pub(super) fn set() -> Self {
        let mut stage = Trading::set();
        let expiries = [stage.expiry, stage.expiry + 7 * 86_400];
        stage.post(expiries[1]);
        for expiry in expiries {
            for strike in STRIKES {
                for kind in 0..4 {
                    stage.list(expiry, kind, strike).expect("on the grid");
                }
            }
        }
        let [owner, stranger] = [7, 8].map(|index| stage.pricing.node.account(index));
        let accounts = [
            account_number(owner, 1),
            account_of(stranger),
            account_of(stage.lp),
        ];
        for id in accounts {
            stage
                .deposit(owner_of(id), id, usd(2_000_000))
                .expect("funded");
        }
        // Others hold so much of what the pool owes that the pool is short of volatility, whatever the account adds.
        let trader = stage.trader;
        stage.fund(trader, usd(400_000)).expect("funded");
        for expiry in expiries {
            stage.expiry = expiry;
            let legs = [stage.leg(0, 2_200, 60_000), stage.leg(1, 1_800, 60_000)];
            stage.trade(trader, &legs).expect("within the limits");
        }
        Self {
            stage,
            expiries,
            id: account_of(owner),
            accounts,
            cents: SPOT * 100,
            seen: None,
        }
    }

    /// Opens another account: with up to five random orders, most of them sales. Withdraws a part or all of what is
    /// left over initial margin. Returns whether the account owes anything.
    pub(super) fn opens(&mut self, r: &mut Rng) -> bool {
        let owner = owner_of(self.id);
        // The owner has two accounts: one is liquidated, and keepers are paid in the first.
        let id = self.id;
        self.stage
            .deposit(owner, id, usd(2_000_000))
            .expect("funded");
        if r.u8(..4) == 0 {
            std::mem::swap(&mut self.id, &mut self.accounts[0]);
        }
        // From dust to twenty of each.
        let size = 10i128.pow(r.u32(0..4));
        for _ in 0..r.usize(1..=5) {
            let legs: Vec<_> = (0..r.usize(1..=4))
                .map(|_| self.random_leg(size, r))
                .collect();
            let _ = self.stage.order(self.id, &legs);
        }
        let (funds, held) = self.stage.holdings(self.id);
        if !held.iter().any(|it| it.quantity < 0) {
            return false;
        }
        let spare = self.stage.margin_of(self.id).initial / UNIT - 2;
        let part = if r.bool() { 100 } else { r.i128(60..100) };
        let amount = (spare * part / 100).min(funds);
        if amount > 0 {
            let withdraw = IMarket::withdrawCall {
                id: self.id,
                amount: U256::from(amount.unsigned_abs()),
                to: owner,
            };
            let market = self.stage.market;
            self.stage
                .send(owner, market, withdraw)
                .expect("it is spare");
        }
        true
    }

    pub(super) fn random_leg(&self, size: i128, r: &mut Rng) -> Position {
        let quantity = size * r.i128(1..=20_000) / 1_000 + 1;
        let sign = if r.u8(..10) < 7 { -1 } else { 1 };
        Position {
            expiry: self.expiries[r.usize(..2)],
            kind: [0, 0, 1, 1, 2, 3][r.usize(..6)],
            strike: STRIKES[r.usize(..STRIKES.len())] * WAD,
            // Thousandths and less.
            quantity: sign * quantity * (ONE / 1_000_000) * 100 + sign * r.i128(0..100),
        }
    }

    /// Makes the protocol's owner lower limits below the pool's figures, so that nothing that adds to these is
    /// admitted.
    pub(super) fn fills_the_pool(&mut self) {
        let risk = self.stage.risk;
        for name in ["deltaLimit", "vegaLimit", "worstLimit"] {
            let lower = self.stage.decide(risk, name, U256::ONE);
            lower.expect("within the bounds");
        }
    }

    /// Moves the price past the nearest one at which the account is short, in most cases by little. Returns whether it
    /// is short.
    pub(super) fn falls_short(&mut self, r: &mut Rng) -> bool {
        if r.u8(..4) == 0 {
            self.stage.node().warp(r.u64(1..3 * 86_400));
            // The feed was silent for that long. In the half hour over which an expiry is averaged there is no price
            // then.
            if settling(self.stage.now() + 60) != 0 {
                self.stage.node().warp(1_800);
            }
            self.jumps(self.cents);
        }
        let id = self.id;
        let far = ILiquidator::distanceOfCall { id };
        let far = self.stage.ask(self.stage.liquidator, far);
        let mut factors = vec![];
        if far.spotDown > 0 {
            factors.push((far.spotDown, false));
        }
        if far.spotUp < u128::MAX {
            factors.push((far.spotUp, true));
        }
        if factors.is_empty() {
            return false;
        }
        let (factor, up) = factors[r.usize(..factors.len())];
        let excess = [30, 100, 300, 600, 1_000, 2_000, 6_000][r.usize(..7)];
        let excess = r.i128(10..excess);
        let beyond = if up { 10_000 + excess } else { 10_000 - excess };
        let to = factor.cast_signed() / 1_000_000_000 * self.cents / 1_000_000_000;
        let before = self.stage.node().snapshot();
        self.jumps(to * beyond / 10_000 + i128::from(up));
        if r.u8(..8) == 0 && self.sees().figures.value > 0 {
            self.nears_nothing(&before, if up { 3 * to } else { to / 3 });
        }
        self.is_short()
    }

    /// Instead, moves the price almost to the point where the account is worth nothing: it then cannot pay for a
    /// close.
    pub(super) fn nears_nothing(&mut self, before: &Snapshot, beyond: i128) {
        let (mut worth, mut worthless) = (self.cents, beyond);
        while worth.abs_diff(worthless) > 20 {
            self.stage.node().revert_to(before);
            self.jumps(i128::midpoint(worth, worthless));
            if self.sees().figures.value > 0 {
                worth = self.cents;
            } else {
                worthless = self.cents;
            }
        }
        self.stage.node().revert_to(before);
        self.jumps(worth);
    }

    pub(super) fn jumps(&mut self, cents: i128) {
        self.cents = cents;
        let expiries = self.expiries;
        self.stage.jump(cents, &expiries);
    }

    /// Makes one of the three liquidate it, and checks the result against the laws.
    pub(super) fn liquidate(&mut self, actor: usize) -> Step {
        let before = self.sees();
        let keeper = owner_of(self.accounts[actor]);
        let (stage, sent) = self.stage.liquidate(keeper, self.id).expect("it is short");
        let closed = sent.event::<ILiquidator::PoolClosed>();
        let step = match (stage, closed) {
            (SOUND, None) => Step::Released,
            (CLOSED, Some(closed)) => Step::Closed(closed),
            (OFFERED, None) => Step::Offered,
            other => panic!("{other:?}"),
        };
        check(&step, actor, &before, &self.sees());
        step
    }

    /// Makes one of the three bid, and checks the result against the laws. Returns the error if it is refused.
    pub(super) fn bid(&mut self, actor: usize, part: u128) -> Result<Step, NodeError> {
        let before = self.sees();
        let (taker, id) = (self.accounts[actor], self.id);
        let (_, sent) = self.stage.bid(taker, id, part, i128::MAX)?;
        let step = Step::Taken(sent.event::<ILiquidator::AuctionTaken>().expect("an event"));
        check(&step, actor, &before, &self.sees());
        Ok(step)
    }

    /// Returns the whole state. It is read once per block.
    pub(super) fn sees(&mut self) -> Rc<Seen> {
        let block = self.stage.node().chain().head().hash;
        if let Some((at, seen)) = &self.seen
            && *at == block
        {
            return seen.clone();
        }
        let seen = Rc::new(Seen::now(self));
        self.seen = Some((block, seen.clone()));
        seen
    }

    pub(super) fn is_short(&mut self) -> bool {
        self.sees().figures.maintenance < 0
    }

    pub(super) fn is_gone(&mut self) -> bool {
        self.sees().held.is_empty()
    }

    /// Returns the part of the largest position that is left, WAD.
    pub(super) fn left_of(&self, held: &[Position]) -> u128 {
        let largest = held.iter().max_by_key(|it| it.quantity.abs()).expect("one");
        let now = self.stage.holdings(self.id).1;
        let same = now.iter().find(|it| {
            (it.expiry, it.kind, it.strike) == (largest.expiry, largest.kind, largest.strike)
        });
        let left = same.map_or(0, |it| it.quantity.unsigned_abs());
        let of = U256::from(left) * U256::from(WAD) / U256::from(largest.quantity.unsigned_abs());
        u128::try_from(of).expect("below one")
    }

    /// Sets the same price once more, with fresh surfaces.
    pub(super) fn jumps_back(&mut self) {
        self.jumps(self.cents);
    }

    /// Returns all accounts except those that every stage has.
    pub(super) fn everybody(&self) -> Vec<U256> {
        let mut all = self.accounts.to_vec();
        all.push(self.id);
        all
    }

    pub(super) fn reset(&mut self, (snapshot, id, accounts): &(Snapshot, U256, [U256; 3])) {
        self.stage.node().revert_to(snapshot);
        (self.id, self.accounts, self.cents) = (*id, *accounts, SPOT * 100);
    }
}
