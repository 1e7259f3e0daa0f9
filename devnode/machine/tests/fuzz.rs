//! Random and mutated code: nothing of it panics, crashes, hangs or takes unbounded memory.
//!
//! `FUZZ_CASES` sets the number of cases of each test, `FUZZ_SEED` where they begin.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use arbitrary::Unstructured;
use stylus_machine::format::{Root, compress_classic, decompress_classic, root_code};
use stylus_machine::{
    ActivationConfig, ArbOs, CompileConfig, CompileError, DEFAULT_MAX_WASM_SIZE, Outcome, Program,
    activate,
};
use support::Chain;

/// Counts what is allocated, to bound it.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: All requests go to the system's allocator as they are.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: The caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: The caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The worst that instrumenting 128 KiB of code may hold at once, for all tests of this file that
/// run at the same time.
const MOST_BYTES: usize = 512 << 20;
/// Enough to get somewhere, too little to take long.
const RUN_GAS: u64 = 100_000;

fn environment(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// A small generator of random numbers (`SplitMix64`), so that a seed gives the same cases for ever.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.byte()).collect()
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

fn random_for(case: u64) -> Random {
    Random(
        environment("FUZZ_SEED", 1)
            .wrapping_mul(1_000_003)
            .wrapping_add(case),
    )
}

/// Modules to begin with: the texts of the reference vectors.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new("../vectors/programs");
    let mut files: Vec<_> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let modules: Vec<_> = files
        .iter()
        .filter_map(|path| wat::parse_file(path).ok())
        .collect();
    assert!(
        modules.len() > 50,
        "only {} modules to begin with",
        modules.len()
    );
    modules
}

fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.byte()),
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3 => {
                // A length that is far beyond the section.
                let huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
                bytes.splice(at..at, huge);
            }
            4 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len());
                let to = (from + random.below(64)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            _ if !bytes.is_empty() => bytes[at] = random.byte(),
            _ => {}
        }
    }
    bytes
}

fn config(random: &mut Random) -> ActivationConfig {
    let versions = [ArbOs::V30, ArbOs::V31, ArbOs::V40, ArbOs::V51, ArbOs::V60];
    ActivationConfig {
        arbos: versions[random.below(versions.len())],
        stylus_version: 1 + u16::from(random.chance(2)),
        debug: random.chance(3),
        page_limit: if random.chance(4) { 3 } else { 128 },
    }
}

/// Activates; compiles and runs what passes. Tells whether it passed.
fn try_program(wasm: &[u8], random: &mut Random) -> bool {
    let config = config(random);
    let mut gas = if random.chance(8) {
        random.next() % 100_000
    } else {
        u64::MAX
    };
    let before = gas;
    let Ok(activation) = activate(wasm, &config, &mut gas) else {
        return false;
    };
    assert_eq!(activation.compile_gas, before - gas);
    let compile = CompileConfig {
        stylus_version: 2,
        debug: config.debug,
    };
    let program = match Program::compile(wasm, compile) {
        Ok(program) => program,
        Err(CompileError::Native(_)) => return true,
        Err(CompileError::Invalid(error)) => panic!("activated, but invalid to compile: {error}"),
    };
    let mut chain = Chain::new(program);
    chain.config.tracing = random.chance(4);
    let calldata = vec![0; random.below(100)];
    let result = chain.run(&calldata, RUN_GAS);
    assert!(result.ink_left <= result.ink_start, "a run made ink");
    true
}

fn check_peak() {
    let peak = PEAK.load(Ordering::Relaxed);
    assert!(
        peak < MOST_BYTES,
        "{} MiB were allocated at once",
        peak >> 20
    );
}

#[test]
fn mutated_programs_are_refused_or_run() {
    let corpus = corpus();
    let mut passed = 0;
    for case in 0..environment("FUZZ_CASES", 4_000) {
        let mut random = random_for(case);
        let wasm = mutate(&mut random, &corpus);
        passed += u32::from(try_program(&wasm, &mut random));
    }
    assert!(passed > 0, "no mutation passed: the runs were not fuzzed");
    check_peak();
}

/// A valid module with the exports of a program; `None` where the bytes make none.
fn generate(random: &mut Random, exports: &[u8], allow_floats: bool) -> Option<Vec<u8>> {
    let length = 64 + random.below(2_000);
    let bytes = random.bytes(length);
    let shape = wasm_smith::Config {
        exports: Some(exports.to_vec()),
        allow_floats,
        allow_start_export: random.chance(8),
        bulk_memory_enabled: random.chance(8),
        multi_value_enabled: random.chance(4),
        reference_types_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        tail_call_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        threads_enabled: false,
        memory64_enabled: false,
        extended_const_enabled: false,
        // The exported memory is added to these.
        max_memories: 0,
        max_imports: 0,
        max_table_elements: 4_000,
        disallow_traps: false,
        ..wasm_smith::Config::default()
    };
    let module = wasm_smith::Module::new(shape, &mut Unstructured::new(&bytes)).ok()?;
    Some(module.to_bytes())
}

