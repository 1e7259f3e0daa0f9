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
        /// The account has too little money for its bond beside what it pays.
        #[derive(Debug, PartialEq, Eq)]
        error MarketBond(uint64 missing, uint128 available);
        /// The account would hold more series than allowed.
        #[derive(Debug, PartialEq, Eq)]
        error MarketTooManyPositions();
        /// The expiry is in the future, or its price is not fixed yet.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotSettleable(uint64 expiry);
        /// The expiry is settled already.
        #[derive(Debug, PartialEq, Eq)]
        error MarketSettled(uint64 expiry);
        /// This earlier expiry has a price too. It is settled first.
        #[derive(Debug, PartialEq, Eq)]
        error MarketEarlier(uint64 expiry);
        /// This expiry is in clearing. sellers: accounts that are still to settle.
        #[derive(Debug, PartialEq, Eq)]
        error MarketClearing(uint64 expiry, uint32 sellers);
        /// No expiry is in clearing.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotClearing();
        /// The pool owes for this expiry what it could not pay yet. Until it has, nobody opens.
        #[derive(Debug, PartialEq, Eq)]
        error MarketUnpaid(uint64 expiry);
        /// The account has sold something of this expiry, which is past and not settled.
        #[derive(Debug, PartialEq, Eq)]
        error MarketUnsettled(uint64 expiry);
        /// The account would be left with a loan and nothing else. liquidate closes it at the mark.
        #[derive(Debug, PartialEq, Eq)]
        error MarketOnlyLoan(uint128 loan);
        /// The program that settles was called by itself. It runs for the market only.
        #[derive(Debug, PartialEq, Eq)]
        error MarketNotHere();
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
        /// An account has sold something of an expiry for the first time.
        event SellerAdded(uint64 indexed expiry, uint256 indexed id);
        /// An account has nothing sold of an expiry any more: it closed, or it was settled.
        event SellerGone(uint64 indexed expiry, uint256 indexed id);
        /// An expiry was settled at a price (WAD). claims: what its holders are owed at most; debts: what its sellers owe
        /// at par. It is in clearing until the last of these sellers is settled.
        event ExpirySettled(uint64 indexed expiry, uint128 price, uint128 claims, uint128 debts);
        /// The last seller of an expiry was settled. claims: what its holders are owed; paid: what of it is paid.
        event ExpiryCleared(uint64 indexed expiry, uint128 claims, uint128 paid);
        /// An account was settled: its money changed by this amount.
        event AccountSettled(uint256 indexed id, int128 amount);
        /// The pool has paid so much more of the claims of an expiry.
        event ClaimsPaid(uint64 indexed expiry, uint128 amount);
        /// A claim that the pool could not pay was set off against its holder's loan.
        event SetOff(uint256 indexed id, uint64 indexed expiry, uint128 amount);
        /// An account owed this much and had nothing else. Bond and fund paid a part; the rest is the pool's loss.
        event WrittenOff(uint256 indexed id, uint128 fromBond, uint128 fromFund, uint128 lost);
        /// What rounding left of an expiry's claims went to the pool.
        event RoundingReturned(uint64 indexed expiry, uint128 amount);
        /// So much lies down as the bond of an account now: its money moved there or back, unless the bond paid.
        event BondChanged(uint256 indexed id, uint64 bond);
        /// The bond of an account paid its keeper.
        event BondPaid(uint256 indexed id, address indexed keeper, uint128 amount);
        /// Somebody brought money for claims.
        event ClaimsGiven(address indexed from, uint256 amount);
        /// Somebody added to the insurance fund.
        event FundAdded(address indexed from, uint128 amount);
    }
}

calls! {
    interface IMarket {
        function asset() external view returns (address);
        function riskManager() external view returns (address);
        function vault() external view returns (address);
        function tracked() external view returns (uint256);
        function treasury() external view returns (address);
        function holdings(uint256 id) external view returns (int128, int128, uint256[]);
        function fund() external view returns (uint128, uint128);
        function bondOf(uint256 id) external view returns (uint64);
        function settleAccounts(uint256[] ids) external;
        function payTreasury(uint128 amount) external;
        function closeOut(uint256 id, (uint64,uint8,uint128,int128)[] legs, int128 cost, bool forced, address keeper) external;
        function handOver(uint256 from, uint256 to, (uint64,uint8,uint128,int128)[] legs, int128 cash) external;
    }
}
