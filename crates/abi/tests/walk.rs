//! The walks of `contracts/README.md` pass functions that stand where the page says.

use std::path::Path;

const FEWEST_STEPS: usize = 70;

#[test]
fn every_function_of_the_walks_stands_in_its_file() {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    let page = std::fs::read_to_string(contracts.join("README.md")).expect("the page");
    let (_, walks) = page.split_once("## Five walks").expect("the walks");
    let quoted: Vec<_> = walks.split('`').skip(1).step_by(2).collect();
    let mut steps = 0;
    for pair in quoted.windows(2) {
        let [file, function] = *pair else { continue };
        if !file.contains("/src/") {
            continue;
        }
        let source = std::fs::read_to_string(contracts.join(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let declared = format!("fn {function}(");
        let generic = format!("fn {function}<");
        assert!(
            source.contains(&declared) || source.contains(&generic),
            "{file} has no function {function}"
        );
        steps += 1;
    }
    assert!(steps >= FEWEST_STEPS, "{steps}");
}
