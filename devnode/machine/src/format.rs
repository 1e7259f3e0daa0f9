//! How programs are stored as code: prefixes, dictionaries, compression.
//!
//! | kind | bytes |
//! |---|---|
//! | classic | `EF F0 00`, dictionary, brotli stream |
//! | fragment | `EF F0 01`, part of a brotli stream |
//! | root | `EF F0 02`, dictionary, length of the WASM (u32), addresses of the fragments |

use alloy_primitives::Address;
use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState, enc::BrotliEncoderParams};
use thiserror::Error;

use crate::ArbOs;

const CLASSIC_PREFIX: [u8; 3] = [0xef, 0xf0, 0x00];
const FRAGMENT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x01];
const ROOT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x02];
const ROOT_HEADER_BYTES: usize = 8;
const DECOMPRESSION_STEP: usize = 64 * 1024;
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW_BITS: i32 = 22;

/// What code with a Stylus prefix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// A whole compressed program.
    Classic,
    /// A part of one: neither callable nor activatable.
    Fragment,
    /// A list of fragments that make a program.
    Root,
}

impl CodeKind {
    /// What the code is under that ArbOS version; `None` for EVM code.
    #[must_use]
    pub fn of(code: &[u8], arbos: ArbOs) -> Option<Self> {
        let kind = match code.get(..3)? {
            prefix if prefix == CLASSIC_PREFIX => Self::Classic,
            prefix if prefix == FRAGMENT_PREFIX => Self::Fragment,
            prefix if prefix == ROOT_PREFIX => Self::Root,
            _ => return None,
        };
        let known = kind == Self::Classic || arbos.has_fragments();
        (code.len() > 3 && known).then_some(kind)
    }

    /// Whether a call to an account with this code runs a program.
    #[must_use]
    pub const fn is_callable(self) -> bool {
        !matches!(self, Self::Fragment)
    }
}

/// Code that holds no program; the texts are Nitro's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FormatError {
    /// No classic prefix.
    #[error("specified bytecode is not a Stylus program")]
    NotClassic,
    /// No fragment prefix.
    #[error("specified bytecode is not a Stylus program fragment")]
    NotFragment,
    /// No root prefix.
    #[error("specified bytecode is not a Stylus program root")]
    NotRoot,
    /// A fragment was to be activated.
    #[error(
        "fragmented stylus programs cannot be activated directly; activate the root program instead"
    )]
    FragmentAlone,
    /// A root without its header.
    #[error("stylus program root too short: need at least 8 bytes, got {0}")]
    RootTooShort(usize),
    /// A root with a broken list of addresses.
    #[error("stylus program root address data has invalid length: {0} (must be multiple of 20)")]
    RootAddresses(usize),
    /// A root that promises too long a program.
    #[error("invalid wasm: decompressedLength {length} is greater then MaxWasmSize {limit}")]
    RootTooLong {
        /// Length in the header.
        length: u32,
        /// Longest program on this chain.
        limit: u32,
    },
    /// A root with too many fragments.
    #[error("invalid wasm: fragment count exceeds limit of {0}")]
    TooManyFragments(u8),
    /// A root without fragments.
    #[error("invalid wasm: fragment count cannot be zero")]
    NoFragments,
    /// A root whose fragments make a program of another length.
    #[error("invalid wasm: decompressed length {actual} does not match expected length {expected}")]
    LengthMismatch {
        /// Length of the WASM.
        actual: usize,
        /// Length in the header.
        expected: u32,
    },
    /// A dictionary that the chain, or for 1 this machine, does not have.
    #[error("unsupported dictionary type: {0}")]
    Dictionary(u8),
    /// A broken stream, or one that holds too much.
    #[error("failed decompression: 0")]
    Decompression,
}

/// The WASM of a classic program.
///
/// # Errors
/// When the code isn't a classic program or its WASM is longer than `max_wasm_size`.
pub fn decompress_classic(code: &[u8], max_wasm_size: u32) -> Result<Vec<u8>, FormatError> {
    let rest = code
        .strip_prefix(&CLASSIC_PREFIX)
        .ok_or(FormatError::NotClassic)?;
    let (dictionary, stream) = rest.split_first().ok_or(FormatError::NotClassic)?;
    check_dictionary(*dictionary)?;
    decompress(stream, max_wasm_size)
}

/// A root program's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    dictionary: u8,
    /// Length of the WASM in bytes.
    pub decompressed_length: u32,
    /// Accounts that hold the fragments, in order.
    pub fragments: Vec<Address>,
}

