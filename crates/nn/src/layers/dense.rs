//! `Dense`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use sparkler_engine::options::FusedMatMulOptions;

/// A densely connected layer: `activation(x @ kernel + bias)` over the last axis.
///
/// Weights: `kernel` `[inputs, units]` (Glorot uniform) and `bias` `[units]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Dense};
/// let model = Sequential::new().input([784]).add(Dense::new(10).activation("softmax")?).build()?;
/// assert_eq!(model.count_params(), 7850);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dense {
    units: usize,
    activation: Function,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

impl Dense {
    /// With that many outputs, linear.
    pub fn new(units: usize) -> Dense {
        Dense {
            units,
            activation: Function::Linear,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Dense> {
        let default = Dense::new(a.count("units")?);
        Ok(Dense {
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }
}

weight_and_bias_options!(Dense);

impl Layer for Dense {
    fn class_name(&self) -> &str {
        "Dense"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("units", self.units.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write_config("kernel", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let features = cx.extent(inputs, -1)?;
        cx.add("kernel", &[features, self.units], self.kernel.clone())?;
        if self.use_bias {
            cx.add("bias", &[self.units], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = only(self, inputs)?.clone();
        if dims.len() < 2 {
            return Err(Error::argument(
                self.class_name(),
                format!("takes an input of rank 2 or more, got shape {}", format_dims(&dims)),
            ));
        }
        if self.units == 0 {
            return Err(Error::argument(self.class_name(), "units is 0, expected at least 1"));
        }
        dims.pop();
        dims.push(Some(self.units));
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        match self.activation.fused_name() {
            Some(name) => self.product(inputs, cx, name),
            None => self.activation.apply(&self.product(inputs, cx, "linear")?),
        }
    }

    fn last_activation(&self) -> Option<Function> {
        Some(self.activation)
    }

    fn call_before_activation(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        self.product(inputs, cx, "linear")
    }
}

impl Dense {
    /// `activation(x @ kernel + bias)` in one operation, for the activations it knows.
    fn product(
        &self,
        inputs: &[Tensor],
        cx: &CallContext<'_>,
        activation: &'static str,
    ) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let bias = self.use_bias.then(|| cx.weight("bias")).transpose()?;
        let options = FusedMatMulOptions { activation, ..Default::default() };
        // Every leading axis counts as batch: one large product instead of many small ones.
        let mut shape = x.shape().to_vec();
        let features = shape.pop().unwrap_or(1);
        let rows = match shape.len() {
            1 => x.clone(),
            _ => x.reshape([shape.iter().product(), features])?,
        };
        let y = rows.fused_matmul(&cx.weight("kernel")?, bias.as_ref(), options)?;
        if shape.len() == 1 {
            return Ok(y);
        }
        shape.push(self.units);
        Ok(y.reshape(shape)?)
    }
}
