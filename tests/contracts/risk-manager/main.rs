//! The risk manager: listing, limits of the pool, prices, the book.

mod book;
mod limits;
mod list;
mod prices;
