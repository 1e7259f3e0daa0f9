//! Numbers of accounts: the owner's address in the upper 160 bits, and below it a number of the owner's choice.

use alloy_primitives::{Address, B256, U256};
use interfaces::words::{number_of, word_of};

/// Whose account it is.
#[must_use]
pub fn owner_of(id: U256) -> Address {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&word_of(&id)[..20]);
    Address::from_word(B256::new(word))
}

/// The first account of an address.
#[must_use]
pub fn first_of(owner: Address) -> U256 {
    let [low, middle, high, _] = number_of(&owner.into_word().0).into_limbs();
    let joined = |above: u64, below: u64| above << 32 | below >> 32;
    U256::from_limbs([0, low << 32, joined(middle, low), joined(high, middle)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_account_of_an_owner_is_his() {
        let owner = Address::from([
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
        ]);
        let first = first_of(owner);
        assert_eq!(first, U256::from_be_slice(owner.as_slice()) << 96);
        assert_eq!(owner_of(first), owner);
        let last = first | (U256::MAX >> 160);
        assert_eq!(owner_of(last), owner);
    }
}
