//! Joining and leaving.

use crate::errors::*;
use crate::storage::{Money, Terms, Vault};
use abi::trading::PoolValue;
use abi::vault::events::{Deposit, Withdraw};
use abi::vault::VaultPool;
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use shares::{Book, Joining, Leaving, Pool, Price};
use stylus_sdk::prelude::*;

/// Whether an amount given is of the asset or of shares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum In {
    Assets,
    Shares,
}

/// The pool as one call sees it.
struct Seen {
    terms: Terms,
    pool: Pool,
    held: u128,
    /// Money that must stay, in units of the asset.
    reserve: u128,
    state: u8,
    unsettled: u64,
}

/// What joining costs now, and how much of the asset the cap leaves room for.
struct Entrance {
    join: Joining,
    room: u128,
}

/// What leaving pays now, how much of the asset may go to this owner, and what he holds.
struct Exit {
    leave: Leaving,
    room: u128,
    balance: u128,
}

impl Vault {
    /// Money and book at the mark; zero for an insolvent pool.
    ///
    /// # Errors
    /// When the book has no mark now.
    pub fn total_assets(&self) -> Result<U256, Refusal> {
        let pool = self.marked()?;
        let value = pool.value(pool.book.mark).map_err(overflow)?;
        Ok(wide(value.max(0).cast_unsigned()))
    }

    /// Shares for an amount, or the amount for shares, at the mark.
    pub(crate) fn convert(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let price = self.marked()?.marked().map_err(overflow)?;
        let of = match given {
            In::Assets => Price::shares_down,
            In::Shares => Price::assets_down,
        };
        Ok(wide(of(&price, narrow(amount)?).map_err(overflow)?))
    }

    /// The most that can be joined with now; zero while nobody can.
    pub(crate) fn max_in(&self, given: In) -> U256 {
        self.entrance()
            .map_or(U256::ZERO, |entrance| wide(entrance.most(given)))
    }

    /// The most that `owner` can leave with now; zero while nobody can.
    pub(crate) fn max_out(&self, owner: Address, given: In) -> U256 {
        let most = self.exit(owner).and_then(|exit| exit.most(given));
        most.map_or(U256::ZERO, wide)
    }

    /// What joining would give or take.
    pub(crate) fn preview_in(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let (assets, shares) = self.entrance()?.terms(narrow(amount)?, given)?;
        Ok(wide(if given == In::Assets { shares } else { assets }))
    }

    /// What leaving would give or take.
    pub(crate) fn preview_out(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let (assets, shares) = self.exit(Address::ZERO)?.terms(narrow(amount)?, given)?;
        Ok(wide(if given == In::Assets { shares } else { assets }))
    }

    /// Joins.
    ///
    /// # Errors
    /// When nobody can join, or not with so much; those of the asset.
    #[inline(never)]
    pub(crate) fn join(
        &mut self,
        amount: U256,
        receiver: Address,
        given: In,
    ) -> Result<U256, Refusal> {
        let entrance = self.entrance()?;
        self.require_receiver(receiver)?;
        within(amount, entrance.most(given))?;
        let (assets, shares) = entrance.terms(narrow(amount)?, given)?;
        if shares == 0 && given == In::Assets {
            return Err(VaultNoShares { assets: amount }.into());
        }
        self.issue(receiver, shares)?;
        let Money { held, supply } = self.money.get();
        let held = held.checked_add(assets).ok_or_else(|| overflow(()))?;
        self.money.set(&Money { held, supply });
        let sender = self.vm().msg_sender();
        let (paid, given_for) = (wide(assets), wide(shares));
        self.emit(Deposit {
            sender,
            owner: receiver,
            assets: paid,
            shares: given_for,
        });
        self.take(sender, assets)?;
        Ok(if given == In::Assets { given_for } else { paid })
    }

    /// Leaves.
    ///
    /// # Errors
    /// When nobody can leave, or not with so much; without the owner's consent; those of the asset.
    #[inline(never)]
    pub(crate) fn leave(
        &mut self,
        amount: U256,
        receiver: Address,
        owner: Address,
        given: In,
    ) -> Result<U256, Refusal> {
        let exit = self.exit(owner)?;
        self.require_receiver(receiver)?;
        within(amount, exit.most(given)?)?;
        let (assets, shares) = exit.terms(narrow(amount)?, given)?;
        self.require_consent(owner, shares)?;
        self.retire(owner, shares)?;
        let Money { held, supply } = self.money.get();
        let held = held.checked_sub(assets).ok_or_else(|| overflow(()))?;
        self.money.set(&Money { held, supply });
        let sender = self.vm().msg_sender();
        let (paid, taken) = (wide(assets), wide(shares));
        self.emit(Withdraw {
            sender,
            receiver,
            owner,
            assets: paid,
            shares: taken,
        });
        self.give(receiver, assets)?;
        Ok(if given == In::Assets { taken } else { paid })
    }

