//! Black-Scholes prices and Greeks of European calls and puts.
//!
//! Everything is computed from the option that is out of the money. With x = ln(S/K′), K′ the discounted strike, v =
//! σ√T, a = |x|/v − v/2, b = a + v, M = min(S, K′) and R the Mills ratio, its value is M·φ(a)·(R(a) − R(b)). The other
//! option is worth |S − K′| more. One exponential serves both probabilities, nothing cancels, and put-call parity
//! holds to the wei by construction.

mod greeks;
mod kernel;
mod moneyness;
mod price;
mod terms;

pub use greeks::{Greeks, Valuation, greeks};
pub use kernel::{Kernel, deviation};
pub use moneyness::Moneyness;
pub use price::{Prices, price, prices};
pub use terms::{MAX_EXPIRY_SECS, MAX_PRICE, MAX_RATE, MAX_VOLATILITY, Side, Terms};
