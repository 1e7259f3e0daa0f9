//! Prices of expiries, proven by rounds of the feed or fixed by the fallback; past and settled expiries.

use alloy::primitives::aliases::U80;
use alloy::primitives::{Address, U256};

use crate::fault::{Fault, request};
use crate::protocol::Protocol;
use crate::units;
use bindings::{IFeed, IMarket, IOracle, IRiskManager};
use feeds::{FALLBACK_SECS, MAX_MISSING, WINDOW_SECS};

/// The most rounds in one transaction; each costs the oracle a call to the feed.
const MAX_AT_ONCE: usize = 100;

/// The first stride of the search for the last round before a time.
const FIRST_STRIDE: u64 = 64;

/// The part of a window in which one source, an aggregator behind the feed, gave the price.
struct Segment {
    feed: Address,
    phase: u16,
    /// From this second, until before this one.
    start_secs: u64,
    end_secs: u64,
    /// The round with which it became the source, if that was inside the window.
    begins_with: Option<u64>,
    /// Its latest round when it became the source.
    first: u64,
}

/// How the price of an expiry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The price in WAD.
    pub price_wad: u128,
    /// The number of rounds submitted; zero if the price was already fixed.
    pub rounds: usize,
    /// Whether it was now fixed by the fallback, and not by these rounds.
    pub by_fallback: bool,
}

/// The id of a round, as the feed forms it.
fn id(phase: u16, number: u64) -> u128 {
    (u128::from(phase) << 64) | u128::from(number)
}

/// The price of an expiry, if it is fixed.
///
/// # Errors
/// When the node cannot be asked.
pub async fn fixed_price(protocol: &Protocol, expiry: u64) -> Result<Option<u128>, Fault> {
    let call = IOracle::expiryPriceCall { expiry };
    let price = protocol.chain.ask(protocol.oracle, &call).await?;
    Ok((price != 0).then_some(price))
}

/// Fixes the price of an expiry, unless it is fixed already: by rounds of the feed, or by the fallback once anyone may.
/// Until then it hands in what rounds there are, on which the fallback then goes on.
///
/// # Errors
/// When the expiry is still ahead, its rounds prove no price and the fallback must wait or does not exist, or the node
/// cannot be asked.
pub async fn fix(protocol: &Protocol, expiry: u64) -> Result<Fixed, Fault> {
    let refused = match prove(protocol, expiry).await {
        Err(fault) if !fault.is_passing() => fault,
        done => return done,
    };
    let now = protocol.chain.head().await?.time_secs;
    if now < expiry {
        return Err(refused);
    }
    let rounds = begin(protocol, expiry).await?;
    if now < expiry.saturating_add(FALLBACK_SECS) {
        return Err(refused);
    }
    loop {
        if let Some(price_wad) = fixed_price(protocol, expiry).await? {
            return Ok(Fixed {
                price_wad,
                rounds,
                by_fallback: true,
            });
        }
        // One call reads only so many rounds.
        let call = IOracle::fixFallbackCall { expiry };
        protocol.chain.send(protocol.oracle, &call).await?;
    }
}

/// Hands in the first rounds of an expiry whose whole list proves nothing, unless the oracle has any; returns how many.
async fn begin(protocol: &Protocol, expiry: u64) -> Result<usize, Fault> {
    let call = IOracle::expiryProgressCall { expiry };
    if protocol.chain.ask(protocol.oracle, &call).await?._0 != 0 {
        return Ok(0);
    }
    let ids = match rounds_to_submit(protocol, expiry).await {
        Err(fault) if !fault.is_passing() => return Ok(0),
        ids => ids?,
    };
    // The shortest list that the oracle keeps ends with the first round inside the half hour, behind missing ones.
    let longest = usize::try_from(MAX_MISSING).map_or(ids.len(), |missing| missing + 1);
    for end in 2..=longest.min(ids.len()) {
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: ids[..end].to_vec(),
        };
        match protocol.chain.send(protocol.oracle, &call).await {
            Ok(_) => return Ok(end),
            Err(fault) if fault.is_passing() => return Err(fault),
            Err(_) => {}
        }
    }
    Ok(0)
}

/// Fixes the price of an expiry by rounds of the feed, unless it is fixed already.
///
/// # Errors
/// When the expiry is still ahead, its rounds prove no price, or the node cannot be asked.
pub async fn prove(protocol: &Protocol, expiry: u64) -> Result<Fixed, Fault> {
    if let Some(price_wad) = fixed_price(protocol, expiry).await? {
        return Ok(Fixed {
            price_wad,
            rounds: 0,
            by_fallback: false,
        });
    }
    let now = protocol.chain.head().await?.time_secs;
    if now < expiry {
        return Err(request(format!(
            "the expiry of {} is still ahead",
            units::time(expiry)
        )));
    }
    let ids = rounds_to_submit(protocol, expiry).await?;
    for part in ids.chunks(MAX_AT_ONCE) {
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: part.to_vec(),
        };
        protocol.chain.send(protocol.oracle, &call).await?;
    }
    match fixed_price(protocol, expiry).await? {
        Some(price_wad) => Ok(Fixed {
            price_wad,
            rounds: ids.len(),
            by_fallback: false,
        }),
        None => Err(request(format!(
            "the feed has no round after {} yet: try again when it has one",
            units::time(expiry)
        ))),
    }
}

