//! The snapshot of sizes, whose changes are visible in reviews.

use crate::report::Report;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn write(path: &Path, reports: &BTreeMap<String, Report>) -> Result<()> {
    let text = serde_json::to_string_pretty(reports)? + "\n";
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

pub(crate) fn check(path: &Path, reports: &BTreeMap<String, Report>) -> Result<()> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let known: BTreeMap<String, Report> = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a snapshot", path.display()))?;
    let mut differences = Vec::new();
    for (name, report) in reports {
        match known.get(name) {
            Some(old) if old == report => {}
            Some(old) => differences.push(format!(
                "{name}: was {old:?}\n{:w$}  is  {report:?}",
                "",
                w = name.len()
            )),
            None => differences.push(format!("{name}: not in the snapshot")),
        }
    }
    differences.extend(
        known
            .keys()
            .filter(|name| !reports.contains_key(*name))
            .map(|name| format!("{name}: in the snapshot, but not built")),
    );
    if differences.is_empty() {
        return Ok(());
    }
    bail!(
        "{} differs; if that is intended, run scripts/build --update and give the reason in the commit\n{}",
        path.display(),
        differences.join("\n")
    )
}
