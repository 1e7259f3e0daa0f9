//! Amounts as decimal strings, exact in both directions.

use std::fmt::{self, Display, Formatter};

use math::WAD;

/// Digits after the point of an amount in WAD.
pub const WAD_PLACES: u32 = 18;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is not a decimal number.
    NotDecimal,
    /// It has more digits after the point than the amount has.
    TooFine {
        /// The maximum number of digits.
        places: u32,
    },
    /// It needs more than 127 bits, counted in the smallest unit.
    TooLarge,
}

impl Display for Malformed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDecimal => f.write_str("is not a decimal number"),
            Self::TooFine { places } => write!(f, "has more than {places} decimals"),
            Self::TooLarge => f.write_str("is too large: it needs more than 127 bits"),
        }
    }
}

impl std::error::Error for Malformed {}

/// Parses a decimal string into an amount of the smallest unit; the amount has `places` digits after the point.
///
/// # Errors
/// When it is not such an amount. Nothing is rounded.
pub fn parse(text: &str, places: u32) -> Result<i128, Malformed> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || digits.ends_with('.') {
        return Err(Malformed::NotDecimal);
    }
    let missing = u32::try_from(fraction.len())
        .ok()
        .and_then(|given| places.checked_sub(given))
        .ok_or(Malformed::TooFine { places })?;
    let units = || {
        let whole: i128 = whole.parse().ok()?;
        let fraction: i128 = match fraction {
            "" => 0,
            digits => digits.parse().ok()?,
        };
        let fraction = fraction.checked_mul(10_i128.checked_pow(missing)?)?;
        let whole = whole.checked_mul(10_i128.checked_pow(places)?)?;
        whole.checked_add(fraction)
    };
    let units = units().ok_or(Malformed::TooLarge)?;
    Ok(if negative { -units } else { units })
}

/// The amount as a decimal string, without trailing zeros.
#[must_use]
pub fn format(units: i128, places: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{}", format_unsigned(units.unsigned_abs(), places))
}

/// An amount that is never negative, as a decimal string without trailing zeros.
#[must_use]
pub fn format_unsigned(units: u128, places: u32) -> String {
    let (whole, fraction) = split(units, places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{point}{fraction}")
}

/// The amount for people: `shown` digits after the point, the rest cut off, with commas between thousands.
#[must_use]
pub fn short(units: i128, places: u32, shown: usize) -> String {
    let (whole, fraction) = split(units.unsigned_abs(), places);
    let mut fraction = fraction;
    fraction.truncate(shown);
    let mut grouped = String::new();
    let digits = whole.to_string();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let nothing = whole == 0 && fraction.bytes().all(|digit| digit == b'0');
    let sign = if units < 0 && !nothing { "-" } else { "" };
    format!("{sign}{grouped}{point}{fraction}")
}

/// An amount in WAD as a float, for drawings.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "drawn, not computed with")]
pub const fn to_f64(wei: i128) -> f64 {
    wei as f64 / WAD as f64
}

/// The whole part, and all digits after the point.
fn split(units: u128, places: u32) -> (u128, String) {
    match 10_u128.checked_pow(places) {
        Some(one) if places > 0 => {
            let fraction = format!("{:0width$}", units % one, width = places as usize);
            (units / one, fraction)
        }
        Some(_) => (units, String::new()),
        None => (0, format!("{units:0width$}", width = places as usize)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parsed_amount_is_written_back() {
        for text in ["0", "1", "-1", "0.5", "-0.000001", "123456789.000001"] {
            assert_eq!(format(parse(text, 6).unwrap(), 6), text);
            assert_eq!(format(parse(text, 18).unwrap(), 18), text);
        }
        assert_eq!(parse("7", 0), Ok(7));
        assert_eq!(format(-7, 0), "-7");
    }

    #[test]
    fn what_is_not_an_exact_amount_is_refused() {
        for text in [
            "", "-", ".5", "1.", "1e3", "0x1", "+1", "1,5", " 1", "1.-1", "--1",
        ] {
            assert_eq!(parse(text, 6), Err(Malformed::NotDecimal), "{text}");
        }
        assert_eq!(parse("0.0000001", 6), Err(Malformed::TooFine { places: 6 }));
        assert_eq!(parse("0.5", 0), Err(Malformed::TooFine { places: 0 }));
        let beyond = "999999999999999999999999";
        assert_eq!(parse(beyond, 18), Err(Malformed::TooLarge));
    }

    #[test]
    fn a_short_amount_is_cut_and_never_a_negative_zero() {
        assert_eq!(short(1_234_567_890_000, 6, 2), "1,234,567.89");
        assert_eq!(short(-1_999_999, 6, 2), "-1.99");
        assert_eq!(short(-1, 6, 2), "0.00");
        assert_eq!(short(-12, 0, 2), "-12");
        assert_eq!(short(5, 18, 0), "0");
    }
}
