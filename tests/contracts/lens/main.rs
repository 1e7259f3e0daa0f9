//! The views for screens, `lens` and `pool-lens`, against the contracts that they show.

mod chain;
