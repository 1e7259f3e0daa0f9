//! `option-margin`: the margin of an account.

mod gas;
mod margin;
mod pricer;
mod refuse;
mod support;
