//! Turns the compiler's output into the code that is deployed, by the steps of `cargo stylus`.

use anyhow::{Context, Result};
use wasmparser::{Parser, Payload};

/// Marks a Stylus program in one piece, compressed without a dictionary.
const PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];
/// Section that `cargo stylus` adds; its content is a hash, so that it does not compress.
const HASH_SECTION: &str = "project_hash";
const HASH_BYTES: u32 = 32;

/// A contract ready to deploy.
pub(crate) struct Prepared {
    /// The WASM that the chain decompresses.
    pub(crate) wasm: Vec<u8>,
    /// Prefix and compressed WASM: the code of the account.
    pub(crate) code: Vec<u8>,
}

/// Re-encodes the module, drops its custom sections, adds the section of the project hash, compresses.
///
/// The hash is a stand-in of the same length: the size is exact to a few bytes, the bytes are not those of
/// `cargo stylus deploy`.
pub(crate) fn prepare(wasm: &[u8]) -> Result<Prepared> {
    let text = wasmprinter::print_bytes(wasm).context("cannot print the module")?;
    let encoded = wat::parse_str(text).context("cannot encode the module again")?;
    let mut wasm = without_custom_sections(&encoded)?;
    append_hash_section(&mut wasm);
    let mut code = PREFIX.to_vec();
    compress(&wasm, &mut code)?;
    Ok(Prepared { wasm, code })
}

fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm
        .get(..8)
        .context("shorter than a WASM header")?
        .to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if matches!(payload, Payload::CustomSection(_)) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            kept.push(id);
            push_length(&mut kept, range.len());
            kept.extend_from_slice(&wasm[range]);
        }
    }
    Ok(kept)
}

fn append_hash_section(wasm: &mut Vec<u8>) {
    let mut content = Vec::new();
    push_length(&mut content, HASH_SECTION.len());
    content.extend_from_slice(HASH_SECTION.as_bytes());
    // A multiplicative sequence: as incompressible as a hash, and the same in every run.
    content.extend((1..=HASH_BYTES).map(|i| i.wrapping_mul(0x9e37_79b1).to_le_bytes()[2]));
    wasm.push(0);
    push_length(wasm, content.len());
    wasm.extend_from_slice(&content);
}

/// Appends an unsigned LEB128 number.
fn push_length(bytes: &mut Vec<u8>, mut length: usize) {
    loop {
        let low = length.to_le_bytes()[0] & 0x7f;
        length >>= 7;
        if length == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn compress(wasm: &[u8], into: &mut Vec<u8>) -> Result<()> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: wasm.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &wasm[..], into, &parameters).context("cannot compress")?;
    Ok(())
}
