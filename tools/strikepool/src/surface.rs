//! Volatility surfaces: shown, plotted, signed, posted.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use display::decimal;
use display::plot::{self, Curve};
use serde_json::{Value, json};
use venue::bindings::IOptionPricer::{self, SviSlice, surfaceReturn};
use venue::fault::{Fault, local, request};
use venue::protocol::Protocol;
use venue::signing::parse_key;
use venue::surface::{Post, SurfaceFile, quorum, seats};
use venue::units::{self, wad, wad_unsigned};

use crate::output::{self, Said};
use crate::progress::during;

/// A plot goes so far in log-moneyness to both sides, in so many steps.
const REACH: f64 = 0.6;
const STEPS: u32 = 96;

/// Seconds of a year, as the contracts count.
const YEAR_SECS: f64 = 365.0 * 86_400.0;

/// Volatility surfaces.
#[derive(Args)]
pub(crate) struct Surface {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// The posted surface of every live expiry, who signs, and how many have to
    Show,
    /// Implied volatility by log-moneyness, in the terminal
    Plot {
        /// Expiries, such as 2026-12-25; all if left out
        expiries: Vec<String>,
        /// Draws them into a file too
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Prints what signers sign of a file, as wallets take it (`eth_signTypedData_v4`), and completes the file
    TypedData {
        /// The surface: {"expiry":"2026-12-25","level":"0.02","slope":"0.01","tilt":"-0.2","shift":"0","smoothness":"0.4"};
        /// timestamp, nonce and deadline are filled in
        file: PathBuf,
    },
    /// Adds signatures to a file: by keys here, or such as wallets made
    Sign {
        /// The surface
        file: PathBuf,
        #[command(flatten)]
        signatures: Signatures,
    },
    /// Posts a file that enough signers have signed; anyone may
    Post {
        /// The surface
        file: PathBuf,
        #[command(flatten)]
        signatures: Signatures,
        /// Posts it even if the contracts would refuse the surface: it is then used up, and stops opening on its expiry
        #[arg(long)]
        even_if_refused: bool,
    },
}

/// Signatures that are added to those in a file.
#[derive(Args)]
struct Signatures {
    /// Signs with this key too; more than once for several
    #[arg(
        long = "signer-key",
        env = "STRIKEPOOL_SIGNER_KEYS",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "KEY"
    )]
    keys: Vec<String>,
    /// A signature that a wallet made, 65 bytes in hexadecimal; more than once for several
    #[arg(long = "signature", value_name = "SIGNATURE")]
    made: Vec<alloy::primitives::Bytes>,
}

impl Surface {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Said, Fault> {
        match &self.action {
            None | Some(Action::Show) => show(protocol).await,
            Some(Action::Plot { expiries, svg }) => draw(protocol, expiries, svg.as_deref()).await,
            Some(Action::TypedData { file }) => typed_data(protocol, file).await,
            Some(Action::Sign { file, signatures }) => sign(protocol, file, signatures).await,
            Some(Action::Post {
                file,
                signatures,
                even_if_refused,
            }) => post(protocol, file, signatures, *even_if_refused).await,
        }
    }
}

/// The surfaces of some expiries, or of all live ones.
async fn surfaces(protocol: &Protocol, some: &[String]) -> Result<Vec<surfaceReturn>, Fault> {
    let (chain, pricer) = (&protocol.chain, protocol.pricer);
    let expiries = if some.is_empty() {
        chain.ask(pricer, &IOptionPricer::expiriesCall {}).await?
    } else {
        let parsed = some.iter().map(|text| units::parse_expiry(text));
        parsed.collect::<Result<_, _>>()?
    };
    let mut surfaces = Vec::new();
    for expiry in expiries {
        let call = IOptionPricer::surfaceCall { expiry };
        let surface = chain.ask(pricer, &call).await?;
        if surface._0.timestamp == 0 && !some.is_empty() {
            let time = units::time(expiry);
            return Err(request(format!("the expiry of {time} has no surface")));
        }
        surfaces.push(surface);
    }
    Ok(surfaces)
}

async fn show(protocol: &Protocol) -> Result<Said, Fault> {
    let reading = surfaces(protocol, &[]);
    let surfaces = during("reading the surfaces", reading).await?;
    let signers = seats(protocol).await?;
    let quorum = quorum(protocol).await?;
    let now = protocol.chain.head().await?.time_secs;
    let rows = surfaces.iter().map(|surface| {
        let slice = &surface._0;
        let age = match slice.timestamp {
            0 => "never posted".into(),
            at => units::span(now.saturating_sub(at)),
        };
        let halted = if surface._3 { "halted" } else { "" };
        [
            units::expiry(slice.expiry),
            age,
            format!("{}%", decimal::short(surface._1.cast_signed(), 16, 2)),
            wad(slice.level),
            wad_unsigned(slice.slope),
            wad(slice.tilt),
            wad(slice.shift),
            wad_unsigned(slice.smoothness),
            surface._2.to_string(),
            halted.into(),
        ]
    });
    let head = [
        "expiry",
        "age",
        "at the money",
        "level",
        "slope",
        "tilt",
        "shift",
        "smoothness",
        "next post",
        "opening",
    ];
    let mut text = output::table(head, 1, rows);
    add!(
        text,
        "\n{quorum} of these signers have to sign a surface:\n"
    );
    for (seat, signer) in &signers {
        add!(text, "  seat {seat}  {signer}\n");
    }
    let json = json!({
        "surfaces": surfaces.iter().map(surface_json).collect::<Vec<_>>(),
        "quorum": quorum,
        "signers": signers.iter().map(|(seat, signer)| json!({ "seat": seat, "signer": signer })).collect::<Vec<_>>(),
    });
    Ok(Said::new(text, json))
}

