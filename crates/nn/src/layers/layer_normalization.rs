//! `LayerNormalization`

use super::*;
use crate::initializers::Initializer;

/// Brings each example to mean 0 and variance 1 over some axes (Ba et al. 2016).
///
/// Weights, of those axes' shape: `gamma` (ones) and `beta` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::LayerNormalization};
/// let model = Sequential::new().input([16]).add(LayerNormalization::new()).build()?;
/// assert_eq!(model.count_params(), 32);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LayerNormalization {
    axis: Vec<i64>,
    epsilon: f64,
    center: bool,
    scale: bool,
    beta: WeightOptions,
    gamma: WeightOptions,
}

impl Default for LayerNormalization {
    fn default() -> LayerNormalization {
        LayerNormalization {
            axis: vec![-1],
            epsilon: 1e-3,
            center: true,
            scale: true,
            beta: WeightOptions::new(Initializer::Zeros),
            gamma: WeightOptions::new(Initializer::Ones),
        }
    }
}

impl LayerNormalization {
    /// Over the last axis.
    pub fn new() -> LayerNormalization {
        LayerNormalization::default()
    }

    /// Over those axes; negative ones count from the end.
    pub fn axis(self, axis: impl AsRef<[i64]>) -> LayerNormalization {
        LayerNormalization { axis: axis.as_ref().to_vec(), ..self }
    }

    /// What is added to the variance.
    pub fn epsilon(self, epsilon: f64) -> LayerNormalization {
        LayerNormalization { epsilon, ..self }
    }

    /// With `beta`, or without.
    pub fn center(self, center: bool) -> LayerNormalization {
        LayerNormalization { center, ..self }
    }

    /// With `gamma`, or without.
    pub fn scale(self, scale: bool) -> LayerNormalization {
        LayerNormalization { scale, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<LayerNormalization> {
        Ok(LayerNormalization {
            axis: a.integers("axis")?.unwrap_or(vec![-1]),
            epsilon: a.float("epsilon", 1e-3)?,
            center: a.bool("center", true)?,
            scale: a.bool("scale", true)?,
            beta: a.weight("beta", Initializer::Zeros)?,
            gamma: a.weight("gamma", Initializer::Ones)?,
        })
    }

    /// The axes in order, none of them twice.
    fn axes(&self, rank: usize) -> Result<Vec<usize>> {
        let class = self.class_name();
        let axes: Result<Vec<usize>> =
            self.axis.iter().map(|&a| resolve_axis(class, a, rank)).collect();
        let mut axes = axes?;
        axes.sort_unstable();
        axes.dedup();
        if axes.is_empty() {
            return Err(Error::argument(class, "axis is empty, expected at least one"));
        }
        Ok(axes)
    }
}

impl Layer for LayerNormalization {
    fn class_name(&self) -> &str {
        "LayerNormalization"
    }

    fn config(&self) -> Map<String, Json> {
        let axis = match self.axis[..] {
            [one] => one.into(),
            _ => Json::from(self.axis.clone()),
        };
        let mut config = config_of(vec![
            ("axis", axis),
            ("epsilon", self.epsilon.into()),
            ("center", self.center.into()),
            ("scale", self.scale.into()),
        ]);
        self.beta.write_config("beta", &mut config);
        self.gamma.write_config("gamma", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let axes = self.axes(only(self, inputs)?.len())?;
        let shape: Vec<usize> =
            axes.iter().map(|&a| cx.extent(inputs, a as i64)).collect::<Result<_>>()?;
        if self.scale {
            cx.add("gamma", &shape, self.gamma.clone())?;
        }
        if self.center {
            cx.add("beta", &shape, self.beta.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        self.axes(dims.len())?;
        Ok(dims.clone())
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let axes = self.axes(x.rank())?;
        if self.scale && self.center && axes == [x.rank() - 1] {
            return Ok(x.layer_norm(&cx.weight("gamma")?, &cx.weight("beta")?, self.epsilon)?);
        }
        let (mean, variance) = x.moments(axes.clone(), true)?;
        let rate = (&variance + self.epsilon)?.rsqrt()?;
        let mut y = x.sub(&mean)?.mul(&rate)?;
        let mut shape = vec![1; x.rank()];
        axes.iter().for_each(|&a| shape[a] = x.shape()[a]);
        if self.scale {
            y = y.mul(&cx.weight("gamma")?.reshape(shape.clone())?)?;
        }
        if self.center {
            y = y.add(&cx.weight("beta")?.reshape(shape)?)?;
        }
        Ok(y)
    }
}
