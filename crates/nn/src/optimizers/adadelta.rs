//! Adadelta.

use super::base::{
    Base, LearningRate, Slot, Step, UpdateRule, check_decay, check_not_negative, common_options,
};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// Steps in the unit of the variable (Zeiler 2012): the running mean size of past steps over that
/// of past gradients. `a = rho * a + (1 - rho) * g^2`,
/// `d = g * sqrt(b + epsilon) / sqrt(a + epsilon)`, `b = rho * b + (1 - rho) * d^2`,
/// `w -= rate * d`.
///
/// ```
/// use sparkler_nn::optimizers::{Adadelta, Optimizer};
/// let optimizer = Adadelta::new(1.0)?; // The learning rate of the paper.
/// assert_eq!(optimizer.config()["config"]["rho"], 0.95);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct Adadelta {
    pub(super) base: Base,
    rho: f64,
    epsilon: f64,
}

impl Adadelta {
    /// Adadelta with `rho` 0.95 and `epsilon` 1e-7; Keras's learning rate is 0.001.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<Adadelta> {
        Ok(Adadelta { base: Base::new("adadelta", learning_rate)?, rho: 0.95, epsilon: 1e-7 })
    }

    /// How much of the running means stays at each step.
    pub fn with_rho(mut self, rho: f64) -> Adadelta {
        self.rho = rho;
        self
    }

    /// What keeps the division from being by 0, and the first steps from being 0.
    pub fn with_epsilon(mut self, epsilon: f64) -> Adadelta {
        self.epsilon = epsilon;
        self
    }
}

common_options!(Adadelta);

impl UpdateRule for Adadelta {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "Adadelta"
    }

    fn slots(&self) -> Vec<Slot> {
        vec![Slot::zeros("accumulated_grad"), Slot::zeros("accumulated_delta_var")]
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
        let running = |mean: &Tensor, x: &Tensor| -> Result<Tensor> {
            Ok((mean * self.rho)?.add(&(&x.square()? * (1.0 - self.rho))?)?)
        };
        let size = |square: &Tensor| -> Result<Tensor> { Ok((square + self.epsilon)?.sqrt()?) };
        let gradients = running(&slots[0].value(), g)?;
        let steps = slots[1].value();
        let step = size(&steps)?.mul(g)?.div(&size(&gradients)?)?;
        slots[0].assign(&gradients)?;
        slots[1].assign(&running(&steps, &step)?)?;
        Ok(w.sub(&step.mul(&scalars[0])?)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![("rho", json!(self.rho)), ("epsilon", json!(self.epsilon))]
    }

    fn check(&self) -> Result<()> {
        check_decay("adadelta", "rho", self.rho)?;
        check_not_negative("adadelta", "epsilon", self.epsilon)
    }
}
