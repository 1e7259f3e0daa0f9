//! Joining and leaving.

use crate::errors::*;
use crate::storage::{Lent, Money, Owed, Terms, Vault};
use abi::trading::PoolValue;
use abi::vault::events::{Deposit, Withdraw};
use abi::vault::VaultPool;
use alloy_primitives::{Address, U256};
use runtime::access::AccessUnwired;
use runtime::{Emit, Refusal};
use shares::{Book, Joining, Leaving, Pool, Price};
use stylus_sdk::prelude::*;

/// Whether an amount counts the asset or shares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum In {
    Assets,
    Shares,
}

/// The pool as one call sees it.
struct Seen {
    terms: Terms,
    pool: Pool,
    /// Money that must stay, in units of the asset.
    reserve: u128,
    state: u8,
    unsettled: u64,
    clearing: bool,
}

/// The terms of joining now, and how much of the asset the cap leaves room for.
struct Entrance {
    join: Joining,
    room: u128,
}

/// The terms of leaving now, how much of the asset may go to this owner, and their shares.
struct Exit {
    leave: Leaving,
    room: u128,
    balance: u128,
}

impl Vault {
    /// Returns the money and the book at the mark; zero for an insolvent pool.
    ///
    /// # Errors
    /// The book has no mark now.
    pub fn total_assets(&self) -> Result<U256, Refusal> {
        let pool = self.marked()?;
        let value = pool.value(pool.book.mark).map_err(overflow)?;
        Ok(wide(value.max(0).cast_unsigned()))
    }

    /// Converts an amount to shares, or shares to an amount, at the mark.
    pub(crate) fn convert(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let price = self.marked()?.marked().map_err(overflow)?;
        let of = match given {
            In::Assets => Price::shares_down,
            In::Shares => Price::assets_down,
        };
        Ok(wide(of(&price, narrow(amount)?).map_err(overflow)?))
    }

    /// Returns the maximum amount to join with now for a receiver; zero while nobody can join, or not for them.
    pub(crate) fn max_in(&self, receiver: Address, given: In) -> U256 {
        let entrance = self
            .require_receiver(receiver)
            .and_then(|()| self.entrance());
        entrance.map_or(U256::ZERO, |entrance| wide(entrance.max(given)))
    }

    /// Returns the maximum amount that `owner` can leave with now; zero while nobody can leave.
    pub(crate) fn max_out(&self, owner: Address, given: In) -> U256 {
        let max = self.exit(owner).and_then(|exit| exit.max(given));
        max.map_or(U256::ZERO, wide)
    }

    /// Returns what joining would give or take.
    pub(crate) fn preview_in(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let (assets, shares) = self.entrance()?.terms(narrow(amount)?, given)?;
        Ok(wide(if given == In::Assets { shares } else { assets }))
    }

    /// Returns what leaving would give or take.
    pub(crate) fn preview_out(&self, amount: U256, given: In) -> Result<U256, Refusal> {
        let (assets, shares) = self.exit(Address::ZERO)?.terms(narrow(amount)?, given)?;
        Ok(wide(if given == In::Assets { shares } else { assets }))
    }

