//! Events of the market: trades, money, settlement and clearing.

use alloy::primitives::U256;
use alloy::rpc::types::Log;
use alloy::sol_types::SolEventInterface;
use display::decimal;
use serde_json::{Value, json};
use venue::bindings::IMarket::{IMarketEvents, LegTraded};
use venue::protocol::{Protocol, account_name};
use venue::series::Series;
use venue::units::{self, Asset, short, wad_unsigned};

use super::Told;
use crate::trade;

/// An event of the market; `None` for one that is not shown.
pub(super) fn event(protocol: &Protocol, log: &Log) -> Option<Told> {
    let event = IMarketEvents::decode_log(&log.inner).ok()?.data;
    traded(protocol, &event)
        .or_else(|| settled(protocol.asset(), &event))
        .or_else(|| written(protocol.asset(), &event))
}

fn exact(asset: &Asset, units: u128) -> String {
    units::exact(U256::from(units), asset.places)
}

fn amount(asset: &Asset, units: u128) -> String {
    asset.unsigned(U256::from(units))
}

fn leg(protocol: &Protocol, leg: &LegTraded) -> String {
    let series = Series {
        expiry: leg.expiry,
        kind: leg.kind,
        strike_wad: leg.strike,
    };
    let verb = if leg.quantity < 0 { "sells" } else { "buys" };
    format!(
        "{} {verb} {} {} for {} USD",
        account_name(leg.id),
        wad_unsigned(leg.quantity.unsigned_abs()),
        series.name(protocol.underlying()),
        short(leg.total.cast_signed(), 2)
    )
}

/// Trades, and money that comes and goes.
fn traded(protocol: &Protocol, event: &IMarketEvents) -> Option<Told> {
    use IMarketEvents as E;
    let asset = protocol.asset();
    Some(match event {
        E::LegTraded(it) => (
            leg(protocol, it),
            "LegTraded",
            json!({ "account": account_name(it.id), "leg": trade::leg_json(protocol, it) }),
        ),
        E::OrderTraded(it) => {
            let (name, paid) = (account_name(it.id), decimal::format(it.paid, asset.places));
            (
                format!("{name} pays {} for its order", asset.amount(it.paid)),
                "OrderTraded",
                json!({ "account": name, "by": it.by, "paid": paid }),
            )
        }
        E::Deposited(it) => moved(asset, it.id, "gets", "Deposited", it.amount),
        E::Withdrawn(it) => moved(asset, it.id, "pays out", "Withdrawn", it.amount),
        E::ClaimsGiven(it) => (
            format!(
                "{} brings {} for claims",
                it.from,
                asset.unsigned(it.amount)
            ),
            "ClaimsGiven",
            json!({ "from": it.from, "amount": units::exact(it.amount, asset.places) }),
        ),
        E::FundAdded(it) => (
            format!(
                "{} adds {} to the insurance fund",
                it.from,
                amount(asset, it.amount)
            ),
            "FundAdded",
            json!({ "from": it.from, "amount": exact(asset, it.amount) }),
        ),
        _ => return None,
    })
}

fn moved(asset: &Asset, id: U256, verb: &str, name: &'static str, units: U256) -> Told {
    let account = account_name(id);
    (
        format!("{account} {verb} {}", asset.unsigned(units)),
        name,
        json!({ "account": account, "amount": units::exact(units, asset.places) }),
    )
}

/// Expiries: their sellers, their settlement, their claims.
fn settled(asset: &Asset, event: &IMarketEvents) -> Option<Told> {
    use IMarketEvents as E;
    let seller = |expiry: u64, id: U256| -> Value {
        json!({ "expirySecs": expiry, "account": account_name(id) })
    };
    let of_expiry = |expiry: u64, units: u128| -> Value {
        json!({ "expirySecs": expiry, "amount": exact(asset, units) })
    };
    Some(match event {
        E::SellerAdded(it) => (
            format!(
                "{} has sold something of {}",
                account_name(it.id),
                units::expiry(it.expiry)
            ),
            "SellerAdded",
            seller(it.expiry, it.id),
        ),
        E::SellerGone(it) => (
            format!(
                "{} has nothing sold of {} any more",
                account_name(it.id),
                units::expiry(it.expiry)
            ),
            "SellerGone",
            seller(it.expiry, it.id),
        ),
        E::ExpirySettled(it) => {
            let price = wad_unsigned(it.price);
            (
                format!(
                    "{} is settled at {price} USD: claims of {} at most, debts of {}",
                    units::time(it.expiry),
                    amount(asset, it.claims),
                    amount(asset, it.debts)
                ),
                "ExpirySettled",
                json!({
                    "expirySecs": it.expiry,
                    "priceUsd": price,
                    "claims": exact(asset, it.claims),
                    "debts": exact(asset, it.debts),
                }),
            )
        }
        E::ExpiryCleared(it) => (
            format!(
                "the sellers of {} are settled: of claims of {}, {} are paid",
                units::expiry(it.expiry),
                amount(asset, it.claims),
                amount(asset, it.paid)
            ),
            "ExpiryCleared",
            json!({
                "expirySecs": it.expiry,
                "claims": exact(asset, it.claims),
                "paid": exact(asset, it.paid),
            }),
        ),
        E::ClaimsPaid(it) => (
            format!(
                "the pool pays {} of the claims of {}",
                amount(asset, it.amount),
                units::expiry(it.expiry)
            ),
            "ClaimsPaid",
            of_expiry(it.expiry, it.amount),
        ),
        E::RoundingReturned(it) => (
            format!(
                "the pool gets {}, which rounding left of {}",
                amount(asset, it.amount),
                units::expiry(it.expiry)
            ),
            "RoundingReturned",
            of_expiry(it.expiry, it.amount),
        ),
        _ => return None,
    })
}

