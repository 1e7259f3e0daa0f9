//! Random books, and their figures by sorting.

use crate::support::{float_signed, signed, wad};
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Figures, Grid, VolShock};
use engine::revaluation::{Leg, NormalTable};
use engine::tail::{Draw, POINTS, Rehearsal, Slopes, Tail, draws, worst};
use engine::{Claim, Kind};
use fastrand::Rng;
use math::{Compact, Float, SignedWad, WAD, Wad};

pub(crate) const SPOT: Wad = Wad::from_wei(2_000 * WAD);

pub(crate) const DAY: u64 = 86_400;

pub(crate) const YEAR: f64 = 365.0;

/// A position: kind, days to expiry, strike, quantity.
pub(crate) type Held = (Kind, u64, f64, f64);

/// A book by expiry, at one volatility.
pub(crate) struct Book {
    pub(crate) volatility: f64,
    pub(crate) held: Vec<Held>,
}

/// A positive number below 2⁶³ as the engine's float.
pub(crate) fn float(x: f64) -> Float {
    let bits = x.to_bits();
    let exponent = i32::try_from(bits >> 52).expect("it is positive") - 1_023;
    Float::new((bits << 11) | (1 << 63), exponent)
}

#[allow(clippy::cast_precision_loss, reason = "below 2^53")]
pub(crate) fn root(days: u64) -> f64 {
    (days as f64 / YEAR).sqrt()
}

impl Book {
    pub(crate) fn new(held: &[Held]) -> Self {
        let held = held.to_vec();
        Self {
            volatility: 0.6,
            held,
        }
    }

    pub(crate) fn scaled(&self, factor: f64) -> Self {
        let held = self
            .held
            .iter()
            .map(|(kind, days, strike, quantity)| (*kind, *days, *strike, quantity * factor));
        Self {
            volatility: self.volatility,
            held: held.collect(),
        }
    }

    pub(crate) fn with(&self, other: &Self) -> Self {
        let held = [self.held.clone(), other.held.clone()].concat();
        Self {
            volatility: self.volatility,
            held,
        }
    }

    pub(crate) fn day(&self) -> Wad {
        wad(self.volatility * root(1))
    }

    pub(crate) fn legs(&self, held: &[Held]) -> Vec<Leg> {
        let leg = |(kind, days, strike, quantity): &Held| {
            let terms = Terms {
                spot: SPOT,
                strike: wad(*strike),
                expiry_secs: days * DAY,
                rate: SignedWad::ZERO,
            };
            let claim = Claim::new::<Compact>(*kind, &terms).unwrap();
            Leg::new(
                claim,
                float(self.volatility * root(*days)),
                signed(*quantity),
            )
        };
        held.iter().map(leg).collect()
    }

    pub(crate) fn figures(&self) -> Figures {
        let grid = Grid::new(SPOT).unwrap();
        let mut exposure = Exposure::default();
        for alike in self.held.chunk_by(|one, next| one.1 == next.1) {
            let days = alike[0].1;
            let expiry = Expiry {
                shock: VolShock::new::<Compact>(days * DAY),
                root: float(root(days)),
                day: float(self.volatility * root(1)),
            };
            exposure
                .add::<Compact>(&grid, &expiry, &self.legs(alike))
                .unwrap();
        }
        exposure.figures().unwrap()
    }

    pub(crate) fn estimate_on(&self, day: Wad) -> Tail {
        let mut gains = [0; POINTS];
        let slopes = Slopes::of(&self.figures()).unwrap();
        slopes.tail::<Compact>(day, &mut gains).unwrap()
    }

    pub(crate) fn estimate(&self) -> Tail {
        self.estimate_on(self.day())
    }

    pub(crate) fn in_full(&self) -> Tail {
        self.in_full_on(self.day())
    }

    pub(crate) fn in_full_on(&self, day: Wad) -> Tail {
        let days: Vec<Draw> = draws(day).unwrap().collect();
        let moves: Vec<_> = days
            .iter()
            .map(|day| day.spot_move::<Compact>(SPOT).unwrap())
            .collect();
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
        for alike in self.held.chunk_by(|one, next| one.1 == next.1) {
            let power = VolShock::new::<Compact>(alike[0].1 * DAY).power();
            rehearsal
                .add::<Compact>(&moves, power, &self.legs(alike))
                .unwrap();
        }
        rehearsal.tail().unwrap()
    }
}

pub(crate) fn any_book(r: &mut Rng) -> Book {
    let kinds = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];
    let held = (0..r.usize(1..6)).map(|_| {
        let kind = kinds[r.usize(..4)];
        let digital = if kind.is_digital() { 500.0 } else { 1.0 };
        let strike = 1_500.0 + 1_000.0 * r.f64();
        (
            kind,
            r.u64(1..120),
            strike,
            digital * (r.f64() * 20.0 - 10.0),
        )
    });
    let held = held.collect();
    Book {
        volatility: 0.2 + r.f64(),
        held,
    }
}

pub(crate) fn dollars(tail: &Tail) -> [f64; 2] {
    [tail.value_at_risk, tail.shortfall].map(float_signed)
}

pub(crate) fn gains(r: &mut Rng) -> Vec<i128> {
    let scale = r.u32(20..90);
    let tilt = r.i128(-(1 << scale)..=1 << scale);
    let each = (0..POINTS).map(|_| r.i128(-(1 << scale)..=1 << scale) + tilt);
    each.collect()
}

pub(crate) fn measured(gains: &[i128]) -> [i128; 2] {
    let tail = worst(&mut gains.to_vec()).unwrap();
    [tail.value_at_risk, tail.shortfall].map(SignedWad::wei)
}
