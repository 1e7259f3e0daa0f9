//! Refusals: the bytes with which a call reverts.

use alloc::vec::Vec;

crate::solidity! {
    /// The arguments are too short, or a word is out of the range of its type. position is its byte after the
    /// selector.
    #[derive(Debug, PartialEq, Eq)]
    error CallMalformed(uint256 position);
    /// The contract has no function with this selector.
    #[derive(Debug, PartialEq, Eq)]
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    #[derive(Debug, PartialEq, Eq)]
    error CallWithValue();
    /// The contract is in the middle of a change, and answers nobody until it is made.
    #[derive(Debug, PartialEq, Eq)]
    error CallReentered();
    /// The constructor has run already.
    #[derive(Debug, PartialEq, Eq)]
    error AlreadyConstructed();
}

/// The revert data of a refused call. Every declared error turns into one with `?` or `into()`.
///
/// The error is encoded where it is raised, so that a result stays small on its way up, and no enum of all errors is
/// needed.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal(Vec<u8>);

impl Refusal {
    /// Returns the revert data.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns a refusal with the revert data of another contract, unchanged.
    #[must_use]
    pub fn passed_on(data: Vec<u8>) -> Self {
        Self(data)
    }

    /// Returns whether it is exactly this error with these figures.
    #[must_use]
    pub fn is(&self, error: &impl Declared) -> bool {
        self.0 == error.revert_data()
    }
}

impl<E: Declared> From<E> for Refusal {
    #[inline(never)]
    fn from(error: E) -> Self {
        Self(error.revert_data())
    }
}

impl From<Refusal> for Vec<u8> {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

impl From<core::convert::Infallible> for Refusal {
    fn from(never: core::convert::Infallible) -> Self {
        match never {}
    }
}

impl core::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Refusal(0x")?;
        for byte in &self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// An error declared by [`solidity!`](crate::solidity).
pub trait Declared {
    /// Returns the selector followed by the figures.
    fn revert_data(&self) -> Vec<u8>;
}
