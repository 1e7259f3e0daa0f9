//! The minimum payoff of positions of one expiry, and the number of naked ones.

use domain::runs;
use math::{SignedWad, Wad};

use super::MarginError;
use super::amounts::{plus, times_down};
use crate::Kind;

/// A position in one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The kind of option.
    pub kind: Kind,
    /// K.
    pub strike: Wad,
    /// Units; negative if sold.
    pub quantity: SignedWad,
}

/// Bounds that follow from the payoffs of one expiry alone, whatever the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payoff {
    /// The minimum payoff over all spots from zero up, rounded down; `None` if it has no lower bound.
    pub min: Option<SignedWad>,
    /// Net sold calls plus net sold puts; digitals owe at most one unit.
    pub naked: Wad,
}

impl Payoff {
    /// Returns the bounds of holdings of one expiry, which are sorted by strike.
    ///
    /// # Errors
    /// [`MarginError::AmountOverflow`].
    pub fn new(holdings: &mut [Holding]) -> Result<Self, MarginError> {
        by_strike(holdings);
        let owed = |kind| {
            let net = net(holdings, kind)?;
            Ok::<_, MarginError>(net.wei().min(0).unsigned_abs())
        };
        // Each is at most 2¹²⁷.
        let naked = owed(Kind::Call)?.checked_add(owed(Kind::Put)?);
        Ok(Self {
            min: min_payoff(holdings)?,
            naked: Wad::from_wei(naked.ok_or(MarginError::AmountOverflow)?),
        })
    }
}

/// Sorts by insertion: a list is short, and the sort of the library is five kilobytes of code.
fn by_strike(holdings: &mut [Holding]) {
    for end in 1..holdings.len() {
        let mut place = end;
        while let Some([before, after]) = holdings.get_mut(place.saturating_sub(1)..=place) {
            if place == 0 || before.strike <= after.strike {
                break;
            }
            core::mem::swap(before, after);
            place = place.saturating_sub(1);
        }
    }
}

/// Returns the net units of one kind.
fn net(holdings: &[Holding], kind: Kind) -> Result<SignedWad, MarginError> {
    let alike = holdings.iter().filter(|holding| holding.kind == kind);
    let mut quantities = alike.map(|holding| holding.quantity.wei());
    let sum = quantities.try_fold(0, plus)?;
    Ok(SignedWad::from_wei(sum))
}

/// Returns the minimum payoff; `None` if it has no bound. Between two strikes the payoff is a line, so the minimum is
/// at zero, at a strike, or just above one (where digitals jump).
fn min_payoff(rising: &[Holding]) -> Result<Option<SignedWad>, MarginError> {
    if net(rising, Kind::Call)?.wei() < 0 {
        return Ok(None);
    }
    let (mut value, mut slope) = at_zero(rising)?;
    let mut min = value;
    let mut spot = Wad::ZERO;
    for alike in runs(rising, |one, next| one.strike == next.strike) {
        let strike = alike.first().map_or(spot, |holding| holding.strike);
        // The strikes rise.
        let step = Wad::from_wei(strike.wei().wrapping_sub(spot.wei()));
        value = plus(value, times_down(slope, step)?)?;
        min = min.min(value);
        for holding in alike {
            let quantity = holding.quantity.wei();
            match holding.kind {
                Kind::Call | Kind::Put => slope = plus(slope, quantity)?,
                Kind::DigitalCall => value = plus(value, quantity)?,
                Kind::DigitalPut => value = less(value, quantity)?,
            }
        }
        min = min.min(value);
        spot = strike;
    }
    Ok(Some(SignedWad::from_wei(min)))
}

/// Returns the payoff at a spot of zero, rounded down, and its slope from there.
fn at_zero(holdings: &[Holding]) -> Result<(i128, i128), MarginError> {
    let (mut value, mut slope) = (0, 0);
    for holding in holdings {
        let quantity = holding.quantity.wei();
        match holding.kind {
            Kind::Put => {
                value = plus(value, times_down(quantity, holding.strike)?)?;
                slope = less(slope, quantity)?;
            }
            Kind::DigitalPut => value = plus(value, quantity)?,
            Kind::Call | Kind::DigitalCall => {}
        }
    }
    Ok((value, slope))
}

