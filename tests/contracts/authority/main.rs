//! The authority: who may do what, and when.

mod construct;
mod governed;
mod guardian;
mod ownership;
mod pause;
mod schedule;
mod support;
mod tighten;
mod wire;
