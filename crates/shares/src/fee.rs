//! The exit fee, which stays in the pool.

use crate::Overflow;
use math::{ONE_BPS, mul_div_down, mul_div_up};

/// The part of a payment that stays with the providers who stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitFee {
    kept: u128,
}

impl ExitFee {
    /// Returns a fee in basis points; `None` if it takes everything.
    #[must_use]
    pub fn of_bps(bps: u16) -> Option<Self> {
        let kept = ONE_BPS
            .checked_sub(u128::from(bps))
            .filter(|kept| *kept > 0)?;
        Some(Self { kept })
    }

    /// Returns the payment out of an amount before the fee, rounded down.
    ///
    /// # Errors
    /// [`Overflow`], never for an amount below the whole range of shares.
    pub fn net_down(self, gross: u128) -> Result<u128, Overflow> {
        Ok(mul_div_down(gross, self.kept, ONE_BPS)?)
    }

    /// Returns the minimum amount before the fee that pays `net`.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn gross_up(self, net: u128) -> Result<u128, Overflow> {
        Ok(mul_div_up(net, ONE_BPS, self.kept)?)
    }

    /// Returns the maximum amount before the fee that pays at most `net`.
    pub(crate) fn max_gross(self, net: u128) -> u128 {
        let beyond = self.gross_up(net.saturating_add(1));
        beyond.map_or(u128::MAX, |beyond| beyond.saturating_sub(1))
    }
}
