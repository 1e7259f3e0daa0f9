//! Revert data of contracts, as sentences.

use std::fmt::{self, Display, Formatter};
use std::sync::OnceLock;

use alloy::dyn_abi::{DynSolType, DynSolValue};
use alloy::json_abi::{Error, JsonAbi};
use alloy::primitives::{B256, U256, hex};
use alloy_sol_types::{Panic, Revert, SolError};
use serde_json::{Value, json};

use crate::protocol::account_name;
use crate::sentences;
use crate::series::kind_name;
use crate::units::{self, Asset};

/// The published interfaces, with their ABI.
const INTERFACES: &[(&str, &str)] = &[
    ("IAuthority", include_str!("../../../abi/IAuthority.json")),
    ("IClearing", include_str!("../../../abi/IClearing.json")),
    ("IGoverned", include_str!("../../../abi/IGoverned.json")),
    ("ILens", include_str!("../../../abi/ILens.json")),
    ("ILiquidator", include_str!("../../../abi/ILiquidator.json")),
    ("IMarket", include_str!("../../../abi/IMarket.json")),
    ("IOptionBook", include_str!("../../../abi/IOptionBook.json")),
    (
        "IOptionMargin",
        include_str!("../../../abi/IOptionMargin.json"),
    ),
    ("IOptionMath", include_str!("../../../abi/IOptionMath.json")),
    (
        "IOptionPricer",
        include_str!("../../../abi/IOptionPricer.json"),
    ),
    (
        "IOptionQuoter",
        include_str!("../../../abi/IOptionQuoter.json"),
    ),
    ("IOptionTail", include_str!("../../../abi/IOptionTail.json")),
    ("IOracle", include_str!("../../../abi/IOracle.json")),
    ("IPoolLens", include_str!("../../../abi/IPoolLens.json")),
    (
        "IRiskManager",
        include_str!("../../../abi/IRiskManager.json"),
    ),
    ("IVault", include_str!("../../../abi/IVault.json")),
    ("IWatchlist", include_str!("../../../abi/IWatchlist.json")),
    (
        "IWithdrawalQueue",
        include_str!("../../../abi/IWithdrawalQueue.json"),
    ),
];

/// The errors of `ArbWasm`, the chain's own contract for Stylus programs.
const OF_PROGRAMS: &[&str] = &[
    "error ProgramExpired(uint64 ageInSeconds)",
    "error ProgramInsufficientValue(uint256 have, uint256 want)",
    "error ProgramKeepaliveTooSoon(uint64 ageInSeconds)",
    "error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion)",
    "error ProgramNotActivated()",
    "error ProgramNotWasm()",
    "error ProgramUpToDate()",
];

/// The error that a contract reverted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error's name; empty for an unknown error.
    pub name: String,
    /// Its arguments by name, as they are.
    pub arguments: Value,
    /// The error as a sentence.
    pub sentence: String,
    /// The revert data.
    pub data: Vec<u8>,
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            f.write_str(&self.sentence)
        } else {
            write!(f, "{} ({})", self.sentence, self.name)
        }
    }
}

/// Every error of the published interfaces and of `ArbWasm`, once.
fn errors() -> &'static [Error] {
    static ERRORS: OnceLock<Vec<Error>> = OnceLock::new();
    ERRORS.get_or_init(|| {
        let mut all: Vec<Error> = Vec::new();
        for (_, text) in INTERFACES {
            let abi: JsonAbi = serde_json::from_str(text).unwrap_or_default();
            for error in abi.errors() {
                if !all.contains(error) {
                    all.push(error.clone());
                }
            }
        }
        all.extend(
            OF_PROGRAMS
                .iter()
                .filter_map(|text| Error::parse(text).ok()),
        );
        all
    })
}

impl Refusal {
    /// Reads revert data; amounts are written in this asset.
    #[must_use]
    pub fn read(data: &[u8], asset: &Asset) -> Self {
        Self::known(data, asset).unwrap_or_else(|| Self {
            name: String::new(),
            arguments: Value::Null,
            sentence: unknown(data),
            data: data.to_vec(),
        })
    }

    /// The name of the error with this selector; the selector itself if it is unknown.
    #[must_use]
    pub fn of_selector(selector: [u8; 4]) -> String {
        let error = errors().iter().find(|error| error.selector() == selector);
        error.map_or_else(
            || hex::encode_prefixed(selector),
            |error| error.name.clone(),
        )
    }

