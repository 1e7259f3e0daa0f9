//! Income that vests.

use crate::pool::{for_each_case, number, while_secs};
use fastrand::Rng;
use shares::{MAX_VESTING_SECS, MIN_VESTING_SECS, Overflow, STREAMS, Stream, Streams};

const DAY: u64 = 86_400;

fn end_of_next_day(now: u64) -> u64 {
    (now / DAY + 2) * DAY
}

/// When an income vests that was asked to vest until then.
fn end(until: u64, now: u64) -> u64 {
    if until >= now + MIN_VESTING_SECS {
        until
    } else {
        end_of_next_day(now)
    }
}

fn ends(rng: &mut Rng, now: u64) -> [u64; 8] {
    [(); 8].map(|()| now + rng.u64(MIN_VESTING_SECS..400 * DAY))
}

#[test]
fn each_income_vests_evenly_whatever_comes_after_it() {
    for_each_case("incomes of eight expiries", |rng| {
        let mut now = rng.u64(1..1 << 33);
        let until = ends(rng, now);
        let mut streams = Streams::default();
        let mut incomes = Vec::new();
        for _ in 0..rng.usize(1..12) {
            let (income, until) = (number(rng, 60), [0, until[rng.usize(..8)]][rng.usize(..2)]);
            streams.add(income, until, now).expect("in range");
            incomes.push((income, now, end(until, now)));
            now += rng.u64(..DAY);
            // Each by itself holds so much back, less a 4,096th of a unit for each second at most.
            let exact = incomes.iter().map(|(income, from, to)| {
                let left = u128::from(to.saturating_sub(now));
                income * left / u128::from(to - from)
            });
            let exact: u128 = exact.sum();
            let rounding: u128 = incomes
                .iter()
                .map(|(_, from, to)| u128::from(to - from) / 4_096 + 1)
                .sum();
            let unvested = streams.unvested_up(now);
            assert!(unvested <= exact + STREAMS as u128, "{unvested} of {exact}");
            assert!(unvested + rounding >= exact, "{unvested} of {exact}");
        }
        assert_eq!(streams.unvested_up(now + 500 * DAY), 0);
    });
}

#[test]
fn a_unit_a_day_puts_nothing_off() {
    /// 10,123 of a token with six decimals.
    const INCOME: u128 = 10_123_000_000;
    let (start, end) = (40 * DAY, 62 * DAY);
    let mut streams = Streams::default();
    streams.add(INCOME, end, start).expect("in range");
    for day in 1..=22 {
        let now = start + day * DAY;
        let left = INCOME * u128::from(22 - day) / 22;
        let unvested = streams.unvested_up(now);
        // A sum of lines is rounded up once for each stream.
        assert!(
            unvested <= left + u128::from(day) + 2,
            "day {day}: {unvested} of {left}"
        );
        streams
            .add(1, [0, end][usize::from(day % 2 == 0)], now)
            .expect("in range");
    }
    assert!(streams.unvested_up(end) <= 2, "its end stays");
}

#[test]
fn forgets_what_was_paid_away_and_nothing_else() {
    for_each_case("cut", |rng| {
        let now = rng.u64(1..1 << 33);
        let mut streams = Streams::default();
        for until in ends(rng, now) {
            streams.add(number(rng, 60), until, now).expect("in range");
        }
        let later = now + while_secs(rng);
        let (held, before) = (number(rng, 62), streams.unvested_up(later));
        streams.cut(held, later);
        let after = streams.unvested_up(later);
        assert!(after <= held.min(before));
        let lost = held.min(before) - after;
        let rounding = 400 * DAY / 4_096 + STREAMS as u64;
        assert!(
            lost <= u128::from(rounding),
            "{lost} of {held} is free at once"
        );
    });
}

#[test]
fn an_expiry_that_is_near_or_none_vests_until_the_end_of_the_next_day() {
    let now = 100 * DAY + 5;
    for until in [0, now, now + MIN_VESTING_SECS - 1] {
        let mut streams = Streams::default();
        streams.add(1_000_000, until, now).expect("in range");
        assert!(streams.unvested_up(102 * DAY - 1) > 0);
        assert_eq!(streams.unvested_up(102 * DAY), 0);
    }
    let mut streams = Streams::default();
    streams
        .add(1_000_000, now + MIN_VESTING_SECS, now)
        .expect("in range");
    assert_eq!(streams.unvested_up(now + MIN_VESTING_SECS), 0);
}

#[test]
fn a_stream_too_many_joins_one_that_ends_later_or_else_the_last() {
    let now = 1_000 * DAY;
    let mut streams = Streams::default();
    for week in 1..=STREAMS as u64 {
        streams
            .add(1 << 40, now + 7 * week * DAY, now)
            .expect("in range");
    }
    let before = streams.unvested_up(now + 13 * DAY);
    streams.add(1 << 40, now + 8 * DAY, now).expect("in range");
    let more = streams.unvested_up(now + 13 * DAY) - before;
    assert!(more > (1 << 40) / 15, "it vests by day 14, not by day 8");
    streams.add(1 << 40, now + 99 * DAY, now).expect("in range");
    assert_eq!(streams.unvested_up(now + 70 * DAY), 0);
}

#[test]
fn ended_streams_make_room() {
    let mut streams = Streams::default();
    for week in 0..100 {
        let now = (7 * week + 1) * DAY;
        streams.add(77, now + 7 * DAY, now).expect("in range");
        let running = streams
            .stored()
            .iter()
            .filter(|stream| **stream != Stream::default());
        assert!(running.count() <= 2);
    }
}

#[test]
fn refuses_what_lasts_too_long() {
    let mut streams = Streams::default();
    let now = 5 * DAY;
    assert_eq!(
        streams.add(1, now + MAX_VESTING_SECS + 1, now),
        Err(Overflow)
    );
    assert_eq!(streams.add(1, 0, u64::MAX), Err(Overflow));
    assert_eq!(streams.unvested_up(now), 0);
}

#[test]
fn an_income_too_large_for_a_rate_counts_at_once_in_part() {
    let now = 5 * DAY;
    for income in [1 << 116, u128::MAX] {
        let mut streams = Streams::default();
        streams.add(income, 0, now).expect("no order fails for it");
        let unvested = streams.unvested_up(now);
        assert!(unvested < income && unvested > 1 << 76, "{unvested}");
        streams.add(income, 0, now).expect("no order fails for it");
        assert_eq!(streams.unvested_up(now), unvested);
    }
}
