//! `Flatten`

use super::*;

/// Makes one axis of all axes but the batch's.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Flatten};
/// let model = Sequential::new().input([28, 28, 1]).add(Flatten::new()).build()?;
/// assert_eq!(model.output_shape(), [None, Some(784)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Flatten;

impl Flatten {
    /// The layer.
    pub fn new() -> Flatten {
        Flatten
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Flatten> {
        a.only("data_format", "channels_last")?;
        Ok(Flatten)
    }
}

impl Layer for Flatten {
    fn class_name(&self) -> &str {
        "Flatten"
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        let size = dims.iter().skip(1).copied().try_fold(1usize, |n, d| Some(n.saturating_mul(d?)));
        Ok(vec![dims.first().copied().flatten(), size])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let batch = x.shape().first().copied().unwrap_or(1);
        let size: usize = x.shape().iter().skip(1).product();
        Ok(x.reshape([batch, size])?)
    }
}
