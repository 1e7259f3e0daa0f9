//! The parameters of the pool's prices, with their units.

use math::{WAD, Wad};

/// The maximum skew of the quoted volatility, as a part of it: 25% at full load.
pub const MAX_SKEW: Wad = Wad::from_wei(WAD / 4);

/// The full load of the pool: its value moves by 1% per vol point. One part in this many.
pub const LOAD_DIVISOR: u128 = 100;

/// Vol points in a volatility of one.
pub const VOL_POINTS: i128 = 100;

/// The minimum half spread in volatility: one vol point.
pub const MIN_VOL_SPREAD: Wad = Wad::from_wei(WAD / 100);

/// Half spread in volatility, as a part of it: 2%.
pub const VOL_SPREAD: Wad = Wad::from_wei(WAD / 50);

/// Half spread on the delta, in addition to the feed's deviation: 5 basis points of spot.
pub const DELTA_SPREAD: Wad = Wad::from_wei(WAD / 2_000);

/// The part of its spread that an order gets back where it takes risk off the pool: a half.
pub const RELIEF: Wad = Wad::from_wei(WAD / 2);

/// The utilisation from which buying costs more.
pub const UTILISATION_KINK: Wad = Wad::from_wei(WAD / 10 * 6);

/// The extra cost of buying at full utilisation: 35% of the premium.
pub const UTILISATION_PREMIUM: Wad = Wad::from_wei(WAD / 100 * 35);

/// The minimum price above intrinsic value at which the pool sells: 0.1% of the notional.
pub const FLOOR: Wad = Wad::from_wei(WAD / 1_000);

/// Fee on the notional: 0.04%.
pub const FEE: Wad = Wad::from_wei(WAD / 2_500);

/// The maximum fee, as a part of the mark: 12.5%.
pub const MAX_FEE: Wad = Wad::from_wei(WAD / 8);

/// The minimum |delta| to open a position: 5%.
pub const MIN_OPENING_DELTA: Wad = Wad::from_wei(WAD / 20);

/// The maximum |delta| to open a position: 95%.
pub const MAX_OPENING_DELTA: Wad = Wad::from_wei(WAD / 100 * 95);

/// The time before expiry from which no position may be opened.
pub const LAST_OPENING_SECS: u64 = 30 * 60;
