//! `ELU`

use super::*;

/// The exponential linear unit: `x` where it is positive, `alpha * (exp(x) - 1)` below.
///
/// ```
/// use sparkler_nn::{Sequential, layers::ELU};
/// let model = Sequential::new().input([3]).add(ELU::new()).build()?;
/// assert_eq!(model.layers()[0].name(), "elu");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
#[allow(clippy::upper_case_acronyms)] // Keras's name.
pub struct ELU {
    alpha: f64,
}

impl Default for ELU {
    fn default() -> ELU {
        ELU { alpha: 1.0 }
    }
}

impl ELU {
    /// With alpha 1.
    pub fn new() -> ELU {
        ELU::default()
    }

    /// What it tends to at minus infinity, negated.
    pub fn alpha(self, alpha: f64) -> ELU {
        ELU { alpha }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ELU> {
        Ok(ELU { alpha: a.float("alpha", 1.0)? })
    }
}

impl Layer for ELU {
    fn class_name(&self) -> &str {
        "ELU"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("alpha", self.alpha.into())])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let y = x.elu()?;
        if self.alpha == 1.0 {
            return Ok(y);
        }
        let positive = x.relu()?;
        Ok(positive.add(&(&y.sub(&positive)? * self.alpha)?)?)
    }
}
