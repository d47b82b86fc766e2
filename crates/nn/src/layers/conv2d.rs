//! `Conv2D`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::{padding, slide, windows};
use sparkler_engine::options::FusedConv2dOptions;

/// A convolution over images `[batch, height, width, channels]`:
/// `activation(conv2d(x, kernel) + bias)`.
///
/// Weights: `kernel` `[height, width, channels / groups, filters]` (Glorot uniform) and `bias`
/// `[filters]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Conv2D};
/// let model = Sequential::new()
///     .input([28, 28, 1])
///     .add(Conv2D::new(32, [3, 3]).strides([2, 2]).padding("same").activation("relu")?)
///     .build()?;
/// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(32)]);
/// assert_eq!(model.count_params(), 320);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conv2D {
    filters: usize,
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: String,
    dilation_rate: [usize; 2],
    groups: usize,
    activation: Function,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

impl Conv2D {
    /// With that many filters of `[height, width]`.
    pub fn new(filters: usize, kernel_size: [usize; 2]) -> Conv2D {
        Conv2D {
            filters,
            kernel_size,
            strides: [1, 1],
            padding: "valid".into(),
            dilation_rate: [1, 1],
            groups: 1,
            activation: Function::Linear,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far one window lies from the next.
    pub fn strides(self, strides: [usize; 2]) -> Conv2D {
        Conv2D { strides, ..self }
    }

    /// `"valid"`: windows stay inside the image; `"same"`: it is padded with zeros, so that with
    /// strides of 1 the output is as large as the input.
    pub fn padding(self, padding: &str) -> Conv2D {
        Conv2D { padding: padding.into(), ..self }
    }

    /// How far the elements of a window lie from one another.
    pub fn dilation_rate(self, dilation_rate: [usize; 2]) -> Conv2D {
        Conv2D { dilation_rate, ..self }
    }

    /// Into how many groups channels and filters are cut; each group of filters sees its own
    /// group of channels.
    pub fn groups(self, groups: usize) -> Conv2D {
        Conv2D { groups, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Conv2D> {
        a.only("data_format", "channels_last")?;
        let kernel_size = a.counts("kernel_size")?;
        let kernel_size = kernel_size.ok_or_else(|| a.error("kernel_size", "two whole numbers"))?;
        let default = Conv2D::new(a.count("filters")?, kernel_size);
        Ok(Conv2D {
            strides: a.counts("strides")?.unwrap_or([1, 1]),
            padding: a.text("padding", "valid")?,
            dilation_rate: a.counts("dilation_rate")?.unwrap_or([1, 1]),
            groups: a.optional_count("groups")?.unwrap_or(1),
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }
}

weight_and_bias_options!(Conv2D);

impl Layer for Conv2D {
    fn class_name(&self) -> &str {
        "Conv2D"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("filters", self.filters.into()),
            ("kernel_size", self.kernel_size.to_vec().into()),
            ("strides", self.strides.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", self.dilation_rate.to_vec().into()),
            ("groups", self.groups.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write_config("kernel", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let channels = cx.extent(inputs, -1)?;
        let groups = self.groups;
        if groups == 0 || !channels.is_multiple_of(groups) || !self.filters.is_multiple_of(groups) {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "groups is {groups}, expected a divisor of the {channels} channels and of the \
                     {} filters",
                    self.filters
                ),
            ));
        }
        let shape = [self.kernel_size[0], self.kernel_size[1], channels / groups, self.filters];
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
        let bias = self.use_bias.then(|| cx.weight("bias")).transpose()?;
        let options = FusedConv2dOptions {
            strides: self.strides.into(),
            pad: padding(self.class_name(), &self.padding)?,
            dilations: self.dilation_rate.into(),
            activation: self.activation.fused_name().unwrap_or("linear"),
            ..Default::default()
        };
        let x = only(self, inputs)?;
        let y = x.fused_conv2d(&cx.weight("kernel")?, bias.as_ref(), options)?;
        match self.activation.fused_name() {
            Some(_) => Ok(y),
            None => self.activation.apply(&y),
        }
    }
}
