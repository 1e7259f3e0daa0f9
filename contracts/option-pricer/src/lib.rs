//! Holds volatility surfaces, and prices options and books on them.
//!
//! This contract decides which surface counts. Contracts that hold nothing compute on it, because one contract of
//! 24,576 bytes has no room for everything: `option-quoter` prices, quotes and revaluations, `option-book` the value
//! and the risk of a book, `option-margin` margins, `option-tail` the tail of a book, `option-math` sensitivities,
//! implied volatilities and the check of a slice.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod calls;
mod errors;
mod post;
mod record;
mod signatures;
mod slices;
mod storage;

pub use abi::trading::IOptionPricer;
pub use errors::*;
pub use storage::OptionPricer;

use abi::by_expiry;
use abi::pricing::{argument, overflow};
use abi::trading::{
    BookContext, IOptionBook, IOptionMargin, IOptionQuoter, IOptionTail, MarginContext, Position,
    QuoteContext, QuoteOrder, SviSlice, TailContext,
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use math::WAD;
use runtime::words::{place, Bytes, Raw};
use runtime::{ask, routes, Answered, Refusal};
use signatures::Signed;
use stylus_sdk::prelude::*;
use stylus_sdk::ArbResult;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionPricer {
    /// Sets the authority, the contracts that compute, the market that signers name, the first seats and the quorum.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address.
    /// `PricerArgument` naming `signers` if there are more than eight, or one is zero or occurs twice;
    /// `PricerArgument` naming `quorum` if it is not between 1 and their number.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a part of the published constructor"
    )]
    pub fn constructor(
        &mut self,
        authority: Address,
        option_math: Address,
        option_quoter: Address,
        option_book: Address,
        option_margin: Address,
        option_tail: Address,
        market: B256,
        signers: Vec<Address>,
        quorum: u8,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        for (key, module) in [
            (admin::OPTION_MATH, option_math),
            (admin::OPTION_QUOTER, option_quoter),
            (admin::OPTION_BOOK, option_book),
            (admin::OPTION_MARGIN, option_margin),
            (admin::OPTION_TAIL, option_tail),
        ] {
            runtime::access::install(self, key, module)?;
        }
        require_committee(&signers, quorum)?;
        self.seat(market, &signers, quorum);
        Ok(())
    }

    /// Returns the contract that computes sensitivities and implied volatilities, and checks surfaces.
    pub fn option_math(&self) -> Address {
        self.modules.get(admin::OPTION_MATH)
    }

    /// Returns the contract that computes prices, quotes and revaluations.
    pub fn option_quoter(&self) -> Address {
        self.modules.get(admin::OPTION_QUOTER)
    }

    /// Returns the contract that computes the value and the risk of a book.
    pub fn option_book(&self) -> Address {
        self.modules.get(admin::OPTION_BOOK)
    }

    /// Returns the contract that computes the margin of an account.
    pub fn option_margin(&self) -> Address {
        self.modules.get(admin::OPTION_MARGIN)
    }

    /// Returns the contract that computes what a book can lose in a day.
    pub fn option_tail(&self) -> Address {
        self.modules.get(admin::OPTION_TAIL)
    }

    /// Returns the market that signers name.
    pub fn market(&self) -> B256 {
        self.market.get()
    }

    /// Returns the live expiries in ascending order.
    pub fn expiries(&self) -> Vec<u64> {
        let live = self.live_expiries(self.vm().block_timestamp());
        live.into_iter().filter(|expiry| *expiry > 0).collect()
    }

    /// Returns what is stored of an expiry: the slice, its volatility at the money, the nonce of the next post, and
    /// whether opening is halted.
    pub fn surface(&self, expiry: u64) -> (SviSlice, u128, u64, bool) {
        let record = self.record(expiry);
        let slice = SviSlice::from(&record.post(expiry));
        (
            slice,
            record.at_the_money.wei(),
            record.nonce,
            record.halted,
        )
    }

    /// Returns the digest that the signers of a post sign.
    pub fn surface_digest(&self, slice: SviSlice, nonce: u64, deadline: u64) -> B256 {
        let slice = &slice;
        self.digest(&Signed {
            slice,
            nonce,
            deadline,
        })
    }

    /// Stores a slice that m of the signers have signed. Returns whether it was accepted.
    ///
    /// # Errors
    /// The error of the post, not of the surface: pause, deadline, nonce, signatures, times, or a parameter out of its
    /// range.
    pub fn post_surface(
        &mut self,
        slice: SviSlice,
        nonce: u64,
        deadline: u64,
        signatures: Bytes,
    ) -> Result<bool, Refusal> {
        let slice = &slice;
        self.relay(
            &Signed {
                slice,
                nonce,
                deadline,
            },
            &signatures.0,
        )
    }

    /// Checks a slice now. Returns its volatility at the money.
    ///
    /// # Errors
    /// The condition that fails, with its node.
    pub fn check_surface(&self, slice: SviSlice) -> Result<u128, Refusal> {
        self.dry_run(&slice)
    }

    /// Quotes one order on the posted surface, item by item.
    ///
    /// # Errors
    /// There is no surface, or it is too old; opening is halted; the order opens too late or too far from the money;
    /// an argument is out of its domain.
    pub fn quote(
        &self,
        context: QuoteContext,
        order: QuoteOrder,
    ) -> Result<Answered<IOptionQuoter::quoteCall>, Refusal> {
        let wanted = core::iter::once(Ok((order.expiry, order.opening)));
        let slices = self.slices(context.maxAgeSecs, wanted)?;
        let slice = slices.into_iter().next().unwrap_or_default();
        self.ask_quoter(&(slice, context, order))
    }

    /// Quotes many orders.
    ///
    /// # Errors
    /// As `quote`, for the first order without a quote.
    pub fn quote_many(
        &self,
        context: QuoteContext,
        orders: Raw<QuoteOrder>,
    ) -> Result<Answered<IOptionQuoter::quoteManyCall>, Refusal> {
        let expiries = orders.column(const { place::<QuoteOrder>("expiry") });
        let openings = orders.column(const { place::<QuoteOrder>("opening") });
        let wanted = expiries
            .zip(openings)
            .map(|(expiry, opening)| Ok((expiry?, opening?)));
        let slices = self.slices(context.maxAgeSecs, wanted)?;
        self.ask_quoter(&(slices, context, orders))
    }

    /// Returns the value of each expiry's legs in each scenario, rounded against the holder.
    ///
    /// # Errors
    /// There is no surface, or it is too old; an argument is out of its domain.
    pub fn revalue(
        &self,
        context: BookContext,
        legs: Raw<Position>,
        spot_factors: Raw<u128>,
        vol_factors: Raw<u128>,
    ) -> Result<Answered<IOptionQuoter::revalueCall>, Refusal> {
        let expiries = legs.column(const { place::<Position>("expiry") });
        let wanted = expiries.map(|expiry| Ok((expiry?, false)));
        let slices = self.slices(context.maxAgeSecs, wanted)?;
        self.ask_quoter(&(slices, context, legs, spot_factors, vol_factors))
    }

    /// Returns what legs bring when they are closed at multiples of the marks' volatilities: one factor for what is
    /// held, one for what was sold.
    ///
    /// # Errors
    /// As [`Self::revalue`].
    pub fn closing_value(
        &self,
        context: BookContext,
        legs: Vec<Position>,
        held_vol: u128,
        owed_vol: u128,
    ) -> Result<i128, Refusal> {
        let held = self.closed(&context, &legs, false, held_vol)?;
        let owed = self.closed(&context, &legs, true, owed_vol)?;
        held.checked_add(owed).ok_or_else(|| overflow("amount"))
    }

    /// Returns the value and the sensitivities of a book, and its gain in each scenario of the grid.
    ///
    /// # Errors
    /// An expiry that is not past has no surface, or one that is too old; an argument is out of its domain.
    pub fn assess(
        &self,
        context: BookContext,
        legs: Raw<Position>,
    ) -> Result<Answered<IOptionBook::assessCall>, Refusal> {
        let slices = self.slices_of(context.maxAgeSecs, &legs)?;
        ask(self.vm(), self.option_book(), &(slices, context, legs))
    }

    /// Returns the margin of an account with this money and these legs.
    ///
    /// # Errors
    /// As [`Self::assess`].
    pub fn margin(
        &self,
        context: MarginContext,
        cash: i128,
        legs: Raw<Position>,
    ) -> Result<Answered<IOptionMargin::marginCall>, Refusal> {
        self.ask_margin(context, cash, legs)
    }

    /// Returns the margin, and the gain of the positions in each scenario.
    ///
    /// # Errors
    /// As [`Self::assess`].
    pub fn scenarios(
        &self,
        context: MarginContext,
        cash: i128,
        legs: Raw<Position>,
    ) -> Result<Answered<IOptionMargin::scenariosCall>, Refusal> {
        self.ask_margin(context, cash, legs)
    }

    /// Returns how far the market can move until the account may be liquidated.
    ///
    /// # Errors
    /// As [`Self::assess`].
    pub fn distance(
        &self,
        context: MarginContext,
        cash: i128,
        legs: Raw<Position>,
    ) -> Result<Answered<IOptionMargin::distanceCall>, Refusal> {
        self.ask_margin(context, cash, legs)
    }

    /// Returns what a book loses within a day in the worst fortieth of cases.
    ///
    /// # Errors
    /// As [`Self::assess`].
    pub fn shortfall(
        &self,
        context: TailContext,
        legs: Raw<Position>,
    ) -> Result<Answered<IOptionTail::shortfallCall>, Refusal> {
        let slices = self.slices_of(context.maxAgeSecs, &legs)?;
        ask(self.vm(), self.option_tail(), &(slices, context, legs))
    }

    /// Returns the value, at a factor on every volatility, of the legs that are held, or of those that were sold.
    #[inline(never)]
    fn closed(
        &self,
        context: &BookContext,
        legs: &[Position],
        owed: bool,
        factor: u128,
    ) -> Result<i128, Refusal> {
        let chosen = legs.iter().filter(|leg| (leg.quantity < 0) == owed);
        let mut legs: Vec<_> = chosen.cloned().collect();
        if legs.is_empty() {
            return Ok(0);
        }
        by_expiry(&mut legs);
        let wanted = legs.iter().map(|leg| Ok((leg.expiry, false)));
        let slices = self.slices(context.maxAgeSecs, wanted)?;
        // A slice an expiry.
        let vols = alloc::vec![factor; slices.len()];
        let context = BookContext { ..*context };
        let arguments = (slices, context, legs, alloc::vec![WAD], vols);
        let answer = self.ask_quoter::<IOptionQuoter::revalueCall, _>(&arguments)?;
        let (values,) = answer.read::<Vec<i128>>()?;
        let sum = values.into_iter().try_fold(0i128, i128::checked_add);
        sum.ok_or_else(|| overflow("amount"))
    }

    fn ask_margin<C: SolCall>(
        &self,
        context: MarginContext,
        cash: i128,
        legs: Raw<Position>,
    ) -> Result<Answered<C>, Refusal> {
        let slices = self.slices_of(context.maxAgeSecs, &legs)?;
        let arguments = (slices, context, cash, legs);
        ask(self.vm(), self.option_margin(), &arguments)
    }

    /// Returns the slices of legs that are not past.
    #[inline(never)]
    fn slices_of(&self, max_age_secs: u64, legs: &Raw<Position>) -> Result<Vec<SviSlice>, Refusal> {
        let now = self.vm().block_timestamp();
        let expiries = legs.column(const { place::<Position>("expiry") });
        let wanted = expiries.map(|expiry| Ok((expiry?, false)));
        let wanted = wanted.filter(|leg| !matches!(leg, Ok((expiry, _)) if *expiry <= now));
        self.slices(max_age_secs, wanted)
    }
}

