//! What acceptance promises, tried on random surfaces against a reference in double precision
//! that shares no code with the engine.

#[path = "../support/mod.rs"]
mod support;

mod refuse;
