//! The reader: reads calldata and answers word by word.

use super::{joined, limbs, WORD};
use crate::refusal::{CallMalformed, Refusal};
use alloy_primitives::U256;

/// Calldata after the selector, read word by word.
///
/// A fault is remembered, reading goes on with zeros, and [`Words::finish`] reports it: one check per call instead of
/// one per word. The values must not be used before that.
#[derive(Debug)]
pub struct Words<'a> {
    pub(super) data: &'a [u8],
    pub(super) next: usize,
    pub(super) fault: Option<usize>,
}

impl<'a> Words<'a> {
    /// Starts at the first word.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            next: 0,
            fault: None,
        }
    }

    /// # Errors
    /// `CallMalformed` with the byte of the first word that is missing or out of the range of its
    /// type.
    #[inline(never)]
    pub fn finish(&self) -> Result<(), Refusal> {
        let Some(byte) = self.fault else {
            return Ok(());
        };
        let position = U256::from_limbs([byte as u64, 0, 0, 0]);
        Err(CallMalformed { position }.into())
    }

    pub(super) fn blame(&mut self, byte: usize) {
        if self.fault.is_none() {
            self.fault = Some(byte);
        }
    }

    /// Returns the next word unchanged; zeros if it is missing.
    #[inline(never)]
    pub(super) fn word(&mut self) -> &'a [u8; WORD] {
        let start = self.next;
        if let Some(word) = self.data.get(start..).and_then(|rest| rest.first_chunk()) {
            self.next = start.wrapping_add(WORD);
            return word;
        }
        self.blame(start);
        &[0; WORD]
    }

    /// Returns the next word as a number of at most 64 bits and at most `max`.
    #[inline(never)]
    pub(super) fn small(&mut self, max: u64) -> u64 {
        let start = self.next;
        let [a, b, c, value] = limbs(self.word());
        let value = u64::from_be(value);
        if a | b | c != 0 || value > max {
            self.blame(start);
        }
        value
    }

    /// Returns the next word as a number of at most 128 bits.
    #[inline(never)]
    pub(super) fn wide(&mut self) -> u128 {
        let start = self.next;
        let [a, b, high, low] = limbs(self.word());
        if a | b != 0 {
            self.blame(start);
        }
        joined(high, low)
    }

    /// Returns the next word as a number in two's complement that fits 128 bits.
    #[inline(never)]
    pub(super) fn signed(&mut self) -> i128 {
        let start = self.next;
        let [a, b, high, low] = limbs(self.word());
        let value = joined(high, low).cast_signed();
        let sign = if value < 0 { u64::MAX } else { 0 };
        if a != sign || b != sign {
            self.blame(start);
        }
        value
    }

    /// Goes to the place of the next word's offset, reads the length there, and returns the way back. A length that
    /// the data cannot hold is a fault, and counts as 0.
    #[inline(never)]
    pub(crate) fn enter(&mut self, element_bytes: usize) -> (usize, usize) {
        let start = self.next;
        let offset = self.small(u64::from(u32::MAX));
        let back = self.next;
        self.next = usize::try_from(offset).unwrap_or(usize::MAX);
        let length = self.small(u64::from(u32::MAX));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let room = self.data.len().saturating_sub(self.next);
        if self.fault.is_none() && length.saturating_mul(element_bytes) <= room {
            return (back, length);
        }
        self.blame(start);
        (back, 0)
    }

    pub(crate) fn leave(&mut self, back: usize) {
        self.next = back;
    }
}
