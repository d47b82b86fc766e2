//! The geometry that convolutions and poolings share.

use super::*;
use crate::ErrorKind;
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

/// The output's shape of windows that slide over all axes of `[batch, ..., channels]` but the first
/// and the last, and give that many channels (as many as there are if not said).
pub(crate) fn slide<const N: usize>(
    layer: &dyn Layer,
    inputs: &[Dims],
    windows: [Window; N],
    word: &str,
    channels: Option<usize>,
) -> Result<Dims> {
    let dims = only_of_rank(layer, inputs, N + 2)?;
    let class = layer.class_name();
    let mut out = vec![dims[0]];
    for (extent, window) in dims[1..=N].iter().zip(windows) {
        out.push(places(class, *extent, window, word).map_err(|e| match e.into_kind() {
            ErrorKind::Argument { of, message } => {
                Error::argument(of, format!("{message}; its input is {}", format_dims(dims)))
            }
            other => other.into(),
        })?);
    }
    out.push(channels.or(dims[N + 1]));
    Ok(out)
}

/// Windows along some axes.
pub(crate) fn windows<const N: usize>(
    size: [usize; N],
    strides: [usize; N],
    dilations: [usize; N],
) -> [Window; N] {
    std::array::from_fn(|i| Window { size: size[i], stride: strides[i], dilation: dilations[i] })
}
