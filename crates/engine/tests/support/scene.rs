//! An account that is liquidated, and everybody on the other side, with money in whole units.

use engine::liquidation::{
    Close, LiquidationError, Standing, auction_price, pool_close, portion, sale,
};
use engine::margin::Figures;
use fastrand::Rng;
use math::{SignedWad, Wad};

use super::accounts::{Book, World, needed, notional, proceeds, taken, worth};
use super::{float, log_uniform, uniform, wad};

/// A unit of money of six decimals.
pub(crate) const UNIT: i128 = 1_000_000_000_000;

/// An amount in dollars, for tolerances and ratios.
pub(crate) fn usd(amount: i128) -> f64 {
    amount as f64 / 1e18
}

pub(crate) fn units_down(amount: i128) -> i128 {
    amount.div_euclid(UNIT) * UNIT
}

/// Everybody a liquidation moves money or positions between, at one price.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) account: Book,
    pub(crate) pool: Book,
    pub(crate) bidder: Book,
    pub(crate) keeper: i128,
    /// What bidders have paid.
    pub(crate) received: i128,
    /// What is left of every position that the account began with, as far as parts say.
    pub(crate) remains: f64,
}

/// An account and its figures.
pub(crate) struct Seen {
    pub(crate) standing: Standing,
    pub(crate) figures: Figures,
}

impl Scene {
    /// The account, with the pool on the other side of all that it has.
    pub(crate) fn new(world: &World, account: Book) -> Self {
        let mut pool = account.scaled(-1);
        pool.cash = 0;
        Self {
            account,
            pool,
            bidder: world.nothing(),
            keeper: 0,
            received: 0,
            remains: 1.0,
        }
    }

    pub(crate) fn seen(&self, world: &World) -> Seen {
        let figures = world.figures(&self.account, false);
        let standing = Standing {
            cash: SignedWad::from_wei(self.account.cash),
            value: figures.value,
            loss: figures.loss,
            contingency: figures.contingency,
            min_payoff: figures.min_payoff,
            maintenance: figures.maintenance,
            received: Wad::from_wei(self.received.unsigned_abs()),
        };
        Seen { standing, figures }
    }

    pub(crate) fn close(&self, world: &World) -> Result<Close, LiquidationError> {
        let proceeds = SignedWad::from_wei(proceeds(world, &self.account));
        let notional = Wad::from_wei(notional(world, &self.account));
        pool_close(&self.seen(world).standing, proceeds, notional)
    }

    /// Closes a part against the pool and pays the keeper; all that is rounded is rounded against the account, but
    /// the pay.
    pub(crate) fn apply(&mut self, world: &World, close: &Close) {
        let moved = taken(&self.account, close.part);
        let paid = units_down(close.proceeds.wei());
        let pay = units_down(close.pay.wei().cast_signed());
        self.account = self.account.merged(&moved.scaled(-1)).netted(world);
        self.earn(paid - pay);
        self.pool = self.pool.merged(&moved).netted(world);
        self.pool.cash -= paid;
        self.keeper += pay;
        self.remains *= 1.0 - float(close.part);
    }

    /// Sells a part to the bidder.
    pub(crate) fn sell(&mut self, world: &World, part: Wad, asked: Wad) {
        let standing = self.seen(world).standing;
        let price = auction_price(&standing, part, asked).expect("a price");
        let price = -units_down(-price.wei().cast_signed());
        let cash = sale(&standing).expect("something for sale").cash.wei();
        assert_eq!(cash % UNIT, 0);
        let cash = portion(cash / UNIT, part).expect("a part") * UNIT;
        let moved = taken(&self.account, part);
        self.account = self.account.merged(&moved.scaled(-1)).netted(world);
        self.earn(price - cash);
        self.bidder = self.bidder.merged(&moved).netted(world);
        self.bidder.cash += cash - price;
        self.received += price;
        self.remains *= 1.0 - float(part);
    }

    /// Its cash does not fall below zero, and what it owes in cash does not grow.
    fn earn(&mut self, units: i128) {
        let least = self.account.cash.min(0);
        self.account.cash += units;
        assert!(self.account.cash >= least, "{} {least}", self.account.cash);
    }

    /// Money is where it was or elsewhere, and every series nets to zero.
    pub(crate) fn assert_balanced(&self, world: &World, money: i128) {
        let all = self.account.merged(&self.pool).merged(&self.bidder);
        assert_eq!(all.cash + self.keeper, money);
        let left = all.netted(world);
        assert!(
            left.holdings
                .iter()
                .flatten()
                .all(|h| h.quantity.wei() == 0),
            "{left:?}"
        );
    }

    /// What everybody has at the mark: account, pool, bidder.
    pub(crate) fn worth(&self, world: &World) -> [i128; 3] {
        [&self.account, &self.pool, &self.bidder].map(|book| worth(world, book))
    }
}

/// A world and an account in it that is short of maintenance margin: by little, by much, or by more than it has.
pub(crate) fn short(r: &mut Rng) -> (World, Scene) {
    loop {
        let world = World::random(r);
        let mut book = world.book(r).netted(&world);
        let figures = world.figures(&book, false);
        let needed = needed(&figures);
        if book.holdings.iter().all(Vec::is_empty) || needed < 1_000 * UNIT {
            continue;
        }
        let share = if r.u8(0..3) == 0 {
            uniform(r, 0.1, 1.3)
        } else {
            log_uniform(r, 1e-6, 1.0)
        };
        let deficit = wad(usd(needed) * share).wei().cast_signed();
        book.cash = units_down(book.cash - figures.maintenance.wei() - deficit);
        let scene = Scene::new(&world, book);
        assert!(scene.seen(&world).standing.maintenance.wei() < 0);
        return (world, scene);
    }
}

/// As [`short`], and worth something.
pub(crate) fn short_and_solvent(r: &mut Rng) -> (World, Scene) {
    loop {
        let (world, scene) = short(r);
        if scene.seen(&world).standing.value.wei() > 0 {
            return (world, scene);
        }
    }
}
