//! A trader, from deposit to payout.

use crate::terminal::{NOBODY, SELLER, TRADER, Terminal, amount};

#[test]
fn a_trader_from_deposit_to_payout() {
    let t = Terminal::open();
    let call = t.series("2100-C");
    let put = t.series("1900-P");

    // What is not listed says so, and anyone lists it.
    let refused = t.fails(TRADER, 1, &["buy", &call, "1"]);
    assert!(
        refused.contains("is not listed") && refused.contains("(RiskNotListed)"),
        "{refused}"
    );
    t.says(NOBODY, &["list", &call]);
    t.says(NOBODY, &["list", &put]);
    let twice = t.fails(NOBODY, 1, &["list", &call]);
    assert!(twice.contains("already listed"), "{twice}");

    // The chain, to people and to programs.
    let chain = t.says(None, &["chain"]);
    assert!(
        chain.contains("ETH 2000 USD") && chain.contains("strike"),
        "{chain}"
    );
    assert!(chain.contains("2100") && chain.contains("1900"), "{chain}");
    let chain = t.json(None, &["chain", &t.date()]);
    let listed = chain["series"].as_array().expect("series");
    assert_eq!(listed.len(), 2);
    let of_call = listed
        .iter()
        .find(|one| one["series"] == call.as_str())
        .expect("the call");
    let (bid, ask) = (amount(&of_call["bidUsd"]), amount(&of_call["askUsd"]));
    assert!(0.0 < bid && bid < amount(&of_call["markUsd"]) && amount(&of_call["markUsd"]) < ask);

    // A quote is what the trade then costs: nothing else happened since.
    let quote = t.json(TRADER, &["quote", &call, "1.5"]);
    let unowned = t.json(None, &["quote", &call, "1.5"]);
    assert_eq!(quote, unowned);
    assert!(
        (amount(&quote["cost"]) - 1.5 * ask).abs() < 1.0,
        "{quote} {ask}"
    );
    assert!(amount(&t.json(None, &["quote", &call, "1", "--sell"])["cost"]) < 0.0);
    let shown = t.says(None, &["quote", &call, "1.5"]);
    assert!(
        shown.contains("you pay") && shown.contains("USDC in all"),
        "{shown}"
    );
    let bought = t.json(TRADER, &["buy", &call, "1.5", "--slippage", "0.5%"]);
    assert_eq!(bought["paid"], quote["cost"]);
    assert_eq!(bought["quoted"], quote["cost"]);
    let limit = amount(&bought["limit"]);
    assert!(
        (limit / amount(&quote["cost"]) - 1.005).abs() < 1e-6,
        "{bought}"
    );
    assert_eq!(bought["legs"][0]["series"], call.as_str());

    // The account: money, position, standing.
    let account = t.json(TRADER, &["account"]);
    let paid = amount(&quote["cost"]);
    assert!((amount(&account["money"]) - (100_000.0 - paid)).abs() < 1e-6);
    assert_eq!(account["positions"][0]["quantity"], "1.5");
    let shown = t.says(TRADER, &["account", "show"]);
    assert!(
        shown.contains(&call) && shown.contains("above initial margin"),
        "{shown}"
    );

    moves_money_and_orders_more(&t, &call, &put);
    is_settled_and_paid(&t);
}

