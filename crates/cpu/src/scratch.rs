//! Working memory that each thread keeps, so that a kernel allocates nothing once it has run at
//! its size.

#![allow(unsafe_code)]

use std::cell::RefCell;

/// A cache line; memory made of them is aligned for every register.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// What the memory is for. Uses that nest need different slots.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    /// Packed right-hand matrices.
    Right,
    /// Copied blocks of left-hand matrices.
    Left,
    /// Tables of row addresses.
    Rows,
    /// Tables of output addresses.
    Out,
    /// Padded images.
    Image,
    /// Packed filters, around a whole parallel loop.
    Filter,
    /// Partial sums, around a whole parallel loop.
    Sums,
    /// A part of an output that is pooled while it is in the cache, or of its gradient.
    Region,
    /// Tiles of an image and of an output, transformed.
    Tiles,
    /// A filter turned about, around a whole parallel loop.
    Flipped,
}

/// Blocks above this size (in bytes) are given back rather than kept.
const KEEP: usize = 64 << 20;

thread_local! {
    static MEMORY: RefCell<[Vec<Line>; 10]> = const { RefCell::new([const { Vec::new() }; 10]) };
}

/// A plain type: every bit pattern that this module ever stores (zeros, or what a kernel wrote
/// as this or another plain type) is a value of it.
///
/// # Safety
/// Must have no invalid bit patterns, no padding, no drop, and alignment of at most 64.
pub unsafe trait Plain: Copy {}
// SAFETY: as the trait demands.
unsafe impl Plain for f32 {}
// SAFETY: as the trait demands.
unsafe impl Plain for f64 {}
// SAFETY: as the trait demands.
unsafe impl Plain for usize {}
// SAFETY: any bits are a number.
unsafe impl Plain for isize {}
// SAFETY: any bits are a pointer; only the kernel that wrote one reads through it.
unsafe impl<T> Plain for *const T {}
// SAFETY: as above.
unsafe impl<T> Plain for *mut T {}

/// Aligned memory of its own, zero at first.
#[derive(Clone)]
pub(crate) struct Aligned<T: Plain> {
    lines: Vec<Line>,
    len: usize,
    element: std::marker::PhantomData<T>,
}

impl<T: Plain> Aligned<T> {
    pub(crate) fn zeroed(len: usize) -> Aligned<T> {
        let lines = vec![Line([0; 64]); (len * size_of::<T>()).div_ceil(64)];
        Aligned { lines, len, element: std::marker::PhantomData }
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // SAFETY: long enough, aligned, initialised, and `T` is plain.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and borrowed alone.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

/// Memory for `len` elements, aligned to a cache line, with whatever values were there before;
/// given back to the thread when dropped.
pub(crate) struct Scratch<T: Plain> {
    lines: Vec<Line>,
    slot: Slot,
    len: usize,
    element: std::marker::PhantomData<T>,
}

impl<T: Plain> Scratch<T> {
    pub(crate) fn new(slot: Slot, len: usize) -> Scratch<T> {
        // A nested use of the same slot finds it empty and allocates: slower, never wrong.
        let mut lines = MEMORY
            .try_with(|memory| std::mem::take(&mut memory.borrow_mut()[slot as usize]))
            .unwrap_or_default();
        let need = (len * size_of::<T>()).div_ceil(64);
        if lines.len() < need {
            lines = Vec::new();
            lines.resize(need, Line([0; 64]));
        }
        Scratch { lines, slot, len, element: std::marker::PhantomData }
    }
}

impl<T: Plain> Drop for Scratch<T> {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if lines.len() * 64 <= KEEP {
            let _ = MEMORY.try_with(|memory| {
                let slot = &mut memory.borrow_mut()[self.slot as usize];
                if slot.len() < lines.len() {
                    *slot = lines;
                }
            });
        }
    }
}

impl<T: Plain> std::ops::Deref for Scratch<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        // SAFETY: long enough, aligned, initialised, and `T` is plain.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl<T: Plain> std::ops::DerefMut for Scratch<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and borrowed alone.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}
