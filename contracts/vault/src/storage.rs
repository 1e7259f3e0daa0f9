//! What the contract stores.

use crate::admin::MODULES;
use crate::errors::overflow;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Cell, Cells, Records};
use runtime::slots::AddressArray;
use runtime::Refusal;
use shares::{ExitFee, Stream, Streams, Unit, STREAMS};
use stylus_sdk::prelude::*;

/// Holds the money of the liquidity providers, who are the counterparty of every option.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Vault {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) terms: Cell<Terms>,
    pub(crate) money: Cell<Money>,
    /// Income that vests: two streams a word, those that run first.
    pub(crate) streams: Cells<Vesting, { STREAMS / 2 }>,
    /// Risk manager, market and queue, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Shares by holder.
    pub(crate) balances: Records<Address, U256>,
    /// What a spender may move, by owner and spender.
    pub(crate) allowances: Records<(Address, Address), U256>,
    /// The nonce of the next permit by owner.
    pub(crate) nonces: Records<Address, U256>,
    pub(crate) owed: Cell<Owed>,
    pub(crate) lent: Cell<Lent>,
    /// From when on shares can be handed in, unix seconds.
    pub(crate) leaving_from: Cell<u64>,
}

record! {
    /// What was agreed on at construction or by governance.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Terms[1] {
        pub(crate) asset: Address = 0..160,
        /// Of the asset.
        pub(crate) decimals: u8 = 160..168,
        pub(crate) exit_fee_bps: u16 = 168..184,
        /// Whether every module has been set, before which no money comes.
        pub(crate) wired: bool = 184..185,
        /// The cap of deposits, whole tokens.
        pub(crate) cap_tokens: u64 = 192..256,
    }
}

record! {
    /// What is held and what was given for it.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Money[1] {
        /// What is held for the pool, units of the asset.
        pub(crate) held: u128 = 0..128,
        /// All shares.
        pub(crate) supply: u128 = 128..256,
    }
}

record! {
    /// What the market has told of settled expiries, units of the asset.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Owed[1] {
        /// Claims that are not paid.
        pub(crate) owed: u128 = 0..128,
        /// What sellers of the expiry in clearing owe for it, at par.
        pub(crate) debts: u128 = 128..256,
    }
}

record! {
    /// What the market has told of loans and of the clearing.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Lent[1] {
        /// What accounts owe beyond their money, units of the asset.
        pub(crate) lent: u128 = 0..128,
        /// Whether an expiry is in clearing.
        pub(crate) clearing: bool = 128..129,
    }
}

record! {
    /// Two streams of income that vests.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Vesting[1] {
        /// 2⁻¹² units of the asset a second.
        pub(crate) rate: u128 = 0..88,
        /// Unix seconds.
        pub(crate) end: u64 = 88..128,
        /// As `rate`, of the second stream.
        pub(crate) next_rate: u128 = 128..216,
        /// As `end`, of the second stream.
        pub(crate) next_end: u64 = 216..256,
    }
}

impl Terms {
    /// Returns the unit of the asset.
    ///
    /// # Errors
    /// `VaultOverflow`, which the checks of the constructor exclude.
    pub(crate) fn unit(&self) -> Result<Unit, Refusal> {
        Unit::of_decimals(self.decimals).ok_or_else(|| overflow(()))
    }

    /// Returns the exit fee.
    ///
    /// # Errors
    /// `VaultOverflow`, which the bounds of the fee exclude.
    pub(crate) fn fee(&self) -> Result<ExitFee, Refusal> {
        ExitFee::of_bps(self.exit_fee_bps).ok_or_else(|| overflow(()))
    }

    /// Returns the maximum of the asset that the vault may hold for deposits, in its units.
    pub(crate) fn cap(&self) -> u128 {
        let token = 10_u128.checked_pow(u32::from(self.decimals)).unwrap_or(0);
        token.saturating_mul(u128::from(self.cap_tokens))
    }
}

