//! The storage cache of one run.
//!
//! It isn't coherent with what a reentrant call of the same contract reads or writes, and nothing
//! of it reaches the chain's state before a flush: both as on the chain.

use alloy_primitives::B256;
use indexmap::IndexMap;

/// A slot as the run knows it.
struct Slot {
    value: B256,
    /// What the state holds, if the run knows.
    known: Option<B256>,
}

impl Slot {
    fn is_dirty(&self) -> bool {
        self.known != Some(self.value)
    }
}

/// Slots in the order in which the program first touched them.
#[derive(Default)]
pub(crate) struct StorageCache {
    slots: IndexMap<B256, Slot>,
    reads: u64,
    writes: u64,
}

impl StorageCache {
    /// Counts a read and returns its gas.
    pub(crate) fn read_gas(&mut self) -> u64 {
        self.reads += 1;
        match self.reads {
            ..=32 => 0,
            33..=128 => 2,
            _ => 10,
        }
    }

    /// Counts a write and returns its gas.
    pub(crate) fn write_gas(&mut self) -> u64 {
        self.writes += 1;
        match self.writes {
            ..=8 => 0,
            9..=64 => 7,
            _ => 10,
        }
    }

    pub(crate) fn get(&self, key: &B256) -> Option<B256> {
        self.slots.get(key).map(|slot| slot.value)
    }

    /// Remembers what was read from the state.
    pub(crate) fn learn(&mut self, key: B256, value: B256) {
        self.slots.insert(
            key,
            Slot {
                value,
                known: Some(value),
            },
        );
    }

    /// Takes a value that the program writes.
    pub(crate) fn write(&mut self, key: B256, value: B256) {
        self.slots
            .entry(key)
            .or_insert(Slot { value, known: None })
            .value = value;
    }

    /// The changed slots, which from now on count as written.
    pub(crate) fn take_dirty(&mut self) -> Vec<(B256, B256)> {
        let mut dirty = Vec::new();
        for (key, slot) in &mut self.slots {
            if slot.is_dirty() {
                dirty.push((*key, slot.value));
                slot.known = Some(slot.value);
            }
        }
        dirty
    }

    /// Forgets all slots; the counts of reads and writes go on.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: B256 = B256::repeat_byte(1);
    const VALUE: B256 = B256::repeat_byte(2);

    mod take_dirty {
        use super::*;

        #[test]
        fn returns_a_slot_that_was_written_without_being_read() {
            let mut cache = StorageCache::default();
            cache.write(KEY, B256::ZERO);
            assert_eq!(cache.take_dirty(), [(KEY, B256::ZERO)]);
            assert_eq!(cache.take_dirty(), []);
        }

        #[test]
        fn leaves_out_a_slot_written_with_what_was_read() {
            let mut cache = StorageCache::default();
            cache.learn(KEY, VALUE);
            cache.write(KEY, VALUE);
            assert_eq!(cache.take_dirty(), []);
        }

        #[test]
        fn keeps_the_order_of_first_touch() {
            let mut cache = StorageCache::default();
            let other = B256::ZERO;
            cache.write(KEY, VALUE);
            cache.write(other, VALUE);
            cache.write(KEY, other);
            assert_eq!(cache.take_dirty(), [(KEY, other), (other, VALUE)]);
        }
    }

    mod gas {
        use super::*;

        #[test]
        fn rises_with_the_number_of_accesses() {
            let mut cache = StorageCache::default();
            let reads: u64 = (0..129).map(|_| cache.read_gas()).sum();
            assert_eq!(reads, 96 * 2 + 10);
            let writes: u64 = (0..65).map(|_| cache.write_gas()).sum();
            assert_eq!(writes, 56 * 7 + 10);
        }

        #[test]
        fn goes_on_rising_after_the_cache_was_cleared() {
            let mut cache = StorageCache::default();
            (0..8).for_each(|_| assert_eq!(cache.write_gas(), 0));
            cache.clear();
            assert_eq!(cache.write_gas(), 7);
        }
    }
}
