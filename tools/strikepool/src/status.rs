//! The state of a deployment: how many days each contract still runs, what is paused, the oracle, the expiries, the
//! ledger; and what is to be done.

use alloy::primitives::Address;
use clap::Args;
use serde_json::{Value, json};
use venue::bindings::{IGoverned, IOptionPricer, IOracle, IRiskManager};
use venue::chain::Head;
use venue::fault::{Fault, request};
use venue::programs::{self, Life, Program, Terms};
use venue::protocol::Place;
use venue::units::{self, DAY_SECS, wad_unsigned};

use crate::chain::state_text;
use crate::ledger::Ledger;
use crate::output::{self, Output};
use crate::progress::during;

/// The contracts that can be paused.
const PAUSABLE: [&str; 7] = [
    "oracle",
    "optionPricer",
    "riskManager",
    "vault",
    "withdrawalQueue",
    "market",
    "liquidator",
];

/// The state of the oracle in which it has no price.
const NO_PRICE: u8 = 2;

/// The bounds of `--days`: a program runs for a year.
const DAYS: [u64; 2] = [1, 365];

/// Shows the state of the deployment.
#[derive(Args)]
pub(crate) struct Status {
    /// Warns of a contract that lapses in fewer days
    #[arg(long, default_value_t = 60, value_name = "NUMBER")]
    days: u64,
}

/// What is shown of the deployment.
struct Shown {
    head: Head,
    terms: Terms,
    min_secs: u64,
    programs: Vec<Program>,
    /// The contracts that are paused, among those that can be asked.
    paused: Vec<&'static str>,
    oracle: Answer<Price>,
    expiries: Answer<Vec<Expiry>>,
    ledger: Answer<Ledger>,
}

/// What a contract answers, or why it does not.
type Answer<T> = Result<T, String>;

struct Price {
    state: u8,
    spot_wad: u128,
    updated_at_secs: u64,
    /// Why there is no price; empty if there is one.
    why: String,
}

struct Expiry {
    secs: u64,
    /// When its surface was signed; zero if it has none.
    surface_at_secs: u64,
    is_halted: bool,
    is_in_book: bool,
}

/// A fault as an answer: only a node that cannot be asked ends the command.
fn answer<T>(result: Result<T, Fault>) -> Result<Answer<T>, Fault> {
    match result {
        Ok(answer) => Ok(Ok(answer)),
        Err(fault) if fault.is_passing() => Err(fault),
        Err(fault) => Ok(Err(fault.to_string())),
    }
}

impl Status {
    pub(crate) async fn run(&self, place: &Place) -> Result<Output, Fault> {
        let [min, max] = DAYS;
        if !(min..=max).contains(&self.days) {
            return Err(request(format!(
                "--days {} is not between {min} and {max}",
                self.days
            )));
        }
        let chain = &place.chain;
        let head = chain.head().await?;
        let finding = programs::contracts(chain, place.market, &place.known);
        let contracts = during("finding the contracts", finding).await?;
        let terms = Terms::of(chain).await?;
        let reading = programs::programs(chain, contracts);
        let programs = during("reading how long they run", reading).await?;
        let address = |name: &str| address(&programs, name);
        let shown = Shown {
            head,
            terms,
            min_secs: self.days * DAY_SECS,
            paused: paused(place, &programs).await?,
            oracle: answer(price(place, address("oracle")).await)?,
            expiries: answer(expiries(place, &address).await)?,
            ledger: answer(Ledger::read(chain, place.market).await)?,
            programs,
        };
        let warnings = shown.warnings();
        let mut output = Output::new(shown.text(place, &warnings), shown.json(place, &warnings));
        output.warns = !warnings.is_empty();
        Ok(output)
    }
}

/// The address of a contract that is in use.
fn address(programs: &[Program], name: &str) -> Option<Address> {
    let mut all = programs.iter().map(|program| &program.contract);
    all.find(|contract| contract.name == name)
        .map(|contract| contract.address)
}

async fn paused(place: &Place, programs: &[Program]) -> Result<Vec<&'static str>, Fault> {
    let mut paused = Vec::new();
    for name in PAUSABLE {
        let Some(address) = address(programs, name) else {
            continue;
        };
        let asked = place.chain.ask(address, &IGoverned::pausedCall {}).await;
        if answer(asked)? == Ok(true) {
            paused.push(name);
        }
    }
    Ok(paused)
}