/// What generated programs export.
fn exports() -> Vec<u8> {
    let text = r#"(module
      (memory (export "memory") 1 1)
      (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
    wat::parse_str(text).unwrap()
}

#[test]
fn generated_programs_are_refused_or_run() {
    let exports = exports();
    let mut passed = 0;
    let cases = environment("FUZZ_CASES", 1_000);
    for case in 0..cases {
        let mut random = random_for(case);
        let allow_floats = random.chance(8);
        if let Some(wasm) = generate(&mut random, &exports, allow_floats) {
            passed += u64::from(try_program(&wasm, &mut random));
        }
    }
    assert!(
        passed > cases / 50,
        "only {passed} generated programs passed"
    );
    check_peak();
}

/// How a program ends in an independent interpreter that knows nothing of ink.
fn interpret(wasm: &[u8], argument: i32) -> Option<Outcome> {
    let mut config = wasmi::Config::default();
    config.consume_fuel(true);
    let engine = wasmi::Engine::new(&config);
    let module = wasmi::Module::new(&engine, wasm).expect("activated, so valid");
    let mut store = wasmi::Store::new(&engine, ());
    store.set_fuel(1_000_000).expect("fuel is on");
    let linker = wasmi::Linker::new(&engine);
    let instance = linker
        .instantiate_and_start(&mut store, &module)
        .expect("no imports");
    let entrypoint = instance
        .get_typed_func::<i32, i32>(&store, "user_entrypoint")
        .unwrap();
    match entrypoint.call(&mut store, argument) {
        Ok(0) => Some(Outcome::Success),
        Ok(_) => Some(Outcome::Revert),
        Err(error) => match error
            .as_trap_code()
            .expect("without imports only traps end it")
        {
            wasmi::TrapCode::OutOfFuel | wasmi::TrapCode::StackOverflow => None,
            _ => Some(Outcome::Failure),
        },
    }
}

#[test]
fn generated_programs_end_as_in_an_interpreter() {
    let exports = exports();
    let config = ActivationConfig {
        arbos: ArbOs::V51,
        stylus_version: 2,
        debug: false,
        page_limit: 128,
    };
    let mut compared = [0_u64; 3];
    let cases = environment("FUZZ_CASES", 300);
    for case in 0..cases {
        let mut random = random_for(case);
        let Some(wasm) = generate(&mut random, &exports, false) else {
            continue;
        };
        let mut gas = u64::MAX;
        if activate(&wasm, &config, &mut gas).is_err() {
            continue;
        }
        let compile = CompileConfig {
            stylus_version: 2,
            debug: false,
        };
        let program = Program::compile(&wasm, compile).unwrap();
        for length in [0, 1, 7, 100_000] {
            let result = Chain::new(program.clone()).run(&vec![0; length], RUN_GAS);
            if matches!(result.outcome, Outcome::OutOfInk | Outcome::OutOfStack) {
                continue;
            }
            let Some(expected) = interpret(&wasm, i32::try_from(length).unwrap()) else {
                continue;
            };
            assert_eq!(
                result.outcome, expected,
                "case {case}, {length} bytes of calldata"
            );
            compared[usize::from(expected == Outcome::Revert)
                + 2 * usize::from(expected == Outcome::Failure)] += 1;
        }
    }
    assert!(
        compared.iter().all(|count| *count > cases / 50),
        "compared only {compared:?}"
    );
}

#[test]
fn random_bytes_are_refused() {
    for case in 0..environment("FUZZ_CASES", 4_000) {
        let mut random = random_for(case);
        let length = random.below(3_000);
        let mut wasm = random.bytes(length);
        if random.chance(2) {
            wasm.splice(0..0, *b"\0asm\x01\0\0\0");
        }
        try_program(&wasm, &mut random);
    }
    check_peak();
}

#[test]
fn mutated_code_is_unpacked_within_bounds() {
    let corpus: Vec<_> = corpus().iter().map(|wasm| compress_classic(wasm)).collect();
    for case in 0..environment("FUZZ_CASES", 4_000) {
        let mut random = random_for(case);
        let mut code = mutate(&mut random, &corpus);
        if random.chance(2) && code.len() > 4 {
            code[..4].copy_from_slice(&[0xef, 0xf0, 0, 0]);
        }
        if let Ok(wasm) = decompress_classic(&code, DEFAULT_MAX_WASM_SIZE) {
            assert!(wasm.len() <= DEFAULT_MAX_WASM_SIZE as usize);
            try_program(&wasm, &mut random);
        }
        let fragment = [&[0xef, 0xf0, 1], code.get(4..).unwrap_or_default()].concat();
        let length = u32::try_from(random.below(200_000)).unwrap();
        let root = root_code(length, &[alloy_primitives::Address::ZERO]);
        let root = Root::parse(&root).unwrap();
        if let Ok(wasm) = root.decompress([fragment.as_slice()]) {
            assert_eq!(wasm.len(), length as usize);
        }
        // Random headers, too.
        let length = random.below(200);
        let _ = Root::parse(&[&[0xef, 0xf0, 2], &*random.bytes(length)].concat());
    }
    check_peak();
}

#[test]
fn decompression_bombs_are_refused_in_little_memory() {
    for megabytes in [1, 16, 64] {
        let bomb = compress_classic(&vec![0; megabytes << 20]);
        assert!(bomb.len() < 1_000, "{} bytes make no bomb", bomb.len());
        let before = NOW.load(Ordering::Relaxed);
        assert!(decompress_classic(&bomb, DEFAULT_MAX_WASM_SIZE).is_err());
        let kept = NOW.load(Ordering::Relaxed).saturating_sub(before);
        assert!(kept < MOST_BYTES);
    }
}

#[test]
fn the_largest_functions_are_instrumented_within_bounds() {
    // Each `nop end`-like block grows by the meter's twelve operations.
    let blocks = "block end ".repeat(40_000);
    let wide = format!(
        r#"(module
          (memory (export "memory") 1 1)
          (func {blocks})
          (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
    );
    let wasm = wat::parse_str(wide).unwrap();
    assert!(wasm.len() < DEFAULT_MAX_WASM_SIZE as usize + 1_000);
    assert!(
        !try_program(&wasm, &mut Random(1)),
        "more operations than a function may have"
    );
    check_peak();
}