impl Vault {
    /// Loads the streams: as many words as run, and one that is empty.
    #[inline(never)]
    pub(crate) fn income(&self) -> Streams {
        let mut streams = [Stream::default(); STREAMS];
        for (place, pair) in streams.chunks_exact_mut(2).enumerate() {
            let Vesting {
                rate,
                end,
                next_rate,
                next_end,
            } = self.streams.get(place);
            if end == 0 {
                break;
            }
            let next = Stream {
                rate: next_rate,
                end: next_end,
            };
            for (place, stream) in pair.iter_mut().zip([Stream { rate, end }, next]) {
                *place = stream;
            }
        }
        Streams::new(streams)
    }

    /// Stores the words that changed.
    #[inline(never)]
    pub(crate) fn set_income(&mut self, before: &Streams, after: &Streams) {
        let pairs = after.stored().chunks_exact(2);
        for (place, (was, is)) in before.stored().chunks_exact(2).zip(pairs).enumerate() {
            if let ([stream, next], true) = (is, was != is) {
                let vesting = Vesting {
                    rate: stream.rate,
                    end: stream.end,
                    next_rate: next.rate,
                    next_end: next.end,
                };
                self.streams.set(place, &vesting);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    #[test]
    fn terms_come_back_as_they_were() {
        let terms = Terms {
            asset: Address::repeat_byte(0xff),
            decimals: u8::MAX,
            exit_fee_bps: u16::MAX,
            wired: true,
            cap_tokens: u64::MAX,
        };
        for terms in [terms, Terms::default()] {
            assert_eq!(Terms::unpack(&Terms::pack(&terms)), terms);
        }
        let terms = Terms {
            asset: Address::with_last_byte(1),
            decimals: 6,
            exit_fee_bps: 0x0102,
            wired: true,
            cap_tokens: 3,
        };
        let word = U256::from_limbs([1, 0, 0x0101_0206_0000_0000, 3]);
        assert_eq!(Terms::pack(&terms), [word]);
    }

    #[test]
    fn money_comes_back_as_it_was() {
        for (held, supply) in [
            (0, 0),
            (u128::MAX, 0),
            (0, u128::MAX),
            (u128::MAX, u128::MAX),
        ] {
            let money = Money { held, supply };
            assert_eq!(Money::unpack(&Money::pack(&money)), money);
        }
        let money = Money {
            held: 1 | 2 << 64,
            supply: 3 | 4 << 64,
        };
        assert_eq!(Money::pack(&money), [U256::from_limbs([1, 2, 3, 4])]);
    }

    #[test]
    fn what_is_owed_and_lent_comes_back_as_it_was() {
        let owed = Owed {
            owed: 1 | 2 << 64,
            debts: 3 | 4 << 64,
        };
        assert_eq!(Owed::pack(&owed), [U256::from_limbs([1, 2, 3, 4])]);
        assert_eq!(Owed::unpack(&Owed::pack(&owed)), owed);
        for (lent, clearing) in [(u128::MAX, false), (0, true), (1 | 2 << 64, true)] {
            let lent = Lent { lent, clearing };
            assert_eq!(Lent::unpack(&Lent::pack(&lent)), lent);
        }
        let lent = Lent {
            lent: 1 | 2 << 64,
            clearing: true,
        };
        assert_eq!(Lent::pack(&lent), [U256::from_limbs([1, 2, 1, 0])]);
    }

    #[test]
    fn streams_come_back_as_they_were() {
        let full = Vesting {
            rate: (1 << 88) - 1,
            end: (1 << 40) - 1,
            next_rate: (1 << 88) - 1,
            next_end: (1 << 40) - 1,
        };
        for vesting in [full, Vesting::default()] {
            assert_eq!(Vesting::unpack(&Vesting::pack(&vesting)), vesting);
        }
        let vesting = Vesting {
            rate: 1,
            end: 2,
            next_rate: 3,
            next_end: 4,
        };
        let word = U256::from_limbs([1, 2 << 24, 3, 4 << 24]);
        assert_eq!(Vesting::pack(&vesting), [word]);
    }

    #[test]
    fn a_stored_income_is_the_one_that_was_added() {
        let mut vault = Vault::from(&stylus_sdk::testing::TestVM::default());
        let mut streams = Streams::default();
        for week in 1..=STREAMS as u64 {
            let added = streams.add(u128::from(week) << 60, week * 604_800, 7);
            assert_eq!(added, Ok(()));
            vault.set_income(&vault.income(), &streams);
            assert_eq!(vault.income(), streams);
        }
    }
}
