//! The vault: joining, leaving, the market's money, shares as a token.

mod collect_and_pay;
mod construct;
mod deposit;
mod inflation;
mod join_and_leave;
mod nothing;
mod odd_tokens;
mod permit;
mod support;
mod transfer;
mod vest;
mod withdraw;
