//! What the market makes known: every transfer of money has one event that says why.

use runtime::solidity;

solidity! {
    /// Money came into an account.
    event Deposited(uint256 indexed id, address indexed from, uint256 amount);
    /// Money left an account.
    event Withdrawn(uint256 indexed id, address indexed to, uint256 amount);
    /// One leg was traded: quantity, total and fee in WAD; positive quantity was bought.
    event LegTraded(uint256 indexed id, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity, uint128 total, uint128 fee);
    /// A whole order was traded: what the account paid (negative: received), and what of it went to the vault (negative: came from it), the insurance fund and the treasury.
    event OrderTraded(uint256 indexed id, address indexed by, int128 paid, int128 toVault, uint128 toInsurance, uint128 toTreasury);
    /// An operator may spend so much on an account.
    event OperatorSet(uint256 indexed id, address indexed operator, uint256 limit);
    /// An expiry was settled at a price (WAD): what the pool owes for it (negative: what it is owed), and what the vault paid (negative: received).
    event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed, int128 paid);
    /// An account was paid what settled expiries owe it (negative: it paid what it owes for them).
    event AccountSettled(uint256 indexed id, int128 amount);
    /// An account owed more than it had, and had nothing else: what the insurance fund and the vault paid for it.
    event DeficitCovered(uint256 indexed id, uint256 fromInsurance, uint256 fromVault);
}