fn less(a: i128, b: i128) -> Result<i128, MarginError> {
    a.checked_sub(b).ok_or(MarginError::AmountOverflow)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use math::WAD;
    use std::vec::Vec;

    use Kind::{Call, DigitalCall, DigitalPut, Put};

    const ONE: i128 = WAD.cast_signed();

    fn payoff(holdings: &[(Kind, u128, i128)]) -> Payoff {
        let mut holdings: Vec<_> = holdings
            .iter()
            .map(|&(kind, strike, quantity)| Holding {
                kind,
                strike: Wad::from_wei(strike.wrapping_mul(WAD)),
                quantity: SignedWad::from_wei(quantity.wrapping_mul(ONE)),
            })
            .collect();
        Payoff::new(&mut holdings).unwrap()
    }

    fn min_payoff(holdings: &[(Kind, u128, i128)]) -> Option<i128> {
        payoff(holdings).min.map(|wad| {
            assert_eq!(wad.wei() % ONE, 0);
            wad.wei() / ONE
        })
    }

    #[test]
    fn of_nothing_is_nothing() {
        assert_eq!(min_payoff(&[]), Some(0));
    }

    #[test]
    fn falls_without_bound_under_calls_that_are_owed() {
        assert_eq!(min_payoff(&[(Call, 2_000, -1)]), None);
        assert_eq!(min_payoff(&[(Call, 2_000, 1), (Call, 2_100, -2)]), None);
        assert_eq!(
            min_payoff(&[(Call, 2_000, -1), (DigitalCall, 2_000, 9_000)]),
            None
        );
    }

    #[test]
    fn of_a_put_is_all_of_its_strike() {
        assert_eq!(min_payoff(&[(Put, 2_000, -3)]), Some(-6_000));
        assert_eq!(min_payoff(&[(Put, 2_000, 3)]), Some(0));
    }

    #[test]
    fn of_spreads_lies_at_or_between_strikes() {
        assert_eq!(
            min_payoff(&[(Call, 2_100, 1), (Call, 2_000, -1)]),
            Some(-100)
        );
        let condor = [
            (Put, 1_700, 1),
            (Put, 1_800, -1),
            (Call, 2_200, -1),
            (Call, 2_350, 1),
        ];
        assert_eq!(min_payoff(&condor), Some(-150));
        let flipped = [(Call, 1_900, -1), (Call, 2_000, 2), (Call, 2_100, -1)];
        assert_eq!(min_payoff(&flipped), Some(-100));
    }

    #[test]
    fn of_digitals_lies_on_the_side_where_they_pay() {
        assert_eq!(min_payoff(&[(DigitalCall, 2_000, -5)]), Some(-5));
        assert_eq!(min_payoff(&[(DigitalPut, 2_000, -5)]), Some(-5));
        // One of the two pays, never both and never none.
        assert_eq!(
            min_payoff(&[(DigitalCall, 2_000, -5), (DigitalPut, 2_000, -5)]),
            Some(-5)
        );
        // At the strike itself the put pays, just above it the call.
        assert_eq!(
            min_payoff(&[(DigitalCall, 2_000, 3), (DigitalPut, 2_000, 4)]),
            Some(3)
        );
        assert_eq!(
            min_payoff(&[(DigitalCall, 2_100, -5), (DigitalPut, 2_200, -5)]),
            Some(-10)
        );
        assert_eq!(
            min_payoff(&[(DigitalPut, 2_100, -5), (DigitalCall, 2_200, -5)]),
            Some(-5)
        );
    }

    #[test]
    fn counts_what_is_owed_by_kind() {
        let naked = |holdings: &[_]| payoff(holdings).naked.wei() / WAD;
        assert_eq!(naked(&[(Call, 2_000, -3), (Call, 2_500, 1)]), 2);
        assert_eq!(naked(&[(Call, 2_000, -3), (Put, 2_500, -1)]), 4);
        assert_eq!(naked(&[(Call, 2_000, 3), (Put, 2_500, -1)]), 1);
        assert_eq!(naked(&[(DigitalCall, 2_000, -3)]), 0);
    }
}
