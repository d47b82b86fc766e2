//! `PReLU`

use super::*;
use crate::initializers::Initializer;

/// `x` where it is positive, `alpha * x` below, with an `alpha` that is learned (He et al. 2015).
///
/// Weights: `alpha` of the shape of an example (zeros), with extent 1 on shared axes.
///
/// ```
/// use sparkler_nn::{Sequential, layers::PReLU};
/// let model = Sequential::new().input([8, 8, 3]).add(PReLU::new().shared_axes([1, 2])).build()?;
/// assert_eq!(model.count_params(), 3);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PReLU {
    alpha: WeightOptions,
    shared_axes: Vec<usize>,
}

impl Default for PReLU {
    fn default() -> PReLU {
        PReLU { alpha: WeightOptions::new(Initializer::Zeros), shared_axes: Vec::new() }
    }
}

impl PReLU {
    /// With an `alpha` for each element of an example.
    pub fn new() -> PReLU {
        PReLU::default()
    }

    /// The axes, counted from 1, along which all elements have one `alpha`: `[1, 2]` for the
    /// height and width of images.
    pub fn shared_axes(self, shared_axes: impl AsRef<[usize]>) -> PReLU {
        PReLU { shared_axes: shared_axes.as_ref().to_vec(), ..self }
    }

    /// How `alpha` begins.
    pub fn alpha_initializer(mut self, initializer: Initializer) -> PReLU {
        self.alpha.initializer = initializer;
        self
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<PReLU> {
        let axes = a.integers("shared_axes")?.unwrap_or_default();
        let shared: Option<Vec<usize>> =
            axes.into_iter().map(|d| usize::try_from(d).ok()).collect();
        let shared = shared.ok_or_else(|| a.error("shared_axes", "axes, counted from 1"))?;
        Ok(PReLU { alpha: a.weight("alpha", Initializer::Zeros)?, shared_axes: shared })
    }
}

impl Layer for PReLU {
    fn class_name(&self) -> &str {
        "PReLU"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = Map::new();
        self.alpha.write_config("alpha", &mut config);
        let shared = match &self.shared_axes[..] {
            [] => Json::Null,
            axes => axes.into(),
        };
        config.insert("shared_axes".into(), shared);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let rank = only(self, inputs)?.len();
        let extent = |axis: usize| match self.shared_axes.contains(&axis) {
            true => Ok(1),
            false => cx.extent(inputs, axis as i64),
        };
        let shape: Vec<usize> = (1..rank).map(extent).collect::<Result<_>>()?;
        cx.add("alpha", &shape, self.alpha.clone())?;
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        if let Some(axis) = self.shared_axes.iter().find(|&&a| a == 0 || a >= dims.len()) {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "shared axis {axis} is out of range, expected 1 to {}",
                    dims.len().saturating_sub(1)
                ),
            ));
        }
        Ok(dims.clone())
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.prelu(&cx.weight("alpha")?)?)
    }
}
