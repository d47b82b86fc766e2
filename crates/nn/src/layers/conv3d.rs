//! `Conv3D`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::{padding, slide, windows};
use sparkler_engine::options::Conv3dOptions;

/// A convolution over volumes `[batch, depth, height, width, channels]`:
/// `activation(conv3d(x, kernel) + bias)`.
///
/// Weights: `kernel` `[depth, height, width, channels, filters]` (Glorot uniform) and `bias`
/// `[filters]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Conv3D};
/// let model = Sequential::new()
///     .input([4, 8, 8, 1])
///     .add(Conv3D::new(3, [2, 2, 2]).strides([1, 2, 2]).activation("relu")?)
///     .build()?;
/// assert_eq!(model.output_shape(), [None, Some(3), Some(4), Some(4), Some(3)]);
/// assert_eq!(model.count_params(), 27);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conv3D {
    filters: usize,
    kernel_size: [usize; 3],
    strides: [usize; 3],
    padding: String,
    dilation_rate: [usize; 3],
    activation: Function,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

impl Conv3D {
    /// With that many filters of `[depth, height, width]`.
    pub fn new(filters: usize, kernel_size: [usize; 3]) -> Conv3D {
        Conv3D {
            filters,
            kernel_size,
            strides: [1, 1, 1],
            padding: "valid".into(),
            dilation_rate: [1, 1, 1],
            activation: Function::Linear,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far one window lies from the next.
    pub fn strides(self, strides: [usize; 3]) -> Conv3D {
        Conv3D { strides, ..self }
    }

    /// `"valid"`: windows stay inside the volume; `"same"`: it is padded with zeros, so that with
    /// strides of 1 the output is as large as the input.
    pub fn padding(self, padding: &str) -> Conv3D {
        Conv3D { padding: padding.into(), ..self }
    }

    /// How far the elements of a window lie from one another.
    pub fn dilation_rate(self, dilation_rate: [usize; 3]) -> Conv3D {
        Conv3D { dilation_rate, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Conv3D> {
        a.only("data_format", "channels_last")?;
        a.only("groups", 1)?;
        let kernel_size = a.counts("kernel_size")?;
        let kernel_size =
            kernel_size.ok_or_else(|| a.error("kernel_size", "three whole numbers"))?;
        let default = Conv3D::new(a.count("filters")?, kernel_size);
        Ok(Conv3D {
            strides: a.counts("strides")?.unwrap_or([1, 1, 1]),
            padding: a.text("padding", "valid")?,
            dilation_rate: a.counts("dilation_rate")?.unwrap_or([1, 1, 1]),
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }
}

weight_and_bias_options!(Conv3D);

impl Layer for Conv3D {
    fn class_name(&self) -> &str {
        "Conv3D"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("filters", self.filters.into()),
            ("kernel_size", self.kernel_size.to_vec().into()),
            ("strides", self.strides.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", self.dilation_rate.to_vec().into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write_config("kernel", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let [depth, height, width] = self.kernel_size;
        let shape = [depth, height, width, cx.extent(inputs, -1)?, self.filters];
        cx.add("kernel", &shape, self.kernel.clone())?;
        if self.use_bias {
            cx.add("bias", &[self.filters], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if self.filters == 0 {
            return Err(Error::argument(self.class_name(), "filters is 0, expected at least 1"));
        }
        let windows = windows(self.kernel_size, self.strides, self.dilation_rate);
        slide(self, inputs, windows, &self.padding, Some(self.filters))
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let options = Conv3dOptions {
            strides: self.strides.into(),
            pad: padding(self.class_name(), &self.padding)?,
            dilations: self.dilation_rate.into(),
            ..Default::default()
        };
        let mut y = only(self, inputs)?.conv3d(&cx.weight("kernel")?, options)?;
        if self.use_bias {
            y = y.add(&cx.weight("bias")?)?;
        }
        self.activation.apply(&y)
    }
}
