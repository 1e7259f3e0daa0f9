//! Volatility surfaces on their way to the chain: the file, its signatures, and the post.

use std::path::Path;

use alloy::primitives::{Address, B256, Bytes, Signature, U256};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolStruct};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chain::Done;
use crate::fault::{Fault, local};
use crate::protocol::Protocol;
use crate::units;
use bindings::IOptionPricer::{self, SviSlice};
use bindings::{IGoverned, SurfacePost};

/// The number of seats for signers.
const SEATS: u8 = 8;

/// How long a signed post is valid, unless its file sets a deadline.
const VALID_SECS: u64 = 600;

/// The slice of one expiry in a file, in decimal strings. Fields that are left out are filled in when the file is
/// signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurfaceFile {
    /// The expiry: a date, or unix seconds.
    pub expiry: String,
    /// Level, the a of SVI.
    pub level: String,
    /// Slope, its b.
    pub slope: String,
    /// Tilt, its rho.
    pub tilt: String,
    /// Shift, its m.
    pub shift: String,
    /// Smoothness, its sigma.
    pub smoothness: String,
    /// The time of the market data; by default the time of the newest block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// The number of the post for this expiry; by default the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<u64>,
    /// The time until which it may be posted; by default ten minutes after the newest block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<u64>,
    /// The signatures so far, 65 bytes each in hexadecimal, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Bytes>,
}

/// A slice with all that its signers sign.
#[derive(Clone, Debug)]
pub struct Post {
    /// The slice.
    pub slice: SviSlice,
    /// The number of the post for this expiry.
    pub nonce: u64,
    /// The time until which it may be posted.
    pub deadline: u64,
}

/// The result of a post.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Whether the contract accepted the surface. A refused surface uses its nonce up and stops opening on its expiry.
    pub accepted: bool,
    /// The transaction.
    pub transaction: Done<bool>,
}

impl SurfaceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
    }

    /// The post. Fills the fields that are left out in from the chain, in the file too.
    ///
    /// # Errors
    /// When a figure is malformed, or the node cannot be asked.
    pub async fn complete(&mut self, protocol: &Protocol) -> Result<Post, Fault> {
        let expiry = units::parse_expiry(&self.expiry)?;
        let head = protocol.chain.head().await?;
        let nonce = match self.nonce {
            Some(nonce) => nonce,
            None => next_nonce(protocol, expiry).await?,
        };
        let timestamp = *self.timestamp.get_or_insert(head.time_secs);
        let deadline = *self.deadline.get_or_insert(head.time_secs + VALID_SECS);
        self.nonce = Some(nonce);
        let unsigned = |text: &str, what: &str| {
            u128::try_from(units::signed_wad(text, what)?)
                .map_err(|_| local(format!("{what} {text} is negative")))
        };
        let slice = SviSlice {
            expiry,
            timestamp,
            level: units::signed_wad(&self.level, "level")?,
            slope: unsigned(&self.slope, "slope")?,
            tilt: units::signed_wad(&self.tilt, "tilt")?,
            shift: units::signed_wad(&self.shift, "shift")?,
            smoothness: unsigned(&self.smoothness, "smoothness")?,
        };
        Ok(Post {
            slice,
            nonce,
            deadline,
        })
    }
}

async fn next_nonce(protocol: &Protocol, expiry: u64) -> Result<u64, Fault> {
    let call = IOptionPricer::surfaceCall { expiry };
    Ok(protocol.chain.ask(protocol.pricer, &call).await?._2)
}

impl Post {
    fn message(&self, protocol: &Protocol) -> SurfacePost {
        let slice = &self.slice;
        SurfacePost {
            market: protocol.market_id(),
            expiry: slice.expiry,
            timestamp: slice.timestamp,
            level: slice.level,
            slope: slice.slope,
            tilt: slice.tilt,
            shift: slice.shift,
            smoothness: slice.smoothness,
            nonce: self.nonce,
            deadline: self.deadline,
        }
    }

    /// The hash that is signed.
    #[must_use]
    pub fn digest(&self, protocol: &Protocol) -> B256 {
        let domain = Eip712Domain::new(
            Some("Strikepool".into()),
            Some("1".into()),
            Some(U256::from(protocol.chain.id())),
            Some(protocol.pricer),
            None,
        );
        self.message(protocol).eip712_signing_hash(&domain)
    }

