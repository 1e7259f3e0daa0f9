//! The ledger of the market in `status`: the expiry in clearing, claims that are not paid, loans, the insurance fund.

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};
use venue::bindings::IErc20;
use venue::bindings::IMarket::{self, ExpiryLedger, LedgerState};
use venue::chain::Chain;
use venue::clearing::PAID_FROM_SECS;
use venue::fault::Fault;
use venue::units::{self, Asset};

/// How long a clearing may last before `status` warns of it: a keeper ends it in one turn.
const CLEARED_WITHIN_SECS: u64 = 60;

/// What the market's ledger says.
pub(crate) struct Ledger {
    asset: Asset,
    state: LedgerState,
    /// The sellers that are left of the expiry in clearing.
    sellers: u32,
    /// The expiries with claims that are not paid, those that are paid first in front.
    unpaid: Vec<(u64, ExpiryLedger)>,
    /// The insurance fund, and how much of it may pay for debts now.
    fund: [u128; 2],
}

impl Ledger {
    /// Reads the ledger of a market.
    ///
    /// # Errors
    /// When a contract refuses, or the node cannot be asked.
    pub(crate) async fn read(chain: &Chain, market: Address) -> Result<Self, Fault> {
        let token = chain.ask(market, &IMarket::assetCall {}).await?;
        let state = chain.ask(market, &IMarket::stateCall {}).await?;
        let ledger = async |expiry| chain.ask(market, &IMarket::ledgerCall { expiry }).await;
        let sellers = match state.clearing {
            0 => 0,
            expiry => ledger(expiry).await?.sellers,
        };
        let mut unpaid = Vec::new();
        for expiry in chain.ask(market, &IMarket::unpaidCall {}).await? {
            unpaid.push((expiry, ledger(expiry).await?));
        }
        let fund = chain.ask(market, &IMarket::fundCall {}).await?;
        Ok(Self {
            asset: Asset {
                symbol: chain.ask(token, &IErc20::symbolCall {}).await?,
                places: chain.ask(token, &IErc20::decimalsCall {}).await?.into(),
            },
            state,
            sellers,
            unpaid,
            fund: [fund._0, fund._1],
        })
    }

    fn amount(&self, units: u128) -> String {
        self.asset.unsigned(U256::from(units))
    }

    /// The lines of the ledger in a listing.
    pub(crate) fn listing(&self) -> Vec<(&'static str, String)> {
        let [held, may_pay] = self.fund.map(|units| self.amount(units));
        let unpaid = self.unpaid.iter().map(|(expiry, row)| {
            let (claims, rest) = (self.amount(row.claims), self.amount(unpaid_of(row)));
            format!("{} ({rest} of {claims})", units::expiry(*expiry))
        });
        let unpaid: Vec<String> = unpaid.collect();
        let unpaid = if unpaid.is_empty() {
            "none".to_owned()
        } else {
            unpaid.join(", ")
        };
        vec![
            ("in clearing", self.clearing_text()),
            ("unpaid claims", unpaid),
            ("loans of the pool", self.amount(self.state.loans)),
            ("due to the vault", self.amount(self.state.due)),
            (
                "insurance fund",
                format!("{held}, {may_pay} of it for debts now"),
            ),
        ]
    }

    fn clearing_text(&self) -> String {
        let LedgerState {
            clearing,
            since,
            left,
            debts,
            ..
        } = self.state;
        if clearing == 0 {
            return "nothing".to_owned();
        }
        let since = match since {
            0 => String::new(),
            since => format!("since {}, ", units::time(since)),
        };
        format!(
            "{} ({since}{} sellers left, claims of {} at most, debts of {})",
            units::expiry(clearing),
            self.sellers,
            self.amount(left),
            self.amount(debts)
        )
    }

    /// What is to be done.
    pub(crate) fn warnings(&self, now_secs: u64) -> Vec<String> {
        let mut warnings = Vec::new();
        let LedgerState {
            clearing, since, ..
        } = self.state;
        let name = units::expiry(clearing);
        // A clearing without debts is over with the settlement itself, unless the exchange with the vault failed.
        if clearing != 0 && (since == 0 || self.sellers == 0) {
            warnings.push(format!(
                "the clearing of {name} is not ended, though it waits for nobody: `settle {name}` says why"
            ));
        } else if clearing != 0 && now_secs.saturating_sub(since) > CLEARED_WITHIN_SECS {
            let pay = if now_secs.saturating_sub(since) >= PAID_FROM_SECS {
                ", which earns a tenth of each bond"
            } else {
                ""
            };
            warnings.push(format!(
                "nobody joins or leaves the pool until {} sellers of {name} are settled: `settle {name}`{pay}",
                self.sellers
            ));
        }
        if !self.unpaid.is_empty() {
            let rest = self.unpaid.iter().map(|(_, row)| unpaid_of(row));
            let rest = rest.fold(0, u128::saturating_add);
            warnings.push(format!(
                "the pool owes {} of claims that it could not pay: nobody opens until it has",
                self.amount(rest)
            ));
        }
        warnings
    }