    /// Reads a node's message about a contract whose program cannot run. Such a call does not revert, so it has no revert
    /// data, and only the message says why: `error ProgramExpired(uint64): 31622400`.
    #[must_use]
    pub fn of_program(message: &str, asset: &Asset) -> Option<Self> {
        let (_, text) = message.split_once("error Program")?;
        let (name, rest) = text.split_once('(')?;
        let name = format!("Program{name}");
        let error = errors().iter().find(|error| error.name == name)?;
        let (_, figures) = rest.split_once(')')?;
        let figures = figures.trim_start_matches(':').split_whitespace();
        let figures = figures.map_while(|figure| figure.parse::<U256>().ok());
        let mut data = error.selector().to_vec();
        for figure in figures.take(error.inputs.len()) {
            data.extend(figure.to_be_bytes::<32>());
        }
        Some(Self::read(&data, asset))
    }

    /// The value of a number among the arguments; zero if there is none of this name.
    #[must_use]
    pub fn figure(&self, name: &str) -> U256 {
        let text = self.arguments[name].as_str();
        text.and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    fn known(data: &[u8], asset: &Asset) -> Option<Self> {
        let (selector, rest) = data.split_first_chunk::<4>()?;
        let error = errors()
            .iter()
            .find(|error| error.selector().0 == *selector)?;
        let types = error.inputs.iter().map(|input| input.ty.parse());
        let types: Vec<DynSolType> = types.collect::<Result<_, _>>().ok()?;
        let DynSolValue::Tuple(values) = DynSolType::Tuple(types).abi_decode_params(rest).ok()?
        else {
            return None;
        };
        let named = || error.inputs.iter().map(|input| &input.name).zip(&values);
        let arguments = named().map(|(name, value)| (name.clone(), json!(plain(value))));
        let sentence = sentences::of(&error.name).map_or_else(
            || error.name.clone(),
            |sentence| {
                fill(sentence, |name, format| {
                    let value = named().find(|(own, _)| *own == name)?.1;
                    written(value, format, asset)
                })
            },
        );
        Some(Self {
            name: error.name.clone(),
            arguments: arguments.collect(),
            sentence,
            data: data.to_vec(),
        })
    }
}

/// Revert data that is none of the protocol's errors, as a sentence.
fn unknown(data: &[u8]) -> String {
    if data.is_empty() {
        return "the contract reverted without saying why".into();
    }
    if let Ok(revert) = Revert::abi_decode(data) {
        return format!("the contract reverted: {}", revert.reason);
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return format!("the contract failed: {panic}");
    }
    format!("the contract reverted with {}", hex::encode_prefixed(data))
}

/// Fills the places of a sentence by name and format; a place without a value stays as it is.
fn fill(sentence: &str, value: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let filled = place
            .split_once(':')
            .and_then(|(name, format)| value(name, format));
        out.push_str(&filled.unwrap_or_else(|| format!("{{{place}}}")));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A value as plain text.
fn plain(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Uint(number, _) => number.to_string(),
        DynSolValue::Int(number, _) => number.to_string(),
        DynSolValue::Bool(truth) => truth.to_string(),
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..*size]),
        other => format!("{other:?}"),
    }
}

/// A value in a format; `None` if the format does not fit the value.
fn written(value: &DynSolValue, format: &str, asset: &Asset) -> Option<String> {
    let number = || -> Option<i128> {
        match value {
            DynSolValue::Uint(number, _) => i128::try_from(*number).ok(),
            DynSolValue::Int(number, _) => i128::try_from(*number).ok(),
            _ => None,
        }
    };
    let unsigned = || u64::try_from(number()?).ok();
    let text = match format {
        "plain" => Some(plain(value)),
        "asset" => number().map(|units| asset.amount(units)),
        "usd" => number().map(|wei| format!("{} USD", units::wad(wei))),
        "wad" => number().map(units::wad),
        "percent" => number()
            .and_then(|wei| wei.checked_mul(100))
            .map(|wei| format!("{}%", units::wad(wei))),
        "time" => unsigned().map(units::time),
        "secs" => unsigned().map(units::span),
        "kind" => unsigned().and_then(|kind| Some(kind_name(u8::try_from(kind).ok()?))),
        "round" => number().map(round),
        "account" => match value {
            DynSolValue::Uint(id, _) => Some(account_name(*id)),
            _ => None,
        },
        "name" => match value {
            DynSolValue::FixedBytes(word, 32) => Some(word_name(word)),
            _ => None,
        },
        _ => None,
    };
    // A value that is too large for its format is written as plain text.
    text.or_else(|| (format != "name" && number().is_none()).then(|| plain(value)))
}

/// A round of a feed as people read it: number and phase.
fn round(id: i128) -> String {
    let (phase, number) = (id >> 64, id & i128::from(u64::MAX));
    format!("{number} of phase {phase}")
}

