//! The numbers of accounts: the owner's address in the upper 160 bits, and below it a number that the owner chooses.

use alloy_primitives::{Address, U256};

/// Returns the owner of an account.
#[must_use]
pub fn owner_of(id: U256) -> Address {
    let [_, low, middle, high] = id.into_limbs();
    let mut owner = Address::ZERO;
    let (places, _) = owner.as_chunks_mut::<4>();
    let parts = [high >> 32, high, middle >> 32, middle, low >> 32];
    for (place, part) in places.iter_mut().zip(parts) {
        let [.., a, b, c, d] = part.to_be_bytes();
        *place = [a, b, c, d];
    }
    owner
}

/// Returns the first account of an address.
#[must_use]
pub fn first_of(owner: Address) -> U256 {
    let (places, _) = owner.as_chunks::<4>();
    let part = |place: usize| {
        let bytes = places.get(place).copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(bytes))
    };
    let joined = |high: usize, low: usize| part(high) << 32 | part(low);
    U256::from_limbs([0, part(4) << 32, joined(2, 3), joined(0, 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_account_of_an_owner_is_theirs() {
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
