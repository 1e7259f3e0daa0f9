//! The risk of a book: Greeks by expiry, the grid, value at risk, expected shortfall, reserve.

use display::stress::name;
use engine::Claim;
use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::exposure::{Expiry, Exposure, Figures, Grid, scenario};
use engine::limits::PoolRisk;
use engine::revaluation::{Leg, NormalTable};
use engine::surface::Smile;
use engine::tail::{Draw, POINTS, Rehearsal, Slopes, Tail, draws};
// The contracts' approximation, so that what is printed is what they answer.
use math::{Compact, SignedWad, Wad};
use serde_json::{Value, json};

use crate::decimal::{format, format_unsigned};
use crate::operations::{Answer, post};
use crate::request::{Refusal, Request};

/// The default reserve of the pool, in basis points of the worst loss.
const RESERVE_BPS: u64 = 12_500;

/// The market that a whole book shares.
struct Market {
    spot: Wad,
    carry: SignedWad,
}

/// The legs of one expiry.
pub(crate) struct Chapter {
    /// The spot at which they are valued.
    pub(crate) spot: Wad,
    pub(crate) remaining_secs: u64,
    pub(crate) shared: Expiry,
    pub(crate) legs: Vec<Leg>,
}

/// Answers `risk` at the time `now`.
pub(crate) fn risk(request: &Request<'_>, now: u64) -> Answer {
    let market = Market {
        spot: request.unsigned("spot")?,
        carry: request.signed_or_zero("carry")?,
    };
    let expiries = request.list("expiries")?;
    let chapters = expiries
        .into_iter()
        .map(|expiry| chapter(&expiry, &market, now))
        .collect::<Result<Vec<_>, _>>()?;
    let each = chapters
        .iter()
        .map(|chapter| figures(core::slice::from_ref(chapter)))
        .collect::<Result<Vec<_>, _>>()?;
    let book = figures(&chapters)?;
    let day = book.day.max(request.unsigned_or_zero("minDay")?);
    let mut gains = vec![0; POINTS];
    let estimate = Slopes::of(&book)?.tail::<Compact>(day, &mut gains)?;
    let full = in_full(day, &chapters)?;
    let pool = PoolRisk::new(request.signed("backing")?, market.spot, &book)?;
    let reserve_bps = match request.0.get("reserveBps") {
        Some(_) => request.seconds("reserveBps")?,
        None => RESERVE_BPS,
    };
    let reserve_bps =
        u16::try_from(reserve_bps).map_err(|_| Refusal::new("reserveBps", "is above 65535"))?;
    let by_expiry: Vec<_> = chapters
        .iter()
        .zip(&each)
        .map(|(chapter, figures)| {
            let mut one = greeks(figures);
            one["expirySecs"] = json!(chapter.remaining_secs);
            one
        })
        .collect();
    Ok(json!({
        "expiries": by_expiry, "book": greeks(&book), "grid": changes(&book),
        "day": format_unsigned(day), "estimate": tail(&estimate), "full": tail(&full),
        "nav": format_unsigned(pool.nav), "vega": format_unsigned(pool.vega),
        "delta": format_unsigned(pool.delta), "tenPercent": format_unsigned(pool.ten_percent),
        "worst": format_unsigned(pool.worst), "reserve": format_unsigned(pool.reserve(reserve_bps)),
    }))
}

fn chapter(expiry: &Request<'_>, market: &Market, now: u64) -> Result<Chapter, Refusal> {
    let smile = post(expiry, now)?.smile(now)?;
    let legs = expiry.list("legs")?;
    let legs = legs.iter().map(|leg| ready(leg, market, &smile));
    Ok(Chapter {
        spot: market.spot,
        remaining_secs: smile.remaining_secs(),
        shared: Expiry::of::<Compact>(&smile)?,
        legs: legs.collect::<Result<_, _>>()?,
    })
}

fn ready(leg: &Request<'_>, market: &Market, smile: &Smile) -> Result<Leg, Refusal> {
    let terms = Terms {
        spot: market.spot,
        strike: leg.unsigned("strike")?,
        expiry_secs: smile.remaining_secs(),
        rate: market.carry,
    };
    let claim = Claim::new::<Compact>(leg.kind()?, &terms)?;
    let deviation = smile.deviation(claim.log_moneyness())?;
    Ok(Leg::new(claim, deviation, leg.signed("quantity")?))
}

/// The figures of a book.
pub(crate) fn figures(chapters: &[Chapter]) -> Result<Figures, Refusal> {
    let mut exposure = Exposure::default();
    for chapter in chapters {
        let grid = Grid::new(chapter.spot)?;
        exposure.add::<Compact>(&grid, &chapter.shared, &chapter.legs)?;
    }
    Ok(exposure.figures()?)
}

/// The tail of a book, with a revaluation of every leg on each day.
pub(crate) fn in_full(day: Wad, chapters: &[Chapter]) -> Result<Tail, Refusal> {
    let days: Vec<Draw> = draws(day)?.collect();
    let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
    let mut book = Rehearsal::new(&days, &table, &mut gains)?;
    for chapter in chapters {
        let moves = days
            .iter()
            .map(|day| day.spot_move::<Compact>(chapter.spot))
            .collect::<Result<Vec<SpotMove>, _>>()?;
        book.add::<Compact>(&moves, chapter.shared.shock.power(), &chapter.legs)?;
    }
    Ok(book.tail()?)
}

fn greeks(figures: &Figures) -> Value {
    json!({
        "mark": format(figures.mark), "high": format(figures.high), "low": format(figures.low),
        "delta": format(figures.delta), "vega": format(figures.vega),
        "slope": format(figures.slope), "gamma": format(figures.gamma),
        "volSlope": format(figures.vol_slope), "volga": format(figures.volga),
        "vanna": format(figures.vanna), "day": format_unsigned(figures.day),
    })
}

fn changes(figures: &Figures) -> Value {
    let each = figures.changes.iter().enumerate().map(|(number, change)| {
        let place = scenario(number).map(|(spot, row)| (format_unsigned(spot), name(row)));
        json!({
            "spot": place.as_ref().map(|(spot, _)| spot), "vol": place.as_ref().map(|(_, row)| row),
            "gain": format(*change),
        })
    });
    each.collect()
}

fn tail(tail: &Tail) -> Value {
    json!({
        "valueAtRisk": format(tail.value_at_risk), "expectedShortfall": format(tail.shortfall),
    })
}
