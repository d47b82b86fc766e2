//! Regularizers: what large weights add to the loss.

use crate::fields::{Fields, fold, object};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor};

/// Adds `l1 sum(|w|) + l2 sum(w^2)` to the loss for each weight it is given to.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::regularizers::Regularizer;
/// let w = Tensor::new(&[1.0f32, -2.0], &[2])?;
/// assert_eq!(Regularizer::l1_l2(1.0, 0.5).call(&w)?.item()?, 5.5);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regularizer {
    /// The factor of the sum of absolute values.
    pub l1: f64,
    /// The factor of the sum of squares.
    pub l2: f64,
}

/// The factor where none is given, as in Keras.
const DEFAULT: f64 = 0.01;

impl Regularizer {
    /// The sum of absolute values, times `l1`. It makes weights zero (Tibshirani 1996).
    pub const fn l1(l1: f64) -> Regularizer {
        Regularizer { l1, l2: 0.0 }
    }

    /// The sum of squares, times `l2`. It makes weights small (Hoerl and Kennard 1970).
    pub const fn l2(l2: f64) -> Regularizer {
        Regularizer { l1: 0.0, l2 }
    }

    /// Both (Zou and Hastie 2005).
    pub const fn l1_l2(l1: f64, l2: f64) -> Regularizer {
        Regularizer { l1, l2 }
    }

    /// What a weight adds to the loss: a scalar of type float32.
    ///
    /// # Errors
    /// If `w` holds no floats.
    pub fn call(&self, w: &Tensor) -> Result<Tensor> {
        let w = if w.dtype() == DType::F32 { w.clone() } else { w.cast(DType::F32)? };
        let l1 = || -> Result<Tensor> { Ok((&w.abs()?.sum((), false)? * self.l1)?) };
        let l2 = || -> Result<Tensor> { Ok((&w.square()?.sum((), false)? * self.l2)?) };
        match (self.l1 != 0.0, self.l2 != 0.0) {
            (true, true) => Ok(l1()?.add(&l2()?)?),
            (true, false) => l1(),
            _ => l2(),
        }
    }

    /// Its name in Keras: `L1`, `L2` or `L1L2`.
    pub fn class_name(&self) -> &'static str {
        match (self.l1 != 0.0, self.l2 != 0.0) {
            (true, false) => "L1",
            (false, true) => "L2",
            _ => "L1L2",
        }
    }

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`.
    pub fn config(&self) -> Value {
        let class = self.class_name();
        let fields = match class {
            "L1" => json!({ "l1": self.l1 }),
            "L2" => json!({ "l2": self.l2 }),
            _ => json!({ "l1": self.l1, "l2": self.l2 }),
        };
        object(class, fields)
    }

    /// The regularizer that a configuration describes: a name (`"l1"`, `"l2"`, `"l1_l2"`) with
    /// factors of 0.01, or an object with `class_name` and `config`.
    ///
    /// # Errors
    /// If there is none of that name, or a factor is negative or no number.
    pub fn from_config(config: &Value) -> Result<Regularizer> {
        let f = Fields::of("regularizer", config)?;
        let factor = |name: &str, default: f64| match f.float(name, default)? {
            factor if factor >= 0.0 && factor.is_finite() => Ok(factor),
            factor => Err(f.wrong(name, &json!(factor), "a number not below 0")),
        };
        let alone = config.is_string();
        match fold(f.class()).as_str() {
            "l1" => Ok(Regularizer::l1(factor("l1", DEFAULT)?)),
            "l2" => Ok(Regularizer::l2(factor("l2", DEFAULT)?)),
            "l1l2" => {
                let default = if alone { DEFAULT } else { 0.0 };
                Ok(Regularizer::l1_l2(factor("l1", default)?, factor("l2", default)?))
            }
            _ => Err(Error::config(
                "regularizer",
                format!("there is none named {:?}; one of l1, l2, l1_l2 expected", f.class()),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_lead_back() -> Result<()> {
        for r in [Regularizer::l1(0.5), Regularizer::l2(0.25), Regularizer::l1_l2(0.1, 0.2)] {
            assert_eq!(Regularizer::from_config(&r.config())?, r);
        }
        assert_eq!(Regularizer::from_config(&json!("l1_l2"))?, Regularizer::l1_l2(0.01, 0.01));
        // TensorFlow.js writes all of them so.
        let stock = json!({ "class_name": "L1L2", "config": { "l1": 0.5, "l2": 0 } });
        assert_eq!(Regularizer::from_config(&stock)?, Regularizer::l1(0.5));
        for wrong in [
            json!("l3"),
            json!({ "class_name": "L1", "config": { "l1": -1 } }),
            json!({ "class_name": "L1", "config": { "l1": "x" } }),
            json!(3),
        ] {
            assert!(Regularizer::from_config(&wrong).is_err(), "{wrong}");
        }
        Ok(())
    }
}
