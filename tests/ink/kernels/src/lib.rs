//! The pricing kernels as bare WASM exports, with arguments in words and results in memory.
//!
//! Each export writes its numbers to `out` as consecutive 128-bit integers and returns how many
//! there are, or 0 for an error. The native build has the same functions, so that both can be
//! compared bit by bit.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![allow(
    clippy::inline_always,
    reason = "what is metered is the kernel, not the call of it"
)]
#![allow(
    clippy::missing_safety_doc,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "one calling convention for all, stated above"
)]

mod books;
mod functions;
mod options;

#[allow(
    unused_imports,
    unreachable_pub,
    reason = "a build of one kernel alone takes nothing from the others"
)]
pub use books::*;
#[cfg(feature = "functions")]
pub use functions::*;
#[allow(
    unused_imports,
    unreachable_pub,
    reason = "a build of one kernel alone takes nothing from the others"
)]
pub use options::*;

use math::Wad;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// The kernels allocate nothing, but a crate that they depend on links to `alloc`.
#[cfg(target_arch = "wasm32")]
mod heap {
    use core::alloc::{GlobalAlloc, Layout};

    struct NoHeap;

    // SAFETY: it hands no memory out, and takes none back.
    unsafe impl GlobalAlloc for NoHeap {
        unsafe fn alloc(&self, _: Layout) -> *mut u8 {
            core::ptr::null_mut()
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
    }

    #[global_allocator]
    static HEAP: NoHeap = NoHeap;
}

#[cfg(all(target_arch = "wasm32", feature = "activatable"))]
#[link(wasm_import_module = "vm_hooks")]
unsafe extern "C" {
    fn pay_for_memory_grow(pages: u32);
}

/// Keeps the import without which a chain takes no program. Nobody calls it.
#[cfg(all(target_arch = "wasm32", feature = "activatable"))]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mark_used() {
    // SAFETY: the host function takes any number.
    unsafe { pay_for_memory_grow(0) }
}

/// Where the results of a call go.
pub type Out = [i128; 16];

#[allow(dead_code, reason = "not every kernel takes words")]
const fn wide(high: u64, low: u64) -> Wad {
    Wad::from_wei(((high as u128) << 64) | low as u128)
}

#[inline(always)]
fn put(out: *mut Out, values: &[i128]) -> u32 {
    for (i, v) in values.iter().enumerate() {
        // SAFETY: every export's `out` points to an `Out`, and no list is longer than that.
        unsafe { (*out)[i] = *v };
    }
    values.len() as u32
}
