//! `BatchNormalization`

use super::*;
use crate::initializers::Initializer;
use sparkler_engine::no_tape;

/// Brings each channel to mean 0 and variance 1: over the batch in training, by moving statistics
/// at other times (Ioffe and Szegedy 2015).
///
/// Weights, one number for each channel: `gamma` (ones), `beta` (zeros), and the moving
/// statistics `moving_mean` (zeros) and `moving_variance` (ones), which are not trained but moved
/// by each training step.
///
/// ```
/// use sparkler_nn::{Sequential, layers::{BatchNormalization, Conv2D}};
/// let model = Sequential::new()
///     .input([8, 8, 3])
///     .add(Conv2D::new(4, [3, 3]).use_bias(false))
///     .add(BatchNormalization::new())
///     .build()?;
/// assert_eq!(model.non_trainable_variables().len(), 2);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct BatchNormalization {
    axis: i64,
    momentum: f64,
    epsilon: f64,
    center: bool,
    scale: bool,
    beta: WeightOptions,
    gamma: WeightOptions,
    moving_mean_initializer: Initializer,
    moving_variance_initializer: Initializer,
}

impl Default for BatchNormalization {
    fn default() -> BatchNormalization {
        BatchNormalization {
            axis: -1,
            momentum: 0.99,
            epsilon: 1e-3,
            center: true,
            scale: true,
            beta: WeightOptions::new(Initializer::Zeros),
            gamma: WeightOptions::new(Initializer::Ones),
            moving_mean_initializer: Initializer::Zeros,
            moving_variance_initializer: Initializer::Ones,
        }
    }
}

impl BatchNormalization {
    /// With channels last.
    pub fn new() -> BatchNormalization {
        BatchNormalization::default()
    }

    /// The axis of the channels; negative ones count from the end.
    pub fn axis(self, axis: i64) -> BatchNormalization {
        BatchNormalization { axis, ..self }
    }

    /// The share of the old in the moving statistics at each step.
    pub fn momentum(self, momentum: f64) -> BatchNormalization {
        BatchNormalization { momentum, ..self }
    }

    /// What is added to the variance.
    pub fn epsilon(self, epsilon: f64) -> BatchNormalization {
        BatchNormalization { epsilon, ..self }
    }

    /// With `beta`, or without.
    pub fn center(self, center: bool) -> BatchNormalization {
        BatchNormalization { center, ..self }
    }

    /// With `gamma`, or without.
    pub fn scale(self, scale: bool) -> BatchNormalization {
        BatchNormalization { scale, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<BatchNormalization> {
        let axis = match a.integers("axis")?.as_deref() {
            None => -1,
            Some(&[axis]) => axis,
            Some(_) => return Err(a.error("axis", "one axis")),
        };
        Ok(BatchNormalization {
            axis,
            momentum: a.float("momentum", 0.99)?,
            epsilon: a.float("epsilon", 1e-3)?,
            center: a.bool("center", true)?,
            scale: a.bool("scale", true)?,
            beta: a.weight("beta", Initializer::Zeros)?,
            gamma: a.weight("gamma", Initializer::Ones)?,
            moving_mean_initializer: a
                .initializer("moving_mean_initializer", Initializer::Zeros)?,
            moving_variance_initializer: a
                .initializer("moving_variance_initializer", Initializer::Ones)?,
        })
    }
}

impl Layer for BatchNormalization {
    fn class_name(&self) -> &str {
        "BatchNormalization"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("axis", self.axis.into()),
            ("momentum", self.momentum.into()),
            ("epsilon", self.epsilon.into()),
            ("center", self.center.into()),
            ("scale", self.scale.into()),
            ("moving_mean_initializer", self.moving_mean_initializer.config()),
            ("moving_variance_initializer", self.moving_variance_initializer.config()),
        ]);
        self.beta.write_config("beta", &mut config);
        self.gamma.write_config("gamma", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let shape = [cx.extent(inputs, self.axis)?];
        if self.scale {
            cx.add("gamma", &shape, self.gamma.clone())?;
        }
        if self.center {
            cx.add("beta", &shape, self.beta.clone())?;
        }
        cx.add_weight("moving_mean", &shape, &self.moving_mean_initializer, false)?;
        cx.add_weight("moving_variance", &shape, &self.moving_variance_initializer, false)?;
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        resolve_axis(self.class_name(), self.axis, dims.len())?;
        Ok(dims.clone())
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let axis = resolve_axis(self.class_name(), self.axis, x.rank())?;
        // A frozen layer keeps its statistics, as in Keras.
        let (mean, variance) = if cx.training() && cx.trainable() {
            let others: Vec<usize> = (0..x.rank()).filter(|&i| i != axis).collect();
            let (mean, variance) = x.moments(others, false)?;
            let old = self.momentum;
            no_tape(|| -> Result<()> {
                for (name, new) in [("moving_mean", &mean), ("moving_variance", &variance)] {
                    let moving = cx.variable(name)?;
                    let kept = (&moving.value() * old)?;
                    moving.assign(&kept.add(&(new * (1.0 - old))?)?)?;
                }
                Ok(())
            })?;
            (mean, variance)
        } else {
            (cx.weight("moving_mean")?, cx.weight("moving_variance")?)
        };
        // Along the last axis vectors broadcast as they are.
        let along = |v: Tensor| -> Result<Tensor> {
            if axis + 1 == x.rank() {
                return Ok(v);
            }
            let mut shape = vec![1; x.rank()];
            shape[axis] = v.size();
            Ok(v.reshape(shape)?)
        };
        let gamma = self.scale.then(|| along(cx.weight("gamma")?)).transpose()?;
        let beta = match self.center {
            true => Some(along(cx.weight("beta")?)?),
            // The operation takes a scale only after an offset.
            false if self.scale => Some(Tensor::zeros(&[], x.dtype())?),
            false => None,
        };
        let (mean, variance) = (along(mean)?, along(variance)?);
        Ok(x.batch_norm(&mean, &variance, beta.as_ref(), gamma.as_ref(), self.epsilon)?)
    }
}
