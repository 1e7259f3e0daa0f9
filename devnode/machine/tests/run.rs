//! Running programs against a chain that runs programs itself.

mod support;

use alloy_primitives::B256;
use stylus_machine::{CompileConfig, Outcome, Program, RunError};
use support::Chain;

const PLENTY_OF_GAS: u64 = 1 << 40;

/// Calls itself with a byte less of calldata until there is none, and adds one to slot 0 of the
/// transient storage on the way up.
const RECURSIVE: &str = r#"
(module
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "transient_load_bytes32" (func $load (param i32 i32)))
  (import "vm_hooks" "transient_store_bytes32" (func $store (param i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param i32) (result i32)
    (if (local.get 0)
      (then
        (drop (call $call
          (i32.const 0) (i32.const 256)
          (i32.sub (local.get 0) (i32.const 1))
          (i32.const 32) (i64.const -1) (i32.const 64)))))
    (call $load (i32.const 96) (i32.const 128))
    (i32.store8 (i32.const 158) (i32.add
      (i32.load8_u (i32.const 158))
      (i32.eq (i32.load8_u (i32.const 159)) (i32.const 255))))
    (i32.store8 (i32.const 159) (i32.add (i32.load8_u (i32.const 159)) (i32.const 1)))
    (call $store (i32.const 96) (i32.const 128))
    i32.const 0))
"#;

/// Compiles text for a chain that is a debug chain or not.
fn compile(wat: &str, debug: bool) -> Program {
    let wasm = wat::parse_str(wat).expect("the test's text assembles");
    Program::compile(
        &wasm,
        CompileConfig {
            stylus_version: 2,
            debug,
        },
    )
    .expect("the test's program compiles")
}

fn trap_of(body: &str) -> (Outcome, u64) {
    let text = format!(
        r#"(module
          (memory (export "memory") 1 1)
          (func (export "user_entrypoint") (param i32) (result i32) {body}))"#
    );
    let result = Chain::new(compile(&text, false)).run(&[], PLENTY_OF_GAS);
    (result.outcome, result.gas_left)
}

mod traps {
    use super::*;

    #[test]
    fn end_in_failure_and_keep_the_gas() {
        for body in [
            "unreachable",
            "(i32.div_u (i32.const 1) (i32.const 0))",
            "(i32.load (i32.const 65533))",
            "(i32.load offset=4294967295 (i32.const -1))",
        ] {
            let (outcome, gas_left) = trap_of(body);
            assert_eq!(outcome, Outcome::Failure, "{body}");
            assert!(gas_left > PLENTY_OF_GAS - 10, "{body}");
        }
    }

    #[test]
    fn leave_the_process_fit_to_run_on() {
        for _ in 0..1_000 {
            assert_eq!(trap_of("unreachable").0, Outcome::Failure);
        }
        assert_eq!(trap_of("i32.const 0").0, Outcome::Success);
    }
}

mod recursion {
    use super::*;

    #[test]
    fn nests_as_deep_as_the_chain_allows() {
        let mut chain = Chain::new(compile(RECURSIVE, false));
        let result = chain.run(&[0; 1_023], u64::MAX / 20_000);
        assert_eq!(result.outcome, Outcome::Success);
        assert_eq!(chain.deepest, 1_024);
        assert_eq!(
            chain.transient[&B256::ZERO],
            B256::with_last_byte(0) | word(1_024)
        );
    }

    fn word(value: u64) -> B256 {
        B256::from(alloy_primitives::U256::from(value))
    }

    #[test]
    fn within_a_program_ends_at_the_stack_limit_whatever_the_host_stack() {
        let endless = r#"(module
          (memory (export "memory") 1 1)
          (func $f (call $f))
          (func (export "user_entrypoint") (param i32) (result i32) (call $f) i32.const 0))"#;
        let program = compile(endless, false);
        for max_depth in [0, 1, 1_000, 22_000, 262_144, u32::MAX] {
            let mut chain = Chain::new(program.clone());
            chain.config.max_depth = max_depth;
            let result = chain.run(&[], PLENTY_OF_GAS);
            assert_eq!(
                result.outcome,
                Outcome::OutOfStack,
                "at a depth of {max_depth}"
            );
            assert_eq!(result.gas_left, 0);
        }
    }

    #[test]
    fn holds_the_max_words_with_the_widest_frames() {
        // A thousand parameters are not in the callee's frame but take native stack.
        let parameters = " i64".repeat(1_000);
        let arguments = "(i64.const 1)".repeat(1_000);
        let wide = format!(
            r#"(module
              (memory (export "memory") 1 1)
              (func $f (param{parameters}) (call $f {arguments}))
              (func (export "user_entrypoint") (param i32) (result i32)
                (call $f {arguments}) i32.const 0))"#
        );
        let locals = " i64".repeat(348);
        let local = format!(
            r#"(module
              (memory (export "memory") 1 1)
              (func $f (local{locals}) (call $f))
              (func (export "user_entrypoint") (param i32) (result i32) (call $f) i32.const 0))"#
        );
        for text in [wide, local] {
            let mut chain = Chain::new(compile(&text, false));
            chain.config.max_depth = u32::MAX;
            let result = chain.run(&[], PLENTY_OF_GAS);
            assert_eq!(result.outcome, Outcome::OutOfStack);
            assert_eq!(
                result.stack_left, 0,
                "the count ended it, not the native stack"
            );
        }
    }
}

