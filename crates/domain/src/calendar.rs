//! The calendar of expiries (Fridays at 08:00 UTC), and the strikes that may be listed.

/// Seconds in a day.
pub const DAY_SECS: u64 = 86_400;

/// Seconds of a week, from one expiry to the next.
pub const WEEK_SECS: u64 = 7 * DAY_SECS;

/// The time before expiry over which the spot is averaged to settle, in seconds.
pub const AVERAGING_SECS: u64 = 30 * 60;

/// How far ahead any Friday may be listed, in seconds.
pub const WEEKLY_SECS: u64 = 28 * DAY_SECS;

/// How far ahead the last Friday of a month may be listed, in seconds.
pub const MONTHLY_SECS: u64 = 120 * DAY_SECS;

/// The time of day at which options expire, in seconds.
const HOUR_SECS: u64 = 8 * 3_600;

/// The first Friday after the epoch, which was a Thursday.
const FRIDAY: u64 = 1;

/// Returns whether a time is a Friday at 08:00 UTC.
#[must_use]
pub const fn is_expiry(secs: u64) -> bool {
    secs % DAY_SECS == HOUR_SECS && secs / DAY_SECS % 7 == FRIDAY
}

/// Returns the last Friday at 08:00 UTC that is not after a time; 0 before the first.
#[must_use]
pub const fn last_expiry(secs: u64) -> u64 {
    /// From the epoch to the first expiry.
    const FIRST: u64 = FRIDAY * DAY_SECS + HOUR_SECS;
    match secs.checked_sub(FIRST) {
        Some(since) => secs.saturating_sub(since % WEEK_SECS),
        None => 0,
    }
}

/// Returns whether series of an expiry may be listed: any Friday within four weeks, and the last Friday of a month
/// within 120 days.
#[must_use]
pub const fn may_list(expiry: u64, now: u64) -> bool {
    let Some(ahead) = expiry.checked_sub(now) else {
        return false;
    };
    if !is_expiry(expiry) || ahead < AVERAGING_SECS {
        return false;
    }
    ahead <= WEEKLY_SECS || (ahead <= MONTHLY_SECS && is_last_of_month(expiry / DAY_SECS))
}

/// Returns the expiry whose last half hour contains this moment; 0 for none.
#[must_use]
pub const fn settling(now: u64) -> u64 {
    let today = (now / DAY_SECS).saturating_mul(DAY_SECS);
    let expiry = today.saturating_add(HOUR_SECS);
    if is_expiry(expiry) && now < expiry && expiry.saturating_sub(now) <= AVERAGING_SECS {
        expiry
    } else {
        0
    }
}

/// Returns the expected settlement price of an expiry in its last half hour: the average over the seconds that are
/// known, the spot over the rest, rounded down; `None` if a sum does not fit 128 bits.
#[must_use]
pub fn expected(spot: u128, average: u128, averaged_secs: u64) -> Option<u128> {
    let total = u128::from(AVERAGING_SECS);
    let known = u128::from(averaged_secs).min(total);
    let past = average.checked_mul(known)?;
    let rest = spot.checked_mul(total.saturating_sub(known))?;
    past.checked_add(rest)?.checked_div(total)
}

/// Returns whether the day one week after this day, counted from the epoch, is in another month.
const fn is_last_of_month(day: u64) -> bool {
    month(day) != month(day.saturating_add(7))
}

/// Returns the month of a day, counted from the epoch. March is 0, so that a leap day ends a year.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "days of 64-bit seconds are below 2^48; every difference is of a number and a part of it"
)]
const fn month(day: u64) -> u64 {
    /// Days from 0000-03-01 to 1970-01-01.
    const BEFORE: u64 = 719_468;
    /// The days of 400 years, 100 years, 4 years and one year.
    const CYCLE: u64 = 146_097;
    const CENTURY: u64 = 36_524;
    const OLYMPIAD: u64 = 1_461;
    const YEAR: u64 = 365;
    let of_cycle = (day + BEFORE) % CYCLE;
    // Without the leap days before it, a division of the count finds the year.
    let leap_days = of_cycle / (OLYMPIAD - 1) - of_cycle / CENTURY + of_cycle / (CYCLE - 1);
    let year = (of_cycle - leap_days) / YEAR;
    let of_year = of_cycle - (YEAR * year + year / 4 - year / 100);
    // The five months from March on have 153 days, and so have the next five.
    (5 * of_year + 2) / 153
}

/// Returns whether a strike may be listed at this spot. It lies between half and twice the spot, on a grid. The step
/// of the grid is the largest of 1, 2 and 5 times a power of ten that is at most a fortieth of the spot.
#[must_use]
pub fn may_strike(strike: u128, spot: u128) -> bool {
    let step = step(spot);
    step > 0
        && strike.is_multiple_of(step)
        && strike >= spot / 2
        && strike <= spot.saturating_mul(2)
}

