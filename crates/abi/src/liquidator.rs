//! Liquidation of accounts, and the insurance fund.

pub use crate::trading::ILiquidator;

/// The errors of the contract, each with the figures that explain it.
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
        /// A position of the account is past and not settled. It is liquidated when it is, or from then on (unix
        /// seconds).
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorWaits(uint64 expiry, uint64 until);
        /// The account is insolvent. liquidate closes it; nothing is for sale.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorInsolvent(uint256 id);
        /// The account is not in auction, or in another one. nonce is the number of its auction (0 for none).
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNonce(uint64 nonce);
        /// The auction is stale: nobody has seen the account short for too long. liquidate starts a new one.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorStale(uint64 seenAt);
        /// The account that is to take the part does not belong to the caller.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNotOwner(address caller);
        /// The offer asks for more than the limit, or pays less.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorPrice(int128 price, int128 limit);
        /// The account that takes the part would be below its initial margin, or would owe money.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorTaker(int128 initial, int128 cash);
        /// Nothing can be paid out.
        #[derive(Debug, PartialEq, Eq)]
        error LiquidatorNothing();
    }
}

/// The events of the contract.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod events {
    use runtime::solidity;

    solidity! {
        /// The pool closed a part (WAD) of an account. cost: what the account paid in all, in units of the asset
        /// (negative: what it received). pay: what the keeper earned of its money. forced: in spite of the pool's limits,
        /// either all of an insolvent account at the mark, or what pays the loan of one that has its margin. The bond
        /// pays the keeper when all that lives is closed by force.
        event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
        /// An auction began. value and maintenance: value and maintenance margin of the account, WAD.
        event AuctionStarted(uint256 indexed id, uint64 indexed nonce, int128 value, int128 maintenance);
        /// An auction ended: its account recovered, was closed or was taken.
        event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
        /// A part (WAD) of an account was taken for a price in units of the asset.
        event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price);
        /// A position of an account moved to another account, or was closed with the pool: then to is zero, and the
        /// quantity is what the close bought (negative: sold). WAD.
        event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
        /// Money of one account moved to another (negative: to the first), in units of the asset.
        event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash);
        /// The fund paid this amount to the treasury.
        event FundPaidOut(uint256 amount);
    }
}

calls! {
    use crate::trading::MarginFigures;

    interface ILiquidator {
        function market() external view returns (address);
        function healthOf(uint256 id) external view returns (MarginFigures);
    }
}