impl Root {
    /// Reads a root program's code.
    ///
    /// # Errors
    /// When the code isn't a well-formed root.
    pub fn parse(code: &[u8]) -> Result<Self, FormatError> {
        if code.len() <= 3 || !code.starts_with(&ROOT_PREFIX) {
            return Err(FormatError::NotRoot);
        }
        let Some((header, addresses)) = code.split_at_checked(ROOT_HEADER_BYTES) else {
            return Err(FormatError::RootTooShort(code.len()));
        };
        let (fragments, rest) = addresses.as_chunks::<20>();
        if !rest.is_empty() {
            return Err(FormatError::RootAddresses(addresses.len()));
        }
        Ok(Self {
            dictionary: header[3],
            decompressed_length: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
            fragments: fragments.iter().map(Address::from).collect(),
        })
    }

    /// The limits that hold at activation; none is enforced when an active program is read again.
    ///
    /// # Errors
    /// Too long a program, too many fragments or none.
    pub fn check(&self, max_wasm_size: u32, max_fragments: u8) -> Result<(), FormatError> {
        if self.decompressed_length > max_wasm_size {
            return Err(FormatError::RootTooLong {
                length: self.decompressed_length,
                limit: max_wasm_size,
            });
        }
        if self.fragments.len() > usize::from(max_fragments) {
            return Err(FormatError::TooManyFragments(max_fragments));
        }
        if self.fragments.is_empty() {
            return Err(FormatError::NoFragments);
        }
        Ok(())
    }

    /// The WASM, given the fragments' code in order.
    ///
    /// # Errors
    /// When a code isn't a fragment or all together aren't the promised program.
    pub fn decompress<'a>(
        &self,
        fragments: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Vec<u8>, FormatError> {
        if self.fragments.is_empty() {
            return Err(FormatError::NoFragments);
        }
        let mut stream = Vec::new();
        for code in fragments {
            let payload = code
                .strip_prefix(&FRAGMENT_PREFIX)
                .filter(|rest| !rest.is_empty());
            stream.extend_from_slice(payload.ok_or(FormatError::NotFragment)?);
        }
        check_dictionary(self.dictionary)?;
        let wasm = decompress(&stream, self.decompressed_length)?;
        if wasm.len() != self.decompressed_length as usize {
            return Err(FormatError::LengthMismatch {
                actual: wasm.len(),
                expected: self.decompressed_length,
            });
        }
        Ok(wasm)
    }
}

/// Packs WASM as a classic program.
#[must_use]
pub fn compress_classic(wasm: &[u8]) -> Vec<u8> {
    let mut code = CLASSIC_PREFIX.to_vec();
    code.push(0);
    code.extend(compress(wasm));
    code
}

/// Packs WASM as fragments of at most `fragment_size` bytes of code each.
///
/// # Panics
/// With a fragment size that has no room beside the prefix.
#[must_use]
pub fn compress_fragments(wasm: &[u8], fragment_size: usize) -> Vec<Vec<u8>> {
    assert!(
        fragment_size > FRAGMENT_PREFIX.len(),
        "a fragment needs room for its payload"
    );
    let stream = compress(wasm);
    let payloads = stream.chunks(fragment_size - FRAGMENT_PREFIX.len());
    payloads
        .map(|payload| [&FRAGMENT_PREFIX, payload].concat())
        .collect()
}

/// Code of the root program for fragments at those addresses.
#[must_use]
pub fn root_code(wasm_length: u32, fragments: &[Address]) -> Vec<u8> {
    let mut code = ROOT_PREFIX.to_vec();
    code.push(0);
    code.extend(wasm_length.to_be_bytes());
    code.extend(fragments.iter().flat_map(|address| address.0));
    code
}

const fn check_dictionary(dictionary: u8) -> Result<(), FormatError> {
    match dictionary {
        0 => Ok(()),
        other => Err(FormatError::Dictionary(other)),
    }
}

/// Unpacks a brotli stream of at most `limit` bytes. Bytes after the stream's end are ignored.
fn decompress(mut stream: &[u8], limit: u32) -> Result<Vec<u8>, FormatError> {
    let limit = limit as usize;
    // Strict: without the extension for windows beyond 16 MiB, which the chain refuses too.
    let mut state = BrotliState::new_strict(
        StandardAlloc::default(),
        StandardAlloc::default(),
        StandardAlloc::default(),
    );
    let mut wasm = Vec::new();
    loop {
        let start = wasm.len();
        wasm.resize((start + DECOMPRESSION_STEP).min(limit), 0);
        let (mut available_in, mut read) = (stream.len(), 0);
        let (mut available_out, mut written, mut total) = (wasm.len() - start, 0, 0);
        let result = BrotliDecompressStream(
            &mut available_in,
            &mut read,
            stream,
            &mut available_out,
            &mut written,
            &mut wasm[start..],
            &mut total,
            &mut state,
        );
        stream = &stream[read..];
        wasm.truncate(start + written);
        match result {
            BrotliResult::ResultSuccess => return Ok(wasm),
            BrotliResult::NeedsMoreOutput if wasm.len() < limit => {}
            _ => return Err(FormatError::Decompression),
        }
    }
}

