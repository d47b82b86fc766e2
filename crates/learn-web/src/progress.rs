//! Tells JavaScript how far a fit has come, and hears from it whether to go on.

#![allow(unsafe_code)]

use sparkler_learn::Progress;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// A function of JavaScript's: of the steps done, the steps there will be, and the score so
    /// far (NaN where there is none). It says whether to go on.
    pub type Watcher;

    #[wasm_bindgen(method, catch)]
    fn call(
        this: &Watcher,
        this_argument: &JsValue,
        done: f64,
        total: f64,
        score: f64,
    ) -> Result<bool, JsValue>;
}

thread_local! {
    /// Is this the thread that JavaScript has called?
    static CALLED: Cell<bool> = const { Cell::new(false) };
}

/// The watcher of a fit.
pub struct Watched {
    watcher: Option<Watcher>,
    stopped: AtomicBool,
}

// SAFETY: functions of JavaScript's belong to the thread that they came to. `step` calls the
// watcher there and nowhere else, and `run`, which owns it, drops it there.
unsafe impl Sync for Watched {}

impl Watched {
    /// Runs a fit, which is given what its options want: a function that may be told of steps from
    /// any thread.
    pub fn run<T>(
        watcher: Option<Watcher>,
        fit: impl FnOnce(&(dyn Fn(Progress) -> bool + Sync)) -> T,
    ) -> T {
        let watched = Watched { watcher, stopped: AtomicBool::new(false) };
        let outer = CALLED.replace(true);
        let result = fit(&|progress| watched.step(progress));
        CALLED.set(outer);
        result
    }

    /// Tells of a step; `false` if the fit is to stop. Steps on workers' threads are not told.
    fn step(&self, progress: Progress) -> bool {
        if let (true, Some(watcher)) = (CALLED.get(), &self.watcher)
            && !self.stopped.load(Ordering::Relaxed)
        {
            let (done, total) = (progress.done as f64, progress.total as f64);
            let score = progress.score.unwrap_or(f64::NAN);
            // A function that throws wants no more; its error is JavaScript's to keep.
            let go_on = watcher.call(&JsValue::UNDEFINED, done, total, score).unwrap_or(false);
            self.stopped.store(!go_on, Ordering::Relaxed);
        }
        !self.stopped.load(Ordering::Relaxed)
    }
}
