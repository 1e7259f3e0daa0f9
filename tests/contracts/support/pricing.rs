//! The pricing contracts, deployed and wired, with signers whose keys are known.

use crate::authority::deploy_authority;
use crate::{send, wasm};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy_primitives::{Address, B256, Bytes, keccak256};
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct, SolValue};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

use IOptionPricer::{
    BookContext, MarginContext, OptionTerms, Position, QuoteContext, QuoteOrder, SviSlice,
};
pub use bindings::{IGoverned, IOptionMath, IOptionPricer, IOptionQuoter};
use bindings::{IOptionPricer as Pricer, SurfacePost};

/// One, in WAD.
pub const WAD: u128 = 1_000_000_000_000_000_000;
/// A day, in seconds.
pub const DAY: u64 = 86_400;
/// The signatures that a post needs here, out of [`SIGNERS`].
pub const QUORUM: u8 = 2;
/// The number of seats that are taken.
pub const SIGNERS: usize = 3;

/// The arguments of the pricer's constructor, in order.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "named as in the published constructor")]
pub struct Construction {
    pub authority: Address,
    pub option_math: Address,
    pub option_quoter: Address,
    pub option_book: Address,
    pub option_margin: Address,
    pub option_tail: Address,
    pub market: B256,
    pub signers: Vec<Address>,
    pub quorum: u8,
}

/// The contracts on a chain.
#[derive(Debug)]
pub struct Pricing {
    /// The chain.
    pub node: Devnode,
    /// The owner of the pricer.
    pub owner: Address,
    /// The guardian of the pricer.
    pub guardian: Address,
    /// `authority`.
    pub authority: Address,
    /// Anybody.
    pub user: Address,
    /// `option-math`.
    pub math: Address,
    /// `option-quoter`.
    pub quoter: Address,
    /// `option-book`.
    pub book: Address,
    /// `option-margin`.
    pub margin: Address,
    /// `option-tail`.
    pub tail: Address,
    /// `option-pricer`.
    pub pricer: Address,
    /// The keys of the seats, in order.
    pub signers: Vec<PrivateKeySigner>,
    /// The market that signers name.
    pub market: B256,
}

impl Pricing {
    /// Deploys and wires everything.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses it.
    #[must_use]
    pub fn set() -> Self {
        Self::on(Devnode::new().expect("a node"))
    }

    /// Does the same as [`Self::set`], on this chain.
    ///
    /// # Panics
    /// When a contract is not built or the chain refuses it.
    #[must_use]
    pub fn on(mut node: Devnode) -> Self {
        let [owner, guardian, user] = [0, 1, 2].map(|index| node.account(index));
        let authority = deploy_authority(&mut node, owner, guardian).expect("it is accepted");
        let mut deploy = |contract| {
            let deployed = node.deploy_wasm(owner, &wasm(contract));
            deployed.expect("it is accepted").address
        };
        let [math, quoter, book, margin, tail] = [
            "option-math",
            "option-quoter",
            "option-book",
            "option-margin",
            "option-tail",
        ]
        .map(&mut deploy);
        let key = |seat: usize| keccak256(format!("signer {seat}"));
        let signer = |seat| PrivateKeySigner::from_bytes(&key(seat)).expect("a key");
        let signers: Vec<_> = (0..SIGNERS).map(signer).collect();
        let market = keccak256("ETH/USDC");
        let construct = Construction {
            authority,
            option_math: math,
            option_quoter: quoter,
            option_book: book,
            option_margin: margin,
            option_tail: tail,
            market,
            signers: signers.iter().map(PrivateKeySigner::address).collect(),
            quorum: QUORUM,
        };
        let pricer = deploy_pricer(&mut node, &construct).expect("it is accepted");
        Self {
            node,
            owner,
            guardian,
            authority,
            user,
            math,
            quoter,
            book,
            margin,
            tail,
            pricer,
            signers,
            market,
        }
    }

