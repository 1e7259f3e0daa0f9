//! Every outbound call: views of a market's contracts.

use crate::Eye;
use abi::lens::errors::{LensNotMarket, LensOverflow};
use abi::oracle::{IOracle, OracleSnapshot};
use abi::trading::{
    BookContext, BookFigures, ExpiryLedger, ILiquidator, IMarket, IOptionPricer, IRiskManager,
    MarginFigures, OptionGreeks, OptionTerms, PoolFigures, Position, QuoteContext, QuoteLine,
    QuoteOrder, SviSlice, TradeContext,
};
use abi::vault::IVault;
use abi::withdrawal_queue::IWithdrawalQueue;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolType};
use domain::calendar::settling;
use engine::exposure::{Figures, SCENARIOS};
use math::{SignedWad, BASIS_POINT};
use runtime::access::IGoverned;
use runtime::name::same;
use runtime::words::Values;
use runtime::{ask, ask_raw, Refusal, Returned};
use stylus_sdk::prelude::*;

/// A market's contracts, and the market at this moment.
pub(crate) struct Scene {
    pub(crate) market: Address,
    pub(crate) oracle: Address,
    pub(crate) risk: Address,
    pub(crate) vault: Address,
    pub(crate) pricer: Address,
    pub(crate) now: u64,
    pub(crate) snapshot: OracleSnapshot,
    /// The expiry in its last half hour; 0 for none.
    pub(crate) settling: u64,
    /// The money behind the book, units of the asset.
    pub(crate) backing: i128,
    /// The same in WAD.
    pub(crate) backing_wad: i128,
    /// One unit of the asset in WAD.
    pub(crate) unit_wad: u128,
    /// The yearly carry, WAD.
    pub(crate) carry: i128,
    /// The maximum age of a surface on which to close or to mark, seconds.
    pub(crate) closing_age: u64,
}

#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    LensOverflow {}.into()
}

impl Scene {
    /// Returns the spot, or the expected settlement price of an expiry in its last half hour.
    #[inline(never)]
    pub(crate) fn spot_of(&self, expiry: u64) -> Result<u128, Refusal> {
        if self.settling == 0 || expiry != self.settling {
            return Ok(self.snapshot.spot);
        }
        self.context().settling_spot().ok_or_else(overflow)
    }

    /// Returns the market as the risk manager takes it.
    pub(crate) fn context(&self) -> TradeContext {
        TradeContext::of(&self.snapshot, self.settling, self.backing_wad)
    }

    /// Returns the context in which legs of an expiry are marked.
    pub(crate) fn book_context(&self, expiry: u64) -> Result<BookContext, Refusal> {
        Ok(BookContext {
            spot: self.spot_of(expiry)?,
            carry: self.carry,
            maxAgeSecs: self.closing_age,
            settling: 0,
            settlingSpot: 0,
        })
    }

    /// Returns the context of a quote whose mark does not depend on the pool.
    #[inline(never)]
    pub(crate) fn plain_context(&self, expiry: u64) -> Result<QuoteContext, Refusal> {
        Ok(QuoteContext {
            spot: self.spot_of(expiry)?,
            carry: self.carry,
            feedDeviation: self.snapshot.deviation,
            nav: self.backing_wad.max(0).unsigned_abs(),
            poolVega: 0,
            reserve: 0,
            maxAgeSecs: self.closing_age,
            settling: 0,
            settlingSpot: 0,
            sequential: false,
        })
    }
}

