//! The thread facade: data-parallel loops over index ranges.
//!
//! A loop is cut into tasks by the size of the work alone; the caller and the workers take tasks
//! from a shared list until none is left. So the same tasks are computed whatever the number
//! of threads, and a kernel that gives each task its own output gives the same bits on any.
//!
//! The pool is our own and not a work-stealing library's because the smallest networks run a
//! training step in a fifth of a millisecond, cut into dozens of loops: workers spin for some
//! microseconds before they sleep, and the caller never blocks (it works, then spins), which a
//! browser's main thread requires.
//!
//! In WebAssembly the host starts the workers: a Web Worker, or a worker thread of Node, calls
//! `worker_entry` on the shared memory. Loops count on none of them. Whoever has begun takes
//! part, and a worker that is gone leaves its part to the others.

#![allow(unsafe_code)]
// A WebAssembly module without threads has no workers.
#![cfg_attr(all(target_arch = "wasm32", not(target_feature = "atomics")), allow(dead_code))]

mod sleep;

use sleep::Sleepers;

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// Work below this many "units" (roughly, scalar operations) is not worth a second thread.
pub const MIN_WORK: usize = 32 * 1024;

/// How often a worker looks for the next loop before it goes to sleep. WebAssembly has no
/// instruction that pauses, so there a look takes about a nanosecond.
const SPINS: usize = if cfg!(target_arch = "wasm32") { 100_000 } else { 20_000 };

/// How often, in WebAssembly, the caller of a loop looks whether the workers have finished their
/// last tasks before it takes them for lost: two seconds or so for small tasks, more for large
/// ones, since a worker may have begun its last when the caller was done. The host may end a
/// worker without a word, and a page that waits in vain would hang. Looks are counted because a
/// clock would be a call of JavaScript, and because they stand still while the caller itself does.
fn patience(tasks: usize, work: usize) -> u64 {
    /// How many nanoseconds a scalar operation may take: far more than any needs, for learners
    /// guess their work.
    const LOOKS_PER_WORK: u64 = 64;
    let one = (work / tasks.max(1)) as u64;
    one.saturating_mul(LOOKS_PER_WORK).clamp(1 << 31, 1 << 35)
}

type Task<'a> = dyn Fn(usize) + Sync + 'a;

/// The loop that is running: a task to call with each index below `tasks`.
struct Job {
    task: *const Task<'static>,
    /// The indices not taken yet: from the low half of the number to before the high half.
    left: AtomicU64,
    /// Workers that have joined, of which the first `helpers` may work.
    joined: AtomicUsize,
    helpers: usize,
    panicked: AtomicBool,
}

impl Job {
    /// Takes an index: the caller of a loop from the front, workers from the back. So on two
    /// threads each half of the data tends to stay in the same processor's cache from one loop to
    /// the next.
    fn take(&self, front: bool) -> Option<usize> {
        let mut left = self.left.load(Ordering::Relaxed);
        loop {
            let (low, high) = (left & u32::MAX as u64, left >> 32);
            if low >= high {
                return None;
            }
            let (index, next) = if front { (low, left + 1) } else { (high - 1, left - (1 << 32)) };
            match self.left.compare_exchange_weak(left, next, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return Some(index as usize),
                Err(now) => left = now,
            }
        }
    }

    fn work(&self, front: bool) {
        while let Some(index) = self.take(front) {
            // SAFETY: the caller of `Pool::run` keeps the task alive until every worker has left.
            let task = unsafe { &*self.task };
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| task(index)));
            if done.is_err() {
                self.panicked.store(true, Ordering::Relaxed);
            }
        }
    }
}

