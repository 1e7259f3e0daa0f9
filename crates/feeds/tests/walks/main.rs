//! The price of an expiry over made-up histories: with holes, bad rounds, changes of phase and of feed, rounds out of
//! order. A model that knows the whole history says what the price is, second by second; the walk has to find the same
//! from a list, whoever hands it in, whenever, in however many parts, and to refuse every other list.

mod fallback;
mod follow;
mod history;
mod prove;
mod refuse;
