//! The events of a governed contract.

use crate::solidity;

solidity! {
    /// A module or parameter has a new value. The value of "paused" is 0 or 1.
    event Changed(bytes32 indexed key, uint256 previous, uint256 value);
}
