//! `ReLU`

use super::*;

/// The rectified linear unit with all its variations: `x` from `threshold` on, at most
/// `max_value`, and `negative_slope * (x - threshold)` below.
///
/// ```
/// use sparkler_nn::{Sequential, layers::ReLU};
/// let model = Sequential::new().input([3]).add(ReLU::new().max_value(6.0)).build()?;
/// assert_eq!(model.layers()[0].name(), "re_lu");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ReLU {
    max_value: Option<f64>,
    negative_slope: f64,
    threshold: f64,
}

impl ReLU {
    /// `max(x, 0)`.
    pub fn new() -> ReLU {
        ReLU::default()
    }

    /// The highest output.
    pub fn max_value(self, max_value: f64) -> ReLU {
        ReLU { max_value: Some(max_value), ..self }
    }

    /// The slope below the threshold.
    pub fn negative_slope(self, negative_slope: f64) -> ReLU {
        ReLU { negative_slope, ..self }
    }

    /// Where the line begins.
    pub fn threshold(self, threshold: f64) -> ReLU {
        ReLU { threshold, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ReLU> {
        Ok(ReLU {
            max_value: a.optional_float("max_value")?,
            negative_slope: a.float("negative_slope", 0.0)?,
            threshold: a.float("threshold", 0.0)?,
        })
    }
}

impl Layer for ReLU {
    fn class_name(&self) -> &str {
        "ReLU"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![
            ("max_value", self.max_value.map_or(Json::Null, Json::from)),
            ("negative_slope", self.negative_slope.into()),
            ("threshold", self.threshold.into()),
        ])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let mut y = match self.max_value {
            Some(6.0) if self.threshold == 0.0 => x.relu6()?,
            max => {
                let y = if self.threshold == 0.0 {
                    x.relu()?
                } else {
                    let above = x.greater(&Tensor::full(&[], self.threshold, x.dtype())?)?;
                    x.mul(&above.cast(x.dtype())?)?
                };
                match max {
                    Some(max) => y.clip_by_value(0.0, max)?,
                    None => y,
                }
            }
        };
        if self.negative_slope != 0.0 {
            let below = (self.threshold - x)?.relu()?;
            y = y.sub(&(&below * self.negative_slope)?)?;
        }
        Ok(y)
    }
}
