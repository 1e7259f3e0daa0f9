//! Volatility surfaces on their way to the chain: a file, what of it is signed, who has signed, and the post.

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

/// Seats that signers may have.
const SEATS: u8 = 8;

/// A post is signed to come within so many seconds, if its file does not say until when.
const VALID_SECS: u64 = 600;

/// One expiry's slice in a file: decimal strings, the expiry as a date. What is left out is filled in when it is signed.
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
    /// When the market was read; the newest block's time if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// Which post of the expiry it is; the next one if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<u64>,
    /// Until when it may be posted; ten minutes after the newest block if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<u64>,
    /// Who has signed, 65 bytes each in hexadecimal; in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Bytes>,
}

/// A slice with everything that is signed of it.
#[derive(Clone, Debug)]
pub struct Post {
    /// The slice.
    pub slice: SviSlice,
    /// Which post of the expiry it is.
    pub nonce: u64,
    /// Until when it may come.
    pub deadline: u64,
}

/// What became of a post.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Whether the surface was taken; one that fails a condition is used up and stops opening.
    pub accepted: bool,
    /// The transaction.
    pub transaction: Done<bool>,
}

impl SurfaceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is not there or not of this form.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let wrong = |why: String| local(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
    }

    /// The post, with what is left out filled in from the chain; the file then says it.
    ///
    /// # Errors
    /// When a figure is none, or the node cannot be asked.
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

    /// What is signed.
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

    /// A signer's signature.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&self, protocol: &Protocol, key: &PrivateKeySigner) -> Result<Bytes, Fault> {
        let signature = key.sign_hash_sync(&self.digest(protocol));
        let signature = signature.map_err(|error| local(format!("signing: {error}")))?;
        Ok(signature.as_bytes().into())
    }

    /// Signatures as the pricer takes them: by seats, each signer once.
    ///
    /// # Errors
    /// When one is no signature, or that of nobody who has a seat.
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
                    "signature {number} is of {signer}, who signs no surfaces; or what was signed is another post than this one"
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

    /// What the contracts say of the slice before it is posted: its volatility at the money in WAD.
    ///
    /// # Errors
    /// With the condition that it fails.
    pub async fn check(&self, protocol: &Protocol) -> Result<u128, Fault> {
        let call = IOptionPricer::checkSurfaceCall {
            slice: self.slice.clone(),
        };
        protocol.chain.ask(protocol.pricer, &call).await
    }

    /// Posts it.
    ///
    /// # Errors
    /// When it is refused. A surface that fails a condition is not posted unless `even_if_refused`: it would be used up and
    /// stop opening on its expiry.
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

/// Who may sign surfaces, with the number of his seat.
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
            // There are fewer seats than that.
            Err(Fault::Refused(_)) => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(seats)
}

/// How many signatures a post needs.
///
/// # Errors
/// When the node cannot be asked.
pub async fn quorum(protocol: &Protocol) -> Result<u64, Fault> {
    let key = B256::right_padding_from(b"quorum");
    let call = IGoverned::settingCall { key };
    let setting = protocol.chain.ask(protocol.pricer, &call).await?;
    u64::try_from(setting._0).map_err(|_| local("the pricer's quorum is no small number"))
}
