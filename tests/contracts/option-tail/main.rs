//! `option-tail`: what a book can lose in a day.

mod gas;
mod refuse;
mod shortfall;
mod support;
