//! The accounts of traders.

pub use crate::trading::IMarket;

/// The errors of the contract, each with the figures that explain it.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod errors {
    use runtime::solidity;

    solidity! {
        /// The named argument is outside of its domain.
        #[derive(Debug, PartialEq, Eq)]
        error MarketArgument(bytes32 name);
        /// An amount does not fit its type.
        #[derive(Debug, PartialEq, Eq)]
        error MarketOverflow();
        /// Only the owner of the account may do this.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotOwner(address caller);
        /// Only the liquidator may do this.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotLiquidator(address caller);
        /// The order could lose the account more than the caller may: they are neither its owner nor an operator with
        /// so much left of the limit.
        #[derive(Debug, PartialEq, Eq)]
        error MarketOperatorLimit(address caller, uint256 limit);
        /// The order came after its deadline.
        #[derive(Debug, PartialEq, Eq)]
        error MarketDeadline(uint64 deadline);
        /// The order costs more, or brings less, than its limit allows.
        #[derive(Debug, PartialEq, Eq)]
        error MarketPriceLimit(int128 cost, int128 limit);
        /// The account has less money than is needed.
        #[derive(Debug, PartialEq, Eq)]
        error MarketMoney(uint256 needed, uint256 available);
        /// An operator may not sell what the account does not hold.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotHeld(uint64 expiry, uint8 kind, uint128 strike);
        /// An operator may not sell what the account holds while it owes anything afterwards: what it holds may cover
        /// that.
        #[derive(Debug, PartialEq, Eq)]
        error MarketCover(uint64 expiry, uint8 kind, uint128 strike);
        /// The account would hold more series than allowed.
        #[derive(Debug, PartialEq, Eq)]
        error MarketTooManyPositions();
        /// The expiry is in the future, or its price is not fixed yet.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotSettleable(uint64 expiry);
        /// The expiry is settled already.
        #[derive(Debug, PartialEq, Eq)]
        error MarketSettled(uint64 expiry);
    }
}

/// The events of the contract.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod events {
    use runtime::solidity;

    solidity! {
        /// Money came into an account.
        event Deposited(uint256 indexed id, address indexed from, uint256 amount);
        /// Money left an account.
        event Withdrawn(uint256 indexed id, address indexed to, uint256 amount);
        /// One leg was traded. quantity, total and fee are WAD; a positive quantity was bought.
        event LegTraded(uint256 indexed id, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity, uint128 total, uint128 fee);
        /// A whole order was traded. paid: what the account paid (negative: received). The rest says what of it went
        /// to the vault (negative: came from it), the insurance fund and the treasury.
        event OrderTraded(uint256 indexed id, address indexed by, int128 paid, int128 toVault, uint128 toInsurance, uint128 toTreasury);
        /// So much is left of an operator's limit on an account: what the owner has just set, or what an order of the
        /// operator has left of it.
        event OperatorSet(uint256 indexed id, address indexed operator, uint256 limit);
        /// An expiry was settled at a price (WAD). owed: what the pool owes for it (negative: what it is owed). paid:
        /// what the vault paid (negative: received).
        event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed, int128 paid);
        /// An account received what settled expiries owe it (negative: it paid what it owes for them).
        event AccountSettled(uint256 indexed id, int128 amount);
        /// An account owed more than it had, and had nothing else. The insurance fund and the vault paid these
        /// amounts for it.
        event DeficitCovered(uint256 indexed id, uint256 fromInsurance, uint256 fromVault);
    }
}

calls! {
    interface IMarket {
        function asset() external view returns (address);
        function riskManager() external view returns (address);
        function vault() external view returns (address);
        function tracked() external view returns (uint256);
        function treasury() external view returns (address);
        function holdings(uint256 id) external view returns (int128, uint256[]);
        function closeOut(uint256 id, (uint64,uint8,uint128,int128)[] legs, int128 cost, bool forced) external;
        function handOver(uint256 from, uint256 to, (uint64,uint8,uint128,int128)[] legs, int128 cash, uint128 fromVault) external;
    }
}
