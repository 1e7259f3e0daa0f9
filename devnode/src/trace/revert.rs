//! Revert data in words.

use alloy::{
    dyn_abi::JsonAbiExt,
    json_abi::{Error, JsonAbi},
    sol_types::{Panic, Revert, SolError},
};
use std::collections::HashMap;

/// Knows the errors of contracts by selector.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    errors: HashMap<[u8; 4], Error>,
}

impl Decoder {
    /// Learns the errors of an interface.
    pub fn learn(&mut self, abi: &JsonAbi) {
        for error in abi.errors() {
            self.errors.insert(error.selector().0, error.clone());
        }
    }

    /// Revert data in words: the message, or the error with its arguments, or the bytes.
    #[must_use]
    pub fn describe(&self, data: &[u8]) -> String {
        if let Some((selector, args)) = data.split_first_chunk::<4>()
            && let Some(error) = self.errors.get(selector)
            && let Ok(values) = error.abi_decode_input(args)
        {
            let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
            return format!("{}({})", error.name, values.join(", "));
        }
        describe_revert(data)
    }
}

/// Revert data in words, as far as they are known without an interface.
#[must_use]
pub fn describe_revert(data: &[u8]) -> String {
    if data.is_empty() {
        return "no data".to_owned();
    }
    if let Ok(revert) = Revert::abi_decode(data) {
        return revert.reason;
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return panic.to_string();
    }
    if let Some(name) = known_error(data) {
        return format!("error {name}");
    }
    format!("0x{}", hex::encode(data))
}

/// The errors of the chain's own contracts that carry no arguments worth showing.
fn known_error(data: &[u8]) -> Option<&'static str> {
    const KNOWN: [([u8; 4], &str); 7] = [
        ([0x27, 0xf3, 0x82, 0x12], "ProgramNotWasm()"),
        ([0x6f, 0x80, 0x9c, 0x4e], "ProgramNotActivated()"),
        (
            [0x63, 0x7d, 0x96, 0x8f],
            "ProgramNeedsUpgrade(uint16,uint16)",
        ),
        ([0xc9, 0xb1, 0x2e, 0x52], "ProgramExpired(uint64)"),
        ([0xcc, 0x94, 0x4b, 0xf2], "ProgramUpToDate()"),
        ([0x16, 0xbd, 0x0c, 0xf8], "ProgramKeepaliveTooSoon(uint64)"),
        (
            [0x09, 0x78, 0x1a, 0xb7],
            "ProgramInsufficientValue(uint256,uint256)",
        ),
    ];
    let selector = data.first_chunk::<4>()?;
    KNOWN
        .iter()
        .find(|(known, _)| known == selector)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_panics_and_chain_errors_are_put_in_words() {
        let message = Revert::from("too late").abi_encode();
        assert_eq!(describe_revert(&message), "too late");
        assert!(describe_revert(&Panic::from(0x11).abi_encode()).contains("overflow"));
        assert_eq!(
            describe_revert(&[0x6f, 0x80, 0x9c, 0x4e]),
            "error ProgramNotActivated()"
        );
        assert_eq!(describe_revert(&[]), "no data");
        assert_eq!(describe_revert(&[1, 2]), "0x0102");
    }
}