    /// Takes a deposit and issues shares for it.
    ///
    /// # Errors
    /// Nobody can join, or not with this much; `VaultNoShares`; the asset's error.
    #[inline(never)]
    pub(crate) fn join(
        &mut self,
        amount: U256,
        receiver: Address,
        given: In,
    ) -> Result<U256, Refusal> {
        let entrance = self.entrance()?;
        self.require_receiver(receiver)?;
        within(amount, entrance.max(given))?;
        let (assets, shares) = entrance.terms(narrow(amount)?, given)?;
        require_some(shares, amount)?;
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

    /// Retires shares and pays for them.
    ///
    /// # Errors
    /// Nobody can leave, or not with this much; `VaultNoShares`; the owner has not consented; the asset's error.
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
        within(amount, exit.max(given)?)?;
        let (assets, shares) = exit.terms(narrow(amount)?, given)?;
        require_some(shares, amount)?;
        self.require_consent(owner, shares)?;
        self.retire(owner, shares)?;
        let held = self.money.get().held.checked_sub(assets);
        let kept = exit.leave.kept_down(shares, assets).map_err(overflow)?;
        // The fee vests: a provider who joined before somebody left could otherwise leave with a part of it.
        self.hold(held.ok_or_else(|| overflow(()))?, kept, 0)?;
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

    /// Returns the pool, with its book marked now.
    ///
    /// # Errors
    /// The book has no mark now.
    pub fn pool(&self) -> Result<VaultPool, Refusal> {
        let seen = self.see(true)?;
        let Pool {
            unvested,
            book,
            supply,
            lent,
            ..
        } = seen.pool;
        let Owed { owed, debts } = self.owed.get();
        Ok(VaultPool {
            held: self.money.get().held,
            unvested,
            owed,
            debts,
            lent,
            clearing: seen.clearing,
            shares: supply,
            mark: book.mark,
            high: book.high,
            low: book.low,
            reserve: seen.reserve,
            withdrawable: seen.withdrawable(),
            queued: self.queued(),
            state: seen.state,
            unsettled: seen.unsettled,
        })
    }

    /// Returns the pool at a mark, whatever may be done at that mark.
    fn marked(&self) -> Result<Pool, Refusal> {
        let seen = self.see(false)?;
        seen.require_settled()?;
        if seen.state > 1 {
            return Err(VaultNoPrice { state: seen.state }.into());
        }
        Ok(seen.pool)
    }

    /// Looks at the pool. Refuses while the market makes a change: its trade may be in the book, and its money not yet
    /// here. Whoever the token calls meanwhile would see a wrong price.
    #[inline(never)]
    fn see(&self, leaving: bool) -> Result<Seen, Refusal> {
        runtime::require_at_rest(self.vm(), self.market())?;
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
        let vested = self.vested(held);
        let Lent { lent, clearing } = self.lent.get();
        Ok(Seen {
            pool: Pool {
                backing: self.beyond_claims(vested)?,
                unvested: held.saturating_sub(vested),
                lent,
                book: Book::of_wad(mark, high, low, unit),
                supply,
            },
            reserve: unit.unsigned_up(reserve),
            terms,
            state,
            unsettled,
            clearing,
        })
    }

    /// Returns the pool, if providers may join and leave.
    #[inline(never)]
    fn open(&self, leaving: bool) -> Result<Seen, Refusal> {
        if leaving {
            self.authority.when_not_stopped()?;
        } else {
            self.authority.when_not_paused()?;
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
        if !seen.terms.wired {
            return Err(AccessUnwired {}.into());
        }
        let join = seen.pool.joining().map_err(overflow)?;
        Ok(Entrance {
            join: join.ok_or(VaultInsolvent {})?,
            room: seen.terms.cap().saturating_sub(self.money.get().held),
        })
    }

    /// Returns the terms of leaving. The queue goes first: other owners get what is left when its shares are paid.
    fn exit(&self, owner: Address) -> Result<Exit, Refusal> {
        self.require_leaving()?;
        let seen = self.open(true)?;
        let fee = seen.terms.fee()?;
        let leave = seen.pool.leaving(fee).map_err(overflow)?;
        let (mut room, waiting) = (seen.withdrawable(), self.queued());
        if waiting > 0 && owner != self.queue() {
            let first = leave.assets_for_down(waiting).map_err(overflow)?;
            // The fee stays and is not free until it has vested, so it must fit beside the payment.
            room = fee.net_down(room.saturating_sub(first)).map_err(overflow)?;
        }
        let balance = narrow(self.balance_of(owner))?;
        Ok(Exit {
            leave,
            room,
            balance,
        })
    }

    /// Returns the shares that wait in the queue.
    fn queued(&self) -> u128 {
        let queue = self.queue();
        if queue == Address::ZERO {
            return 0;
        }
        narrow(self.balance_of(queue)).unwrap_or(0)
    }
}

impl Seen {
    /// Returns the amount that may leave now.
    fn withdrawable(&self) -> u128 {
        self.pool.free(self.reserve)
    }

    fn require_settled(&self) -> Result<(), Refusal> {
        match self.unsettled {
            0 if self.clearing => Err(VaultClearing {}.into()),
            0 => Ok(()),
            expiry => Err(VaultUnsettled { expiry }.into()),
        }
    }
}

impl Entrance {
    fn max(&self, given: In) -> u128 {
        match given {
            In::Assets => self.join.max_assets(self.room),
            In::Shares => self.join.max_shares(self.room),
        }
    }

    /// Returns assets and shares.
    fn terms(&self, amount: u128, given: In) -> Result<(u128, u128), Refusal> {
        Ok(match given {
            In::Assets => (amount, self.join.shares_for_down(amount).map_err(overflow)?),
            In::Shares => (self.join.assets_for_up(amount).map_err(overflow)?, amount),
        })
    }
}

impl Exit {
    fn max(&self, given: In) -> Result<u128, Refusal> {
        let Self {
            leave,
            room,
            balance,
        } = self;
        match given {
            In::Assets => leave.max_assets(*balance, *room).map_err(overflow),
            In::Shares => Ok(leave.max_shares(*balance, *room)),
        }
    }

    /// Returns assets and shares.
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

/// Refuses an amount that moves no share. An amount of shares does so only if it is zero.
fn require_some(shares: u128, amount: U256) -> Result<(), Refusal> {
    if shares == 0 {
        return Err(VaultNoShares { assets: amount }.into());
    }
    Ok(())
}

fn within(amount: U256, max: u128) -> Result<(), Refusal> {
    let max = wide(max);
    if amount > max {
        return Err(VaultExceedsMax { amount, max }.into());
    }
    Ok(())
}
