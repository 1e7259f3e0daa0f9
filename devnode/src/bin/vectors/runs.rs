//! Runs, and how little ink, stack or argument changes them.

use stylus_machine::formulas::Pages;
use stylus_machine::{
    ArbOs, CompileConfig, Outcome, Program as Compiled, RunConfig, StylusParams, run_with_ink,
};

use crate::activations::base_config;
use crate::code::LoadError;
use crate::format::{
    ArgumentBoundary, Defaults, DepthBoundary, InkBoundary, PageCounts, Program, Run, RunResult,
};
use crate::mock::{MockChain, context};
use crate::report::{Item, Kind, Report};

pub(crate) fn check(
    program: &Program,
    wasm: &[u8],
    defaults: &Defaults,
    report: &mut Report,
) -> Result<(), LoadError> {
    for run in program.runs.iter().flatten() {
        let runner = match Runner::new(wasm, run, defaults) {
            Ok(runner) => runner,
            Err(Unready::Setting(message)) => {
                return Err(LoadError::Setting {
                    program: program.name.clone(),
                    message,
                });
            }
            Err(Unready::Compilation(message)) => {
                let mut item = report.item(Kind::Run, &program.name, &run.label);
                item.differ("program", "runs", &message);
                continue;
            }
        };
        runner.check(program, report);
    }
    Ok(())
}

enum Unready {
    Setting(String),
    Compilation(String),
}

/// A run's program and settings.
struct Runner<'a> {
    compiled: Compiled,
    run: &'a Run,
    config: RunConfig,
    params: StylusParams,
    pages: Pages,
}

/// What a run left behind.
struct Observed {
    result: Result<stylus_machine::RunResult, String>,
    chain: MockChain,
}

/// The parts of a run that a boundary varies.
struct Variation<'a> {
    ink: u64,
    max_depth: u32,
    calldata: &'a [u8],
}

impl<'a> Runner<'a> {
    fn new(wasm: &[u8], run: &'a Run, defaults: &Defaults) -> Result<Self, Unready> {
        let setting = |error: stylus_machine::UnsupportedArbOs| Unready::Setting(error.to_string());
        let arbos = ArbOs::new(run.arbos.unwrap_or(defaults.arbos)).map_err(setting)?;
        let debug = run.debug.unwrap_or(defaults.debug);
        let compile = CompileConfig {
            stylus_version: defaults.stylus_version,
            debug,
        };
        let compiled = Compiled::compile(wasm, compile)
            .map_err(|error| Unready::Compilation(error.to_string()))?;
        let footprint = footprint(wasm, debug, defaults);
        let open = run.initial_pages_open.unwrap_or(footprint);
        let pages = Pages {
            open,
            ever: run.initial_pages_ever.unwrap_or(open),
        };
        let config = RunConfig {
            arbos,
            ink_price: run.ink_price.unwrap_or(defaults.ink_price),
            max_depth: run.max_depth.unwrap_or(defaults.max_depth),
            tracing: false,
        };
        Ok(Self {
            compiled,
            run,
            config,
            params: StylusParams::default_for(arbos),
            pages,
        })
    }

    fn check(&self, program: &Program, report: &mut Report) {
        let mut item = report.item(Kind::Run, &program.name, &self.run.label);
        for field in self.run.unknown.keys().filter(|field| *field != "note") {
            item.differ(field, "a setting this checker knows", "an unknown one");
        }
        self.compare(
            &mut item,
            "",
            &self.run.result,
            &self.observe(&self.as_given()),
        );
        drop(item);
        if let Some(boundary) = &self.run.ink_boundary {
            let part = format!("{} / ink boundary", self.run.label);
            self.check_ink(
                boundary,
                &mut report.item(Kind::Boundary, &program.name, &part),
            );
        }
        if let Some(boundary) = &self.run.depth_boundary {
            let part = format!("{} / depth boundary", self.run.label);
            self.check_depth(
                boundary,
                &mut report.item(Kind::Boundary, &program.name, &part),
            );
        }
        if let Some(boundary) = &self.run.argument_boundary {
            let part = format!("{} / argument boundary", self.run.label);
            self.check_argument(
                boundary,
                &mut report.item(Kind::Boundary, &program.name, &part),
            );
        }
    }

