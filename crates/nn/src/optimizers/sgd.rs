//! Gradient descent, with and without momentum.

use super::base::{Base, LearningRate, Slot, Step, UpdateRule, common_options};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// Stochastic gradient descent: `w -= rate * g`. With momentum (Polyak 1964) `v` is kept for each
/// variable: `v = momentum * v - rate * g`, `w += v`; Nesterov's form (1983) looks one step ahead:
/// `w += momentum * v - rate * g`.
///
/// ```
/// use sparkler_nn::optimizers::{Optimizer, Sgd};
/// let optimizer = Sgd::new(0.01)?.with_momentum(0.9).with_nesterov(true);
/// assert_eq!(optimizer.config()["config"]["momentum"], 0.9);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct Sgd {
    pub(super) base: Base,
    momentum: f64,
    nesterov: bool,
}

impl Sgd {
    /// Plain gradient descent; Keras's learning rate is 0.01.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<Sgd> {
        Ok(Sgd { base: Base::new("SGD", learning_rate)?, momentum: 0.0, nesterov: false })
    }

    /// How much of the last step goes into the next, from 0 to 1.
    pub fn with_momentum(mut self, momentum: f64) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// Takes Nesterov's momentum.
    pub fn with_nesterov(mut self, nesterov: bool) -> Sgd {
        self.nesterov = nesterov;
        self
    }
}

common_options!(Sgd);

impl UpdateRule for Sgd {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "SGD"
    }

    fn slots(&self) -> Vec<Slot> {
        if self.momentum == 0.0 { Vec::new() } else { vec![Slot::zeros("momentum")] }
    }

    fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
        Ok(vec![step.learning_rate.clone()])
    }

    fn update(
        &self,
        w: &Tensor,
        g: &Tensor,
        slots: &[Variable],
        scalars: &[Tensor],
    ) -> Result<Tensor> {
        let step = g.mul(&scalars[0])?;
        let [velocity] = slots else { return Ok(w.sub(&step)?) };
        let v = (&velocity.value() * self.momentum)?.sub(&step)?;
        velocity.assign(&v)?;
        if self.nesterov {
            return Ok(w.add(&(&v * self.momentum)?.sub(&step)?)?);
        }
        Ok(w.add(&v)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![("momentum", json!(self.momentum)), ("nesterov", json!(self.nesterov))]
    }

    fn check(&self) -> Result<()> {
        match (0.0..=1.0).contains(&self.momentum) {
            true => Ok(()),
            false => Err(Error::argument(
                "SGD",
                format!("momentum must lie between 0 and 1, got {}", self.momentum),
            )),
        }
    }
}
