//! The cost of the shortfall.

use crate::support::{Stage, WAD, assess, estimate};
use contract_tests::snapshot::{Figures, check};

#[test]
fn of_whole_calls_is_as_stated() {
    let mut stage = Stage::set();
    stage.cache();
    let mut figures = Figures::new();
    for count in [16, 64, 192] {
        let legs = stage.legs(count);
        let asked = stage.shortfall(&legs);
        let assessed = stage.assessed(&asked)._0;
        let (tail, book) = (stage.tail, stage.book);
        let quick = stage.gas(tail, estimate(&assessed, WAD / 100));
        let full = stage.gas(tail, asked.clone());
        let grid = stage.gas(book, assess(&asked));
        for (name, gas) in [
            ("option-tail estimate", quick),
            ("option-tail shortfall", full),
            ("option-book assess", grid),
        ] {
            println!("{gas:>9}  {name}, {count:03} series");
            figures.insert(format!("{name}, {count:03} series"), gas);
        }
    }
    // Strikes out of reach of the fast kernel: the spot has fallen to less than a third of them.
    let mut far = stage.shortfall(&stage.legs(192));
    far.context.spot = 500 * WAD;
    let tail = stage.tail;
    let gas = stage.gas(tail, far);
    println!("{gas:>9}  option-tail shortfall, 192 series, strikes far from the spot");
    figures.insert(
        "option-tail shortfall, 192 series, strikes far from the spot".into(),
        gas,
    );
    assert!(gas <= 8_000_000);
    check("gas-tail", &figures);
    assert!(figures["option-tail estimate, 192 series"] <= 60_000);
    // A transaction has 32 million gas.
    assert!(figures["option-tail shortfall, 192 series"] <= 1_200_000);
}
