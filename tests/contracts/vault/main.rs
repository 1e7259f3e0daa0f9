//! The vault: joining, leaving, the market's money, shares as a token.

mod withdraw;
