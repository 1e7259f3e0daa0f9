//! The calls that contracts make of each other are those of the published ABI (`abi/`): every selector, mutability and
//! return type. The SDK's macro makes a selector of the text of a declaration, so the text is what is held.

use alloy_json_abi::{Function, JsonAbi, Param, StateMutability};
use std::path::Path;

/// What a declaration returns when its answer is only handed on, whatever it is.
const HANDED: &str = "Handed";

/// A function as a `sol_interface!` declares it.
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
    let blocks = source.split("sol_interface! {").skip(1);
    for block in blocks {
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
    let (mut seen, sources) = (0, root().join("crates/abi/src"));
    let governed = json("IGoverned");
    for file in std::fs::read_dir(sources).expect("the sources") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(path).expect("text");
        for call in calls_in(&source) {
            let abi = json(&call.interface);
            let function = if call.signature.starts_with("setting(") {
                function_of(&governed, &call)
            } else {
                function_of(&abi, &call)
            };
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
    let source = "sol_interface! {\n interface IOracle {\n function snapshot(uint64 settling) external view returns (OracleSnapshot);\n function observe((uint64,bool)[] a, uint8 b) external;\n }\n}";
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
