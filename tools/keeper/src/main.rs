//! Watches a market: liquidates, bids, settles what has expired, pays its accounts, posts signed surfaces, notes the price
//! of a share.

mod accounts;
mod bid;
mod follow;
mod journal;
mod keeper;
mod liquidate;
mod notes;
mod settle;
mod state;
mod surfaces;
mod watchlist;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tokio::sync::watch;
use venue::fault::{Fault, local, request};
use venue::protocol::{Protocol, ProtocolArguments};
use venue::units;

use crate::bid::BidTerms;
use crate::journal::Journal;
use crate::keeper::{Keeper, Terms};

/// Watches a market: liquidates, settles what has expired, pays its accounts, posts signed surfaces, notes the price of a share,
/// and bids in auctions if it is told to.
///
/// It goes on where it stopped, by a file; retries what a node fails to do, waiting longer each time; and notices when the
/// chain's newest blocks were replaced. Ctrl-C or SIGTERM ends it after what it is doing, with exit code 0. Other exit codes:
/// 1 a contract refused with --once; 2 the arguments make no sense; 3 the node cannot be reached, with --once; 4 a file, key
/// or record on this machine is wrong.
#[derive(Parser)]
#[command(name = "keeper", version, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    protocol: ProtocolArguments,
    /// The node's WebSocket, ws:// or wss://; that of --rpc's host and port if left out
    #[arg(long, env = "STRIKEPOOL_WS", value_name = "URL")]
    ws: Option<String>,
    /// Where it keeps its place
    #[arg(long, default_value = "keeper-state.json", value_name = "FILE")]
    state: PathBuf,
    /// A folder of signed surfaces (see `strikepool surface sign`), posted when their turn comes
    #[arg(long, value_name = "FOLDER")]
    surfaces: Option<PathBuf>,
    /// A liquidation or a bid has to bring so many dollars more than its gas costs
    #[arg(long, default_value = "0", value_name = "USD")]
    least_profit: String,
    /// Bids in auctions, and takes what it gets into this account of one's own: a number, of an account that has money and is
    /// used for nothing else
    #[arg(long, value_name = "ACCOUNT", requires = "most_capital")]
    bid: Option<String>,
    /// What the initial margin of all that the bidding account holds may come to, dollars
    #[arg(long, value_name = "USD", requires = "bid")]
    most_capital: Option<String>,
    /// A bid has to gain at least this part of the initial margin that it adds, at the mark and after gas
    #[arg(long, default_value = "5%", value_name = "PART")]
    least_gain: String,
    /// Notes the price of a share when it has not done so for as long as that; and at once when it has fallen so far that nobody
    /// may leave
    #[arg(long, default_value = "1h", value_name = "SPAN")]
    note_every: String,
    /// What the chain's coin costs in dollars; the market's spot price if left out, for markets of that coin
    #[arg(long, value_name = "USD")]
    coin_usd: Option<String>,
    /// Looks so often even if no block comes
    #[arg(long, default_value = "15s", value_name = "SPAN")]
    interval: String,
    /// Says what it would do, and sends nothing; needs no key
    #[arg(long)]
    dry_run: bool,
    /// Looks once, and ends
    #[arg(long)]
    once: bool,
    /// Tells what it does as JSON, one object a line
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn terms(&self) -> Result<Terms, Fault> {
        let least = units::signed_wad(&self.least_profit, "--least-profit")?;
        let coin = self.coin_usd.as_deref();
        let coin = coin.map(|text| units::positive(text, 18, "--coin-usd"));
        Ok(Terms {
            surfaces: self.surfaces.clone(),
            dry_run: self.dry_run,
            least_profit_wad: u128::try_from(least)
                .map_err(|_| request("--least-profit is negative"))?,
            coin_usd_wad: coin.transpose()?,
            bid: None,
            note_every_secs: units::span_secs(&self.note_every, "--note-every")?,
        })
    }

    /// How it bids, if it was told to.
    fn bid_terms(&self, protocol: &Protocol) -> Result<Option<BidTerms>, Fault> {
        let (Some(taker), Some(capital)) = (&self.bid, &self.most_capital) else {
            return Ok(None);
        };
        let own = protocol.chain.from()?;
        bid::terms(taker, capital, &self.least_gain, own).map(Some)
    }
}

