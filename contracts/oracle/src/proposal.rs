//! Proposed prices, for an expiry that nobody can prove. They can be disputed.

use crate::errors::*;
use crate::storage::{Oracle, Settlement};
use abi::oracle::events::{PriceDisputed, PriceProposed};
use feeds::MAX_PRICE_WAD;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// How long after an expiry only a proof can fix its price, in seconds.
pub(crate) const PROOF_SECS: u64 = 24 * 60 * 60;
/// How long a proposal can be disputed, in seconds.
pub(crate) const DISPUTE_SECS: u64 = 24 * 60 * 60;

impl Oracle {
    /// Proposes a price.
    pub(crate) fn propose(&mut self, expiry: u64, price: u128) -> Result<(), Refusal> {
        self.authority.only_owner()?;
        let settlement = self.unfixed(expiry)?;
        if settlement.proposed_wad != 0 {
            let price = settlement.proposed_wad;
            return Err(OracleProposed { expiry, price }.into());
        }
        let now = self.vm().block_timestamp();
        let begins = expiry.saturating_add(PROOF_SECS);
        if now < begins {
            return Err(OracleProposalEarly { expiry, begins }.into());
        }
        if price == 0 || price > MAX_PRICE_WAD {
            let max = MAX_PRICE_WAD;
            return Err(OracleProposalRange { price, max }.into());
        }
        let eta = now.saturating_add(DISPUTE_SECS);
        let proposal = Settlement {
            fixed_wad: 0,
            proposed_wad: price,
            eta_secs: eta,
        };
        self.store_settlement(expiry, &proposal)?;
        let by = self.vm().msg_sender();
        self.emit(PriceProposed {
            expiry,
            price,
            eta,
            by,
        });
        Ok(())
    }

    /// Drops a proposal.
    pub(crate) fn dispute(&mut self, expiry: u64) -> Result<(), Refusal> {
        self.authority.only_owner_or_guardian()?;
        let proposal = self.proposal(expiry)?;
        self.store_settlement(expiry, &Settlement::default())?;
        let by = self.vm().msg_sender();
        self.emit(PriceDisputed {
            expiry,
            price: proposal.proposed_wad,
            by,
        });
        Ok(())
    }

    /// Fixes a proposed price that nobody disputed.
    pub(crate) fn finalize(&mut self, expiry: u64) -> Result<u128, Refusal> {
        let proposal = self.proposal(expiry)?;
        let until = proposal.eta_secs;
        if self.vm().block_timestamp() < until {
            return Err(OracleDisputable { expiry, until }.into());
        }
        self.fix(expiry, proposal.proposed_wad, false)?;
        Ok(proposal.proposed_wad)
    }

    #[inline(never)]
    fn unfixed(&self, expiry: u64) -> Result<Settlement, Refusal> {
        let settlement = self.expiries.read(expiry);
        match settlement.fixed_wad {
            0 => Ok(settlement),
            price => Err(OracleFixed { expiry, price }.into()),
        }
    }

    #[inline(never)]
    fn proposal(&self, expiry: u64) -> Result<Settlement, Refusal> {
        let settlement = self.unfixed(expiry)?;
        if settlement.proposed_wad == 0 {
            return Err(OracleNotProposed { expiry }.into());
        }
        Ok(settlement)
    }
}
