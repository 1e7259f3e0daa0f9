//! The pricer and the contracts behind it: surfaces, prices, quotes, books, margin.

mod post;
mod quote;
