//! Machine learning for everybody.

pub use sparkler_data as data;
pub use sparkler_engine as engine;
pub use sparkler_formats as formats;
pub use sparkler_import as import;
pub use sparkler_nn as nn;
pub use sparkler_ops as ops;

pub use sparkler_cpu::par::{set_threads, threads};
