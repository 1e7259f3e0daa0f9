//! Liquidation of accounts, and the insurance fund.

pub use crate::trading::ILiquidator;

/// Every refusal of the contract, each with the figures that explain it.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod errors {
    use runtime::solidity;

    solidity! {
        /// The named argument is outside of its domain.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorArgument(bytes32 name);
        /// An amount does not fit its type.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorOverflow();
        /// The account has its maintenance margin.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorSound(uint256 id, int128 maintenance);
        /// The account is not in auction, or in another one: this is its number (0 for none).
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNonce(uint64 nonce);
        /// Nobody has seen the account short for too long, or it became insolvent, or solvent, since: liquidate
        /// begins anew.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorStale(uint64 seenAt);
        /// The account that is to take it is not the caller's.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNotOwner(address caller);
        /// It asks more than the limit, or pays less.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorPrice(int128 price, int128 limit);
        /// The account that takes it would not have its initial margin, or owe money.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorTaker(int128 initial, int128 cash);
        /// There is nothing to pay out.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNothing();
    }
}

/// What the contract makes known.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod events {
    use runtime::solidity;

    solidity! {
        /// The pool closed a part (WAD) of an account, for what it cost the account in all, units of the asset
        /// (negative: what it brought); the keeper earned his pay, out of the account or, when that was insolvent,
        /// out of the fund. forced: whatever the pool's limits said.
        event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
        /// An auction began; value and maintenance margin of the account, WAD.
        event AuctionStarted(uint256 indexed id, uint64 indexed nonce, bool insolvent, int128 value, int128 maintenance);
        /// An auction is over: its account has recovered, was closed or was taken.
        event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
        /// A part (WAD) of an account was taken for a price, units of the asset (negative: for pay, of which so much
        /// came from the pool).
        event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price, uint128 fromVault);
        /// A position of an account was handed to another account, or closed with the pool (to is zero; the quantity
        /// is what closing it bought or, negative, sold); WAD.
        event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
        /// Money (negative: debt) of one account was handed to another, units of the asset; the pool had first paid
        /// so much into the former.
        event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash, uint128 fromVault);
        /// The fund paid the treasury so much.
        event FundPaidOut(uint256 amount);
    }
}

/// The calls that other contracts make, through the SDK's macro over the compact codec.
pub(crate) mod calls {
    #![allow(
        missing_docs,
        non_snake_case,
        reason = "the macro adds items and names of its own"
    )]
    #![allow(
        clippy::pedantic,
        clippy::needless_question_mark,
        clippy::too_many_arguments,
        reason = "the macro's expansion"
    )]
    use crate::sdk as stylus_sdk;
    #[allow(unused_imports, reason = "the macro writes `vec!` for the selector")]
    use crate::sdk::vec;
    use crate::trading::MarginFigures;

    ::stylus_sdk::prelude::sol_interface! {
        interface ILiquidator {
            function market() external view returns (address);
            function healthOf(uint256 id) external view returns (MarginFigures);
        }
    }
}
