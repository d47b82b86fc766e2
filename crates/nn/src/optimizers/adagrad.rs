//! Adagrad.

use super::base::{Base, LearningRate, Slot, Step, UpdateRule, check_not_negative, common_options};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// Steps divided by the length of all gradients so far (Duchi et al. 2011): `a += g^2`,
/// `w -= rate * g / sqrt(a + epsilon)`.
///
/// ```
/// use sparkler_nn::optimizers::{Adagrad, Optimizer};
/// let optimizer = Adagrad::new(0.01)?.with_initial_accumulator_value(0.2);
/// assert_eq!(optimizer.config()["config"]["initial_accumulator_value"], 0.2);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug)]
pub struct Adagrad {
    pub(super) base: Base,
    initial_accumulator_value: f64,
    epsilon: f64,
}

impl Adagrad {
    /// Adagrad with an initial `a` of 0.1 and `epsilon` 1e-7; Keras's learning rate is 0.001.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Result<Adagrad> {
        let base = Base::new("adagrad", learning_rate)?;
        Ok(Adagrad { base, initial_accumulator_value: 0.1, epsilon: 1e-7 })
    }

    /// What the sum of squares starts with.
    pub fn with_initial_accumulator_value(mut self, value: f64) -> Adagrad {
        self.initial_accumulator_value = value;
        self
    }

    /// What keeps the division from being by 0.
    pub fn with_epsilon(mut self, epsilon: f64) -> Adagrad {
        self.epsilon = epsilon;
        self
    }
}

common_options!(Adagrad);

impl UpdateRule for Adagrad {
    fn base(&self) -> &Base {
        &self.base
    }

    fn class_name(&self) -> &'static str {
        "Adagrad"
    }

    fn slots(&self) -> Vec<Slot> {
        vec![Slot { name: "accumulator", initial: self.initial_accumulator_value, apart: false }]
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
        let sum = slots[0].value().add(&g.square()?)?;
        slots[0].assign(&sum)?;
        Ok(w.sub(&g.mul(&scalars[0])?.div(&(&sum + self.epsilon)?.sqrt()?)?)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("initial_accumulator_value", json!(self.initial_accumulator_value)),
            ("epsilon", json!(self.epsilon)),
        ]
    }

    fn check(&self) -> Result<()> {
        let value = self.initial_accumulator_value;
        check_not_negative("adagrad", "initial_accumulator_value", value)?;
        check_not_negative("adagrad", "epsilon", self.epsilon)
    }
}
