//! The keeper against the devnode with the real contracts.

mod clearing;
mod faults;
mod programs;
mod queue;
mod support;
mod terms;
