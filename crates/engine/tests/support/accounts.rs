//! Random markets, and accounts in them.

use engine::Kind;
use engine::liquidation::{Close, portion};
use engine::margin::{Account, Expiry, Figures, Holding, Payoff, Shift, margin, margin_at};
use engine::revaluation::Leg;
use engine::surface::{Post, Smile, SviParameters};
use fastrand::Rng;
use math::{Compact, SignedWad, Wad};

use super::{float, log_uniform, signed, uniform, wad};

const NOW: u64 = 1_800_000_000;
const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// A market with some expiries, of which one may be past.
pub(crate) struct World {
    pub(crate) spot: Wad,
    pub(crate) carry: SignedWad,
    pub(crate) smiles: Vec<Option<Smile>>,
}

/// Positions by expiry of a world, and cash.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    pub(crate) cash: i128,
    pub(crate) holdings: Vec<Vec<Holding>>,
}

impl World {
    pub(crate) fn random(r: &mut Rng) -> Self {
        let smiles = (0..r.usize(1..5)).map(|_| (r.u8(0..12) > 0).then(|| smile(r)));
        Self {
            smiles: smiles.collect(),
            spot: wad(log_uniform(r, 0.5, 60_000.0)),
            carry: signed(uniform(r, -0.1, 0.2)),
        }
    }

    pub(crate) fn holding(&self, r: &mut Rng) -> Holding {
        let kind = KINDS[r.usize(0..4)];
        let strike = wad(float(self.spot) * log_uniform(r, 0.5, 2.0));
        let mut size = log_uniform(r, 0.01, 20.0);
        if kind.is_digital() {
            size *= float(self.spot) / 10.0;
        }
        let size = if r.bool() { size } else { -size };
        Holding {
            kind,
            strike,
            quantity: signed(size),
        }
    }

    /// Many of the books are of a few positions, where single rules decide.
    pub(crate) fn book(&self, r: &mut Rng) -> Book {
        let max = [2, 3, 6][r.usize(0..3)];
        let mut holdings: Vec<_> = self
            .smiles
            .iter()
            .map(|_| {
                (0..r.usize(0..max))
                    .map(|_| self.holding(r))
                    .collect::<Vec<_>>()
            })
            .collect();
        // Spreads: what is owed is often covered.
        for alike in &mut holdings {
            if r.bool()
                && let Some(first) = alike.first().copied()
            {
                let strike = wad(float(first.strike) * log_uniform(r, 0.7, 1.4));
                let quantity = SignedWad::from_wei(-first.quantity.wei());
                alike.push(Holding {
                    strike,
                    quantity,
                    ..first
                });
            }
        }
        let cash = signed(uniform(r, -1.0, 5.0) * float(self.spot)).wei();
        Book { cash, holdings }
    }

    pub(crate) fn nothing(&self) -> Book {
        Book {
            cash: 0,
            holdings: vec![Vec::new(); self.smiles.len()],
        }
    }

    fn legs(&self, book: &Book) -> Vec<Vec<Leg>> {
        let each = book.holdings.iter().zip(&self.smiles);
        each.map(|(holdings, smile)| {
            holdings
                .iter()
                .map(|holding| {
                    let leg = holding.ready::<Compact>(self.spot, self.carry, smile.as_ref());
                    leg.expect("in its range")
                })
                .collect()
        })
        .collect()
    }

    /// Looks at an account.
    pub(crate) fn with<T>(
        &self,
        book: &Book,
        late: bool,
        look: impl FnOnce(&Account<'_>) -> T,
    ) -> T {
        let legs = self.legs(book);
        let expiries: Vec<_> = legs
            .iter()
            .enumerate()
            .map(|(i, legs)| Expiry {
                spot: self.spot,
                remaining_secs: self.smiles[i].map_or(0, |smile| smile.remaining_secs()),
                legs,
                payoff: Payoff::new(&mut book.holdings[i].clone()).expect("amounts that fit"),
            })
            .collect();
        look(&Account {
            cash: SignedWad::from_wei(book.cash),
            spot: self.spot,
            late,
            expiries: &expiries,
        })
    }

    pub(crate) fn figures(&self, book: &Book, late: bool) -> Figures {
        self.with(book, late, |account| {
            margin::<Compact>(account).expect("in its range")
        })
    }
}

impl Book {
    pub(crate) fn merged(&self, other: &Self) -> Self {
        let both = self.holdings.iter().zip(&other.holdings);
        Self {
            cash: self.cash + other.cash,
            holdings: both
                .map(|(one, two)| [&one[..], &two[..]].concat())
                .collect(),
        }
    }

