//! Keeps one word, which the constructor sets and any call answers.

#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
mod contract {
    #[link(wasm_import_module = "vm_hooks")]
    unsafe extern "C" {
        fn pay_for_memory_grow(pages: u32);
        fn read_args(dest: *mut u8);
        fn write_result(data: *const u8, len: usize);
        fn storage_cache_bytes32(key: *const u8, value: *const u8);
        fn storage_flush_cache(clear: u32);
        fn storage_load_bytes32(key: *const u8, dest: *mut u8);
    }

    /// Selector of a Stylus constructor.
    const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];
    const KEY: [u8; 32] = [0; 32];

    /// Never called: programs whose memory may grow have to import the function.
    #[unsafe(no_mangle)]
    extern "C" fn mark_used() {
        // SAFETY: The function takes a number and touches no memory.
        unsafe { pay_for_memory_grow(0) }
    }

    #[unsafe(no_mangle)]
    extern "C" fn user_entrypoint(len: usize) -> usize {
        let mut args = [0; 64];
        if len > args.len() {
            return 1;
        }
        let mut word = [0; 32];
        // SAFETY: The buffers are as long as the host writes or reads: the arguments fit, as was
        // checked, and words are 32 bytes.
        unsafe {
            read_args(args.as_mut_ptr());
            if len == 36 && args[..4] == CONSTRUCTOR {
                storage_cache_bytes32(KEY.as_ptr(), args[4..36].as_ptr());
                storage_flush_cache(1);
            } else {
                storage_load_bytes32(KEY.as_ptr(), word.as_mut_ptr());
                write_result(word.as_ptr(), word.len());
            }
        }
        0
    }

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
