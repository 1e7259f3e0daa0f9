//! Keys that sign: given outright, or kept in a file under a password.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use alloy::signers::local::PrivateKeySigner;
use clap::Args;

use crate::fault::{Fault, local};

/// Which key signs.
#[derive(Args, Clone, Default)]
pub struct KeyArguments {
    /// The key that signs, in hexadecimal; better by the environment, where other users do not see it
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_PRIVATE_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    private_key: Option<String>,
    /// The key that signs, in a keystore file as wallets write it
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_KEYSTORE",
        value_name = "FILE",
        conflicts_with = "private_key"
    )]
    keystore: Option<PathBuf>,
    /// The keystore's password, on the first line of a file; asked for if it is not given
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_PASSWORD_FILE",
        value_name = "FILE"
    )]
    password_file: Option<PathBuf>,
}

impl std::fmt::Debug for KeyArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key itself is never written anywhere.
        f.debug_struct("KeyArguments")
            .field("keystore", &self.keystore)
            .finish_non_exhaustive()
    }
}

impl KeyArguments {
    /// The key, if one was given.
    ///
    /// # Errors
    /// When it is none, or the file or its password are not right.
    pub fn signer(&self) -> Result<Option<PrivateKeySigner>, Fault> {
        if let Some(key) = &self.private_key {
            return Ok(Some(parse_key(key)?));
        }
        let Some(path) = &self.keystore else {
            return Ok(None);
        };
        let password = match &self.password_file {
            Some(file) => first_line(file)?,
            None if std::io::stdin().is_terminal() => {
                rpassword::prompt_password(format!("Password of {}: ", path.display()))
                    .map_err(|error| local(format!("the password: {error}")))?
            }
            None => {
                return Err(local(
                    "a keystore needs --password-file where nobody can be asked",
                ));
            }
        };
        let signer = PrivateKeySigner::decrypt_keystore(path, password);
        let signer = signer.map_err(|error| local(format!("{}: {error}", path.display())))?;
        Ok(Some(signer))
    }
}

/// A key in hexadecimal.
///
/// # Errors
/// When it is none; it is not repeated.
pub fn parse_key(text: &str) -> Result<PrivateKeySigner, Fault> {
    text.trim()
        .parse()
        .map_err(|_| local("this is no private key: 32 bytes in hexadecimal"))
}

fn first_line(path: &Path) -> Result<String, Fault> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| local(format!("{}: {error}", path.display())))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
