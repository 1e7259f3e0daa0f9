//! How the types of [`trading`](crate::trading) are read and written: their fields in order.

use crate::trading::*;
use runtime::values;

values! {
    Position { expiry, kind, strike, quantity }
    PoolValue { state, unsettled, mark, high, low, reserve }
    TradeContext { state, late, spot, deviation, settling, average, averagedSecs, backing }
    TradeLeg { expiry, kind, opening, strike, quantity, longs }
    PoolFigures { nav, mark, delta, vega, reserve }
    LiquidationState { stage, value, maintenance, part, price, pay, profit }
    AuctionState { nonce, startedAt, seenAt, received }
    ExpiryLedger { price, claims, paid, drawn, sellers, holders }
    LedgerState { clearing, since, left, debts, due, income, loans }
    Claim { expiry, amount, drawn }
    OptionTerms { kind, spot, strike, expirySecs, rate }
    OptionGreeks { price, delta, gamma, vega, theta, rho, vanna, volga }
    SviSlice { expiry, timestamp, level, slope, tilt, shift, smoothness }
    Verdict { volatility, condition, first, second }
    QuoteContext { spot, carry, feedDeviation, nav, poolVega, reserve, maxAgeSecs, settling, settlingSpot, sequential }
    QuoteOrder { expiry, kind, opening, strike, quantity }
    QuoteParts { total, mark, skew, utilisation, spread, discount, floor, fee, feeToInsurance, feeToTreasury, volatility, lastVolatility, delta, vega }
    QuoteLine { total, mark, fee, volatility, delta, vega }
    BookContext { spot, carry, maxAgeSecs, settling, settlingSpot }
    BookFigures { mark, high, low, delta, vega, slope, gamma, volSlope, volga, vanna, day }
    TailContext { spot, carry, maxAgeSecs, settling, settlingSpot, leastDay }
    MarginContext { spot, carry, maxAgeSecs, settling, settlingSpot, late }
    MarginFigures { value, loss, naked, contingency, minPayoff, maintenance, initial }
    MarginDistance { spotDown, spotUp, volUp, volDown }
}
