//! What the JavaScript faces share: the core behind **handles** and a **scratch** array.
//!
//! JavaScript cannot hold Rust values, and converting lists of numbers at every call would cost
//! more than a small operation. So everything the core makes lives in a table here and is known
//! outside by its place in it, a *handle*; and lists of numbers go in and out through one array
//! that both sides see, the *scratch*. The faces `web` (WebAssembly) and `node` (N-API) wrap the
//! functions of this crate, which [`interface!`] lists once, and add nothing but their own calling
//! convention. What each function expects and gives is written in the package's `native.ts`.
//!
//! All state belongs to the thread that calls.

mod error;
mod handles;
mod host;
mod interface;
mod layers;
mod models;
mod optimizers;
mod scratch;
mod tapes;
mod tensors;
mod training;

pub use error::{Error, Result};
pub use host::{Host, set_host};
pub use scratch::{SCRATCH_LEN, scratch_cells};

/// The functions of the interface, as [`interface!`] lists them.
pub mod calls {
    pub use crate::handles::{duplicate, release};
    pub use crate::host::{text, text_of};
    pub use crate::layers::*;
    pub use crate::models::*;
    pub use crate::optimizers::*;
    pub use crate::tapes::*;
    pub use crate::tensors::*;
    pub use crate::training::*;

    /// How many threads loops use, the caller included.
    pub fn threads() -> u32 {
        sparkler_cpu::par::threads() as u32
    }

    /// Sets how many threads loops use.
    pub fn set_threads(count: u32) {
        sparkler_cpu::par::set_threads(count as usize);
    }
}
