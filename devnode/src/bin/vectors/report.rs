//! Counts what was compared and prints what differs.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Code,
    Activation,
    Function,
    Run,
    Boundary,
    Formula,
}

impl Kind {
    const fn plural(self) -> &'static str {
        match self {
            Self::Code => "modules",
            Self::Activation => "activations",
            Self::Function => "function rows",
            Self::Run => "runs",
            Self::Boundary => "boundaries",
            Self::Formula => "formula rows",
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Counts {
    passed: u64,
    failed: u64,
}

/// The result of all comparisons.
#[derive(Default)]
pub(crate) struct Report {
    counts: BTreeMap<Kind, Counts>,
}

impl Report {
    /// Begins one item, which passes unless an expectation about it fails.
    pub(crate) fn item<'a>(&'a mut self, kind: Kind, program: &'a str, part: &'a str) -> Item<'a> {
        Item {
            report: self,
            kind,
            program,
            part,
            differs: false,
        }
    }

    /// Whether nothing was compared.
    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Number of items with a difference.
    pub(crate) fn failed(&self) -> u64 {
        self.counts.values().map(|counts| counts.failed).sum()
    }

    fn passed(&self) -> u64 {
        self.counts.values().map(|counts| counts.passed).sum()
    }

    /// The counts by kind, and in the last line those of all.
    pub(crate) fn summary(&self) -> String {
        let mut text = String::new();
        for (kind, Counts { passed, failed }) in &self.counts {
            let _ = writeln!(
                text,
                "{:>13}: {passed} passed, {failed} failed",
                kind.plural()
            );
        }
        let _ = writeln!(text, "{} passed, {} failed", self.passed(), self.failed());
        text
    }
}

/// One thing that agrees or doesn't.
pub(crate) struct Item<'a> {
    report: &'a mut Report,
    kind: Kind,
    program: &'a str,
    part: &'a str,
    differs: bool,
}

impl Item<'_> {
    /// Compares a field.
    pub(crate) fn expect<T: PartialEq + Debug>(&mut self, field: &str, expected: &T, got: &T) {
        if expected != got {
            self.differ(field, &format!("{expected:?}"), &format!("{got:?}"));
        }
    }

    /// Notes a difference.
    pub(crate) fn differ(&mut self, field: &str, expected: &str, got: &str) {
        self.differs = true;
        println!(
            "MISMATCH {} / {} / {field}\n    expected {expected}\n    got      {got}",
            self.program, self.part
        );
    }
}

impl Drop for Item<'_> {
    fn drop(&mut self) {
        let counts = self.report.counts.entry(self.kind).or_default();
        if self.differs {
            counts.failed += 1;
        } else {
            counts.passed += 1;
        }
    }
}
