//! Exact decimal strings with up to 18 places, to wei and back.

use math::{SignedWad, WAD, Wad};

/// Digits after the point.
const PLACES: usize = 18;

/// The amount of a decimal string, or why it is none.
pub(crate) fn parse(text: &str) -> Result<SignedWad, &'static str> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || digits.ends_with('.') {
        return Err("is not a decimal number");
    }
    if fraction.len() > PLACES {
        return Err("has more than 18 decimals");
    }
    let fraction = format!("{fraction:0<PLACES$}");
    let wei = || {
        let whole: i128 = whole.parse().ok()?;
        let fraction: i128 = fraction.parse().ok()?;
        whole.checked_mul(WAD.cast_signed())?.checked_add(fraction)
    };
    let wei = wei().ok_or("does not fit 127 bits of wei")?;
    Ok(SignedWad::from_wei(if negative { -wei } else { wei }))
}

/// The amount as a decimal string, without trailing zeros.
pub(crate) fn format(wad: SignedWad) -> String {
    let wei = wad.wei().unsigned_abs();
    let fraction = format!("{:018}", wei % WAD);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if wad.wei() < 0 { "-" } else { "" };
    format!("{sign}{}{point}{fraction}", wei / WAD)
}

/// An amount that is never negative, as a decimal string.
pub(crate) fn format_unsigned(wad: Wad) -> String {
    let fraction = format!("{:018}", wad.wei() % WAD);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", wad.wei() / WAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_parsed_is_printed_as_it_was() {
        for text in [
            "0",
            "1",
            "-1",
            "0.5",
            "-0.000000000000000001",
            "123456789.000000000000000001",
        ] {
            assert_eq!(format(parse(text).unwrap()), text);
        }
    }

    #[test]
    fn refuses_what_is_not_an_exact_amount() {
        for text in [
            "", "-", ".5", "1.", "1e3", "0x1", "+1", "1,5", " 1", "1.-1", "--1",
        ] {
            assert_eq!(parse(text), Err("is not a decimal number"), "{text}");
        }
        assert_eq!(
            parse("0.0000000000000000001"),
            Err("has more than 18 decimals")
        );
        assert_eq!(
            parse("999999999999999999999999"),
            Err("does not fit 127 bits of wei")
        );
    }
}
