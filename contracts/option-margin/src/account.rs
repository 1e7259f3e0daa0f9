//! Builds an account from what the caller passes in.

use abi::pricing::{argument, kind, of_margin};
use abi::trading::{MarginContext, Position, SviSlice};
use abi::{by_expiry, smile_of};
use alloc::vec::Vec;
use domain::runs;
use engine::margin::{Account, Expiry, Holding, Payoff, MAX_EXPIRIES, MAX_LEGS};
use engine::revaluation::Leg;
use engine::surface::Smile;
use math::{Compact, SignedWad, Wad};
use runtime::Refusal;

/// The positions of an account, grouped by expiry and ready to be valued.
pub(crate) struct Positions {
    legs: Vec<Leg>,
    parts: Vec<Part>,
}

/// The positions of one expiry.
struct Part {
    spot: Wad,
    remaining_secs: u64,
    /// The number of its legs.
    count: usize,
    payoff: Payoff,
}

impl Positions {
    /// Reads each position on the slice of its expiry. An expiry that is past needs no slice.
    ///
    /// # Errors
    /// `PricerArgument` naming `legs` or `expiries` if there are too many, or an argument out of its range;
    /// `PricerSurfaceMissing`.
    pub(crate) fn new(
        now: u64,
        slices: &[SviSlice],
        context: &MarginContext,
        mut legs: Vec<Position>,
    ) -> Result<Self, Refusal> {
        if legs.len() > MAX_LEGS {
            return Err(argument("legs"));
        }
        by_expiry(&mut legs);
        let mut positions = Self {
            legs: Vec::with_capacity(legs.len()),
            parts: Vec::with_capacity(MAX_EXPIRIES),
        };
        for alike in runs(&legs, |one, next| one.expiry == next.expiry) {
            let expiry = alike.first().map_or(0, |leg| leg.expiry);
            let smile = smile_of(now, slices, expiry)?;
            let spot = Wad::from_wei(context.spot_of(expiry));
            positions.add(spot, context, smile.as_ref(), alike)?;
        }
        Ok(positions)
    }

    fn add(
        &mut self,
        spot: Wad,
        context: &MarginContext,
        smile: Option<&Smile>,
        legs: &[Position],
    ) -> Result<(), Refusal> {
        let carry = SignedWad::from_wei(context.carry);
        let mut holdings = Vec::with_capacity(legs.len());
        for leg in legs {
            let holding = Holding {
                kind: kind(leg.kind)?,
                strike: Wad::from_wei(leg.strike),
                quantity: SignedWad::from_wei(leg.quantity),
            };
            let ready = holding.ready::<Compact>(spot, carry, smile);
            self.legs.push(ready.map_err(of_margin)?);
            holdings.push(holding);
        }
        self.parts.push(Part {
            spot,
            remaining_secs: smile.map_or(0, Smile::remaining_secs),
            count: legs.len(),
            payoff: Payoff::new(&mut holdings).map_err(of_margin)?,
        });
        Ok(())
    }

    /// Returns the positions as the engine takes them.
    pub(crate) fn expiries(&self) -> Vec<Expiry<'_>> {
        let mut expiries = Vec::with_capacity(self.parts.len());
        let mut rest = self.legs.as_slice();
        for part in &self.parts {
            // The counts are those of the legs that were pushed.
            let (legs, more) = rest.split_at_checked(part.count).unwrap_or_default();
            rest = more;
            expiries.push(Expiry {
                spot: part.spot,
                remaining_secs: part.remaining_secs,
                legs,
                payoff: part.payoff,
            });
        }
        expiries
    }
}

/// Returns the account with these expiries.
pub(crate) const fn account<'a>(
    context: &MarginContext,
    cash: i128,
    expiries: &'a [Expiry<'a>],
) -> Account<'a> {
    Account {
        cash: SignedWad::from_wei(cash),
        spot: Wad::from_wei(context.spot),
        late: context.late,
        expiries,
    }
}