    fn as_given(&self) -> Variation<'_> {
        let calldata = &self.run.calldata;
        Variation {
            ink: self.run.ink,
            max_depth: self.config.max_depth,
            calldata,
        }
    }

    /// Runs on a fresh chain.
    fn observe(&self, variation: &Variation<'_>) -> Observed {
        let storage = self.run.initial_storage.clone();
        let mut chain = MockChain::new(self.params, self.run.read_only, storage, self.pages);
        let config = RunConfig {
            max_depth: variation.max_depth,
            ..self.config
        };
        let result = run_with_ink(
            &self.compiled,
            variation.calldata,
            &config,
            &context(),
            &mut chain,
            variation.ink,
        );
        Observed {
            result: result.map_err(|error| error.to_string()),
            chain,
        }
    }

    fn outcome(&self, variation: &Variation<'_>) -> String {
        match self.observe(variation).result {
            Ok(result) => outcome_name(result.outcome).to_owned(),
            Err(message) => message,
        }
    }

    fn compare(
        &self,
        item: &mut Item<'_>,
        prefix: &str,
        expected: &RunResult,
        observed: &Observed,
    ) {
        let field = |name: &str| format!("{prefix}{name}");
        for name in expected.unknown.keys().filter(|name| *name != "note") {
            item.differ(&field(name), "a field this checker knows", "an unknown one");
        }
        let got = match &observed.result {
            Ok(got) => got,
            Err(message) => {
                item.differ(&field("outcome"), &expected.outcome, message);
                return;
            }
        };
        let outcome = expected.outcome.as_str();
        if outcome != outcome_name(got.outcome) {
            let message = got.message.as_deref().unwrap_or("no message");
            let name = outcome_name(got.outcome);
            item.differ(&field("outcome"), outcome, &format!("{name} ({message})"));
        }
        item.expect(&field("ink_used"), &expected.ink_used, &got.ink_used());
        item.expect(&field("gas_left"), &expected.gas_left, &got.gas_left);
        item.expect(&field("output"), &expected.output, &got.output);
        if let Some(stack_left) = expected.stack_left {
            item.expect(&field("stack_left"), &stack_left, &got.stack_left);
        }
        let chain = &observed.chain;
        item.expect(&field("logs"), &expected.logs, &chain.logs);
        item.expect(
            &field("storage_written"),
            &expected.storage_written,
            &chain.storage_written,
        );
        item.expect(
            &field("transient_written"),
            &expected.transient_written,
            &chain.transient_written,
        );
        item.expect(&field("calls"), &expected.calls, &chain.calls);
        let unchanged = PageCounts {
            open: self.pages.open,
            ever: self.pages.ever,
        };
        let pages = PageCounts {
            open: chain.pages.open,
            ever: chain.pages.ever,
        };
        item.expect(
            &field("pages"),
            &expected.pages.unwrap_or(unchanged),
            &pages,
        );
    }

    /// At the smallest ink the run ends alike; with one less it doesn't.
    fn check_ink(&self, boundary: &InkBoundary, item: &mut Item<'_>) {
        let smallest = boundary.smallest_ink_with_same_outcome;
        let at = self.observe(&Variation {
            ink: smallest,
            ..self.as_given()
        });
        match &at.result {
            Ok(got) => {
                let outcome = outcome_name(got.outcome);
                item.expect(
                    "outcome at smallest",
                    &self.run.result.outcome.as_str(),
                    &outcome,
                );
                let left = boundary.ink_left_at_smallest;
                item.expect("ink_left_at_smallest", &left, &got.ink_left);
                if boundary.output_compared {
                    item.expect("output at smallest", &self.run.result.output, &got.output);
                }
            }
            Err(message) => item.differ("outcome at smallest", &self.run.result.outcome, message),
        }
        let Some(less) = smallest.checked_sub(1) else {
            item.differ("smallest_ink_with_same_outcome", "above zero", "zero");
            return;
        };
        let less = self.observe(&Variation {
            ink: less,
            ..self.as_given()
        });
        self.compare(item, "with_one_less.", &boundary.with_one_less, &less);
    }

    /// At the smallest depth the run isn't out of stack; with one less it is.
    fn check_depth(&self, boundary: &DepthBoundary, item: &mut Item<'_>) {
        let smallest = boundary.smallest_passing_max_depth;
        let at = self.outcome(&Variation {
            max_depth: smallest,
            ..self.as_given()
        });
        if at == outcome_name(Outcome::OutOfStack) {
            item.differ("smallest_passing_max_depth", "another outcome", &at);
        }
        let max_depth = smallest.saturating_sub(1);
        let less = self.outcome(&Variation {
            max_depth,
            ..self.as_given()
        });
        item.expect(
            "outcome_with_one_less",
            &boundary.outcome_with_one_less,
            &less,
        );
    }

    /// With the largest argument the run succeeds; with one more it doesn't.
    fn check_argument(&self, boundary: &ArgumentBoundary, item: &mut Item<'_>) {
        let with = |argument: u32| {
            self.outcome(&Variation {
                calldata: &argument.to_le_bytes(),
                ..self.as_given()
            })
        };
        let largest = boundary.largest_passing_u32_le;
        let success = outcome_name(Outcome::Success).to_owned();
        item.expect("largest_passing_u32_le", &success, &with(largest));
        let more = with(largest.saturating_add(1));
        item.expect(
            "outcome_with_one_more",
            &boundary.outcome_with_one_more,
            &more,
        );
    }
}

/// Pages that the program starts with, which it has open when it runs.
fn footprint(wasm: &[u8], debug: bool, defaults: &Defaults) -> u16 {
    let Ok(base) = base_config(defaults) else {
        return 0;
    };
    let config = stylus_machine::ActivationConfig { debug, ..base };
    let mut gas = u64::MAX;
    stylus_machine::activate(wasm, &config, &mut gas).map_or(0, |activation| activation.footprint)
}

const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Revert => "revert",
        Outcome::Failure => "failure",
        Outcome::OutOfInk => "out_of_ink",
        Outcome::OutOfStack => "out_of_stack",
    }
}
