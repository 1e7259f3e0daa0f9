//! Income that vests.

use crate::pool::{for_each_case, number, while_secs};
use shares::{CLASSES, MAX_VESTING_SECS, MIN_VESTING_SECS, Overflow, Stream, class};

mod vesting {
    use super::*;

    /// An income by itself.
    fn alone(income: u128, start: u64, secs: u64) -> Stream {
        Stream::default()
            .joined(income, start, secs)
            .expect("in range")
    }

    #[test]
    fn is_never_faster_than_each_income_alone() {
        for_each_case("merged streams", |rng| {
            let mut now = rng.u64(1..1 << 33);
            let mut merged = Stream::default();
            let mut singles = Vec::new();
            for _ in 0..rng.usize(1..6) {
                let (income, secs) = (number(rng, 90), rng.u64(0..=MAX_VESTING_SECS));
                merged = merged.joined(income, now, secs).expect("in range");
                singles.push(alone(income, now, secs));
                now += while_secs(rng);
                let exact: u128 = singles.iter().map(|one| one.remaining_up(now)).sum();
                // Each of them is rounded up by less than a unit.
                assert!(merged.remaining_up(now) + singles.len() as u128 > exact);
            }
        });
    }

    #[test]
    fn falls_evenly_to_zero() {
        for_each_case("one stream", |rng| {
            let (income, start) = (number(rng, 90), rng.u64(..1 << 33));
            let secs = rng.u64(0..=MAX_VESTING_SECS);
            let stream = alone(income, start, secs);
            let whole = secs.max(MIN_VESTING_SECS);
            assert_eq!(stream.remaining_up(start), income);
            assert_eq!(stream.remaining_up(start.saturating_sub(1)), income);
            assert_eq!(stream.remaining_up(start + whole), 0);
            let passed = rng.u64(0..whole);
            let left = u128::from(whole - passed);
            assert_eq!(
                stream.remaining_up(start + passed),
                (income * left).div_ceil(u128::from(whole))
            );
        });
    }

    #[test]
    fn forgets_what_was_paid_away_and_nothing_else() {
        for_each_case("cut", |rng| {
            let now = rng.u64(1..1 << 33);
            let stream = alone(number(rng, 90), now, rng.u64(0..=MAX_VESTING_SECS));
            let later = now + while_secs(rng);
            let max = number(rng, 90);
            let cut = stream.cut(max, later);
            assert_eq!(cut.remaining_up(later), stream.remaining_up(later).min(max));
            let end = later + while_secs(rng);
            assert!(cut.remaining_up(end) <= stream.remaining_up(end) + 1);
        });
    }

    #[test]
    fn refuses_what_lasts_too_long() {
        let stream = Stream::default();
        assert_eq!(stream.joined(1, 0, MAX_VESTING_SECS + 1), Err(Overflow));
        assert_eq!(stream.joined(1, u64::MAX, 0), Err(Overflow));
        let full = alone(u128::MAX, 0, 0);
        assert_eq!(full.joined(1, 0, 0), Err(Overflow));
    }

    #[test]
    fn has_a_stream_for_every_length() {
        let day = 86_400;
        let classes = [
            0,
            day,
            2 * day,
            2 * day + 1,
            14 * day,
            14 * day + 1,
            MAX_VESTING_SECS,
        ];
        assert_eq!(classes.map(class), [0, 0, 0, 1, 1, 2, 2]);
        assert!(classes.map(class).iter().all(|class| *class < CLASSES));
    }
}
