//! What the ABI binary of a contract prints.

use crate::layout::{self, Layout};
use std::fmt;

/// An interface as Solidity text.
#[derive(Clone, Copy, Debug)]
pub struct Interface {
    /// Its name.
    pub name: &'static str,
    /// The declarations that [`solidity!`](crate::solidity) kept. Of the interfaces among them, only the one with this
    /// name contributes functions.
    pub declarations: &'static [&'static str],
    /// The names of the errors among them that the contract raises; `None` means all.
    pub refuses: Option<&'static [&'static str]>,
}

/// One declaration: the lines of its doc comment, and its text up to the semicolon or closing brace.
#[derive(Debug, PartialEq, Eq)]
struct Declaration {
    /// The interface that it is in, if any.
    within: Option<String>,
    docs: Vec<String>,
    code: String,
}

/// The kinds of declarations, in the order in which they are printed.
const KINDS: [&str; 4] = ["struct", "event", "error", "function"];

impl Interface {
    fn parsed(self) -> Vec<Declaration> {
        let texts = self.declarations.iter();
        let all = texts.flat_map(|text| parse(text));
        let own = all.filter(|item| {
            item.within
                .as_deref()
                .is_none_or(|within| within == self.name)
        });
        let own = own.filter(|item| item.kind() != "error" || self.refuses_with(item.name()));
        with_structs_in_use(own.collect())
    }

    fn refuses_with(self, error: &str) -> bool {
        self.refuses.is_none_or(|errors| errors.contains(&error))
    }

    /// Returns the line `constructor(address owner, …)`, empty when there is none.
    fn constructor(self) -> String {
        let all = self.parsed();
        let found = all.iter().find(|item| item.kind() == "constructor");
        found.map_or_else(String::new, |item| {
            item.code.trim_end_matches(';').to_owned()
        })
    }

    fn print(self, parents: &[Self]) {
        let names: Vec<_> = parents.iter().map(|parent| parent.name).collect();
        let inherits = match names.join(", ") {
            none if none.is_empty() => none,
            names => format!(" is {names}"),
        };
        println!("interface {}{inherits} {{", self.name);
        let all = self.parsed();
        let of_kind = |kind| {
            let items = all.iter().filter(|item| item.kind() == kind);
            items.map(ToString::to_string).collect::<String>()
        };
        let groups = KINDS.map(of_kind);
        let groups: Vec<_> = groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect();
        print!("{}", groups.join("\n"));
        println!("}}");
    }
}

impl Declaration {
    fn kind(&self) -> &str {
        self.code.split([' ', '(']).next().unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.code.split([' ', '(']).nth(1).unwrap_or_default()
    }

    /// Returns whether a type with this name occurs in it.
    fn names(&self, ty: &str) -> bool {
        let mut words = self.code.split(|sign: char| !sign.is_alphanumeric());
        words.any(|word| word == ty)
    }
}

impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.docs {
            writeln!(f, "    /// {line}")?;
        }
        writeln!(f, "    {}", self.code)
    }
}

/// Drops the structs that nothing else names: interfaces share a declaration, and each publishes its own types.
fn with_structs_in_use(all: Vec<Declaration>) -> Vec<Declaration> {
    let used = |item: &Declaration| {
        item.kind() != "struct"
            || all
                .iter()
                .any(|user| user.name() != item.name() && user.names(item.name()))
    };
    let used: Vec<_> = all.iter().map(used).collect();
    let kept = all.into_iter().zip(used);
    kept.filter_map(|(item, used)| used.then_some(item))
        .collect()
}

/// Reads declarations from the tokens that Rust kept of them, inside and outside of an interface.
fn parse(text: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    let mut docs = Vec::new();
    let mut within = None;
    while !rest.is_empty() {
        if let Some(attribute) = rest.strip_prefix("#[") {
            let after = if let Some(doc) = attribute.strip_prefix("doc") {
                let (line, after) = quoted(doc);
                docs.push(line.trim().to_owned());
                after
            } else {
                attribute
            };
            rest = after
                .split_once(']')
                .expect("the end of an attribute")
                .1
                .trim_start();
        } else if let Some(interface) = rest.strip_prefix("interface") {
            docs.clear();
            let (name, body) = interface.split_once('{').expect("an interface's body");
            within = Some(name.trim().to_owned());
            rest = body.trim_start();
        } else if let Some(after) = rest.strip_prefix('}') {
            within = None;
            rest = after.trim_start();
        } else if let Some(comment) = rest.strip_prefix("///") {
            let (line, after) = comment.split_once('\n').unwrap_or((comment, ""));
            docs.push(line.trim().to_owned());
            rest = after.trim_start();
        } else {
            let end = if rest.starts_with("struct") { '}' } else { ';' };
            let end = rest.find(end).expect("the end of a declaration");
            let (code, after) = rest.split_at(end.saturating_add(1));
            found.push(Declaration {
                within: within.clone(),
                docs: std::mem::take(&mut docs),
                code: spaced(code),
            });
            rest = after.trim_start();
        }
    }
    found
}

