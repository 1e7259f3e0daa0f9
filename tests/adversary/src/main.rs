//! Runs the adversary from the command line.

use adversary::runs::{Report, books, wide};
use adversary::{examples, mutants, rules};
use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

/// Looks for a law of the clearing ledger that breaks.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Random steps by anyone in any order; every law is asserted after each.
    Wide {
        /// Steps.
        #[arg(long, default_value_t = 100_000)]
        steps: u64,
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Also look for gains of who joins or leaves around a call (slower).
        #[arg(long)]
        gains: bool,
    },
    /// Small books with two expiries past at once, and pools of any cash.
    Books {
        /// Books.
        #[arg(long, default_value_t = 1_000)]
        books: u64,
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Takes one rule after another away: each has to be caught.
    Mutants {
        /// Books for each before random steps are tried.
        #[arg(long, default_value_t = 1_000)]
        books: u64,
    },
    /// Prints the worked examples.
    Examples,
}

fn main() -> Result<()> {
    let rules = rules::Rules::default();
    match Arguments::parse().what {
        What::Wide { steps, seed, gains } => print(&wide(rules, steps, seed, gains)),
        What::Books {
            books: number,
            seed,
        } => print(&books(rules, number, seed)),
        What::Mutants { books } => catch_mutants(books)?,
        What::Examples => print_examples()?,
    }
    Ok(())
}

fn print(report: &Report) {
    println!("{} runs, {} steps, no law broke", report.runs, report.steps);
    for (what, times) in &report.counts {
        println!("  {what:46} {times:>9}");
    }
    for (what, (times, largest)) in &report.gains {
        println!("  gain: {what:40} {times:>9} times, up to {largest}");
    }
}

fn catch_mutants(books: u64) -> Result<()> {
    // A law that breaks is what is looked for: it is reported below.
    std::panic::set_hook(Box::new(|_| ()));
    let mut missed = Vec::new();
    for rule in rules::Rule::ALL {
        let name = format!("without {rule:?}");
        if let Some(caught) = mutants::catch(rule, books) {
            println!("{name:28} caught in {}: {}", caught.place, caught.law);
        } else {
            println!("{name:28} NOT CAUGHT");
            missed.push(name);
        }
    }
    if missed.is_empty() {
        return Ok(());
    }
    bail!("not caught: {}", missed.join(", "));
}

fn print_examples() -> Result<()> {
    for example in examples::all() {
        println!("{}", example.title);
        let states = match example.play() {
            Ok(states) => states,
            Err(refused) => bail!("{}: {}", example.title, refused.0),
        };
        for (name, model) in states {
            let money = [examples::A, examples::B, examples::C, examples::Z]
                .map(|id| model.account(id).money.to_string())
                .join(" ");
            let vault = &model.vault;
            println!(
                "  {name:28} A B C Z {money:22} fund {:4} due {:5} loans {:4} vault {:6} owed {:5} debts {:4} lent {:4}",
                model.fund.held,
                model.due,
                model.loans,
                vault.held,
                vault.owed,
                vault.debts,
                vault.lent
            );
        }
    }
    Ok(())
}
