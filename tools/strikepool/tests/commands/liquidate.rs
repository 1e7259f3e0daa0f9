//! Accounts that are short.

use crate::terminal::{NOBODY, SELLER, TRADER, Terminal, amount};

#[test]
fn who_is_short_is_found_closed_sold_and_taken() {
    let t = Terminal::open();
    let account = |index| t.served.stage.pricing.node.account(index);
    let (seller, buyer, small) = (account(SELLER), account(8), account(9));
    assert!(
        t.says(None, &["liquidate", "list"])
            .contains("every account has")
    );
    t.served.fund(small, 5_000);
    t.served.corner(seller, buyer);
    let (seller, small) = (seller.to_string(), small.to_string());
    let short = t.json(None, &["liquidate", "list"]);
    assert_eq!(short.as_array().map(Vec::len), Some(1), "{short}");
    assert_eq!(short[0]["account"], seller.as_str());
    let sound = t.fails(NOBODY, 1, &["liquidate", "run", &small]);
    assert!(sound.contains("has its maintenance margin"), "{sound}");

    // The pool may not, so an auction begins; somebody takes a tenth of what is due.
    let begun = t.says(NOBODY, &["liquidate", "run", &seller]);
    assert!(begun.contains("auction 1 of account"), "{begun}");
    let shown = t.says(None, &["liquidate", "show", &seller]);
    assert!(
        shown.contains("it is for sale") && shown.contains("it began"),
        "{shown}"
    );
    let poor = t.fails(NOBODY, 1, &["liquidate", "bid", &seller, "--part", "5%"]);
    assert!(poor.contains("(LiquidatorTaker)"), "{poor}");
    t.served.fund(account(TRADER), 500_000);
    let cheap = ["liquidate", "bid", &seller, "--part", "5%", "--limit", "1"];
    let cheap = t.fails(TRADER, 1, &cheap);
    assert!(cheap.contains("(LiquidatorPrice)"), "{cheap}");
    let taken = t.json(TRADER, &["liquidate", "bid", &seller, "--part", "5%"]);
    assert_eq!(taken["part"], "0.05");
    assert!(amount(&taken["price"]) > 0.0);
    let held = t.json(TRADER, &["account"]);
    assert_eq!(held["positions"][0]["quantity"], "-250");
    let fund = t.says(None, &["liquidate", "fund"]);
    assert!(fund.contains("insurance fund"), "{fund}");
}

#[test]
fn the_pool_closes_what_is_due_and_pays_for_it() {
    let t = Terminal::open();
    let small = t.served.stage.pricing.node.account(9);
    t.served.list(0, 2_100);
    t.served.fund(small, 5_000);
    t.served.trade(small, -10_000);
    t.served.push(230_000);
    let small = small.to_string();
    let due = t.json(None, &["liquidate", "show", &small]);
    assert_eq!(due["stage"], 1);
    let closed = t.json(NOBODY, &["liquidate", "run", &small]);
    assert_eq!(closed["closed"]["part"], due["part"]);
    assert_eq!(closed["closed"]["pay"], due["pay"]);
    assert_eq!(t.json(NOBODY, &["account"])["money"], due["pay"]);
    assert!(
        t.says(None, &["liquidate", "list"])
            .contains("every account has")
    );
}
