//! How workers sleep until there is a loop.

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native::Sleepers;
#[cfg(target_arch = "wasm32")]
pub(super) use wasm::Sleepers;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
    use std::sync::{Condvar, Mutex};

    pub(crate) struct Sleepers {
        count: AtomicUsize,
        lock: Mutex<()>,
        wake: Condvar,
    }

    impl Sleepers {
        pub(crate) const fn new() -> Sleepers {
            Sleepers { count: AtomicUsize::new(0), lock: Mutex::new(()), wake: Condvar::new() }
        }

        /// Sleeps until the number is not `seen` any more.
        pub(crate) fn wait(&self, number: &AtomicU32, seen: u32) {
            let mut guard = self.lock.lock().unwrap_or_else(|e| e.into_inner());
            self.count.fetch_add(1, Ordering::SeqCst);
            while number.load(Ordering::SeqCst) == seen {
                guard = self.wake.wait(guard).unwrap_or_else(|e| e.into_inner());
            }
            self.count.fetch_sub(1, Ordering::SeqCst);
        }

        /// Wakes all, after the number has changed.
        pub(crate) fn wake(&self, _number: &AtomicU32) {
            if self.count.load(Ordering::SeqCst) > 0 {
                let _guard = self.lock.lock().unwrap_or_else(|e| e.into_inner());
                self.wake.notify_all();
            }
        }
    }
}

/// Without a lock, because the one who wakes may be a page's main thread, which must not block.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
mod wasm {
    use std::arch::wasm32::{memory_atomic_notify, memory_atomic_wait32};
    use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

    pub(crate) struct Sleepers {
        count: AtomicUsize,
    }

    impl Sleepers {
        pub(crate) const fn new() -> Sleepers {
            Sleepers { count: AtomicUsize::new(0) }
        }

        /// Sleeps until the number is not `seen` any more.
        pub(crate) fn wait(&self, number: &AtomicU32, seen: u32) {
            self.count.fetch_add(1, Ordering::SeqCst);
            while number.load(Ordering::SeqCst) == seen {
                // SAFETY: the address is that of an aligned number. The host looks at the number
                // and lets the thread fall asleep in one step, so no wake gets lost in between.
                unsafe { memory_atomic_wait32(number.as_ptr().cast(), seen as i32, -1) };
            }
            self.count.fetch_sub(1, Ordering::SeqCst);
        }

        /// Wakes all, after the number has changed.
        pub(crate) fn wake(&self, number: &AtomicU32) {
            if self.count.load(Ordering::SeqCst) > 0 {
                // SAFETY: the address is that of an aligned number.
                unsafe { memory_atomic_notify(number.as_ptr().cast(), u32::MAX) };
            }
        }
    }
}

/// In a module without threads there are no workers.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
mod wasm {
    use std::sync::atomic::AtomicU32;

    pub(crate) struct Sleepers;

    impl Sleepers {
        pub(crate) const fn new() -> Sleepers {
            Sleepers
        }

        pub(crate) fn wait(&self, _number: &AtomicU32, _seen: u32) {}

        pub(crate) fn wake(&self, _number: &AtomicU32) {}
    }
}
