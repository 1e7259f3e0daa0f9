//! The node as a command.

use alloy::primitives::hex;
use clap::Parser;
use devnode::{
    chain::Chain,
    config::{Arbos, CHAIN_ID, Config, DEV_ACCOUNT, DEV_KEY, Mining, TEST_MNEMONIC, ether},
    rpc::{Handle, Node, serve},
};
use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};
use tokio::signal::unix::{SignalKind, signal};

/// A local Arbitrum node for development: runs Stylus (WASM) and Solidity (EVM) contracts in one
/// process with the gas that a Nitro node would charge. No Docker, no L1, nothing to configure.
///
/// Point any Ethereum tool at <http://127.0.0.1:8547>: cargo stylus, cast, forge, alloy, viem.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:\n  devnode                              start on port 8547\n  devnode --port 0 --quiet             any free port, print one line only\n  devnode --state chain.json           continue where the last run ended\n\nExit codes: 0 stopped by Ctrl-C or SIGTERM, 1 could not start or continue, 2 wrong arguments."
)]
struct Args {
    /// Address to listen on. 0.0.0.0 lets other machines in; beware, the keys are public.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// Port for HTTP and WebSocket; 0 takes any free one.
    #[arg(short, long, default_value_t = 8547)]
    port: u16,

    /// Rules of the chain: ArbOS 40 (Nitro 3.7), 51 (Nitro 3.9) or 60 (contract fragments).
    #[arg(long, default_value_t = Arbos::default())]
    arbos: Arbos,

    /// Chain id.
    #[arg(long, default_value_t = CHAIN_ID)]
    chain_id: u64,

    /// Number of funded test accounts.
    #[arg(short, long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=1000))]
    accounts: u16,

    /// Balance of each test account, in ether.
    #[arg(long, default_value_t = 10_000)]
    balance: u64,

    /// Mnemonic of the test accounts.
    #[arg(short, long, default_value = TEST_MNEMONIC)]
    mnemonic: String,

    /// Make a block every this many seconds, instead of one for every transaction.
    #[arg(short, long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    block_time: Option<u64>,

    /// Make blocks on `evm_mine` only.
    #[arg(long, conflicts_with = "block_time")]
    no_mining: bool,

    /// Time of the first block in seconds since 1970; then the clock moves only by calls such as
    /// `evm_increaseTime`. Default: the wall clock.
    #[arg(long, value_name = "SECONDS")]
    timestamp: Option<u64>,

    /// L1 block number that contracts see as block.number.
    #[arg(long, default_value_t = 0)]
    l1_block_number: u64,

    /// File to load the state from, if it exists, and to save it to at the end.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Folder for compiled programs, which the next start uses again.
    #[arg(long, value_name = "DIR")]
    program_cache: Option<PathBuf>,

    /// Leave the root of the state trie out of headers: faster with much state, but without
    /// `eth_getProof`.
    #[arg(long)]
    no_state_roots: bool,

    /// Print one line at start and no list of accounts.
    #[arg(short, long)]
    quiet: bool,
}

impl Args {
    fn config(&self) -> Config {
        Config {
            chain_id: self.chain_id,
            arbos: self.arbos,
            l1_block_number: self.l1_block_number,
            accounts: usize::from(self.accounts),
            balance_wei: ether(self.balance),
            mnemonic: self.mnemonic.clone(),
            genesis_secs: self.timestamp,
            mining: match (self.no_mining, self.block_time) {
                (true, _) => Mining::Manual,
                (false, Some(secs)) => Mining::Interval(secs),
                (false, None) => Mining::Instant,
            },
            program_cache: self.program_cache.clone(),
            state_roots: !self.no_state_roots,
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("cannot start: {error}")),
    };
    match runtime.block_on(run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => complain(&message),
    }
}

fn complain(message: &str) -> ExitCode {
    eprintln!("devnode: {message}");
    ExitCode::FAILURE
}

async fn run(args: &Args) -> Result<(), String> {
    let config = args.config();
    let mining = config.mining;
    let node = Node::new(config).map_err(|error| error.to_string())?;
    load_state(args, &node)?;
    let address = SocketAddr::new(args.host, args.port);
    let server = serve(Arc::clone(&node), address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    announce(args, &node, &server);
    if let Mining::Interval(secs) = mining {
        tokio::spawn(mine_every(Arc::clone(&node), secs));
    }
    wait_for_signal()
        .await
        .map_err(|error| format!("cannot wait for signals: {error}"))?;
    // Open WebSockets must not hold the end up.
    let _late = tokio::time::timeout(Duration::from_secs(2), server.stop()).await;
    save_state(args, &node)
}

async fn mine_every(node: Arc<Node>, secs: u64) {
    let mut ticks = tokio::time::interval(Duration::from_secs(secs));
    // The first tick comes at once.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let node = Arc::clone(&node);
        let mined = tokio::task::spawn_blocking(move || node.change(|chain| drop(chain.mine())));
        if mined.await.is_err() {
            eprintln!("devnode: a block could not be made");
        }
    }
}

async fn wait_for_signal() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

fn announce(args: &Args, node: &Node, server: &Handle) {
    let chain = node.chain();
    println!(
        "devnode ready at {} and {}, chain id {}, ArbOS {}, {} accounts",
        server.url(),
        server.ws_url(),
        chain.config().chain_id,
        chain.config().arbos,
        node.keys().len(),
    );
    if args.quiet {
        return;
    }
    println!("\nThese keys are public: never send them anything of value.\n");
    println!("chain owner  {DEV_ACCOUNT}  {DEV_KEY}  1000 ETH");
    for (index, key) in node
        .keys()
        .iter()
        .take(usize::from(args.accounts))
        .enumerate()
    {
        let secret = hex::encode_prefixed(key.to_bytes());
        println!(
            "account {index:<4} {}  {secret}  {} ETH",
            key.address(),
            args.balance
        );
    }
}

fn load_state(args: &Args, node: &Node) -> Result<(), String> {
    let Some(path) = &args.state else {
        return Ok(());
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    node.change(|chain: &mut Chain| chain.load_state(&text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn save_state(args: &Args, node: &Node) -> Result<(), String> {
    let Some(path) = &args.state else {
        return Ok(());
    };
    let text = node
        .chain()
        .dump_state()
        .map_err(|error| error.to_string())?;
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
