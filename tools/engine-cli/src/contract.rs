//! The same requests, sent to deployed contracts, and their answers.

use std::fmt::{self, Display, Formatter};

use alloy_primitives::{Address, B256, hex};
use alloy_sol_types::{SolCall, SolInterface};
use math::{Compact, SignedWad, Wad};
use serde_json::{Value, json};

use crate::decimal::{format, format_unsigned};
use crate::margin;
use crate::operations;
use crate::request::{Refusal, Request, kind_number};
use crate::rpc::{Answer, Client, Fault};

use bindings::IOptionPricer::IOptionPricerErrors;
pub(crate) use bindings::{IOptionMargin, IOptionPricer};
use bindings::{IOptionMath, IOptionQuoter};

/// A deployed option-pricer and the contracts that it calls.
pub(crate) struct Deployed {
    client: Client,
    pricer: Address,
    math: Address,
    quoter: Address,
    margin: Address,
}

/// A response to a request, by the engine and by the contract.
pub(crate) struct Compared {
    pub(crate) response: Value,
    /// Whether the two agree; true if there was nothing to compare.
    pub(crate) agree: bool,
}

/// A call, and how its answer is read into the form of the engine's answers.
struct Sent {
    to: Address,
    call: Vec<u8>,
    /// The number of the block, in hexadecimal.
    block: String,
    read: fn(&[u8]) -> alloy_sol_types::Result<Value>,
}

/// Why no call is sent.
enum Unsent {
    /// The contracts have no such function.
    NoFunction,
    /// The request is malformed.
    Refused,
    /// The node failed.
    Fault(Fault),
}

impl From<Refusal> for Unsent {
    fn from(_: Refusal) -> Self {
        Self::Refused
    }
}

impl From<Fault> for Unsent {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Deployed {
    /// Finds the contracts behind the address of an option-pricer.
    ///
    /// # Errors
    /// When the node cannot be asked, or there is no option-pricer at the address.
    pub(crate) fn find(url: &str, address: &str) -> Result<Self, Fault> {
        let pricer: Address = address
            .parse()
            .map_err(|error| Fault::new(format!("{address} is not an address: {error}")))?;
        let client = Client::new(url)?;
        if !client.has_code(pricer)? {
            return Err(Fault::new(format!("there is no contract at {pricer}")));
        }
        let module = |name: &str, call: Vec<u8>| {
            let Answer::Returned(data) = client.call(pricer, &call, "latest")? else {
                return Err(Fault::new(format!(
                    "{pricer} refuses {name}(): it is not an option-pricer"
                )));
            };
            let module = IOptionPricer::optionMathCall::abi_decode_returns_validate(&data);
            let module = module.map_err(|_| {
                Fault::new(format!(
                    "{pricer} does not answer {name}() with an address: it is not an option-pricer"
                ))
            })?;
            if client.has_code(module)? {
                Ok(module)
            } else {
                Err(Fault::new(format!(
                    "{name}() of {pricer} is {module}, which is not a contract"
                )))
            }
        };
        let math = module("optionMath", IOptionPricer::optionMathCall {}.abi_encode())?;
        let quoter = module(
            "optionQuoter",
            IOptionPricer::optionQuoterCall {}.abi_encode(),
        )?;
        let margin = module(
            "optionMargin",
            IOptionPricer::optionMarginCall {}.abi_encode(),
        )?;
        Ok(Self {
            client,
            pricer,
            math,
            quoter,
            margin,
        })
    }

    /// Answers a request with the engine, at the time of the newest block, and with the contract at that block.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub(crate) fn compare(&self, request: &Request<'_>) -> Result<Compared, Fault> {
        let (block, now) = self.client.newest_block()?;
        let engine = operations::answer::<Compact>(request, now);
        let mut response = operations::response(&engine);
        let sent = match self.sent(request, block, now) {
            Ok(sent) => sent,
            Err(Unsent::Fault(fault)) => return Err(fault),
            Err(Unsent::NoFunction) => {
                response["contract"] = Value::Null;
                response["reason"] = json!("the contracts have no such function");
                return Ok(Compared {
                    response,
                    agree: true,
                });
            }
            Err(Unsent::Refused) => {
                response["contract"] = Value::Null;
                response["reason"] = json!("nothing was sent: the request cannot be encoded");
                return Ok(Compared {
                    response,
                    agree: true,
                });
            }
        };
        let judged = match request.text("op") {
            Ok("svi") => operations::judged(request, now),
            _ => engine,
        };
        let answer = self.client.call(sent.to, &sent.call, &sent.block)?;
        let answer = match (sent.to == self.math, answer) {
            (true, Answer::Returned(data)) => spoken(data),
            (_, answer) => answer,
        };
        let agree = match answer {
            Answer::Returned(data) => match (sent.read)(&data) {
                Ok(values) => {
                    let agree = judged.is_ok_and(|engine| includes(&engine, &values));
                    response["contract"] = json!({ "result": values });
                    agree
                }
                Err(error) => {
                    let data = hex::encode_prefixed(&data);
                    response["contract"] =
                        json!({ "malformed": data, "message": error.to_string() });
                    false
                }
            },
            Answer::Reverted(data) => {
                response["contract"] = json!({ "error": Revert(&data).to_string() });
                let expected = judged.err().and_then(|refusal| refusal.revert);
                expected.is_some_and(|expected| expected == data)
            }
        };
        response["equal"] = json!(agree);
        Ok(Compared { response, agree })
    }

