//! What the liquidator makes known.

use runtime::solidity;

solidity! {
    /// The pool closed a part (WAD) of an account, for what it cost the account in all, units of the asset (negative: what it brought); the keeper earned his pay, out of the account or, when that was insolvent, out of the fund. forced: whatever the pool's limits said.
    event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
    /// An auction began; value and maintenance margin of the account, WAD.
    event AuctionStarted(uint256 indexed id, uint64 indexed nonce, bool insolvent, int128 value, int128 maintenance);
    /// An auction is over: its account has recovered, was closed or was taken.
    event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
    /// A part (WAD) of an account was taken for a price, units of the asset (negative: for pay, of which so much came from the pool).
    event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price, uint128 fromVault);
    /// A position of an account was handed to another account, or closed with the pool (to is zero; the quantity is what closing it bought or, negative, sold); WAD.
    event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// Money (negative: debt) of one account was handed to another, units of the asset; the pool had first paid so much into the former.
    event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash, uint128 fromVault);
    /// The fund paid the treasury so much.
    event FundPaidOut(uint256 amount);
}
