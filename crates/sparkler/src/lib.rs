//! Machine learning for everybody: tensors, gradients, layers and training, with one dependency.
//!
//! This program teaches a network to read handwritten digits:
//!
//! ```
//! use sparkler::prelude::*;
//!
//! # fn main() -> sparkler::Result<()> {
//! let (train, test) = data::embedded_digits()?;
//! # let train = train.split_at(2000)?.0; // a doctest is not optimised
//! let mut model = Sequential::new()
//!     .input([28, 28])
//!     .add(Rescaling::new(1.0 / 255.0))
//!     .add(Flatten::new())
//!     .add(Dense::new(128).activation("relu")?)
//!     .add(Dense::new(10).activation("softmax")?)
//!     .build()?;
//! model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
//! model.fit(&train.images, &train.labels, FitOptions { epochs: 3, ..Default::default() })?;
//! let results = model.evaluate(&test.images, &test.labels, Default::default())?;
//! assert!(results.get("accuracy") > Some(0.8));
//! # Ok(())
//! # }
//! ```
//!
//! Everything below can be opened as far as one likes: a training loop of one's own with a
//! [`Tape`](engine::Tape) and an optimizer, a [`Layer`](nn::layers::Layer) of one's own, single
//! operations on [`Tensor`](engine::Tensor)s. The examples of this crate show each.
//!
//! * [`engine`]: tensors, and gradients of whatever is computed with them;
//! * [`nn`]: layers, models, losses, optimizers, metrics, callbacks;
//! * [`data`]: data sets and images;
//! * [`learn`]: traditional machine learning: trees, linear models, neighbours, clusters;
//! * [`import`]: saving models, and loading them, as TensorFlow.js does;
//! * [`formats`]: files of arrays and of models;
//! * [`ops`]: the table of all operations.

pub use sparkler_data as data;
pub use sparkler_engine as engine;
pub use sparkler_formats as formats;
pub use sparkler_import as import;
pub use sparkler_learn as learn;
pub use sparkler_nn as nn;
pub use sparkler_ops as ops;

pub use sparkler_cpu::par::{set_threads, threads};

/// Any error of any part, for programs that only want to show it.
pub type Error = Box<dyn std::error::Error>;

/// Shorthand for results of programs that only want to show errors.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What nearly every program needs: `use sparkler::prelude::*`.
pub mod prelude {
    pub use crate::data::{self, ImageDataset, embedded_digits, load_idx_folder};
    pub use crate::engine::{DType, Shape, Tape, Tensor, Variable, grad, value_and_grads};
    pub use crate::import::{load_model, save_model};
    pub use crate::nn::callbacks::{
        self, Callback, CsvLogger, EarlyStopping, Flow, Logs, ModelCheckpoint,
    };
    pub use crate::nn::initializers::{self, Initializer};
    pub use crate::nn::layers::{self, *};
    pub use crate::nn::losses::{self, Loss};
    pub use crate::nn::metrics::{self, Metric};
    pub use crate::nn::optimizers::{self, Adam, AdamW, Optimizer, RmsProp, Sgd};
    pub use crate::nn::{
        EvaluateOptions, FitOptions, Function, History, KerasTensor, Model, Sequential, input,
    };
}

/// The README's program runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
