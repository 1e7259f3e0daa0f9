//! What those who leave leave behind.

use crate::Overflow;
use crate::ratio::{mul_div_down, mul_div_up};

/// Basis points of a whole.
const WHOLE: u128 = 10_000;

/// The part of what one is paid for that stays with those who stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitFee {
    kept: u128,
}

impl ExitFee {
    /// A fee of so many basis points; `None` unless it leaves something.
    #[must_use]
    pub fn of_bps(bps: u16) -> Option<Self> {
        let kept = WHOLE
            .checked_sub(u128::from(bps))
            .filter(|kept| *kept > 0)?;
        Some(Self { kept })
    }

    /// What is paid out of an amount before the fee, rounded down.
    ///
    /// # Errors
    /// [`Overflow`], never for an amount that is less than a share's whole range.
    pub fn net_down(self, gross: u128) -> Result<u128, Overflow> {
        mul_div_down(gross, self.kept, WHOLE)
    }

    /// The least amount before the fee out of which so much is paid.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn gross_up(self, net: u128) -> Result<u128, Overflow> {
        mul_div_up(net, WHOLE, self.kept)
    }

    /// The greatest amount before the fee out of which no more than `net` is paid.
    pub(crate) fn most_gross(self, net: u128) -> u128 {
        let beyond = self.gross_up(net.saturating_add(1));
        beyond.map_or(u128::MAX, |beyond| beyond.saturating_sub(1))
    }
}
