//! What programs of debug chains print. Nothing of it costs ink.

use std::fmt::Display;

use super::context::{Call, Escape};

pub(super) fn log_text(call: &mut Call<'_>, text: u32, len: u32) -> Result<(), Escape> {
    let bytes = call.read(text, len)?;
    let text = String::from_utf8_lossy(&bytes);
    call.ask(|host| host.console(&text))?;
    call.trace_as("console_log_text", &[&bytes], &[])
}

fn log(call: &mut Call<'_>, value: impl Display) -> Result<(), Escape> {
    let text = value.to_string();
    call.ask(|host| host.console(&text))?;
    call.trace_as("console_log", &[text.as_bytes()], &[])
}

fn tee<T: Display + Copy>(call: &mut Call<'_>, value: T) -> Result<T, Escape> {
    let text = value.to_string();
    call.ask(|host| host.console(&text))?;
    Ok(value)
}

pub(super) fn log_i32(call: &mut Call<'_>, value: u32) -> Result<(), Escape> {
    log(call, value.cast_signed())
}

pub(super) fn log_i64(call: &mut Call<'_>, value: u64) -> Result<(), Escape> {
    log(call, value.cast_signed())
}

pub(super) fn log_f32(call: &mut Call<'_>, value: f32) -> Result<(), Escape> {
    log(call, value)
}

pub(super) fn log_f64(call: &mut Call<'_>, value: f64) -> Result<(), Escape> {
    log(call, value)
}

pub(super) fn tee_i32(call: &mut Call<'_>, value: u32) -> Result<u32, Escape> {
    tee(call, value.cast_signed())?;
    Ok(value)
}

pub(super) fn tee_i64(call: &mut Call<'_>, value: u64) -> Result<u64, Escape> {
    tee(call, value.cast_signed())?;
    Ok(value)
}

pub(super) fn tee_f32(call: &mut Call<'_>, value: f32) -> Result<f32, Escape> {
    tee(call, value)
}

pub(super) fn tee_f64(call: &mut Call<'_>, value: f64) -> Result<f64, Escape> {
    tee(call, value)
}
