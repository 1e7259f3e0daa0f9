//! The compiler and the stacks that guests run on.

use std::sync::LazyLock;

use wasmer::Engine;
use wasmer::sys::{CpuFeature, EngineBuilder, Singlepass};

/// Native stack of a guest, in bytes of address space; only what is touched becomes memory.
///
/// A word of the chain's stack count takes less than 64 native bytes, the parameters and saved
/// registers that the count leaves out included.
const GUEST_STACK_BYTES: usize = 64 << 20;

/// Words of stack that [`GUEST_STACK_BYTES`] surely hold. A chain that allows more gets this: on
/// Nitro, too, programs of such depth end at their native stack.
pub(crate) const MOST_STACK_WORDS: u32 = 1 << 20;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    wasmer::sys::vm::set_stack_size(GUEST_STACK_BYTES);
    let mut compiler = Singlepass::new();
    compiler.canonicalize_nans(true);
    EngineBuilder::new(compiler).engine().into()
});

/// The engine that all programs share.
pub(crate) fn engine() -> &'static Engine {
    &ENGINE
}

/// What native code depends on besides the program: code made under another identity is unusable.
pub(crate) fn identity() -> String {
    // Native code may use what this processor has; its file can have come from another machine.
    let features = CpuFeature::for_host();
    format!(
        "wasmer 7.4.2 singlepass {} {features:?}",
        std::env::consts::ARCH
    )
}
