//! Signed surfaces in a folder, posted when each is the next of its expiry.

use std::path::{Path, PathBuf};

use venue::bindings::IOptionPricer;
use venue::fault::{Fault, local};
use venue::surface::SurfaceFile;
use venue::units;

use crate::keeper::Keeper;

impl Keeper {
    /// Posts every file of the folder that is the next of its expiry. A file stays until its deadline, so that the post
    /// is repeated if its block is replaced; then the file is renamed.
    pub(crate) async fn post_surfaces(&self) -> Result<(), Fault> {
        let Some(folder) = &self.terms.surfaces else {
            return Ok(());
        };
        let mut files = match json_files(folder) {
            Ok(files) => files,
            Err(fault) => return self.refused(&folder.display().to_string(), "no surfaces", fault),
        };
        files.sort();
        for path in files {
            let subject = format!("surface {}", path.display());
            if let Err(fault) = self.post_file(&path, &subject).await {
                self.refused(&subject, "cannot post", fault)?;
            }
        }
        Ok(())
    }

    async fn post_file(&self, path: &Path, subject: &str) -> Result<(), Fault> {
        let mut file = SurfaceFile::read(path)?;
        let (Some(nonce), Some(deadline), Some(_)) = (file.nonce, file.deadline, file.timestamp)
        else {
            return Err(local(
                "it is not signed: nonce, deadline or timestamp is missing",
            ));
        };
        let chain = &self.protocol.chain;
        if chain.head().await?.time_secs > deadline {
            return self.set_aside(path, deadline);
        }
        let post = file.complete(&self.protocol).await?;
        let expiry = post.slice.expiry;
        let call = IOptionPricer::surfaceCall { expiry };
        let next = chain.ask(self.protocol.pricer, &call).await?._2;
        if nonce != next {
            // It is posted already, or another one comes before it.
            return Ok(());
        }
        let name = units::expiry(expiry);
        if self.terms.dry_run {
            post.check(&self.protocol).await?;
            let details = [("expiry", name), ("nonce", nonce.to_string())];
            self.journal.once(subject, "would post", &details);
            return Ok(());
        }
        let posted = post.post(&self.protocol, &file.signatures, false).await?;
        let hash = posted.transaction.receipt.transaction_hash.to_string();
        let details = [
            ("expiry", name),
            ("nonce", nonce.to_string()),
            ("accepted", posted.accepted.to_string()),
            ("transaction", hash),
        ];
        self.journal.note("posted a surface", &details);
        self.journal.forget(subject);
        Ok(())
    }

    /// Renames a file whose deadline is past.
    fn set_aside(&self, path: &Path, deadline: u64) -> Result<(), Fault> {
        if self.terms.dry_run {
            return Ok(());
        }
        let aside = path.with_extension("past");
        std::fs::rename(path, &aside)
            .map_err(|error| local(format!("{}: {error}", path.display())))?;
        let details = [
            ("file", aside.display().to_string()),
            ("deadline", units::time(deadline)),
        ];
        self.journal.note("set a surface aside", &details);
        Ok(())
    }
}

/// The JSON files of a folder.
fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let failed = |error: std::io::Error| local(format!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(files)
}
