//! Random histories on the real contracts. The environment sets the number of steps and the seed.

mod liquidation;
mod trading;
mod vault;
