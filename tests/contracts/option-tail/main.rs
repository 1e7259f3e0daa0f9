//! `option-tail`: what a book may lose in a day.

mod shortfall;
