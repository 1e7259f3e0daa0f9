//! The watchlist of accounts that may fall short.

mod refuse;
mod watch;
