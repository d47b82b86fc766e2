//! Nadam.

use super::base::{
    Base, LearningRate, Slot, Step, UpdateRule, check_decay, check_not_negative, common_options,
};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// [`Adam`](super::Adam) with Nesterov's momentum (Dozat 2016). With
/// `u_t = beta_1 * (1 - 0.96^t / 2)` and `U_t` the product of all `u` so far,
/// `m += (g - m) * (1 - beta_1)`, `v += (g^2 - v) * (1 - beta_2)`,
/// `w -= rate * (m * u_(t+1) / (1 - U_(t+1)) + g * (1 - u_t) / (1 - U_t))
///       / (sqrt(v / (1 - beta_2^t)) + epsilon)` at step `t`.
///
/// ```
/// use sparkler_nn::optimizers::{Nadam, Optimizer};
/// let optimizer = Nadam::new(0.001)?;
/// assert_eq!(optimizer.config()["config"]["beta_2"], 0.999);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct Nadam {
    pub(super) base: Base,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    /// The product of all `u` so far.
    product: Variable,
}

impl Nadam {
    /// Nadam with `beta_1` 0.9, `beta_2` 0.999, `epsilon` 1e-7; Keras's learning rate is 0.001.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<Nadam> {
        let base = Base::new("nadam", learning_rate)?;
        let product = Variable::new("nadam/u_product", &Tensor::scalar(1.0f32)?, false);
        Ok(Nadam { base, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, product })
    }

    /// How much of the gradient's running mean stays at each step.
    pub fn with_beta_1(mut self, beta_1: f64) -> Nadam {
        self.beta_1 = beta_1;
        self
    }

    /// How much of the running mean of the gradient's square stays at each step.
    pub fn with_beta_2(mut self, beta_2: f64) -> Nadam {
        self.beta_2 = beta_2;
        self
    }

    /// What keeps the division from being by 0.
    pub fn with_epsilon(mut self, epsilon: f64) -> Nadam {
        self.epsilon = epsilon;
        self
    }

    /// `u` at a step: `beta_1 * (1 - 0.96^number / 2)`.
    fn u(&self, step: &Step, number: &Tensor) -> Result<Tensor> {
        let power = step.constant(0.96)?.pow(number)?;
        Ok((&(1.0 - &(&power * 0.5)?)? * self.beta_1)?)
    }
}

common_options!(Nadam);

impl UpdateRule for Nadam {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "Nadam"
    }

    fn slots(&self) -> Vec<Slot> {
        vec![Slot::zeros("momentum"), Slot::zeros("velocity")]
    }

    fn begin(&self, step: &Step) -> Result<()> {
        Ok(self.product.assign(&self.product.value().mul(&self.u(step, &step.number)?)?)?)
    }

    fn own_variables(&self) -> Vec<Variable> {
        vec![self.product.clone()]
    }

    /// What to multiply `m`, `g` and `v` by, and the shares of the new in the running means. As in
    /// Keras the latter are rounded as the former are, so that the first means are exact.
    fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
        let now = self.u(step, &step.number)?;
        let next = self.u(step, &(&step.number + 1.0)?)?;
        let product = self.product.value().cast(step.number.dtype())?;
        let of_m = next.div(&(1.0 - &product.mul(&next)?)?)?;
        let of_g = (1.0 - &now)?.div(&(1.0 - &product)?)?;
        let rate = &step.learning_rate;
        let of_v = step.bias_correction(self.beta_2)?.reciprocal()?;
        let new_1 = (1.0 - &step.constant(self.beta_1)?)?;
        let new_2 = (1.0 - &step.constant(self.beta_2)?)?;
        Ok(vec![of_m.mul(rate)?, of_g.mul(rate)?, of_v, new_1, new_2])
    }

    fn update(
        &self,
        w: &Tensor,
        g: &Tensor,
        slots: &[Variable],
        scalars: &[Tensor],
    ) -> Result<Tensor> {
        let (m, v) = (slots[0].value(), slots[1].value());
        let m = m.add(&g.sub(&m)?.mul(&scalars[3])?)?;
        let v = v.add(&g.square()?.sub(&v)?.mul(&scalars[4])?)?;
        slots[0].assign(&m)?;
        slots[1].assign(&v)?;
        let step = m.mul(&scalars[0])?.add(&g.mul(&scalars[1])?)?;
        Ok(w.sub(&step.div(&(&v.mul(&scalars[2])?.sqrt()? + self.epsilon)?)?)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("beta_1", json!(self.beta_1)),
            ("beta_2", json!(self.beta_2)),
            ("epsilon", json!(self.epsilon)),
        ]
    }

    fn check(&self) -> Result<()> {
        check_decay("nadam", "beta_1", self.beta_1)?;
        check_decay("nadam", "beta_2", self.beta_2)?;
        check_not_negative("nadam", "epsilon", self.epsilon)
    }
}
