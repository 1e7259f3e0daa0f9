//! Surfaces, quotes and books: what takes more arguments than a call has words for.
//!
//! Each export reads consecutive 128-bit integers from `input`, in the order of its doc.
#![allow(
    dead_code,
    unused_imports,
    reason = "a build of one kernel alone leaves the others' parts idle"
)]

use core::mem::MaybeUninit;

use engine::black_scholes::{Terms, deviation};
use engine::claim::SpotMove;
use engine::quote::{Market, Order, Pool, Quote};
use engine::revaluation::{self, Estimate, Leg, NormalTable, Total, VolRow};
use engine::surface::{Candidate, Post, Smile, SviParameters, durrleman};
use engine::{Claim, Kind};
use math::{Approximation, Compact, SignedWad, Tabled, Wad};

use crate::{Out, put};

/// Reads consecutive integers.
struct Reader(*const i128);

impl Reader {
    fn next(&mut self) -> i128 {
        // SAFETY: every export's `input` points to as many integers as it reads.
        unsafe {
            let value = *self.0;
            self.0 = self.0.add(1);
            value
        }
    }

    fn wad(&mut self) -> Wad {
        Wad::from_wei(self.next() as u128)
    }

    fn signed(&mut self) -> SignedWad {
        SignedWad::from_wei(self.next())
    }

    fn secs(&mut self) -> u64 {
        self.next() as u64
    }

    fn kind(&mut self) -> Kind {
        match self.next() {
            0 => Kind::Call,
            1 => Kind::Put,
            2 => Kind::DigitalCall,
            _ => Kind::DigitalPut,
        }
    }

    /// a, b, ρ, m, σ, expiry, timestamp, now.
    fn smile(&mut self) -> Option<Smile> {
        let post = Post {
            parameters: SviParameters {
                level: self.signed(),
                slope: self.wad(),
                tilt: self.signed(),
                shift: self.signed(),
                smoothness: self.wad(),
            },
            expiry: self.secs(),
            timestamp: self.secs(),
        };
        post.smile(self.secs()).ok()
    }
}

/// The checks of a surface with neighbours on both sides: three smiles and the timestamp.
#[cfg(feature = "surface-check")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn surface_check(out: *mut Out, input: *const i128) -> u32 {
    let mut r = Reader(input);
    let (Some(smile), Some(earlier), Some(later)) = (r.smile(), r.smile(), r.smile()) else {
        return 0;
    };
    let candidate = Candidate {
        smile: &smile,
        timestamp: r.secs(),
        earlier: Some(&earlier),
        later: Some(&later),
        predecessor: None,
    };
    candidate
        .check()
        .map_or(0, |at| put(out, &[at.wei() as i128]))
}

/// Variance, volatility and Durrleman's g of a smile at k.
#[cfg(feature = "smile")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smile(out: *mut Out, input: *const i128) -> u32 {
    let mut r = Reader(input);
    let Some(smile) = r.smile() else { return 0 };
    let k = r.signed();
    let place = engine::surface::q120_of(k);
    let (Ok(volatility), Ok(g)) = (smile.volatility(place), durrleman(&smile, k)) else {
        return 0;
    };
    put(out, &[volatility.wei() as i128, g.wei()])
}

/// A quote: smile; worth, vega and reserve of the pool; kind, strike and quantity of the order;
/// spot, carry and feed deviation.
#[cfg(feature = "quote-compact")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quote_compact(out: *mut Out, input: *const i128) -> u32 {
    let mut r = Reader(input);
    let Some(smile) = r.smile() else { return 0 };
    let pool = Pool {
        nav: r.wad(),
        vega: r.signed(),
        reserve: r.wad(),
    };
    let order = Order {
        kind: r.kind(),
        strike: r.wad(),
        quantity: r.signed(),
    };
    let market = Market {
        spot: r.wad(),
        carry: r.signed(),
        feed_deviation: r.wad(),
        smile: &smile,
    };
    let Ok(quote) = Quote::new::<Compact>(&pool, &order, &market) else {
        return 0;
    };
    let parts = quote.parts;
    let wei = |wad: Wad| wad.wei() as i128;
    put(
        out,
        &[
            wei(parts.total),
            wei(parts.mark),
            wei(parts.skew),
            wei(parts.utilisation),
            wei(parts.spread),
            wei(parts.discount),
            wei(parts.floor),
            wei(parts.fee),
            wei(quote.volatility),
            wei(quote.last_volatility()),
            quote.delta.wei(),
            quote.vega.wei(),
        ],
    )
}

