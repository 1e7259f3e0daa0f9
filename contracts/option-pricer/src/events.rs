//! What the pricer makes known.

use runtime::solidity;

solidity! {
    /// A slice was accepted.
    event SurfacePosted(uint64 indexed expiry, uint64 timestamp, uint64 nonce, uint128 atTheMoney, int128 level, uint128 slope, int128 tilt, int128 shift, uint128 smoothness);
    /// A slice that was duly signed failed this condition, given by the selector of the error and its figures (zero for what it has not): opening stops.
    event SurfaceRefused(uint64 indexed expiry, uint64 nonce, bytes4 condition, bytes32 first, bytes32 second);
}
