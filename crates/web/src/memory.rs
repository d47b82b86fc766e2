//! What happens when a module's memory ends.
//!
//! Tensors may fail for want of memory, and the call that made them is an error. Working memory,
//! lists and texts may not. So some memory is held back from tensors, and the allocator spends it
//! when there is no other. Where that is not enough, it throws: data from JavaScript that is too
//! large has changed nothing by then.

use sparkler_base::{allocation_may_fail, set_reserve, spend_reserve, trim};
use sparkler_wasm::memory::Allocator;

/// Bytes held back: more than the working memory of the largest matrix product on four threads.
const RESERVE: usize = 16 << 20;

/// Holds memory back from now on.
pub fn hold_back() {
    set_reserve(RESERVE);
}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator { at_the_end: insist };

/// Tries again with more memory, as long as there is some to give.
fn insist(allocate: &dyn Fn() -> *mut u8) -> *mut u8 {
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
