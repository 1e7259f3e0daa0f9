//! The vector checker: that the kept vectors pass, and that it notices what doesn't.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn kept() -> PathBuf {
    Path::new("vectors").to_path_buf()
}

fn checker(dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vectors"))
        .arg(dir)
        .output()
        .unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

/// A copy of some vectors with one change, removed at the end.
struct Altered(PathBuf);

impl Altered {
    fn new(name: &str, program: &str, change: impl FnOnce(&mut serde_json::Value)) -> Self {
        let path = std::env::temp_dir().join(format!("vectors-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("programs")).unwrap();
        let all = fs::read(kept().join("vectors.json")).unwrap();
        let mut vectors: serde_json::Value = serde_json::from_slice(&all).unwrap();
        let programs = vectors["programs"].as_array_mut().unwrap();
        programs.retain(|it| it["name"] == program);
        assert_eq!(programs.len(), 1);
        change(&mut vectors);
        fs::write(path.join("vectors.json"), vectors.to_string()).unwrap();
        Self(path)
    }
}

impl Drop for Altered {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

mod passes {
    use super::*;

    #[test]
    fn every_kept_vector() {
        let output = checker(&kept());
        let printed = text(&output.stdout);
        assert!(output.status.success(), "{printed}");
        assert!(printed.ends_with("1916 passed, 0 failed\n"), "{printed}");
    }
}

mod notices {
    use super::*;

    /// Expects one mismatch that names the place and the field, and exit code 1.
    fn one_change(
        name: &str,
        program: &str,
        field: &str,
        change: impl FnOnce(&mut serde_json::Value),
    ) {
        let altered = Altered::new(name, program, change);
        let output = checker(&altered.0);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(printed.contains("MISMATCH"), "{printed}");
        assert!(printed.contains(field), "{printed}");
        assert!(printed.contains(", 1 failed\n"), "{printed}");
    }

    fn add_one(value: &mut serde_json::Value) {
        *value = (value.as_u64().unwrap() + 1).into();
    }

    #[test]
    fn a_unit_of_ink() {
        one_change("ink", "mix_fib", "/ ink_used", |vectors| {
            add_one(&mut vectors["programs"][0]["runs"][0]["result"]["ink_used"]);
        });
    }

    #[test]
    fn a_unit_of_a_block_charge() {
        one_change("charge", "mix_fib", "/ block_charges", |vectors| {
            let functions = &mut vectors["programs"][0]["static"]["functions"];
            add_one(&mut functions[0]["block_charges"][2]);
        });
    }

    #[test]
    fn another_error_text() {
        one_change("text", "bad_memory_129", "/ error", |vectors| {
            let activation = &mut vectors["programs"][0]["activation"];
            activation["same_for"] = serde_json::json!([]);
            activation["base"]["error"][1] = "memory size 129 exceeds bound 127".into();
        });
    }

    #[test]
    fn a_boundary_one_off() {
        one_change(
            "boundary",
            "depth_rec_min",
            "argument boundary",
            |vectors| {
                let runs = vectors["programs"][0]["runs"].as_array_mut().unwrap();
                let run = runs
                    .iter_mut()
                    .find(|run| !run["argument_boundary"].is_null())
                    .unwrap();
                add_one(&mut run["argument_boundary"]["largest_passing_u32_le"]);
            },
        );
    }

    #[test]
    fn a_fee_one_wei_off() {
        one_change("fee", "mix_fib", "/ fee_wei", |vectors| {
            vectors["formulas"]["data_fee"][0]["fee_wei"] = "43607190175335".into();
        });
    }

    #[test]
    fn a_log_that_should_be_there() {
        one_change("log", "mix_fib", "/ logs", |vectors| {
            let log = serde_json::json!([{ "topics": [], "data": "00" }]);
            vectors["programs"][0]["runs"][0]["result"]["logs"] = log;
        });
    }
}

mod refuses {
    use super::*;

    fn expect_unusable(dir: &Path, reason: &str) {
        let output = checker(dir);
        assert_eq!(output.status.code(), Some(2));
        let error = text(&output.stderr);
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn a_folder_that_is_not_there() {
        expect_unusable(Path::new("/nowhere/at/all"), "can't be read");
    }

    #[test]
    fn a_folder_without_anything_to_compare() {
        let altered = Altered::new("empty", "mix_fib", |vectors| {
            vectors["programs"] = serde_json::json!([]);
            vectors["formulas"] = serde_json::json!({});
        });
        expect_unusable(&altered.0, "holds nothing to compare");
        let path = std::env::temp_dir().join(format!("vectors-none-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        expect_unusable(&path, "vectors.json can't be read");
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn another_format() {
        let altered = Altered::new("format", "mix_fib", |vectors| vectors["format"] = 2.into());
        expect_unusable(&altered.0, "has format 2");
    }

    #[test]
    fn what_is_no_vectors_file() {
        let altered = Altered::new("shape", "mix_fib", |vectors| {
            vectors["programs"][0]["wasm_len"] = "long".into();
        });
        expect_unusable(&altered.0, "not in the form of reference vectors");
    }

    #[test]
    fn a_setting_it_does_not_know() {
        let altered = Altered::new("setting", "mix_fib", |vectors| {
            vectors["programs"][0]["activation"]["same_for"][0] = "arbos 7".into();
        });
        expect_unusable(&altered.0, "ArbOS 7 is not supported");
    }
}
