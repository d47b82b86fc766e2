//! Sparkler as a WebAssembly module.

#[cfg(target_feature = "atomics")]
mod threads;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the library.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_string()
}