/// What settlement does with an account: its money, its claims, its debts, its bond.
fn written(asset: &Asset, event: &IMarketEvents) -> Option<Told> {
    use IMarketEvents as E;
    Some(match event {
        E::AccountSettled(it) => {
            let name = account_name(it.id);
            (
                format!("{name} is settled: {}", asset.amount(it.amount)),
                "AccountSettled",
                json!({ "account": name, "amount": decimal::format(it.amount, asset.places) }),
            )
        }
        E::SetOff(it) => {
            let name = account_name(it.id);
            (
                format!(
                    "{} of what {} owes {name} is set off against its loan",
                    amount(asset, it.amount),
                    units::expiry(it.expiry)
                ),
                "SetOff",
                json!({
                    "account": name,
                    "expirySecs": it.expiry,
                    "amount": exact(asset, it.amount),
                }),
            )
        }
        E::WrittenOff(it) => {
            let name = account_name(it.id);
            (
                format!(
                    "{name} has nothing left: its bond pays {}, the insurance fund {}, and the pool loses {}",
                    amount(asset, it.fromBond),
                    amount(asset, it.fromFund),
                    amount(asset, it.lost)
                ),
                "WrittenOff",
                json!({
                    "account": name,
                    "fromBond": exact(asset, it.fromBond),
                    "fromFund": exact(asset, it.fromFund),
                    "lost": exact(asset, it.lost),
                }),
            )
        }
        E::BondChanged(it) => {
            let (name, bond) = (account_name(it.id), u128::from(it.bond));
            (
                format!("the bond of {name} is {}", amount(asset, bond)),
                "BondChanged",
                json!({ "account": name, "bond": exact(asset, bond) }),
            )
        }
        E::BondPaid(it) => {
            let name = account_name(it.id);
            (
                format!(
                    "the bond of {name} pays {} to {}",
                    amount(asset, it.amount),
                    it.keeper
                ),
                "BondPaid",
                json!({ "account": name, "keeper": it.keeper, "amount": exact(asset, it.amount) }),
            )
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::Address;
    use venue::bindings::IMarket;

    fn usdc() -> Asset {
        Asset {
            symbol: "USDC".into(),
            places: 6,
        }
    }

    #[test]
    fn what_settlement_does_is_told_in_the_units_of_the_asset() {
        use IMarketEvents as E;
        let (expiry, id) = (1_798_185_600, U256::from(1) << 96);
        let cleared = IMarket::ExpiryCleared {
            expiry,
            claims: 3_000_000,
            paid: 2_500_000,
        };
        let (text, name, details) = settled(&usdc(), &E::ExpiryCleared(cleared)).unwrap();
        assert_eq!(name, "ExpiryCleared");
        assert!(
            text.contains("2026-12-25") && text.contains("of 3 USDC, 2.5 USDC"),
            "{text}"
        );
        assert_eq!(details["paid"], "2.5");
        let lost = IMarket::WrittenOff {
            id,
            fromBond: 5_000_000,
            fromFund: 0,
            lost: 7_000_000,
        };
        let (text, _, details) = written(&usdc(), &E::WrittenOff(lost)).unwrap();
        assert!(
            text.contains("bond pays 5 USDC") && text.contains("loses 7 USDC"),
            "{text}"
        );
        assert_eq!(
            (&details["lost"], &details["fromFund"]),
            (&json!("7"), &json!("0"))
        );
        let paid = IMarket::BondPaid {
            id,
            keeper: Address::repeat_byte(7),
            amount: 500_000,
        };
        let (text, ..) = written(&usdc(), &E::BondPaid(paid)).unwrap();
        assert!(text.contains("pays 0.5 USDC to 0x0707"), "{text}");
    }
}
