//! The layers that sum up the windows of images, sequences and volumes: `MaxPooling1D`, ...

use super::*;
use crate::layers::windows::{padding, slide, windows};
use sparkler_engine::Padding;
use sparkler_engine::options::{
    AvgPool3dOptions, AvgPoolOptions, MaxPool3dOptions, MaxPoolOptions,
};

/// The arguments of a layer whose windows have `N` axes.
#[derive(Clone, Debug)]
struct Pooling<const N: usize> {
    pool_size: [usize; N],
    strides: Option<[usize; N]>,
    padding: String,
}

impl<const N: usize> Pooling<N> {
    fn from_arguments(a: &Arguments<'_>) -> Result<Pooling<N>> {
        a.only("data_format", "channels_last")?;
        Ok(Pooling {
            pool_size: a.counts("pool_size")?.unwrap_or([2; N]),
            strides: a.counts("strides")?,
            padding: a.text("padding", "valid")?,
        })
    }

    fn strides(&self) -> [usize; N] {
        self.strides.unwrap_or(self.pool_size)
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![
            ("pool_size", self.pool_size.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("strides", self.strides().to_vec().into()),
            ("data_format", "channels_last".into()),
        ])
    }

    fn output_shape(&self, layer: &dyn Layer, inputs: &[Dims]) -> Result<Dims> {
        let windows = windows(self.pool_size, self.strides(), [1; N]);
        slide(layer, inputs, windows, &self.padding, None)
    }
}

macro_rules! pooling_layer {
    (
        $(#[doc = $doc:literal])*
        $Name:ident, $class:literal, $axes:literal, |$x:ident, $size:ident, $strides:ident, $pad:ident| $pool:expr
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $Name(Pooling<$axes>);

        impl $Name {
            /// Windows of that size, side by side.
            pub fn new(pool_size: [usize; $axes]) -> $Name {
                $Name(Pooling { pool_size, strides: None, padding: "valid".into() })
            }

            /// How far one window lies from the next.
            pub fn strides(mut self, strides: [usize; $axes]) -> $Name {
                self.0.strides = Some(strides);
                self
            }

            /// `"valid"`: windows stay inside; `"same"`: they may reach over the edge.
            pub fn padding(mut self, padding: &str) -> $Name {
                self.0.padding = padding.into();
                self
            }

            pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<$Name> {
                Pooling::from_arguments(a).map($Name)
            }
        }

        impl Layer for $Name {
            fn class_name(&self) -> &str {
                $class
            }

            fn config(&self) -> Map<String, Json> {
                self.0.config()
            }

            fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
                self.0.output_shape(self, inputs)
            }

            fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
                let pool = |$x: &Tensor,
                            $size: [usize; $axes],
                            $strides: [usize; $axes],
                            $pad: Padding|
                 -> sparkler_engine::Result<Tensor> { $pool };
                let pad = padding($class, &self.0.padding)?;
                Ok(pool(only(self, inputs)?, self.0.pool_size, self.0.strides(), pad)?)
            }
        }
    };
}

pooling_layer!(
    /// The largest element of each window of a sequence `[batch, steps, channels]`.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::MaxPooling1D};
    /// let model = Sequential::new().input([12, 3]).add(MaxPooling1D::new([4])).build()?;
    /// assert_eq!(model.output_shape(), [None, Some(3), Some(3)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    MaxPooling1D, "MaxPooling1D", 1, |x, size, strides, pad| {
        let options = MaxPoolOptions { pad, ..Default::default() };
        x.expand_dims(2)?.max_pool([size[0], 1], [strides[0], 1], options)?.squeeze(2)
    }
);
pooling_layer!(
    /// The mean of each window of a sequence `[batch, steps, channels]`.
    AveragePooling1D, "AveragePooling1D", 1, |x, size, strides, pad| {
        let options = AvgPoolOptions { pad, ..Default::default() };
        x.expand_dims(2)?.avg_pool([size[0], 1], [strides[0], 1], options)?.squeeze(2)
    }
);
pooling_layer!(
    /// The largest element of each window of an image `[batch, height, width, channels]`.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::MaxPooling2D};
    /// let model = Sequential::new().input([28, 28, 3]).add(MaxPooling2D::new([2, 2])).build()?;
    /// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(3)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    MaxPooling2D, "MaxPooling2D", 2, |x, size, strides, pad| {
        x.max_pool(size, strides, MaxPoolOptions { pad, ..Default::default() })
    }
);
pooling_layer!(
    /// The mean of each window of an image `[batch, height, width, channels]`.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::AveragePooling2D};
    /// let model = Sequential::new().input([28, 28, 3]).add(AveragePooling2D::new([2, 2])).build()?;
    /// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(3)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    AveragePooling2D, "AveragePooling2D", 2, |x, size, strides, pad| {
        x.avg_pool(size, strides, AvgPoolOptions { pad, ..Default::default() })
    }
);
pooling_layer!(
    /// The largest element of each window of a volume `[batch, depth, height, width, channels]`.
    MaxPooling3D, "MaxPooling3D", 3, |x, size, strides, pad| {
        x.max_pool3d(size, strides, MaxPool3dOptions { pad, ..Default::default() })
    }
);
pooling_layer!(
    /// The mean of each window of a volume `[batch, depth, height, width, channels]`.
    AveragePooling3D, "AveragePooling3D", 3, |x, size, strides, pad| {
        x.avg_pool3d(size, strides, AvgPool3dOptions { pad, ..Default::default() })
    }
);
