//! Says which surfaces may be used for what.

use crate::errors::{PricerOpeningHalted, PricerSurfaceStale};
use crate::storage::OptionPricer;
use abi::pricing::PricerSurfaceMissing;
use abi::trading::SviSlice;
use alloc::vec::Vec;
use runtime::Refusal;
use stylus_sdk::prelude::*;

impl OptionPricer {
    /// Returns the slices of these expiries, each once. `wanted` gives the expiries, and whether something is to be
    /// opened on them.
    ///
    /// # Errors
    /// There is no surface, or it is too old; opening is halted; the first error among `wanted`.
    pub(crate) fn slices(
        &self,
        max_age_secs: u64,
        wanted: impl Iterator<Item = Result<(u64, bool), Refusal>>,
    ) -> Result<Vec<SviSlice>, Refusal> {
        let mut slices: Vec<SviSlice> = Vec::new();
        let mut in_hand = None;
        for one in wanted {
            let (expiry, opening) = one?;
            let halted = match in_hand {
                Some((same, halted)) if same == expiry => halted,
                _ => {
                    let (slice, halted) = self.usable(expiry, max_age_secs)?;
                    if slices.iter().all(|known| known.expiry != expiry) {
                        slices.push(slice);
                    }
                    in_hand = Some((expiry, halted));
                    halted
                }
            };
            if opening && halted {
                return Err(PricerOpeningHalted { expiry }.into());
            }
        }
        Ok(slices)
    }

    /// Returns the slice of an expiry if it is not too old, and whether opening is halted on it.
    fn usable(&self, expiry: u64, max_age_secs: u64) -> Result<(SviSlice, bool), Refusal> {
        let record = self.record(expiry);
        if record.timestamp == 0 {
            return Err(PricerSurfaceMissing { expiry }.into());
        }
        let age_secs = self.vm().block_timestamp().saturating_sub(record.timestamp);
        if age_secs > max_age_secs {
            let stale = PricerSurfaceStale {
                expiry,
                ageSecs: age_secs,
            };
            return Err(stale.into());
        }
        Ok((SviSlice::from(&record.post(expiry)), record.halted))
    }
}
