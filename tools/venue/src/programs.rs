//! How long the contracts of a deployment run. The chain stops running a Stylus program a year after it was activated
//! or renewed; anyone may renew it.

use alloy::primitives::{Address, B256, Bytes, U256, address, keccak256};
use alloy_sol_types::{SolCall, sol};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::chain::{Chain, Done};
use crate::deployment::Deployment;
use crate::fault::{Fault, local};
use crate::units::{self, DAY_SECS};
use bindings::{IGoverned, IMarket, IOptionPricer, IRiskManager, IVault};

sol! {
    /// The part of `ArbWasm` that concerns the life of programs.
    interface IArbWasm {
        /// Starts the time of a program anew; the value pays the data fee, and what is too much comes back.
        function codehashKeepalive(bytes32 codehash) external payable;
        /// How long the program of a contract still runs, in seconds.
        function programTimeLeft(address program) external view returns (uint64);
        /// How long a program runs after its activation or renewal.
        function expiryDays() external view returns (uint16);
        /// How long after its activation or renewal a program cannot be renewed.
        function keepaliveDays() external view returns (uint16);
        /// A program was renewed, for this fee in wei.
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);
    }
}

/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// What code of Stylus programs begins with.
const STYLUS: [u8; 3] = [0xef, 0xf0, 0x00];

/// The maximum number of concurrent questions to the node.
const AT_ONCE: usize = 8;

/// A contract of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its name in camelCase.
    pub name: String,
    /// Its address.
    pub address: Address,
    /// The hash of its code in the record, if the record has it.
    pub recorded: Option<B256>,
}

impl Contract {
    /// A contract that no record has.
    #[must_use]
    pub fn new(name: &str, address: Address) -> Self {
        Self {
            name: name.to_owned(),
            address,
            recorded: None,
        }
    }

    /// The contracts of a record.
    #[must_use]
    pub fn of_record(record: &Deployment) -> Vec<Self> {
        let authority = record.authority.map(|address| ("authority", address));
        let modules = record.modules.iter();
        let modules = modules.map(|(name, address)| (name.as_str(), *address));
        let contracts = authority.into_iter().chain(modules);
        let contracts = contracts.map(|(name, address)| Self {
            recorded: record.code_hashes.get(name).copied(),
            ..Self::new(name, address)
        });
        contracts.collect()
    }
}

/// How the chain stands to the code of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It runs for this many more seconds.
    Runs(u64),
    /// It has lapsed: this many seconds ago it was activated or renewed.
    Lapsed(u64),
    /// It was activated for an older version of Stylus than the chain has now.
    Outdated,
    /// It was never activated.
    NotActivated,
    /// It is EVM code, which never lapses.
    Evm,
    /// There is no code.
    Missing,
}

impl Life {
    /// Whole days until it lapses; none if it never does, or cannot run.
    #[must_use]
    pub const fn days_left(self) -> Option<u64> {
        match self {
            Self::Runs(secs) => Some(secs / DAY_SECS),
            _ => None,
        }
    }

    /// Whether nobody can call it before it is activated again.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Lapsed(_) | Self::Outdated | Self::NotActivated)
    }
}

/// A contract and how long it runs.
#[derive(Clone, Debug)]
pub struct Program {
    /// The contract.
    pub contract: Contract,
    /// The hash of its code, by which the chain knows its program.
    pub code_hash: B256,
    /// How long it runs.
    pub life: Life,
}

impl Program {
    /// Whether its code is another than in the record.
    #[must_use]
    pub fn differs(&self) -> bool {
        let recorded = self.contract.recorded;
        recorded.is_some_and(|recorded| recorded != self.code_hash)
    }

    /// What is wrong with it and what to do, as a sentence; none if it runs for at least `min_secs` more.
    #[must_use]
    pub fn trouble(&self, min_secs: u64) -> Option<String> {
        let (name, address) = (&self.contract.name, self.contract.address);
        let again = format!("activate it again: {}", how_to_activate(address));
        Some(match self.life {
            Life::Runs(secs) if secs >= min_secs => return None,
            Life::Evm => return None,
            Life::Runs(secs) => format!(
                "{name} lapses in {}: start the keeper, which renews it",
                units::span(secs)
            ),
            Life::Lapsed(age) => format!(
                "{name} has lapsed, {} after it was activated or renewed, and every call to it fails; {again}",
                units::span(age)
            ),
            Life::Outdated => format!(
                "{name} was activated for an older version of Stylus, and every call to it fails; {again}"
            ),
            Life::NotActivated => format!("{name} is not activated; {again}"),
            Life::Missing => format!("{name} has no code at {address}"),
        })
    }
}

/// How the program of a contract is activated, as a command.
#[must_use]
pub fn how_to_activate(address: Address) -> String {
    format!("scripts/deploy as at first, or cargo stylus activate --address {address}")
}

