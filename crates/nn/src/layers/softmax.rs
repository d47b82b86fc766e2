//! `Softmax`

use super::*;

/// Softmax along an axis: positive numbers that add up to 1.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Softmax};
/// let model = Sequential::new().input([3]).add(Softmax::new()).build()?;
/// assert_eq!(model.output_shape(), [None, Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Softmax {
    axis: i64,
}

impl Default for Softmax {
    fn default() -> Softmax {
        Softmax { axis: -1 }
    }
}

impl Softmax {
    /// Along the last axis.
    pub fn new() -> Softmax {
        Softmax::default()
    }

    /// Along that axis; negative ones count from the end.
    pub fn axis(self, axis: i64) -> Softmax {
        Softmax { axis }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Softmax> {
        match a.integers("axis")?.as_deref() {
            None => Ok(Softmax::new()),
            Some(&[axis]) => Ok(Softmax { axis }),
            Some(_) => Err(a.error("axis", "one axis")),
        }
    }
}

impl Layer for Softmax {
    fn class_name(&self) -> &str {
        "Softmax"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("axis", self.axis.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        resolve_axis(self.class_name(), self.axis, dims.len())?;
        Ok(dims.clone())
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.softmax(self.axis)?)
    }

    fn last_activation(&self) -> Option<crate::activations::Activation> {
        (self.axis == -1).then_some(crate::activations::Activation::Softmax)
    }

    fn call_before_activation(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        only(self, inputs).cloned()
    }
}
