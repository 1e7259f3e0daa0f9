//! Formulas: data fee, pages, calls, return data.

use stylus_machine::formulas::{self, Pages, ProgramCosts};
use stylus_machine::{ArbOs, StylusParams};

use crate::format::{CallCostRow, DataFeeRow, Formulas, PageCostRow};
use crate::report::{Kind, Report};

pub(crate) fn check(rows: &Formulas, report: &mut Report) {
    let params = StylusParams::default_for(ArbOs::V51);
    for row in &rows.data_fee {
        check_data_fee(row, report);
    }
    for row in &rows.page_cost {
        check_page_cost(row, &params, report);
    }
    for row in &rows.call_cost_v2 {
        check_call_cost(row, &params, report);
    }
    for row in &rows.return_data {
        let part = format!("return data of {} bytes", row.return_bytes);
        let got = formulas::return_data_gas(row.return_bytes);
        let mut item = report.item(Kind::Formula, "formulas", &part);
        item.expect("evm_memory_gas", &row.evm_memory_gas, &got);
    }
    if !rows.page_exponents.is_empty() {
        let exponents: Vec<u64> = (0..)
            .take(rows.page_exponents.len())
            .map(formulas::page_exponent)
            .collect();
        let mut item = report.item(Kind::Formula, "formulas", "page exponents");
        item.expect("page_exponents", &rows.page_exponents, &exponents);
    }
}

fn check_data_fee(row: &DataFeeRow, report: &mut Report) {
    let part = format!(
        "data fee of {} bytes at demand {} after {} s",
        row.asm_estimate, row.demand_before, row.seconds_passed
    );
    let mut item = report.item(Kind::Formula, "formulas", &part);
    let got = formulas::data_fee(row.demand_before, row.seconds_passed, row.asm_estimate);
    item.expect("demand_after", &row.demand_after, &got.demand_after);
    item.expect("exponent_bips", &row.exponent_bips, &got.exponent_bips);
    item.expect(
        "multiplier_bips",
        &row.multiplier_bips,
        &got.multiplier_bips,
    );
    item.expect("cost_per_byte", &row.cost_per_byte, &got.wei_per_byte);
    item.expect("fee_wei", &row.fee_wei.0, &got.fee_wei);
}

fn check_page_cost(row: &PageCostRow, params: &StylusParams, report: &mut Report) {
    let before = Pages {
        open: row.open,
        ever: row.ever,
    };
    let part = format!("{} pages on {before:?}", row.new);
    let mut item = report.item(Kind::Formula, "formulas", &part);
    item.expect(
        "cost",
        &row.cost.0,
        &formulas::page_gas(row.new, before, params),
    );
    let after = Pages {
        open: row.open_after,
        ever: row.ever_after,
    };
    item.expect("pages after", &after, &before.opened(row.new));
}

fn check_call_cost(row: &CallCostRow, params: &StylusParams, report: &mut Report) {
    let program = ProgramCosts {
        version: 2,
        init_cost: row.init_cost,
        cached_cost: row.cached_cost,
        footprint: row.footprint,
    };
    let before = Pages {
        open: row.open,
        ever: row.ever,
    };
    let part = format!("call of {program:?}, cached {}, on {before:?}", row.cached);
    let mut item = report.item(Kind::Formula, "formulas", &part);
    let got = formulas::program_call_gas(program, row.cached, before, params);
    item.expect("gas", &row.gas.0, &got);
}
