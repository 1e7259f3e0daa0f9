//! What the pricer makes known.

use interfaces::solidity;

solidity! {
    /// A surface was accepted; svi as (a, b, ρ, m, σ), WAD.
    event SurfacePosted(uint64 indexed expiry, uint64 timestamp, uint64 nonce, uint128 atTheMoney, int128 level, uint128 slope, int128 tilt, int128 shift, uint128 smoothness);
    /// A surface that was duly signed failed the check for this reason, the error as it would revert: opening stops.
    event SurfaceRefused(uint64 indexed expiry, uint64 nonce, bytes reason);
}