fn compress(mut wasm: &[u8]) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        ..Default::default()
    };
    let mut stream = Vec::new();
    brotli::BrotliCompress(&mut wasm, &mut stream, &params)
        .expect("reading from and writing to memory doesn't fail");
    stream
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u32 = 128 * 1024;

    mod of {
        use super::*;

        #[test]
        fn knows_fragments_and_roots_from_arbos_60() {
            let root = [0xef, 0xf0, 0x02, 0];
            assert_eq!(CodeKind::of(&root, ArbOs::V51), None);
            assert_eq!(CodeKind::of(&root, ArbOs::V60), Some(CodeKind::Root));
        }

        #[test]
        fn takes_a_bare_prefix_for_no_program() {
            assert_eq!(CodeKind::of(&CLASSIC_PREFIX, ArbOs::V51), None);
            assert_eq!(
                CodeKind::of(&[0xef, 0xf0, 0, 0], ArbOs::V51),
                Some(CodeKind::Classic)
            );
        }
    }

    mod decompress_classic {
        use super::*;

        #[test]
        fn returns_what_was_compressed() {
            let wasm: Vec<u8> = (0..100_000_u32)
                .flat_map(|i| (i * i).to_le_bytes())
                .take(100_000)
                .collect();
            let code = compress_classic(&wasm);
            assert_eq!(super::super::decompress_classic(&code, LIMIT), Ok(wasm));
        }

        #[test]
        fn accepts_exactly_the_limit_and_not_one_byte_more() {
            let code = compress_classic(&vec![7; LIMIT as usize]);
            assert!(super::super::decompress_classic(&code, LIMIT).is_ok());
            let bomb = compress_classic(&vec![7; LIMIT as usize + 1]);
            let refused = super::super::decompress_classic(&bomb, LIMIT);
            assert_eq!(refused, Err(FormatError::Decompression));
        }

        #[test]
        fn refuses_a_stream_that_is_cut() {
            let mut code = compress_classic(b"some bytes that are no program");
            code.pop();
            let refused = super::super::decompress_classic(&code, LIMIT);
            assert_eq!(refused, Err(FormatError::Decompression));
        }

        #[test]
        fn refuses_unknown_dictionaries() {
            let mut code = compress_classic(b"bytes");
            code[3] = 2;
            let refused = super::super::decompress_classic(&code, LIMIT).unwrap_err();
            assert_eq!(refused.to_string(), "unsupported dictionary type: 2");
        }

        #[test]
        fn refuses_a_window_larger_than_the_format_has() {
            // The extension's window marker; decoding it would reserve up to a gigabyte.
            let code = [0xef, 0xf0, 0, 0, 0x11, 0x1e, 0xff, 0xff, 0xff, 0xff];
            let refused = super::super::decompress_classic(&code, LIMIT);
            assert_eq!(refused, Err(FormatError::Decompression));
        }
    }

    mod root {
        use super::*;

        fn addresses(count: usize) -> Vec<Address> {
            (0..count)
                .map(|i| Address::repeat_byte(u8::try_from(i).unwrap()))
                .collect()
        }

        #[test]
        fn joins_its_fragments() {
            let wasm: Vec<u8> = (0..20_000_u32)
                .flat_map(|i| i.wrapping_mul(i).wrapping_mul(i).to_le_bytes())
                .collect();
            let fragments = compress_fragments(&wasm, 24_576);
            assert!(fragments.len() > 1);
            let length = u32::try_from(wasm.len()).unwrap();
            let root = Root::parse(&root_code(length, &addresses(fragments.len()))).unwrap();
            let joined = root.decompress(fragments.iter().map(Vec::as_slice));
            assert_eq!(joined, Ok(wasm));
        }

        #[test]
        fn refuses_a_length_that_the_fragments_do_not_have() {
            let fragments = compress_fragments(b"ten bytes.", 1_000);
            let root = Root::parse(&root_code(11, &addresses(1))).unwrap();
            let refused = root.decompress(fragments.iter().map(Vec::as_slice));
            assert_eq!(
                refused,
                Err(FormatError::LengthMismatch {
                    actual: 10,
                    expected: 11
                })
            );
        }

        #[test]
        fn names_each_broken_limit() {
            let root = Root::parse(&root_code(200_000, &addresses(3))).unwrap();
            assert!(matches!(
                root.check(LIMIT, 9),
                Err(FormatError::RootTooLong { .. })
            ));
            assert_eq!(
                root.check(1_000_000, 2),
                Err(FormatError::TooManyFragments(2))
            );
            let empty = Root::parse(&root_code(1, &[])).unwrap();
            assert_eq!(empty.check(LIMIT, 2), Err(FormatError::NoFragments));
        }

        #[test]
        fn refuses_a_header_or_address_that_is_cut() {
            let code = root_code(1, &addresses(1));
            assert_eq!(Root::parse(&code[..6]), Err(FormatError::RootTooShort(6)));
            assert_eq!(
                Root::parse(&code[..27]),
                Err(FormatError::RootAddresses(19))
            );
        }
    }
}
