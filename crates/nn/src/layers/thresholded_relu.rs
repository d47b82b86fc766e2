//! `ThresholdedReLU`

use super::*;

/// `x` where it is above `theta`, 0 elsewhere (Konda et al. 2014).
///
/// ```
/// use sparkler_nn::{Sequential, layers::ThresholdedReLU};
/// let model = Sequential::new().input([3]).add(ThresholdedReLU::new()).build()?;
/// assert_eq!(model.layers()[0].name(), "thresholded_re_lu");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ThresholdedReLU {
    theta: f64,
}

impl Default for ThresholdedReLU {
    fn default() -> ThresholdedReLU {
        ThresholdedReLU { theta: 1.0 }
    }
}

impl ThresholdedReLU {
    /// Above 1.
    pub fn new() -> ThresholdedReLU {
        ThresholdedReLU::default()
    }

    /// The largest value that becomes 0.
    pub fn theta(self, theta: f64) -> ThresholdedReLU {
        ThresholdedReLU { theta }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ThresholdedReLU> {
        Ok(ThresholdedReLU { theta: a.float("theta", 1.0)? })
    }
}

impl Layer for ThresholdedReLU {
    fn class_name(&self) -> &str {
        "ThresholdedReLU"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("theta", self.theta.into())])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let above = x.greater(&Tensor::full(&[], self.theta, x.dtype())?)?;
        Ok(above.select(x, &Tensor::zeros(&[], x.dtype())?)?)
    }
}
