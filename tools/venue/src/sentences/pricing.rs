//! What `optionPricer` and the contracts behind it revert with.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "PricerArgument",
        "the pricer does not accept this value of {name:name}",
    ),
    (
        "PricerAtTheMoney",
        "the surface's volatility at the money is outside 5% to 500%",
    ),
    (
        "PricerButterfly",
        "the surface admits arbitrage: a butterfly at log-moneyness {node:wad} has a negative price",
    ),
    (
        "PricerCalendar",
        "the surface admits arbitrage: total variance falls with expiry at log-moneyness {node:wad} (against the earlier neighbour: {earlier:plain})",
    ),
    (
        "PricerDeadline",
        "the post arrived after its deadline, {deadline:time}",
    ),
    (
        "PricerDeltaOutsideOpening",
        "a delta of {delta:wad} is too far in or out of the money to open a position: 0.05 to 0.95 is allowed",
    ),
    (
        "PricerMovedTooFar",
        "the surface moves the volatility at the money from {from:percent} to {to:percent}, more than a tenth",
    ),
    (
        "PricerNoVolatility",
        "no volatility gives this price (too high: {tooHigh:plain})",
    ),
    (
        "PricerNonce",
        "this is not the next post of its expiry; that has nonce {expected:plain}",
    ),
    (
        "PricerNotPositive",
        "the surface's total variance is not above zero everywhere",
    ),
    (
        "PricerOpeningHalted",
        "the last surface of {expiry:time} was refused: no position opens there until a valid one is posted",
    ),
    ("PricerOverflow", "{name:name} does not fit its type"),
    (
        "PricerSignature",
        "signature {index:plain} (from 0) is not by the signer of the seat that it names",
    ),
    (
        "PricerSurfaceMissing",
        "the expiry of {expiry:time} has no volatility surface",
    ),
    (
        "PricerSurfaceStale",
        "the volatility surface of {expiry:time} is {ageSecs:secs} old, which is too old: signers have to post a new one",
    ),
    (
        "PricerSurfaceTime",
        "the surface's time is in the future, or its expiry is past",
    ),
    (
        "PricerTooFewSignatures",
        "{needed:plain} signatures are needed, {given:plain} were given",
    ),
    (
        "PricerTooLateToOpen",
        "in the last half hour before expiry, positions can only be closed",
    ),
    (
        "PricerTooManyExpiries",
        "eight expiries already have surfaces",
    ),
    (
        "PricerTooSoon",
        "the next surface of the expiry may have the time {earliest:time} at the earliest",
    ),
    (
        "PricerWingTooSteep",
        "a wing of the surface is steeper than arbitrage allows",
    ),
];
