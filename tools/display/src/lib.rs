//! How the command-line tools write amounts and draw figures.

pub mod decimal;
pub mod plot;
pub mod stress;
