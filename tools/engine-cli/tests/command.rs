//! The command as its users run it.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Runs the command on these lines and returns its answers.
fn ask(lines: &str) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_engine-cli"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    command
        .stdin
        .take()
        .expect("piped")
        .write_all(lines.as_bytes())
        .expect("it reads");
    let output = command.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("answers are text");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("answers are JSON"))
        .collect()
}

fn one(request: &Value) -> Value {
    let mut answers = ask(&format!("{request}\n"));
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}

fn number(value: &Value) -> f64 {
    value
        .as_str()
        .expect("a decimal string")
        .parse()
        .expect("a number")
}

fn option() -> Value {
    json!({ "op": "price", "kind": "call", "spot": "60", "strike": "65",
            "expirySecs": 7_884_000, "volatility": "0.3", "rate": "0.08" })
}

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

fn quote() -> Value {
    json!({ "op": "quote", "kind": "call", "strike": "2000", "quantity": "5", "spot": "2000",
            "nav": "1000000", "expirySecs": 2_592_000, "level": "0.01", "slope": "0.08",
            "tilt": "-0.25", "shift": "0.02", "smoothness": "0.22" })
}

mod prices {
    use super::*;

    #[test]
    fn agree_with_the_textbook() {
        // 60/65/0.25/8%/30%, to 30 digits by ball arithmetic.
        let call = number(&one(&option())["result"]["price"]);
        assert!((call - 2.133_368_444_916_2).abs() < 1e-14);
        let put = with(option(), "kind", json!("put"));
        assert!((number(&one(&put)["result"]["price"]) - 5.846_282_209_855_294_6).abs() < 1e-14);
    }

    #[test]
    fn come_back_from_the_volatility_they_imply() {
        let price = one(&option())["result"]["price"].clone();
        let request = with(with(option(), "op", json!("iv")), "price", price);
        let volatility = number(&one(&request)["result"]["volatility"]);
        assert!((volatility - 0.3).abs() < 1e-15);
    }

    #[test]
    fn have_sensitivities_for_every_kind() {
        for kind in ["call", "put", "digitalCall", "digitalPut"] {
            let request = with(with(option(), "op", json!("greeks")), "kind", json!(kind));
            let result = one(&request)["result"].clone();
            for name in [
                "price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga",
            ] {
                assert!(result[name].is_string(), "{kind} {name}");
            }
        }
    }
}

mod functions {
    use super::*;

    #[test]
    fn are_exact_where_the_answer_is() {
        let answers = ask(concat!(
            "{\"op\":\"exp\",\"x\":\"0\"}\n",
            "{\"op\":\"ln\",\"x\":\"1\"}\n",
            "{\"op\":\"sqrt\",\"x\":\"4\"}\n",
            "\n",
            "{\"op\":\"cdf\",\"x\":\"0\"}\n",
        ));
        let results: Vec<_> = answers
            .iter()
            .map(|answer| answer["result"].clone())
            .collect();
        assert_eq!(results[0]["exp"], "1");
        assert_eq!(results[1]["ln"], "0");
        assert_eq!(results[2]["sqrt"], "2");
        assert!((number(&results[3]["cdf"]) - 0.5).abs() <= 2e-18);
    }
}

mod surfaces {
    use super::*;

    #[test]
    fn are_read_and_judged() {
        let request = with(with(quote(), "op", json!("svi")), "k", json!("0"));
        let result = one(&request)["result"].clone();
        assert_eq!(result["check"]["accepted"], true);
        assert_eq!(result["check"]["atTheMoney"], result["volatility"]);
        let steep = with(with(request, "slope", json!("1.9")), "level", json!("0.05"));
        let result = one(&steep)["result"].clone();
        assert_eq!(result["check"]["accepted"], false);
        assert_eq!(result["check"]["argument"], "slope");
    }
}

mod quotes {
    use super::*;

    #[test]
    fn add_up() {
        let result = one(&quote())["result"].clone();
        let part = |name: &str| number(&result[name]);
        let sum = part("mark") + part("skew") + part("utilisation") + part("spread")
            - part("discount")
            + part("floor")
            + part("fee");
        assert!((part("total") - sum).abs() < 1e-9);
        assert_eq!(result["mayOpen"], true);
    }
}

mod margins {
    use super::*;

    /// The design's example: short one call at the money, 30 days, 60% of volatility.
    fn account() -> Value {
        json!({ "op": "margin", "spot": "2000", "cash": "1000",
                "surfaces": [{ "expirySecs": 2_592_000, "level": "0.029189041095890411",
                    "slope": "0.0001", "tilt": "0", "shift": "0", "smoothness": "4" }],
                "positions": [{ "expirySecs": 2_592_000, "kind": "call", "strike": "2000",
                    "quantity": "-1" }] })
    }

    #[test]
    fn are_those_of_the_example() {
        let result = &one(&account())["result"];
        let part = |name: &str| number(&result[name]);
        let near = |figure: f64, expected: f64| (figure / expected - 1.0).abs() < 0.02;
        assert!(near(1_000.0 - part("value"), 137.0), "{result}");
        assert!(near(part("value") - part("maintenance"), 394.0), "{result}");
        assert!(near(part("value") - part("initial"), 493.0), "{result}");
        assert!(result["minPayoff"].is_null());
        assert_eq!(result["scenarios"].as_array().map(Vec::len), Some(28));
        assert!(number(&result["distance"]["spotUp"]) > 1.1);
        assert!(result["distance"]["spotDown"].is_null());
    }

