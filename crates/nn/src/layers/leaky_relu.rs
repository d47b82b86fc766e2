//! `LeakyReLU`

use super::*;

/// `x` where it is positive, `negative_slope * x` below.
///
/// ```
/// use sparkler_nn::{Sequential, layers::LeakyReLU};
/// let model = Sequential::new().input([3]).add(LeakyReLU::new().negative_slope(0.1)).build()?;
/// assert_eq!(model.layers()[0].name(), "leaky_re_lu");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LeakyReLU {
    negative_slope: f64,
}

impl Default for LeakyReLU {
    fn default() -> LeakyReLU {
        LeakyReLU { negative_slope: 0.3 }
    }
}

impl LeakyReLU {
    /// With slope 0.3.
    pub fn new() -> LeakyReLU {
        LeakyReLU::default()
    }

    /// The slope below 0.
    pub fn negative_slope(self, negative_slope: f64) -> LeakyReLU {
        LeakyReLU { negative_slope }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<LeakyReLU> {
        // `alpha` is its name in Keras 2 and TensorFlow.js.
        let alpha = a.float("alpha", 0.3)?;
        Ok(LeakyReLU { negative_slope: a.float("negative_slope", alpha)? })
    }
}

impl Layer for LeakyReLU {
    fn class_name(&self) -> &str {
        "LeakyReLU"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("negative_slope", self.negative_slope.into())])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.leaky_relu(self.negative_slope)?)
    }
}
