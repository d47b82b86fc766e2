//! `Activation`

use super::*;
use crate::activations::Activation as Function;

/// An activation function as a layer of its own.
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Activation, Dense}};
/// let model =
///     Sequential::new().input([8]).add(Dense::new(4)).add(Activation::new("relu")?).build()?;
/// assert_eq!(model.output_shape(), [None, Some(4)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Activation {
    activation: Function,
}

impl Activation {
    /// The activation of that name.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn new(name: &str) -> Result<Activation> {
        Ok(Activation { activation: Function::from_name(name)? })
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Activation> {
        Ok(Activation { activation: a.activation("activation")? })
    }
}

impl Layer for Activation {
    fn class_name(&self) -> &str {
        "Activation"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("activation", self.activation.name().into())])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        self.activation.apply(only(self, inputs)?)
    }

    fn last_activation(&self) -> Option<Function> {
        Some(self.activation)
    }

    fn call_before_activation(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        only(self, inputs).cloned()
    }
}
