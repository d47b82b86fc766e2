//! The workers that take part in the core's loops. JavaScript starts them, see
//! `packages/sparkler/src/load`.

use sparkler_cpu::par;
use wasm_bindgen::prelude::wasm_bindgen;

/// How many workers there are.
#[wasm_bindgen(js_name = workersReady)]
pub fn workers_ready() -> usize {
    par::workers()
}

/// Counts the calling thread among the workers, before it calls [`worker_entry`].
#[wasm_bindgen(js_name = workerReady)]
pub fn worker_ready() {
    par::worker_ready();
}

/// What a worker's thread runs; it does not come back.
#[wasm_bindgen(js_name = workerEntry)]
pub fn worker_entry() {
    par::worker_entry();
}

/// Says on a worker's thread that [`worker_entry`] ended in an exception.
#[wasm_bindgen(js_name = workerFailed)]
pub fn worker_failed() {
    par::worker_failed();
}
