//! What the oracle makes known.

use runtime::solidity;

solidity! {
    /// The price has a new source: an aggregator from this round on, with prices that may stand so long.
    event SourceChanged(uint32 indexed index, address indexed feed, uint16 phase, uint64 firstRound, uint8 decimals, uint64 maxAgeSecs);
    /// The price jumped against its moving average: until then the market only reduces.
    event PriceJumped(uint128 price, uint128 average, uint64 until);
    /// The average of an expiry reaches to this round of this source.
    event ExpiryWalked(uint64 indexed expiry, uint32 source, uint128 roundId);
    /// The price of an expiry is fixed: proven by rounds, or else proposed and not disputed.
    event ExpiryFixed(uint64 indexed expiry, uint128 price, bool proven);
    /// The owner proposed a price, which can be fixed from then on.
    event PriceProposed(uint64 indexed expiry, uint128 price, uint64 eta, address indexed by);
    /// A proposal was dropped.
    event PriceDisputed(uint64 indexed expiry, uint128 price, address indexed by);
}
