//! Aligned, reference-counted memory, a pool that reuses it, and the count of what is in use.
//!
//! Every byte handed out is initialised: fresh memory comes zeroed from the allocator (which costs
//! nothing for large blocks, whose pages the system maps as zeros anyway), and recycled memory
//! holds whatever its last owner wrote. So a kernel may write into a buffer that it has not
//! cleared, and forgetting an element gives a wrong number, never undefined behaviour.

// One of the few places where unsafe code may stand: raw memory is what this file is about.
#![allow(unsafe_code)]

use crate::{DType, Element, Error, ErrorKind, Result};
use std::alloc::{self, Layout as AllocLayout};
use std::cell::RefCell;
use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Buffers start at a multiple of this, one cache line and one AVX-512 register.
const ALIGN: usize = 64;
/// Smallest block, in bytes.
const MIN_BLOCK: usize = 64;
/// Most bytes that one thread keeps for reuse.
const POOL_LIMIT: usize = 64 << 20;
/// Size classes: four to each power of two.
const CLASSES: usize = 4 * (usize::BITS as usize);

static BYTES: AtomicUsize = AtomicUsize::new(0);
static BUFFERS: AtomicUsize = AtomicUsize::new(0);
static PEAK_BYTES: AtomicUsize = AtomicUsize::new(0);

/// What the buffers of this process hold, as reported by [`memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryInfo {
    /// Buffers alive.
    pub buffers: usize,
    /// Bytes of their elements.
    pub bytes: usize,
    /// The most bytes that were alive at one time.
    pub peak_bytes: usize,
}

/// Counts the buffers alive in this process and their bytes.
pub fn memory() -> MemoryInfo {
    MemoryInfo {
        buffers: BUFFERS.load(Ordering::Relaxed),
        bytes: BYTES.load(Ordering::Relaxed),
        peak_bytes: PEAK_BYTES.load(Ordering::Relaxed),
    }
}

/// Gives the memory that this thread keeps for reuse back to the system.
pub fn trim() {
    let _ = POOL.try_with(|pool| *pool.borrow_mut() = Pool::new());
}

fn count(bytes: usize) {
    BUFFERS.fetch_add(1, Ordering::Relaxed);
    let now = BYTES.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if now > PEAK_BYTES.load(Ordering::Relaxed) {
        PEAK_BYTES.fetch_max(now, Ordering::Relaxed);
    }
}

fn uncount(bytes: usize) {
    BUFFERS.fetch_sub(1, Ordering::Relaxed);
    BYTES.fetch_sub(bytes, Ordering::Relaxed);
}

/// The size class of a request and the bytes of its blocks.
fn class_of(bytes: usize) -> (usize, usize) {
    let bytes = bytes.max(MIN_BLOCK);
    let power = usize::BITS as usize - 1 - bytes.leading_zeros() as usize;
    let quarter = 1usize << (power - 2);
    let step = (bytes - (1 << power)).div_ceil(quarter);
    (4 * power + step, (1 << power) + step * quarter)
}

/// A block of memory owned by exactly one of: a buffer, the pool.
struct Block {
    ptr: NonNull<u8>,
    class: usize,
    capacity: usize,
}

// SAFETY: a block is plain memory with a single owner.
unsafe impl Send for Block {}
// SAFETY: shared access to a block only reads it; writing takes `&mut`.
unsafe impl Sync for Block {}

impl Block {
    fn alloc(bytes: usize) -> Result<Block> {
        let (class, capacity) = class_of(bytes);
        if let Ok(Some(block)) = POOL.try_with(|pool| pool.borrow_mut().take(class)) {
            return Ok(block);
        }
        let out_of_memory = || Error::new("alloc", ErrorKind::OutOfMemory { bytes });
        let layout = AllocLayout::from_size_align(capacity, ALIGN).map_err(|_| out_of_memory())?;
        // SAFETY: the layout's size is at least `MIN_BLOCK`, so not zero.
        let ptr = unsafe { alloc::alloc_zeroed(layout) };
        let ptr = NonNull::new(ptr).ok_or_else(out_of_memory)?;
        Ok(Block { ptr, class, capacity })
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated in `Block::alloc` with this very layout, and freed only here.
        unsafe {
            let layout = AllocLayout::from_size_align_unchecked(self.capacity, ALIGN);
            alloc::dealloc(self.ptr.as_ptr(), layout);
        }
    }
}

/// Free blocks of one thread by size class.
struct Pool {
    free: Vec<Vec<Block>>,
    bytes: usize,
}

impl Pool {
    const fn new() -> Pool {
        Pool { free: Vec::new(), bytes: 0 }
    }

    fn take(&mut self, class: usize) -> Option<Block> {
        let block = self.free.get_mut(class)?.pop()?;
        self.bytes -= block.capacity;
        Some(block)
    }

    fn put(&mut self, block: Block) {
        if self.bytes + block.capacity > POOL_LIMIT {
            return;
        }
        if self.free.is_empty() {
            self.free.resize_with(CLASSES, Vec::new);
        }
        self.bytes += block.capacity;
        self.free[block.class].push(block);
    }
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool::new()) };
}

