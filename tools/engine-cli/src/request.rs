//! The fields of a request, each refused by its name.

use engine::Kind;
use math::{SignedWad, Wad};
use serde_json::{Map, Value};

use crate::decimal;

/// Why a request is refused: the argument at fault, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) argument: String,
    pub(crate) message: String,
    /// The revert data of the contracts for the same fault, if such a request can be sent.
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

    /// Adds the revert data of the contracts.
    pub(crate) fn reverts(self, error: Vec<u8>) -> Self {
        Self {
            revert: Some(error),
            ..self
        }
    }
}

/// The kinds by name, in the order of their numbers in the contracts.
const KINDS: [(&str, Kind); 4] = [
    ("call", Kind::Call),
    ("put", Kind::Put),
    ("digitalCall", Kind::DigitalCall),
    ("digitalPut", Kind::DigitalPut),
];

fn unknown_kind() -> Refusal {
    Refusal::new("kind", "is none of call, put, digitalCall, digitalPut")
}

/// The number of a kind in the contracts.
pub(crate) const fn kind_number(kind: Kind) -> u8 {
    kind as u8
}

/// The kind of a number in the contracts.
pub(crate) fn kind_of(number: u8) -> Result<Kind, Refusal> {
    let kind = KINDS.get(usize::from(number));
    kind.map(|kind| kind.1).ok_or_else(unknown_kind)
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

    /// An amount with a sign; zero if it is left out.
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

    /// An amount that is not negative; zero if it is left out.
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

    /// A truth value; false if it is left out.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.0.get(name) {
            Some(Value::Bool(holds)) => Ok(*holds),
            Some(_) => Err(Refusal::new(name, "is neither true nor false")),
            None => Ok(false),
        }
    }

    /// A list of objects; a fault of one of them is reported under the name of the list.
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

    /// The kind of option.
    pub(crate) fn kind(&self) -> Result<Kind, Refusal> {
        let name = self.text("kind")?;
        let kind = KINDS.iter().find(|kind| kind.0 == name);
        kind.map(|kind| kind.1).ok_or_else(unknown_kind)
    }
}