/// Returns the step between strikes at this spot; 0 below 40 wei.
#[must_use]
pub fn step(spot: u128) -> u128 {
    let max = spot / 40;
    if max == 0 {
        return 0;
    }
    // A power of ten within a tenth of the largest step.
    let mut power = 1u128;
    while power <= max / 10 {
        power = power.saturating_mul(10);
    }
    for times in [5, 2] {
        let step = power.saturating_mul(times);
        if step <= max {
            return step;
        }
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20 08:00 UTC, a Friday.
    const EXPIRY: u64 = 1_795_161_600;

    #[test]
    fn only_fridays_at_eight_are_expiries() {
        assert!(is_expiry(EXPIRY) && is_expiry(EXPIRY + 7 * DAY_SECS));
        assert!(!is_expiry(EXPIRY + DAY_SECS) && !is_expiry(EXPIRY + 1));
        assert!(!is_expiry(0));
    }

    #[test]
    fn the_last_expiry_is_the_friday_before() {
        for (secs, last) in [
            (EXPIRY, EXPIRY),
            (EXPIRY - 1, EXPIRY - WEEK_SECS),
            (EXPIRY + WEEK_SECS - 1, EXPIRY),
            (115_199, 0),
            (115_200, 115_200),
            (0, 0),
        ] {
            assert_eq!(last_expiry(secs), last, "{secs}");
        }
        assert!(is_expiry(last_expiry(u64::MAX)) && is_expiry(115_200));
    }

    #[test]
    fn weeks_are_listed_for_a_month_and_months_for_four() {
        let listed = |weeks: u64| may_list(EXPIRY + weeks * 7 * DAY_SECS, EXPIRY);
        let found: [bool; 20] = core::array::from_fn(|weeks| listed(weeks as u64));
        let weeks: [usize; 7] = [1, 2, 3, 4, 5, 10, 14];
        // 27 November is the last of its month, then 25 December, 29 January, 26 February, 26 March.
        for (week, found) in found.iter().enumerate() {
            assert_eq!(*found, weeks.contains(&week), "{week} weeks ahead");
        }
        assert!(!may_list(EXPIRY - 7 * DAY_SECS, EXPIRY));
        assert!(may_list(EXPIRY, EXPIRY - AVERAGING_SECS));
        assert!(!may_list(EXPIRY, EXPIRY - AVERAGING_SECS + 1));
    }

    #[test]
    fn at_no_time_may_more_than_eight_expiries_be_listed() {
        for day in 0..3_000 {
            let now = EXPIRY + day * DAY_SECS + 7;
            let live = (0..20).filter(|week| {
                let expiry = EXPIRY + (day / 7 + week) * 7 * DAY_SECS;
                may_list(expiry, now)
            });
            assert!(live.count() <= 8, "day {day}");
        }
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        // 29 February 2028 and what is around it; 28 February 2100, which has no leap day.
        let month_of = |days: u64| month(days);
        for (day, expected) in [
            (0, 10),      // 1970-01-01
            (59, 0),      // 1970-03-01
            (58, 11),     // 1970-02-28
            (21_243, 11), // 2028-02-29
            (21_244, 0),  // 2028-03-01
            (47_540, 11), // 2100-02-28
            (47_541, 0),  // 2100-03-01
            (20_818, 9),  // 2026-12-31
            (20_819, 10), // 2027-01-01
        ] {
            assert_eq!(month_of(day), expected, "day {day}");
        }
    }

    #[test]
    fn an_expiry_settles_in_its_last_half_hour() {
        assert_eq!(settling(EXPIRY - AVERAGING_SECS - 1), 0);
        assert_eq!(settling(EXPIRY - AVERAGING_SECS), EXPIRY);
        assert_eq!(settling(EXPIRY - 1), EXPIRY);
        assert_eq!(settling(EXPIRY), 0);
        assert_eq!(settling(EXPIRY + DAY_SECS - 60), 0);
    }

    #[test]
    fn what_is_known_of_an_average_counts_by_its_seconds() {
        assert_eq!(expected(2_000, 9_000, 0), Some(2_000));
        assert_eq!(expected(2_000, 2_100, 900), Some(2_050));
        assert_eq!(expected(2_000, 2_001, 900), Some(2_000));
        assert_eq!(expected(7, 2_100, 1_800), Some(2_100));
        assert_eq!(expected(7, 2_100, u64::MAX), Some(2_100));
        assert_eq!(expected(u128::MAX, 1, 1), None);
        assert_eq!(expected(1, u128::MAX, 2), None);
    }

    #[test]
    fn strikes_stand_on_a_grid_about_the_spot() {
        const ONE: u128 = 1_000_000_000_000_000_000;
        assert_eq!(step(2_000 * ONE), 50 * ONE);
        assert_eq!(step(3_999 * ONE), 50 * ONE);
        assert_eq!(step(4_000 * ONE), 100 * ONE);
        assert_eq!(step(65_000 * ONE), 1_000 * ONE);
        assert_eq!(step(ONE), 2 * ONE / 100);
        assert_eq!(step(39), 0);
        let may = |strike| may_strike(strike * ONE, 2_060 * ONE);
        assert!(may(1_050) && may(2_050) && may(4_100));
        assert!(!may(2_060) && !may(1_000) && !may(4_150) && !may(0));
    }
}