    fn sent(&self, request: &Request<'_>, block: String, now: u64) -> Result<Sent, Unsent> {
        let (to, call, read) = match request.text("op")? {
            "price" => (self.pricer, price(request)?, read_price as _),
            "greeks" => (self.pricer, greeks(request)?, read_greeks as _),
            "iv" => (self.pricer, implied_vol(request)?, read_volatility as _),
            "svi" => (self.math, judge(request, now)?, read_at_the_money as _),
            "quote" => (
                self.quoter,
                quote(request, now)?,
                read_quote as fn(&[u8]) -> _,
            ),
            "margin" => (
                self.margin,
                margin::Asked::read(request, now)?.call(),
                margin::read as fn(&[u8]) -> _,
            ),
            "cdf" | "exp" | "ln" | "sqrt" | "risk" => return Err(Unsent::NoFunction),
            _ => return Err(Unsent::Refused),
        };
        Ok(Sent {
            to,
            call,
            block,
            read,
        })
    }
}

/// Whether the engine's answer contains the contract's answer; it may have more fields.
fn includes(engine: &Value, contract: &Value) -> bool {
    let Value::Object(values) = contract else {
        return false;
    };
    values
        .iter()
        .all(|(name, value)| engine.get(name) == Some(value))
}

/// A surface as the `SviSlice` of one of the interfaces.
macro_rules! slice {
    ($interface:ident, $post:expr) => {{
        let (post, p) = ($post, &$post.parameters);
        $interface::SviSlice {
            expiry: post.expiry,
            timestamp: post.timestamp,
            level: p.level.wei(),
            slope: p.slope.wei(),
            tilt: p.tilt.wei(),
            shift: p.shift.wei(),
            smoothness: p.smoothness.wei(),
        }
    }};
}
pub(crate) use slice;

fn option(request: &Request<'_>) -> Result<IOptionPricer::OptionTerms, Refusal> {
    let terms = operations::terms(request)?;
    Ok(IOptionPricer::OptionTerms {
        kind: kind_number(request.kind()?),
        spot: terms.spot.wei(),
        strike: terms.strike.wei(),
        expirySecs: terms.expiry_secs,
        rate: terms.rate.wei(),
    })
}

fn price(request: &Request<'_>) -> Result<Vec<u8>, Refusal> {
    let call = IOptionPricer::priceCall {
        option: option(request)?,
        volatility: request.unsigned("volatility")?.wei(),
    };
    Ok(call.abi_encode())
}

fn greeks(request: &Request<'_>) -> Result<Vec<u8>, Refusal> {
    let call = IOptionPricer::greeksCall {
        option: option(request)?,
        volatility: request.unsigned("volatility")?.wei(),
    };
    Ok(call.abi_encode())
}

fn implied_vol(request: &Request<'_>) -> Result<Vec<u8>, Refusal> {
    let call = IOptionPricer::impliedVolCall {
        option: option(request)?,
        premium: request.unsigned("price")?.wei(),
    };
    Ok(call.abi_encode())
}

/// The slice as `option-math` takes it, without neighbours and predecessor.
fn judge(request: &Request<'_>, now: u64) -> Result<Vec<u8>, Refusal> {
    let post = operations::post(request, now)?;
    let none = IOptionMath::SviSlice {
        expiry: 0,
        timestamp: 0,
        level: 0,
        slope: 0,
        tilt: 0,
        shift: 0,
        smoothness: 0,
    };
    let call = IOptionMath::judgeCall {
        slice: slice!(IOptionMath, &post),
        earlier: none.clone(),
        later: none,
        lastVolatility: 0,
        lastTimestamp: 0,
    };
    Ok(call.abi_encode())
}

