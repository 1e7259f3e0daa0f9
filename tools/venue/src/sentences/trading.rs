//! What `market`, `riskManager`, `liquidator` and the lenses revert with.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "LensNotMarket",
        "{market:plain} is not a market, or its risk manager and vault serve another market",
    ),
    ("LensOverflow", "a figure does not fit its type"),
    (
        "LensSilent",
        "a contract of the market reverted without saying why",
    ),
    (
        "LiquidatorArgument",
        "the liquidator does not accept this value of {name:name}",
    ),
    (
        "LiquidatorInsolvent",
        "account {id:account} is insolvent: `liquidate run` closes it, and nothing is for sale",
    ),
    (
        "LiquidatorNonce",
        "the account is not in this auction; its auction is number {nonce:plain} (0: none)",
    ),
    (
        "LiquidatorNotOwner",
        "the account that bids does not belong to {caller:plain}",
    ),
    ("LiquidatorNothing", "there is nothing to pay out"),
    ("LiquidatorOverflow", "an amount does not fit its type"),
    (
        "LiquidatorPrice",
        "the price is {price:asset} now (negative: paid to the bidder), beyond the limit of {limit:asset}: nothing was taken",
    ),
    (
        "LiquidatorSound",
        "account {id:account} has its maintenance margin, with {maintenance:usd} to spare",
    ),
    (
        "LiquidatorStale",
        "nobody called `liquidate` on the account since {seenAt:time}: `liquidate run` restarts the auction",
    ),
    (
        "LiquidatorTaker",
        "the account that bids would be {initial:usd} above its initial margin (negative: short) and have {cash:asset}",
    ),
    (
        "LiquidatorWaits",
        "the expiry of {expiry:time} is past and not settled: settle it with `settle`, or wait until {until:time}",
    ),
    (
        "MarketArgument",
        "the market does not accept this value of {name:name}",
    ),
    (
        "MarketBond",
        "the account has {available:asset}, but {missing:asset} are missing of its bond: add money with `account deposit`",
    ),
    (
        "MarketClearing",
        "the expiry of {expiry:time} is in clearing, and {sellers:plain} of its sellers are not settled",
    ),
    (
        "MarketCover",
        "an operator may not sell what may cover something that the account owes: the {kind:kind} of {expiry:time} at {strike:wad}",
    ),
    (
        "MarketDeadline",
        "the order arrived after its deadline, {deadline:time}: nothing was traded",
    ),
    (
        "MarketEarlier",
        "the expiry of {expiry:time} has a price too, and is settled first",
    ),
    (
        "MarketMoney",
        "the account has {available:asset}, but {needed:asset} are needed: add money with `account deposit`",
    ),
    ("MarketNotClearing", "no expiry is in clearing"),
    (
        "MarketNotHeld",
        "an operator may not sell what the account does not hold: the {kind:kind} of {expiry:time} at {strike:wad}",
    ),
    (
        "MarketNotHere",
        "this program runs for the market only: call the market",
    ),
    (
        "MarketNotLiquidator",
        "only the liquidator may do this, not {caller:plain}",
    ),
    (
        "MarketNotOwner",
        "only the owner of the account may do this, not {caller:plain}",
    ),
    (
        "MarketNotSettleable",
        "the expiry of {expiry:time} is still ahead, or its price is not fixed yet",
    ),
    (
        "MarketOnlyLoan",
        "the account would be left with a loan of {loan:asset} and nothing else: `liquidate run` closes it at the mark",
    ),
    (
        "MarketOperatorLimit",
        "{caller:plain} may spend {limit:asset} for this account, and this order counts more",
    ),
    ("MarketOverflow", "an amount does not fit its type"),
    (
        "MarketPriceLimit",
        "the order would cost {cost:asset} (negative: received), beyond its limit of {limit:asset}: nothing was traded; quote again or allow more slippage",
    ),
    (
        "MarketSettled",
        "the expiry of {expiry:time} is already settled",
    ),
    (
        "MarketTooManyPositions",
        "the account would hold more than the 32 series allowed: use another account with --account",
    ),
    (
        "MarketUnpaid",
        "the pool owes for the expiry of {expiry:time} what it could not pay: nobody opens until it has",
    ),
    (
        "MarketUnsettled",
        "the account has sold something of the expiry of {expiry:time}, which is past: settle it first with `settle`",
    ),
    (
        "RiskArgument",
        "the risk manager does not accept this value of {name:name}",
    ),
    (
        "RiskDeltaLimit",
        "too large for the pool: its delta would be worth {figure:usd}, and the limit is {max:usd}",
    ),
    (
        "RiskExpired",
        "the expiry of {expiry:time} is past: its series are no longer traded",
    ),
    (
        "RiskExpiryRule",
        "{expiry:time} is not an expiry that can be listed now: Fridays 08:00 UTC within four weeks, and the last Friday of a month within 120 days",
    ),
    (
        "RiskInitialMargin",
        "the account would be worth {value:usd}, which is {missing:usd} below its initial margin",
    ),
    ("RiskListed", "the series is already listed"),
    ("RiskNoPrice", "there is no price to trade at"),
    (
        "RiskNotListed",
        "the {kind:kind} of {expiry:time} at {strike:wad} is not listed: anyone may list it with `list`",
    ),
    (
        "RiskNotMarket",
        "only the market may do this, not {caller:plain}",
    ),
    (
        "RiskOnlyClosing",
        "the price moved fast: for some minutes, positions can only be reduced",
    ),
    ("RiskOverflow", "an amount does not fit its type"),
    (
        "RiskPoolWorthless",
        "the pool owes as much as it has: it takes no more risk",
    ),
    (
        "RiskShortfallLimit",
        "too large for the pool: its expected shortfall of a day would be {figure:usd}, and the limit is {max:usd}",
    ),
    (
        "RiskStrikeRule",
        "{strike:wad} is not a strike that can be listed at a spot of {spot:wad}: strikes are on the grid, from half to twice the spot",
    ),
    (
        "RiskTenPercentLimit",
        "too large for the pool: a move of ten percent in the spot would cost it {figure:usd}, and the limit is {max:usd}",
    ),
    (
        "RiskTooManyExpiries",
        "the maximum number of expiries is already listed",
    ),
    (
        "RiskTooManySeries",
        "the expiry of {expiry:time} already has the maximum number of series, all of them in use or nearer to the spot",
    ),
    (
        "RiskVegaLimit",
        "too large for the pool: a vol point would move its value by {figure:usd}, and the limit is {max:usd}",
    ),
    (
        "RiskWorstLimit",
        "too large for the pool: its worst scenario would cost {figure:usd}, and the limit is {max:usd}",
    ),
];