    #[test]
    fn name_what_is_wrong_with_an_account() {
        let mut twice = account();
        twice["positions"][0]["quantity"] = json!("many");
        assert_eq!(one(&twice)["error"]["argument"], "quantity");
        let cases = [
            ("late", json!("yes")),
            ("positions", json!("none")),
            ("surfaces", json!([7])),
            ("surfaces", json!([])),
            ("cash", json!("a lot")),
        ];
        for (name, value) in cases {
            let answer = one(&with(account(), name, value));
            assert_eq!(answer["error"]["argument"], name, "{answer}");
        }
    }
}

mod refusals {
    use super::*;

    #[test]
    fn name_the_argument() {
        let cases = [
            ("spot", json!("0")),
            ("spot", json!("-1")),
            ("strike", json!("1e3")),
            ("strike", json!(65)),
            ("volatility", json!("18.5")),
            ("rate", json!("9.3")),
            ("expirySecs", json!("soon")),
            ("kind", json!("straddle")),
            ("op", json!("guess")),
        ];
        for (name, value) in cases {
            let answer = one(&with(option(), name, value));
            assert_eq!(answer["error"]["argument"], name, "{answer}");
            assert!(answer["result"].is_null());
        }
    }

    #[test]
    fn hand_the_id_back_and_do_not_stop_what_follows() {
        let bad = with(with(option(), "spot", json!("0")), "id", json!(7));
        let answers = ask(&format!("{bad}\nnot json\n[1]\n{}\n", option()));
        assert_eq!(answers[0]["id"], 7);
        assert_eq!(answers[1]["error"]["argument"], "line");
        assert_eq!(answers[2]["error"]["argument"], "line");
        assert!(answers[3]["result"]["price"].is_string());
    }
}

mod help {
    use super::*;

    #[test]
    fn shows_every_operation() {
        let output = Command::new(env!("CARGO_BIN_EXE_engine-cli"))
            .arg("--help")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for operation in [
            "price", "greeks", "iv", "cdf", "exp", "ln", "sqrt", "svi", "quote", "margin",
        ] {
            assert!(text.contains(operation), "{operation}");
        }
    }
}

mod risk {
    use super::*;

    fn book() -> Value {
        let surface = |secs: u64, level: &str, legs: Value| {
            json!({ "expirySecs": secs, "level": level, "slope": "0.01", "tilt": "-0.2",
                    "shift": "0", "smoothness": "0.4", "legs": legs })
        };
        let leg = |kind: &str, strike: &str, quantity: &str| json!({ "kind": kind, "strike": strike, "quantity": quantity });
        json!({ "op": "risk", "spot": "2000", "backing": "1000000", "expiries": [
            surface(604_800, "0.004", json!([leg("call", "2000", "-10"), leg("put", "1900", "-4")])),
            surface(2_592_000, "0.025", json!([leg("digitalCall", "2100", "-500"), leg("call", "2200", "6")])),
        ] })
    }

    #[test]
    fn of_a_book_is_the_sum_of_that_of_its_expiries() {
        let result = &one(&book())["result"];
        for name in [
            "mark", "delta", "vega", "slope", "gamma", "volSlope", "volga", "vanna",
        ] {
            let each = result["expiries"].as_array().expect("a list");
            let sum: f64 = each.iter().map(|expiry| number(&expiry[name])).sum();
            let whole = number(&result["book"][name]);
            assert!((sum - whole).abs() < 1e-6 * (1.0 + whole.abs()), "{name}");
        }
    }

    #[test]
    fn has_every_scenario_both_tails_and_what_the_limits_hold() {
        let result = &one(&book())["result"];
        let grid = result["grid"].as_array().expect("a list");
        assert_eq!(grid.len(), 27);
        let gain = |scenario: &Value| number(&scenario["gain"]);
        let least = grid.iter().map(gain).fold(0.0, f64::min);
        assert!((least + number(&result["worst"])).abs() < 1e-12);
        let reserve = number(&result["reserve"]);
        assert!((reserve - 1.25 * number(&result["worst"])).abs() < 1e-9);
        let still = grid
            .iter()
            .find(|one| one["spot"] == "1" && one["vol"] == "still");
        assert_eq!(still.expect("it is there")["gain"], "0");
        for figures in [&result["estimate"], &result["full"]] {
            let [at_risk, shortfall] =
                ["valueAtRisk", "expectedShortfall"].map(|name| number(&figures[name]));
            assert!(0.0 < at_risk && at_risk <= shortfall && shortfall < -least);
        }
        assert!((number(&result["nav"]) - 1e6 - number(&result["book"]["mark"])).abs() < 1e-6);
    }

    #[test]
    fn grows_with_the_day_that_is_taken_at_least() {
        let calm = one(&book());
        let wild = one(&with(book(), "minDay", json!("0.1")));
        assert_eq!(wild["result"]["day"], "0.1");
        let shortfall = |answer: &Value| number(&answer["result"]["full"]["expectedShortfall"]);
        assert!(shortfall(&wild) > shortfall(&calm));
    }

    #[test]
    fn names_what_is_wrong() {
        let refused = |request: Value| one(&request)["error"]["argument"].clone();
        assert_eq!(refused(with(book(), "expiries", json!(7))), "expiries");
        assert_eq!(refused(with(book(), "expiries", json!([7]))), "expiries");
        assert_eq!(refused(with(book(), "minDay", json!("0.51"))), "minDay");
        assert_eq!(refused(with(book(), "backing", json!("many"))), "backing");
        let mut request = book();
        request["expiries"][1]["legs"][0]["kind"] = json!("barrier");
        assert_eq!(refused(request), "kind");
    }
}
