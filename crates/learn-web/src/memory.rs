//! What happens when a module's memory ends: the call throws, instead of trapping without a word.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};

#[global_allocator]
static ALLOCATOR: Thrower = Thrower;

/// The system's allocator, which throws where there is no more.
///
/// Nothing of it may be inlined, for the reason that is written at the allocator of `web`.
struct Thrower;

fn there(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        wasm_bindgen::throw_str(
            "out of memory: a page or a Node gives a module at most 4 GiB; fewer rows or columns, \
             or numbers in a Float32Array, need less",
        );
    }
    memory
}

// SAFETY: all memory comes from the system's allocator and goes back to it. `throw_str` allocates
// nothing and unwinds nothing of Rust's: it ends the call.
unsafe impl GlobalAlloc for Thrower {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        there(unsafe { System.alloc(layout) })
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        there(unsafe { System.alloc_zeroed(layout) })
    }

    #[inline(never)]
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises.
        there(unsafe { System.realloc(old, layout, size) })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(old, layout) }
    }
}