async fn price(place: &Place, oracle: Option<Address>) -> Result<Price, Fault> {
    let (chain, oracle) = (&place.chain, oracle.ok_or_else(|| unknown("oracle"))?);
    let call = IOracle::snapshotCall { settling: 0 };
    let snapshot = chain.ask(oracle, &call).await?;
    let why = if snapshot.state == NO_PRICE {
        let checked = chain.ask(oracle, &IOracle::checkedPriceCall {}).await;
        answer(checked)?.err().unwrap_or_default()
    } else {
        String::new()
    };
    Ok(Price {
        state: snapshot.state,
        spot_wad: snapshot.spot,
        updated_at_secs: snapshot.updatedAt,
        why,
    })
}

/// The expiries that have a surface or are in the pool's book.
async fn expiries(
    place: &Place,
    address: &impl Fn(&str) -> Option<Address>,
) -> Result<Vec<Expiry>, Fault> {
    let chain = &place.chain;
    let pricer = address("optionPricer").ok_or_else(|| unknown("option pricer"))?;
    let risk = address("riskManager").ok_or_else(|| unknown("risk manager"))?;
    let surfaces = chain.ask(pricer, &IOptionPricer::expiriesCall {}).await?;
    let book = chain.ask(risk, &IRiskManager::bookCall {}).await?;
    let in_book = |expiry: u64| book.iter().any(|position| position.expiry == expiry);
    let mut all = Vec::new();
    let mut times: Vec<u64> = book.iter().map(|position| position.expiry).collect();
    times.extend(&surfaces);
    times.sort_unstable();
    times.dedup();
    for expiry in times {
        let call = IOptionPricer::surfaceCall { expiry };
        let surface = chain.ask(pricer, &call).await?;
        all.push(Expiry {
            secs: expiry,
            surface_at_secs: surface._0.timestamp,
            is_halted: surface._3,
            is_in_book: in_book(expiry),
        });
    }
    Ok(all)
}

fn unknown(what: &str) -> Fault {
    request(format!("the address of the {what} is not known"))
}

/// The name of a state, for programs.
const fn state_name(life: Life) -> &'static str {
    match life {
        Life::Runs(_) => "runs",
        Life::Lapsed(_) => "lapsed",
        Life::Outdated => "outdated",
        Life::NotActivated => "notActivated",
        Life::Evm => "evm",
        Life::Missing => "missing",
    }
}

