//! Keras-like layers, losses, metrics, optimizers and training.

pub mod activations;
pub mod callbacks;
mod clock;
pub mod constraints;
pub mod error;
mod fields;
pub mod function;
pub mod initializers;
pub mod layers;
pub mod losses;
pub mod metrics;
pub mod model;
pub mod optimizers;
pub mod random;
pub mod regularizers;
pub mod schedules;

pub use error::{Error, ErrorKind, Result};
pub use function::Function;
pub use model::{
    CompileOptions, Data, EvaluateOptions, Event, FitOptions, History, KerasTensor, Model,
    ModelOptions, Position, Sequential, Training, TrainingOptions, input,
};
