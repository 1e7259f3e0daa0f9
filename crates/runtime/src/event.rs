//! Events, written word by word.

use alloc::vec::Vec;
use stylus_sdk::prelude::*;

/// An event declared by [`solidity!`](crate::solidity).
pub trait Logged {
    /// Topics, its own signature first.
    const TOPICS: usize;
    /// Topics and then data.
    fn log_data(&self) -> Vec<u8>;
}

/// Gives every contract and storage struct a way to emit.
pub trait Emit: HostAccess {
    /// Emits an event.
    fn emit(&self, event: impl Logged) {
        self.log(&event.log_data(), event_topics(&event));
    }

    /// Emits encoded words, the first of them topics.
    #[doc(hidden)]
    #[inline(never)]
    fn log(&self, words: &[u8], topics: usize) {
        self.vm().emit_log(words, topics);
    }
}

impl<T: HostAccess + ?Sized> Emit for T {}

fn event_topics<E: Logged>(_: &E) -> usize {
    E::TOPICS
}