fn surface_json(surface: &surfaceReturn) -> Value {
    let slice = &surface._0;
    json!({
        "expirySecs": slice.expiry,
        "timestampSecs": slice.timestamp,
        "level": wad(slice.level),
        "slope": wad_unsigned(slice.slope),
        "tilt": wad(slice.tilt),
        "shift": wad(slice.shift),
        "smoothness": wad_unsigned(slice.smoothness),
        "atTheMoney": wad_unsigned(surface._1),
        "nextNonce": surface._2,
        "halted": surface._3,
    })
}

/// Implied volatility at a log-moneyness, as the surface was signed.
#[allow(clippy::cast_precision_loss, reason = "drawn, not computed with")]
fn volatility(slice: &SviSlice, k: f64) -> f64 {
    let part = |wei: i128| wei as f64 / 1e18;
    let away = k - part(slice.shift);
    let smoothness = part(slice.smoothness.cast_signed());
    let bent = away.hypot(smoothness);
    let slope = part(slice.slope.cast_signed());
    let variance = part(slice.level) + slope * (part(slice.tilt) * away + bent);
    let years = slice.expiry.saturating_sub(slice.timestamp) as f64 / YEAR_SECS;
    (variance / years).max(0.0).sqrt()
}

fn curve(slice: &SviSlice) -> Curve {
    let points = (0..=STEPS).map(|step| {
        let k = REACH * (2.0 * f64::from(step) / f64::from(STEPS) - 1.0);
        (k, volatility(slice, k))
    });
    Curve {
        name: units::expiry(slice.expiry),
        points: points.collect(),
    }
}

async fn draw(protocol: &Protocol, expiries: &[String], svg: Option<&Path>) -> Result<Said, Fault> {
    let reading = surfaces(protocol, expiries);
    let surfaces = during("reading the surfaces", reading).await?;
    let posted = surfaces.iter().filter(|surface| surface._0.timestamp != 0);
    let curves: Vec<Curve> = posted.map(|surface| curve(&surface._0)).collect();
    if curves.is_empty() {
        return Err(request("no expiry has a surface"));
    }
    let x = |k: f64| format!("k {k:+.2}");
    let y = |vol: f64| format!("{:.0}%", vol * 100.0);
    let mut text = plot::text(&curves, x, y);
    if let Some(path) = svg {
        let title = format!("Implied volatility of {} by log-moneyness", protocol.name);
        std::fs::write(path, plot::svg(&title, &curves, x, y))
            .map_err(|error| local(format!("{}: {error}", path.display())))?;
        add!(text, "drawn into {}\n", path.display());
    }
    let json =
        json!(curves
        .iter()
        .map(|curve| json!({ "expiry": curve.name, "volatilityByLogMoneyness": curve.points }))
        .collect::<Vec<_>>());
    Ok(Said::new(text, json))
}

async fn typed_data(protocol: &Protocol, path: &Path) -> Result<Said, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    // What is signed has to be what is posted: the file says it from here on.
    write(path, &file)?;
    let typed = post.typed_data(protocol);
    Ok(Said::new(format!("{typed:#}\n"), typed))
}

fn write(path: &Path, file: &SurfaceFile) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(file)
        .map_err(|error| local(format!("{}: {error}", path.display())))?;
    std::fs::write(path, text + "\n").map_err(|error| local(format!("{}: {error}", path.display())))
}

impl Signatures {
    /// Adds them to a file's.
    fn add(&self, protocol: &Protocol, post: &Post, file: &mut SurfaceFile) -> Result<(), Fault> {
        let mut all = std::mem::take(&mut file.signatures);
        for key in &self.keys {
            all.push(post.sign(protocol, &parse_key(key)?)?);
        }
        all.extend(self.made.iter().cloned());
        all.sort_unstable();
        all.dedup();
        file.signatures = all;
        Ok(())
    }
}

async fn sign(protocol: &Protocol, path: &Path, more: &Signatures) -> Result<Said, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    more.add(protocol, &post, &mut file)?;
    let packed = post.packed(protocol, &file.signatures).await?;
    write(path, &file)?;
    let (signed, needed) = (packed.len() / 66, quorum(protocol).await?);
    let digest = post.digest(protocol);
    let text = format!(
        "{} has {signed} of the {needed} signatures that are needed, over {digest}; to be posted by {}\n",
        path.display(),
        units::time(post.deadline)
    );
    let json = json!({
        "signatures": signed,
        "needed": needed,
        "digest": digest,
        "deadlineSecs": post.deadline,
    });
    Ok(Said::new(text, json))
}

async fn post(
    protocol: &Protocol,
    path: &Path,
    more: &Signatures,
    even_if_refused: bool,
) -> Result<Said, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    more.add(protocol, &post, &mut file)?;
    let posting = post.post(protocol, &file.signatures, even_if_refused);
    let posted = during("posting the surface", posting).await?;
    let expiry = units::expiry(post.slice.expiry);
    let text = if posted.accepted {
        format!("the surface of {expiry} is posted\n")
    } else {
        format!("the surface of {expiry} was refused: nothing opens there until a good one comes\n")
    };
    let text = text + &output::transaction_line(&posted.transaction);
    let json = json!({
        "expirySecs": post.slice.expiry,
        "nonce": post.nonce,
        "accepted": posted.accepted,
        "transaction": output::transaction(&posted.transaction),
    });
    Ok(Said::new(text, json))
}