/// Most legs and moves of a book that is metered.
pub const MOST: usize = 32;

/// What a book takes in memory; too much for the stack of a contract.
#[derive(Debug)]
pub struct Work {
    spots: [MaybeUninit<SpotMove>; MOST],
    legs: [MaybeUninit<Leg>; MOST],
    totals: [Total; 4 * MOST],
    table: MaybeUninit<NormalTable>,
    estimates: [Estimate; 4 * MOST],
}

impl Work {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            spots: [const { MaybeUninit::uninit() }; MOST],
            legs: [const { MaybeUninit::uninit() }; MOST],
            totals: [Total::default(); 4 * MOST],
            table: MaybeUninit::uninit(),
            estimates: [Estimate::default(); 4 * MOST],
        }
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::new()
    }
}

/// A book: spot; the rows' factors, as many as `rows`; the moves' factors, as many as `moves`;
/// then kind, strike, seconds, rate, volatility and quantity of each leg.
#[inline(always)]
fn revalue<A: Approximation, const FAST: bool>(
    out: *mut Out,
    input: *const i128,
    work: *mut Work,
    [rows, moves, legs]: [u32; 3],
) -> Option<u32> {
    let mut r = Reader(input);
    // SAFETY: every caller's `work` points to a `Work` that nobody else uses.
    let work = unsafe { &mut *work };
    let spot = r.wad();
    let mut factors = [Wad::ZERO; 4];
    for factor in factors.iter_mut().take(rows as usize) {
        *factor = r.wad();
    }
    for to in work.spots.iter_mut().take(moves as usize) {
        to.write(SpotMove::new(spot, r.wad()).ok()?);
    }
    for to in work.legs.iter_mut().take(legs as usize) {
        let kind = r.kind();
        let terms = Terms {
            spot,
            strike: r.wad(),
            expiry_secs: r.secs(),
            rate: r.signed(),
        };
        let (volatility, quantity) = (r.wad(), r.signed());
        let claim = Claim::new::<A>(kind, &terms).ok()?;
        let sigma_root = deviation(volatility, terms.expiry_secs);
        to.write(Leg::new(claim, sigma_root, quantity));
    }
    // SAFETY: the first of both were written just now; a moment's copy of `MaybeUninit<T>` is as
    // good as one of `T`.
    let (spots, legs) = unsafe {
        (
            core::slice::from_raw_parts(work.spots.as_ptr().cast(), moves as usize),
            core::slice::from_raw_parts(work.legs.as_ptr().cast(), legs as usize),
        )
    };
    let mut table_rows = [VolRow::new(Wad::ONE, spots).ok()?; 4];
    for (row, factor) in table_rows.iter_mut().zip(factors) {
        *row = VolRow::new(factor, spots).ok()?;
    }
    let table_rows = table_rows.get(..rows as usize)?;
    if FAST {
        let estimates = work.estimates.get_mut(..(rows * moves) as usize)?;
        let table = NormalTable::write(&mut work.table);
        revaluation::revalue_fast(table, legs, table_rows, estimates).ok()?;
        let all = estimates.iter().fold([0i128; 2], |[low, high], estimate| {
            let (l, h) = (estimate.against_holder(), estimate.for_holder());
            [low.wrapping_add(l.wei()), high.wrapping_add(h.wei())]
        });
        return Some(put(out, &all));
    }
    let totals = work.totals.get_mut(..(rows * moves) as usize)?;
    totals.fill(Total::default());
    revaluation::revalue::<A>(legs, table_rows, totals).ok()?;
    let all = totals.iter().fold([0i128; 2], |[low, high], total| {
        let (l, h) = (total.against_holder().wei(), total.for_holder().wei());
        [low.wrapping_add(l), high.wrapping_add(h)]
    });
    Some(put(out, &all))
}

macro_rules! books {
    ($($name:ident, $feature:literal, $method:ty, $fast:literal;)*) => {$(
        /// The sum of all scenarios of a book, rounded down and up.
        #[cfg(feature = $feature)]
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(
            out: *mut Out, input: *const i128, work: *mut Work, rows: u32, moves: u32, legs: u32,
        ) -> u32 {
            revalue::<$method, $fast>(out, input, work, [rows, moves, legs]).unwrap_or(0)
        }
    )*};
}

books! {
    revaluation_compact, "revaluation-compact", Compact, false;
    revaluation_tabled, "revaluation-tabled", Tabled, false;
    revaluation_fast, "revaluation-fast", Compact, true;
}