enum Storage {
    Bytes { block: Option<Block>, dtype: DType, len: usize },
    Strings(Vec<Vec<u8>>),
}

impl Storage {
    fn bytes(&self) -> usize {
        match self {
            Storage::Bytes { dtype, len, .. } => len * dtype.size(),
            Storage::Strings(v) => v.iter().map(Vec::len).sum(),
        }
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        uncount(self.bytes());
        if let Storage::Bytes { block, .. } = self
            && let Some(block) = block.take()
        {
            // During thread shutdown there is no pool left, and the block frees itself.
            let _ = POOL.try_with(|pool| pool.borrow_mut().put(block));
        }
    }
}

/// A run of elements of one data type: shared by clones, writable by a sole owner.
#[derive(Clone)]
pub struct Buffer(Arc<Storage>);

impl Buffer {
    /// A buffer of `len` elements whose values are unspecified (for bool: false).
    ///
    /// # Errors
    /// If memory is exhausted, or the type is string.
    pub fn alloc(dtype: DType, len: usize) -> Result<Buffer> {
        if dtype == DType::String {
            return Err(Error::other("alloc", "string buffers are made from their strings"));
        }
        let bytes = len
            .checked_mul(dtype.size())
            .filter(|&b| b <= isize::MAX as usize / 2)
            .ok_or_else(|| Error::new("alloc", ErrorKind::OutOfMemory { bytes: usize::MAX }))?;
        let block = Block::alloc(bytes)?;
        count(bytes);
        let mut buffer = Buffer(Arc::new(Storage::Bytes { block: Some(block), dtype, len }));
        if dtype == DType::Bool {
            // Recycled bytes need not be valid truth values.
            buffer.bytes_mut().fill(0);
        }
        Ok(buffer)
    }

    /// A buffer of `len` zeros.
    ///
    /// # Errors
    /// As [`Buffer::alloc`].
    pub fn zeroed(dtype: DType, len: usize) -> Result<Buffer> {
        let mut buffer = Buffer::alloc(dtype, len)?;
        buffer.bytes_mut().fill(0);
        Ok(buffer)
    }

