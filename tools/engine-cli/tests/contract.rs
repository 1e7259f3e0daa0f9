//! The command against contracts as they go on chain, on a node that it asks over HTTP.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use contract_tests::pricing::{IOptionPricer, Pricing};
use devnode::config::Config;
use devnode::rpc::{Handle, Node, serve};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A node with the pricing contracts, listening.
struct Stage {
    pricing: Pricing,
    node: Arc<Node>,
    server: Handle,
    _runtime: Runtime,
}

impl Stage {
    fn set() -> Self {
        let mut pricing = Pricing::set();
        pricing.node.mine();
        let node = Node::new(Config::default()).expect("a node");
        node.change(|chain| *chain = pricing.node.chain().clone());
        let runtime = Runtime::new().expect("a runtime");
        let anywhere = ([127, 0, 0, 1], 0).into();
        let server = runtime
            .block_on(serve(Arc::clone(&node), anywhere))
            .expect("it listens");
        Self {
            pricing,
            node,
            server,
            _runtime: runtime,
        }
    }

    fn ask(&self, requests: &[Value]) -> (Vec<Value>, Option<i32>) {
        let address = self.pricing.pricer.to_string();
        answers(&run(&self.server.url(), &address, requests))
    }
}

fn run(rpc: &str, address: &str, requests: &[Value]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_engine-cli"))
        .args(["--contract", rpc, address])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut lines = String::new();
    for request in requests {
        lines.push_str(&request.to_string());
        lines.push('\n');
    }
    // One that ends before it reads is tested too.
    let _gone = command
        .stdin
        .take()
        .expect("piped")
        .write_all(lines.as_bytes());
    command.wait_with_output().expect("it ends")
}

fn answers(output: &Output) -> (Vec<Value>, Option<i32>) {
    let text = String::from_utf8_lossy(&output.stdout);
    let answers = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("answers are JSON"))
        .collect();
    (answers, output.status.code())
}

fn fails_with_2(rpc: &str, address: &str, why: &str) {
    let output = run(rpc, address, &[option("price", "call")]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(why), "{said}");
    assert!(output.stdout.is_empty());
}

fn option(op: &str, kind: &str) -> Value {
    json!({ "op": op, "kind": kind, "spot": "2000", "strike": "2100", "price": "180",
            "expirySecs": 2_592_000, "volatility": "0.6", "rate": "0.05" })
}

fn surface(op: &str) -> Value {
    json!({ "op": op, "k": "0.1", "kind": "call", "strike": "2100", "quantity": "5",
            "spot": "2000", "nav": "1000000", "poolVega": "-2500", "reserve": "700000",
            "expirySecs": 2_592_000, "ageSecs": 60, "level": "0.01", "slope": "0.08",
            "tilt": "-0.25", "shift": "0.02", "smoothness": "0.22" })
}

/// Cash, and positions on two expiries, one of which settles, and on one that is past.
fn account() -> Value {
    let svi = |secs: u64, level: &str| {
        json!({ "expirySecs": secs, "ageSecs": 60, "level": level, "slope": "0.08",
                "tilt": "-0.25", "shift": "0.02", "smoothness": "0.22" })
    };
    let position = |secs: u64, kind: &str, strike: &str, quantity: &str| json!({ "expirySecs": secs, "kind": kind, "strike": strike, "quantity": quantity });
    json!({ "op": "margin", "spot": "2000", "carry": "0.03", "cash": "3000", "late": true,
            "settlingSecs": 900, "settlingSpot": "2003.5",
            "surfaces": [svi(2_592_000, "0.01"), svi(900, "-0.0170")],
            "positions": [
                position(2_592_000, "call", "2100", "-1.5"), position(900, "put", "1990", "-2"),
                position(2_592_000, "digitalPut", "1800", "25"), position(0, "call", "1950", "-1"),
                position(2_592_000, "put", "1700", "3") ] })
}

fn crowded() -> Value {
    let mut request = account();
    let one = request["positions"][0].clone();
    request["positions"] = vec![one; 33].into();
    request
}

fn without_surface() -> Value {
    let mut request = account();
    request["positions"][4]["expirySecs"] = json!(86_400);
    request
}

fn with(mut request: Value, field: &str, value: &str) -> Value {
    request[field] = json!(value);
    request
}

mod answers_of_the_contract {
    use super::*;

    #[test]
    fn equal_those_of_the_engine_to_the_last_digit() {
        let stage = Stage::set();
        let mut requests = vec![surface("svi"), surface("quote")];
        for kind in ["call", "put", "digitalCall", "digitalPut"] {
            requests.extend(["price", "greeks"].map(|op| option(op, kind)));
            let sale = with(with(surface("quote"), "kind", kind), "quantity", "-0.7");
            requests.push(sale);
        }
        requests.push(option("iv", "call"));
        requests.push(account());
        requests.push(with(option("iv", "put"), "price", "240.123456789"));
        let (answers, code) = stage.ask(&requests);
        assert_eq!(answers.len(), requests.len());
        for (request, answer) in requests.iter().zip(&answers) {
            assert_eq!(answer["equal"], true, "{request} {answer}");
            assert!(answer["contract"]["result"].is_object(), "{answer}");
            assert!(answer["result"].is_object(), "{answer}");
        }
        assert_eq!(code, Some(0));
    }