fn moves_money_and_orders_more(t: &Terminal, call: &str, put: &str) {
    // Money in, with the allowance that it needs, said; and out.
    t.endow(TRADER, 500);
    let deposited = t.says(TRADER, &["account", "deposit", "500"]);
    assert!(
        deposited.contains("approved 500 USDC for the market"),
        "{deposited}"
    );
    assert!(deposited.contains("500 USDC in account"), "{deposited}");
    let withdrawn = t.json(TRADER, &["account", "withdraw", "200.25"]);
    assert_eq!(withdrawn["withdrawn"], "200.25");
    assert_eq!(t.balance(TRADER), "200.25");

    // Two legs at once, a limit of one's own, an operator.
    let leg = format!("{call}=-0.5");
    let limited = t.fails(
        TRADER,
        1,
        &["buy", put, "1", "--leg", &leg, "--limit", "0.01"],
    );
    assert!(
        limited.contains("beyond its limit of 0.01 USDC"),
        "{limited}"
    );
    let spread = t.json(TRADER, &["buy", put, "1", "--leg", &leg]);
    assert_eq!(spread["legs"].as_array().map(Vec::len), Some(2));
    let operator = t.served.stage.pricing.node.account(SELLER).to_string();
    let permitted = t.says(TRADER, &["account", "operator", &operator, "1000"]);
    assert!(permitted.contains("may spend 1000 USDC"), "{permitted}");
    let owner = t.served.stage.trader.to_string();
    t.says(SELLER, &["buy", call, "0.1", "--account", &owner]);
    let stranger = t.fails(NOBODY, 1, &["buy", call, "0.1", "--account", &owner]);
    assert!(stranger.contains("MarketOperatorLimit"), "{stranger}");

    // Somebody sells with margin behind it, and not beyond it.
    let short = t.fails(SELLER, 1, &["sell", call, "1"]);
    assert!(short.contains("below its initial margin"), "{short}");
    t.endow(SELLER, 5_000);
    t.says(SELLER, &["account", "deposit", "5000", "--account", "3"]);
    let sold = t.json(
        SELLER,
        &["sell", call, "2", "--account", "3", "--deadline", "2m"],
    );
    assert!(amount(&sold["paid"]) < 0.0);
    let shown = t.says(SELLER, &["account", "--account", "3"]);
    assert!(shown.contains("when the spot is at"), "{shown}");

    // A part of a position is closed, and then all.
    t.says(TRADER, &["close", call, "0.1"]);
    let too_much = t.fails(TRADER, 2, &["close", call, "50"]);
    assert!(too_much.contains("less than 50"), "{too_much}");
    t.says(TRADER, &["close", put]);
    let left = t.json(TRADER, &["account"]);
    assert_eq!(left["positions"].as_array().map(Vec::len), Some(1));
    assert_eq!(left["positions"][0]["quantity"], "1");
}

fn is_settled_and_paid(t: &Terminal) {
    // Expiry at 2,300: proven, settled, paid.
    let early = t.fails(NOBODY, 2, &["settle", &t.date()]);
    assert!(early.contains("is still ahead"), "{early}");
    let expiry = t.served.stage.expiry;
    t.served.pass(expiry - 3_000 - t.served.now());
    t.served.push(200_000);
    t.served.pass(1_800);
    t.served.push(230_000);
    t.served.pass(1_260);
    t.served.push(231_000);
    let before = amount(&t.json(TRADER, &["account"])["money"]);
    let settled = t.json(NOBODY, &["settle", &t.date()]);
    // Ten minutes at 2,000, and twenty at 2,300; the seed, and the round inside.
    assert_eq!(settled["priceUsd"], "2200", "{settled}");
    assert_eq!(settled["rounds"], 2);
    assert_eq!(
        settled["accounts"].as_array().map(Vec::len),
        Some(2),
        "{settled}"
    );
    assert_eq!(settled["inClearing"], false, "{settled}");
    assert_eq!(
        (&settled["claims"], &settled["paid"]),
        (&"100".into(), &"100".into())
    );
    let after = amount(&t.json(TRADER, &["account"])["money"]);
    assert!((after - before - 100.0).abs() < 1e-6, "{before} {after}");
    let again = t.says(NOBODY, &["settle", &t.date()]);
    assert!(
        again.contains("fixed already") && again.contains("settled already"),
        "{again}"
    );
    let all = t.says(TRADER, &["account", "withdraw", "all"]);
    assert!(all.contains("USDC out of account"), "{all}");
    assert_eq!(t.json(TRADER, &["account"])["money"], "0");
}