struct Pool {
    /// The address of the current [`Job`], or 0.
    job: AtomicUsize,
    /// Goes up with each job, so that a worker takes part in each at most once.
    epoch: AtomicU32,
    /// Workers that may be looking at the current job.
    active: AtomicUsize,
    sleepers: Sleepers,
    /// Held while a loop runs: a second caller runs its loop by itself.
    busy: AtomicBool,
    workers: AtomicUsize,
    /// A worker was cut off in a task of the current job.
    failed: AtomicBool,
    /// Goes up with each loop inside a task, as a sign of life of who is in a long one.
    inner: AtomicU32,
}

static THREADS: AtomicUsize = AtomicUsize::new(0);
static POOL: Pool = Pool {
    job: AtomicUsize::new(0),
    epoch: AtomicU32::new(0),
    active: AtomicUsize::new(0),
    sleepers: Sleepers::new(),
    busy: AtomicBool::new(false),
    workers: AtomicUsize::new(0),
    failed: AtomicBool::new(false),
    inner: AtomicU32::new(0),
};

thread_local! {
    /// Is this thread inside a task, so that a loop it starts must run on it alone?
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Is this thread a worker that takes part in a loop?
    static WORKING: Cell<bool> = const { Cell::new(false) };
}

/// The number of threads that loops use, the caller included. At first what `SPARKLER_THREADS`
/// says, else the machine's processors; in WebAssembly 1.
pub fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => {
            let wanted = std::env::var("SPARKLER_THREADS").ok().and_then(|s| s.parse().ok());
            let here = || std::thread::available_parallelism().map_or(1, usize::from);
            set_threads(wanted.unwrap_or_else(here));
            THREADS.load(Ordering::Relaxed)
        }
        n => n,
    }
}

/// Sets the number of threads that loops use from now on, the caller included (1 to 256; 0 counts
/// as 1). Results do not depend on it.
pub fn set_threads(threads: usize) {
    THREADS.store(threads.clamp(1, 256), Ordering::Relaxed);
}

impl Pool {
    /// Starts workers until there are `count`; returns how many there are. Only the holder of
    /// `busy` calls this.
    #[cfg(not(target_arch = "wasm32"))]
    fn ensure_workers(&'static self, count: usize) -> usize {
        let mut have = self.workers.load(Ordering::Relaxed);
        while have < count {
            let builder = std::thread::Builder::new().name(format!("sparkler-{have}"));
            if builder.spawn(move || self.worker()).is_err() {
                break; // The host allows no more threads: go on with what there is.
            }
            have += 1;
            self.workers.store(have, Ordering::Relaxed);
        }
        have.min(count)
    }

    /// How many of `count` workers there are; the host starts them.
    #[cfg(target_arch = "wasm32")]
    fn ensure_workers(&self, count: usize) -> usize {
        self.workers.load(Ordering::Relaxed).min(count)
    }

