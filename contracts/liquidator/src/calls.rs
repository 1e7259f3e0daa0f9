//! Every call that the contract makes.

use crate::errors::overflow;
use crate::events::{MoneyMoved, PositionMoved};
use crate::storage::Liquidator;
use access::{key, IGoverned};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use interfaces::words::Values;
use interfaces::{ask, ask_raw, tell, Answered, Emit, Refusal};
use positions::calendar::settling;
use pricing_abi::{BookContext, BookLeg, IOptionPricer};
use protocol_abi::oracle::{IOracle, OracleSnapshot};
use protocol_abi::trading::{IMarket, IRiskManager, Position, TradeContext};
use protocol_abi::vault::IVault;
use stylus_sdk::prelude::*;

/// A tenth of a thousandth, WAD.
const BASIS_POINT: i128 = 100_000_000_000_000;

impl Liquidator {
    /// An address that the market names: its asset, or one of its modules.
    pub(crate) fn module<C: SolCall>(&self) -> Result<Address, Refusal> {
        self.named(C::SELECTOR)
    }

    #[inline(never)]
    fn named(&self, selector: [u8; 4]) -> Result<Address, Refusal> {
        let answer = ask_raw(self.vm(), self.market.get(), &selector)?;
        let (module,) = <(Address,)>::decode(&answer)?;
        Ok(module)
    }

    /// The market now. What stands behind the pool's book is no part of it: nobody who is asked here needs that.
    pub(crate) fn context(&self) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let oracle = self.module::<IMarket::oracleCall>()?;
        let answer = ask::<IOracle::snapshotCall, _>(self.vm(), oracle, &(settling,))?;
        let (snapshot,) = answer.read::<OracleSnapshot>()?;
        Ok(TradeContext::of(&snapshot, settling, 0))
    }

    /// The money of an account and the words of its positions, settled expiries paid.
    pub(crate) fn holdings(&self, id: U256) -> Result<(i128, Vec<U256>), Refusal> {
        let market = self.market.get();
        let answer = ask::<IMarket::holdingsCall, _>(self.vm(), market, &(id,))?;
        answer.read::<(i128, Vec<U256>)>()
    }

    /// What the risk manager says of an account with so much money (WAD).
    pub(crate) fn ask_of_account<C: SolCall>(
        &self,
        context: &TradeContext,
        cash: i128,
        words: &[U256],
    ) -> Result<Answered<C>, Refusal> {
        let arguments = (context.clone(), cash, words.to_vec());
        let risk = self.module::<IMarket::riskManagerCall>()?;
        ask(self.vm(), risk, &arguments)
    }

    /// Where the pricer values what liquidation closes: the carry and the oldest surface are the risk manager's.
    pub(crate) fn book_context(
        &self,
        context: &TradeContext,
    ) -> Result<(Address, BookContext), Refusal> {
        let risk = self.module::<IMarket::riskManagerCall>()?;
        let answer = ask::<IRiskManager::optionPricerCall, _>(self.vm(), risk, &())?;
        let (pricer,) = answer.read::<Address>()?;
        let answer = ask::<IRiskManager::carryBpsCall, _>(self.vm(), risk, &())?;
        let (carry_bps,) = answer.read::<i128>()?;
        let age = (key("closingAge"),);
        let answer = ask::<IGoverned::settingCall, _>(self.vm(), risk, &age)?;
        let (age, ..) = answer.read::<(U256, U256, U256, u8)>()?;
        let [max_age_secs, ..] = age.into_limbs();
        let book = BookContext {
            spot: context.spot,
            carry: carry_bps.saturating_mul(BASIS_POINT),
            maxAgeSecs: max_age_secs,
            settling: context.settling,
            settlingSpot: context.settling_spot().ok_or_else(overflow)?,
        };
        Ok((pricer, book))
    }

    /// What legs are worth to their holder at a factor on every volatility; legs of an expiry stand together.
    pub(crate) fn revalued(
        &self,
        pricer: Address,
        book: &BookContext,
        legs: Vec<BookLeg>,
        vol_factor: u128,
    ) -> Result<i128, Refusal> {
        const ONE: u128 = 1_000_000_000_000_000_000;
        let expiries = legs.chunk_by(|one, next| one.expiry == next.expiry).count();
        let vols = alloc::vec![vol_factor; expiries];
        let arguments = (BookContext { ..*book }, legs, alloc::vec![ONE], vols);
        let answer = ask::<IOptionPricer::revalueCall, _>(self.vm(), pricer, &arguments)?;
        let (values,) = answer.read::<Vec<i128>>()?;
        let mut sum = 0i128;
        for value in values {
            sum = sum.checked_add(value).ok_or_else(overflow)?;
        }
        Ok(sum)
    }

    /// Has the market close legs of an account with the pool.
    pub(crate) fn close_out(
        &self,
        id: U256,
        legs: Vec<Position>,
        cost: i128,
        forced: bool,
    ) -> Result<(), Refusal> {
        let arguments = (id, legs, cost, forced);
        tell::<IMarket::closeOutCall, _>(self.vm(), self.market.get(), &arguments)?;
        let (_, legs, ..) = arguments;
        self.tell_of(id, U256::ZERO, &legs);
        Ok(())
    }

    fn tell_of(&self, from: U256, to: U256, legs: &[Position]) {
        for leg in legs {
            self.emit(PositionMoved {
                from,
                to,
                expiry: leg.expiry,
                kind: leg.kind,
                strike: leg.strike,
                quantity: leg.quantity,
            });
        }
    }

    /// Has the market hand legs and money of an account to another.
    pub(crate) fn hand_over(
        &self,
        [from, to]: [U256; 2],
        legs: Vec<Position>,
        cash: i128,
        from_vault: u128,
    ) -> Result<(), Refusal> {
        let arguments = (from, to, legs, cash, from_vault);
        tell::<IMarket::handOverCall, _>(self.vm(), self.market.get(), &arguments)?;
        let (_, _, legs, ..) = arguments;
        self.tell_of(from, to, &legs);
        self.emit(MoneyMoved {
            from,
            to,
            cash,
            fromVault: from_vault,
        });
        Ok(())
    }

    /// Tells the vault what insolvent accounts lack.
    pub(crate) fn tell_vault(&self, shortfall: U256) -> Result<(), Refusal> {
        let vault = self.module::<IMarket::vaultCall>()?;
        tell::<IVault::setShortfallCall, _>(self.vm(), vault, &(shortfall,)).map(|_| ())
    }
}