fn require_committee(signers: &[Address], quorum: u8) -> Result<(), Refusal> {
    let mut rest = signers;
    while let [signer, others @ ..] = rest {
        if *signer == Address::ZERO || others.contains(signer) {
            return Err(argument("signers"));
        }
        rest = others;
    }
    if signers.len() > storage::SEATS {
        return Err(argument("signers"));
    }
    if quorum == 0 || usize::from(quorum) > signers.len() {
        return Err(argument("quorum"));
    }
    Ok(())
}

/// Answers the functions that other contracts compute, and those common to all contracts.
fn elsewhere(this: &mut OptionPricer, selector: u32, data: &[u8]) -> Option<ArbResult> {
    let module = match selector.to_be_bytes() {
        IOptionPricer::greeksCall::SELECTOR | IOptionPricer::impliedVolCall::SELECTOR => {
            this.option_math()
        }
        IOptionPricer::priceCall::SELECTOR => this.option_quoter(),
        IOptionPricer::estimateCall::SELECTOR => this.option_tail(),
        _ => return runtime::access::route(this, selector, data),
    };
    Some(this.pass_on(module, selector, data).map_err(Into::into))
}

routes!(OptionPricer by IOptionPricer {
    constructor(authority, option_math, option_quoter, option_book, option_margin, option_tail, market, signers, quorum);
    optionMathCall => option_math();
    optionQuoterCall => option_quoter();
    optionBookCall => option_book();
    optionMarginCall => option_margin();
    optionTailCall => option_tail();
    marketCall => market();
    expiriesCall => expiries();
    surfaceCall => surface(expiry);
    surfaceDigestCall => surface_digest(slice, nonce, deadline);
    postSurfaceCall => post_surface(slice, nonce, deadline, signatures);
    checkSurfaceCall => check_surface(slice);
    quoteCall => quote(context, order);
    quoteManyCall => quote_many(context, orders);
    revalueCall => revalue(context, legs, spot_factors, vol_factors);
    closingValueCall => closing_value(context, legs, held_vol, owed_vol);
    assessCall => assess(context, legs);
    marginCall => margin(context, cash, legs);
    scenariosCall => scenarios(context, cash, legs);
    distanceCall => distance(context, cash, legs);
    shortfallCall => shortfall(context, legs);
} else elsewhere);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionPricer",
        declarations: &[
            abi::trading::SOLIDITY,
            abi::pricing::SOLIDITY,
            abi::option_pricer::errors::SOLIDITY,
            abi::option_pricer::events::SOLIDITY,
        ],
        refuses: None,
    };
    run::<OptionPricer>(own, &[runtime::access::INTERFACE]);
}
