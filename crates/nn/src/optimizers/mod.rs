//! Optimizers: how gradients change variables.
//!
//! An optimizer is an [`UpdateRule`], the formula of one file of this folder, and what they all
//! share: the iteration counter, the learning rate or its [schedule](crate::schedules::Schedule), clipping of gradients and
//! weight decay. Formulas and defaults are Keras 3's.
//!
//! ```
//! use sparkler_engine::{Tape, Tensor, Variable};
//! use sparkler_nn::optimizers::{Optimizer, Sgd};
//!
//! let w = Variable::new("w", &Tensor::scalar(5.0f32)?, true);
//! let optimizer = Sgd::new(0.1)?;
//! for _ in 0..100 {
//!     let tape = Tape::new();
//!     let loss = w.value().square()?;
//!     let gradients = tape.variable_gradients(&loss, std::slice::from_ref(&w))?;
//!     optimizer.apply_gradients(&gradients, std::slice::from_ref(&w))?;
//! }
//! assert!(w.value().item()?.abs() < 1e-6);
//! # Ok::<(), sparkler_nn::Error>(())
//! ```

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod base;
mod config;
mod nadam;
mod rmsprop;
mod sgd;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::{Adam, AdamW};
pub use adamax::Adamax;
pub use base::{Base, LearningRate, Slot, Step, UpdateRule};
pub use config::{from_config, from_name};
pub use nadam::Nadam;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use crate::Result;
use serde_json::Value;
use sparkler_engine::{Tensor, Variable};

/// Changes variables by their gradients, to make small what the gradients are of.
///
/// Its own state lives in variables that are not trainable, and
/// [`apply_gradients`](Optimizer::apply_gradients) is tensor operations alone: it can be captured
/// with the rest of a training step.
pub trait Optimizer {
    /// Its name, as in `adam/learning_rate`.
    fn name(&self) -> &str;

    /// Makes the state for those variables. Without it the first
    /// [`apply_gradients`](Optimizer::apply_gradients) does so. A second call for the same
    /// variables does nothing.
    ///
    /// # Errors
    /// If an option makes no sense, or it was built for other variables.
    fn build(&self, variables: &[Variable]) -> Result<()>;

    /// As [`build`](Optimizer::build), but for variables beside those it was built for: makes the
    /// state of those that have none.
    ///
    /// # Errors
    /// If an option makes no sense, or a variable holds no floats.
    fn extend(&self, variables: &[Variable]) -> Result<()>;

    /// Takes one step: each variable by its gradient, then the iteration counter by one.
    ///
    /// # Errors
    /// If there are not as many gradients as variables, one has another shape than its variable, or
    /// a variable is none of those the optimizer was built for.
    fn apply_gradients(&self, gradients: &[Tensor], variables: &[Variable]) -> Result<()>;

    /// The state: iteration counter, learning rate (unless a schedule gives it), and what the rule
    /// keeps for each variable, in the order in which Keras saves them.
    fn variables(&self) -> Vec<Variable>;

    /// What the rule keeps for each variable: the name of each kind, such as `momentum`, with
    /// those of all variables in the order in which they were built.
    fn state(&self) -> Vec<(&'static str, Vec<Variable>)>;

    /// Sets the learning rate.
    ///
    /// # Errors
    /// If a schedule gives it, or it is negative or no number.
    fn set_learning_rate(&self, learning_rate: f64) -> Result<()>;

    /// The learning rate of the next step.
    ///
    /// # Errors
    /// If the schedule fails.
    fn learning_rate(&self) -> Result<f64>;

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`.
    fn config(&self) -> Value;
}
