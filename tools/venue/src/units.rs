//! Amounts and times as people write and read them.

use alloy::primitives::U256;
use display::decimal::{self, WAD_PLACES};
use jiff::{Timestamp, civil, tz::TimeZone};

use crate::fault::{Fault, request};
pub use domain::calendar::DAY_SECS;

/// One, in millionths.
pub const MILLION: u32 = 1_000_000;

/// The second of the day, in UTC, at which options expire.
pub const EXPIRY_SECS_OF_DAY: u64 = 8 * 3_600;

/// The quote asset: its symbol, and its decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its symbol.
    pub symbol: String,
    /// Digits after the point.
    pub places: u32,
}

impl Asset {
    /// An amount with its symbol, exact.
    #[must_use]
    pub fn amount(&self, units: i128) -> String {
        format!("{} {}", decimal::format(units, self.places), self.symbol)
    }

    /// An amount with its symbol, exact.
    #[must_use]
    pub fn unsigned(&self, units: U256) -> String {
        format!("{} {}", exact(units, self.places), self.symbol)
    }

    /// Parses an amount above zero.
    ///
    /// # Errors
    /// When it is not such an amount.
    pub fn parse(&self, text: &str) -> Result<u128, Fault> {
        positive(text, self.places, "amount")
    }

    /// Digits after the point of the vault's shares.
    #[must_use]
    pub const fn share_places(&self) -> u32 {
        self.places + 6
    }
}

/// An amount of any size, exact; one beyond 128 bits in its smallest unit.
#[must_use]
pub fn exact(units: U256, places: u32) -> String {
    match u128::try_from(units) {
        Ok(units) => decimal::format_unsigned(units, places),
        Err(_) => format!("{units}e-{places}"),
    }
}

/// An amount in WAD, exact.
#[must_use]
pub fn wad(wei: i128) -> String {
    decimal::format(wei, WAD_PLACES)
}

/// An amount in WAD that is never negative, exact.
#[must_use]
pub fn wad_unsigned(wei: u128) -> String {
    decimal::format_unsigned(wei, WAD_PLACES)
}

/// An amount in WAD for people, cut to this many digits after the point.
#[must_use]
pub fn short(wei: i128, digits: usize) -> String {
    decimal::short(wei, WAD_PLACES, digits)
}

/// An amount of dollars in WAD, cut to cents.
#[must_use]
pub fn usd(wei: i128) -> String {
    format!("{} USD", short(wei, 2))
}

/// A part in WAD as a percentage, cut to this many digits after the point.
#[must_use]
pub fn percent(wei: u128, digits: usize) -> String {
    let wei = i128::try_from(wei).unwrap_or(i128::MAX);
    format!("{}%", decimal::short(wei, WAD_PLACES - 2, digits))
}

/// Parses an amount above zero. `what` names it in the message of an error.
///
/// # Errors
/// When it is not such an amount.
pub fn positive(text: &str, places: u32, what: &str) -> Result<u128, Fault> {
    let units = decimal::parse(text, places)
        .map_err(|malformed| request(format!("{what} {text} {malformed}")))?;
    match u128::try_from(units) {
        Ok(units) if units > 0 => Ok(units),
        _ => Err(request(format!("{what} {text} is not above zero"))),
    }
}

/// Parses an amount with a sign, in WAD. `what` names it in the message of an error.
///
/// # Errors
/// When it is not such an amount.
pub fn signed_wad(text: &str, what: &str) -> Result<i128, Fault> {
    decimal::parse(text, WAD_PLACES)
        .map_err(|malformed| request(format!("{what} {text} {malformed}")))
}

/// Parses a part, written as a percentage (`1%`) or in basis points (`50bps`), into millionths.
///
/// # Errors
/// When it is neither, or not within 0 to 100%.
pub fn millionths(text: &str, what: &str) -> Result<u32, Fault> {
    let wrong = || {
        request(format!(
            "{what} {text} is neither a percentage such as 1% nor basis points such as 50bps"
        ))
    };
    let (number, places) = match (text.strip_suffix('%'), text.strip_suffix("bps")) {
        (Some(number), _) => (number, 4),
        (None, Some(number)) => (number, 2),
        (None, None) => return Err(wrong()),
    };
    let units = decimal::parse(number, places).map_err(|_| wrong())?;
    match u32::try_from(units) {
        Ok(units) if units <= MILLION => Ok(units),
        _ => Err(request(format!("{what} {text} is not within 0% and 100%"))),
    }
}

