//! The layers that sum up each channel: `GlobalAveragePooling1D`, `GlobalMaxPooling1D`, ...

use super::*;

macro_rules! global_pooling_layer {
    ($(#[doc = $doc:literal])* $Name:ident, $class:literal, $axes:literal, $reduce:ident) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $Name {
            keepdims: bool,
        }

        impl $Name {
            /// Gives `[batch, channels]`.
            pub fn new() -> $Name {
                $Name::default()
            }

            /// Keeps the axes between batch and channels, with extent 1.
            pub fn keepdims(self, keepdims: bool) -> $Name {
                $Name { keepdims }
            }

            pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<$Name> {
                a.only("data_format", "channels_last")?;
                Ok($Name { keepdims: a.bool("keepdims", false)? })
            }
        }

        impl Layer for $Name {
            fn class_name(&self) -> &str {
                $class
            }

            fn config(&self) -> Map<String, Json> {
                config_of(vec![
                    ("data_format", "channels_last".into()),
                    ("keepdims", self.keepdims.into()),
                ])
            }

            fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
                let dims = only_of_rank(self, inputs, $axes + 2)?;
                let mut out = vec![dims[0]];
                if self.keepdims {
                    out.extend([Some(1); $axes]);
                }
                out.push(dims[$axes + 1]);
                Ok(out)
            }

            fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
                let axes: Vec<usize> = (1..=$axes).collect();
                Ok(only(self, inputs)?.$reduce(axes, self.keepdims)?)
            }
        }
    };
}

global_pooling_layer!(
    /// The mean of each channel of a sequence `[batch, steps, channels]`.
    GlobalAveragePooling1D, "GlobalAveragePooling1D", 1, mean);
global_pooling_layer!(
    /// The largest element of each channel of a sequence `[batch, steps, channels]`.
    GlobalMaxPooling1D, "GlobalMaxPooling1D", 1, max);
global_pooling_layer!(
    /// The mean of each channel of an image `[batch, height, width, channels]`.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::GlobalAveragePooling2D};
    /// let model = Sequential::new().input([7, 7, 32]).add(GlobalAveragePooling2D::new()).build()?;
    /// assert_eq!(model.output_shape(), [None, Some(32)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    GlobalAveragePooling2D, "GlobalAveragePooling2D", 2, mean);
global_pooling_layer!(
    /// The largest element of each channel of an image `[batch, height, width, channels]`.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::GlobalMaxPooling2D};
    /// let model = Sequential::new().input([7, 7, 32]).add(GlobalMaxPooling2D::new()).build()?;
    /// assert_eq!(model.output_shape(), [None, Some(32)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    GlobalMaxPooling2D, "GlobalMaxPooling2D", 2, max);
global_pooling_layer!(
    /// The mean of each channel of a volume `[batch, depth, height, width, channels]`.
    GlobalAveragePooling3D, "GlobalAveragePooling3D", 3, mean);
global_pooling_layer!(
    /// The largest element of each channel of a volume `[batch, depth, height, width, channels]`.
    GlobalMaxPooling3D, "GlobalMaxPooling3D", 3, max);
