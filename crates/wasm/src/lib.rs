//! What all of Sparkler's WebAssembly modules have: workers, an allocator that says when memory
//! ends, and messages instead of traps.

#[cfg(target_family = "wasm")]
pub mod memory;
#[cfg(target_feature = "atomics")]
mod threads;

use std::sync::atomic::{AtomicBool, Ordering};

/// Has a call ended in the middle? Memory that it held is lost to the module then, and a loop that
/// it was in stays open.
static BROKEN_OFF: AtomicBool = AtomicBool::new(false);

/// Ends the call from JavaScript with an `Error`. Nothing is cleaned up on the way, unlike where a
/// function returns an error. On a worker's thread, where nobody listens, the loop that it takes
/// part in fails.
pub fn break_off(message: &str) -> ! {
    BROKEN_OFF.store(true, Ordering::Relaxed);
    wasm_bindgen::throw_str(message)
}

/// Has any call of this module been [broken off](break_off)?
pub fn broken_off() -> bool {
    BROKEN_OFF.load(Ordering::Relaxed)
}
