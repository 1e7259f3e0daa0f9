//! The protocol with a token that calls back, and the calls that a hostile party makes.

use alloy::dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier};
use alloy::json_abi::{Function, JsonAbi, StateMutability};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolError, sol};
use contract_tests::lens::deploy_lens;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;
use std::collections::BTreeMap;
use std::path::Path;

sol! {
    #[sol(all_derives)]
    interface IMeddler {
        struct Attempt { address target; bytes message; bool still; }
        struct Outcome { bool succeeded; bytes4 reason; uint32 length; }
        function plan(Attempt[] calldata attempts) external;
        function say(bytes4 selector, bytes calldata answer) external;
        function imitate(address model) external;
        function onMove() external;
        function outcomes() external view returns (Outcome[] memory);
        function rounds() external view returns (uint256);
    }

    interface IMeddlingFeed {
        struct Attempt { address target; bytes message; }
        function plan(address model, bytes4 reason, Attempt[] calldata attempts) external;
    }

    interface IHookCoin {
        function hook(address meddler, bool before) external;
        function mint(address to, uint256 amount) external;
    }
}
pub(crate) use IMeddler::{Attempt, Outcome};

/// The contracts of the protocol that can be changed, and so can be in the middle of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    Authority,
    Liquidator,
    Market,
    OptionPricer,
    Oracle,
    Queue,
    RiskManager,
    Vault,
    Watchlist,
}

impl Busy {
    const ALL: [Self; 9] = [
        Self::Authority,
        Self::Liquidator,
        Self::Market,
        Self::OptionPricer,
        Self::Oracle,
        Self::Queue,
        Self::RiskManager,
        Self::Vault,
        Self::Watchlist,
    ];
}

/// The protocol over a token that calls a meddler at each move.
pub(crate) struct Stage {
    pub(crate) trading: Trading,
    pub(crate) watchlist: Address,
    pub(crate) meddler: Address,
}

impl std::ops::Deref for Stage {
    type Target = Trading;
    fn deref(&self) -> &Trading {
        &self.trading
    }
}

impl std::ops::DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Trading {
        &mut self.trading
    }
}

impl Stage {
    pub(crate) fn set() -> Self {
        Self::of(Trading::with_asset("Reentry", "HookCoin"))
    }

    /// Adds the watchlist and the meddler to a protocol over the token that calls back.
    pub(crate) fn of(mut trading: Trading) -> Self {
        let owner = trading.pricing.owner;
        let watchlist = deploy_lens(&mut trading, "watchlist");
        let node = trading.node();
        let meddler = node.deploy_artifact(owner, &artifact("Reentry", "Meddler"), &[]);
        let meddler = meddler.expect("it is accepted");
        Self {
            trading,
            watchlist,
            meddler,
        }
    }

    /// Makes a token call the meddler, before or after it moves money.
    pub(crate) fn hook(&mut self, token: Address, before: bool) {
        let (owner, meddler) = (self.pricing.owner, self.meddler);
        let call = IHookCoin::hookCall { meddler, before };
        self.send(owner, token, call).expect("told");
    }

    /// Sets what the meddler calls.
    pub(crate) fn plan(&mut self, attempts: Vec<Attempt>) {
        let (owner, meddler) = (self.pricing.owner, self.meddler);
        let call = IMeddler::planCall { attempts };
        self.send(owner, meddler, call).expect("planned");
    }

