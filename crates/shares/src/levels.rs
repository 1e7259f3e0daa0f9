//! Levels of the least price that a request accepts: few enough to keep the totals of each.

/// The number of levels: 64 for each doubling of the price, from a sixteenth of the initial price to sixteen times it.
pub const LEVELS: u16 = 512;

/// Levels for each doubling.
const STEPS: u16 = 64;

/// Bits of the step within a doubling.
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// A 64th of the lowest price. 10¹⁸ units of shares start at 10¹² units of the asset, whatever its decimals.
const UNIT: u128 = 1_000_000_000_000 / 16 / (STEPS as u128);

/// Returns the price of a level: units of the asset for 10¹⁸ units of shares. Level 0 accepts any price.
#[must_use]
pub fn price_of(level: u16) -> u128 {
    let Some(place) = level.checked_sub(1) else {
        return 0;
    };
    let mantissa = u128::from(STEPS | place & STEPS.wrapping_sub(1));
    let octave = u32::from(place >> STEP_BITS);
    mantissa
        .checked_shl(octave)
        .map_or(u128::MAX, |units| units.saturating_mul(UNIT))
}

/// Returns the lowest level that is at or above a price: whoever asks for the price gets no less. `None` if there is
/// none. Zero is level 0.
#[must_use]
pub fn level_up(price: u128) -> Option<u16> {
    let below = level_down(price);
    if price_of(below) >= price {
        return Some(below);
    }
    below.checked_add(1).filter(|above| *above <= LEVELS)
}

/// Returns the highest level that is at or below a price.
#[must_use]
pub fn level_down(price: u128) -> u16 {
    let units = price.checked_div(UNIT).unwrap_or(0);
    let Some(octave) = units
        .checked_ilog2()
        .and_then(|log| log.checked_sub(STEP_BITS))
    else {
        return 0;
    };
    let step = (units >> octave) & u128::from(STEPS.wrapping_sub(1));
    let step = u16::try_from(step).unwrap_or(0);
    let octave = u16::try_from(octave).unwrap_or(0);
    let place = octave.saturating_mul(STEPS).saturating_add(step);
    place.saturating_add(1).min(LEVELS)
}
