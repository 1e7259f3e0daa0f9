//! Activations: figures, error chains and gas, to the unit.

use stylus_machine::{Activation, ActivationConfig, ActivationError, ArbOs, activate};

use crate::code::LoadError;
use crate::format::{Accepted, ActivationResult, Defaults, Program};
use crate::report::{Item, Kind, Report};

/// More than any activation takes.
const PLENTY_OF_GAS: u64 = 1 << 60;

pub(crate) fn check(
    program: &Program,
    wasm: &[u8],
    defaults: &Defaults,
    report: &mut Report,
) -> Result<(), LoadError> {
    let unusable = |message: String| LoadError::Setting {
        program: program.name.clone(),
        message,
    };
    let base = base_config(defaults).map_err(unusable)?;
    check_one(
        program,
        wasm,
        "activation base",
        &base,
        &program.activation.base,
        report,
    );
    for setting in &program.activation.same_for {
        let config = with_setting(base, setting).map_err(unusable)?;
        let part = format!("activation {setting}");
        check_one(
            program,
            wasm,
            &part,
            &config,
            &program.activation.base,
            report,
        );
    }
    for row in &program.activation.different_for {
        let config = ActivationConfig {
            arbos: ArbOs::new(row.arbos).map_err(|error| unusable(error.to_string()))?,
            stylus_version: row.stylus_version,
            debug: row.debug,
            page_limit: row.page_limit,
        };
        let part = format!("activation {config:?}");
        check_one(program, wasm, &part, &config, &row.result, report);
    }
    Ok(())
}

/// The setting that most activations have.
pub(crate) fn base_config(defaults: &Defaults) -> Result<ActivationConfig, String> {
    Ok(ActivationConfig {
        arbos: ArbOs::new(defaults.arbos).map_err(|error| error.to_string())?,
        stylus_version: defaults.stylus_version,
        debug: defaults.debug,
        page_limit: defaults.page_limit,
    })
}

/// Applies a text such as "arbos 40, debug" or "arbos 51, page limit 16".
pub(crate) fn with_setting(
    mut config: ActivationConfig,
    setting: &str,
) -> Result<ActivationConfig, String> {
    let unknown = || format!("unknown setting \"{setting}\"");
    for part in setting.split(',').map(str::trim) {
        if part == "debug" {
            config.debug = true;
            continue;
        }
        if part == "not debug" {
            config.debug = false;
            continue;
        }
        let (name, number) = part.rsplit_once(' ').ok_or_else(unknown)?;
        let number: u16 = number.parse().map_err(|_| unknown())?;
        match name {
            "arbos" => {
                config.arbos = ArbOs::new(number.into()).map_err(|error| error.to_string())?;
            }
            "page limit" => config.page_limit = number,
            "stylus version" | "stylus" => config.stylus_version = number,
            _ => return Err(unknown()),
        }
    }
    Ok(config)
}

fn check_one(
    program: &Program,
    wasm: &[u8],
    part: &str,
    config: &ActivationConfig,
    expected: &ActivationResult,
    report: &mut Report,
) {
    let mut item = report.item(Kind::Activation, &program.name, part);
    let mut gas = PLENTY_OF_GAS;
    let got = activate(wasm, config, &mut gas);
    let used = PLENTY_OF_GAS - gas;
    match (expected, got) {
        (ActivationResult::Accepted { ok }, Ok(got)) => {
            check_figures(&mut item, ok, &got, used);
            check_gas_limits(&mut item, wasm, config, ok.compile_gas);
        }
        (
            ActivationResult::Refused {
                error,
                gas_used_before_error,
            },
            Err(got),
        ) => {
            item.expect("error", &error.as_slice(), &got.chain());
            item.expect("gas_used_before_error", gas_used_before_error, &used);
        }
        (ActivationResult::Accepted { .. }, Err(got)) => {
            item.differ("result", "accepted", &format!("refused: {:?}", got.chain()));
        }
        (ActivationResult::Refused { error, .. }, Ok(got)) => {
            item.differ(
                "result",
                &format!("refused: {error:?}"),
                &format!("accepted: {got:?}"),
            );
        }
    }
}

fn check_figures(item: &mut Item<'_>, expected: &Accepted, got: &Activation, used: u64) {
    item.expect("init_cost", &expected.init_cost, &got.init_cost);
    item.expect("cached_cost", &expected.cached_cost, &got.cached_cost);
    item.expect("asm_estimate", &expected.asm_estimate, &got.asm_estimate);
    item.expect("footprint", &expected.footprint, &got.footprint);
    item.expect("compile_gas", &expected.compile_gas, &got.compile_gas);
    item.expect("compile_gas taken", &expected.compile_gas, &used);
}

/// With exactly the gas it passes, with one less it doesn't; both leave none.
fn check_gas_limits(item: &mut Item<'_>, wasm: &[u8], config: &ActivationConfig, compile_gas: u64) {
    let mut gas = compile_gas;
    let exact = activate(wasm, config, &mut gas).map(|_| ());
    item.expect("result with exactly compile_gas", &Ok(()), &exact);
    item.expect("gas left of exactly compile_gas", &0, &gas);

    let Some(mut gas) = compile_gas.checked_sub(1) else {
        return;
    };
    let short =
        activate(wasm, config, &mut gas).map_err(|error: ActivationError| error.chain().to_vec());
    let out_of_gas = Err(vec!["out of gas".to_owned()]);
    item.expect("result with one gas less", &out_of_gas, &short.map(|_| ()));
    item.expect("gas left of one gas less", &0, &gas);
}