/// Returns the text of the first string literal, raw or not, and the text after it.
fn quoted(text: &str) -> (&str, &str) {
    let (before, rest) = text.split_once('"').expect("a string");
    let end = format!("\"{}", "#".repeat(before.matches('#').count()));
    rest.split_once(&end).expect("the end of a string")
}

/// Returns the code on one line, with the usual spaces.
fn spaced(code: &str) -> String {
    let words: Vec<_> = code.split_whitespace().collect();
    let mut line = words.join(" ");
    for sign in ["(", ")", ",", ";", "[", "]"] {
        line = line.replace(&format!(" {sign}"), sign);
    }
    for sign in ["(", "["] {
        line = line.replace(&format!("{sign} "), sign);
    }
    line.replace("returns(", "returns (")
}

/// Runs the ABI binary. `interfaces` prints the inherited interfaces and then the contract's own, `constructor` its
/// constructor, `layout` its storage. Without any of these words, or with `abi`, it prints a Solidity file.
pub fn run<T: Layout>(own: Interface, inherited: &[Interface]) {
    let print_all = || {
        inherited.iter().for_each(|parent| parent.print(&[]));
        own.print(inherited);
    };
    match std::env::args().nth(1).as_deref() {
        Some("layout") => layout::print::<T>(),
        Some("interfaces") => print_all(),
        Some("constructor") => println!("{}", own.constructor()),
        _ => {
            println!("// SPDX-License-Identifier: MIT OR Apache-2.0");
            println!("pragma solidity ^0.8.24;\n");
            print_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = stringify! {
        /// An amount moved.
        event Moved(address indexed from, uint256 amount);
        /// Too little.
        #[derive(Debug)]
        error TooLittle(uint256 had, uint256 needed);
        struct Pair { uint64 first; uint128[] second; }
        interface ITest {
            constructor(address owner, address[] seats);
            /// Adds "two", and says
            /// what it made; a line so long that the compiler, when it prints its tokens, breaks it somewhere.
            function add(uint64[] calldata a, Pair pair) external view returns (uint64, bytes);
        }
    };

    fn codes() -> Vec<String> {
        parse(TEXT).into_iter().map(|item| item.code).collect()
    }

    #[test]
    fn declarations_are_taken_one_by_one() {
        assert_eq!(
            codes(),
            [
                "event Moved(address indexed from, uint256 amount);",
                "error TooLittle(uint256 had, uint256 needed);",
                "struct Pair { uint64 first; uint128[] second; }",
                "constructor(address owner, address[] seats);",
                "function add(uint64[] calldata a, Pair pair) external view returns (uint64, bytes);",
            ]
        );
    }

    const OWN: Interface = Interface {
        name: "ITest",
        declarations: &[TEXT, "struct Stray { uint64 one; } error TooMuch();"],
        refuses: Some(&["TooLittle"]),
    };

    #[test]
    fn an_interface_publishes_its_own_structs_and_errors() {
        let names: Vec<_> = OWN
            .parsed()
            .iter()
            .map(|item| item.name().to_owned())
            .collect();
        assert_eq!(names, ["Moved", "TooLittle", "Pair", "address", "add"]);
        let all = Interface {
            refuses: None,
            ..OWN
        };
        assert!(all.parsed().iter().any(|item| item.name() == "TooMuch"));
    }

    #[test]
    fn docs_stay_with_their_declaration() {
        let docs: Vec<_> = parse(TEXT).into_iter().map(|item| item.docs).collect();
        assert_eq!(docs[1], ["Too little."]);
        assert_eq!(docs[3], [""; 0]);
        assert_eq!(docs[4], [
                "Adds \"two\", and says",
                "what it made; a line so long that the compiler, when it prints its tokens, breaks it somewhere."
            ]);
    }
}
