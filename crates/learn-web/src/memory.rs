//! What happens when the module's memory ends: the call throws, instead of trapping without a word.
//!
//! What a call holds then stays taken, since nothing unwinds. So the package goes on with a fresh
//! instance of the module, into which it moves the models; for that there is some memory held back.

use sparkler_wasm::{break_off, memory::Allocator};
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes held back for saving models.
const RESERVE: usize = 16 << 20;

static HELD: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ENDED: AtomicBool = AtomicBool::new(false);

/// Holds memory back from now on; nothing of it is touched.
pub fn hold_back() {
    if let Ok(mut held) = HELD.try_lock() {
        *held = Vec::with_capacity(RESERVE);
    }
}

/// Gives back what was held back.
pub fn release() {
    if let Ok(mut held) = HELD.try_lock() {
        *held = Vec::new();
    }
}

/// Is that what a panic is about? Memory has ended, on whatever thread, or something is larger than
/// addresses of 32 bits allow.
pub fn ended(panic: &PanicHookInfo<'_>) -> bool {
    ENDED.load(Ordering::Relaxed) || panic.payload_as_str() == Some("capacity overflow")
}

/// What is said then.
pub const MESSAGE: &str = "out of memory: a page or a Node gives a module at most 4 GiB; fewer \
                           rows or columns, or numbers in a Float32Array, need less";

#[global_allocator]
static ALLOCATOR: Allocator = Allocator {
    at_the_end: |_| {
        ENDED.store(true, Ordering::Relaxed);
        break_off(MESSAGE)
    },
};
