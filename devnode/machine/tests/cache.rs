//! Compiled programs in memory and on disk.

mod support;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alloy_primitives::{B256, keccak256};
use stylus_machine::{CompileConfig, CompileError, Outcome, Program, ProgramCache};
use support::Chain;

const CONFIG: CompileConfig = CompileConfig {
    stylus_version: 2,
    debug: false,
};
const FEW: NonZeroUsize = NonZeroUsize::new(4).unwrap();

/// A program that ends with that status, and its code hash.
fn program(status: u32) -> (B256, Vec<u8>) {
    let text = format!(
        r#"(module
          (import "vm_hooks" "chainid" (func $chainid (result i64)))
          (memory (export "memory") 1 1)
          (func (export "user_entrypoint") (param i32) (result i32)
            (drop (call $chainid)) i32.const {status}))"#
    );
    let wasm = wat::parse_str(text).unwrap();
    (keccak256(&wasm), wasm)
}

fn outcome(program: &Arc<Program>) -> Outcome {
    Chain::new((**program).clone()).run(&[], 1 << 30).outcome
}

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("stylus-machine-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn cache(&self) -> ProgramCache {
        ProgramCache::on_disk(FEW, &self.0).unwrap()
    }

    fn only_file(&self) -> PathBuf {
        let files: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|it| it.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn never() -> Vec<u8> {
    panic!("compiled again")
}

mod in_memory {
    use super::*;

    #[test]
    fn compiles_a_code_hash_once() {
        let cache = ProgramCache::in_memory(FEW);
        let (hash, wasm) = program(0);
        let first = cache.get_or_compile(hash, CONFIG, || wasm).unwrap();
        let second = cache.get_or_compile(hash, CONFIG, never).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(outcome(&first), Outcome::Success);
    }

    #[test]
    fn keeps_debug_and_other_chains_apart() {
        let cache = ProgramCache::in_memory(FEW);
        let (hash, wasm) = program(0);
        let plain = cache.get_or_compile(hash, CONFIG, || &wasm).unwrap();
        let debug = CompileConfig {
            debug: true,
            ..CONFIG
        };
        let other = cache.get_or_compile(hash, debug, || &wasm).unwrap();
        assert!(!Arc::ptr_eq(&plain, &other));
    }

    #[test]
    fn forgets_the_least_recently_used() {
        let cache = ProgramCache::in_memory(NonZeroUsize::MIN);
        let (hash, wasm) = program(0);
        cache.get_or_compile(hash, CONFIG, || &wasm).unwrap();
        let (other, other_wasm) = program(1);
        cache.get_or_compile(other, CONFIG, || &other_wasm).unwrap();
        let mut asked = false;
        let compile = || {
            asked = true;
            &wasm
        };
        cache.get_or_compile(hash, CONFIG, compile).unwrap();
        assert!(asked);
    }

    #[test]
    fn keeps_no_program_that_does_not_compile() {
        let cache = ProgramCache::in_memory(FEW);
        let refused = cache.get_or_compile(B256::ZERO, CONFIG, || b"no wasm");
        assert!(matches!(refused, Err(CompileError::Invalid(_))));
    }
}

mod on_disk {
    use super::*;

    #[test]
    fn serves_another_process_without_compiling() {
        let folder = Folder::new("serves");
        let (hash, wasm) = program(0);
        folder
            .cache()
            .get_or_compile(hash, CONFIG, || wasm)
            .unwrap();
        let loaded = folder.cache().get_or_compile(hash, CONFIG, never).unwrap();
        assert_eq!(outcome(&loaded), Outcome::Success);
    }

    /// Damages the file and expects the program to be compiled anew and to run.
    fn recovers_from(name: &str, damage: impl FnOnce(&Path, Vec<u8>)) {
        let folder = Folder::new(name);
        let (hash, wasm) = program(0);
        folder
            .cache()
            .get_or_compile(hash, CONFIG, || &wasm)
            .unwrap();
        let file = folder.only_file();
        damage(&file, fs::read(&file).unwrap());
        let mut asked = false;
        let compile = || {
            asked = true;
            &wasm
        };
        let program = folder
            .cache()
            .get_or_compile(hash, CONFIG, compile)
            .unwrap();
        assert!(asked, "the damaged file was used");
        assert_eq!(outcome(&program), Outcome::Success);
        let again = folder.cache().get_or_compile(hash, CONFIG, never).unwrap();
        assert_eq!(outcome(&again), Outcome::Success);
    }

    #[test]
    fn compiles_anew_when_a_bit_of_the_file_has_changed() {
        recovers_from("bit", |path, mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).unwrap();
        });
    }

    #[test]
    fn compiles_anew_when_the_file_is_cut() {
        recovers_from("cut", |path, bytes| {
            fs::write(path, &bytes[..bytes.len() / 3]).unwrap();
        });
    }

    #[test]
    fn compiles_anew_when_the_file_is_empty() {
        recovers_from("empty", |path, _| fs::write(path, []).unwrap());
    }

    #[test]
    fn compiles_anew_when_the_file_holds_something_else_entirely() {
        recovers_from("else", |path, _| {
            let other = b"not an artifact".as_slice();
            fs::write(path, [keccak256(other).as_slice(), other].concat()).unwrap();
        });
    }

    #[test]
    fn works_without_a_file_where_none_can_be_written() {
        let folder = Folder::new("readonly");
        let cache = folder.cache();
        fs::remove_dir_all(&folder.0).unwrap();
        fs::write(&folder.0, "a file where the folder was").unwrap();
        let (hash, wasm) = program(1);
        let program = cache.get_or_compile(hash, CONFIG, || wasm).unwrap();
        assert_eq!(outcome(&program), Outcome::Revert);
        fs::remove_file(&folder.0).unwrap();
    }
}
