//! Memory that is held back from buffers. A test in a process of its own: it is held once for all.

use sparkler_base::{Buffer, DType, set_reserve, spend_reserve};

#[test]
fn what_is_held_back_is_spent_once_and_held_again_with_the_next_buffer() {
    let new_buffer = |len| drop(Buffer::alloc(DType::F32, len).unwrap());
    new_buffer(1000);
    assert!(!spend_reserve(), "nothing is held back unless it is asked for");
    set_reserve(1 << 20);
    for len in [10_000, 100_000] {
        new_buffer(len);
        assert!(spend_reserve());
        assert!(!spend_reserve());
    }
}
