//! The pricer and the contracts behind it: surfaces, prices, quotes, books.

mod construct;
mod govern;
mod post;
mod price;
mod quote;
mod refuse_post;
mod refuse_surface;
mod revalue;
mod support;
