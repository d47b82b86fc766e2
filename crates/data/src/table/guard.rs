//! Panics of libraries over broken files.

use std::cell::Cell;
#[cfg(any(feature = "parquet", feature = "arrow", test))]
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Is this thread just now in a library that reads Parquet or Arrow? Its panics over a broken file
/// are caught and become errors. A program that wants no word of them on its standard error sets a
/// panic hook that is silent then:
///
/// ```
/// let hook = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |panic| {
///     if !sparkler_data::table::is_guarded() {
///         hook(panic);
///     }
/// }));
/// ```
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What a call gives, unless it panics. Nothing that it has touched may be used after that.
#[cfg(any(feature = "parquet", feature = "arrow", test))]
pub(super) fn guarded<T>(f: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_guarded_call_alone() {
        assert_eq!(guarded(is_guarded), Some(true));
        let inner = guarded(|| {
            let inner = guarded(|| -> () { std::panic::resume_unwind(Box::new(())) });
            (inner, is_guarded())
        });
        assert_eq!((inner, is_guarded()), (Some((None, true)), false));
    }
}
