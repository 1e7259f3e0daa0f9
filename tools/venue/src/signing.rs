//! Keys that sign: given outright, or kept in a file under a password.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use alloy::signers::local::PrivateKeySigner;
use clap::Args;

use crate::fault::{Fault, local, request};

/// Which key signs.
#[derive(Args, Clone, Default)]
pub struct KeyArguments {
    /// The key that signs, in hexadecimal; safer in the environment, where other users cannot see it
    #[arg(
        long,
        global = true,
        env = "STRIKEPOOL_PRIVATE_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    private_key: Option<String>,
    /// The key that signs, in a keystore file of a wallet
    #[arg(long, global = true, env = "STRIKEPOOL_KEYSTORE", value_name = "FILE")]
    keystore: Option<PathBuf>,
    /// A file whose first line is the keystore's password; without it the password is asked for
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
        // The key is never shown.
        f.debug_struct("KeyArguments")
            .field("keystore", &self.keystore)
            .finish_non_exhaustive()
    }
}

impl KeyArguments {
    /// The key, if one was given. An empty argument or environment variable counts as none.
    ///
    /// # Errors
    /// When two keys were given, or the key, the file or its password are wrong.
    pub fn signer(&self) -> Result<Option<PrivateKeySigner>, Fault> {
        let key = self.private_key.as_deref().map(str::trim);
        let key = key.filter(|key| !key.is_empty());
        let path = match (key, &self.keystore) {
            (Some(_), Some(_)) => {
                return Err(request("give --private-key or --keystore, not both"));
            }
            (Some(key), None) => return Ok(Some(parse_key(key)?)),
            (None, Some(path)) => path,
            (None, None) => return Ok(None),
        };
        let password = match &self.password_file {
            Some(file) => first_line(file)?,
            None if std::io::stdin().is_terminal() => {
                rpassword::prompt_password(format!("Password of {}: ", path.display()))
                    .map_err(|error| local(format!("the password: {error}")))?
            }
            None => {
                return Err(local(
                    "a keystore needs --password-file when there is no terminal to ask for the password",
                ));
            }
        };
        let signer = PrivateKeySigner::decrypt_keystore(path, password);
        let signer = signer.map_err(|error| local(format!("{}: {error}", path.display())))?;
        Ok(Some(signer))
    }
}

/// Parses a key in hexadecimal.
///
/// # Errors
/// When it is not a key; the message does not repeat it.
pub fn parse_key(text: &str) -> Result<PrivateKeySigner, Fault> {
    text.trim()
        .parse()
        .map_err(|_| local("the private key is not 32 bytes in hexadecimal"))
}

fn first_line(path: &Path) -> Result<String, Fault> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| local(format!("{}: {error}", path.display())))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_key_counts_as_none() {
        for empty in ["", " ", "\n"] {
            let arguments = KeyArguments {
                private_key: Some(empty.into()),
                keystore: None,
                password_file: None,
            };
            assert!(arguments.signer().unwrap().is_none(), "{empty:?}");
        }
    }

    #[test]
    fn two_keys_are_refused() {
        let arguments = KeyArguments {
            private_key: Some("0x01".into()),
            keystore: Some("keystore.json".into()),
            password_file: None,
        };
        assert_eq!(arguments.signer().unwrap_err().exit_code(), 2);
    }
}
