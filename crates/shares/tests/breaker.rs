//! The breaker on random histories of prices, against one that keeps all of them.
//!
//! `SHARES_CASES` sets the cases a law (a million by default), `SHARES_SEED` the seed.

use fastrand::Rng;
use ruint::aliases::U256;
use shares::{Breaker, SPAN_SECS, SPANS, Trip};

const DAY_SECS: u64 = 86_400;

/// The longest that anything is remembered.
const MEMORY_SECS: u64 = SPANS as u64 * SPAN_SECS;

fn for_each_case(law: &str, mut check: impl FnMut(&mut Rng)) {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("SHARES_CASES", 1_000_000), read("SHARES_SEED", 11));
    println!("{law}: {cases} cases from seed {seed}");
    for case in 0..cases {
        check(&mut Rng::with_seed(
            seed.wrapping_mul(0x1_0000_0003).wrapping_add(case << 20),
        ));
    }
}

fn trip(rng: &mut Rng) -> Trip {
    Trip {
        fall_bps: rng.u16(1..=9_999),
        hold_secs: rng.u64(1..=2 * DAY_SECS),
    }
}

/// Seconds, minutes, spans or days until the next note.
fn wait(rng: &mut Rng) -> u64 {
    let max = [1, 600, SPAN_SECS, DAY_SECS, 3 * DAY_SECS];
    let max = max[rng.usize(..max.len())];
    rng.u64(0..=max)
}

/// A price near the last one, or anything.
fn price(rng: &mut Rng, last: u128) -> u128 {
    match rng.u8(..8) {
        0 => rng.u128(..) >> rng.u32(..128),
        1 => last,
        _ => {
            let parts = rng.u128(8_000..11_500);
            let whole = U256::from(last) * U256::from(parts) / U256::from(10_000);
            u128::try_from(whole).unwrap_or(u128::MAX)
        }
    }
}

/// Whether a price lies below a higher one by this share of it at least.
fn has_fallen(from: u128, to: u128, fall_bps: u16) -> bool {
    let left = U256::from(10_000 - fall_bps);
    to < from && U256::from(to) * U256::from(10_000) <= U256::from(from) * left
}

/// Every note since the last trip.
#[derive(Default)]
struct History(Vec<(u64, u128)>);

impl History {
    fn highest(&self, counts: impl Fn(u64) -> bool) -> u128 {
        let notes = self.0.iter().filter(|(at, _)| counts(*at));
        notes.map(|(_, price)| *price).max().unwrap_or(0)
    }

    /// The highest of the present span and the seven before.
    fn high(&self, now: u64) -> u128 {
        self.highest(|at| at / SPAN_SECS + SPANS as u64 > now / SPAN_SECS)
    }
}

#[test]
fn trips_exactly_when_the_price_fell_by_the_share_below_the_highest_of_a_day() {
    let mut tripped_ever = 0_u64;
    for_each_case("exact", |rng| {
        let (trip, mut now) = (trip(rng), rng.u64(..1 << 40));
        let (mut breaker, mut history) = (Breaker::default(), History::default());
        let mut last = rng.u128(1..1 << 60);
        for _ in 0..rng.usize(1..12) {
            now += wait(rng);
            last = price(rng, last);
            let high = history.high(now);
            assert_eq!(breaker.high(now), high);
            let expected = has_fallen(high, last, trip.fall_bps);
            let (next, tripped) = breaker.noted(now, last, &trip);
            assert_eq!(tripped, expected, "{high} {last} {trip:?}");
            if tripped {
                history.0.clear();
                tripped_ever += 1;
                assert_eq!(next.until, breaker.until.max(now + trip.hold_secs));
                assert!(next.holds(now));
            } else {
                assert_eq!(next.until, breaker.until);
            }
            history.0.push((now, last));
            assert_eq!(next.price, last);
            breaker = next;
        }
    });
    assert!(tripped_ever > 0);
}

