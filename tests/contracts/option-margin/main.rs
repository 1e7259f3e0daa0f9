//! `option-margin` by itself: the margin of an account.

mod margin;
