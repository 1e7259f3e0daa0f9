//! The command-line client of the protocol: quotes, trades, accounts, the vault, the pool's risk, surfaces, settlement.

#[macro_use]
mod output;

mod account;
mod chain;
mod ledger;
mod liquidate;
mod money;
mod progress;
mod queue;
mod risk;
mod settle;
mod status;
mod surface;
mod trade;
mod vault;
mod watch;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use venue::fault::Fault;
use venue::protocol::{Protocol, ProtocolArguments};

use crate::output::Output;

/// Trades options with the pool, and manages accounts, shares, surfaces and expiries.
///
/// Series are written ETH-2026-12-25-3200-C: underlying, expiry (08:00 UTC), strike in dollars, and C, P, DC or DP
/// (call, put, digital call, digital put). Quantities are in units of the underlying, amounts in units of the quote
/// asset.
///
/// Exit codes: 0 done; 1 a contract refused; 2 the request makes no sense; 3 the node cannot be reached, or its answer
/// is not that of a node; 4 a file, key or record on this machine is wrong; 5 `status` warns, or `settle` has left
/// something to do. A refused request changes nothing.
#[derive(Parser)]
#[command(name = "strikepool", version, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    protocol: ProtocolArguments,
    /// Prints JSON: amounts are exact decimal strings, and the names of fields end with their units
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows what an order would cost now
    Quote(trade::Quote),
    /// Shows the option chain: bid, ask, mark, volatility and delta of every listed series
    Chain(chain::Chain),
    /// Lists a series for trading; anyone may do so
    List(trade::List),
    /// Buys options
    Buy(trade::Buy),
    /// Sells options; for options that it does not hold, the account needs margin
    Sell(trade::Sell),
    /// Closes a position, or all positions
    Close(trade::Close),
    /// Shows an account, its claims and its margin; deposits and withdraws money
    Account(account::Account),
    /// Shows what the pool and your shares are worth; joins and leaves the pool
    Vault(vault::Vault),
    /// Shows the pool's risk beside its limits, and the gain of its book in each scenario
    Risk(risk::Risk),
    /// Shows how many days each contract still runs, what is paused, the oracle, the expiries, the one in clearing, unpaid
    /// claims and the insurance fund, and warns
    Status(status::Status),
    /// Shows, plots, signs and posts volatility surfaces
    Surface(surface::Surface),
    /// Settles an expiry: proves its price by rounds of the feed, settles its series and its sellers, pays its holders
    Settle(settle::Settle),
    /// Shows and liquidates accounts that are short of margin; bids in auctions; shows the insurance fund
    Liquidate(liquidate::Liquidate),
    /// Follows trades, settlements, surfaces and blocks as they happen
    Watch(watch::Watch),
    /// Prints a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Completions { shell } = arguments.command {
        let name = "strikepool";
        clap_complete::generate(shell, &mut Arguments::command(), name, &mut io::stdout());
        return ExitCode::SUCCESS;
    }
    let json = arguments.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&venue::fault::local(error.to_string()), json),
    };
    match runtime.block_on(run(arguments)) {
        Ok(output) => match output.print(json) {
            Ok(()) if output.warns => ExitCode::from(WARNS),
            Ok(()) => ExitCode::SUCCESS,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => fail(&venue::fault::local(error.to_string()), json),
        },
        Err(fault) => fail(&fault, json),
    }
}

/// The exit code of a command that is done, and warns.
const WARNS: u8 = 5;

/// Writes a fault to the error stream.
fn fail(fault: &Fault, json: bool) -> ExitCode {
    let text = if json {
        output::fault(fault).to_string()
    } else {
        format!("error: {fault}")
    };
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::from(fault.exit_code())
}

async fn run(arguments: Arguments) -> Result<Output, Fault> {
    let Arguments {
        mut protocol,
        json,
        command,
    } = arguments;
    if let Command::Watch(watch) = &command {
        protocol.rpc = protocol.websocket(watch.websocket());
    }
    if let Command::Status(it) = command {
        // It asks contracts one by one, because some of them may have lapsed.
        let locating = Box::pin(protocol.locate());
        let place = progress::showing("finding the market", locating).await?;
        return progress::showing("asking the node", Box::pin(it.run(&place))).await;
    }
    let opening = Box::pin(protocol.open());
    let p: Protocol = progress::showing("finding the market", opening).await?;
    if let Command::Watch(it) = command {
        // It shows events as they happen, so it needs no progress line.
        return it.run(&p, json).await;
    }
    progress::showing("asking the node", Box::pin(answer(command, &p))).await
}

async fn answer(command: Command, p: &Protocol) -> Result<Output, Fault> {
    match command {
        Command::Quote(it) => it.run(p).await,
        Command::Chain(it) => it.run(p).await,
        Command::List(it) => it.run(p).await,
        Command::Buy(it) => it.run(p).await,
        Command::Sell(it) => it.run(p).await,
        Command::Close(it) => it.run(p).await,
        Command::Account(it) => it.run(p).await,
        Command::Vault(it) => it.run(p).await,
        Command::Risk(it) => it.run(p).await,
        Command::Surface(it) => it.run(p).await,
        Command::Settle(it) => it.run(p).await,
        Command::Liquidate(it) => it.run(p).await,
        // Handled before.
        Command::Status(_) | Command::Watch(_) | Command::Completions { .. } => Ok(Output::none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
