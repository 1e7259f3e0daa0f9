//! Volatility surfaces: showing, plotting, signing and posting them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use display::decimal::to_f64;
use display::plot::{self, Curve};
use serde_json::{Value, json};
use venue::bindings::IOptionPricer::{self, SviSlice, surfaceReturn};
use venue::fault::{Fault, local, request};
use venue::protocol::Protocol;
use venue::signing::parse_key;
use venue::surface::{Post, SurfaceFile, quorum, seats};
use venue::units::{self, DAY_SECS, percent, wad, wad_unsigned};

use crate::output::{self, Output};
use crate::progress::during;

/// The range of a plot in log-moneyness to both sides, and its number of steps.
const REACH: f64 = 0.6;
const STEPS: u32 = 96;

/// Days of a year, as the contracts count.
const YEAR_DAYS: u64 = 365;

/// Volatility surfaces.
#[derive(Args)]
pub(crate) struct Surface {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Shows the posted surface of every live expiry, the signers and the quorum
    Show,
    /// Plots implied volatility by log-moneyness in the terminal
    Plot {
        /// Expiries, such as 2026-12-25; all if left out
        expiries: Vec<String>,
        /// Also draws the plot into this SVG file
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Completes a surface file, and prints the typed data that wallets sign (`eth_signTypedData_v4`)
    TypedData {
        /// The surface:
        /// {"expiry":"2026-12-25","level":"0.02","slope":"0.01","tilt":"-0.2","shift":"0","smoothness":"0.4"};
        /// timestamp, nonce and deadline are filled in
        file: PathBuf,
    },
    /// Adds signatures to a surface file, made with keys or by wallets
    Sign {
        /// The surface file
        file: PathBuf,
        #[command(flatten)]
        signatures: Signatures,
    },
    /// Posts a surface file that enough signers have signed; anyone may do so
    Post {
        /// The surface file
        file: PathBuf,
        #[command(flatten)]
        signatures: Signatures,
        /// Posts the surface even if the contracts will refuse it: this uses its nonce up and stops opening on its
        /// expiry
        #[arg(long)]
        even_if_refused: bool,
    },
}

/// Signatures that are added to those in a file.
#[derive(Args)]
struct Signatures {
    /// Signs with this key; more than once, or separated by commas, for several
    #[arg(
        long = "signer-key",
        env = "STRIKEPOOL_SIGNER_KEYS",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "KEY"
    )]
    keys: Vec<String>,
    /// A signature of a wallet, 65 bytes in hexadecimal; more than once for several
    #[arg(long = "signature", value_name = "SIGNATURE")]
    made: Vec<alloy::primitives::Bytes>,
}

impl Surface {
    pub(crate) async fn run(&self, protocol: &Protocol) -> Result<Output, Fault> {
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

/// The surfaces of these expiries, or of all live ones.
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

async fn show(protocol: &Protocol) -> Result<Output, Fault> {
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
            percent(surface._1, 2),
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
    Ok(Output::new(text, json))
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

/// Implied volatility at a log-moneyness, at the time of the surface.
#[allow(clippy::cast_precision_loss, reason = "drawn, not computed with")]
fn volatility(slice: &SviSlice, k: f64) -> f64 {
    let away = k - to_f64(slice.shift);
    let smoothness = to_f64(slice.smoothness.cast_signed());
    let bent = away.hypot(smoothness);
    let slope = to_f64(slice.slope.cast_signed());
    let variance = to_f64(slice.level) + slope * (to_f64(slice.tilt) * away + bent);
    let secs = slice.expiry.saturating_sub(slice.timestamp);
    let years = secs as f64 / (YEAR_DAYS * DAY_SECS) as f64;
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

async fn draw(
    protocol: &Protocol,
    expiries: &[String],
    svg: Option<&Path>,
) -> Result<Output, Fault> {
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
        add!(text, "the drawing is in {}\n", path.display());
    }
    let json =
        json!(curves
        .iter()
        .map(|curve| json!({ "expiry": curve.name, "volatilityByLogMoneyness": curve.points }))
        .collect::<Vec<_>>());
    Ok(Output::new(text, json))
}

async fn typed_data(protocol: &Protocol, path: &Path) -> Result<Output, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    // The file keeps what is signed, so that the same is posted.
    write(path, &file)?;
    let typed = post.typed_data(protocol);
    Ok(Output::new(format!("{typed:#}\n"), typed))
}

fn write(path: &Path, file: &SurfaceFile) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(file)
        .map_err(|error| local(format!("{}: {error}", path.display())))?;
    std::fs::write(path, text + "\n").map_err(|error| local(format!("{}: {error}", path.display())))
}

impl Signatures {
    /// Adds these signatures to a file.
    fn add(&self, protocol: &Protocol, post: &Post, file: &mut SurfaceFile) -> Result<(), Fault> {
        let mut all = std::mem::take(&mut file.signatures);
        // An empty environment variable is one empty key.
        for key in self.keys.iter().filter(|key| !key.trim().is_empty()) {
            all.push(post.sign(protocol, &parse_key(key)?)?);
        }
        all.extend(self.made.iter().cloned());
        all.sort_unstable();
        all.dedup();
        file.signatures = all;
        Ok(())
    }
}

async fn sign(protocol: &Protocol, path: &Path, more: &Signatures) -> Result<Output, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    more.add(protocol, &post, &mut file)?;
    let packed = post.packed(protocol, &file.signatures).await?;
    write(path, &file)?;
    let (signed, needed) = (packed.len() / 66, quorum(protocol).await?);
    let digest = post.digest(protocol);
    let text = format!(
        "{} has {signed} of {needed} signatures (digest {digest}); it has to be posted by {}\n",
        path.display(),
        units::time(post.deadline)
    );
    let json = json!({
        "signatures": signed,
        "needed": needed,
        "digest": digest,
        "deadlineSecs": post.deadline,
    });
    Ok(Output::new(text, json))
}

async fn post(
    protocol: &Protocol,
    path: &Path,
    more: &Signatures,
    even_if_refused: bool,
) -> Result<Output, Fault> {
    let mut file = SurfaceFile::read(path)?;
    let post = file.complete(protocol).await?;
    more.add(protocol, &post, &mut file)?;
    let posting = post.post(protocol, &file.signatures, even_if_refused);
    let posted = during("posting the surface", posting).await?;
    let expiry = units::expiry(post.slice.expiry);
    let text = if posted.accepted {
        format!("the surface of {expiry} is posted\n")
    } else {
        format!(
            "the surface of {expiry} was refused: no position opens there until a valid one is posted\n"
        )
    };
    let text = text + &output::transaction_line(&posted.transaction);
    let json = json!({
        "expirySecs": post.slice.expiry,
        "nonce": post.nonce,
        "accepted": posted.accepted,
        "transaction": output::transaction(&posted.transaction),
    });
    Ok(Output::new(text, json))
}
