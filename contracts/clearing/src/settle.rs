//! Settling an expiry, and ending its clearing.

use crate::Clearing;
use abi::market::errors::*;
use abi::market::events::{ExpiryCleared, ExpirySettled, RoundingReturned};
use ledger::{overflow, Claims, Left, MAX_UNPAID};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The maximum claims of an expiry, units of the asset: so much that no token has it, and so little that all that the
/// vault is told fits.
const MAX_CLAIMS: u128 = 1 << 120;

impl Clearing {
    /// Settles all series of an expiry. The pool's positions leave its book, and from now on its sellers are settled.
    ///
    /// # Errors
    /// `MarketClearing` while another one is in clearing; `MarketSettled`; `MarketNotSettleable` before its price is
    /// fixed; `MarketEarlier`.
    pub fn settle(&mut self, expiry: u64) -> Result<(), Refusal> {
        self.require_market()?;
        let mut clearing = self.ledger.clearing.get();
        if clearing.expiry != 0 {
            let expiry = clearing.expiry.into();
            let sellers = self.ledger.expiries.read(expiry).sellers;
            return Err(MarketClearing { expiry, sellers }.into());
        }
        let entry = self.ledger.expiries.entry(expiry);
        let mut row = self.ledger.expiries.at(entry);
        if row.price != 0 {
            return Err(MarketSettled { expiry }.into());
        }
        let now = self.vm().block_timestamp();
        let expired = expiry <= now;
        let price = if expired {
            self.expiry_price(expiry)?
        } else {
            0
        };
        let (Some(number), true) = (u32::try_from(expiry).ok(), price != 0) else {
            return Err(MarketNotSettleable { expiry }.into());
        };
        let (claims, debts, earlier) = self.settle_in_book(expiry, price)?;
        for expiry in earlier {
            if self.expiry_price(expiry)? != 0 {
                return Err(MarketEarlier { expiry }.into());
            }
        }
        let money = self.ledger.money();
        let units = |wad| money.up(wad).min(MAX_CLAIMS);
        let (claims, debts) = (units(claims), units(debts));
        row.price = price;
        self.ledger.expiries.put(entry, &row);
        self.emit(ExpirySettled {
            expiry,
            price,
            claims,
            debts,
        });
        // Where nobody owes anything, nobody has to be waited for.
        if row.sellers == 0 || debts == 0 {
            self.make_final(number, claims)?;
            if claims > 0 && !self.try_to_pay() {
                self.tell()?;
            }
            return self.cleared(number);
        }
        clearing.expiry = number;
        clearing.since = now;
        self.ledger.clearing.set(&clearing);
        self.ledger.left.set(&Left { claims, debts });
        self.tell()
    }

    /// Ends the clearing when its last seller is settled.
    ///
    /// # Errors
    /// `MarketNotClearing`; `MarketClearing`; the vault's error.
    pub fn complete(&mut self) -> Result<(), Refusal> {
        self.require_market()?;
        let mut clearing = self.ledger.clearing.get();
        let number = clearing.expiry;
        let expiry = u64::from(number);
        if expiry == 0 {
            return Err(MarketNotClearing {}.into());
        }
        let sellers = self.ledger.expiries.read(expiry).sellers;
        if sellers != 0 {
            return Err(MarketClearing { expiry, sellers }.into());
        }
        let claims = self.ledger.left.get().claims;
        clearing.expiry = 0;
        clearing.since = 0;
        self.ledger.clearing.set(&clearing);
        self.ledger.left.set(&Left::default());
        self.make_final(number, claims)?;
        self.flush()?;
        self.cleared(number)
    }

    /// Notes the claims of an expiry, which are final from now on and to be paid.
    fn make_final(&mut self, number: u32, claims: u128) -> Result<(), Refusal> {
        if claims == 0 {
            return Ok(());
        }
        let row = Claims {
            claims,
            ..Claims::default()
        };
        self.ledger.claims.write(number.into(), &row);
        let mut list = self.ledger.unpaid_list();
        if list.len() >= MAX_UNPAID {
            return Err(overflow());
        }
        list.push(number);
        self.ledger.set_unpaid_list(&list);
        Ok(())
    }

    /// Makes known that an expiry is cleared, and gives the pool what rounding left if nobody has a word of it.
    fn cleared(&mut self, number: u32) -> Result<(), Refusal> {
        let expiry = u64::from(number);
        let Claims { claims, paid, .. } = self.ledger.claims.read(expiry);
        self.emit(ExpiryCleared {
            expiry,
            claims,
            paid,
        });
        self.return_rounding(number)?;
        self.flush_what_is_due()
    }

    /// Gives the pool what rounding left of an expiry of which nobody has a word any more.
    pub(crate) fn return_rounding(&mut self, number: u32) -> Result<(), Refusal> {
        let expiry = u64::from(number);
        let row = self.ledger.expiries.read(expiry);
        let in_clearing = self.ledger.clearing.get().expiry == number;
        if row.price == 0 || row.holders != 0 || in_clearing {
            return Ok(());
        }
        let entry = self.ledger.claims.entry(expiry);
        let Claims {
            claims,
            paid,
            drawn,
        } = self.ledger.claims.at(entry);
        if claims == drawn && paid == drawn {
            return Ok(());
        }
        let row = Claims {
            claims: drawn,
            paid: drawn,
            drawn,
        };
        self.ledger.claims.put(entry, &row);
        self.take_off_list(number);
        let amount = paid.checked_sub(drawn).ok_or_else(overflow)?;
        self.ledger.add_due(amount)?;
        if amount > 0 {
            self.emit(RoundingReturned { expiry, amount });
        }
        Ok(())
    }
}
