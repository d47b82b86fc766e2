//! RMSprop.

use super::base::{
    Base, LearningRate, Slot, Step, UpdateRule, check_decay, check_not_negative, common_options,
};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// Steps divided by a running mean of the gradient's size (Tieleman and Hinton 2012):
/// `v = rho * v + (1 - rho) * g^2`, `w -= rate * g / sqrt(v + epsilon)`. Centered, the square of
/// the gradient's running mean is taken from `v` first; with momentum the step adds to a
/// `momentum`-th of the last.
///
/// ```
/// use sparkler_nn::optimizers::{Optimizer, RmsProp};
/// let optimizer = RmsProp::new(0.001)?.with_momentum(0.9).with_centered(true);
/// assert_eq!(optimizer.config()["config"]["rho"], 0.9);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct RmsProp {
    pub(super) base: Base,
    rho: f64,
    momentum: f64,
    epsilon: f64,
    centered: bool,
}

impl RmsProp {
    /// RMSprop with `rho` 0.9, no momentum, `epsilon` 1e-7, not centered; Keras's learning rate is
    /// 0.001.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<RmsProp> {
        let base = Base::new("rmsprop", learning_rate)?;
        Ok(RmsProp { base, rho: 0.9, momentum: 0.0, epsilon: 1e-7, centered: false })
    }

    /// How much of the running mean stays at each step.
    pub fn with_rho(mut self, rho: f64) -> RmsProp {
        self.rho = rho;
        self
    }

    /// How much of the last step goes into the next.
    pub fn with_momentum(mut self, momentum: f64) -> RmsProp {
        self.momentum = momentum;
        self
    }

    /// What keeps the division from being by 0.
    pub fn with_epsilon(mut self, epsilon: f64) -> RmsProp {
        self.epsilon = epsilon;
        self
    }

    /// Divides by the gradient's deviation instead of its size.
    pub fn with_centered(mut self, centered: bool) -> RmsProp {
        self.centered = centered;
        self
    }
}

common_options!(RmsProp);

impl UpdateRule for RmsProp {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "RMSprop"
    }

    fn slots(&self) -> Vec<Slot> {
        let mut slots = vec![Slot::zeros("velocity")];
        if self.momentum > 0.0 {
            slots.push(Slot { apart: true, ..Slot::zeros("momentum") });
        }
        if self.centered {
            slots.push(Slot { apart: true, ..Slot::zeros("average_gradient") });
        }
        slots
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
        let running = |slot: &Variable, x: &Tensor| -> Result<Tensor> {
            let mean = (&slot.value() * self.rho)?.add(&(x * (1.0 - self.rho))?)?;
            slot.assign(&mean)?;
            Ok(mean)
        };
        let velocity = running(&slots[0], &g.square()?)?;
        let spread = match slots.last().filter(|_| self.centered) {
            Some(average) => velocity.sub(&running(average, g)?.square()?)?,
            None => velocity,
        };
        let step = g.mul(&scalars[0])?.div(&(&spread + self.epsilon)?.sqrt()?)?;
        if self.momentum > 0.0 {
            let step = (&slots[1].value() * self.momentum)?.add(&step)?;
            slots[1].assign(&step)?;
            return Ok(w.sub(&step)?);
        }
        Ok(w.sub(&step)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("rho", json!(self.rho)),
            ("momentum", json!(self.momentum)),
            ("epsilon", json!(self.epsilon)),
            ("centered", json!(self.centered)),
        ]
    }

    fn check(&self) -> Result<()> {
        check_decay("rmsprop", "rho", self.rho)?;
        check_not_negative("rmsprop", "momentum", self.momentum)?;
        check_not_negative("rmsprop", "epsilon", self.epsilon)
    }
}
