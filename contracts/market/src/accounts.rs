//! An account in memory: how it is read from storage and written back.

use crate::errors::*;
use crate::storage::{Account, Market, Settlement, MAX_POSITIONS};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::{change, take_out, Change, Position, Series, WHOLE};
use math::Wad;
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// The money and the positions of an account.
#[derive(Clone)]
pub(crate) struct Holdings {
    pub(crate) id: U256,
    /// Units of the asset; negative for a debt.
    pub(crate) cash: i128,
    pub(crate) words: Vec<U256>,
    /// The account as it was in storage.
    stored: (i128, Vec<U256>),
}

impl Holdings {
    /// Takes money from the account; adds money if `amount` is negative. The money must not become negative, nor more
    /// negative.
    ///
    /// # Errors
    /// `MarketMoney`; `MarketOverflow`.
    #[inline(never)]
    pub(crate) fn pay(&mut self, amount: i128) -> Result<(), Refusal> {
        let cash = self.cash.checked_sub(amount).ok_or_else(overflow)?;
        if cash < self.cash.min(0) {
            return Err(MarketMoney {
                needed: U256::from(amount.unsigned_abs()),
                available: U256::from(self.cash.max(0).unsigned_abs()),
            }
            .into());
        }
        self.cash = cash;
        Ok(())
    }

    /// Returns whether the account owes anything: it has sold something, or its money is negative.
    pub(crate) fn owes(&self) -> bool {
        let owed = |word: &U256| Position::of_word(*word).is_some_and(|it| it.quantity < 0);
        self.cash < 0 || self.words.iter().any(owed)
    }

    /// Changes the position in a series, and returns how. A position of zero is removed, so it leaves no word in
    /// storage.
    ///
    /// # Errors
    /// `MarketArgument` for an argument out of its range; `MarketTooManyPositions`.
    pub(crate) fn change(&mut self, series: &Series, quantity: i128) -> Result<Change, Refusal> {
        if quantity == 0 {
            return Err(argument("quantity"));
        }
        let (place, change) =
            change(&self.words, series, quantity).map_err(|_| argument("quantity"))?;
        let position = Position {
            series: *series,
            quantity: change.after,
        };
        match place {
            Some(place) if change.after == 0 => {
                take_out(&mut self.words, place);
            }
            Some(place) => {
                if let Some(word) = self.words.get_mut(place) {
                    *word = position.word();
                }
            }
            None if self.words.len() >= MAX_POSITIONS => {
                return Err(MarketTooManyPositions {}.into())
            }
            None => self.words.push(position.word()),
        }
        Ok(change)
    }
}

impl Market {
    /// Loads an account with its expired positions settled. Returns it and the amount that settling brought.
    pub(crate) fn settled_account(&self, id: U256) -> Result<(Holdings, i128), Refusal> {
        let mut account = self.stored(id);
        let before = account.cash;
        let mut place = 0usize;
        let now = self.vm().block_timestamp();
        while let Some(position) = account.words.get(place).and_then(|w| Position::of_word(*w)) {
            let expiry = u64::from(position.series.expiry);
            let settled = if expiry <= now {
                self.settled(expiry)
            } else {
                None
            };
            let Some(settlement) = settled else {
                place = place.saturating_add(1);
                continue;
            };
            let claim = self.claim_of(&position, settlement)?;
            account.cash = account.cash.checked_add(claim).ok_or_else(overflow)?;
            take_out(&mut account.words, place);
        }
        let paid = account.cash.wrapping_sub(before);
        Ok((account, paid))
    }

    /// Loads an account as it is stored.
    pub(crate) fn stored(&self, id: U256) -> Holdings {
        let entry = self.accounts.entry(id);
        let Account { cash, positions } = self.accounts.at(entry);
        let words: Vec<U256> = (0..u64::from(positions))
            .map(|place| self.accounts.behind(entry, place))
            .collect();
        Holdings {
            id,
            cash,
            words: words.clone(),
            stored: (cash, words),
        }
    }

    /// Writes back the words of an account that changed.
    pub(crate) fn keep(&mut self, account: &Holdings) {
        let (_, before) = &account.stored;
        let entry = self.accounts.entry(account.id);
        let record = Account {
            cash: account.cash,
            #[expect(clippy::cast_possible_truncation, reason = "32 at most")]
            positions: account.words.len() as u8,
        };
        self.accounts.put(entry, &record);
        for place in 0..before.len().max(account.words.len()) {
            let word = account.words.get(place).copied().unwrap_or_default();
            if before.get(place) != Some(&word) {
                self.accounts.set_behind(entry, place as u64, word);
            }
        }
    }

    /// At which price an expiry has settled, and which part of a claim is paid.
    pub(crate) fn settled(&self, expiry: u64) -> Option<Settlement> {
        let settlement = self.settlements.read(expiry);
        (settlement.price_wad > 0).then_some(settlement)
    }

    /// What a position is paid, in units of the asset, rounded down; negative for what is owed for one that was sold,
    /// rounded up. Only what is paid shrinks when the pool had too little.
    fn claim_of(&self, position: &Position, settled: Settlement) -> Result<i128, Refusal> {
        let payoff = position.series.payoff(settled.price_wad);
        let size = position.quantity.unsigned_abs();
        let units = if position.quantity < 0 {
            let whole = Wad::from_wei(size).mul_up(Wad::from_wei(payoff));
            self.money().up(whole.map_err(|_| overflow())?.wei())
        } else {
            let whole = product_down(size, payoff)?;
            self.money().down(if settled.part_wad == WHOLE {
                whole
            } else {
                product_down(whole, settled.part_wad.into())?
            })
        };
        let units = i128::try_from(units).map_err(|_| overflow())?;
        Ok(if position.quantity < 0 {
            units.wrapping_neg()
        } else {
            units
        })
    }
}

/// Returns ⌊a·b/10¹⁸⌋ of WADs.
fn product_down(a: u128, b: u128) -> Result<u128, Refusal> {
    let product = Wad::from_wei(a).mul_down(Wad::from_wei(b));
    product.map(Wad::wei).map_err(|_| overflow())
}
