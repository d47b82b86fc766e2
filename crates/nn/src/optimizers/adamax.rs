//! Adamax.

use super::base::{
    Base, LearningRate, Slot, Step, UpdateRule, check_decay, check_not_negative, common_options,
};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// [`Adam`](super::Adam) with the largest gradient in place of the running mean of its square
/// (Kingma and Ba 2014, section 7): `m += (g - m) * (1 - beta_1)`, `u = max(beta_2 * u, |g|)`,
/// `w -= rate / (1 - beta_1^t) * m / (u + epsilon)` at step `t`.
///
/// ```
/// use sparkler_nn::optimizers::{Adamax, Optimizer};
/// let optimizer = Adamax::new(0.001)?.with_beta_2(0.99);
/// assert_eq!(optimizer.config()["config"]["beta_2"], 0.99);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct Adamax {
    pub(super) base: Base,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
}

impl Adamax {
    /// Adamax with `beta_1` 0.9, `beta_2` 0.999, `epsilon` 1e-7; Keras's learning rate is 0.001.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<Adamax> {
        let base = Base::new("adamax", learning_rate)?;
        Ok(Adamax { base, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 })
    }

    /// How much of the gradient's running mean stays at each step.
    pub fn with_beta_1(mut self, beta_1: f64) -> Adamax {
        self.beta_1 = beta_1;
        self
    }

    /// How much of the largest gradient stays at each step.
    pub fn with_beta_2(mut self, beta_2: f64) -> Adamax {
        self.beta_2 = beta_2;
        self
    }

    /// What keeps the division from being by 0.
    pub fn with_epsilon(mut self, epsilon: f64) -> Adamax {
        self.epsilon = epsilon;
        self
    }
}

common_options!(Adamax);

impl UpdateRule for Adamax {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "Adamax"
    }

    fn slots(&self) -> Vec<Slot> {
        vec![Slot::zeros("momentum"), Slot::zeros("norm")]
    }

    fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
        Ok(vec![step.learning_rate.div(&step.bias_correction(self.beta_1)?)?])
    }

    fn update(
        &self,
        w: &Tensor,
        g: &Tensor,
        slots: &[Variable],
        scalars: &[Tensor],
    ) -> Result<Tensor> {
        let m = slots[0].value();
        let m = m.add(&(&g.sub(&m)? * (1.0 - self.beta_1))?)?;
        let u = (&slots[1].value() * self.beta_2)?.maximum(&g.abs()?)?;
        slots[0].assign(&m)?;
        slots[1].assign(&u)?;
        Ok(w.sub(&m.mul(&scalars[0])?.div(&(&u + self.epsilon)?)?)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("beta_1", json!(self.beta_1)),
            ("beta_2", json!(self.beta_2)),
            ("epsilon", json!(self.epsilon)),
        ]
    }

    fn check(&self) -> Result<()> {
        check_decay("adamax", "beta_1", self.beta_1)?;
        check_decay("adamax", "beta_2", self.beta_2)?;
        check_not_negative("adamax", "epsilon", self.epsilon)
    }
}
