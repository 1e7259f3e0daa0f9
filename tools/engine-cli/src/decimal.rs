//! Amounts in WAD as exact decimal strings.

use display::decimal::{self, Malformed, WAD_PLACES};
use math::{SignedWad, Wad};

/// Parses a decimal string.
pub(crate) fn parse(text: &str) -> Result<SignedWad, Malformed> {
    decimal::parse(text, WAD_PLACES).map(SignedWad::from_wei)
}

/// The amount as a decimal string, without trailing zeros.
pub(crate) fn format(wad: SignedWad) -> String {
    decimal::format(wad.wei(), WAD_PLACES)
}

/// An amount that is never negative, as a decimal string.
pub(crate) fn format_unsigned(wad: Wad) -> String {
    decimal::format_unsigned(wad.wei(), WAD_PLACES)
}
