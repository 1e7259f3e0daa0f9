//! `option-tail`: what a book may lose in a day.

mod gas;
mod refuse;
mod shortfall;
mod support;
