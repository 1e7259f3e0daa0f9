//! The protocol on a node, and a terminal in front of it.

use contract_tests::served::Served;
use contract_tests::tokens::ICoin;
use contract_tests::trading::{IErc20, Trading, usd};
use serde_json::Value;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Accounts of the node's mnemonic.
pub(crate) const NOBODY: usize = 2;

pub(crate) const LP: usize = 3;

pub(crate) const TRADER: usize = 4;

pub(crate) const SELLER: usize = 7;

/// The protocol, and a folder with its record in which commands run.
pub(crate) struct Terminal {
    pub(crate) served: Served,
    pub(crate) folder: TempDir,
}

impl Terminal {
    pub(crate) fn open() -> Self {
        let served = Served::of(Trading::set());
        let folder = TempDir::new().expect("a folder");
        served.write_record(folder.path());
        Self { served, folder }
    }

    pub(crate) fn command(&self, who: Option<usize>, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strikepool"));
        command
            .args(["--rpc", &self.served.url()])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("STRIKEPOOL_PRIVATE_KEY");
        if let Some(who) = who {
            command.env("STRIKEPOOL_PRIVATE_KEY", self.served.key(who));
        }
        command
    }

    pub(crate) fn run(&self, who: Option<usize>, arguments: &[&str]) -> Output {
        self.command(who, arguments).output().expect("it runs")
    }

    /// Runs a command that has to succeed, for people.
    #[track_caller]
    pub(crate) fn says(&self, who: impl Into<Option<usize>>, arguments: &[&str]) -> String {
        let output = self.run(who.into(), arguments);
        let (said, wrong) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}{wrong}");
        said
    }

    /// Runs a command that has to succeed, for programs.
    #[track_caller]
    pub(crate) fn json(&self, who: impl Into<Option<usize>>, arguments: &[&str]) -> Value {
        let said = self.says(who, &[arguments, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {said}"))
    }

    /// Runs a command that has to end with an exit code, and gives what it says of it.
    #[track_caller]
    pub(crate) fn fails(
        &self,
        who: impl Into<Option<usize>>,
        code: i32,
        arguments: &[&str],
    ) -> String {
        let output = self.run(who.into(), arguments);
        let wrong = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {wrong}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        wrong
    }

    /// The stage's expiry as people write it.
    pub(crate) fn date(&self) -> String {
        venue::units::expiry(self.served.stage.expiry)
    }

    pub(crate) fn series(&self, strike_and_kind: &str) -> String {
        format!("ETH-{}-{strike_and_kind}", self.date())
    }

    /// Gives an account of the mnemonic dollars of the token.
    pub(crate) fn endow(&self, who: usize, dollars: u64) {
        let stage = &self.served.stage;
        let to = stage.pricing.node.account(who);
        let amount = usd(dollars);
        let call = ICoin::transferCall { to, amount };
        self.served.send(stage.pricing.owner, stage.usdc, &call);
    }

    pub(crate) fn balance(&self, who: usize) -> String {
        let owner = self.served.stage.pricing.node.account(who);
        let call = IErc20::balanceOfCall { owner };
        let units = self.served.ask(self.served.stage.usdc, &call);
        venue::units::exact(units, 6)
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An amount of a JSON object.
#[track_caller]
pub(crate) fn amount(value: &Value) -> f64 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no amount"));
    text.parse().expect("a number")
}