/// The short text in a 32-byte word.
#[must_use]
pub fn word_name(word: &B256) -> String {
    let text: Vec<u8> = word.iter().copied().take_while(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bindings::{IMarket, IRiskManager};
    use std::collections::BTreeSet;
    use std::path::Path;

    fn usdc() -> Asset {
        Asset {
            symbol: "USDC".into(),
            places: 6,
        }
    }

    #[test]
    fn every_interface_is_known() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../abi");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_name()?
                    .to_str()
                    .map(str::to_owned)
            })
            .filter_map(|name| {
                let stem = name.strip_suffix(".json")?;
                stem.starts_with('I').then(|| stem.to_owned())
            })
            .collect();
        let known: BTreeSet<String> = INTERFACES.iter().map(|it| it.0.to_owned()).collect();
        assert_eq!(known, there);
        for (name, text) in INTERFACES {
            let abi: Result<JsonAbi, _> = serde_json::from_str(text);
            assert!(abi.is_ok(), "{name}");
        }
    }

    #[test]
    fn every_error_has_a_sentence_and_every_sentence_an_error() {
        let declared: BTreeSet<&str> = errors().iter().map(|it| it.name.as_str()).collect();
        let with_sentence: BTreeSet<&str> = sentences::all().map(|entry| entry.0).collect();
        assert_eq!(
            with_sentence.len(),
            sentences::all().count(),
            "an error has two sentences"
        );
        assert_eq!(with_sentence, declared);
    }

    #[test]
    fn every_place_of_a_sentence_is_filled_by_an_argument_of_its_error() {
        for error in errors() {
            let template = sentences::of(&error.name).unwrap();
            // The word 1 is a valid value of every type here.
            let mut data = error.selector().to_vec();
            for _ in &error.inputs {
                data.extend(B256::with_last_byte(1));
            }
            let refusal = Refusal::read(&data, &usdc());
            assert_eq!(refusal.name, error.name);
            let sentence = &refusal.sentence;
            assert!(!sentence.contains(['{', '}']), "{}: {sentence}", error.name);
            for input in &error.inputs {
                assert!(
                    template.contains(&format!("{{{}:", input.name)),
                    "{} does not show {}",
                    error.name,
                    input.name
                );
            }
        }
    }

    #[test]
    fn amounts_are_written_in_the_units_of_the_asset() {
        let limit = IMarket::MarketPriceLimit {
            cost: 12_500_000,
            limit: 10_000_000,
        };
        let text = Refusal::read(&limit.abi_encode(), &usdc()).to_string();
        assert!(
            text.contains("12.5 USDC") && text.contains("10 USDC"),
            "{text}"
        );
        assert!(text.ends_with("(MarketPriceLimit)"), "{text}");
        let listed = IRiskManager::RiskNotListed {
            expiry: 1_798_185_600,
            kind: 1,
            strike: 3_200 * 10_u128.pow(18),
        };
        let text = Refusal::read(&listed.abi_encode(), &usdc()).sentence;
        assert!(text.starts_with("the put of 2026-12-25 08:00:00 UTC at 3200 is not listed"));
    }

    #[test]
    fn a_program_that_cannot_run_is_read_from_the_message_of_the_node() {
        let read = |text: &str| Refusal::of_program(text, &usdc());
        for message in [
            "error ProgramExpired(uint64): 31622400",
            "failed with 50000000 gas: error ProgramExpired(uint64): 31622400",
        ] {
            let refusal = read(message).unwrap();
            assert_eq!(refusal.name, "ProgramExpired");
            assert!(refusal.sentence.contains("366 days"), "{refusal}");
        }
        assert_eq!(
            read("error ProgramNotActivated()").unwrap().name,
            "ProgramNotActivated"
        );
        let outdated = read("error ProgramNeedsUpgrade(uint16,uint16): 1 2").unwrap();
        assert_eq!(outdated.arguments["stylusVersion"], "2");
        for message in [
            "execution reverted",
            "error ProgramUnheardOf()",
            "error Program",
        ] {
            assert_eq!(read(message), None, "{message}");
        }
    }

    #[test]
    fn errors_of_other_contracts_are_shown_as_far_as_possible() {
        let text = |data: &[u8]| Refusal::read(data, &usdc()).to_string();
        assert!(text(&[]).contains("without saying why"));
        let revert = Revert::from("paused").abi_encode();
        assert_eq!(text(&revert), "the contract reverted: paused");
        assert_eq!(
            text(&[1, 2, 3, 4, 5]),
            "the contract reverted with 0x0102030405"
        );
    }
}
