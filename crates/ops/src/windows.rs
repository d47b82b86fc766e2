//! The geometry of windows that slide over images: output sizes and padding.

use crate::attrs::Padding;
use crate::call::Call;
use sparkler_base::{Result, Shape};

/// A window along one axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window1 {
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) dilation: usize,
}

impl Window1 {
    /// From its first element to its last.
    fn reach(&self) -> usize {
        (self.kernel - 1).saturating_mul(self.dilation).saturating_add(1)
    }

    /// How many places the window has on an axis of `input` elements (the `axis`-th spatial one),
    /// and how much padding goes before it.
    pub(crate) fn slide(
        &self,
        cx: &Call<'_>,
        input: usize,
        padding: &Padding,
        axis: usize,
    ) -> Result<(usize, usize)> {
        // Within this bound, which no memory reaches, 64 bits do not overflow; 32 may, and stay full.
        if [self.kernel, self.stride, self.dilation].iter().any(|v| !(1..1 << 31).contains(v)) {
            return Err(cx.error(format!(
                "a window of {} elements, stride {}, dilation {} (each must be at least 1 and less \
                 than 2147483648)",
                self.kernel, self.stride, self.dilation
            )));
        }
        let reach = self.reach();
        let (before, padded) = match padding {
            Padding::Unknown(_) => return Err(cx.attr_error("pad", "\"valid\" or \"same\"")),
            Padding::Valid => (0, input),
            Padding::Same => {
                let output = input.div_ceil(self.stride);
                let steps = output.saturating_sub(1).saturating_mul(self.stride);
                let needed = steps.saturating_add(reach);
                let total = needed.saturating_sub(input);
                return Ok((output, total / 2));
            }
            Padding::Explicit(list) => {
                let pair = match list.len() {
                    1 => Some((list[0], list[0])),
                    _ => list.get(2 * axis).copied().zip(list.get(2 * axis + 1).copied()),
                };
                match pair {
                    Some((b, a)) if (0..1 << 31).contains(&b) && (0..1 << 31).contains(&a) => {
                        (b as usize, input.saturating_add(b as usize).saturating_add(a as usize))
                    }
                    _ => {
                        return Err(cx.attr_error(
                            "pad",
                            "\"valid\", \"same\", one number, or a pair of numbers of at least 0 \
                             for each spatial axis",
                        ));
                    }
                }
            }
        };
        if reach > padded {
            return Err(cx.error(format!(
                "a window of {} (dilation {}) does not fit an axis of {padded} elements, padding \
                 included (expected a smaller window or padding \"same\")",
                self.kernel, self.dilation
            )));
        }
        Ok(((padded - reach) / self.stride + 1, before))
    }
}

/// A window along `N` spatial axes of a shape `[batch, spatial.., channels]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Windows<const N: usize> {
    pub(crate) strides: [usize; N],
    pub(crate) dilations: [usize; N],
    pub(crate) output: [usize; N],
    pub(crate) before: [usize; N],
}

impl<const N: usize> Windows<N> {
    /// Slides a window of those extents, with strides, dilations and padding from the attributes,
    /// over images of so many channels.
    pub(crate) fn new(
        cx: &Call<'_>,
        input: [usize; N],
        kernel: [usize; N],
        channels: usize,
    ) -> Result<Windows<N>> {
        let (strides, dilations) = (cx.spatial("strides")?, cx.spatial("dilations")?);
        let padding = cx.padding("pad");
        let mut whole = vec![channels];
        let mut out = Windows { strides, dilations, output: [0; N], before: [0; N] };
        for i in 0..N {
            let window = Window1 { kernel: kernel[i], stride: strides[i], dilation: dilations[i] };
            (out.output[i], out.before[i]) = window.slide(cx, input[i], &padding, i)?;
            // From the beginning of the padding to its end, and more.
            whole.push(out.before[i].saturating_add(input[i]).saturating_add(window.reach()));
        }
        // Kernels count through the padding, too, though nothing of it is in memory.
        Shape::new(&whole)?;
        Ok(out)
    }
}

/// Extents of `N` axes as three, the first ones filled up.
pub(crate) fn three<const N: usize>(dims: [usize; N], fill: usize) -> [usize; 3] {
    let mut out = [fill; 3];
    out[3 - N..].copy_from_slice(&dims);
    out
}
