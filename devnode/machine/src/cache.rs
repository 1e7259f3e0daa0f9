//! Compiled programs by code hash, in memory and on disk.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io, process};

use alloy_primitives::{B256, keccak256};
use lru::LruCache;

use crate::engine;
use crate::program::{CompileConfig, CompileError, Program};

/// Raised when instrumentation or host functions change what compiled code is.
const INSTRUMENTATION: u32 = 1;
const CHECKSUM_BYTES: usize = 32;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    code_hash: B256,
    config: CompileConfig,
}

/// Compiled programs. Threads can share it.
///
/// A program's code hash must be that of all the code it is made of: a root program's alone
/// doesn't tell which fragments it was activated with, so key those by the WASM's hash.
pub struct ProgramCache {
    programs: Mutex<LruCache<Key, Arc<Program>>>,
    folder: Option<PathBuf>,
}

impl ProgramCache {
    /// A cache in memory for this many programs, without files.
    #[must_use]
    pub fn in_memory(capacity: NonZeroUsize) -> Self {
        Self {
            programs: Mutex::new(LruCache::new(capacity)),
            folder: None,
        }
    }

    /// A cache that also keeps all compiled programs in a folder.
    ///
    /// The files hold native code that is run: the folder must be as trusted as the node itself.
    /// A program whose file is cut, damaged or of another version is compiled again.
    ///
    /// # Errors
    /// When the folder doesn't exist and can't be made.
    pub fn on_disk(capacity: NonZeroUsize, folder: impl AsRef<Path>) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let folder = Some(folder.as_ref().to_owned());
        Ok(Self {
            folder,
            ..Self::in_memory(capacity)
        })
    }

    /// The program of that code; `wasm` is asked for only when it must be compiled.
    ///
    /// # Errors
    /// When the program can't be compiled.
    pub fn get_or_compile<W: AsRef<[u8]>>(
        &self,
        code_hash: B256,
        config: CompileConfig,
        wasm: impl FnOnce() -> W,
    ) -> Result<Arc<Program>, CompileError> {
        let key = Key { code_hash, config };
        if let Some(program) = self.programs().get(&key) {
            return Ok(Arc::clone(program));
        }
        // Not under the lock: a long compilation would hold up every other call.
        let program = match self.load(&key) {
            Some(program) => program,
            None => self.compile(&key, wasm().as_ref())?,
        };
        let program = Arc::new(program);
        self.programs().put(key, Arc::clone(&program));
        Ok(program)
    }

    fn programs(&self) -> std::sync::MutexGuard<'_, LruCache<Key, Arc<Program>>> {
        // Nothing that holds the lock can leave the map half changed.
        self.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn compile(&self, key: &Key, wasm: &[u8]) -> Result<Program, CompileError> {
        let program = Program::compile(wasm, key.config)?;
        if let Some(path) = self.path(key) {
            // A full or read-only disk costs time, no correctness.
            let _ = store(&path, &program.serialize()?);
        }
        Ok(program)
    }

    fn path(&self, key: &Key) -> Option<PathBuf> {
        let mut preimage = key.code_hash.to_vec();
        preimage.extend(key.config.stylus_version.to_be_bytes());
        preimage.push(key.config.debug.into());
        preimage.extend(INSTRUMENTATION.to_be_bytes());
        preimage.extend(engine::identity().into_bytes());
        let name = format!("{:x}.program", keccak256(preimage));
        self.folder.as_ref().map(|folder| folder.join(name))
    }

    fn load(&self, key: &Key) -> Option<Program> {
        let bytes = fs::read(self.path(key)?).ok()?;
        let (checksum, artifact) = bytes.split_at_checked(CHECKSUM_BYTES)?;
        if checksum != keccak256(artifact).as_slice() {
            return None;
        }
        // SAFETY: The checksum tells that the file is as this code wrote it, and its name that
        // this engine did; the folder's trust is a condition of `on_disk`.
        unsafe { Program::deserialize(artifact) }
    }
}

/// Writes beside and renames, so that no reader sees half a file.
fn store(path: &Path, artifact: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.tmp", process::id()));
    fs::write(
        &unfinished,
        [keccak256(artifact).as_slice(), artifact].concat(),
    )?;
    fs::rename(&unfinished, path)
}