/// Parses a time span, written as `90s`, `5m`, `2h` or `1d`, into seconds.
///
/// # Errors
/// When it is not a time span.
pub fn span_secs(text: &str, what: &str) -> Result<u64, Fault> {
    let wrong = || {
        request(format!(
            "{what} {text} is not a time span such as 90s, 5m, 2h or 1d"
        ))
    };
    let unit = text.chars().last().ok_or_else(wrong)?;
    let secs = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => DAY_SECS,
        _ => return Err(wrong()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    number.checked_mul(secs).ok_or_else(wrong)
}

/// A time as people read it: `2026-12-25 08:00:00 UTC`.
#[must_use]
pub fn time(secs: u64) -> String {
    let stamp = i64::try_from(secs)
        .ok()
        .and_then(|secs| Timestamp::from_second(secs).ok());
    stamp.map_or_else(
        || format!("second {secs}"),
        |stamp| stamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}

/// The day of a time, in UTC: `2026-12-25`.
#[must_use]
pub fn date(secs: u64) -> String {
    time(secs).chars().take(10).collect()
}

/// An expiry as people write it: its date, `2026-12-25`, if it is at 08:00 UTC; otherwise unix seconds.
#[must_use]
pub fn expiry(secs: u64) -> String {
    if secs % DAY_SECS == EXPIRY_SECS_OF_DAY {
        date(secs)
    } else {
        secs.to_string()
    }
}

/// Parses an expiry: a date, which means 08:00 UTC, or unix seconds.
///
/// # Errors
/// When it is neither.
pub fn parse_expiry(text: &str) -> Result<u64, Fault> {
    if text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text
            .parse()
            .map_err(|_| request(format!("{text} is not a time in seconds")));
    }
    let wrong = |why: String| request(format!("{text} is not an expiry such as 2026-12-25: {why}"));
    let date: civil::Date = text
        .parse()
        .map_err(|error: jiff::Error| wrong(error.to_string()))?;
    let midnight = date
        .to_zoned(TimeZone::UTC)
        .map_err(|error| wrong(error.to_string()))?;
    let secs = u64::try_from(midnight.timestamp().as_second())
        .map_err(|_| wrong("it is before 1970".into()))?;
    Ok(secs + EXPIRY_SECS_OF_DAY)
}

/// A time span as people read it.
#[must_use]
pub fn span(secs: u64) -> String {
    match secs {
        0..120 => format!("{secs} s"),
        120..7_200 => format!("{} min", secs / 60),
        7_200..172_800 => format!("{} h", secs / 3_600),
        _ => format!("{} days", secs / DAY_SECS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_a_date_at_eight() {
        assert_eq!(parse_expiry("2026-12-25").unwrap(), 1_798_185_600);
        assert_eq!(parse_expiry("1798185600").unwrap(), 1_798_185_600);
        assert_eq!(expiry(1_798_185_600), "2026-12-25");
        assert_eq!(expiry(1_798_185_601), "1798185601");
        assert_eq!(time(1_798_185_600), "2026-12-25 08:00:00 UTC");
        for text in [
            "2026-13-01",
            "2026-02-30",
            "tomorrow",
            "12",
            "",
            "1960-01-01",
        ] {
            assert_eq!(parse_expiry(text).unwrap_err().exit_code(), 2, "{text}");
        }
    }

    #[test]
    fn parts_and_spans_are_read_exactly() {
        assert_eq!(millionths("1%", "slippage").unwrap(), 10_000);
        assert_eq!(millionths("0.25%", "slippage").unwrap(), 2_500);
        assert_eq!(millionths("50bps", "slippage").unwrap(), 5_000);
        for text in ["1", "-1%", "101%", "0.00001%", "%", "bps"] {
            assert!(millionths(text, "slippage").is_err(), "{text}");
        }
        assert_eq!(span_secs("5m", "deadline").unwrap(), 300);
        for text in ["5", "m", "-5m", "5 m", "", "5w"] {
            assert!(span_secs(text, "deadline").is_err(), "{text}");
        }
    }

    #[test]
    fn dollars_and_parts_are_cut_and_not_rounded() {
        assert_eq!(usd(-1_239_999_999_999_999_999_999), "-1,239.99 USD");
        assert_eq!(percent(456_789_000_000_000_000, 2), "45.67%");
        assert_eq!(percent(1_000_000_000_000_000_000, 0), "100%");
    }

    #[test]
    fn amounts_have_to_be_above_zero() {
        let asset = Asset {
            symbol: "USDC".into(),
            places: 6,
        };
        assert_eq!(asset.parse("1.5").unwrap(), 1_500_000);
        assert_eq!(asset.amount(-1_500_000), "-1.5 USDC");
        for text in ["0", "-1", "1.0000001", "x"] {
            assert!(asset.parse(text).is_err(), "{text}");
        }
    }
}
