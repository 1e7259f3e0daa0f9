//! Events, written word by word.

use alloc::vec::Vec;
use stylus_sdk::prelude::*;

/// An event declared by [`solidity!`](crate::solidity).
pub trait Logged {
    /// The number of topics. The first one is the signature of the event.
    const TOPICS: usize;
    /// Returns the topics, followed by the data.
    fn log_data(&self) -> Vec<u8>;
}

/// Lets every contract and storage struct emit events.
pub trait Emit: HostAccess {
    /// Emits an event.
    fn emit(&self, event: impl Logged) {
        self.log(&event.log_data(), event_topics(&event));
    }

    /// Emits encoded words. The first ones are topics.
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
