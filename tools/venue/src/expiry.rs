//! The price of an expiry, proven by the rounds of the feed; and the expiries that are settled.

use alloy::primitives::aliases::U80;
use alloy::primitives::{Address, U256};

use crate::fault::{Fault, request};
use crate::protocol::Protocol;
use crate::units;
use bindings::{IFeed, IMarket, IOracle, IRiskManager};

/// An expiry settles at the average of so many seconds before it.
const WINDOW_SECS: u64 = 1_800;

/// So many rounds in a row that are missing end a source's rounds.
const MAX_MISSING: u64 = 4;

/// Most rounds that are handed in at once; each costs a question to the feed.
const MOST_AT_ONCE: usize = 100;

/// The rounds that a phase may have, by which a search for its last one begins.
const FIRST_STRIDE: u64 = 64;

/// The rounds of one source that count in a window.
struct Segment {
    feed: Address,
    phase: u16,
    /// The first moment that belongs to it, and the first that no longer does.
    start_secs: u64,
    end_secs: u64,
    /// The round with which it became the source, if it did so inside the window.
    begins_with: Option<u64>,
    /// The round that was its latest when it became the source.
    first: u64,
}

/// What a proof came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The price in WAD.
    pub price_wad: u128,
    /// Rounds that were handed in; none if the price was fixed already.
    pub rounds: usize,
}

/// A round's number as the feed counts.
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

/// Fixes the price of an expiry by the feed's rounds, unless it is fixed.
///
/// # Errors
/// When the expiry has not come, its rounds prove no price, or the node cannot be asked.
pub async fn prove(protocol: &Protocol, expiry: u64) -> Result<Proven, Fault> {
    if let Some(price_wad) = fixed_price(protocol, expiry).await? {
        let rounds = 0;
        return Ok(Proven { price_wad, rounds });
    }
    let now = protocol.chain.head().await?.time_secs;
    if now < expiry {
        return Err(request(format!(
            "the expiry of {} has not come",
            units::time(expiry)
        )));
    }
    let ids = rounds_to_hand_in(protocol, expiry).await?;
    for part in ids.chunks(MOST_AT_ONCE) {
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: part.to_vec(),
        };
        protocol.chain.send(protocol.oracle, &call).await?;
    }
    match fixed_price(protocol, expiry).await? {
        Some(price_wad) => Ok(Proven {
            price_wad,
            rounds: ids.len(),
        }),
        None => Err(request(format!(
            "the feed's rounds do not reach to {} yet: try again when it has told a later one",
            units::time(expiry)
        ))),
    }
}

/// The rounds that prove an expiry and were not handed in yet, in order.
///
/// # Errors
/// When the oracle knew no source of the price then, or the node cannot be asked.
pub async fn rounds_to_hand_in(protocol: &Protocol, expiry: u64) -> Result<Vec<u128>, Fault> {
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
    let begin = expiry.saturating_sub(WINDOW_SECS);
    let count = chain.ask(oracle, &IOracle::sourceCountCall {}).await?;
    let mut sources = Vec::new();
    for index in 0..count {
        sources.push(chain.ask(oracle, &IOracle::sourceCall { index }).await?);
    }
    let start = sources.iter().rposition(|source| source.since <= begin);
    let start = start.ok_or_else(|| {
        request(format!(
            "the oracle knew no source of the price half an hour before {}: only a proposal of the owner can fix it",
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

/// When a round was told, if it is there and has a price.
async fn told(protocol: &Protocol, segment: &Segment, number: u64) -> Result<Option<u64>, Fault> {
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

/// The first round from `number` on that is there, and when it was told; up to as many missing ones as a list may have.
async fn next_told(
    protocol: &Protocol,
    segment: &Segment,
    number: u64,
) -> Result<Option<(u64, u64)>, Fault> {
    for next in number..number.saturating_add(MAX_MISSING) {
        if let Some(secs) = told(protocol, segment, next).await? {
            return Ok(Some((next, secs)));
        }
    }
    Ok(None)
}

/// The rounds of a source that count: the last one before it begins to, and every one until it ends.
async fn rounds(protocol: &Protocol, segment: &Segment) -> Result<Vec<u128>, Fault> {
    let Some(seed) = seed(protocol, segment).await? else {
        return Ok(Vec::new());
    };
    let mut last = seed;
    while let Some((number, secs)) = next_told(protocol, segment, last + 1).await? {
        if secs >= segment.end_secs {
            break;
        }
        last = number;
    }
    // Missing rounds in between stand in the list too.
    Ok((seed..=last)
        .map(|number| id(segment.phase, number))
        .collect())
}

/// The round that a source begins with: the one with which it became the source inside the window, or else its last one
/// not after the window's beginning.
async fn seed(protocol: &Protocol, segment: &Segment) -> Result<Option<u64>, Fault> {
    if segment.begins_with.is_some() {
        return Ok(segment.begins_with);
    }
    let early = |found: Option<(u64, u64)>| found.filter(|told| told.1 <= segment.start_secs);
    let from = next_told(protocol, segment, segment.first).await?;
    let Some((mut low, _)) = early(from) else {
        return Ok(None);
    };
    // From `low`, which is early enough, in strides until one is not; then halve what lies between.
    let mut stride = FIRST_STRIDE;
    let mut high = loop {
        let reach = low.saturating_add(stride);
        match early(next_told(protocol, segment, reach).await?) {
            Some((number, _)) => low = number,
            None => break reach,
        }
        stride = stride.saturating_mul(2);
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match early(next_told(protocol, segment, middle).await?) {
            // A hole reaches beyond what was searched: nothing between `middle` and `high` is told.
            Some((number, _)) if number >= high => high = middle,
            Some((number, _)) => low = number,
            None => high = middle,
        }
    }
    Ok(Some(low))
}

/// The expiries of the pool's book that are past, rising.
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

/// Whether an expiry is settled, and at which price in WAD.
///
/// # Errors
/// When the node cannot be asked.
pub async fn settled_price(protocol: &Protocol, expiry: u64) -> Result<Option<u128>, Fault> {
    let call = IMarket::settlementCall { expiry };
    let price = protocol.chain.ask(protocol.market, &call).await?._0;
    Ok((price != 0).then_some(price))
}
