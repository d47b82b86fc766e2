//! What happens when a module's memory ends.
//!
//! Tensors may fail for want of memory, and the call that made them is an error. Working memory,
//! lists and texts may not. So some memory is held back from tensors, and the allocator spends it
//! when there is no other. Where that is not enough, it throws: data from JavaScript that is too
//! large has changed nothing by then.

#![allow(unsafe_code)]

use sparkler_base::{allocation_may_fail, set_reserve, spend_reserve, trim};
use std::alloc::{GlobalAlloc, Layout, System};

/// Bytes held back: more than the working memory of the largest matrix product on four threads.
const RESERVE: usize = 16 << 20;

/// Holds memory back from now on.
pub fn hold_back() {
    set_reserve(RESERVE);
}

#[global_allocator]
static ALLOCATOR: Spender = Spender;

/// The system's allocator, which spends what is held back before it gives up.
///
/// Nothing of it may be inlined. The compiler knows that what an allocation returns is new, and may
/// take its memory for unset until somebody sets it; but the allocator keeps the size of a block
/// just before it. Where freeing was inlined beside the allocation, as where the standard library
/// makes the keys of its hash maps, the size that was read was not the one that had been written.
struct Spender;

/// Calls `allocate`, and again with more memory while it gives nothing.
fn insist(allocate: impl Fn() -> *mut u8) -> *mut u8 {
    let found = allocate();
    if !found.is_null() {
        return found;
    }
    let more: [fn(); 2] = [trim, || {
        spend_reserve();
    }];
    for give in more {
        give();
        let found = allocate();
        if !found.is_null() {
            return found;
        }
    }
    if !allocation_may_fail() {
        wasm_bindgen::throw_str("out of memory (tensors that are not needed can be disposed of)");
    }
    std::ptr::null_mut()
}

// SAFETY: all memory comes from the system's allocator and goes back to it. `trim`, `spend_reserve`
// and `throw_str` allocate nothing, and the latter unwinds nothing of Rust's: it ends the call.
unsafe impl GlobalAlloc for Spender {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        insist(|| unsafe { System.alloc(layout) })
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        insist(|| unsafe { System.alloc_zeroed(layout) })
    }

    #[inline(never)]
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises; a failure leaves the old memory as it was.
        insist(|| unsafe { System.realloc(old, layout, size) })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(old, layout) }
    }
}
