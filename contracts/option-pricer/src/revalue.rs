//! Books on scenarios, valued on the posted surfaces.

use crate::storage::OptionPricer;
use alloc::vec;
use alloc::vec::Vec;
use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::revaluation::{revalue, Leg, Total, VolRow};
use engine::surface::Smile;
use engine::Claim;
use interfaces::Refusal;
use math::{Compact, SignedWad, Wad};
use pricing_abi::{argument, kind, of_pricing, of_revaluation, of_surface, BookContext, BookLeg};

impl OptionPricer {
    /// The value of each expiry's legs in each scenario, rounded against whoever holds them.
    pub(crate) fn values(
        &self,
        context: &BookContext,
        legs: &[BookLeg],
        spot_factors: &[u128],
        vol_factors: &[u128],
    ) -> Result<Vec<i128>, Refusal> {
        let spot = Wad::from_wei(context.spot);
        let move_by = |factor: &u128| SpotMove::new(spot, Wad::from_wei(*factor));
        let moves = spot_factors
            .iter()
            .map(move_by)
            .collect::<Result<Vec<_>, _>>();
        let moves = moves.map_err(of_revaluation)?;
        let mut values = Vec::with_capacity(vol_factors.len());
        let mut factors = vol_factors.chunks_exact(moves.len().max(1));
        for legs in legs.chunk_by(|one, next| one.expiry == next.expiry) {
            let surface = self.load(legs[0].expiry, context.maxAgeSecs)?;
            let factors = factors.next().ok_or_else(|| argument("volFactors"))?;
            let mut totals = vec![Total::default(); moves.len()];
            let rows = rows(factors, &moves)?;
            let legs = ready(context, legs, &surface.smile)?;
            revalue::<Compact>(&legs, &rows, &mut totals).map_err(of_revaluation)?;
            values.extend(totals.iter().map(|total| total.against_holder().wei()));
        }
        if values.len() == vol_factors.len() {
            Ok(values)
        } else {
            Err(argument("volFactors"))
        }
    }
}

/// Scenarios that follow each other with one factor on the volatility make a row.
fn rows<'a>(factors: &[u128], moves: &'a [SpotMove]) -> Result<Vec<VolRow<'a>>, Refusal> {
    let mut rows = Vec::new();
    let mut rest = moves;
    for alike in factors.chunk_by(|one, next| one == next) {
        let (row, after) = rest.split_at(alike.len());
        rows.push(VolRow::new(Wad::from_wei(alike[0]), row).map_err(of_revaluation)?);
        rest = after;
    }
    Ok(rows)
}

fn ready(context: &BookContext, legs: &[BookLeg], smile: &Smile) -> Result<Vec<Leg>, Refusal> {
    let one = |leg: &BookLeg| {
        let terms = Terms {
            spot: Wad::from_wei(context.spot),
            strike: Wad::from_wei(leg.strike),
            expiry_secs: smile.remaining_secs(),
            rate: SignedWad::from_wei(context.carry),
        };
        let claim = Claim::new::<Compact>(kind(leg.kind)?, &terms).map_err(of_pricing)?;
        let deviation = smile.deviation(claim.log_moneyness()).map_err(of_surface)?;
        Ok(Leg::new(
            claim,
            deviation,
            SignedWad::from_wei(leg.quantity),
        ))
    };
    legs.iter().map(one).collect()
}