    /// The pool, its book marked now.
    ///
    /// # Errors
    /// When the book has no mark now.
    pub fn pool(&self) -> Result<VaultPool, Refusal> {
        let seen = self.see(true)?;
        let Pool {
            backing,
            book,
            supply,
        } = seen.pool;
        Ok(VaultPool {
            held: seen.held,
            unvested: seen.held.saturating_sub(backing),
            shares: supply,
            mark: book.mark,
            high: book.high,
            low: book.low,
            reserve: seen.reserve,
            withdrawable: if self.shortfall.get() == U256::ZERO {
                seen.withdrawable()
            } else {
                0
            },
            queued: self.queued(),
            state: seen.state,
            unsettled: seen.unsettled,
        })
    }

    /// The pool with a mark, whatever may be done at it.
    fn marked(&self) -> Result<Pool, Refusal> {
        let seen = self.see(false)?;
        seen.require_settled()?;
        if seen.state > 1 {
            return Err(VaultNoPrice { state: seen.state }.into());
        }
        Ok(seen.pool)
    }

    #[inline(never)]
    fn see(&self, leaving: bool) -> Result<Seen, Refusal> {
        let PoolValue {
            state,
            unsettled,
            mark,
            high,
            low,
            reserve,
        } = self.book(leaving)?;
        let terms = self.terms.get();
        let unit = terms.unit()?;
        let Money { held, supply } = self.money.get();
        Ok(Seen {
            pool: Pool {
                backing: self.vested(held),
                book: Book::of_wad(mark, high, low, unit),
                supply,
            },
            reserve: unit.unsigned_up(reserve),
            terms,
            held,
            state,
            unsettled,
        })
    }

    /// The pool, if liquidity may come and go.
    #[inline(never)]
    fn open(&self, leaving: bool) -> Result<Seen, Refusal> {
        self.authority.when_not_paused()?;
        let shortfall = self.shortfall.get();
        if shortfall != U256::ZERO {
            return Err(VaultShortfall { shortfall }.into());
        }
        let seen = self.see(leaving)?;
        seen.require_settled()?;
        if seen.state != 0 {
            return Err(VaultNoPrice { state: seen.state }.into());
        }
        Ok(seen)
    }

    fn entrance(&self) -> Result<Entrance, Refusal> {
        let seen = self.open(false)?;
        let join = seen.pool.joining().map_err(overflow)?;
        Ok(Entrance {
            join: join.ok_or(VaultInsolvent {})?,
            room: seen.terms.cap().saturating_sub(seen.held),
        })
    }

    /// Whoever waits in the queue goes first: others get what is left when its shares are paid for.
    fn exit(&self, owner: Address) -> Result<Exit, Refusal> {
        self.require_leaving()?;
        let seen = self.open(true)?;
        let leave = seen.pool.leaving(seen.terms.fee()?).map_err(overflow)?;
        let mut room = seen.withdrawable();
        if owner != self.queue() {
            let first = leave.assets_for_down(self.queued()).map_err(overflow)?;
            room = room.saturating_sub(first);
        }
        let balance = narrow(self.balance_of(owner))?;
        Ok(Exit {
            leave,
            room,
            balance,
        })
    }

    /// Shares that wait in the queue.
    fn queued(&self) -> u128 {
        let queue = self.queue();
        if queue == Address::ZERO {
            return 0;
        }
        narrow(self.balance_of(queue)).unwrap_or(0)
    }
}

impl Seen {
    /// What may leave now.
    fn withdrawable(&self) -> u128 {
        self.pool.free(self.reserve)
    }

    fn require_settled(&self) -> Result<(), Refusal> {
        match self.unsettled {
            0 => Ok(()),
            expiry => Err(VaultUnsettled { expiry }.into()),
        }
    }
}

impl Entrance {
    fn most(&self, given: In) -> u128 {
        match given {
            In::Assets => self.join.most_assets(self.room),
            In::Shares => self.join.most_shares(self.room),
        }
    }

    /// Assets and shares.
    fn terms(&self, amount: u128, given: In) -> Result<(u128, u128), Refusal> {
        Ok(match given {
            In::Assets => (amount, self.join.shares_for_down(amount).map_err(overflow)?),
            In::Shares => (self.join.assets_for_up(amount).map_err(overflow)?, amount),
        })
    }
}

impl Exit {
    fn most(&self, given: In) -> Result<u128, Refusal> {
        let Self {
            leave,
            room,
            balance,
        } = self;
        match given {
            In::Assets => leave.most_assets(*balance, *room).map_err(overflow),
            In::Shares => Ok(leave.most_shares(*balance, *room)),
        }
    }

    /// Assets and shares.
    fn terms(&self, amount: u128, given: In) -> Result<(u128, u128), Refusal> {
        Ok(match given {
            In::Assets => (amount, self.leave.shares_for_up(amount).map_err(overflow)?),
            In::Shares => (
                self.leave.assets_for_down(amount).map_err(overflow)?,
                amount,
            ),
        })
    }
}

fn within(amount: U256, most: u128) -> Result<(), Refusal> {
    let max = wide(most);
    if amount > max {
        return Err(VaultExceedsMax { amount, max }.into());
    }
    Ok(())
}
