//! The keeper against the devnode with the real contracts.

mod faults;
mod support;
mod terms;
