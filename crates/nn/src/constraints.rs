//! Constraints: what weights are made to be after each training step.

use crate::fields::{Fields, fold, object};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::Tensor;

/// Keeps lengths away from 0 where something is divided by them, as in Keras.
const EPSILON: f64 = 1e-7;

/// What a weight is made to be after each training step. Lengths are Euclidean, along the axes
/// given: for a dense kernel axis 0, which is the default, and for a kernel of a convolution
/// `[0, 1, 2]`, take the weights of one unit together.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::constraints::Constraint;
/// let w = Tensor::new(&[3.0f32, 0.5, 4.0, 0.0], &[2, 2])?;
/// let short = Constraint::MaxNorm { max_value: 1.0, axis: vec![0] }.call(&w)?;
/// let expected = [0.6, 0.5, 0.8, 0.0];
/// assert!(short.to_vec::<f32>()?.iter().zip(expected).all(|(a, e)| (a - e).abs() < 1e-6));
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    /// Shortened to that length if it is longer (Srivastava et al. 2014).
    MaxNorm {
        /// The largest length.
        max_value: f64,
        /// The axes along which it is measured.
        axis: Vec<i64>,
    },
    /// Brought between two lengths.
    MinMaxNorm {
        /// The smallest length.
        min_value: f64,
        /// The largest length.
        max_value: f64,
        /// How much of the way it is brought there, from 0 to 1.
        rate: f64,
        /// The axes along which it is measured.
        axis: Vec<i64>,
    },
    /// Zero where it is negative.
    NonNeg,
    /// Of length 1.
    UnitNorm {
        /// The axes along which it is measured.
        axis: Vec<i64>,
    },
}

use Constraint::*;

impl Constraint {
    /// The weight as it is to be.
    ///
    /// # Errors
    /// If there is no such axis, or `w` holds no floats.
    pub fn call(&self, w: &Tensor) -> Result<Tensor> {
        let like = |value: f64| Tensor::full(&[], value, w.dtype());
        let length =
            |axis: &[i64]| -> Result<Tensor> { Ok(w.square()?.sum(axis.to_vec(), true)?.sqrt()?) };
        // `w` with the length `desired` instead of `length`.
        let scaled = |desired: Tensor, length: Tensor| -> Result<Tensor> {
            Ok(w.mul(&desired.div(&(&length + EPSILON)?)?)?)
        };
        match self {
            MaxNorm { max_value, axis } => {
                let length = length(axis)?;
                scaled(length.clip_by_value(0.0, *max_value)?, length)
            }
            MinMaxNorm { min_value, max_value, rate, axis } => {
                let length = length(axis)?;
                let near = (&length.clip_by_value(*min_value, *max_value)? * *rate)?;
                scaled(near.add(&(&length * (1.0 - rate))?)?, length)
            }
            NonNeg => Ok(w.maximum(&like(0.0)?)?),
            UnitNorm { axis } => Ok(w.div(&(&length(axis)? + EPSILON)?)?),
        }
    }

    /// Its name in Keras, like `MaxNorm`.
    pub fn class_name(&self) -> &'static str {
        match self {
            MaxNorm { .. } => "MaxNorm",
            MinMaxNorm { .. } => "MinMaxNorm",
            NonNeg => "NonNeg",
            UnitNorm { .. } => "UnitNorm",
        }
    }

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`.
    pub fn config(&self) -> Value {
        let axes = |axis: &[i64]| match axis {
            [one] => json!(one),
            several => json!(several),
        };
        let fields = match self {
            MaxNorm { max_value, axis } => json!({ "max_value": max_value, "axis": axes(axis) }),
            MinMaxNorm { min_value, max_value, rate, axis } => json!({
                "min_value": min_value, "max_value": max_value, "rate": rate, "axis": axes(axis),
            }),
            NonNeg => json!({}),
            UnitNorm { axis } => json!({ "axis": axes(axis) }),
        };
        object(self.class_name(), fields)
    }

    /// The constraint that a configuration describes: a name (`"max_norm"`, `"MaxNorm"`,
    /// `"maxNorm"`), or an object with `class_name` and `config`.
    ///
    /// # Errors
    /// If there is none of that name, or a field makes no sense.
    pub fn from_config(config: &Value) -> Result<Constraint> {
        let f = Fields::of("constraint", config)?;
        let number = |name: &str, default: f64| match f.float(name, default)? {
            value if value >= 0.0 && value.is_finite() => Ok(value),
            value => Err(f.wrong(name, &json!(value), "a number not below 0")),
        };
        let axis = || match f.get("axis") {
            None => Ok(vec![0]),
            Some(Value::Array(list)) => list
                .iter()
                .map(|a| a.as_i64().ok_or_else(|| f.wrong("axis", a, "a whole number")))
                .collect(),
            Some(_) => Ok(f.optional_int("axis")?.into_iter().collect()),
        };
        match fold(f.class()).as_str() {
            "maxnorm" => Ok(MaxNorm { max_value: number("max_value", 2.0)?, axis: axis()? }),
            "minmaxnorm" => Ok(MinMaxNorm {
                min_value: number("min_value", 0.0)?,
                max_value: number("max_value", 1.0)?,
                rate: number("rate", 1.0)?,
                axis: axis()?,
            }),
            "nonneg" => Ok(NonNeg),
            "unitnorm" => Ok(UnitNorm { axis: axis()? }),
            _ => Err(Error::config(
                "constraint",
                format!(
                    "there is none named {:?}; one of max_norm, min_max_norm, non_neg, unit_norm \
                     expected",
                    f.class()
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_lead_back() -> Result<()> {
        for c in [
            MaxNorm { max_value: 3.0, axis: vec![0] },
            MinMaxNorm { min_value: 0.5, max_value: 2.0, rate: 0.5, axis: vec![0, 1, 2] },
            NonNeg,
            UnitNorm { axis: vec![1] },
        ] {
            assert_eq!(Constraint::from_config(&c.config())?, c);
        }
        assert_eq!(Constraint::from_config(&json!("nonNeg"))?, NonNeg);
        let wrong = json!({ "class_name": "MaxNorm", "config": { "axis": ["x"] } });
        assert!(Constraint::from_config(&wrong).is_err());
        assert!(Constraint::from_config(&json!("tidy")).is_err());
        Ok(())
    }
}
