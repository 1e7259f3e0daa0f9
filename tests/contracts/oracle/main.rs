//! The oracle: the spot price, and prices of expiries.

mod average;
mod fallback;
mod govern;
mod hostile_feed;
mod jump;
mod propose;
mod prove;
mod round;
mod sequencer;
mod snapshot;
mod support;