    /// The ledger as JSON.
    pub(crate) fn json(&self) -> Value {
        let exact = |units: u128| units::exact(U256::from(units), self.asset.places);
        let state = &self.state;
        let clearing = (state.clearing != 0).then(|| {
            json!({
                "expirySecs": state.clearing,
                "sinceSecs": (state.since != 0).then_some(state.since),
                "sellers": self.sellers,
                "claimsAtMost": exact(state.left),
                "debts": exact(state.debts),
            })
        });
        let unpaid = self.unpaid.iter().map(|(expiry, row)| {
            json!({
                "expirySecs": expiry,
                "claims": exact(row.claims),
                "paid": exact(row.paid),
                "drawn": exact(row.drawn),
            })
        });
        json!({
            "asset": self.asset.symbol,
            "clearing": clearing,
            "unpaid": unpaid.collect::<Vec<_>>(),
            "loans": exact(state.loans),
            "due": exact(state.due),
            "income": exact(state.income),
            "fund": { "money": exact(self.fund[0]), "mayPay": exact(self.fund[1]) },
        })
    }
}

const fn unpaid_of(row: &ExpiryLedger) -> u128 {
    row.claims.saturating_sub(row.paid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPIRY: u64 = 1_798_185_600;

    fn ledger(clearing: u64, since: u64, sellers: u32, unpaid: &[(u128, u128)]) -> Ledger {
        let row = |(claims, paid): &(u128, u128)| ExpiryLedger {
            price: 1,
            claims: *claims,
            paid: *paid,
            drawn: 0,
            sellers: 0,
            holders: 1,
        };
        Ledger {
            asset: Asset {
                symbol: "USDC".into(),
                places: 6,
            },
            state: LedgerState {
                clearing,
                since,
                left: 900_000_000,
                debts: 400_000_000,
                due: 0,
                income: 0,
                loans: 5_000_000,
            },
            sellers,
            unpaid: unpaid.iter().map(|it| (EXPIRY, row(it))).collect(),
            fund: [7_000_000, 3_500_000],
        }
    }

    #[test]
    fn a_ledger_at_rest_warns_of_nothing() {
        let ledger = ledger(0, 0, 0, &[]);
        assert_eq!(ledger.warnings(9), [] as [&str; 0]);
        let text = format!("{:?}", ledger.listing());
        for part in ["nothing", "none", "5 USDC", "7 USDC, 3.5 USDC of it"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(ledger.json()["clearing"], Value::Null);
    }

    #[test]
    fn a_clearing_is_warned_of_when_it_lasts() {
        let open = ledger(EXPIRY, EXPIRY + 30, 3, &[]);
        assert_eq!(open.warnings(EXPIRY + 60), [] as [&str; 0]);
        let warning = open.warnings(EXPIRY + 100).join("");
        assert!(
            warning.contains("3 sellers of 2026-12-25") && !warning.contains("bond"),
            "{warning}"
        );
        let warning = open.warnings(EXPIRY + 630).join("");
        assert!(warning.contains("a tenth of each bond"), "{warning}");
        for over in [ledger(EXPIRY, 0, 3, &[]), ledger(EXPIRY, 5, 0, &[])] {
            let warning = over.warnings(6).join("");
            assert!(warning.contains("waits for nobody"), "{warning}");
        }
        let text = open.clearing_text();
        assert!(
            text.contains("3 sellers left") && text.contains("900 USDC at most"),
            "{text}"
        );
    }

    #[test]
    fn claims_that_are_not_paid_are_added_up() {
        let ledger = ledger(0, 0, 0, &[(100_000_000, 40_000_000), (10_000_000, 0)]);
        let warning = ledger.warnings(9).join("");
        assert!(warning.contains("owes 70 USDC"), "{warning}");
        assert_eq!(ledger.json()["unpaid"][0]["paid"], "40");
    }
}
