//! Loops over independent pieces of work on all threads.

use sparkler_cpu::par;

/// Calls `task` with every number below `tasks` and collects what it returns, in order. `cost` is
/// the work of one task in scalar operations, roughly: little work stays on one thread.
///
/// ```
/// assert_eq!(sparkler_learn::parallel::map(4, 1_000_000, |i| i * i), [0, 1, 4, 9]);
/// ```
pub fn map<T: Send>(tasks: usize, cost: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut results: Vec<Option<T>> = (0..tasks).map(|_| None).collect();
    par::chunks_mut(&mut results, 1, cost, |start, piece| {
        for (i, result) in piece.iter_mut().enumerate() {
            *result = Some(task(start + i));
        }
    });
    results.into_iter().flatten().collect()
}
