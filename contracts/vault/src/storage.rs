//! What the contract stores.

use crate::admin::MODULES;
use crate::errors::overflow;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Cell, Cells, Records};
use runtime::slots::{AddressArray, Word};
use runtime::Refusal;
use shares::{ExitFee, Stream, Unit, CLASSES};
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
    /// Income that vests, by how long it takes.
    pub(crate) streams: Cells<Vesting, CLASSES>,
    /// Risk manager, market, liquidator and queue, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Shares by holder.
    pub(crate) balances: Records<Address, U256>,
    /// What a spender may move, by owner and spender.
    pub(crate) allowances: Records<(Address, Address), U256>,
    /// The nonce of the next permit by owner.
    pub(crate) nonces: Records<Address, U256>,
    /// What insolvent accounts lack beyond the insurance fund, in units of the asset.
    pub(crate) shortfall: Word,
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
    /// Income that vests.
    pub(crate) layout Vesting of Stream[1] {
        /// What was locked at the start, units of the asset.
        locked: u128 = 0..128,
        /// Unix seconds.
        start: u64 = 128..192,
        /// Unix seconds.
        end: u64 = 192..256,
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
            cap_tokens: u64::MAX,
        };
        for terms in [terms, Terms::default()] {
            assert_eq!(Terms::unpack(&Terms::pack(&terms)), terms);
        }
        let terms = Terms {
            asset: Address::with_last_byte(1),
            decimals: 6,
            exit_fee_bps: 0x0102,
            cap_tokens: 3,
        };
        let word = U256::from_limbs([1, 0, 0x0001_0206_0000_0000, 3]);
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
    fn streams_come_back_as_they_were() {
        let stream = Stream {
            locked: u128::MAX,
            start: u64::MAX,
            end: u64::MAX - 1,
        };
        for stream in [stream, Stream::default()] {
            assert_eq!(Vesting::unpack(&Vesting::pack(&stream)), stream);
        }
        let stream = Stream {
            locked: 1 | 2 << 64,
            start: 3,
            end: 4,
        };
        assert_eq!(Vesting::pack(&stream), [U256::from_limbs([1, 2, 3, 4])]);
    }
}
