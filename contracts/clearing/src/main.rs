//! Prints the ABI, the constructor's signature, the declarations or the storage layout of the contract.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

#[cfg(not(any(test, feature = "export-abi")))]
#[no_mangle]
extern "C" fn main() {}

#[cfg(feature = "export-abi")]
fn main() {
    clearing::export();
}