    /// Positions in one series as one.
    pub(crate) fn netted(&self, world: &World) -> Self {
        let mut book = world.nothing();
        book.cash = self.cash;
        for (to, from) in book.holdings.iter_mut().zip(&self.holdings) {
            for holding in from {
                let same =
                    |it: &&mut Holding| it.kind == holding.kind && it.strike == holding.strike;
                let quantity = holding.quantity.wei();
                match to.iter_mut().find(same) {
                    Some(it) => {
                        it.quantity = SignedWad::from_wei(it.quantity.wei() + quantity);
                    }
                    None => to.push(*holding),
                }
            }
        }
        book
    }

    pub(crate) fn scaled(&self, factor: i128) -> Self {
        let mut book = self.clone();
        book.cash *= factor;
        for holding in book.holdings.iter_mut().flatten() {
            holding.quantity = SignedWad::from_wei(holding.quantity.wei() * factor);
        }
        book
    }
}

pub(crate) fn smile(r: &mut Rng) -> Smile {
    let years = log_uniform(r, 1.0 / 365.0, 3.0);
    let vol = log_uniform(r, 0.08, 2.0);
    let deviation = vol * years.sqrt();
    let sigma = (deviation * uniform(r, 0.5, 2.0)).min(3.9);
    let b = (deviation * uniform(r, 0.1, 0.5)).min(1.5);
    let post = Post {
        parameters: SviParameters {
            level: signed(deviation * deviation - b * sigma),
            slope: wad(b),
            tilt: signed(uniform(r, -0.6, 0.6)),
            shift: SignedWad::ZERO,
            smoothness: wad(sigma),
        },
        expiry: NOW + (years * 365.0 * 86_400.0) as u64,
        timestamp: NOW,
    };
    post.smile(NOW).expect("a market's smile")
}

/// What rounding may add up to in a book: some wei a position and scenario, and 2⁻⁵⁶ of each amount.
pub(crate) fn rounding(world: &World, book: &Book) -> i128 {
    let sizes = book.holdings.iter().flatten();
    let units: f64 = sizes
        .map(|h| (h.quantity.wei() as f64 / 1e18).abs() + 1.0)
        .sum();
    let price = float(world.spot).max(1.0) * 2.0;
    (units * price * 1e18 * 2e-16) as i128 + 10_000
}

/// R: what an account needs above the mark.
pub(crate) fn needed(figures: &Figures) -> i128 {
    figures.contingency.wei().cast_signed() - figures.loss.wei()
}

/// A part of every position, without cash.
pub(crate) fn taken(book: &Book, part: Wad) -> Book {
    let mut moved = book.clone();
    moved.cash = 0;
    for holding in moved.holdings.iter_mut().flatten() {
        let quantity = portion(holding.quantity.wei(), part).expect("a part");
        holding.quantity = SignedWad::from_wei(quantity);
    }
    moved
}

/// The positions of one side alone, valued at so much of their volatility.
fn side(world: &World, book: &Book, held: bool, level: Wad) -> i128 {
    let mut book = book.clone();
    book.cash = 0;
    for holdings in &mut book.holdings {
        holdings.retain(|h| (h.quantity.wei() > 0) == held);
    }
    let shift = Shift {
        vol: level,
        ..Shift::NONE
    };
    world.with(&book, false, |account| {
        let figures = margin_at::<Compact>(account, shift).expect("in its range");
        figures.value.wei()
    })
}

/// What the pool pays for all positions in a liquidation, rounded down.
pub(crate) fn proceeds(world: &World, book: &Book) -> i128 {
    side(world, book, true, Close::HELD_VOL) + side(world, book, false, Close::OWED_VOL)
}

/// What an account is worth at the mark, rounded down.
pub(crate) fn worth(world: &World, book: &Book) -> i128 {
    book.cash + side(world, book, true, Wad::ONE) + side(world, book, false, Wad::ONE)
}

/// The spot times all calls and puts, and all digitals, rounded down.
pub(crate) fn notional(world: &World, book: &Book) -> u128 {
    let each = book.holdings.iter().flatten().map(|holding| {
        let size = Wad::from_wei(holding.quantity.wei().unsigned_abs());
        if holding.kind.is_digital() {
            size
        } else {
            world.spot.mul_down(size).expect("fits")
        }
    });
    each.map(Wad::wei).sum()
}
