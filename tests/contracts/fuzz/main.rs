//! Random histories on the real contracts; the environment sets how many steps and which seed.

mod liquidation;
mod trading;
mod vault;
