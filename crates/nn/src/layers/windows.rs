//! The geometry that convolutions and poolings share.

use super::*;
use crate::layers::format_dims;
use sparkler_engine::Padding;

/// How the edge of an image is treated, by Keras's words.
pub(crate) fn padding(class: &str, word: &str) -> Result<Padding> {
    match word {
        "valid" => Ok(Padding::Valid),
        "same" => Ok(Padding::Same),
        _ => Err(Error::argument(
            class,
            format!("padding is {word:?}, expected \"valid\" or \"same\""),
        )),
    }
}

/// A window along one axis.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    pub(crate) size: usize,
    pub(crate) stride: usize,
    pub(crate) dilation: usize,
}

/// How many places a window has on an axis of that extent.
pub(crate) fn places(
    class: &str,
    extent: Option<usize>,
    window: Window,
    word: &str,
) -> Result<Option<usize>> {
    let Window { size, stride, dilation } = window;
    if size == 0 || stride == 0 || dilation == 0 {
        return Err(Error::argument(
            class,
            format!("window {size}, stride {stride} and dilation {dilation} must be at least 1"),
        ));
    }
    let padding = padding(class, word)?;
    let Some(extent) = extent else { return Ok(None) };
    if padding == Padding::Same {
        return Ok(Some(extent.div_ceil(stride)));
    }
    let reach = (size - 1).saturating_mul(dilation).saturating_add(1);
    match extent.checked_sub(reach) {
        Some(rest) => Ok(Some(rest / stride + 1)),
        None => Err(Error::argument(
            class,
            format!(
                "a window that reaches over {reach} elements does not fit an axis of {extent} \
                 (expected a smaller window or padding \"same\")"
            ),
        )),
    }
}

/// The output's shape of windows `[height, width]` that slide over `[batch, height, width,
/// channels]` and give that many channels (as many as there are if not said).
pub(crate) fn slide_2d(
    layer: &dyn Layer,
    inputs: &[Dims],
    windows: [Window; 2],
    word: &str,
    channels: Option<usize>,
) -> Result<Dims> {
    let dims = only_of_rank(layer, inputs, 4)?;
    let class = layer.class_name();
    let place = |axis: usize| {
        places(class, dims[axis + 1], windows[axis], word).map_err(|e| match e {
            Error::Argument { of, message } => Error::Argument {
                of,
                message: format!("{message}; its input is {}", format_dims(dims)),
            },
            other => other,
        })
    };
    Ok(vec![dims[0], place(0)?, place(1)?, channels.or(dims[3])])
}

/// Windows along two axes.
pub(crate) fn windows(size: [usize; 2], strides: [usize; 2], dilations: [usize; 2]) -> [Window; 2] {
    [0, 1].map(|i| Window { size: size[i], stride: strides[i], dilation: dilations[i] })
}

/// The arguments of pooling layers.
pub(crate) struct Pooling {
    pub(crate) pool_size: [usize; 2],
    pub(crate) strides: Option<[usize; 2]>,
    pub(crate) padding: String,
}

impl Pooling {
    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Pooling> {
        a.only("data_format", "channels_last")?;
        Ok(Pooling {
            pool_size: a.counts("pool_size")?.unwrap_or([2, 2]),
            strides: a.counts("strides")?,
            padding: a.text("padding", "valid")?,
        })
    }

    pub(crate) fn strides(&self) -> [usize; 2] {
        self.strides.unwrap_or(self.pool_size)
    }

    pub(crate) fn config(&self) -> Map<String, Json> {
        Map::from_iter([
            ("pool_size".to_string(), self.pool_size.to_vec().into()),
            ("padding".to_string(), self.padding.clone().into()),
            ("strides".to_string(), self.strides().to_vec().into()),
            ("data_format".to_string(), "channels_last".into()),
        ])
    }

    pub(crate) fn output_shape(&self, layer: &dyn Layer, inputs: &[Dims]) -> Result<Dims> {
        let windows = windows(self.pool_size, self.strides(), [1, 1]);
        slide_2d(layer, inputs, windows, &self.padding, None)
    }
}