#[test]
fn remembers_a_day_and_at_most_a_span_more() {
    for_each_case("memory", |rng| {
        // A fall of more than all never trips, so that nothing is forgotten before its time.
        let never = Trip {
            fall_bps: u16::MAX,
            hold_secs: 1,
        };
        let mut now = rng.u64(..1 << 40);
        let (mut breaker, mut history) = (Breaker::default(), History::default());
        for _ in 0..rng.usize(1..12) {
            now += wait(rng);
            let price = rng.u128(1..1 << 60);
            let (next, tripped) = breaker.noted(now, price, &never);
            assert!(!tripped);
            breaker = next;
            history.0.push((now, price));
        }
        now += wait(rng);
        let high = breaker.high(now);
        assert!(high >= history.highest(|at| at + DAY_SECS >= now));
        assert!(high <= history.highest(|at| at + MEMORY_SECS > now));
    });
}

#[test]
fn never_trips_on_a_rise_or_on_what_stays() {
    for_each_case("rise", |rng| {
        let (trip, mut now) = (trip(rng), rng.u64(..1 << 40));
        let (mut breaker, mut price) = (Breaker::default(), rng.u128(..1 << 60));
        for _ in 0..rng.usize(1..12) {
            now += wait(rng);
            price += rng.u128(..1 << 50) * u128::from(rng.bool());
            let (next, tripped) = breaker.noted(now, price, &trip);
            assert!(!tripped && !next.holds(now));
            breaker = next;
        }
    });
}

#[test]
fn opens_by_itself_whoever_notes_what() {
    for_each_case("release", |rng| {
        let (trip, mut now) = (trip(rng), rng.u64(..1 << 40));
        let (mut breaker, mut last) = (Breaker::default(), rng.u128(1..1 << 60));
        for _ in 0..rng.usize(1..12) {
            now += wait(rng);
            last = price(rng, last);
            (breaker, _) = breaker.noted(now, last, &trip);
        }
        // The price stays from now on. However often that is noted, at most the first note can trip.
        now += wait(rng);
        let until = breaker.until.max(now + trip.hold_secs);
        (breaker, _) = breaker.noted(now, last, &trip);
        for _ in 0..rng.usize(1..12) {
            now += wait(rng);
            let (next, tripped) = breaker.noted(now, last, &trip);
            assert!(!tripped);
            breaker = next;
        }
        assert!(breaker.until <= until);
        assert!(!breaker.holds(until));
    });
}

#[test]
fn a_note_that_is_made_twice_is_made_once() {
    for_each_case("twice", |rng| {
        let (trip, mut now) = (trip(rng), rng.u64(..1 << 40));
        let (mut breaker, mut last) = (Breaker::default(), rng.u128(1..1 << 60));
        for _ in 0..rng.usize(1..6) {
            now += wait(rng);
            last = price(rng, last);
            (breaker, _) = breaker.noted(now, last, &trip);
            let (again, tripped) = breaker.noted(now, last, &trip);
            assert!(!tripped);
            assert_eq!(again, breaker);
        }
    });
}

#[test]
fn a_fall_counts_once() {
    let trip = Trip {
        fall_bps: 1_000,
        hold_secs: 43_200,
    };
    let now = 1_800_000_000;
    let (noted, _) = Breaker::default().noted(now, 1_000, &trip);
    assert!(!noted.noted(now + 60, 901, &trip).1);
    let (tripped, at_once) = noted.noted(now + 60, 900, &trip);
    assert!(at_once && tripped.holds(now + 43_259) && !tripped.holds(now + 43_260));
    // The price stays down: the day's high is not held against it again.
    let (later, again) = tripped.noted(now + 43_300, 811, &trip);
    assert!(!again && !later.holds(now + 43_300));
    // Another tenth is another fall, also while the breaker holds.
    let (deeper, again) = tripped.noted(now + 7_200, 810, &trip);
    assert!(again);
    assert_eq!(deeper.until, now + 7_200 + 43_200);
}