    fn worker(&self) {
        INSIDE.with(|inside| inside.set(true));
        let mut seen = 0;
        loop {
            let mut spins = 0;
            while self.epoch.load(Ordering::SeqCst) == seen {
                spins += 1;
                if spins < SPINS {
                    std::hint::spin_loop();
                } else {
                    self.sleepers.wait(&self.epoch, seen);
                }
            }
            seen = self.epoch.load(Ordering::SeqCst);
            // Register first, look second: `run` withdraws the address first and then waits until
            // nobody is registered, so an address seen here stays valid until we sign off.
            self.active.fetch_add(1, Ordering::SeqCst);
            let address = self.job.load(Ordering::SeqCst);
            if address != 0 {
                // SAFETY: see above.
                let job = unsafe { &*(address as *const Job) };
                if job.joined.fetch_add(1, Ordering::Relaxed) < job.helpers {
                    WORKING.with(|working| working.set(true));
                    job.work(false);
                    WORKING.with(|working| working.set(false));
                }
            }
            self.active.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn run(&'static self, tasks: usize, work: usize, helpers: usize, task: &Task<'_>) {
        let helpers = self.ensure_workers(helpers);
        // SAFETY: only the lifetime is erased; the job is withdrawn, and all workers have left it,
        // before this function returns.
        let task: *const Task<'static> =
            unsafe { std::mem::transmute::<*const Task<'_>, *const Task<'static>>(task) };
        let job = Job {
            task,
            left: AtomicU64::new((tasks as u64) << 32),
            joined: AtomicUsize::new(0),
            helpers,
            panicked: AtomicBool::new(false),
        };
        self.job.store(&raw const job as usize, Ordering::SeqCst);
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.sleepers.wake(&self.epoch);
        INSIDE.with(|inside| inside.set(true));
        job.work(true);
        INSIDE.with(|inside| inside.set(false));
        self.job.store(0, Ordering::SeqCst);
        let (mut spins, mut inner) = (0u64, 0);
        while self.active.load(Ordering::SeqCst) != 0 {
            spins += 1;
            if cfg!(target_arch = "wasm32") {
                if spins.is_multiple_of(1 << 20) {
                    let now = self.inner.load(Ordering::Relaxed);
                    if now != inner {
                        (spins, inner) = (0, now);
                    }
                    // A panic aborts there and takes nothing of the stack or the heap back, so a
                    // worker that was only slow does no harm later. The pool stays busy from now
                    // on, and loops run on their callers' threads.
                    let lost = spins >= patience(tasks, work);
                    assert!(!lost, "a worker did not finish its part of a loop");
                }
            } else if spins.is_multiple_of(1 << 12) {
                // With more threads than processors, the worker we wait for may need this one.
                std::thread::yield_now();
            }
            std::hint::spin_loop();
        }
        let failed = self.failed.swap(false, Ordering::Relaxed);
        assert!(!failed && !job.panicked.load(Ordering::Relaxed), "a parallel task panicked");
    }
}

/// The number of workers.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub fn workers() -> usize {
    POOL.workers.load(Ordering::Relaxed)
}

/// Counts the calling thread among the workers; it calls [`worker_entry`] next.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub fn worker_ready() {
    POOL.workers.fetch_add(1, Ordering::Relaxed);
}

/// Makes the calling thread a worker, for as long as it lives.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub fn worker_entry() {
    POOL.worker();
}