impl<H: Host> Eye<'_, H> {
    /// Calls a view with arguments.
    fn view<C: SolCall, A: Values, R: Returned>(
        &self,
        callee: Address,
        arguments: &A,
    ) -> Result<R::Side, Refusal> {
        ask::<C, A>(self.vm(), callee, arguments)?.read::<R>()
    }

    /// Calls a view without arguments.
    fn plain<C: SolCall, R: Returned>(&self, callee: Address) -> Result<R::Side, Refusal> {
        const {
            let taken = <C::Parameters<'static> as SolType>::SOL_NAME;
            let returned = <C::ReturnTuple<'static> as SolType>::SOL_NAME;
            assert!(
                same(<()>::NAME, taken) && same(R::Side::NAME, returned),
                "the call is of other types than its declaration"
            );
        }
        self.answer::<R>(callee, C::SELECTOR)
    }

    /// Calls a view by its selector. All callers share this code.
    #[inline(never)]
    fn answer<R: Returned>(&self, callee: Address, selector: [u8; 4]) -> Result<R::Side, Refusal> {
        R::Side::decode(&ask_raw(self.vm(), callee, &selector)?)
    }

    /// Calls a view that returns an address.
    fn module<C: SolCall>(&self, of: Address) -> Result<Address, Refusal> {
        let (module,) = self.plain::<C, Address>(of)?;
        Ok(module)
    }

    /// Returns the contracts of a market, if it is the one that they serve.
    fn modules(&self, market: Address) -> Result<[Address; 5], Refusal> {
        let asset = self.module::<IMarket::assetCall>(market)?;
        let oracle = self.module::<IMarket::oracleCall>(market)?;
        let risk = self.module::<IMarket::riskManagerCall>(market)?;
        let vault = self.module::<IMarket::vaultCall>(market)?;
        let served = [
            self.module::<IRiskManager::marketCall>(risk)?,
            self.module::<IVault::marketCall>(vault)?,
        ];
        if served == [market; 2] {
            Ok([asset, oracle, risk, vault, market])
        } else {
            Err(LensNotMarket { market }.into())
        }
    }

    /// Returns the contracts of a market, and the market now.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error.
    #[inline(never)]
    pub(crate) fn stage(&self, market: Address) -> Result<Scene, Refusal> {
        let modules = self.modules(market);
        let [asset, oracle, risk, vault, _] =
            modules.map_err(|_| Refusal::from(LensNotMarket { market }))?;
        let now = self.vm().block_timestamp();
        let settling = settling(now);
        let (snapshot,) =
            self.view::<IOracle::snapshotCall, _, OracleSnapshot>(oracle, &(settling,))?;
        let (backing,) = self.plain::<IVault::backingCall, i128>(vault)?;
        let decimals = runtime::tokens::decimals(self.vm(), asset)?;
        // The constructor of the market has checked that they are at most 18.
        let unit_wad = 10u128.saturating_pow(18u32.saturating_sub(decimals.byte(0).into()));
        let backing_wad = backing.checked_mul(unit_wad.cast_signed());
        let (carry_bps,) = self.plain::<IRiskManager::carryBpsCall, i128>(risk)?;
        Ok(Scene {
            market,
            oracle,
            risk,
            vault,
            pricer: self.module::<IRiskManager::optionPricerCall>(risk)?,
            now,
            snapshot,
            settling,
            backing,
            backing_wad: backing_wad.ok_or_else(overflow)?,
            unit_wad,
            carry: carry_bps.saturating_mul(BASIS_POINT.cast_signed()),
            closing_age: self.parameter(risk, "closingAge")?.into(),
        })
    }

    /// Returns whether a contract is paused.
    #[inline(never)]
    pub(crate) fn paused(&self, contract: Address) -> Result<bool, Refusal> {
        let (paused,) = self.plain::<IGoverned::pausedCall, bool>(contract)?;
        Ok(paused)
    }

    /// Returns a parameter of the risk manager. They all fit 16 bits.
    #[inline(never)]
    pub(crate) fn parameter(&self, risk: Address, name: &str) -> Result<u16, Refusal> {
        let key = runtime::access::word_of_name(name);
        let (value, _, _, _) =
            self.view::<IGoverned::settingCall, _, (U256, U256, U256, u8)>(risk, &(key,))?;
        let [low, ..] = value.into_limbs();
        u16::try_from(low).map_err(|_| overflow())
    }

    /// Returns the pool's position in every listed series.
    #[inline(never)]
    pub(crate) fn book(&self, scene: &Scene) -> Result<Vec<Position>, Refusal> {
        let (book,) = self.plain::<IRiskManager::bookCall, Vec<Position>>(scene.risk)?;
        Ok(book)
    }

    /// Returns the value and the risk of the pool, without its marks at moved volatilities.
    #[inline(never)]
    pub(crate) fn figures(&self, scene: &Scene) -> Result<(PoolFigures, Figures), Refusal> {
        let (own, changes) = self.view::<IRiskManager::figuresCall, _, (PoolFigures, Vec<i128>)>(
            scene.risk,
            &(scene.context(),),
        )?;
        let figures = Figures {
            mark: SignedWad::from_wei(own.mark),
            delta: SignedWad::from_wei(own.delta),
            vega: SignedWad::from_wei(own.vega),
            changes: scenarios(&changes)?,
            ..Figures::default()
        };
        Ok((own, figures))
    }

    /// Returns the value and the risk of legs of one expiry, to their holder.
    #[inline(never)]
    pub(crate) fn assessed(
        &self,
        scene: &Scene,
        expiry: u64,
        legs: Vec<Position>,
    ) -> Result<Figures, Refusal> {
        let context = scene.book_context(expiry)?;
        let (own, changes) = self.view::<IOptionPricer::assessCall, _, (BookFigures, Vec<i128>)>(
            scene.pricer,
            &(context, legs),
        )?;
        Ok(Figures {
            changes: scenarios(&changes)?,
            ..Figures::from(&own)
        })
    }

    /// Returns the cost of orders, each on its own.
    #[inline(never)]
    pub(crate) fn quoted(
        &self,
        scene: &Scene,
        context: QuoteContext,
        orders: Vec<QuoteOrder>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let count = orders.len();
        let (lines,) = self.view::<IOptionPricer::quoteManyCall, _, Vec<QuoteLine>>(
            scene.pricer,
            &(context, orders),
        )?;
        if lines.len() == count {
            Ok(lines)
        } else {
            Err(overflow())
        }
    }

    /// Returns when the surface of an expiry was signed; 0 for none.
    #[inline(never)]
    pub(crate) fn surface_at(&self, scene: &Scene, expiry: u64) -> Result<u64, Refusal> {
        let (slice, _, _, _) = self
            .view::<IOptionPricer::surfaceCall, _, (SviSlice, u128, u64, bool)>(
                scene.pricer,
                &(expiry,),
            )?;
        Ok(slice.timestamp)
    }

    /// Returns the sensitivities of an option that settles at once, at a volatility.
    pub(crate) fn greeks(
        &self,
        scene: &Scene,
        option: OptionTerms,
        volatility: u128,
    ) -> Result<OptionGreeks, Refusal> {
        let (greeks,) = self.view::<IOptionPricer::greeksCall, _, OptionGreeks>(
            scene.pricer,
            &(option, volatility),
        )?;
        Ok(greeks)
    }

    /// Returns the money and the positions of an account.
    pub(crate) fn holdings(
        &self,
        scene: &Scene,
        id: U256,
    ) -> Result<(i128, Vec<Position>), Refusal> {
        self.view::<IMarket::accountCall, _, (i128, Vec<Position>)>(scene.market, &(id,))
    }

    /// Returns the margin of an account now.
    #[inline(never)]
    pub(crate) fn health(&self, scene: &Scene, id: U256) -> Result<MarginFigures, Refusal> {
        let liquidator = self.module::<IMarket::liquidatorCall>(scene.market)?;
        let (figures,) =
            self.view::<ILiquidator::healthOfCall, _, MarginFigures>(liquidator, &(id,))?;
        Ok(figures)
    }

    /// Returns the value at risk and the expected shortfall of a day.
    #[inline(never)]
    pub(crate) fn tail(&self, scene: &Scene) -> Result<(u128, u128), Refusal> {
        self.view::<IRiskManager::tailCall, _, (u128, u128)>(scene.risk, &(scene.context(),))
    }

    /// Returns the price at which an expiry has settled; zero until then.
    #[inline(never)]
    pub(crate) fn settlement(&self, scene: &Scene, expiry: u64) -> Result<u128, Refusal> {
        let (row,) = self.view::<IMarket::ledgerCall, _, ExpiryLedger>(scene.market, &(expiry,))?;
        Ok(row.price)
    }

    /// Returns what settled expiries owe an account at par; negative for what it owes for them.
    #[inline(never)]
    pub(crate) fn claims(&self, scene: &Scene, id: U256) -> Result<i128, Refusal> {
        let (_, claims, _) =
            self.view::<IMarket::holdingsCall, _, (i128, i128, Vec<U256>)>(scene.market, &(id,))?;
        Ok(claims)
    }

    /// Returns the price of an expiry; zero until it is fixed.
    pub(crate) fn expiry_price(&self, scene: &Scene, expiry: u64) -> Result<u128, Refusal> {
        let (price,) = self.view::<IOracle::expiryPriceCall, _, u128>(scene.oracle, &(expiry,))?;
        Ok(price)
    }

    /// Returns the shares and the money in a queue: waiting, owed, closed epochs, and when the present one can be
    /// closed.
    pub(crate) fn waiting(&self, queue: Address) -> Result<(U256, U256, u64, u64), Refusal> {
        self.view::<IWithdrawalQueue::queueCall, _, (U256, U256, u64, u64)>(queue, &())
    }

    /// Returns the vault's queue; zero until wired.
    pub(crate) fn queue_of(&self, vault: Address) -> Result<Address, Refusal> {
        self.module::<IVault::queueCall>(vault)
    }

    /// Returns what the vault pays now for these shares, after the fee.
    pub(crate) fn redeemed(&self, scene: &Scene, shares: U256) -> Result<U256, Refusal> {
        self.number_for::<IVault::previewRedeemCall>(scene, shares)
    }

    /// Returns what these shares are worth at the mark.
    pub(crate) fn assets_for(&self, scene: &Scene, shares: U256) -> Result<U256, Refusal> {
        self.number_for::<IVault::convertToAssetsCall>(scene, shares)
    }

    fn number_for<C: SolCall>(&self, scene: &Scene, of: U256) -> Result<U256, Refusal> {
        const {
            let taken = <C::Parameters<'static> as SolType>::SOL_NAME;
            let returned = <C::ReturnTuple<'static> as SolType>::SOL_NAME;
            let number = <(U256,)>::NAME;
            assert!(
                same(number, taken) && same(number, returned),
                "the call is of other types than its declaration"
            );
        }
        self.number(scene.vault, C::SELECTOR, of)
    }

    #[inline(never)]
    fn number(&self, callee: Address, selector: [u8; 4], of: U256) -> Result<U256, Refusal> {
        let answer = ask_raw(self.vm(), callee, &(of,).encode(&selector))?;
        let (number,) = <(U256,)>::decode(&answer)?;
        Ok(number)
    }

    /// Calls a view of the vault that returns a number.
    pub(crate) fn vault_total<C: SolCall>(&self, vault: Address) -> Result<U256, Refusal> {
        let (number,) = self.plain::<C, U256>(vault)?;
        Ok(number)
    }

    /// Returns the pool as the vault sees it.
    #[inline(never)]
    pub(crate) fn vault_pool(&self, vault: Address) -> Result<abi::vault::VaultPool, Refusal> {
        let (pool,) = self.plain::<IVault::poolCall, abi::vault::VaultPool>(vault)?;
        Ok(pool)
    }

    /// Returns the decimals of a share.
    pub(crate) fn share_decimals(&self, vault: Address) -> Result<u8, Refusal> {
        let (decimals,) = self.plain::<IVault::decimalsCall, u8>(vault)?;
        Ok(decimals)
    }
}

#[inline(never)]
fn scenarios(gains: &[i128]) -> Result<[SignedWad; SCENARIOS], Refusal> {
    let mut changes = [SignedWad::ZERO; SCENARIOS];
    if gains.len() != SCENARIOS {
        return Err(overflow());
    }
    for (change, gain) in changes.iter_mut().zip(gains) {
        *change = SignedWad::from_wei(*gain);
    }
    Ok(changes)
}
