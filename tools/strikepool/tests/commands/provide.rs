//! A provider, from joining to leaving.

use crate::terminal::{LP, NOBODY, Terminal, amount};
use serde_json::Value;

#[test]
fn a_provider_joins_waits_and_leaves() {
    let t = Terminal::open();
    let before = amount(&t.json(LP, &["vault"])["own"]["shares"]);
    t.endow(LP, 1_000);
    let joined = t.says(LP, &["vault", "deposit", "1000"]);
    assert!(
        joined.contains("approved 1000 USDC for the vault"),
        "{joined}"
    );
    assert!(
        joined.contains("joined with 1000 USDC for 1000 shares"),
        "{joined}"
    );
    let shown = t.says(LP, &["vault"]);
    assert!(shown.contains("your shares"), "{shown}");
    let own = t.json(LP, &["vault", "show"]);
    assert!((amount(&own["own"]["shares"]) - before - 1_000.0).abs() < 1e-6);
    let refused = t.fails(
        LP,
        2,
        &["vault", "redeem", "1000", "--min-amount", "1000.01"],
    );
    assert!(refused.contains("would bring"), "{refused}");
    let left = t.json(LP, &["vault", "withdraw", "100", "--max-shares", "101"]);
    assert_eq!(left["assets"], "100");
    assert!(amount(&left["shares"]) > 100.0, "there is an exit fee");
    let redeemed = t.says(LP, &["vault", "redeem", "50"]);
    assert!(
        redeemed.contains("left with 49.9") && redeemed.contains("for 50 shares"),
        "{redeemed}"
    );
    let beyond = t.fails(LP, 1, &["vault", "withdraw", "999999999"]);
    assert!(beyond.contains("(VaultExceedsMax)"), "{beyond}");

    // The queue: in, out again, in, closed, fetched.
    let queued = t.says(LP, &["vault", "queue", "request", "300"]);
    assert!(queued.contains("approved 300 shares"), "{queued}");
    let back = t.says(LP, &["vault", "queue", "cancel"]);
    assert!(back.contains("300 shares are back"), "{back}");
    t.says(LP, &["vault", "queue", "request", "200"]);
    assert_eq!(
        t.json(LP, &["vault", "queue"])["own"]["waitingShares"],
        "200"
    );
    let early = t.fails(NOBODY, 1, &["vault", "queue", "close"]);
    assert!(
        early.contains("the next closing can be made from"),
        "{early}"
    );
    t.served.pass(24 * 3_600);
    t.served.push(200_000);
    let closed = t.says(NOBODY, &["vault", "queue", "close"]);
    assert!(closed.contains("redeemed 200 shares"), "{closed}");
    let before = amount(&Value::from(t.balance(LP)));
    let fetched = t.json(LP, &["vault", "queue", "claim"]);
    let after = amount(&Value::from(t.balance(LP)));
    assert!((after - before - amount(&fetched["assets"])).abs() < 1e-6);
    assert!(amount(&fetched["assets"]) > 199.0);
    let none = t.fails(LP, 1, &["vault", "queue", "claim"]);
    assert!(none.contains("nothing to claim"), "{none}");
}
