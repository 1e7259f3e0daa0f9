//! Tells cargo stylus the constructor's signature.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
use probe as _;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    if std::env::args().any(|arg| arg == "constructor") {
        println!("constructor(uint256 first)");
    } else {
        println!("interface IProbe {{}}");
    }
}