fn quote(request: &Request<'_>, now: u64) -> Result<Vec<u8>, Refusal> {
    let post = operations::post(request, now)?;
    let call = IOptionQuoter::quoteCall {
        slice: slice!(IOptionQuoter, &post),
        context: IOptionQuoter::QuoteContext {
            spot: request.unsigned("spot")?.wei(),
            carry: request.signed_or_zero("carry")?.wei(),
            feedDeviation: request.unsigned_or_zero("feedDeviation")?.wei(),
            nav: request.unsigned("nav")?.wei(),
            poolVega: request.signed_or_zero("poolVega")?.wei(),
            reserve: request.unsigned_or_zero("reserve")?.wei(),
            maxAgeSecs: u64::MAX,
            settling: 0,
            settlingSpot: 0,
            sequential: false,
        },
        order: IOptionQuoter::QuoteOrder {
            expiry: post.expiry,
            kind: kind_number(request.kind()?),
            opening: false,
            strike: request.unsigned("strike")?.wei(),
            quantity: request.signed("quantity")?.wei(),
        },
    };
    Ok(call.abi_encode())
}

pub(crate) fn amount(wei: u128) -> String {
    format_unsigned(Wad::from_wei(wei))
}

pub(crate) fn signed(wei: i128) -> String {
    format(SignedWad::from_wei(wei))
}

fn read_price(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let price = IOptionPricer::priceCall::abi_decode_returns_validate(data)?;
    Ok(json!({ "price": amount(price) }))
}

fn read_greeks(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let it = IOptionPricer::greeksCall::abi_decode_returns_validate(data)?;
    Ok(json!({
        "price": amount(it.price), "delta": signed(it.delta), "gamma": signed(it.gamma),
        "vega": signed(it.vega), "theta": signed(it.theta), "rho": signed(it.rho),
        "vanna": signed(it.vanna), "volga": signed(it.volga),
    }))
}

fn read_volatility(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let volatility = IOptionPricer::impliedVolCall::abi_decode_returns_validate(data)?;
    Ok(json!({ "volatility": amount(volatility) }))
}

fn read_at_the_money(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let verdict = IOptionMath::judgeCall::abi_decode_returns_validate(data)?;
    Ok(json!({ "atTheMoney": amount(verdict.volatility) }))
}

/// The answer of `judge`; a slice that fails a condition is refused with the error that the verdict names, as
/// `checkSurface` of the pricer refuses it.
fn spoken(data: Vec<u8>) -> Answer {
    let verdict = match IOptionMath::judgeCall::abi_decode_returns_validate(&data) {
        Ok(verdict) if !verdict.condition.is_zero() => verdict,
        _ => return Answer::Returned(data),
    };
    let mut error = verdict.condition.to_vec();
    for figure in [verdict.first, verdict.second] {
        if IOptionPricerErrors::abi_decode_validate(&error).is_ok() {
            break;
        }
        error.extend_from_slice(figure.as_slice());
    }
    Answer::Reverted(error)
}

fn read_quote(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let it = IOptionQuoter::quoteCall::abi_decode_returns_validate(data)?;
    Ok(json!({
        "total": amount(it.total), "mark": amount(it.mark), "skew": amount(it.skew),
        "utilisation": amount(it.utilisation), "spread": amount(it.spread),
        "discount": amount(it.discount), "floor": amount(it.floor), "fee": amount(it.fee),
        "feeToInsurance": amount(it.feeToInsurance), "feeToTreasury": amount(it.feeToTreasury),
        "volatility": amount(it.volatility), "lastVolatility": amount(it.lastVolatility),
        "delta": signed(it.delta), "vega": signed(it.vega),
    }))
}

/// Revert data as the name of the error, such as PricerArgument(spot).
struct Revert<'a>(&'a [u8]);

impl Display for Revert<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use IOptionPricerErrors as E;
        let name = |word: &B256| {
            let text = word.iter().take_while(|byte| **byte != 0);
            String::from_utf8_lossy(&text.copied().collect::<Vec<_>>()).into_owned()
        };
        match IOptionPricerErrors::abi_decode_validate(self.0) {
            Ok(E::PricerArgument(error)) => write!(f, "PricerArgument({})", name(&error.name)),
            Ok(E::PricerOverflow(error)) => write!(f, "PricerOverflow({})", name(&error.name)),
            Ok(other) => write!(f, "{other:?}"),
            Err(_) => write!(f, "{}", hex::encode_prefixed(self.0)),
        }
    }
}