    /// Returns the time of the next block.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.node.now_secs()
    }

    /// Returns a slice with a volatility of about 60% that passes every check, signed now, for this many days from
    /// now.
    #[must_use]
    pub fn slice(&self, days: u64) -> SviSlice {
        self.slice_until(self.now() + days * DAY)
    }

    /// Returns the same for an expiry.
    ///
    /// # Panics
    /// For an expiry beyond the range of times.
    #[must_use]
    pub fn slice_until(&self, expiry: u64) -> SviSlice {
        let now = self.now();
        let left = u128::from(expiry.saturating_sub(now));
        // w(0) = level + slope·0.4 of a mean variance of 36% a year, most of it in the level.
        let variance = 36 * WAD / 100 * left / (365 * u128::from(DAY));
        SviSlice {
            expiry,
            timestamp: now,
            level: i128::try_from(variance * 8 / 10).expect("a small number"),
            slope: variance / 2,
            tilt: -(WAD.cast_signed() / 5),
            shift: 0,
            smoothness: WAD * 4 / 10,
        }
    }

    /// Returns the digest that signers sign, from the general implementation of EIP-712.
    #[must_use]
    pub fn digest(&self, slice: &SviSlice, nonce: u64, deadline: u64) -> B256 {
        let post = SurfacePost {
            market: self.market,
            expiry: slice.expiry,
            timestamp: slice.timestamp,
            level: slice.level,
            slope: slice.slope,
            tilt: slice.tilt,
            shift: slice.shift,
            smoothness: slice.smoothness,
            nonce,
            deadline,
        };
        let domain = Eip712Domain::new(
            Some("Strikepool".into()),
            Some("1".into()),
            Some(alloy_primitives::U256::from(412_346)),
            Some(self.pricer),
            None,
        );
        post.eip712_signing_hash(&domain)
    }

    /// Returns the packed signatures of these seats.
    ///
    /// # Panics
    /// For a seat that is not taken.
    #[must_use]
    pub fn sign(&self, digest: B256, seats: &[usize]) -> Bytes {
        let one = |seat: &usize| {
            let number = u8::try_from(*seat).expect("a seat");
            let signature = self.signers[*seat].sign_hash_sync(&digest).expect("signed");
            pack(number, &signature.as_bytes())
        };
        seats.iter().flat_map(one).collect()
    }

    /// Posts a slice with the next nonce, signed by the first seats that make a quorum.
    ///
    /// # Errors
    /// When the post is refused.
    pub fn post(&mut self, slice: &SviSlice) -> Result<(bool, Sent), NodeError> {
        let nonce = self
            .ask(Pricer::surfaceCall {
                expiry: slice.expiry,
            })
            ._2;
        let deadline = self.now() + 600;
        let signatures = self.sign(self.digest(slice, nonce, deadline), &[0, 1]);
        self.post_as(slice, nonce, deadline, signatures)
    }

    /// Posts a slice with these arguments.
    ///
    /// # Errors
    /// When the post is refused.
    pub fn post_as(
        &mut self,
        slice: &SviSlice,
        nonce: u64,
        deadline: u64,
        signatures: Bytes,
    ) -> Result<(bool, Sent), NodeError> {
        let slice = slice.clone();
        let call = Pricer::postSurfaceCall {
            slice,
            nonce,
            deadline,
            signatures,
        };
        send(&mut self.node, self.user, self.pricer, call)
    }

    /// Returns what a view of the pricer answers.
    ///
    /// # Panics
    /// When it reverts.
    pub fn ask<C: SolCall>(&self, call: C) -> C::Return {
        self.try_ask(call).expect("an answer")
    }

    /// Returns what a view of the pricer answers.
    ///
    /// # Errors
    /// When it reverts.
    pub fn try_ask<C: SolCall>(&self, call: C) -> Result<C::Return, NodeError> {
        self.node.call(self.user, self.pricer, call)
    }

    /// Moves the time, without a block between this call and the next.
    pub fn wait(&mut self, secs: u64) {
        self.node.warp(secs);
    }
}

/// Returns a packed signature: seat, v, r, s.
#[must_use]
pub fn pack(seat: u8, rsv: &[u8; 65]) -> Vec<u8> {
    let (rs, v) = rsv.split_at(64);
    [&[seat], v, rs].concat()
}

/// Deploys the pricer alone.
///
/// # Errors
/// When its constructor refuses.
pub fn deploy_pricer(node: &mut Devnode, construct: &Construction) -> Result<Address, NodeError> {
    let Construction {
        authority,
        option_math,
        option_quoter,
        option_book,
        option_margin,
        option_tail,
        market,
        signers,
        quorum,
    } = construct;
    let arguments = (
        *authority,
        *option_math,
        *option_quoter,
        *option_book,
        *option_margin,
        *option_tail,
        *market,
        signers.clone(),
        alloy_primitives::U256::from(*quorum),
    )
        .abi_encode_params();
    let from = node.account(0);
    let value = alloy_primitives::U256::ZERO;
    let code = wasm("option-pricer");
    let deployed = node.deploy_wasm_with_constructor(from, &code, &arguments, value)?;
    Ok(deployed.address)
}

/// Returns terms at a spot of 2,000.
#[must_use]
pub const fn terms(kind: u8, strike: u128, days: u64) -> OptionTerms {
    OptionTerms {
        kind,
        spot: 2_000 * WAD,
        strike: strike * WAD,
        expirySecs: days * DAY,
        rate: 0,
    }
}

/// Returns a market at a spot of 2,000 and a pool of ten million with a little vega.
#[must_use]
pub const fn context() -> QuoteContext {
    QuoteContext {
        spot: 2_000 * WAD,
        carry: 3 * WAD.cast_signed() / 100,
        feedDeviation: WAD / 1_000,
        nav: 10_000_000 * WAD,
        poolVega: -20_000 * WAD.cast_signed(),
        reserve: 7_000_000 * WAD,
        maxAgeSecs: 1_200,
        settling: 0,
        settlingSpot: 0,
        sequential: false,
    }
}

/// Returns an order that opens a position.
#[must_use]
pub const fn order(expiry: u64, kind: u8, strike: u128, quantity: i128) -> QuoteOrder {
    QuoteOrder {
        expiry,
        kind,
        opening: true,
        strike: strike * WAD,
        quantity: quantity * WAD.cast_signed(),
    }
}

/// Returns a book at a spot of 2,000.
#[must_use]
pub const fn book_context() -> BookContext {
    BookContext {
        spot: 2_000 * WAD,
        carry: 3 * WAD.cast_signed() / 100,
        maxAgeSecs: 1_200,
        settling: 0,
        settlingSpot: 0,
    }
}

/// Returns a position of a book.
#[must_use]
pub const fn leg(expiry: u64, kind: u8, strike: u128, quantity: i128) -> Position {
    Position {
        expiry,
        kind,
        strike: strike * WAD,
        quantity: quantity * WAD.cast_signed(),
    }
}

/// Returns a market for the margin of an account, at a spot of 2,000.
#[must_use]
pub const fn margin_context() -> MarginContext {
    MarginContext {
        spot: 2_000 * WAD,
        carry: 3 * WAD.cast_signed() / 100,
        maxAgeSecs: 1_200,
        settling: 0,
        settlingSpot: 0,
        late: false,
    }
}
