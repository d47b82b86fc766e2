//! `Dropout`

use super::*;

/// In training, sets a random share of its input to 0 and scales up the rest, so that the sum
/// stays the same on average; at other times it does nothing.
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Dense, Dropout}};
/// let model =
///     Sequential::new().input([8]).add(Dense::new(4)).add(Dropout::new(0.5)).build()?;
/// assert_eq!(model.layers()[1].name(), "dropout");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dropout {
    rate: f64,
}

impl Dropout {
    /// Drops that share of its input, at least 0 and at most 1.
    pub fn new(rate: f64) -> Dropout {
        Dropout { rate }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Dropout> {
        if a.get("noise_shape").is_some() {
            return Err(a.error("noise_shape", "null (nothing else is supported)"));
        }
        match a.optional_float("rate")? {
            Some(rate) if (0.0..=1.0).contains(&rate) => Ok(Dropout { rate }),
            _ => Err(a.error("rate", "a share between 0 and 1")),
        }
    }
}

impl Layer for Dropout {
    fn class_name(&self) -> &str {
        "Dropout"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("rate", self.rate.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if !(0.0..=1.0).contains(&self.rate) {
            return Err(Error::argument(
                self.class_name(),
                format!("rate is {}, expected a share between 0 and 1", self.rate),
            ));
        }
        only(self, inputs).cloned()
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        if !cx.training() || self.rate == 0.0 {
            return Ok(x.clone());
        }
        if self.rate == 1.0 {
            return Ok(Tensor::zeros(x.shape(), x.dtype())?);
        }
        Ok(x.dropout(&cx.seed()?, self.rate)?)
    }
}
