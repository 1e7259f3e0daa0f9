//! Money comes only when everything is wired, so wiring at once cannot touch it (finding 8).

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use contract_tests::authority::{IAuthority, key, wire};
use contract_tests::pool::deploy;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

/// A second deployment beside the stage's, of which nothing is wired.
struct Unwired {
    stage: Trading,
    risk: Address,
    vault: Address,
    market: Address,
}

impl Unwired {
    fn set() -> Self {
        let mut stage = Trading::set();
        let (authority, oracle) = (stage.pricing.authority, stage.oracle);
        let clearing = stage.ask(stage.market, IMarket::clearingCall {});
        let mut made = |contract, arguments: Vec<u8>| {
            deploy(&mut stage.pricing.node, contract, &arguments).expect("it is accepted")
        };
        let risk = (authority, stage.pricing.pricer, oracle).abi_encode_params();
        let risk = made("risk-manager", risk);
        let vault = made("vault", (authority, stage.usdc, risk).abi_encode_params());
        let market = (authority, oracle, risk, vault, clearing).abi_encode_params();
        let market = made("market", market);
        Self {
            stage,
            risk,
            vault,
            market,
        }
    }

    fn wire(&mut self, module: Address, name: &str, value: Address) {
        let (owner, authority) = (self.stage.pricing.owner, self.stage.pricing.authority);
        let call = wire(module, name, value);
        self.stage.send(owner, authority, call).expect(name);
    }

    /// Checks that the vault takes no money.
    fn vault_waits(&mut self) {
        let (lp, vault) = (self.stage.lp, self.vault);
        self.stage.give(lp, usd(5), vault);
        let call = IVault::depositCall {
            assets: usd(5),
            receiver: lp,
        };
        let refused = reverted(self.stage.send(lp, vault, call));
        assert_eq!(refused, revert(&IGoverned::AccessUnwired {}));
        let max = IVault::maxDepositCall { receiver: lp };
        assert_eq!(self.stage.ask(vault, max), U256::ZERO);
    }

    fn funds_account(&mut self) -> Result<(), devnode::error::NodeError> {
        let (trader, market) = (self.stage.trader, self.market);
        self.stage.give(trader, usd(5), market);
        let call = IMarket::depositCall {
            id: account_of(trader),
            amount: usd(5),
        };
        self.stage.send(trader, market, call).map(|_| ())
    }
}

/// Before, a vault without a market took deposits, and its owner wired whatever they liked to it at once.
#[test]
fn l14_the_vault_takes_money_when_all_its_modules_are_set() {
    let mut it = Unwired::set();
    let (vault, market, queue) = (it.vault, it.market, it.stage.queue);
    it.vault_waits();
    let (owner, authority) = (it.stage.pricing.owner, it.stage.pricing.authority);
    let early = wire(vault, "market", market);
    let unfit = revert(&IGoverned::AccessUnfit { key: key("market") });
    let refused = reverted(it.stage.send(owner, authority, early));
    assert_eq!(refused, unfit, "the book must know its market first");
    it.wire(it.risk, "market", market);
    it.wire(vault, "market", market);
    it.vault_waits();
    it.wire(vault, "queue", queue);
    let (lp, call) = (
        it.stage.lp,
        IVault::depositCall {
            assets: usd(5),
            receiver: it.stage.lp,
        },
    );
    it.stage.send(lp, vault, call).expect("all are set");
    let again = wire(vault, "queue", owner);
    let wired = revert(&IAuthority::AuthorityAlreadyWired {
        key: key("queue"),
        module: queue,
    });
    assert_eq!(reverted(it.stage.send(owner, authority, again)), wired);
}

#[test]
fn l14_the_market_takes_money_when_fees_have_receivers() {
    let mut it = Unwired::set();
    let (market, liquidator, treasury) = (it.market, it.stage.liquidator, it.stage.treasury);
    let waits = revert(&IGoverned::AccessUnwired {});
    assert_eq!(reverted(it.funds_account()), waits);
    it.wire(market, "liquidator", liquidator);
    assert_eq!(reverted(it.funds_account()), waits);
    it.wire(market, "treasury", treasury);
    it.funds_account().expect("all are set");
}