mod panics_of_the_host {
    use super::*;

    const LOADS: &str = r#"(module
      (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
      (memory (export "memory") 1 1)
      (func (export "user_entrypoint") (param i32) (result i32)
        (call $load (i32.const 0) (i32.const 32)) i32.const 0))"#;

    #[test]
    fn are_errors_of_the_run_and_not_outcomes() {
        let mut chain = Chain::new(compile(LOADS, false));
        chain.panics = true;
        let error = chain.try_run(&[], PLENTY_OF_GAS).unwrap_err();
        let RunError::HostPanicked { during, message } = error else {
            panic!("another error: {error}");
        };
        assert_eq!(during, "storage_load_bytes32");
        assert_eq!(message, "the chain broke");
    }

    #[test]
    fn leave_the_machine_usable() {
        let mut chain = Chain::new(compile(LOADS, false));
        for panics in [true, false, true, false] {
            chain.panics = panics;
            assert_eq!(chain.try_run(&[], PLENTY_OF_GAS).is_err(), panics);
        }
    }
}

mod growth {
    use super::*;

    /// Grows by the calldata's first four bytes and returns what memory.grow gave.
    const GROWS: &str = r#"(module
      (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
      (import "vm_hooks" "read_args" (func $read_args (param i32)))
      (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
      (memory (export "memory") 1)
      (func (export "user_entrypoint") (param i32) (result i32)
        (call $read_args (i32.const 0))
        (i32.store (i32.const 4) (memory.grow (i32.load (i32.const 0))))
        (call $write_result (i32.const 4) (i32.const 4))
        i32.const 0))"#;

    #[test]
    fn that_pays_as_none_never_succeeds() {
        let mut chain = Chain::new(compile(GROWS, false));
        let result = chain.run(&65_536_u32.to_le_bytes(), PLENTY_OF_GAS);
        assert_eq!(result.output.as_ref(), (-1_i32).to_le_bytes());
        assert_eq!(chain.pages.open, 0);
    }

    #[test]
    fn beyond_128_pages_takes_all_ink() {
        let mut chain = Chain::new(compile(GROWS, false));
        let result = chain.run(&129_u32.to_le_bytes(), PLENTY_OF_GAS);
        assert_eq!(result.outcome, Outcome::OutOfInk);
    }
}

mod tracing {
    use super::*;

    #[test]
    fn frames_the_host_calls_and_shows_bytes_for_pointers() {
        let echo = r#"(module
          (import "vm_hooks" "read_args" (func $read_args (param i32)))
          (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
          (memory (export "memory") 1 1)
          (func (export "user_entrypoint") (param i32) (result i32)
            (call $read_args (i32.const 0))
            (call $write_result (i32.const 0) (local.get 0))
            i32.const 3))"#;
        let mut chain = Chain::new(compile(echo, false));
        chain.config.tracing = true;
        let traced = chain.run(b"seven b", PLENTY_OF_GAS);
        let expected = [
            ("user_entrypoint", &[0, 0, 0, 7][..], &[][..]),
            ("read_args", b"", b"seven b"),
            ("write_result", b"seven b", b""),
            ("user_returned", b"", &[0, 0, 0, 3]),
        ];
        let seen: Vec<_> = chain
            .traces
            .iter()
            .map(|(name, args, outs)| (&**name, &**args, &**outs))
            .collect();
        assert_eq!(seen, expected);

        chain.config.tracing = false;
        let untraced = chain.run(b"seven b", PLENTY_OF_GAS);
        assert_eq!(untraced, traced, "tracing changes no figure");
        assert_eq!(
            chain.traces.len(),
            expected.len(),
            "nothing is traced unasked"
        );
    }
}

mod console {
    use super::*;

    #[test]
    fn prints_through_the_host_on_debug_chains() {
        let prints = r#"(module
          (import "console" "log_txt" (func $text (param i32 i32)))
          (import "console" "tee_i64" (func $tee (param i64) (result i64)))
          (memory (export "memory") 1 1)
          (data (i32.const 0) "hello")
          (func (export "user_entrypoint") (param i32) (result i32)
            (call $text (i32.const 0) (i32.const 5))
            (drop (call $tee (i64.const -7)))
            i32.const 0))"#;
        let mut chain = Chain::new(compile(prints, true));
        assert_eq!(chain.run(&[], PLENTY_OF_GAS).outcome, Outcome::Success);
        assert_eq!(chain.printed, ["hello", "-7"]);
    }
}

mod settings {
    use super::*;

    #[test]
    fn refuse_an_ink_price_of_zero() {
        let text = r#"(module
          (memory (export "memory") 1 1)
          (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
        let mut chain = Chain::new(compile(text, false));
        chain.config.ink_price = 0;
        assert!(matches!(chain.try_run(&[], 1), Err(RunError::NoInkPrice)));
    }
}
