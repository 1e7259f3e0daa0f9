//! The encoder: writes word by word.

use super::WORD;
use alloc::vec::Vec;

/// Encoded words in order, and after them the data to which they point, in one buffer.
#[derive(Debug)]
pub struct Encoding {
    pub(super) bytes: Vec<u8>,
    /// The byte from which offsets count: after the selector.
    pub(super) base: usize,
    /// The place of the next word: in the head until that is full, then at the end.
    pub(super) next: usize,
}

impl Encoding {
    /// Starts with a selector or nothing, and leaves `head` bytes for the words after it.
    #[must_use]
    #[inline(never)]
    pub fn after(prefix: &[u8], head: usize) -> Self {
        let base = prefix.len();
        let end = base.wrapping_add(head);
        let mut bytes = Vec::with_capacity(end);
        bytes.extend_from_slice(prefix);
        bytes.resize(end, 0);
        Self {
            bytes,
            base,
            next: base,
        }
    }

    /// Returns the bytes written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    #[inline(never)]
    pub(super) fn word(&mut self, word: &[u8; WORD]) {
        let end = self.next.wrapping_add(WORD);
        if self.next == self.bytes.len() {
            self.bytes.extend_from_slice(word);
        } else if let Some(place) = self.bytes.get_mut(self.next..end) {
            place.copy_from_slice(word);
        }
        self.next = end;
    }

    /// Writes a number of 128 bits after its sign, which is zero or all ones.
    #[inline(never)]
    pub(super) fn number(&mut self, sign: u64, high: u64, low: u64) {
        let mut word = [0; WORD];
        let (limbs, _) = word.as_chunks_mut::<8>();
        for (limb, value) in limbs
            .iter_mut()
            .zip([sign, sign, high.to_be(), low.to_be()])
        {
            *limb = value.to_ne_bytes();
        }
        self.word(&word);
    }

    pub(super) fn small(&mut self, value: u64) {
        self.number(0, 0, value);
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
    pub(super) fn wide(&mut self, sign: u64, value: u128) {
        self.number(sign, (value >> 64) as u64, value as u64);
    }

    /// Writes the offset of data at the end, goes there, writes its length, and returns the way back.
    #[inline(never)]
    pub(crate) fn enter(&mut self, length: usize, bytes: usize) -> usize {
        let end = self.bytes.len();
        self.small(end.wrapping_sub(self.base) as u64);
        let back = self.next;
        self.next = end;
        self.bytes.reserve_exact(bytes.wrapping_add(WORD));
        self.small(length as u64);
        back
    }

    pub(crate) fn leave(&mut self, back: usize) {
        self.next = back;
    }
}
