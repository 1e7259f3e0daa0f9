//! Every command against the deployed protocol on a node, as somebody at a terminal runs them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use contract_tests::served::Served;
use contract_tests::tokens::ICoin;
use contract_tests::trading::{IErc20, Trading, usd};
use serde_json::Value;
use tempfile::TempDir;

/// Accounts of the node's mnemonic.
const NOBODY: usize = 2;
const LP: usize = 3;
const TRADER: usize = 4;
const SELLER: usize = 7;

/// The protocol, and a folder with its record in which commands run.
struct Terminal {
    served: Served,
    folder: TempDir,
}

impl Terminal {
    fn open() -> Self {
        let served = Served::of(Trading::set());
        let folder = TempDir::new().expect("a folder");
        served.write_record(folder.path());
        Self { served, folder }
    }

    fn command(&self, who: Option<usize>, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strikepool"));
        command
            .args(["--rpc", &self.served.url()])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("STRIKEPOOL_PRIVATE_KEY");
        if let Some(who) = who {
            command.env("STRIKEPOOL_PRIVATE_KEY", self.served.key(who));
        }
        command
    }

    fn run(&self, who: Option<usize>, arguments: &[&str]) -> Output {
        self.command(who, arguments).output().expect("it runs")
    }

    /// Runs a command that has to succeed, for people.
    #[track_caller]
    fn says(&self, who: impl Into<Option<usize>>, arguments: &[&str]) -> String {
        let output = self.run(who.into(), arguments);
        let (said, wrong) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}{wrong}");
        said
    }

    /// Runs a command that has to succeed, for programs.
    #[track_caller]
    fn json(&self, who: impl Into<Option<usize>>, arguments: &[&str]) -> Value {
        let said = self.says(who, &[arguments, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {said}"))
    }

    /// Runs a command that has to end with an exit code, and gives what it says of it.
    #[track_caller]
    fn fails(&self, who: impl Into<Option<usize>>, code: i32, arguments: &[&str]) -> String {
        let output = self.run(who.into(), arguments);
        let wrong = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {wrong}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        wrong
    }

    /// The stage's expiry as people write it.
    fn date(&self) -> String {
        venue::units::expiry(self.served.stage.expiry)
    }

    fn series(&self, strike_and_kind: &str) -> String {
        format!("ETH-{}-{strike_and_kind}", self.date())
    }

    /// Gives an account of the mnemonic dollars of the token.
    fn endow(&self, who: usize, dollars: u64) {
        let stage = &self.served.stage;
        let to = stage.pricing.node.account(who);
        let amount = usd(dollars);
        let call = ICoin::transferCall { to, amount };
        self.served.send(stage.pricing.owner, stage.usdc, &call);
    }

    fn balance(&self, who: usize) -> String {
        let owner = self.served.stage.pricing.node.account(who);
        let call = IErc20::balanceOfCall { owner };
        let units = self.served.ask(self.served.stage.usdc, &call);
        venue::units::exact(units, 6)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An amount of a JSON object.
#[track_caller]
fn amount(value: &Value) -> f64 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no amount"));
    text.parse().expect("a number")
}

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
    assert!(twice.contains("listed already"), "{twice}");

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
    assert!(
        short.contains("is missing to its initial margin"),
        "{short}"
    );
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
    assert!(early.contains("has not come"), "{early}");
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
        &["vault", "redeem", "1000", "--least-amount", "1000.01"],
    );
    assert!(refused.contains("would bring"), "{refused}");
    let left = t.json(LP, &["vault", "withdraw", "100", "--most-shares", "101"]);
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
    assert!(early.contains("can be closed from"), "{early}");
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
    assert!(none.contains("nothing is there"), "{none}");
}