/// How long programs of a chain run.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// From activation or renewal until they lapse.
    pub expiry_secs: u64,
    /// From activation or renewal until they can be renewed.
    pub keepalive_secs: u64,
}

impl Terms {
    /// Reads the terms of a chain.
    ///
    /// # Errors
    /// When the node cannot be asked, or the chain has no Stylus.
    pub async fn of(chain: &Chain) -> Result<Self, Fault> {
        let (expiry, keepalive) = tokio::try_join!(
            chain.ask(ARB_WASM, &IArbWasm::expiryDaysCall {}),
            chain.ask(ARB_WASM, &IArbWasm::keepaliveDaysCall {}),
        )?;
        Ok(Self {
            expiry_secs: u64::from(expiry) * DAY_SECS,
            keepalive_secs: u64::from(keepalive) * DAY_SECS,
        })
    }

    /// In how many seconds a program that runs for `left_secs` more is due to be renewed: `before_secs` before it
    /// lapses, or as soon as the chain allows. Zero if it is due.
    #[must_use]
    pub const fn due_in(&self, left_secs: u64, before_secs: u64) -> u64 {
        let age = self.expiry_secs.saturating_sub(left_secs);
        let until_wanted = left_secs.saturating_sub(before_secs);
        let until_allowed = self.keepalive_secs.saturating_sub(age);
        if until_wanted > until_allowed {
            until_wanted
        } else {
            until_allowed
        }
    }
}

/// The contracts of a deployment: `known` ones, and those that the market and its modules name on chain now. A contract
/// that was replaced since is among them too, because it may still hold money.
///
/// # Errors
/// When the node cannot be asked.
pub async fn contracts(
    chain: &Chain,
    market: Address,
    known: &[Contract],
) -> Result<Vec<Contract>, Fault> {
    let named = Box::pin(named(chain, market)).await?;
    let mut all: Vec<Contract> = Vec::new();
    for contract in known {
        if all.iter().any(|other| other.address == contract.address) {
            continue;
        }
        let mut contract = contract.clone();
        let now = named.iter().find(|other| other.name == contract.name);
        if now.is_some_and(|now| now.address != contract.address) {
            contract.name += " (replaced)";
        }
        all.push(contract);
    }
    for contract in named {
        if all.iter().all(|other| other.address != contract.address) {
            all.push(contract);
        }
    }
    Ok(all)
}

/// The contracts that the market and its modules name. What a contract that cannot be called would name is left out.
async fn named(chain: &Chain, market: Address) -> Result<Vec<Contract>, Fault> {
    let (authority, oracle, risk, vault, liquidator, clearing) = tokio::try_join!(
        name(chain, Some(market), &IGoverned::authorityCall {}),
        name(chain, Some(market), &IMarket::oracleCall {}),
        name(chain, Some(market), &IMarket::riskManagerCall {}),
        name(chain, Some(market), &IMarket::vaultCall {}),
        name(chain, Some(market), &IMarket::liquidatorCall {}),
        name(chain, Some(market), &IMarket::clearingCall {}),
    )?;
    let (pricer, queue) = tokio::try_join!(
        name(chain, risk, &IRiskManager::optionPricerCall {}),
        name(chain, vault, &IVault::queueCall {}),
    )?;
    let (math, quoter, book, margin, tail) = tokio::try_join!(
        name(chain, pricer, &IOptionPricer::optionMathCall {}),
        name(chain, pricer, &IOptionPricer::optionQuoterCall {}),
        name(chain, pricer, &IOptionPricer::optionBookCall {}),
        name(chain, pricer, &IOptionPricer::optionMarginCall {}),
        name(chain, pricer, &IOptionPricer::optionTailCall {}),
    )?;
    let all = [
        ("market", Some(market)),
        ("authority", authority),
        ("oracle", oracle),
        ("riskManager", risk),
        ("vault", vault),
        ("liquidator", liquidator),
        ("clearing", clearing),
        ("optionPricer", pricer),
        ("withdrawalQueue", queue),
        ("optionMath", math),
        ("optionQuoter", quoter),
        ("optionBook", book),
        ("optionMargin", margin),
        ("optionTail", tail),
    ];
    let all = all.into_iter();
    Ok(all
        .filter_map(|(name, address)| Some(Contract::new(name, address?)))
        .collect())
}

/// The contract that another one names; none if it is not set, or the other one cannot be called.
async fn name<C: SolCall<Return = Address>>(
    chain: &Chain,
    of: Option<Address>,
    call: &C,
) -> Result<Option<Address>, Fault> {
    let Some(of) = of else { return Ok(None) };
    match chain.ask(of, call).await {
        Ok(address) => Ok(Some(address).filter(|address| !address.is_zero())),
        Err(fault) if fault.is_passing() => Err(fault),
        Err(_) => Ok(None),
    }
}

