//! The command-line client of the protocol: quotes, trades, accounts, the vault, the pool's risk, surfaces, settlement.

#[macro_use]
mod output;

mod account;
mod chain;
mod liquidate;
mod money;
mod progress;
mod queue;
mod risk;
mod settle;
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

use crate::output::Said;

/// Trades options on the pool, and looks after accounts, shares, surfaces and expiries.
///
/// Series are written ETH-2026-12-25-3200-C: underlying, expiry (08:00 UTC), strike in dollars, and C, P, DC or DP (call, put,
/// digital call, digital put). Quantities are units of the underlying, amounts are units of the quote asset.
///
/// Exit codes: 0 done; 1 a contract refused; 2 what was asked for makes no sense; 3 the node cannot be reached, or does not
/// answer as a node does; 4 a file, key or record on this machine is wrong. What is refused changes nothing.
#[derive(Parser)]
#[command(name = "strikepool", version, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    protocol: ProtocolArguments,
    /// Prints JSON: amounts as exact decimal strings, with their units in the names of fields
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What an order would cost now
    Quote(trade::Quote),
    /// The option chain: bid, ask, mark, volatility and delta of every listed series
    Chain(chain::Chain),
    /// Opens a series for trading; anyone may
    List(trade::List),
    /// Buys
    Buy(trade::Buy),
    /// Sells; what the account does not hold it then owes, and has to have margin for
    Sell(trade::Sell),
    /// Trades a position, or all of them, back to nothing
    Close(trade::Close),
    /// What an account has and how it stands; brings money in or takes it out
    Account(account::Account),
    /// What the pool is worth and what one's share of it is; joins and leaves
    Vault(vault::Vault),
    /// What the pool risks, beside its limits, and what its book gains in each scenario
    Risk(risk::Risk),
    /// Volatility surfaces: shows, plots, signs and posts them
    Surface(surface::Surface),
    /// Settles an expiry: proves its price by the feed's rounds, settles its series, pays its accounts
    Settle(settle::Settle),
    /// Liquidation: who is short, what is due, the pool's close, auctions, bids, the insurance fund
    Liquidate(liquidate::Liquidate),
    /// Follows trades, settlements, surfaces and blocks as they come
    Watch(watch::Watch),
    /// Prints the completions of a shell
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
        Ok(said) => match said.print(json) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => fail(&venue::fault::local(error.to_string()), json),
        },
        Err(fault) => fail(&fault, json),
    }
}

/// Says what went wrong, on the error stream.
fn fail(fault: &Fault, json: bool) -> ExitCode {
    let text = if json {
        output::fault(fault).to_string()
    } else {
        format!("error: {fault}")
    };
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::from(fault.exit_code())
}

async fn run(arguments: Arguments) -> Result<Said, Fault> {
    let Arguments {
        mut protocol,
        json,
        command,
    } = arguments;
    if let Command::Watch(watch) = &command {
        protocol.rpc = watch.url(&protocol.rpc);
    }
    let opening = Box::pin(protocol.open());
    let p: Protocol = progress::showing("finding the market", opening).await?;
    if let Command::Watch(it) = command {
        // It waits for what may never come, and shows what does.
        return it.run(&p, json).await;
    }
    progress::showing("asking the node", Box::pin(answer(command, &p))).await
}

async fn answer(command: Command, p: &Protocol) -> Result<Said, Fault> {
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
        // They are answered before.
        Command::Watch(_) | Command::Completions { .. } => Ok(Said::nothing()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_agree_with_each_other() {
        Arguments::command().debug_assert();
    }
}