    #[test]
    fn are_refusals_where_the_engine_refuses() {
        let stage = Stage::set();
        let price = |field, value| with(option("price", "call"), field, value);
        let cases = [
            (price("spot", "0"), "PricerArgument(spot)"),
            (price("strike", "0"), "PricerArgument(strike)"),
            (price("volatility", "18.5"), "PricerArgument(volatility)"),
            (price("rate", "9.3"), "PricerArgument(rate)"),
            (price("expirySecs", "99999999999"), "PricerArgument(expiry)"),
            (option("iv", "digitalCall"), "PricerArgument(kind)"),
            (
                with(option("iv", "call"), "price", "1999.99999"),
                "NoVolatility",
            ),
            (with(option("iv", "put"), "price", "0"), "NoVolatility"),
            (with(surface("svi"), "tilt", "1"), "PricerArgument(tilt)"),
            (with(surface("svi"), "level", "-0.1"), "PricerNotPositive"),
            (with(surface("svi"), "slope", "1.9"), "Pricer"),
            (
                with(surface("quote"), "quantity", "0"),
                "PricerArgument(quantity)",
            ),
            (
                with(surface("quote"), "feedDeviation", "1.1"),
                "PricerArgument(feedDeviation)",
            ),
            (
                with(surface("quote"), "expirySecs", "0"),
                "PricerSurfaceTime",
            ),
            (with(account(), "spot", "0"), "PricerArgument(spot)"),
            (crowded(), "PricerArgument(legs)"),
            (without_surface(), "PricerSurfaceMissing"),
        ];
        let requests: Vec<_> = cases.iter().map(|(request, _)| request.clone()).collect();
        let (answers, code) = stage.ask(&requests);
        assert_eq!(answers.len(), cases.len());
        for ((request, error), answer) in cases.iter().zip(&answers) {
            let said = answer["contract"]["error"].as_str().unwrap_or_default();
            assert!(said.contains(error), "{request} {answer}");
            assert_eq!(answer["equal"], true, "{request} {answer}");
        }
        assert_eq!(code, Some(0));
    }

    #[test]
    fn are_null_with_the_reason_where_nothing_can_be_asked() {
        let stage = Stage::set();
        let (answers, code) = stage.ask(&[
            json!({ "op": "ln", "x": "2", "id": 7 }),
            json!({ "op": "price", "kind": "call" }),
        ]);
        for answer in &answers {
            assert!(answer["contract"].is_null() && answer["reason"].is_string());
            assert!(answer.get("equal").is_none());
        }
        assert_eq!(answers[0]["id"], 7);
        assert!(answers[0]["result"]["ln"].is_string());
        assert_eq!(answers[1]["error"]["argument"], "spot");
        assert_eq!(code, Some(0));
    }
}

mod a_contract_that_differs {
    use super::*;
    use alloy_primitives::{Address, hex};
    use alloy_sol_types::SolCall;

    /// Hands every call on to `to`, and adds one to the first word of what `price` answers.
    fn off_by_one(to: Address) -> String {
        // Copies the calldata, asks, copies the answer, hands a refusal on; then adds whether the selector is `price`.
        let ask = format!("36600080376000600036600073{}5afa", hex::encode(to));
        let hand_on = "3d6000803e602f573d6000fd5b";
        let selector = hex::encode(IOptionPricer::priceCall::SELECTOR);
        let add = format!("60003560e01c63{selector}14600051016000523d6000f3");
        format!("0x{ask}{hand_on}{add}")
    }

    #[test]
    fn by_one_wei_is_caught() {
        let stage = Stage::set();
        let address = Address::repeat_byte(0x77);
        let code = off_by_one(stage.pricing.pricer);
        let set = stage.node.answer("anvil_setCode", json!([address, code]));
        set.expect("its code is set");
        let requests = [option("greeks", "call"), option("price", "call")];
        let output = run(&stage.server.url(), &address.to_string(), &requests);
        let (answers, code) = answers(&output);
        assert_eq!(answers[0]["equal"], true, "{}", answers[0]);
        assert_eq!(answers[1]["equal"], false, "{}", answers[1]);
        assert_eq!(code, Some(1));
    }
}

mod what_cannot_be_asked {
    use super::*;

    #[test]
    fn ends_the_run_with_its_reason() {
        let stage = Stage::set();
        let (url, pricer) = (stage.server.url(), stage.pricing.pricer.to_string());
        fails_with_2(&url, "0x12", "is not an address");
        fails_with_2(
            &url,
            &format!("0x{}", "11".repeat(20)),
            "there is no contract",
        );
        let math = stage.pricing.math.to_string();
        fails_with_2(&url, &math, "it is not an option-pricer");
        fails_with_2("ws://127.0.0.1:1", &pricer, "is not an http:// URL");
        fails_with_2("https://127.0.0.1:1", &pricer, "has no TLS");
        fails_with_2("http://127.0.0.1:1", &pricer, "eth_getCode");
    }
}