    /// A buffer with a copy of those elements.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn from_slice<T: Element>(data: &[T]) -> Result<Buffer> {
        let mut buffer = Buffer::alloc(T::DTYPE, data.len())?;
        // A buffer that was just made has one owner and this very type.
        if let Some(out) = buffer.as_mut_slice::<T>() {
            out.copy_from_slice(data);
        }
        Ok(buffer)
    }

    /// A buffer with a copy of the little-endian bytes of elements of that type.
    ///
    /// # Errors
    /// If the length is no multiple of the element's size, a bool is neither 0 nor 1, the type is
    /// string, or memory is exhausted.
    pub fn from_le_bytes(dtype: DType, bytes: &[u8]) -> Result<Buffer> {
        let mut buffer = Buffer::from_bytes(dtype, bytes)?;
        if cfg!(target_endian = "big") {
            let word = if dtype == DType::Complex64 { 4 } else { dtype.size() };
            buffer.bytes_mut().chunks_exact_mut(word).for_each(<[u8]>::reverse);
        }
        Ok(buffer)
    }

    /// As [`Buffer::from_le_bytes`], from bytes in this machine's order, which
    /// [`Buffer::as_bytes`] gives.
    ///
    /// # Errors
    /// As [`Buffer::from_le_bytes`].
    pub fn from_bytes(dtype: DType, bytes: &[u8]) -> Result<Buffer> {
        if dtype == DType::String || !bytes.len().is_multiple_of(dtype.size()) {
            return Err(Error::other(
                "from_le_bytes",
                format!("{} bytes are no whole number of {dtype} elements", bytes.len()),
            ));
        }
        if dtype == DType::Bool
            && let Some(bad) = bytes.iter().position(|&b| b > 1)
        {
            return Err(Error::other(
                "from_le_bytes",
                format!("byte {} at {bad} is no bool (expected 0 or 1)", bytes[bad]),
            ));
        }
        let mut buffer = Buffer::alloc(dtype, bytes.len() / dtype.size())?;
        buffer.bytes_mut().copy_from_slice(bytes);
        Ok(buffer)
    }

    /// A buffer of byte strings.
    pub fn from_strings(strings: Vec<Vec<u8>>) -> Buffer {
        count(strings.iter().map(Vec::len).sum());
        Buffer(Arc::new(Storage::Strings(strings)))
    }

    /// The elements' type.
    pub fn dtype(&self) -> DType {
        match &*self.0 {
            Storage::Bytes { dtype, .. } => *dtype,
            Storage::Strings(_) => DType::String,
        }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        match &*self.0 {
            Storage::Bytes { len, .. } => *len,
            Storage::Strings(v) => v.len(),
        }
    }

    /// Are there no elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Is this the only reference to its memory?
    pub fn is_unique(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// Do both refer to the same memory?
    pub fn same_memory(&self, other: &Buffer) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The elements, if they are of that type.
    pub fn as_slice<T: Element>(&self) -> Option<&[T]> {
        match &*self.0 {
            Storage::Bytes { block: Some(block), dtype, len } if *dtype == T::DTYPE => {
                // SAFETY: the block is aligned to 64 bytes, holds at least `len` elements of this
                // type, and is initialised; a bool buffer was cleared and written only as bools.
                Some(unsafe { std::slice::from_raw_parts(block.ptr.as_ptr().cast(), *len) })
            }
            _ => None,
        }
    }

    /// The elements for writing, if they are of that type and this is the only reference.
    pub fn as_mut_slice<T: Element>(&mut self) -> Option<&mut [T]> {
        match Arc::get_mut(&mut self.0)? {
            Storage::Bytes { block: Some(block), dtype, len } if *dtype == T::DTYPE => {
                // SAFETY: as in `as_slice`, and `get_mut` shows that nobody else can look.
                Some(unsafe { std::slice::from_raw_parts_mut(block.ptr.as_ptr().cast(), *len) })
            }
            _ => None,
        }
    }

    /// The strings, if that is what the buffer holds.
    pub fn as_strings(&self) -> Option<&[Vec<u8>]> {
        match &*self.0 {
            Storage::Strings(v) => Some(v),
            Storage::Bytes { .. } => None,
        }
    }

    /// The raw bytes in this machine's order; empty for strings.
    pub fn as_bytes(&self) -> &[u8] {
        match &*self.0 {
            Storage::Bytes { block: Some(block), dtype, len } => {
                // SAFETY: the block holds at least that many initialised bytes.
                unsafe { std::slice::from_raw_parts(block.ptr.as_ptr(), len * dtype.size()) }
            }
            _ => &[],
        }
    }

    /// This buffer's memory as a buffer of another type and length, if it has no other owner and
    /// room enough; else the buffer comes back unchanged. Values are unspecified (bool: false).
    pub fn recycle(mut self, dtype: DType, len: usize) -> Result<Buffer, Buffer> {
        let Some(Storage::Bytes { block: Some(block), dtype: old_dtype, len: old_len }) =
            Arc::get_mut(&mut self.0)
        else {
            return Err(self);
        };
        let Some(bytes) = len.checked_mul(dtype.size()) else { return Err(self) };
        if bytes > block.capacity || dtype == DType::String {
            return Err(self);
        }
        uncount(*old_len * old_dtype.size());
        count(bytes);
        (*old_dtype, *old_len) = (dtype, len);
        if dtype == DType::Bool {
            self.bytes_mut().fill(0);
        }
        Ok(self)
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        match Arc::get_mut(&mut self.0) {
            Some(Storage::Bytes { block: Some(block), dtype, len }) => {
                // SAFETY: the block holds at least that many initialised bytes, seen by us alone.
                unsafe { std::slice::from_raw_parts_mut(block.ptr.as_ptr(), *len * dtype.size()) }
            }
            _ => &mut [],
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} x {})", self.len(), self.dtype())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_their_request() {
        for bytes in (0..5000).chain([1 << 20, (1 << 20) + 1, (3 << 30) - 7]) {
            let (class, capacity) = class_of(bytes);
            assert!(capacity >= bytes && class < CLASSES);
            assert!(capacity <= bytes.max(MIN_BLOCK) * 5 / 4 + 1, "{bytes} -> {capacity}");
            assert_eq!(class_of(capacity), (class, capacity));
        }
    }

    #[test]
    fn a_buffer_is_writable_only_by_its_sole_owner() {
        let mut a = Buffer::from_slice(&[1i32, 2]).unwrap();
        assert!(a.as_mut_slice::<i32>().is_some());
        assert!(a.as_mut_slice::<f32>().is_none());
        let b = a.clone();
        assert!(a.as_mut_slice::<i32>().is_none());
        drop(b);
        a.as_mut_slice::<i32>().unwrap()[0] = 7;
        assert_eq!(a.as_slice::<i32>().unwrap(), [7, 2]);
    }

    #[test]
    fn recycled_bools_are_valid() {
        drop(Buffer::from_slice(&[0xffu8; 64]).unwrap());
        let b = Buffer::alloc(DType::Bool, 64).unwrap();
        assert!(b.as_slice::<bool>().unwrap().iter().all(|&x| !x));
        let c = Buffer::from_slice(&[0xffu8; 64]).unwrap().recycle(DType::Bool, 10).unwrap();
        assert_eq!(c.as_slice::<bool>().unwrap(), [false; 10]);
    }

    #[test]
    fn bytes_from_files_are_checked() {
        assert!(Buffer::from_le_bytes(DType::Bool, &[0, 2]).is_err());
        assert!(Buffer::from_le_bytes(DType::F32, &[0; 5]).is_err());
        let b = Buffer::from_le_bytes(DType::I32, &[1, 1, 0, 0]).unwrap();
        assert_eq!(b.as_slice::<i32>().unwrap(), [257]);
    }
}