/// Waits at most so long before a node is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Pauses that grow with each failure.
struct Backoff(Duration);

impl Backoff {
    const FIRST: Duration = Duration::from_millis(500);

    const fn new() -> Self {
        Self(Self::FIRST)
    }

    /// The pause before the next try.
    fn next(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(LONGEST_PAUSE);
        pause
    }

    const fn reset(&mut self) {
        self.0 = Self::FIRST;
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let journal = Journal::new(arguments.json);
    match run(arguments, &journal).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            journal.fault("it ends", &fault);
            ExitCode::from(fault.exit_code())
        }
    }
}

/// Turns true when the process is asked to end.
fn asked_to_end() -> Result<watch::Receiver<bool>, Fault> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error| local(format!("signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        let _nobody = tell.send(true);
    });
    Ok(told)
}

async fn run(arguments: Arguments, journal: &Journal) -> Result<(), Fault> {
    let interval = Duration::from_secs(units::span_secs(&arguments.interval, "--interval")?);
    let mut terms = arguments.terms()?;
    let mut end = asked_to_end()?;
    let mut backoff = Backoff::new();
    let protocol = loop {
        match arguments.protocol.open().await {
            Ok(protocol) => break protocol,
            Err(fault) if fault.is_passing() && !arguments.once => {
                journal.fault("the market is not found yet", &fault);
                if !pause(backoff.next(), &mut end).await {
                    return Ok(());
                }
            }
            Err(fault) => return Err(fault),
        }
    };
    if !arguments.dry_run {
        protocol.chain.signs()?;
    }
    terms.bid = arguments.bid_terms(&protocol)?;
    let mut keeper = Keeper::new(protocol.clone(), journal.clone(), &arguments.state, terms)?;
    if arguments.once {
        return keeper.turn().await;
    }
    let url = websocket(&arguments.protocol.rpc, arguments.ws.as_deref());
    let mut heads = follow::heads(url, journal.clone());
    keep(
        &mut keeper,
        &mut heads,
        interval,
        &mut end,
        journal,
        &protocol,
    )
    .await;
    Ok(())
}

/// Turns and turns, until it is asked to end.
async fn keep(
    keeper: &mut Keeper,
    heads: &mut watch::Receiver<u64>,
    interval: Duration,
    end: &mut watch::Receiver<bool>,
    journal: &Journal,
    protocol: &Protocol,
) {
    let mut backoff = Backoff::new();
    journal.note("watching", &[("market", protocol.market.to_string())]);
    loop {
        // A turn is finished before the process ends: each step of it is short.
        heads.mark_unchanged();
        match keeper.turn().await {
            Ok(()) => backoff.reset(),
            Err(fault) => {
                journal.fault("the turn failed", &fault);
                if !pause(backoff.next(), end).await {
                    break;
                }
                continue;
            }
        }
        tokio::select! {
            biased;
            _ = end.wait_for(|end| *end) => break,
            _ = heads.changed() => {}
            () = tokio::time::sleep(interval) => {}
        }
    }
    journal.note("ended as asked", &[]);
}

/// Waits; `false` when the process is asked to end before.
async fn pause(span: Duration, end: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        _ = end.wait_for(|end| *end) => false,
        () = tokio::time::sleep(span) => true,
    }
}

fn websocket(rpc: &str, ws: Option<&str>) -> String {
    match (ws, rpc.strip_prefix("http")) {
        (Some(url), _) => url.to_owned(),
        (None, Some(rest)) => format!("ws{rest}"),
        (None, None) => rpc.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound_and_begin_anew() {
        let mut backoff = Backoff::new();
        let pauses: Vec<_> = (0..10).map(|_| backoff.next()).collect();
        assert!(pauses.windows(2).all(|pair| pair[1] >= pair[0]));
        assert_eq!(pauses[9], LONGEST_PAUSE);
        backoff.reset();
        assert_eq!(backoff.next(), Backoff::FIRST);
    }
}
