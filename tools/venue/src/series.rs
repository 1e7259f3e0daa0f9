//! Series by name: `ETH-2026-12-25-3200-C`.

use crate::fault::{Fault, request};
use crate::units;
use bindings::IMarket::Position;
use display::decimal::WAD_PLACES;

/// The kinds of options in the order of the contracts: their names, and the letters at the end of a series name.
const KINDS: [(&str, &str); 4] = [
    ("call", "C"),
    ("put", "P"),
    ("digital call", "DC"),
    ("digital put", "DP"),
];

/// A series of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// Its expiry, in unix seconds.
    pub expiry: u64,
    /// 0 call, 1 put, 2 digital call, 3 digital put.
    pub kind: u8,
    /// Its strike in WAD of USD.
    pub strike_wad: u128,
}

impl Series {
    /// Parses the name of a series, such as `ETH-2026-12-25-3200-C`; kinds are C, P, DC and DP.
    ///
    /// # Errors
    /// When it is not the name of a series, or names another underlying.
    pub fn parse(name: &str, underlying: &str) -> Result<Self, Fault> {
        let wrong = |why: &str| {
            request(format!(
                "{name} is not a series such as {underlying}-2026-12-25-3200-C: {why}"
            ))
        };
        let (symbol, rest) = name.split_once('-').ok_or_else(|| wrong("it has no -"))?;
        if !symbol.eq_ignore_ascii_case(underlying) {
            return Err(wrong(&format!(
                "this market trades {underlying}, not {symbol}"
            )));
        }
        let mut parts = rest.rsplitn(3, '-');
        let mut next = || parts.next().ok_or_else(|| wrong("a part is missing"));
        let (letters, strike, date) = (next()?, next()?, next()?);
        let kind = KINDS
            .iter()
            .position(|kind| kind.1.eq_ignore_ascii_case(letters))
            .and_then(|kind| u8::try_from(kind).ok())
            .ok_or_else(|| wrong("it does not end with C, P, DC or DP"))?;
        Ok(Self {
            expiry: units::parse_expiry(date)?,
            kind,
            strike_wad: units::positive(strike, WAD_PLACES, "the strike")?,
        })
    }

    /// The series of a position.
    #[must_use]
    pub const fn of(position: &Position) -> Self {
        Self {
            expiry: position.expiry,
            kind: position.kind,
            strike_wad: position.strike,
        }
    }

    /// A position of this quantity; negative for a sale.
    #[must_use]
    pub const fn position(&self, quantity: i128) -> Position {
        Position {
            expiry: self.expiry,
            kind: self.kind,
            strike: self.strike_wad,
            quantity,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self, underlying: &str) -> String {
        let letters = KINDS
            .get(usize::from(self.kind))
            .map_or_else(|| format!("K{}", self.kind), |kind| kind.1.to_owned());
        let expiry = units::expiry(self.expiry);
        let strike = units::wad_unsigned(self.strike_wad);
        format!("{underlying}-{expiry}-{strike}-{letters}")
    }
}

/// The name of a kind.
#[must_use]
pub fn kind_name(kind: u8) -> String {
    KINDS.get(usize::from(kind)).map_or_else(
        || format!("option of kind {kind}"),
        |named| named.0.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_parsed_and_written_back() {
        let names = [
            "ETH-2026-12-25-3200-C",
            "ETH-2026-12-25-1900.5-P",
            "ETH-2026-12-25-2000-DC",
            "ETH-1798185601-2000-DP",
        ];
        for (kind, name) in names.into_iter().enumerate() {
            let series = Series::parse(name, "ETH").unwrap();
            assert_eq!(usize::from(series.kind), kind);
            assert_eq!(series.name("ETH"), name);
        }
        let small = Series::parse("eth-2026-12-25-3200-c", "ETH").unwrap();
        assert_eq!(small.strike_wad, 3_200 * 10_u128.pow(18));
    }

    #[test]
    fn a_wrong_name_is_refused_with_the_reason() {
        for (name, why) in [
            ("BTC-2026-12-25-3200-C", "trades ETH, not BTC"),
            ("ETH-2026-12-25-3200-X", "end with C, P, DC or DP"),
            ("ETH-2026-12-25-0-C", "not above zero"),
            ("ETH-2026-12-25--C", "not a decimal number"),
            ("ETH-2026-13-25-1-C", "not an expiry"),
            ("ETH", "no -"),
            ("ETH-C", "a part is missing"),
        ] {
            let fault = Series::parse(name, "ETH").unwrap_err();
            assert!(fault.to_string().contains(why), "{name}: {fault}");
        }
    }
}
