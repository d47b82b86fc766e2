//! The allocator of the modules.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator. Where that has no more, `at_the_end` decides: it may call what it is
/// given, which tries again, after it has freed something; what it returns goes to whoever asked.
///
/// Nothing of it may be inlined. The compiler knows that what an allocation returns is new, and may
/// take its memory for unset until somebody sets it; but the allocator keeps the size of a block
/// just before it. Where freeing was inlined beside the allocation, as where the standard library
/// makes the keys of its hash maps, the size that was read was not the one that had been written.
pub struct Allocator {
    /// What to do at the end of memory. It must not allocate.
    pub at_the_end: fn(&dyn Fn() -> *mut u8) -> *mut u8,
}

impl Allocator {
    fn insist(&self, allocate: impl Fn() -> *mut u8) -> *mut u8 {
        let found = allocate();
        if found.is_null() { (self.at_the_end)(&allocate) } else { found }
    }
}

// SAFETY: all memory comes from the system's allocator and goes back to it. What is called at the
// end of memory allocates nothing but through it; if it ends the call, nothing of Rust's unwinds.
unsafe impl GlobalAlloc for Allocator {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        self.insist(|| unsafe { System.alloc(layout) })
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        self.insist(|| unsafe { System.alloc_zeroed(layout) })
    }

    #[inline(never)]
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises; a failure leaves the old memory as it was.
        self.insist(|| unsafe { System.realloc(old, layout, size) })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(old, layout) }
    }
}
