//! The keys of what can be changed: short ASCII text in the high bytes of a word, as Solidity's `bytes32("name")`.

use crate::words::{number_of, word_of};
use alloy_primitives::{Address, B256, U256};

/// The key of a contract's pause. Its value is 0 or 1.
pub const PAUSED: B256 = key("paused");

/// Returns the key of a name of at most 32 ASCII bytes, for constants.
///
/// # Panics
/// While compiling, if the name is longer. At run time, [`word_of_name`] makes the key of a name.
#[must_use]
pub const fn key(name: &str) -> B256 {
    let bytes = name.as_bytes();
    assert!(bytes.len() <= 32, "a key has at most 32 bytes");
    let mut word = [0; 32];
    let mut i = 0;
    while i < bytes.len() {
        word[i] = bytes[i];
        i += 1;
    }
    B256::new(word)
}

/// Returns the key of a name. It cannot panic: it cuts a name after 32 bytes.
#[must_use]
#[inline(never)]
pub fn word_of_name(name: &str) -> B256 {
    let mut word = B256::ZERO;
    for (place, byte) in word.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    word
}

/// Returns an address as the value of a change.
#[must_use]
pub fn value_of(address: Address) -> U256 {
    number_of(&address.into_word().0)
}

/// Returns the maximum value that is an address.
#[must_use]
pub fn max_address() -> U256 {
    value_of(Address::repeat_byte(0xff))
}

/// Returns the address in a value; `None` if the value is wider than an address.
#[must_use]
pub fn address_of(value: U256) -> Option<Address> {
    let [_, _, high, top] = *value.as_limbs();
    let fits = top == 0 && high >> 32 == 0;
    fits.then(|| Address::from_word(B256::new(word_of(&value))))
}
