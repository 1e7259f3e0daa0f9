//! What a governed contract makes known.

use crate::solidity;

solidity! {
    /// A module or parameter took a new value; that of "paused" is 0 or 1.
    event Changed(bytes32 indexed key, uint256 previous, uint256 value);
}