    /// Returns how the meddler's calls ended.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        self.ask(self.meddler, IMeddler::outcomesCall {})
    }

    pub(crate) fn address_of(&self, contract: Busy) -> Address {
        match contract {
            Busy::Authority => self.pricing.authority,
            Busy::Liquidator => self.liquidator,
            Busy::Market => self.market,
            Busy::OptionPricer => self.pricing.pricer,
            Busy::Oracle => self.oracle,
            Busy::Queue => self.queue,
            Busy::RiskManager => self.risk,
            Busy::Vault => self.vault,
            Busy::Watchlist => self.watchlist,
        }
    }

    /// Returns every call of the published ABI of a contract: each function as a call, and each view as a static call
    /// too.
    pub(crate) fn attempts(&self, contract: Busy) -> Vec<Attempt> {
        let target = self.address_of(contract);
        let mut all = Vec::new();
        for function in published(contract) {
            let message = calldata(&function);
            let views = matches!(
                function.state_mutability,
                StateMutability::View | StateMutability::Pure
            );
            for still in [false, true] {
                if views || !still {
                    let message = message.clone();
                    all.push(Attempt {
                        target,
                        message,
                        still,
                    });
                }
            }
        }
        all
    }

    /// Returns the storage of everything that the protocol keeps, and of tokens.
    fn kept(&self, tokens: &[Address]) -> BTreeMap<(Address, U256), U256> {
        let contracts = Busy::ALL.map(|contract| self.address_of(contract));
        let state = self.pricing.node.chain().state();
        let mut kept = BTreeMap::new();
        for address in contracts.iter().chain(&[self.usdc]).chain(tokens).copied() {
            let account = state.account(address).expect("it is there");
            // The token keeps whom it calls, and when, in its last slot.
            let slots = account.storage().filter(|(slot, _)| **slot != HOOK_SLOT);
            kept.extend(slots.map(|(slot, value)| ((address, *slot), *value)));
        }
        kept
    }

    /// Acts three times from here: with no call back, with all calls before the token moves money, and with all after it.
    /// While the token calls, these contracts are in the middle of a change.
    pub(crate) fn refuses(&mut self, busy: &[Busy], act: impl Fn(&mut Self)) {
        let token = self.usdc;
        self.refuses_from(token, busy, act);
    }

    /// The same with another token that calls.
    pub(crate) fn refuses_from(&mut self, token: Address, busy: &[Busy], act: impl Fn(&mut Self)) {
        let all: Vec<_> = busy.iter().flat_map(|it| self.attempts(*it)).collect();
        let start = self.node().snapshot();
        let mut run = |attempts: &[Attempt], before: bool| {
            self.node().revert_to(&start);
            self.hook(token, before);
            self.plan(attempts.to_vec());
            act(self);
            let rounds = self.ask(self.meddler, IMeddler::roundsCall {});
            (self.kept(&[token]), rounds, self.outcomes())
        };
        let (untouched, rounds, _) = run(&[], true);
        assert_eq!(rounds, U256::ZERO);
        for before in [true, false] {
            let (kept, rounds, outcomes) = run(&all, before);
            let rounds = usize::try_from(rounds).expect("a few");
            assert!(rounds > 0, "the token has called");
            assert_eq!(outcomes.len(), rounds * all.len());
            for (attempt, outcome) in all.iter().cycle().zip(&outcomes) {
                assert!(is_refused(outcome), "{attempt:?}: {outcome:?}");
            }
            assert_eq!(kept, untouched, "as if it had not called");
        }
        self.node().revert_to(&start);
    }
}

/// Where `HookCoin` keeps whom it calls: after the five slots of `OpenZeppelin`'s ERC-20.
const HOOK_SLOT: U256 = U256::from_limbs([5, 0, 0, 0]);

/// Returns whether a call was refused with `CallReentered` and nothing else.
pub(crate) fn is_refused(outcome: &Outcome) -> bool {
    let refused = IGoverned::CallReentered::SELECTOR;
    !outcome.succeeded && outcome.reason == refused && outcome.length == 4
}

/// Returns every function of a published ABI.
fn published(contract: Busy) -> Vec<Function> {
    let name = match contract {
        Busy::Authority => "IAuthority",
        Busy::Liquidator => "ILiquidator",
        Busy::Market => "IMarket",
        Busy::OptionPricer => "IOptionPricer",
        Busy::Oracle => "IOracle",
        Busy::Queue => "IWithdrawalQueue",
        Busy::RiskManager => "IRiskManager",
        Busy::Vault => "IVault",
        Busy::Watchlist => "IWatchlist",
    };
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let path = Path::new(&package).join(format!("../../abi/{name}.json"));
    let text = std::fs::read_to_string(path).expect("it is published");
    let abi: JsonAbi = serde_json::from_str(&text).expect("an ABI");
    abi.functions().cloned().collect()
}

/// Returns calldata of a function with zeros and empty lists.
fn calldata(function: &Function) -> Bytes {
    let types = function.inputs.iter();
    let types = types.map(|it| it.resolve().expect("a type"));
    let zeros: Vec<_> = types.map(|it| zero(&it)).collect();
    function.abi_encode_input(&zeros).expect("they fit").into()
}

fn zero(of: &DynSolType) -> DynSolValue {
    match of {
        DynSolType::Bool => DynSolValue::Bool(false),
        DynSolType::Int(bits) => DynSolValue::Int(alloy_primitives::I256::ZERO, *bits),
        DynSolType::Uint(bits) => DynSolValue::Uint(U256::ZERO, *bits),
        DynSolType::FixedBytes(bytes) => DynSolValue::FixedBytes(B256::ZERO, *bytes),
        DynSolType::Address => DynSolValue::Address(Address::ZERO),
        DynSolType::Bytes => DynSolValue::Bytes(Vec::new()),
        DynSolType::String => DynSolValue::String(String::new()),
        DynSolType::Array(_) => DynSolValue::Array(Vec::new()),
        DynSolType::FixedArray(item, count) => DynSolValue::FixedArray(vec![zero(item); *count]),
        DynSolType::Tuple(items) => DynSolValue::Tuple(items.iter().map(zero).collect()),
        other @ DynSolType::Function => panic!("no function takes a {other}"),
    }
}
