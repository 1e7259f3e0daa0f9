//! The loss of a book in a day: value at risk and expected shortfall.
//!
//! A day moves the spot and all volatilities at once. The move of the logarithm of the spot is a number of standard
//! deviations z₁ times [the deviation that surfaces give a day](crate::surface::Smile::deviation_within). The
//! logarithm of every volatility of an expiry moves by f·6%·(−0.4·z₁ + √(1 − 0.4²)·z₂), where f is the power of the
//! expiry's time that also scales the grid's shocks ([`VolShock::power`](crate::exposure::VolShock::power)). (z₁, z₂)
//! has a uniform direction and the radius of a mixture of two normal distributions: one day in ten is wild, with 2.3
//! standard deviations instead of 0.72. Time stands still, as in the grid.
//!
//! The distribution has [`POINTS`] fixed points with fixed weights ([`draws`]). A book's gains on them are either
//! estimated from sums of sensitivities ([`Slopes`]), or computed by a revaluation of every leg ([`Rehearsal`]).
//! [`worst`] reads both figures from them.

mod bound;
mod draws;
mod points;
mod rehearsal;
mod slopes;
mod worst;

pub use self::bound::max_shortfall;
pub use self::draws::{Draw, MAX_DAY, draws};
pub use self::points::POINTS;
pub use self::rehearsal::Rehearsal;
pub use self::slopes::Slopes;
pub use self::worst::{Tail, worst};