#[test]
fn the_pool_is_reported_and_surfaces_are_signed_and_posted() {
    let t = Terminal::open();
    for (name, quantity) in [("2100-C", "2"), ("1900-P", "3")] {
        let series = t.series(name);
        t.says(NOBODY, &["list", &series]);
        t.says(TRADER, &["buy", &series, quantity]);
    }
    let drawing = t.folder.path().join("risk.svg");
    let said = t.says(None, &["risk", "--svg", "risk.svg"]);
    assert!(said.contains("expected shortfall, a day"), "{said}");
    // The table's rows: each spot of each row of the grid.
    let rows = said.lines().filter(|line| line.contains("%  "));
    assert!(rows.count() >= 27, "{said}");
    assert!(
        std::fs::read_to_string(&drawing)
            .expect("drawn")
            .ends_with("</svg>\n")
    );
    let risk = t.json(None, &["risk"]);
    assert_eq!(risk["scenarios"].as_array().map(Vec::len), Some(27));
    assert!(amount(&risk["limits"]["vega"]["usedUsd"]) > 0.0);
    assert!(amount(&risk["delta"]) != 0.0);

    signs_and_posts_surfaces(&t);
}

fn signs_and_posts_surfaces(t: &Terminal) {
    // A surface on its way: typed data, one signature here, one as a wallet makes it, the post.
    let shown = t.json(None, &["surface"]);
    assert_eq!(shown["quorum"], 2);
    assert_eq!(shown["signers"].as_array().map(Vec::len), Some(3));
    let posted = &shown["surfaces"][0];
    t.served.pass(120);
    t.served.push(200_000);
    let slice = serde_json::json!({
        "expiry": t.date(), "level": posted["level"], "slope": posted["slope"],
        "tilt": posted["tilt"], "shift": posted["shift"], "smoothness": posted["smoothness"],
    });
    let file = t.folder.path().join("surface.json");
    std::fs::write(&file, slice.to_string()).expect("written");
    let typed = t.json(None, &["surface", "typed-data", "surface.json"]);
    assert_eq!(typed["primaryType"], "SurfacePost");
    assert_eq!(typed["message"]["nonce"], posted["nextNonce"].to_string());
    let keys = t.served.signer_keys();
    let few = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signer-key", &keys[0]],
    );
    assert!(
        few.contains("2 signatures are needed, 1 were given"),
        "{few}"
    );
    let stranger = t.fails(
        None,
        4,
        &[
            "surface",
            "sign",
            "surface.json",
            "--signer-key",
            &t.served.key(9),
        ],
    );
    assert!(stranger.contains("who signs no surfaces"), "{stranger}");
    let one = t.json(
        None,
        &["surface", "sign", "surface.json", "--signer-key", &keys[2]],
    );
    assert_eq!(
        (&one["signatures"], &one["needed"]),
        (&Value::from(1), &Value::from(2))
    );
    let digest = one["digest"]
        .as_str()
        .expect("a digest")
        .parse()
        .expect("a hash");
    let wallet: alloy::signers::local::PrivateKeySigner = keys[0].parse().expect("a key");
    let made = alloy::signers::SignerSync::sign_hash_sync(&wallet, &digest).expect("signed");
    let made = alloy::primitives::hex::encode_prefixed(made.as_bytes());
    let accepted = t.json(
        NOBODY,
        &["surface", "post", "surface.json", "--signature", &made],
    );
    assert_eq!(accepted["accepted"], true);
    let again = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signature", &made],
    );
    assert!(again.contains("(Pricer"), "{again}");

    // A surface that admits arbitrage is not even sent.
    let mut steep = slice.clone();
    steep["slope"] = "1.9".into();
    std::fs::write(&file, steep.to_string()).expect("written");
    t.served.pass(120);
    t.served.push(200_000);
    let both = format!("{},{}", keys[0], keys[1]);
    let arbitrage = t.fails(
        NOBODY,
        1,
        &["surface", "post", "surface.json", "--signer-key", &both],
    );
    assert!(arbitrage.contains("surface"), "{arbitrage}");
    assert_eq!(t.json(None, &["surface"])["surfaces"][0]["halted"], false);
    let forced = [
        "surface",
        "post",
        "surface.json",
        "--signer-key",
        &both,
        "--even-if-refused",
    ];
    assert_eq!(t.json(NOBODY, &forced)["accepted"], false);
    assert_eq!(t.json(None, &["surface"])["surfaces"][0]["halted"], true);

    let plot = t.says(None, &["surface", "plot", "--svg", "smile.svg"]);
    assert!(
        plot.contains("a 2026-") && plot.contains("k -0.60"),
        "{plot}"
    );
    assert!(t.folder.path().join("smile.svg").exists());
}

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

