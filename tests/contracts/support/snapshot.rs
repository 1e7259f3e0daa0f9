//! Figures in a file under review.

use crate::package_dir;
use std::collections::BTreeMap;

/// Figures by name.
pub type Figures = BTreeMap<String, u64>;

/// Compares figures with `tests/snapshots/NAME.json`, or writes the file when `STRIKEPOOL_UPDATE` is set.
///
/// # Panics
/// When a figure differs. Names each of them.
pub fn check(name: &str, figures: &Figures) {
    let path = package_dir().join(format!("../snapshots/{name}.json"));
    if std::env::var_os("STRIKEPOOL_UPDATE").is_some() {
        let text = serde_json::to_string_pretty(figures).expect("figures are numbers");
        std::fs::write(&path, text + "\n").expect("the snapshot can be written");
        return;
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: Figures = serde_json::from_str(&text).unwrap_or_default();
    let names = kept.keys().chain(figures.keys());
    let differing: Vec<_> = names
        .filter(|name| kept.get(*name) != figures.get(*name))
        .map(|name| format!("{name}: {:?} was {:?}", figures.get(name), kept.get(name)))
        .collect();
    assert!(
        differing.is_empty(),
        "{name}.json differs; if that is meant, run with STRIKEPOOL_UPDATE=1 and say why:\n{}",
        differing.join("\n")
    );
}
