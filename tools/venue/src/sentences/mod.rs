//! What each error of the contracts says to a reader.

/// The sentence of an error, in which `{argument:manner}` stands for one of its figures.
///
/// Manners: `plain` (a number or address as it is), `asset` (money in units of the asset), `usd` and `wad` (18
/// decimals), `percent` (WAD, a part), `time` (unix seconds), `secs`, `name` (a short text in a word), `kind`, `round`, `account`.
pub(crate) const SENTENCES: &[(&str, &str)] = &[
    (
        "AccessAccounted",
        "{token:plain} is what the contract keeps accounts of: it leaves by them alone",
    ),
    (
        "AccessNotAuthority",
        "only the authority may do this, not {caller:plain}",
    ),
    (
        "AccessNotOwner",
        "only the owner of the protocol may do this, not {caller:plain}",
    ),
    (
        "AccessNotOwnerNorGuardian",
        "only the owner or the guardian may do this, not {caller:plain}",
    ),
    (
        "AccessOutOfBounds",
        "{key:name} cannot be {value:plain}: the code bounds it to {min:plain}..{max:plain}",
    ),
    ("AccessPaused", "the contract is paused"),
    (
        "AccessUnknownKey",
        "nothing called {key:name} can be changed there in this way",
    ),
    (
        "AccessZeroAddress",
        "{key:name} must not be the zero address",
    ),
    (
        "AlreadyConstructed",
        "the contract has been constructed already",
    ),
    (
        "AuthorityAlreadyScheduled",
        "a change of {key:name} waits already, until {eta:time}: cancel it first",
    ),
    (
        "AuthorityAlreadyWired",
        "{key:name} is set already, to {module:plain}: replacing it has to be scheduled",
    ),
    (
        "AuthorityExpired",
        "the change of {key:name} should have been executed by {deadline:time}",
    ),
    (
        "AuthorityGuardianCannotCancel",
        "the guardian may not cancel the change of {key:name}",
    ),
    (
        "AuthorityNotPendingOwner",
        "ownership has not been offered to {caller:plain}",
    ),
    (
        "AuthorityNotScheduled",
        "no change of {key:name} is waiting",
    ),
    (
        "AuthorityTooEarly",
        "the change of {key:name} can be executed from {eta:time} on",
    ),
    ("AuthorityUnchanged", "{key:name} is {value:plain} already"),
    (
        "AuthorityWouldLoosen",
        "moving {key:name} from {current:plain} to {proposed:plain} does not tighten: it has to be scheduled",
    ),
    (
        "CallMalformed",
        "the call's arguments are malformed at byte {position:plain}: is this client as new as the contracts?",
    ),
    (
        "CallUnknown",
        "the contract has no function {selector:plain}: is this client as new as the contracts?",
    ),
    ("CallWithValue", "the contract takes no ether"),
    (
        "ERC20InsufficientAllowance",
        "{spender:plain} may move {allowance:plain}, and {needed:plain} are needed (smallest units)",
    ),
    (
        "ERC20InsufficientBalance",
        "{sender:plain} has {balance:plain}, and {needed:plain} are needed (smallest units)",
    ),
    (
        "ERC20InvalidReceiver",
        "{receiver:plain} can neither hold shares nor be paid",
    ),
    (
        "ERC2612ExpiredSignature",
        "the permit ended at {deadline:time}",
    ),
    (
        "ERC2612InvalidSigner",
        "the permit of {owner:plain} was signed by {signer:plain}",
    ),
    (
        "LensNotMarket",
        "{market:plain} is not a market, or not the one that its own risk manager and vault serve",
    ),
    ("LensOverflow", "a figure does not fit its type"),
    (
        "LensSilent",
        "a contract of the market reverted without saying why",
    ),
    (
        "LiquidatorArgument",
        "the liquidator does not take this value of {name:name}",
    ),
    (
        "LiquidatorNonce",
        "the account is not in auction, or in another one: number {nonce:plain} (0: none)",
    ),
    (
        "LiquidatorNotOwner",
        "the account that is to take it is not one of {caller:plain}",
    ),
    ("LiquidatorNothing", "there is nothing to pay out"),
    ("LiquidatorOverflow", "an amount does not fit its type"),
    (
        "LiquidatorPrice",
        "it asks {price:asset} now (negative: pays), beyond the limit of {limit:asset}: nothing was taken",
    ),
    (
        "LiquidatorSound",
        "account {id:account} has its maintenance margin, with {maintenance:usd} to spare",
    ),
    (
        "LiquidatorStale",
        "nobody has seen the account short since {seenAt:time}, or it changed sides: `liquidate run` begins the auction anew",
    ),
    (
        "LiquidatorTaker",
        "the account that takes it would be {initial:usd} over its initial margin (negative: short) and have {cash:asset}",
    ),
    (
        "MarketArgument",
        "the market does not take this value of {name:name}",
    ),
    (
        "MarketDeadline",
        "the order came after its deadline, {deadline:time}: nothing was traded",
    ),
    (
        "MarketMoney",
        "the account has {available:asset} and it takes {needed:asset}: bring in more with `account deposit`",
    ),
    (
        "MarketNotHeld",
        "an operator may not sell what the account does not hold: the {kind:kind} of {expiry:time} at {strike:wad}",
    ),
    (
        "MarketNotOwner",
        "only the owner of the account may do this, not {caller:plain}",
    ),
    (
        "MarketNotSettleable",
        "the expiry of {expiry:time} has not come, or its price is not fixed yet",
    ),
    (
        "MarketOperatorLimit",
        "{caller:plain} may spend {limit:asset} on this account, and this takes more",
    ),
    ("MarketOverflow", "an amount does not fit its type"),
    (
        "MarketPriceLimit",
        "the order would cost {cost:asset} (negative: bring in), beyond its limit of {limit:asset}: nothing was traded; quote again or allow more slippage",
    ),
    (
        "MarketSettled",
        "the expiry of {expiry:time} is settled already",
    ),
    (
        "MarketTooManyPositions",
        "the account would hold more series than the 32 that it may: use another one with --account",
    ),
    (
        "OracleAnswerNotPositive",
        "the price of round {roundId:round} is zero or negative",
    ),
    (
        "OracleAnswerTooLarge",
        "the price of round {roundId:round} is above the greatest that the oracle takes",
    ),
    (
        "OracleDecimals",
        "the feed {feed:plain} has more than 38 decimals",
    ),
    (
        "OracleDisputable",
        "the price proposed for {expiry:time} can be disputed until {until:time}",
    ),
    (
        "OracleFeedMalformed",
        "the feed {feed:plain} answers something else than a price",
    ),
    ("OracleFeedSilent", "the feed {feed:plain} does not answer"),
    (
        "OracleFixed",
        "the price of {expiry:time} is fixed already, at {price:wad}",
    ),
    (
        "OracleGas",
        "too little gas: {left:plain} was left where a feed needs {needed:plain}",
    ),
    (
        "OracleNoSource",
        "the oracle knew no source of the price half an hour before {expiry:time}: only a proposal of the owner can fix it",
    ),
    (
        "OracleNotProposed",
        "no price is proposed for {expiry:time}",
    ),
    (
        "OracleProofBackwards",
        "round {roundId:round} is older than the one before it",
    ),
    (
        "OracleProofCarried",
        "a price stood for {secs:secs} until round {roundId:round}, longer than the feed may be silent",
    ),
    (
        "OracleProofEmpty",
        "the list of rounds has nothing that was not taken already",
    ),
    (
        "OracleProofGap",
        "round {roundId:round} is not the next one, which is number {expected:plain}",
    ),
    (
        "OracleProofId",
        "{roundId:plain} is not the number of a round",
    ),
    (
        "OracleProofLate",
        "round {roundId:round} came at the expiry or later",
    ),
    (
        "OracleProofMissing",
        "round {roundId:round} is missing where the list needs it",
    ),
    (
        "OracleProofPhase",
        "round {roundId:round} is of another phase than the source of the price then, {expected:round}",
    ),
    (
        "OracleProofSeedEarly",
        "the list begins too early: round {roundId:round} came before the half hour too",
    ),
    (
        "OracleProofSeedLate",
        "the list begins too late: round {roundId:round} came inside the half hour",
    ),
    (
        "OracleProofShort",
        "the list ends too early: round {roundId:round} belongs to it",
    ),
    (
        "OracleProposalEarly",
        "a price can be proposed for {expiry:time} from {begins:time} on",
    ),
    (
        "OracleProposalRange",
        "the price {price:wad} is zero or above the greatest, {greatest:wad}",
    ),
    (
        "OracleProposed",
        "a price is proposed for {expiry:time} already: {price:wad}",
    ),
    (
        "OracleRoundFromFuture",
        "round {roundId:round} has a time that is to come, {updatedAt:time}",
    ),
    (
        "OracleRoundIncomplete",
        "the price of round {roundId:round} was given in an earlier round",
    ),
    (
        "OracleRoundNotUpdated",
        "round {roundId:round} has no price yet",
    ),
    (
        "OracleRoundStale",
        "the price is of {updatedAt:time} (round {roundId:round}), older than the {maxAgeSecs:secs} that are allowed",
    ),
    ("OracleSequencerDown", "the chain's sequencer is down"),
    (
        "OracleSequencerGrace",
        "the chain's sequencer has just come back: prices are used again from {until:time} on",
    ),
    (
        "OracleSequencerUnknown",
        "the uptime feed does not say whether the chain's sequencer is up",
    ),
    (
        "OracleTime",
        "{time:plain} is not a time that the oracle can keep",
    ),
    (
        "OracleWindowAhead",
        "the half hour that fixes the price of {expiry:time} begins at {begins:time}",
    ),
    (
        "PricerArgument",
        "the pricer does not take this value of {name:name}",
    ),
    (
        "PricerAtTheMoney",
        "the surface's volatility at the money is outside of 5% to 500%",
    ),
    (
        "PricerButterfly",
        "the surface admits arbitrage: a butterfly at log-moneyness {node:wad} costs less than nothing",
    ),
    (
        "PricerCalendar",
        "the surface admits arbitrage: total variance falls with expiry at log-moneyness {node:wad} (against the earlier neighbour: {earlier:plain})",
    ),
    (
        "PricerDeadline",
        "the post came after its deadline, {deadline:time}",
    ),
    (
        "PricerDeltaOutsideOpening",
        "a delta of {delta:wad} is too far in or out of the money to open a position in: 0.05 to 0.95 may be opened",
    ),
    (
        "PricerMovedTooFar",
        "the surface moves the volatility at the money from {from:percent} to {to:percent}, by more than a tenth",
    ),
    (
        "PricerNoVolatility",
        "no volatility gives this price (too high: {tooHigh:plain})",
    ),
    (
        "PricerNonce",
        "this is not the next post of its expiry, which has nonce {expected:plain}",
    ),
    (
        "PricerNotPositive",
        "the surface's total variance is not above zero everywhere",
    ),
    (
        "PricerOpeningHalted",
        "the last surface of {expiry:time} was refused: nothing opens there until a good one comes",
    ),
    ("PricerOverflow", "{name:name} does not fit its type"),
    (
        "PricerSignature",
        "signature number {index:plain} (from 0) is not that of the seat it names",
    ),
    (
        "PricerSurfaceMissing",
        "the expiry of {expiry:time} has no volatility surface",
    ),
    (
        "PricerSurfaceStale",
        "the volatility surface of {expiry:time} is {ageSecs:secs} old, older than allowed: signers have to post a new one",
    ),
    (
        "PricerSurfaceTime",
        "the surface was signed later than now, or its expiry is past",
    ),
    (
        "PricerTooFewSignatures",
        "{needed:plain} signatures are needed, {given:plain} were given",
    ),
    (
        "PricerTooLateToOpen",
        "in the last half hour before the expiry positions can only be closed",
    ),
    (
        "PricerTooManyExpiries",
        "eight expiries have surfaces already",
    ),
    (
        "PricerTooSoon",
        "the next surface of the expiry may be signed at {earliest:time}, not before",
    ),
    (
        "PricerWingTooSteep",
        "a wing of the surface is steeper than no-arbitrage allows",
    ),
    (
        "QueueBehind",
        "{epochs:plain} closed epochs have not been gone through: run `vault queue settle` first",
    ),
    (
        "QueueBreaker",
        "a share lost much of its price within a day: nobody leaves until {until:time}",
    ),
    (
        "QueueInvalidAddress",
        "{account:plain} can neither wait nor be paid there",
    ),
    (
        "QueueNotAllowed",
        "{caller:plain} is neither {account:plain} nor its operator",
    ),
    (
        "QueueNothing",
        "nothing waits, and nothing is there to be fetched or given back",
    ),
    (
        "QueueNothingToFill",
        "nothing of the queue can be redeemed now",
    ),
    ("QueueOverflow", "an amount does not fit its type"),
    (
        "QueueTooEarly",
        "the epoch can be closed from {closable:time} on",
    ),
    (
        "QueueUnfunded",
        "the queue has {balance:asset} of the {needed:asset} that it owes",
    ),
    (
        "RiskArgument",
        "the risk manager does not take this value of {name:name}",
    ),
    (
        "RiskDeltaLimit",
        "too large for the pool: its delta would be worth {figure:usd}, and {most:usd} is the limit",
    ),
    (
        "RiskExpired",
        "the expiry of {expiry:time} is past: nothing of it is traded",
    ),
    (
        "RiskExpiryRule",
        "{expiry:time} is not an expiry that may be listed now: Fridays 08:00 UTC within four weeks, the last Friday of a month within 120 days",
    ),
    (
        "RiskInitialMargin",
        "the account would be worth {value:usd}, and {missing:usd} is missing to its initial margin",
    ),
    ("RiskListed", "the series is listed already"),
    ("RiskNoPrice", "there is no price to trade at"),
    (
        "RiskNotListed",
        "the {kind:kind} of {expiry:time} at {strike:wad} is not listed: anyone may do it with `list`",
    ),
    (
        "RiskNotMarket",
        "only the market may do this, not {caller:plain}",
    ),
    (
        "RiskOnlyClosing",
        "the price moved fast: for some minutes positions can only be reduced",
    ),
    ("RiskOverflow", "an amount does not fit its type"),
    (
        "RiskPoolWorthless",
        "the pool owes as much as it has: it takes on nothing more",
    ),
    (
        "RiskShortfallLimit",
        "too large for the pool: its expected shortfall of a day would be {figure:usd}, and {most:usd} is the limit",
    ),
    (
        "RiskStrikeRule",
        "{strike:wad} is not a strike that may be listed at a spot of {spot:wad}: half to twice the spot, on the grid",
    ),
    (
        "RiskTenPercentLimit",
        "too large for the pool: ten percent of the spot would cost it {figure:usd}, and {most:usd} is the limit",
    ),
    ("RiskTooManyExpiries", "as many expiries live as may"),
    (
        "RiskTooManySeries",
        "the expiry of {expiry:time} has as many series as it may, all of them in use or nearer to the spot",
    ),
    (
        "RiskVegaLimit",
        "too large for the pool: a vol point would move it by {figure:usd}, and {most:usd} is the limit",
    ),
    (
        "RiskWorstLimit",
        "too large for the pool: its worst scenario would cost {figure:usd}, and {most:usd} is the limit",
    ),
    (
        "TokenRefused",
        "the token {token:plain} did not move the amount: is the balance large enough, and the spender approved?",
    ),
    (
        "TokenShort",
        "{arrived:asset} arrived where {expected:asset} was sent: the token keeps a part",
    ),
    (
        "TokenUnreadable",
        "the token {token:plain} does not answer as a token does",
    ),
    (
        "VaultDecimals",
        "the asset has {decimals:plain} decimals; the vault takes 6 to 18",
    ),
    (
        "VaultExceedsMax",
        "{amount:plain} is more than the {max:plain} that are possible now (smallest units): see `vault show`",
    ),
    (
        "VaultInsolvent",
        "the pool owes all that it has: nobody can join",
    ),
    (
        "VaultLeavingStopped",
        "a share lost much of its price within a day: nobody leaves until {until:time}",
    ),
    (
        "VaultNoPrice",
        "the price allows neither joining nor leaving now (state {state:plain} of the oracle)",
    ),
    ("VaultNoShares", "{assets:asset} is too little for a share"),
    (
        "VaultOnlyLiquidator",
        "only the liquidator may do this, not {caller:plain}",
    ),
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
        "the vault holds {held:asset}, and {needed:asset} is to be paid",
    ),
    (
        "VaultShortfall",
        "insolvent accounts lack {shortfall:asset} beyond the insurance fund: until they are settled nobody joins or leaves",
    ),
    (
        "VaultStopTooLong",
        "leaving can be stopped until {most:time} at most, not until {until:time}",
    ),
    (
        "VaultUnfunded",
        "the vault has {balance:asset} of the {needed:asset} that it holds for the pool",
    ),
    (
        "VaultUnsettled",
        "nobody joins or leaves before the expiry of {expiry:time} is settled: anyone may do it with `settle`",
    ),
];
