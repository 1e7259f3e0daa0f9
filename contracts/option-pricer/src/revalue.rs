//! Books on scenarios, valued on the posted surfaces.

use alloc::vec::Vec;

use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::revaluation::{revalue, Leg, Total, VolRow};
use engine::surface::Smile;
use engine::Claim;
use math::{Compact, SignedWad, Wad};

use crate::errors::{argument, kind, PricerError};
use crate::storage::OptionPricer;
use crate::types::{Book, BookLeg, BookScenarios};

/// Most values of one call: expiries times scenarios.
const MAX_VALUES: usize = 4_096;

impl OptionPricer {
    /// The value of every book in every scenario, book by book and row by row, rounded against whoever holds it.
    pub(crate) fn revalue_books(&self, scenarios: &BookScenarios, books: &[Book]) -> Result<Vec<i128>, PricerError> {
        let rows = scenarios
            .spotFactors
            .iter()
            .map(|row| row.iter().map(|factor| spot_move(scenarios, *factor)).collect())
            .collect::<Result<Vec<Vec<SpotMove>>, PricerError>>()?;
        let count: usize = rows.iter().map(Vec::len).sum();
        if count.saturating_mul(books.len()) > MAX_VALUES {
            return Err(argument("spotFactors"));
        }
        let mut values = Vec::with_capacity(count.saturating_mul(books.len()));
        for book in books {
            let (smile, _) = self.smile(book.expiry, scenarios.maxAgeSecs)?;
            let legs = legs(scenarios, book, &smile)?;
            let shocks = shocks(book, &rows)?;
            let mut totals = alloc::vec![Total::default(); count];
            revalue::<Compact>(&legs, &shocks, &mut totals)?;
            values.extend(totals.iter().map(|total| total.against_holder().wei()));
        }
        Ok(values)
    }
}

fn spot_move(scenarios: &BookScenarios, factor: u128) -> Result<SpotMove, PricerError> {
    Ok(SpotMove::new(Wad::from_wei(scenarios.spot), Wad::from_wei(factor))?)
}

fn shocks<'a>(book: &Book, rows: &'a [Vec<SpotMove>]) -> Result<Vec<VolRow<'a>>, PricerError> {
    if book.volFactors.len() != rows.len() {
        return Err(argument("volFactors"));
    }
    let row = |(factor, spots): (&u128, &'a Vec<SpotMove>)| Ok(VolRow::new(Wad::from_wei(*factor), spots)?);
    book.volFactors.iter().zip(rows).map(row).collect()
}

fn legs(scenarios: &BookScenarios, book: &Book, smile: &Smile) -> Result<Vec<Leg>, PricerError> {
    book.legs.iter().map(|leg| ready(scenarios, leg, smile)).collect()
}

fn ready(scenarios: &BookScenarios, leg: &BookLeg, smile: &Smile) -> Result<Leg, PricerError> {
    let terms = Terms {
        spot: Wad::from_wei(scenarios.spot),
        strike: Wad::from_wei(leg.strike),
        expiry_secs: smile.remaining_secs(),
        rate: SignedWad::from_wei(scenarios.carry),
    };
    let claim = Claim::new::<Compact>(kind(leg.kind)?, &terms)?;
    let deviation = smile.deviation(claim.log_moneyness())?;
    Ok(Leg::new(claim, deviation, SignedWad::from_wei(leg.quantity)))
}
