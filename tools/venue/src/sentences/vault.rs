//! What `vault` and `withdrawalQueue` revert with.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "QueueBreaker",
        "a share lost much of its price within a day: nobody can leave until {until:time}",
    ),
    (
        "QueueExceedsClaimable",
        "{amount:plain} is more than the {max:plain} to be claimed (smallest units)",
    ),
    (
        "QueueInvalidAddress",
        "{account:plain} can neither wait in the queue nor be paid by it",
    ),
    (
        "QueueNotAllowed",
        "{caller:plain} is neither {account:plain} nor its operator",
    ),
    (
        "QueueNothing",
        "no shares wait, and there is nothing to claim or give back",
    ),
    ("QueueOverflow", "an amount does not fit its type"),
    (
        "QueuePriceTooHigh",
        "a least price of {price:plain} is above the highest, {max:plain} (smallest units for 10^18 of shares)",
    ),
    (
        "QueueTooEarly",
        "all epochs that have ended are closed: the next closing can be made from {closable:time}",
    ),
    (
        "QueueUnfunded",
        "the queue has {balance:asset}, but owes {needed:asset}",
    ),
    (
        "VaultClearing",
        "sellers of a settled expiry are not all settled: nobody can join or leave before anyone settles them with `settle`",
    ),
    (
        "VaultDecimals",
        "the asset has {decimals:plain} decimals; the vault accepts 6 to 18",
    ),
    (
        "VaultExceedsMax",
        "{amount:plain} is more than the maximum of {max:plain} now (smallest units): see `vault show`",
    ),
    (
        "VaultInsolvent",
        "the pool owes all that it has: nobody can join",
    ),
    (
        "VaultLeavingStopped",
        "a share lost much of its price within a day: nobody can leave until {until:time}",
    ),
    (
        "VaultNoPrice",
        "without a usable price nobody can join or leave now (state {state:plain} of the oracle)",
    ),
    ("VaultNoShares", "{assets:asset} is too little for a share"),
    (
        "VaultOnlyMarket",
        "only the market may do this, not {caller:plain}",
    ),
    (
        "VaultOnlyQueue",
        "only the queue may do this, not {caller:plain}",
    ),
    ("VaultOverflow", "an amount does not fit its type"),
    (
        "VaultShort",
        "the vault holds {held:asset}, but {needed:asset} would have to stay and to be paid",
    ),
    (
        "VaultStopTooLong",
        "leaving can be stopped until {max:time} at the latest, not until {until:time}",
    ),
    (
        "VaultUnfunded",
        "the vault has {balance:asset}, but accounts for {needed:asset}",
    ),
    (
        "VaultUnsettled",
        "nobody can join or leave before the expiry of {expiry:time} is settled: anyone may settle it with `settle`",
    ),
];
