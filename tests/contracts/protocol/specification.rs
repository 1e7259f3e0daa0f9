//! The table of parameters in `docs/protocol/specification.md` equals the answers of deployed contracts.

use std::collections::BTreeMap;

use alloy_primitives::U256;
use bindings::IGoverned;
use contract_tests::authority::key;
use contract_tests::pool::Pool;
use contract_tests::trading::Trading;

const PAGE: &str = include_str!("../../../docs/protocol/specification.md");

/// The number of parameters in the table. A new parameter of a contract is added there and here.
const PARAMETERS: usize = 23;

/// Returns the rows of the table: module, key, and the answer of `setting`.
pub(crate) fn rows() -> Vec<(&'static str, &'static str, [U256; 3], u8)> {
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect();
    let rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    let rows = rows
        .map(cells)
        .filter_map(|cells: Vec<&str>| <[&str; 5]>::try_from(cells).ok());
    rows.map(|[name, first, min, max, safer]| {
        let (module, key) = name.trim_matches('`').split_once('.').expect("module.key");
        let numbers = [first, min, max].map(|text| text.parse().expect("a number"));
        let safer = match safer {
            "lower" => 1,
            "higher" => 2,
            "neither" => 3,
            other => panic!("{other}"),
        };
        (module, key, numbers, safer)
    })
    .collect()
}

#[test]
fn parameters_of_the_page_are_those_of_the_contracts() {
    let stage = Trading::set();
    let pool = Pool::of_decimals(6);
    let modules = BTreeMap::from([
        ("oracle", stage.oracle),
        ("riskManager", stage.risk),
        ("vault", stage.vault),
        ("liquidator", stage.liquidator),
    ]);
    let rows = rows();
    assert_eq!(rows.len(), PARAMETERS);
    for (module, name, [first, min, max], safer) in rows {
        let call = IGoverned::settingCall { key: key(name) };
        let said = match modules.get(module) {
            Some(contract) => stage.ask(*contract, call),
            None if module == "withdrawalQueue" => pool.ask_queue(call),
            None => panic!("{module}"),
        };
        let page = (first, min, max, safer);
        assert_eq!(
            (said._0, said._1, said._2, said._3),
            page,
            "{module}.{name}"
        );
    }
}