/// Reads how long contracts run; in the order of the contracts.
///
/// # Errors
/// When the node cannot be asked.
pub async fn programs(chain: &Chain, contracts: Vec<Contract>) -> Result<Vec<Program>, Fault> {
    let asked = contracts.into_iter().map(|contract| async move {
        let code = chain.code(contract.address).await?;
        let life = life(chain, contract.address, &code).await?;
        Ok::<_, Fault>(Program {
            contract,
            code_hash: keccak256(&code),
            life,
        })
    });
    stream::iter(asked).buffered(AT_ONCE).try_collect().await
}

async fn life(chain: &Chain, address: Address, code: &Bytes) -> Result<Life, Fault> {
    if code.is_empty() {
        return Ok(Life::Missing);
    }
    if !code.starts_with(&STYLUS) {
        return Ok(Life::Evm);
    }
    let call = IArbWasm::programTimeLeftCall { program: address };
    let fault = match chain.ask(ARB_WASM, &call).await {
        Ok(secs) => return Ok(Life::Runs(secs)),
        Err(fault) => fault,
    };
    let Fault::Refused(refusal) = &fault else {
        return Err(fault);
    };
    match refusal.name.as_str() {
        "ProgramExpired" => {
            let age = refusal.figure("ageInSeconds");
            Ok(Life::Lapsed(u64::try_from(age).unwrap_or(u64::MAX)))
        }
        "ProgramNeedsUpgrade" => Ok(Life::Outdated),
        "ProgramNotActivated" => Ok(Life::NotActivated),
        _ => Err(fault),
    }
}

/// The data fee that the chain asks for a renewal now, in wei. Rehearses the renewal without any money, which the chain
/// refuses, and the refusal names the fee: so the sender needs no ether, and no key.
///
/// # Errors
/// When the program cannot be renewed now, or the node cannot be asked.
pub async fn renewal_fee(chain: &Chain, code_hash: B256) -> Result<U256, Fault> {
    let call = IArbWasm::codehashKeepaliveCall {
        codehash: code_hash,
    };
    match chain.ask(ARB_WASM, &call).await {
        Ok(_) => Ok(U256::ZERO),
        Err(Fault::Refused(refusal)) if refusal.name == "ProgramInsufficientValue" => {
            Ok(refusal.figure("want"))
        }
        Err(fault) => Err(fault),
    }
}

/// Renews a program. Sends `wei` for the data fee; the chain gives back what is too much. Returns the fee.
///
/// # Errors
/// When the program cannot be renewed now, `wei` is too little, the sender has too little ether, or the node cannot be
/// asked.
pub async fn renew(chain: &Chain, code_hash: B256, wei: U256) -> Result<(U256, Done<()>), Fault> {
    let call = IArbWasm::codehashKeepaliveCall {
        codehash: code_hash,
    };
    let done = chain.pay(ARB_WASM, &call, wei).await?;
    let event = done.event::<IArbWasm::ProgramLifetimeExtended>(ARB_WASM);
    let event = event.ok_or_else(|| {
        let hash = done.receipt.transaction_hash;
        local(format!(
            "transaction {hash} renewed nothing: is this an Arbitrum chain?"
        ))
    })?;
    let receipt = done.receipt;
    Ok((
        event.dataFee,
        Done {
            answer: (),
            receipt,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: Terms = Terms {
        expiry_secs: 365 * DAY_SECS,
        keepalive_secs: 31 * DAY_SECS,
    };

    #[test]
    fn a_renewal_is_due_before_the_program_lapses_and_never_before_the_chain_allows_it() {
        for (left, before, due_in) in [
            (365, 60, 305),
            (61, 60, 1),
            (60, 60, 0),
            (0, 60, 0),
            // The chain allows it after 31 days.
            (365, 350, 31),
            (340, 350, 6),
            (334, 350, 0),
        ] {
            let due = TERMS.due_in(left * DAY_SECS, before * DAY_SECS);
            assert_eq!(due, due_in * DAY_SECS, "{left} {before}");
        }
    }

    #[test]
    fn a_program_that_cannot_run_says_how_it_is_activated_again() {
        let trouble = |life| {
            let program = Program {
                contract: Contract::new("market", Address::repeat_byte(1)),
                code_hash: B256::ZERO,
                life,
            };
            program.trouble(60 * DAY_SECS)
        };
        assert_eq!(trouble(Life::Runs(60 * DAY_SECS)), None);
        assert_eq!(trouble(Life::Evm), None);
        let soon = trouble(Life::Runs(59 * DAY_SECS)).unwrap();
        assert!(soon.contains("in 59 days"), "{soon}");
        for life in [
            Life::Lapsed(366 * DAY_SECS),
            Life::Outdated,
            Life::NotActivated,
        ] {
            assert!(life.is_over());
            let text = trouble(life).unwrap();
            let command = "cargo stylus activate --address 0x0101";
            assert!(text.contains(command), "{text}");
        }
        assert!(trouble(Life::Missing).unwrap().contains("no code"));
    }
}