/// Says, on a worker's thread, that the host has cut off its [`worker_entry`]: a task has
/// panicked, which aborts in WebAssembly, or its stack is used up. The loop it took part in fails
/// like any with a task that panicked.
#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub fn worker_failed() {
    POOL.workers.fetch_sub(1, Ordering::Relaxed);
    if WORKING.with(Cell::get) {
        POOL.failed.store(true, Ordering::Relaxed);
        POOL.active.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Calls `task` with every index below `tasks`, on as many threads as `work` is worth (`work` is
/// the cost of the whole loop in scalar operations, see [`MIN_WORK`]). Returns when all are done.
///
/// A loop inside a task, or beside another thread's loop, runs on its own thread alone.
///
/// # Panics
/// If a task panics.
pub fn run(tasks: usize, work: usize, task: impl Fn(usize) + Sync) {
    run_any(tasks, work, &task);
}

/// As [`run`]; compiled once and not for every task.
fn run_any(tasks: usize, work: usize, task: &Task<'_>) {
    let helpers = threads().min(tasks).min(work / MIN_WORK + 1) - usize::from(tasks > 0);
    let serial = helpers == 0
        || u32::try_from(tasks).is_err()
        || INSIDE.with(Cell::get)
        || POOL.busy.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_err();
    if serial {
        if cfg!(target_arch = "wasm32") && WORKING.with(Cell::get) {
            POOL.inner.fetch_add(1, Ordering::Relaxed);
        }
        (0..tasks).for_each(task);
        return;
    }
    /// Frees the pool also when a task's panic unwinds through `run`.
    struct Release;
    impl Drop for Release {
        fn drop(&mut self) {
            POOL.busy.store(false, Ordering::Release);
        }
    }
    let _release = Release;
    POOL.run(tasks, work, helpers, task);
}

/// Cuts `0..len` into ranges of `grain` (the last may be shorter) and calls `task` with each, in
/// parallel where `len * cost` (scalar operations) is worth it. The cuts depend on `len` and
/// `grain` alone.
pub fn chunks(len: usize, grain: usize, cost: usize, task: impl Fn(Range<usize>) + Sync) {
    let grain = grain.max(1);
    run(len.div_ceil(grain), len.saturating_mul(cost), |i| {
        task(i * grain..((i + 1) * grain).min(len));
    });
}

/// Cuts a slice into pieces of `grain` elements (the last may be shorter) and calls `task` with
/// each piece and where it begins, in parallel where `data.len() * cost` is worth it.
///
/// ```
/// let mut squares = vec![0u64; 1000];
/// sparkler_cpu::par::chunks_mut(&mut squares, 256, 1, |start, piece| {
///     for (i, x) in piece.iter_mut().enumerate() {
///         *x = ((start + i) * (start + i)) as u64;
///     }
/// });
/// assert_eq!(squares[999], 998001);
/// ```
pub fn chunks_mut<T: Send>(
    data: &mut [T],
    grain: usize,
    cost: usize,
    task: impl Fn(usize, &mut [T]) + Sync,
) {
    let len = data.len();
    let shared = SharedMut::new(data);
    chunks(len, grain, cost, |range| {
        let start = range.start;
        // SAFETY: the ranges of `chunks` are disjoint.
        task(start, unsafe { shared.slice(range) });
    });
}

/// A mutable slice that several tasks write at disjoint places.
pub struct SharedMut<'a, T> {
    start: *mut T,
    len: usize,
    life: std::marker::PhantomData<&'a mut [T]>,
}

// SAFETY: access goes through `slice`, whose caller promises disjointness.
unsafe impl<T: Send> Sync for SharedMut<'_, T> {}
// SAFETY: it is no more than the `&mut [T]` it was made from.
unsafe impl<T: Send> Send for SharedMut<'_, T> {}

impl<'a, T> SharedMut<'a, T> {
    /// Shares a slice.
    pub fn new(data: &'a mut [T]) -> Self {
        SharedMut { start: data.as_mut_ptr(), len: data.len(), life: std::marker::PhantomData }
    }

    /// The part of the slice in that range.
    ///
    /// # Safety
    /// No two parts that are alive at the same time may overlap.
    ///
    /// # Panics
    /// If the range reaches outside the slice.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn slice(&self, range: Range<usize>) -> &mut [T] {
        assert!(range.start <= range.end && range.end <= self.len, "range outside the slice");
        // SAFETY: in bounds as asserted; disjoint as promised.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(range.start), range.len()) }
    }

    /// The address of the first element, for kernels that write scattered places.
    pub fn as_mut_ptr(&self) -> *mut T {
        self.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_runs_once_on_any_number_of_threads() {
        for n in [1, 2, 3, 8] {
            set_threads(n);
            for _ in 0..200 {
                let hits: Vec<AtomicUsize> = (0..37).map(|_| AtomicUsize::new(0)).collect();
                run(37, usize::MAX, |i| {
                    hits[i].fetch_add(1, Ordering::Relaxed);
                });
                assert!(hits.iter().all(|h| h.load(Ordering::Relaxed) == 1));
            }
        }
    }

    #[test]
    fn loops_nest_and_panics_come_through() {
        set_threads(2);
        let sum = AtomicUsize::new(0);
        run(4, usize::MAX, |_| {
            run(4, usize::MAX, |j| {
                sum.fetch_add(j, Ordering::Relaxed);
            })
        });
        assert_eq!(sum.into_inner(), 24);
        let caught = std::panic::catch_unwind(|| run(8, usize::MAX, |i| assert!(i != 5)));
        assert!(caught.is_err());
        run(8, usize::MAX, |_| {}); // The pool lives on.
        run(0, 0, |_| {});
    }
}
