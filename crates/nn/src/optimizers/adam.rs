//! Adam and AdamW.

use super::base::{
    Base, LearningRate, Slot, Step, UpdateRule, check_decay, check_not_negative, common_options,
};
use crate::Result;
use serde_json::{Value, json};
use sparkler_engine::{Tensor, Variable};

/// Running means of the gradient and of its square, and whether the largest of the latter counts.
#[derive(Debug)]
struct Moments {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    amsgrad: bool,
}

impl Moments {
    const DEFAULT: Moments = Moments { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false };

    fn slots(&self) -> Vec<Slot> {
        let mut slots = vec![Slot::zeros("momentum"), Slot::zeros("velocity")];
        if self.amsgrad {
            slots.push(Slot { apart: true, ..Slot::zeros("velocity_hat") });
        }
        slots
    }

    /// The learning rate with both corrections for means that start at zero.
    fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
        let second = step.bias_correction(self.beta_2)?.sqrt()?;
        let first = step.bias_correction(self.beta_1)?;
        Ok(vec![step.learning_rate.mul(&second)?.div(&first)?])
    }

    fn update(
        &self,
        w: &Tensor,
        g: &Tensor,
        slots: &[Variable],
        scalars: &[Tensor],
    ) -> Result<Tensor> {
        let (m, v) = (slots[0].value(), slots[1].value());
        let m = m.add(&(&g.sub(&m)? * (1.0 - self.beta_1))?)?;
        let v = v.add(&(&g.square()?.sub(&v)? * (1.0 - self.beta_2))?)?;
        slots[0].assign(&m)?;
        slots[1].assign(&v)?;
        let v = match slots.get(2) {
            Some(slot) => {
                let largest = slot.value().maximum(&v)?;
                slot.assign(&largest)?;
                largest
            }
            None => v,
        };
        Ok(w.sub(&m.mul(&scalars[0])?.div(&(&v.sqrt()? + self.epsilon)?)?)?)
    }

    fn options(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("beta_1", json!(self.beta_1)),
            ("beta_2", json!(self.beta_2)),
            ("epsilon", json!(self.epsilon)),
            ("amsgrad", json!(self.amsgrad)),
        ]
    }

    fn check(&self, of: &str) -> Result<()> {
        check_decay(of, "beta_1", self.beta_1)?;
        check_decay(of, "beta_2", self.beta_2)?;
        check_not_negative(of, "epsilon", self.epsilon)
    }
}

macro_rules! adam {
    ($(#[$doc:meta])* $optimizer:ident, $class:literal, $name:literal, $decay:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $optimizer {
            pub(super) base: Base,
            moments: Moments,
        }

        impl $optimizer {
            /// The optimizer with `beta_1` 0.9, `beta_2` 0.999, `epsilon` 1e-7; Keras's learning
            /// rate is 0.001.
            ///
            /// # Errors
            /// If the learning rate is negative or no number, or its schedule makes no sense.
            pub fn new(learning_rate: impl Into<LearningRate>) -> Result<$optimizer> {
                let mut base = Base::new($name, learning_rate)?;
                base.weight_decay = $decay;
                Ok($optimizer { base, moments: Moments::DEFAULT })
            }

            /// How much of the gradient's running mean stays at each step.
            pub fn with_beta_1(mut self, beta_1: f64) -> $optimizer {
                self.moments.beta_1 = beta_1;
                self
            }

            /// How much of the running mean of the gradient's square stays at each step.
            pub fn with_beta_2(mut self, beta_2: f64) -> $optimizer {
                self.moments.beta_2 = beta_2;
                self
            }

            /// What keeps the division from being by 0.
            pub fn with_epsilon(mut self, epsilon: f64) -> $optimizer {
                self.moments.epsilon = epsilon;
                self
            }

            /// Divides by the largest running mean so far (Reddi et al. 2018).
            pub fn with_amsgrad(mut self, amsgrad: bool) -> $optimizer {
                self.moments.amsgrad = amsgrad;
                self
            }
        }

        common_options!($optimizer);

        impl UpdateRule for $optimizer {
            fn base(&self) -> &Base {
                &self.base
            }

            fn class_name(&self) -> &'static str {
                $class
            }

            fn slots(&self) -> Vec<Slot> {
                self.moments.slots()
            }

            fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
                self.moments.scalars(step)
            }

            fn update(
                &self,
                w: &Tensor,
                g: &Tensor,
                slots: &[Variable],
                scalars: &[Tensor],
            ) -> Result<Tensor> {
                self.moments.update(w, g, slots, scalars)
            }

            fn options(&self) -> Vec<(&'static str, Value)> {
                self.moments.options()
            }

            fn check(&self) -> Result<()> {
                self.moments.check(&self.base.name)
            }
        }
    };
}

adam! {
    /// Steps along the gradient's running mean, divided by the running mean of its size (Kingma
    /// and Ba 2014): `m += (g - m) * (1 - beta_1)`, `v += (g^2 - v) * (1 - beta_2)`,
    /// `w -= rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)` at step `t`.
    ///
    /// ```
    /// use sparkler_nn::optimizers::{Adam, Optimizer};
    /// let optimizer = Adam::new(0.001)?.with_beta_1(0.8).with_global_clipnorm(1.0);
    /// assert_eq!(optimizer.config()["config"]["beta_1"], 0.8);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    Adam, "Adam", "adam", None
}

adam! {
    /// [`Adam`] with weight decay of 0.004 apart from the gradient (Loshchilov and Hutter 2017).
    ///
    /// ```
    /// use sparkler_nn::optimizers::{AdamW, Optimizer};
    /// let optimizer =
    ///     AdamW::new(0.001)?.with_weight_decay(0.01).exclude_from_weight_decay(&["bias"]);
    /// assert_eq!(optimizer.config()["config"]["weight_decay"], 0.01);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    AdamW, "AdamW", "adamw", Some(0.004)
}
