//! The authority: who may do what, and when.

mod schedule;