impl Shown {
    fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for program in &self.programs {
            warnings.extend(program.trouble(self.min_secs));
            if program.differs() {
                let name = &program.contract.name;
                warnings.push(format!("{name} has other code than in the record"));
            }
        }
        warnings.extend(self.paused.iter().map(|name| format!("{name} is paused")));
        match &self.oracle {
            Ok(price) if price.state == NO_PRICE => {
                warnings.push(format!("the oracle has no price: {}", price.why));
            }
            Ok(_) => {}
            Err(why) => warnings.push(format!("the oracle does not answer: {why}")),
        }
        if let Err(why) = &self.expiries {
            warnings.push(format!("the expiries cannot be read: {why}"));
        }
        match &self.ledger {
            Ok(ledger) => warnings.extend(ledger.warnings(self.head.time_secs)),
            Err(why) => warnings.push(format!("the ledger cannot be read: {why}")),
        }
        warnings
    }

    /// When a program lapses, and from when on it is due to be renewed.
    fn times(&self, life: Life) -> Option<[u64; 2]> {
        let Life::Runs(left) = life else { return None };
        let due_in = self.terms.due_in(left, self.min_secs);
        let now = self.head.time_secs;
        Some([left, due_in].map(|secs| now.saturating_add(secs)))
    }

    fn text(&self, place: &Place, warnings: &[String]) -> String {
        let name = place.name.as_deref().unwrap_or("the market");
        let mut out = format!(
            "{name} on chain {} at {}\n\n",
            place.chain.id(),
            units::time(self.head.time_secs)
        );
        let rows = self.programs.iter().map(|program| {
            let times = self.times(program.life);
            let [lapses, due] = times.map_or(["-".to_owned(), "-".to_owned()], |times| {
                times.map(units::date)
            });
            let days = match (program.life, program.life.days_left()) {
                (_, Some(days)) => days.to_string(),
                (Life::Evm, _) => "no end".to_owned(),
                _ => "0".to_owned(),
            };
            let hash: String = program.code_hash.to_string().chars().take(10).collect();
            [
                program.contract.name.clone(),
                program.contract.address.to_string(),
                format!("{hash}…"),
                days,
                lapses,
                due,
            ]
        });
        let head = [
            "contract",
            "address",
            "code hash",
            "days left",
            "lapses",
            "renewal due",
        ];
        out += &output::table(head, 3, rows);
        let paused = if self.paused.is_empty() {
            "nothing".to_owned()
        } else {
            self.paused.join(", ")
        };
        let mut listing = vec![
            ("oracle", self.oracle_text()),
            ("paused", paused),
            ("expiries", self.expiries_text()),
        ];
        if let Ok(ledger) = &self.ledger {
            listing.extend(ledger.listing());
        }
        add!(out, "\n{}", output::listing(&listing));
        if !warnings.is_empty() {
            out.push('\n');
        }
        for warning in warnings {
            add!(out, "warning: {warning}\n");
        }
        out
    }

    fn oracle_text(&self) -> String {
        match &self.oracle {
            Ok(price) if price.state == NO_PRICE => state_text(price.state),
            Ok(price) => format!(
                "{} USD at {}; {}",
                wad_unsigned(price.spot_wad),
                units::time(price.updated_at_secs),
                state_text(price.state)
            ),
            Err(_) => "it does not answer".to_owned(),
        }
    }

    fn expiries_text(&self) -> String {
        let Ok(expiries) = &self.expiries else {
            return "they cannot be read".to_owned();
        };
        if expiries.is_empty() {
            return "none".to_owned();
        }
        let texts = expiries.iter().map(|expiry| {
            let is_past = expiry.secs <= self.head.time_secs;
            let note = match (is_past, expiry.surface_at_secs) {
                (true, _) if expiry.is_in_book => "past, not settled".to_owned(),
                (true, _) => "past".to_owned(),
                (false, 0) => "no surface".to_owned(),
                (false, _) if expiry.is_halted => "its surface was refused".to_owned(),
                (false, at) => format!("surface of {}", units::time(at)),
            };
            format!("{} ({note})", units::expiry(expiry.secs))
        });
        texts.collect::<Vec<_>>().join(", ")
    }

    fn json(&self, place: &Place, warnings: &[String]) -> Value {
        let contracts = self.programs.iter().map(|program| {
            let times = self.times(program.life);
            json!({
                "name": program.contract.name,
                "address": program.contract.address.to_string(),
                "codeHash": program.code_hash,
                "recordedCodeHash": program.contract.recorded,
                "state": state_name(program.life),
                "daysLeft": program.life.days_left(),
                "lapsesAtSecs": times.map(|[lapses, _]| lapses),
                "dueAtSecs": times.map(|[_, due]| due),
                "toActivate": program.life.is_over().then(|| programs::how_to_activate(program.contract.address)),
            })
        });
        let oracle = match &self.oracle {
            Ok(price) => json!({
                "state": price.state,
                "spotUsd": wad_unsigned(price.spot_wad),
                "updatedAtSecs": price.updated_at_secs,
                "why": price.why,
            }),
            Err(why) => json!({ "why": why }),
        };
        let expiries = self.expiries.as_ref().map(|all| {
            let rows = all.iter().map(|expiry| {
                json!({
                    "expirySecs": expiry.secs,
                    "surfaceAtSecs": expiry.surface_at_secs,
                    "halted": expiry.is_halted,
                    "inBook": expiry.is_in_book,
                })
            });
            rows.collect::<Vec<_>>()
        });
        json!({
            "market": place.name,
            "chainId": place.chain.id(),
            "block": self.head.number,
            "timeSecs": self.head.time_secs,
            "contracts": contracts.collect::<Vec<_>>(),
            "oracle": oracle,
            "paused": self.paused,
            "expiries": expiries.ok(),
            "ledger": self.ledger.as_ref().map(Ledger::json).ok(),
            "warnings": warnings,
        })
    }
}
