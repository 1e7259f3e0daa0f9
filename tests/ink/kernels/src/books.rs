//! Surfaces, quotes and books: what takes more arguments than a call has words for.
//!
//! Each export reads consecutive 128-bit integers from `input`, in the order of its doc.

use engine::claim::SpotMove;
use engine::quote::{Market, Order, Pool, Quote};
use engine::surface::{Candidate, Post, Smile, SviParameters, durrleman};
use engine::{Claim, Kind};
use math::{Compact, SignedWad, Wad};

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
            wei(quote.last_volatility),
            quote.delta.wei(),
            quote.vega.wei(),
        ],
    )
}

/// Most legs and scenarios of a book that is metered.
#[cfg(any(feature = "revaluation-compact", feature = "revaluation-tabled"))]
const MOST: usize = 32;

/// A book: spot; the rows' factors, as many as `rows`; the moves' factors, as many as `moves`;
/// then kind, strike, seconds, rate, volatility and quantity of each leg.
#[cfg(any(feature = "revaluation-compact", feature = "revaluation-tabled"))]
#[inline(always)]
fn revalue<A: math::Approximation>(
    out: *mut Out,
    input: *const i128,
    [rows, moves, legs]: [u32; 3],
) -> u32 {
    use engine::black_scholes::{Terms, deviation};
    use engine::revaluation::{Leg, Total, VolRow};
    let mut r = Reader(input);
    let spot = r.wad();
    let mut factors = [Wad::ZERO; 4];
    for factor in factors.iter_mut().take(rows as usize) {
        *factor = r.wad();
    }
    let Ok(still) = SpotMove::new(spot, Wad::ONE) else {
        return 0;
    };
    let mut spots = [still; MOST];
    for moved in spots.iter_mut().take(moves as usize) {
        let Ok(to) = SpotMove::new(spot, r.wad()) else {
            return 0;
        };
        *moved = to;
    }
    let spots = spots.get(..moves as usize).unwrap_or_default();
    let mut book: [Option<Leg>; MOST] = [None; MOST];
    for leg in book.iter_mut().take(legs as usize) {
        let kind = r.kind();
        let terms = Terms {
            spot,
            strike: r.wad(),
            expiry_secs: r.secs(),
            rate: r.signed(),
        };
        let (volatility, quantity) = (r.wad(), r.signed());
        let Ok(claim) = Claim::new::<A>(kind, &terms) else {
            return 0;
        };
        *leg = Some(Leg::new(
            claim,
            deviation(volatility, terms.expiry_secs),
            quantity,
        ));
    }
    let Some(Some(first)) = book.first().copied() else {
        return 0;
    };
    let mut ready = [first; MOST];
    for (to, from) in ready.iter_mut().zip(&book) {
        *to = from.unwrap_or(first);
    }
    let ready = ready.get(..legs as usize).unwrap_or_default();
    let Ok(row) = VolRow::new(Wad::ONE, spots) else {
        return 0;
    };
    let mut table = [row; 4];
    for (row, factor) in table.iter_mut().zip(factors) {
        let Ok(shifted) = VolRow::new(factor, spots) else {
            return 0;
        };
        *row = shifted;
    }
    let table = table.get(..rows as usize).unwrap_or_default();
    let mut totals = [Total::default(); 4 * MOST];
    let totals = totals
        .get_mut(..(rows * moves) as usize)
        .unwrap_or_default();
    if engine::revaluation::revalue::<A>(ready, table, totals).is_err() {
        return 0;
    }
    let all = totals.iter().fold([0i128; 2], |[low, high], total| {
        let (l, h) = (total.against_holder().wei(), total.for_holder().wei());
        [low.wrapping_add(l), high.wrapping_add(h)]
    });
    put(out, &all)
}

/// The sum of all scenarios of a book, rounded down and up.
#[cfg(feature = "revaluation-compact")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn revaluation_compact(
    out: *mut Out,
    input: *const i128,
    rows: u32,
    moves: u32,
    legs: u32,
) -> u32 {
    revalue::<Compact>(out, input, [rows, moves, legs])
}

/// As [`revaluation_compact`].
#[cfg(feature = "revaluation-tabled")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn revaluation_tabled(
    out: *mut Out,
    input: *const i128,
    rows: u32,
    moves: u32,
    legs: u32,
) -> u32 {
    revalue::<math::Tabled>(out, input, [rows, moves, legs])
}
