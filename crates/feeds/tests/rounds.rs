//! Bytes that a feed returns, and what they are worth.

use fastrand::Rng;
use feeds::sequencer::{Outage, require_up};
use feeds::{Fault, MAX_PRICE_WAD, REPLY_BYTES, Reply, RoundId};

/// Five words, each from its number.
fn bytes(words: [u128; 5]) -> Vec<u8> {
    let word = |value: u128| [[0; 16], value.to_be_bytes()].concat();
    words.into_iter().flat_map(word).collect()
}

/// A number of the id as the proxy counts.
const fn id(phase: u16, number: u64) -> u128 {
    (phase as u128) << 64 | number as u128
}

mod an_answer {
    use super::*;

    #[test]
    fn is_read_word_by_word() {
        let words = [id(6, 77), 200_000_000_000, 1_000, 1_001, id(6, 76)];
        let reply = Reply::parse(&bytes(words)).expect("well formed");
        assert_eq!((reply.id.phase, reply.id.number), (6, 77));
        assert_eq!(reply.answer, [200_000_000_000, 0, 0, 0]);
        assert_eq!((reply.started_secs, reply.updated_secs), (1_000, 1_001));
        assert_eq!(
            reply.answered_in,
            RoundId {
                phase: 6,
                number: 76
            }
        );
        assert_eq!(reply.id.wide(), id(6, 77));
    }

    #[test]
    fn of_any_other_length_is_malformed() {
        let good = bytes([1, 2, 3, 4, 5]);
        for length in (0..REPLY_BYTES).chain(REPLY_BYTES + 1..=2 * REPLY_BYTES) {
            let mut other = good.clone();
            other.resize(length, 0);
            assert_eq!(
                Reply::parse(&other),
                Err(Fault::Malformed),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn with_a_number_of_more_than_80_bits_is_malformed() {
        for place in [0, 4] {
            for bit in 80..128 {
                let mut words = [1, 2, 3, 4, 5];
                words[place] |= 1 << bit;
                assert_eq!(Reply::parse(&bytes(words)), Err(Fault::Malformed));
            }
            let mut other = bytes([1, 2, 3, 4, 5]);
            other[place * 32 + 7] = 1;
            assert_eq!(Reply::parse(&other), Err(Fault::Malformed));
        }
    }

    #[test]
    fn of_noise_never_panics_nor_leaves_the_range() {
        let mut random = Rng::with_seed(3);
        for _ in 0..100_000 {
            let mut noise = [0; REPLY_BYTES];
            random.fill(&mut noise);
            // Sparse noise, so that much of it is well formed.
            for byte in &mut noise {
                *byte &= if random.u8(..4) == 0 { 255 } else { 0 };
            }
            for word in [0, 4] {
                noise[word * 32..word * 32 + 22].fill(0);
            }
            let Ok(round) = Reply::parse(&noise).and_then(|reply| reply.round(random.u8(..)))
            else {
                continue;
            };
            assert!((1..=MAX_PRICE_WAD).contains(&round.price_wad));
            assert!(round.updated_secs > 0);
        }
    }
}

mod a_round {
    use super::*;

    fn fault(words: [u128; 5]) -> Option<Fault> {
        let reply = Reply::parse(&bytes(words)).expect("well formed");
        reply.round(8).err()
    }

    #[test]
    fn has_each_fault_by_itself() {
        assert_eq!(fault([7, 1, 9, 9, 7]), None);
        assert_eq!(fault([7, 1, 9, 9, 8]), None, "answered later is as good");
        assert_eq!(fault([7, 0, 9, 9, 7]), Some(Fault::NotPositive));
        assert_eq!(fault([7, 1, 9, 0, 7]), Some(Fault::NotUpdated));
        assert_eq!(fault([7, 1, 9, 9, 6]), Some(Fault::Incomplete));
        assert_eq!(
            fault([id(2, 1), 1, 9, 9, id(1, 9)]),
            Some(Fault::Incomplete)
        );
        assert_eq!(fault([7, u128::MAX, 9, 9, 7]), Some(Fault::TooLarge));
        let mut negative = bytes([7, 0, 9, 9, 7]);
        negative[32..64].fill(255);
        let reply = Reply::parse(&negative).expect("well formed");
        assert_eq!(reply.round(8), Err(Fault::NotPositive));
        assert_eq!(reply.round(38), Err(Fault::NotPositive));
    }

    #[test]
    fn is_current_from_its_time_until_it_is_too_old() {
        let reply = Reply::parse(&bytes([7, 1, 9, 1_000, 7])).expect("well formed");
        let round = reply.round(8).expect("a price");
        assert_eq!(round.require_current(999, 60), Err(Fault::Future));
        assert_eq!(round.require_current(1_000, 60), Ok(()));
        assert_eq!(round.require_current(1_060, 60), Ok(()));
        assert_eq!(round.require_current(1_061, 60), Err(Fault::Stale));
        assert_eq!(round.require_current(u64::MAX, 60), Err(Fault::Stale));
    }
}

mod the_sequencer {
    use super::*;

    fn judged(answer: u128, started: u128, now: u64) -> Result<(), Outage> {
        let reply = Reply::parse(&bytes([1, answer, started, started, 1])).expect("well formed");
        require_up(&reply, now, 3_600)
    }

    #[test]
    fn is_up_only_after_its_grace() {
        assert_eq!(judged(0, 1_000, 4_601), Ok(()));
        let until_secs = 4_600;
        assert_eq!(judged(0, 1_000, 4_600), Err(Outage::Grace { until_secs }));
        assert_eq!(judged(0, 1_000, 1_000), Err(Outage::Grace { until_secs }));
        assert_eq!(judged(0, 1_000, 999), Err(Outage::Unknown));
        assert_eq!(judged(0, 0, 999_999), Err(Outage::Unknown));
        assert_eq!(judged(0, 1 << 100, 999_999), Err(Outage::Unknown));
        assert_eq!(judged(1, 1_000, 999_999), Err(Outage::Down));
        assert_eq!(judged(2, 1_000, 999_999), Err(Outage::Unknown));
        assert_eq!(judged(1 << 70, 1_000, 999_999), Err(Outage::Unknown));
    }
}
