//! What the risk manager makes known.

use runtime::solidity;

solidity! {
    /// A series may be traded.
    event SeriesListed(uint64 indexed expiry, uint8 kind, uint128 strike);
    /// A series that nobody held made room for another, nearer to the spot. It may be listed again like any other.
    event SeriesDisplaced(uint64 indexed expiry, uint8 kind, uint128 strike);
    /// What the pool holds of a series after a trade; negative for what it owes.
    event PoolChanged(uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// An expiry left the book at this price; owed is what the pool owes for it, negative for what it is owed.
    event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed);
}
