//! What the contract stores.

use crate::admin::MODULES;
use crate::errors::{overflow, wide};
use alloy_primitives::{Address, B256, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::slots::{halves, joined, AddressArray, Table, Word, WordArray};
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
    /// From the low end: the asset (160), its decimals (8), the exit fee in basis points (16), 8 unused bits, the cap
    /// of deposits in whole tokens (64).
    pub(crate) terms: Word,
    /// From the low end: the asset held for the pool (128), all shares (128).
    pub(crate) money: Word,
    /// Income that vests, by how long it takes. From the low end: locked at the start (128), start (64), end (64).
    pub(crate) streams: WordArray<CLASSES>,
    /// Risk manager, market, liquidator and queue, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Shares by holder.
    pub(crate) balances: Table,
    /// What a spender may move, by owner and spender.
    pub(crate) allowances: Table,
    /// The nonce of the next permit by owner.
    pub(crate) nonces: Table,
    /// What insolvent accounts lack beyond the insurance fund, in units of the asset.
    pub(crate) shortfall: Word,
    /// From when on shares can be redeemed, unix seconds.
    pub(crate) leaving_from: Word,
}

/// The terms set at construction or by governance.
pub(crate) struct Terms {
    pub(crate) asset: Address,
    pub(crate) decimals: u8,
    pub(crate) exit_fee_bps: u16,
    pub(crate) cap_tokens: u64,
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

/// The asset held, and all shares.
#[derive(Clone, Copy)]
pub(crate) struct Money {
    pub(crate) held: u128,
    pub(crate) supply: u128,
}

impl Vault {
    #[inline(never)]
    pub(crate) fn terms(&self) -> Terms {
        let [_, _, high, cap_tokens] = self.terms.get().into_limbs();
        let [.., fee_high, fee_low, decimals] = (high >> 32).to_be_bytes();
        let word = B256::from(self.terms.get());
        Terms {
            asset: Address::from_word(word),
            decimals,
            exit_fee_bps: u16::from_be_bytes([fee_high, fee_low]),
            cap_tokens,
        }
    }

    #[inline(never)]
    pub(crate) fn set_terms(&mut self, terms: &Terms) {
        let asset = U256::from_be_bytes(terms.asset.into_word().0);
        let [first, second, third, _] = asset.into_limbs();
        let rest = u64::from(terms.exit_fee_bps) << 40 | u64::from(terms.decimals) << 32;
        let limbs = [first, second, third | rest, terms.cap_tokens];
        self.terms.set(U256::from_limbs(limbs));
    }

    pub(crate) fn money(&self) -> Money {
        let (held, supply) = halves(self.money.get());
        Money { held, supply }
    }

    pub(crate) fn set_money(&mut self, money: Money) {
        self.money.set(joined(money.held, money.supply));
    }

    #[inline(never)]
    pub(crate) fn stream(&self, class: usize) -> Stream {
        let (locked, times) = halves(self.streams.get(class));
        let [start, end, ..] = wide(times).into_limbs();
        Stream { locked, start, end }
    }

    #[inline(never)]
    pub(crate) fn set_stream(&mut self, class: usize, stream: &Stream) {
        let times = u128::from(stream.end) << 64 | u128::from(stream.start);
        self.streams.set(class, joined(stream.locked, times));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stylus_sdk::testing::TestVM;

    #[test]
    fn terms_come_back_as_they_were() {
        let mut vault = Vault::from(&TestVM::default());
        vault.set_terms(&Terms {
            asset: Address::repeat_byte(0xfe),
            decimals: 18,
            exit_fee_bps: 0xabcd,
            cap_tokens: u64::MAX - 1,
        });
        let terms = vault.terms();
        assert_eq!(terms.asset, Address::repeat_byte(0xfe));
        assert_eq!((terms.decimals, terms.exit_fee_bps), (18, 0xabcd));
        assert_eq!(terms.cap_tokens, u64::MAX - 1);
    }

    #[test]
    fn money_and_streams_come_back_as_they_were() {
        let mut vault = Vault::from(&TestVM::default());
        let (held, supply) = (u128::MAX - 7, u128::MAX / 3);
        vault.set_money(Money { held, supply });
        assert_eq!((vault.money().held, vault.money().supply), (held, supply));
        for class in 0..CLASSES {
            let stream = Stream {
                locked: u128::MAX - class as u128,
                start: u64::MAX - 1,
                end: u64::MAX - 2,
            };
            vault.set_stream(class, &stream);
            assert_eq!(vault.stream(class), stream);
        }
    }
}