/// The rounds that prove an expiry and are not yet submitted, in order.
///
/// # Errors
/// When the oracle had no source of the price then, or the node cannot be asked.
pub async fn rounds_to_submit(protocol: &Protocol, expiry: u64) -> Result<Vec<u128>, Fault> {
    let mut ids = Vec::new();
    for segment in segments(protocol, expiry).await? {
        ids.extend(rounds(protocol, &segment).await?);
    }
    let call = IOracle::expiryProgressCall { expiry };
    let taken = protocol.chain.ask(protocol.oracle, &call).await?._0;
    if let Some(place) = ids.iter().position(|id| *id == taken)
        && place + 1 < ids.len()
    {
        ids.drain(..=place);
    }
    Ok(ids)
}

/// The sources of the price in the window before an expiry.
async fn segments(protocol: &Protocol, expiry: u64) -> Result<Vec<Segment>, Fault> {
    let (chain, oracle) = (&protocol.chain, protocol.oracle);
    let begin = expiry.saturating_sub(u64::from(WINDOW_SECS));
    let count = chain.ask(oracle, &IOracle::sourceCountCall {}).await?;
    let mut sources = Vec::new();
    for index in 0..count {
        sources.push(chain.ask(oracle, &IOracle::sourceCall { index }).await?);
    }
    let start = sources.iter().rposition(|source| source.since <= begin);
    let start = start.ok_or_else(|| {
        request(format!(
            "the oracle had no price feed half an hour before {}: no rounds can prove the price",
            units::time(expiry)
        ))
    })?;
    let inside = sources[start..]
        .iter()
        .take_while(|source| source.since < expiry);
    let inside: Vec<_> = inside.collect();
    let ends = inside.iter().skip(1).map(|source| source.since);
    let ends: Vec<u64> = ends.chain([expiry]).collect();
    let segments = inside.iter().zip(ends).enumerate();
    Ok(segments
        .map(|(place, (source, end_secs))| Segment {
            feed: source.feed,
            phase: source.phase,
            start_secs: source.since.max(begin),
            end_secs,
            begins_with: (place > 0).then_some(source.firstRound),
            first: source.firstRound,
        })
        .collect())
}

/// The time of a round, if the round exists and has a price.
async fn round_time(
    protocol: &Protocol,
    segment: &Segment,
    number: u64,
) -> Result<Option<u64>, Fault> {
    let call = IFeed::getRoundDataCall {
        id: U80::from(id(segment.phase, number)),
    };
    match protocol.chain.ask(segment.feed, &call).await {
        Ok(round) if round.answer.is_positive() && round.updatedAt > U256::ZERO => {
            Ok(u64::try_from(round.updatedAt).ok())
        }
        Ok(_) | Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The first round from `number` on that exists, and its time; after at most [`MAX_MISSING`] missing ones.
async fn next_round(
    protocol: &Protocol,
    segment: &Segment,
    number: u64,
) -> Result<Option<(u64, u64)>, Fault> {
    for next in number..number.saturating_add(MAX_MISSING) {
        if let Some(secs) = round_time(protocol, segment, next).await? {
            return Ok(Some((next, secs)));
        }
    }
    Ok(None)
}

/// The rounds of a segment: the last one before it begins, and every one until it ends.
async fn rounds(protocol: &Protocol, segment: &Segment) -> Result<Vec<u128>, Fault> {
    let Some(seed) = seed(protocol, segment).await? else {
        return Ok(Vec::new());
    };
    let mut last = seed;
    while let Some((number, secs)) = next_round(protocol, segment, last + 1).await? {
        if secs >= segment.end_secs {
            break;
        }
        last = number;
    }
    // The list includes missing rounds in between.
    Ok((seed..=last)
        .map(|number| id(segment.phase, number))
        .collect())
}

/// The first round of a segment: the one with which the source began inside the window, or else its last one that is
/// not after the window's beginning.
async fn seed(protocol: &Protocol, segment: &Segment) -> Result<Option<u64>, Fault> {
    if segment.begins_with.is_some() {
        return Ok(segment.begins_with);
    }
    let early = |found: Option<(u64, u64)>| found.filter(|round| round.1 <= segment.start_secs);
    let from = next_round(protocol, segment, segment.first).await?;
    let Some((mut low, _)) = early(from) else {
        return Ok(None);
    };
    // From `low`, which is early enough, take growing strides until one is too late; then bisect.
    let mut stride = FIRST_STRIDE;
    let mut high = loop {
        let reach = low.saturating_add(stride);
        match early(next_round(protocol, segment, reach).await?) {
            Some((number, _)) => low = number,
            None => break reach,
        }
        stride = stride.saturating_mul(2);
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match early(next_round(protocol, segment, middle).await?) {
            // All rounds between `middle` and `high` are missing.
            Some((number, _)) if number >= high => high = middle,
            Some((number, _)) => low = number,
            None => high = middle,
        }
    }
    Ok(Some(low))
}

/// The past expiries in the pool's book, in rising order.
///
/// # Errors
/// When the node cannot be asked.
pub async fn past(protocol: &Protocol) -> Result<Vec<u64>, Fault> {
    let now = protocol.chain.head().await?.time_secs;
    let book = protocol
        .chain
        .ask(protocol.risk, &IRiskManager::bookCall {});
    let mut past: Vec<u64> = book
        .await?
        .iter()
        .map(|position| position.expiry)
        .filter(|expiry| *expiry <= now)
        .collect();
    past.sort_unstable();
    past.dedup();
    Ok(past)
}

/// The price in WAD at which an expiry is settled, if it is.
///
/// # Errors
/// When the node cannot be asked.
pub async fn settled_price(protocol: &Protocol, expiry: u64) -> Result<Option<u128>, Fault> {
    let call = IMarket::ledgerCall { expiry };
    let price = protocol.chain.ask(protocol.market, &call).await?.price;
    Ok((price != 0).then_some(price))
}
