//! Calls of the vault, by the way in or out.

use super::{Play, Way, narrow, wide};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use contract_tests::pool::IVault;

impl Play {
    /// Joins or leaves in this way. Returns the result, or `None` if it is refused.
    pub(super) fn act(&mut self, way: Way, who: Address, amount: u128) -> Option<u128> {
        let vault = self.stage.vault;
        let (amount, receiver, owner) = (wide(amount), who, who);
        let done = match way {
            Way::Deposit => {
                let call = IVault::depositCall {
                    assets: amount,
                    receiver,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Mint => {
                let call = IVault::mintCall {
                    shares: amount,
                    receiver,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Withdraw => {
                let call = IVault::withdrawCall {
                    assets: amount,
                    receiver,
                    owner,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Redeem => {
                let call = IVault::redeemCall {
                    shares: amount,
                    receiver,
                    owner,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
        };
        done.ok().map(narrow)
    }

    /// Returns the same result without doing it.
    pub(super) fn try_act(&self, way: Way, who: Address, amount: u128) -> Option<u128> {
        let (amount, receiver, owner) = (wide(amount), who, who);
        match way {
            Way::Deposit => self.number(
                who,
                IVault::depositCall {
                    assets: amount,
                    receiver,
                },
            ),
            Way::Mint => self.number(
                who,
                IVault::mintCall {
                    shares: amount,
                    receiver,
                },
            ),
            Way::Withdraw => self.number(
                who,
                IVault::withdrawCall {
                    assets: amount,
                    receiver,
                    owner,
                },
            ),
            Way::Redeem => self.number(
                who,
                IVault::redeemCall {
                    shares: amount,
                    receiver,
                    owner,
                },
            ),
        }
    }

    pub(super) fn preview(&self, way: Way, amount: u128) -> Option<u128> {
        let (anybody, amount) = (self.stage.market, wide(amount));
        match way {
            Way::Deposit => self.number(anybody, IVault::previewDepositCall { assets: amount }),
            Way::Mint => self.number(anybody, IVault::previewMintCall { shares: amount }),
            Way::Withdraw => self.number(anybody, IVault::previewWithdrawCall { assets: amount }),
            Way::Redeem => self.number(anybody, IVault::previewRedeemCall { shares: amount }),
        }
    }

    pub(super) fn limit(&self, way: Way, who: Address) -> Option<u128> {
        let (receiver, owner) = (who, who);
        match way {
            Way::Deposit => self.number(who, IVault::maxDepositCall { receiver }),
            Way::Mint => self.number(who, IVault::maxMintCall { receiver }),
            Way::Withdraw => self.number(who, IVault::maxWithdrawCall { owner }),
            Way::Redeem => self.number(who, IVault::maxRedeemCall { owner }),
        }
    }

    /// Returns the answer of a call, or `None` if it is refused.
    pub(super) fn number<C: SolCall<Return = U256>>(&self, from: Address, call: C) -> Option<u128> {
        self.stage.simulate(from, call).ok().map(narrow)
    }
}
