//! `Conv2DTranspose`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::padding;
use sparkler_engine::Padding;
use sparkler_engine::options::Conv2dTransposeOptions;

/// A convolution backwards: an image `[batch, height, width, channels]` is spread out to one
/// `strides` times as large, in the way in which the gradient of a convolution goes (Zeiler et al.
/// 2010). With bias and activation.
///
/// Weights: `kernel` `[height, width, filters, channels]` (Glorot uniform) and `bias` `[filters]`
/// (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Conv2DTranspose};
/// let model = Sequential::new()
///     .input([7, 7, 8])
///     .add(Conv2DTranspose::new(3, [4, 4]).strides([2, 2]).padding("same"))
///     .build()?;
/// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conv2DTranspose {
    filters: usize,
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: String,
    activation: Function,
    use_bias: bool,
    kernel: WeightOptions,
    bias: WeightOptions,
}

impl Conv2DTranspose {
    /// With that many filters of `[height, width]`.
    pub fn new(filters: usize, kernel_size: [usize; 2]) -> Conv2DTranspose {
        Conv2DTranspose {
            filters,
            kernel_size,
            strides: [1, 1],
            padding: "valid".into(),
            activation: Function::Linear,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far what comes of one element lies from what comes of the next.
    pub fn strides(self, strides: [usize; 2]) -> Conv2DTranspose {
        Conv2DTranspose { strides, ..self }
    }

    /// `"valid"`: all that comes of the image is kept; `"same"`: the edge is cut off, so that the
    /// output is `strides` times as large as the input.
    pub fn padding(self, padding: &str) -> Conv2DTranspose {
        Conv2DTranspose { padding: padding.into(), ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Conv2DTranspose> {
        a.only("data_format", "channels_last")?;
        a.only("output_padding", Json::Null)?;
        if a.counts("dilation_rate")?.is_some_and(|d| d != [1, 1]) {
            return Err(a.error("dilation_rate", "1 (nothing else is supported)"));
        }
        let kernel_size = a.counts("kernel_size")?;
        let kernel_size = kernel_size.ok_or_else(|| a.error("kernel_size", "two whole numbers"))?;
        let default = Conv2DTranspose::new(a.count("filters")?, kernel_size);
        Ok(Conv2DTranspose {
            strides: a.counts("strides")?.unwrap_or([1, 1]),
            padding: a.text("padding", "valid")?,
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }
}

weight_and_bias_options!(Conv2DTranspose);

impl Layer for Conv2DTranspose {
    fn class_name(&self) -> &str {
        "Conv2DTranspose"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("filters", self.filters.into()),
            ("kernel_size", self.kernel_size.to_vec().into()),
            ("strides", self.strides.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("data_format", "channels_last".into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write_config("kernel", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let [height, width] = self.kernel_size;
        let shape = [height, width, self.filters, cx.extent(inputs, -1)?];
        cx.add("kernel", &shape, self.kernel.clone())?;
        if self.use_bias {
            cx.add("bias", &[self.filters], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only_of_rank(self, inputs, 4)?;
        let zero = |sizes: [usize; 2]| sizes.contains(&0);
        if self.filters == 0 || zero(self.kernel_size) || zero(self.strides) {
            return Err(Error::argument(
                self.class_name(),
                "filters, kernel_size and strides must be at least 1",
            ));
        }
        let (height, width) = (self.extent(dims[1], 0)?, self.extent(dims[2], 1)?);
        Ok(vec![dims[0], height, width, Some(self.filters)])
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let dims: Vec<Dims> = vec![x.shape().iter().map(|&d| Some(d)).collect()];
        let shape: Option<Vec<usize>> = self.compute_output_shape(&dims)?.into_iter().collect();
        let shape = shape.ok_or_else(|| Error::argument(self.class_name(), "has no shape"))?;
        let options = Conv2dTransposeOptions {
            strides: self.strides.into(),
            pad: padding(self.class_name(), &self.padding)?,
        };
        let mut y = x.conv2d_transpose(&cx.weight("kernel")?, shape, options)?;
        if self.use_bias {
            y = y.add(&cx.weight("bias")?)?;
        }
        self.activation.apply(&y)
    }
}

impl Conv2DTranspose {
    /// How far an axis of that extent is spread out.
    fn extent(&self, extent: Option<usize>, axis: usize) -> Result<Option<usize>> {
        let (size, stride) = (self.kernel_size[axis], self.strides[axis]);
        let more = match padding(self.class_name(), &self.padding)? {
            Padding::Same => 0,
            _ => size.saturating_sub(stride),
        };
        Ok(extent.map(|d| d.saturating_mul(stride).saturating_add(more)))
    }
}
