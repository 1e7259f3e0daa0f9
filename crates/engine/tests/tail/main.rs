//! The tail of a book: laws that any measure of its kind keeps, and how near the estimate is to the whole.

#[path = "../support/mod.rs"]
mod support;

mod book;
mod days;
mod estimate;
mod laws;
mod million;
