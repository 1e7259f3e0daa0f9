//! Watches a market: liquidates accounts, bids in auctions, settles expiries with their sellers and holders, pays claims,
//! posts signed surfaces, notes the price of a share, renews programs before they lapse.

mod accounts;
mod bid;
mod follow;
mod journal;
mod keeper;
mod liquidate;
mod notes;
mod programs;
mod queue;
mod settle;
mod state;
mod surfaces;
mod watchlist;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use display::decimal::WAD_PLACES;
use tokio::sync::watch;
use venue::fault::{Fault, local, request};
use venue::protocol::{Protocol, ProtocolArguments};
use venue::units;

use crate::bid::BidTerms;
use crate::journal::Journal;
use crate::keeper::{Keeper, Terms};

/// Watches a market: liquidates accounts, settles expiries with their sellers and holders and pays claims, posts signed
/// surfaces, notes the price of a share, renews the contracts' programs before the chain stops running them, and with
/// --bid bids in auctions.
///
/// From an expiry on nobody joins or leaves the pool until its last seller is settled: the keeper does that in the turn
/// in which the price can be proven. An account that cannot be settled stops no other; the journal names it.
///
/// A state file lets it continue where it stopped. When a node fails, it tries again after longer and longer pauses,
/// and it notices when the newest blocks of the chain were replaced. Ctrl-C or SIGTERM ends it after the current turn,
/// with exit code 0. Other exit codes: 1 with --once, a contract refused; 2 the arguments make no sense; 3 with --once,
/// the node cannot be reached; 4 a file, key or record on this machine is wrong.
#[derive(Parser)]
#[command(name = "keeper", version, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    protocol: ProtocolArguments,
    /// The node's WebSocket, ws:// or wss:// [default: host and port of --rpc]
    #[arg(long, env = "STRIKEPOOL_WS", value_name = "URL")]
    ws: Option<String>,
    /// The state file (default: strikepool/keeper-CHAIN-MARKET.json in `$XDG_STATE_HOME` or `~/.local/state`)
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A folder of signed surfaces (see `strikepool surface sign`); each is posted when it is the next of its expiry
    #[arg(long, value_name = "FOLDER")]
    surfaces: Option<PathBuf>,
    /// The minimum profit of a liquidation or bid after gas, in dollars
    #[arg(long, default_value = "0", value_name = "USD")]
    min_profit: String,
    /// Bids in auctions with this account of the key, given by its number; it needs money and should serve no other
    /// purpose
    #[arg(long, value_name = "ACCOUNT", requires = "max_capital")]
    bid: Option<String>,
    /// The maximum initial margin of all positions of the bidding account, in dollars
    #[arg(long, value_name = "USD", requires = "bid")]
    max_capital: Option<String>,
    /// The minimum gain of a bid at the mark after gas, as a part of the initial margin that it adds
    #[arg(long, default_value = "5%", value_name = "PART")]
    min_gain: String,
    /// Notes the price of a share this often; and at once when it has fallen so far that nobody may leave the pool
    #[arg(long, default_value = "1h", value_name = "SPAN")]
    note_every: String,
    /// Renews a contract's program this long before it lapses, which is a year after it was activated or renewed; from
    /// 7d to 300d
    #[arg(long, default_value = "60d", value_name = "SPAN")]
    renew_before: String,
    /// The maximum data fee of one renewal, in units of the chain's coin; up to 1
    #[arg(long, default_value = "0.01", value_name = "AMOUNT")]
    max_data_fee: String,
    /// The price of the chain's coin in dollars [default: the market's spot price, right if the underlying is that
    /// coin]
    #[arg(long, value_name = "USD")]
    coin_usd: Option<String>,
    /// Takes a turn this often even if no block comes
    #[arg(long, default_value = "15s", value_name = "SPAN")]
    interval: String,
    /// Prints what it would do, and sends nothing; needs no key
    #[arg(long)]
    dry_run: bool,
    /// Takes one turn, and ends
    #[arg(long)]
    once: bool,
    /// Prints its journal as JSON, one object a line
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn terms(&self) -> Result<Terms, Fault> {
        let min_profit = units::signed_wad(&self.min_profit, "--min-profit")?;
        let coin = self.coin_usd.as_deref();
        let coin = coin.map(|text| units::positive(text, WAD_PLACES, "--coin-usd"));
        Ok(Terms {
            surfaces: self.surfaces.clone(),
            dry_run: self.dry_run,
            min_profit_wad: u128::try_from(min_profit)
                .map_err(|_| request("--min-profit is negative"))?,
            coin_usd_wad: coin.transpose()?,
            bid: None,
            note_every_secs: units::span_secs(&self.note_every, "--note-every")?,
            renewal: programs::terms(&self.renew_before, &self.max_data_fee, self.once)?,
        })
    }

    /// The terms of its bids, if it bids.
    fn bid_terms(&self, protocol: &Protocol) -> Result<Option<BidTerms>, Fault> {
        let (Some(taker), Some(capital)) = (&self.bid, &self.max_capital) else {
            return Ok(None);
        };
        let owner = protocol.chain.sender()?;
        bid::terms(taker, capital, &self.min_gain, owner).map(Some)
    }
}

/// The longest pause before a failed node is tried again.
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
            journal.fault("stopped", &fault);
            ExitCode::from(fault.exit_code())
        }
    }
}

/// Becomes true when the process is asked to end.
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
            Err(fault) if (fault.is_passing() || fault.is_of_program()) && !arguments.once => {
                journal.fault("the market is not found yet", &fault);
                if !pause(backoff.next(), &mut end).await {
                    return Ok(());
                }
            }
            Err(fault) => return Err(fault),
        }
    };
    if !arguments.dry_run {
        protocol.chain.signer_address()?;
    }
    terms.bid = arguments.bid_terms(&protocol)?;
    let state = match &arguments.state {
        Some(path) => path.clone(),
        None => state::default_path(protocol.chain.id(), protocol.market)?,
    };
    let mut keeper = Keeper::new(protocol.clone(), journal.clone(), &state, terms)?;
    if arguments.once {
        return keeper.turn().await;
    }
    let url = arguments.protocol.websocket(arguments.ws.as_deref());
    let mut heads = follow::heads(url, journal.clone());
    take_turns(
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

/// Takes turns until the process is asked to end.
async fn take_turns(
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
        // The process ends only between turns; a turn is short.
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
    journal.note("ended", &[]);
}

/// Waits; returns `false` if the process is asked to end before.
async fn pause(span: Duration, end: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        _ = end.wait_for(|end| *end) => false,
        () = tokio::time::sleep(span) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_start_again() {
        let mut backoff = Backoff::new();
        let pauses: Vec<_> = (0..10).map(|_| backoff.next()).collect();
        assert!(pauses.windows(2).all(|pair| pair[1] >= pair[0]));
        assert_eq!(pauses[9], LONGEST_PAUSE);
        backoff.reset();
        assert_eq!(backoff.next(), Backoff::FIRST);
    }
}
