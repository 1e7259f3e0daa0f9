//! The oracle: the spot price, and prices of expiries.

mod average;
mod faults;
mod govern;
mod propose;
mod prove;