#[test]
fn what_happens_is_followed() {
    let t = Terminal::open();
    let series = t.series("2100-C");
    let mut watching = t.command(None, &["watch", "--json", "--count", "3"]);
    let mut watching = watching
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut first = t.command(None, &["watch", "--blocks", "--count", "1"]);
    let first = first.stdout(Stdio::piped()).spawn().expect("it runs");
    t.says(NOBODY, &["list", &series]);
    // Until both have subscribed; every deposit tells one event.
    let mut seen = false;
    t.endow(TRADER, 100);
    for _ in 0..50 {
        t.says(TRADER, &["account", "deposit", "1"]);
        if watching.try_wait().expect("it can be asked").is_some() {
            seen = true;
            break;
        }
    }
    assert!(seen, "three deposits were followed");
    let output = watching.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let said = text(&output.stdout);
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3, "{said}");
    for line in &lines {
        assert_eq!(line["event"], "Deposited");
        assert_eq!(line["details"]["amount"], "1");
    }
    let block = first.wait_with_output().expect("it ends");
    assert!(block.status.success());
    assert!(!block.stdout.is_empty());
}

#[test]
fn what_makes_no_sense_ends_with_its_exit_code_and_changes_nothing() {
    let t = Terminal::open();
    let series = t.series("2100-C");
    for (code, who, arguments) in [
        (2, Some(TRADER), vec!["buy", "BTC-2026-12-25-3200-C", "1"]),
        (2, Some(TRADER), vec!["buy", &series, "0"]),
        (
            2,
            Some(TRADER),
            vec!["buy", &series, "1.0000000000000000001"],
        ),
        (
            2,
            Some(TRADER),
            vec!["buy", &series, "1", "--deadline", "soon"],
        ),
        (2, Some(TRADER), vec!["account", "deposit", "-1"]),
        (2, Some(TRADER), vec!["account", "deposit", "0.0000001"]),
        (2, Some(NOBODY), vec!["account", "deposit", "1"]),
        (2, None, vec!["account"]),
        (2, None, vec!["account", "deposit", "1"]),
        (2, None, vec!["chain", "tomorrow"]),
        (2, None, vec!["no-such-command"]),
        (4, None, vec!["surface", "sign", "missing.json"]),
        (4, None, vec!["--private-key", "0x12", "chain"]),
        (4, None, vec!["--deployment", "missing.json", "chain"]),
        (
            4,
            None,
            vec![
                "--market",
                "0x00000000000000000000000000000000000000aa",
                "chain",
            ],
        ),
        (1, Some(TRADER), vec!["account", "withdraw", "100001"]),
    ] {
        let said = t.fails(who, code, &arguments);
        assert!(said.starts_with("error: "), "{arguments:?}: {said}");
    }
    // A refusal for programs.
    let output = t.run(Some(TRADER), &["account", "withdraw", "100001", "--json"]);
    let error: Value = serde_json::from_slice(&output.stderr).expect("JSON");
    assert_eq!(error["error"]["name"], "MarketMoney");
    assert_eq!(error["error"]["exitCode"], 1);
    assert_eq!(error["error"]["arguments"]["needed"], "100001000000");
    let account = t.json(TRADER, &["account"]);
    assert_eq!(account["money"], "100000");

    // No node, and one that is no node.
    let nobody = ["--rpc", "http://127.0.0.1:9", "chain"];
    let output = Command::new(env!("CARGO_BIN_EXE_strikepool"))
        .args(nobody)
        .output();
    assert_eq!(output.expect("it runs").status.code(), Some(3));

    // One that never answers: what is waited for is said after two seconds.
    let silent = TcpListener::bind("127.0.0.1:0").expect("it listens");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let output = Command::new(env!("CARGO_BIN_EXE_strikepool"))
        .args(["--rpc", &url, "--timeout", "3s", "chain"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.starts_with("finding the market"), "{said}");

    // A record of another chain, and of a form that is not known.
    let mut record = t.served.record();
    for (field, value) in [("chainId", 1), ("format", 2)] {
        let before = record[field].clone();
        record[field] = value.into();
        let path = t.folder.path().join("other.json");
        std::fs::write(&path, record.to_string()).expect("written");
        t.fails(None, 4, &["--deployment", "other.json", "chain"]);
        record[field] = before;
    }

    // Single addresses stand for the record.
    let (market, lens) = (t.served.stage.market.to_string(), t.served.lens.to_string());
    let elsewhere = TempDir::new().expect("a folder");
    let mut command = t.command(None, &["--market", &market, "--lens", &lens, "chain"]);
    assert!(
        command
            .current_dir(elsewhere.path())
            .status()
            .expect("it runs")
            .success()
    );
    let mut command = t.command(None, &["chain"]);
    let lost = command
        .current_dir(elsewhere.path())
        .output()
        .expect("it runs");
    assert_eq!(lost.status.code(), Some(2));
    assert!(text(&lost.stderr).contains("give --deployment or --market"));
}

/// A way to a node on which each question takes half a second; its URL.
fn slow_way_to(node: &str) -> String {
    let node = node.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("it listens");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut near in listener.incoming().flatten() {
            let mut far = TcpStream::connect(&node).expect("the node is there");
            let mut asked = near.try_clone().expect("a second hand");
            let mut answered = far.try_clone().expect("a second hand");
            // Whoever goes ends both.
            std::thread::spawn(move || std::io::copy(&mut answered, &mut near));
            std::thread::spawn(move || {
                let mut piece = vec![0; 65_536];
                while let Ok(length @ 1..) = asked.read(&mut piece) {
                    std::thread::sleep(Duration::from_millis(500));
                    if far.write_all(&piece[..length]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    url
}

#[test]
fn what_takes_long_says_what_it_waits_for_and_nothing_else_does() {
    let t = Terminal::open();
    let run = |url: &str| {
        let own = t.served.stage.pricing.node.account(LP).to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_strikepool"));
        let command = command.args(["--rpc", url, "--from", &own, "vault", "show"]);
        let output = command.current_dir(t.folder.path()).output();
        let output = output.expect("it runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    };
    let start = Instant::now();
    let (said, waited) = run(&t.served.url());
    assert!(waited.is_empty() || start.elapsed() >= Duration::from_secs(2));
    let (slowly, waited) = run(&slow_way_to(&t.served.url()));
    assert_eq!(slowly, said);
    assert!(waited.contains("asking the node …"), "{waited}");
}

#[test]
fn a_keystore_signs_and_shells_are_completed() {
    let t = Terminal::open();
    let folder = t.folder.path();
    let key = alloy::primitives::hex::decode(t.served.key(TRADER)).expect("hexadecimal");
    let (_, name) = alloy::signers::local::PrivateKeySigner::encrypt_keystore(
        folder,
        &mut alloy::signers::k256::elliptic_curve::rand_core::OsRng,
        key,
        "secret",
        None,
    )
    .expect("a keystore");
    std::fs::write(folder.join("password"), "secret\n").expect("written");
    std::fs::write(folder.join("wrong"), "guess\n").expect("written");
    let with = |password: &'static str| {
        ["--keystore", name.as_str(), "--password-file", password].map(str::to_owned)
    };
    let right = with("password");
    let arguments: Vec<&str> = right
        .iter()
        .map(String::as_str)
        .chain(["account", "withdraw", "1"])
        .collect();
    t.says(None, &arguments);
    assert_eq!(t.balance(TRADER), "1");
    let wrong = with("wrong");
    let arguments: Vec<&str> = wrong
        .iter()
        .map(String::as_str)
        .chain(["account"])
        .collect();
    t.fails(None, 4, &arguments);
    for shell in ["bash", "zsh", "fish"] {
        let said = t.says(None, &["completions", shell]);
        assert!(
            said.contains("strikepool") && said.contains("vault"),
            "{shell}"
        );
    }
}
