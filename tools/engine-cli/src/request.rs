//! The fields of a request, each refused by its name.

use engine::Kind;
use math::{SignedWad, Wad};
use serde_json::{Map, Value};

use crate::decimal;

/// Why a request has no answer: the argument at fault, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) argument: String,
    pub(crate) message: String,
    /// What the contracts revert with for it, if a request that can be sent has this fault.
    pub(crate) revert: Option<Vec<u8>>,
}

impl Refusal {
    pub(crate) fn new(argument: &str, message: &str) -> Self {
        Self {
            argument: argument.into(),
            message: message.into(),
            revert: None,
        }
    }

    /// The same, with what the contracts revert with.
    pub(crate) fn reverts(self, error: Vec<u8>) -> Self {
        Self {
            revert: Some(error),
            ..self
        }
    }
}

/// A JSON object whose fields are read by name.
pub(crate) struct Request<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Request<'a> {
    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<&'a str, Refusal> {
        match self.0.get(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::new(name, "is not a string")),
            None => Err(Refusal::new(name, "is missing")),
        }
    }

    /// An amount with a sign.
    pub(crate) fn signed(&self, name: &str) -> Result<SignedWad, Refusal> {
        decimal::parse(self.text(name)?)
            .map_err(|malformed| Refusal::new(name, &malformed.to_string()))
    }

    /// An amount with a sign; nought if it is not given.
    pub(crate) fn signed_or_zero(&self, name: &str) -> Result<SignedWad, Refusal> {
        if self.0.contains_key(name) {
            self.signed(name)
        } else {
            Ok(SignedWad::ZERO)
        }
    }

    /// An amount that is not negative.
    pub(crate) fn unsigned(&self, name: &str) -> Result<Wad, Refusal> {
        let wei = u128::try_from(self.signed(name)?.wei());
        wei.map(Wad::from_wei)
            .map_err(|_| Refusal::new(name, "is negative"))
    }

    /// An amount that is not negative; nought if it is not given.
    pub(crate) fn unsigned_or_zero(&self, name: &str) -> Result<Wad, Refusal> {
        if self.0.contains_key(name) {
            self.unsigned(name)
        } else {
            Ok(Wad::ZERO)
        }
    }

    /// Whole seconds, as a string or a number.
    pub(crate) fn seconds(&self, name: &str) -> Result<u64, Refusal> {
        let seconds = match self.0.get(name) {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
            None => return Err(Refusal::new(name, "is missing")),
        };
        seconds.ok_or_else(|| Refusal::new(name, "is not a whole number of seconds"))
    }

    /// Whether something holds; it does not if it is not given.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.0.get(name) {
            Some(Value::Bool(holds)) => Ok(*holds),
            Some(_) => Err(Refusal::new(name, "is neither true nor false")),
            None => Ok(false),
        }
    }

    /// Objects in a list; a fault of one is named by the field alone.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Request<'a>>, Refusal> {
        let objects = match self.0.get(name) {
            Some(Value::Array(list)) => list,
            Some(_) => return Err(Refusal::new(name, "is not a list")),
            None => return Err(Refusal::new(name, "is missing")),
        };
        let each = objects.iter().map(|object| match object {
            Value::Object(fields) => Ok(Request(fields)),
            _ => Err(Refusal::new(name, "has something that is not an object")),
        });
        each.collect()
    }

    /// What is traded.
    pub(crate) fn kind(&self) -> Result<Kind, Refusal> {
        match self.text("kind")? {
            "call" => Ok(Kind::Call),
            "put" => Ok(Kind::Put),
            "digitalCall" => Ok(Kind::DigitalCall),
            "digitalPut" => Ok(Kind::DigitalPut),
            _ => Err(Refusal::new(
                "kind",
                "is none of call, put, digitalCall, digitalPut",
            )),
        }
    }
}