    /// The typed data, as wallets take it (`eth_signTypedData_v4`).
    #[must_use]
    pub fn typed_data(&self, protocol: &Protocol) -> Value {
        let field = |name: &str, kind: &str| json!({ "name": name, "type": kind });
        let m = self.message(protocol);
        json!({
            "types": {
                "EIP712Domain": [
                    field("name", "string"), field("version", "string"),
                    field("chainId", "uint256"), field("verifyingContract", "address"),
                ],
                "SurfacePost": [
                    field("market", "bytes32"), field("expiry", "uint64"),
                    field("timestamp", "uint64"), field("level", "int128"),
                    field("slope", "uint128"), field("tilt", "int128"),
                    field("shift", "int128"), field("smoothness", "uint128"),
                    field("nonce", "uint64"), field("deadline", "uint64"),
                ],
            },
            "primaryType": "SurfacePost",
            "domain": {
                "name": "Strikepool", "version": "1",
                "chainId": protocol.chain.id(), "verifyingContract": protocol.pricer,
            },
            "message": {
                "market": m.market, "expiry": m.expiry.to_string(),
                "timestamp": m.timestamp.to_string(), "level": m.level.to_string(),
                "slope": m.slope.to_string(), "tilt": m.tilt.to_string(),
                "shift": m.shift.to_string(), "smoothness": m.smoothness.to_string(),
                "nonce": m.nonce.to_string(), "deadline": m.deadline.to_string(),
            },
        })
    }

    /// Signs the post.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&self, protocol: &Protocol, key: &PrivateKeySigner) -> Result<Bytes, Fault> {
        let signature = key.sign_hash_sync(&self.digest(protocol));
        let signature = signature.map_err(|error| local(format!("signing: {error}")))?;
        Ok(signature.as_bytes().into())
    }

    /// Packs signatures as the pricer takes them: in the order of the seats, each signer once.
    ///
    /// # Errors
    /// When one is malformed, or its signer has no seat.
    pub async fn packed(&self, protocol: &Protocol, given: &[Bytes]) -> Result<Bytes, Fault> {
        let seats = seats(protocol).await?;
        let digest = self.digest(protocol);
        let mut packed: Vec<(u8, Vec<u8>)> = Vec::new();
        for (number, bytes) in given.iter().enumerate() {
            let signature = Signature::try_from(bytes.as_ref())
                .map_err(|error| local(format!("signature {number}: {error}")))?;
            let signature = signature.normalized_s();
            let signer = signature
                .recover_address_from_prehash(&digest)
                .map_err(|error| local(format!("signature {number}: {error}")))?;
            let seat = seats
                .iter()
                .find(|seat| seat.1 == signer)
                .map(|seat| seat.0);
            let seat = seat.ok_or_else(|| {
                local(format!(
                    "signature {number} is by {signer}, who has no seat; or it is for another post than this one"
                ))
            })?;
            if packed.iter().all(|taken| taken.0 != seat) {
                let rsv = signature.as_bytes();
                let (rs, v) = rsv.split_at(64);
                packed.push((seat, [&[seat], v, rs].concat()));
            }
        }
        packed.sort_by_key(|one| one.0);
        Ok(packed.into_iter().flat_map(|one| one.1).collect())
    }

    /// Asks the contracts to check the slice before it is posted; returns its volatility at the money in WAD.
    ///
    /// # Errors
    /// With the condition that the slice fails.
    pub async fn check(&self, protocol: &Protocol) -> Result<u128, Fault> {
        let call = IOptionPricer::checkSurfaceCall {
            slice: self.slice.clone(),
        };
        protocol.chain.ask(protocol.pricer, &call).await
    }

    /// Posts the surface.
    ///
    /// # Errors
    /// When it is refused. A surface that fails a condition is posted only with `even_if_refused`: the contract would
    /// use its nonce up and stop opening on its expiry.
    pub async fn post(
        &self,
        protocol: &Protocol,
        signatures: &[Bytes],
        even_if_refused: bool,
    ) -> Result<Posted, Fault> {
        let packed = self.packed(protocol, signatures).await?;
        if !even_if_refused {
            self.check(protocol).await?;
        }
        let call = IOptionPricer::postSurfaceCall {
            slice: self.slice.clone(),
            nonce: self.nonce,
            deadline: self.deadline,
            signatures: packed,
        };
        let transaction = protocol.chain.send(protocol.pricer, &call).await?;
        let accepted = transaction
            .event::<IOptionPricer::SurfacePosted>(protocol.pricer)
            .is_some();
        Ok(Posted {
            accepted,
            transaction,
        })
    }
}

/// The signers of surfaces, each with the number of its seat.
///
/// # Errors
/// When the node cannot be asked.
pub async fn seats(protocol: &Protocol) -> Result<Vec<(u8, Address)>, Fault> {
    let mut seats = Vec::new();
    for seat in 0..SEATS {
        let key = B256::right_padding_from(format!("signer{seat}").as_bytes());
        let call = IGoverned::settingCall { key };
        match protocol.chain.ask(protocol.pricer, &call).await {
            Ok(setting) if !setting._0.is_zero() => {
                seats.push((seat, Address::from_word(B256::from(setting._0))));
            }
            Ok(_) => {}
            // The pricer has fewer seats.
            Err(Fault::Refused(_)) => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(seats)
}

/// The number of signatures that a post needs.
///
/// # Errors
/// When the node cannot be asked.
pub async fn quorum(protocol: &Protocol) -> Result<u64, Fault> {
    let key = B256::right_padding_from(b"quorum");
    let call = IGoverned::settingCall { key };
    let setting = protocol.chain.ask(protocol.pricer, &call).await?;
    u64::try_from(setting._0).map_err(|_| local("the pricer's quorum is too large"))
}
