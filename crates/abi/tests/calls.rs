//! The calls that contracts make of each other are those of the published ABI (`abi/`): every selector, mutability and
//! return type. The SDK's macro makes a selector of the text of a declaration, so the text is what is held. So is what
//! `runtime`, on which `abi` is built, asks of the authority.

use alloy_json_abi::{Function, JsonAbi, Param, StateMutability};
use std::path::Path;

/// What a declaration returns when its answer is only handed on, whatever it is.
const HANDED: &str = "Handed";

/// What declarations of calls begin with: `calls!` here, `sol!` in `runtime`.
const OPENINGS: [&str; 2] = ["calls! {", " sol! {"];

/// Where `runtime` declares what it asks.
const ROLES: &str = "crates/runtime/src/access/roles.rs";

/// A function as a caller declares it.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    interface: String,
    signature: String,
    view: bool,
    returns: Vec<String>,
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The parts of a list that commas part at its top level.
fn parts(list: &str) -> Vec<String> {
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for sign in list.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => (),
        }
        part.push(sign);
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The parentheses that a text begins with, and what follows them.
fn parentheses(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (place, sign) in text.char_indices() {
        depth += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return (&text[1..place], &text[place + 1..]);
        }
    }
    panic!("unclosed: {text}");
}

/// A parameter without its name.
fn type_of(parameter: &str) -> &str {
    let name = parameter.rfind(' ').unwrap_or(parameter.len());
    parameter[..name].trim()
}

fn calls_in(source: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let blocks = OPENINGS.map(|opening| source.split(opening).skip(1));
    for block in blocks.into_iter().flatten() {
        let mut interface = String::new();
        for line in block.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("interface ") {
                name.trim_end_matches(" {").clone_into(&mut interface);
            }
            let Some(function) = line.strip_prefix("function ") else {
                continue;
            };
            let open = function.find('(').expect("parameters");
            let (parameters, rest) = parentheses(&function[open..]);
            let types: Vec<_> = parts(parameters)
                .iter()
                .map(|it| type_of(it).to_owned())
                .collect();
            let returns = rest
                .split_once("returns ")
                .map(|(_, list)| parentheses(list).0);
            calls.push(Call {
                interface: interface.clone(),
                signature: format!("{}({})", &function[..open], types.join(",")),
                view: rest.contains(" view"),
                returns: parts(returns.unwrap_or_default()),
            });
        }
    }
    calls
}

/// A published type, a struct by its name.
fn published(output: &Param) -> String {
    let array = if output.ty.ends_with("[]") { "[]" } else { "" };
    let name = output.internal_type.as_ref().and_then(|ty| ty.as_struct());
    name.map_or_else(
        || output.ty.clone(),
        |(_, name)| format!("{name}{array}").replace("[][]", "[]"),
    )
}

fn function_of<'a>(abi: &'a JsonAbi, call: &Call) -> &'a Function {
    let mut found = abi
        .functions()
        .filter(|it| it.signature() == call.signature);
    found
        .next()
        .unwrap_or_else(|| panic!("{} has no {}", call.interface, call.signature))
}

#[test]
fn every_call_is_one_that_its_contract_publishes() {
    let mut seen = 0;
    let sources = std::fs::read_dir(root().join("crates/abi/src")).expect("the sources");
    let sources = sources.map(|file| file.expect("a file").path());
    for path in sources.chain([root().join(ROLES)]) {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(path).expect("text");
        for call in calls_in(&source) {
            let abi = json(&call.interface);
            let function = function_of(&abi, &call);
            let view = function.state_mutability == StateMutability::View;
            assert_eq!(view, call.view, "{call:?}");
            let returns: Vec<_> = function.outputs.iter().map(published).collect();
            if call.returns == [HANDED] {
                assert!(!returns.is_empty(), "{call:?}");
            } else {
                assert_eq!(call.returns, returns, "{call:?}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 35, "{seen}");
}

fn json(interface: &str) -> JsonAbi {
    let path = root().join(format!("abi/{interface}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    serde_json::from_str(&text).expect("an ABI")
}

#[test]
fn a_call_that_differs_is_found() {
    let source = "calls! {\n interface IOracle {\n function snapshot(uint64 settling) external view returns (OracleSnapshot);\n function observe((uint64,bool)[] a, uint8 b) external;\n }\n}";
    let calls = calls_in(source);
    assert_eq!(calls[0].signature, "snapshot(uint64)");
    assert_eq!(
        (calls[0].view, calls[0].returns.as_slice()),
        (true, ["OracleSnapshot".to_owned()].as_slice())
    );
    assert_eq!(
        (calls[1].signature.as_str(), calls[1].view),
        ("observe((uint64,bool)[],uint8)", false)
    );
    let abi = json("IOracle");
    assert!(abi
        .functions()
        .all(|it| it.signature() != calls[1].signature));
}
