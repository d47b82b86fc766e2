//! `Conv1D`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::{Window, padding, places};
use sparkler_engine::options::Conv1dOptions;

/// A convolution over sequences `[batch, steps, channels]`:
/// `activation(conv1d(x, kernel) + bias)`.
///
/// Weights: `kernel` `[size, channels, filters]` (Glorot uniform) and `bias` `[filters]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Conv1D};
/// let model =
///     Sequential::new().input([128, 3]).add(Conv1D::new(16, 5).padding("causal")).build()?;
/// assert_eq!(model.output_shape(), [None, Some(128), Some(16)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conv1D {
    filters: usize,
    kernel_size: usize,
    strides: usize,
    padding: String,
    dilation_rate: usize,
    activation: Function,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

impl Conv1D {
    /// With that many filters of that length.
    pub fn new(filters: usize, kernel_size: usize) -> Conv1D {
        Conv1D {
            filters,
            kernel_size,
            strides: 1,
            padding: "valid".into(),
            dilation_rate: 1,
            activation: Function::Linear,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far one window lies from the next.
    pub fn strides(self, strides: usize) -> Conv1D {
        Conv1D { strides, ..self }
    }

    /// `"valid"`, `"same"`, or `"causal"`: padded before, so that no output sees what comes later.
    pub fn padding(self, padding: &str) -> Conv1D {
        Conv1D { padding: padding.into(), ..self }
    }

    /// How far the elements of a window lie from one another.
    pub fn dilation_rate(self, dilation_rate: usize) -> Conv1D {
        Conv1D { dilation_rate, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Conv1D> {
        a.only("data_format", "channels_last")?;
        a.only("groups", 1)?;
        let one = |name: &str| a.counts::<1>(name).map(|v| v.map(|[v]| v));
        let size = one("kernel_size")?;
        let size = size.ok_or_else(|| a.error("kernel_size", "a whole number"))?;
        let default = Conv1D::new(a.count("filters")?, size);
        Ok(Conv1D {
            strides: one("strides")?.unwrap_or(1),
            padding: a.text("padding", "valid")?,
            dilation_rate: one("dilation_rate")?.unwrap_or(1),
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }

    fn is_causal(&self) -> bool {
        self.padding == "causal"
    }
}

weight_and_bias_options!(Conv1D);

impl Layer for Conv1D {
    fn class_name(&self) -> &str {
        "Conv1D"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("filters", self.filters.into()),
            ("kernel_size", vec![self.kernel_size].into()),
            ("strides", vec![self.strides].into()),
            ("padding", self.padding.clone().into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", vec![self.dilation_rate].into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write_config("kernel", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let shape = [self.kernel_size, cx.extent(inputs, -1)?, self.filters];
        cx.add("kernel", &shape, self.kernel.clone())?;
        if self.use_bias {
            cx.add("bias", &[self.filters], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only_of_rank(self, inputs, 3)?;
        if self.filters == 0 {
            return Err(Error::argument(self.class_name(), "filters is 0, expected at least 1"));
        }
        let window =
            Window { size: self.kernel_size, stride: self.strides, dilation: self.dilation_rate };
        // Padding by what the window reaches back gives as many places as "same".
        let word = if self.is_causal() { "same" } else { &self.padding };
        let steps = places(self.class_name(), dims[1], window, word)?;
        Ok(vec![dims[0], steps, Some(self.filters)])
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let mut x = only(self, inputs)?.clone();
        let mut options = Conv1dOptions {
            stride: self.strides as i64,
            dilation: self.dilation_rate as i64,
            ..Default::default()
        };
        if self.is_causal() {
            let before = self.dilation_rate * (self.kernel_size - 1);
            x = x.pad([[0, 0], [before, 0], [0, 0]], 0.0)?;
        } else {
            options.pad = padding(self.class_name(), &self.padding)?;
        }
        let mut y = x.conv1d(&cx.weight("kernel")?, options)?;
        if self.use_bias {
            y = y.add(&cx.weight("bias")?)?;
        }
        self.activation.apply(&y)
    }
}
