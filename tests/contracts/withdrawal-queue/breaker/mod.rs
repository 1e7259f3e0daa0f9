//! The queue's breaker on the real contracts: after a share lost much of its price within a day, nobody leaves for a
//! while.

use alloy_primitives::{Address, Bytes, U256};
use contract_tests::pool::IWithdrawalQueue as Queue;
use contract_tests::pricing::WAD;
use contract_tests::revert;
use contract_tests::trading::*;
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

mod arithmetic;
mod fall;
mod misuse;

const HOUR: u64 = 3_600;

/// How long the breaker holds at first.
const HOLD: u64 = 12 * HOUR;

/// After a jump, everything is allowed again when this many seconds have passed.
const SETTLING_SECS: u64 = 660;

/// The protocol with a queue. Half of the pool waits in it, and the pool owes 8,000 calls and as many puts.
struct Stage {
    trading: Trading,
    queue: Address,
    /// Another provider, who requests nothing.
    other: Address,
    stranger: Address,
}

impl Stage {
    fn set() -> Self {
        let mut trading = Trading::set();
        let queue = trading.queue;
        let other = trading.pricing.node.account(7);
        trading.join(other, usd(1_000_000)).expect("they join");
        let trader = trading.trader;
        trading.fund(trader, usd(4_000_000)).expect("funded");
        for (kind, strike) in [(0, 2_100), (1, 1_900)] {
            let expiry = trading.expiry;
            trading.list(expiry, kind, strike).expect("on the grid");
        }
        let legs = [(0, 2_100), (1, 1_900)].map(|(kind, k)| trading.leg(kind, k, 8_000_000));
        trading.trade(trader, &legs).expect("within the limits");
        let stranger = trading.pricing.node.account(9);
        let mut stage = Self {
            trading,
            queue,
            other,
            stranger,
        };
        stage.wait();
        stage
    }

    /// Puts half of the first provider's shares into the queue.
    fn wait(&mut self) {
        let (lp, vault, queue) = (self.trading.lp, self.trading.vault, self.queue);
        let held = self
            .trading
            .ask(vault, IVault::balanceOfCall { account: lp });
        let approve = IVault::approveCall {
            spender: queue,
            value: held,
        };
        self.trading.send(lp, vault, approve).expect("approved");
        let request = Queue::requestRedeemCall {
            shares: held / U256::from(2),
            controller: lp,
            owner: lp,
        };
        self.trading.send(lp, queue, request).expect("they wait");
    }

    /// Lets this many seconds pass with the spot at this price (hundredths of dollars), for longer than a jump allows
    /// only closing, and posts surfaces.
    fn later(&mut self, secs: u64, cents: i128) {
        let (expiry, stranger, oracle) = (self.trading.expiry, self.stranger, self.trading.oracle);
        for wait in [secs.saturating_sub(SETTLING_SECS), SETTLING_SECS] {
            self.trading.node().warp(wait);
            self.trading.push(cents);
            let observe = IOracle::observeCall { settling: 0 };
            self.trading.send(stranger, oracle, observe).expect("seen");
        }
        self.trading.post(expiry);
    }

    /// Makes the trader sell all positions, so that no reserve and no limit keeps money in the pool.
    fn sold(&mut self) {
        let trader = self.trading.trader;
        for position in self.trading.account(trader).1 {
            let leg = Position {
                quantity: -position.quantity,
                ..position
            };
            self.trading.trade(trader, &[leg]).expect("it is theirs");
        }
    }

    fn note(&mut self) -> Sent {
        let (stranger, queue) = (self.stranger, self.queue);
        let (noted, sent) = self
            .trading
            .send(stranger, queue, Queue::noteCall {})
            .expect("there is a mark");
        let said = self.trading.ask(queue, Queue::breakerCall {});
        assert_eq!(
            (noted.high, noted.price, noted.until),
            (said.high, said.price, said.until)
        );
        assert_eq!(said.price, self.price(), "nothing but the truth");
        sent
    }

    /// Returns the worth of 10^18 units of shares.
    fn price(&self) -> U256 {
        let shares = U256::from(WAD);
        let call = IVault::convertToAssetsCall { shares };
        self.trading.ask(self.trading.vault, call)
    }

    fn until(&self) -> u64 {
        self.trading.ask(self.queue, Queue::breakerCall {}).until
    }

    fn close(&mut self) -> Result<((U256, U256), Sent), NodeError> {
        let (stranger, queue) = (self.stranger, self.queue);
        let (closed, sent) = self.trading.send(stranger, queue, Queue::closeCall {})?;
        Ok(((closed._0, closed._1), sent))
    }

    fn redeem(&mut self, shares: U256) -> Result<U256, NodeError> {
        let (other, vault) = (self.other, self.trading.vault);
        let call = IVault::redeemCall {
            shares,
            receiver: other,
            owner: other,
        };
        Ok(self.trading.send(other, vault, call)?.0)
    }

    fn limits(&self) -> [U256; 2] {
        let (owner, vault) = (self.other, self.trading.vault);
        let shares = self.trading.ask(vault, IVault::maxRedeemCall { owner });
        let assets = self.trading.ask(vault, IVault::maxWithdrawCall { owner });
        [shares, assets]
    }
}

/// Returns the time of the newest block.
fn block_secs(node: &Devnode) -> u64 {
    node.chain().head().header.timestamp
}

fn stopped(until: u64) -> Bytes {
    revert(&IVault::VaultLeavingStopped { until })
}
