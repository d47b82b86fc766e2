//! `AveragePooling2D`

use super::*;
use crate::layers::windows::{Pooling, padding};
use sparkler_engine::options::AvgPoolOptions;

/// The mean of each window of an image `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::AveragePooling2D};
/// let model = Sequential::new().input([28, 28, 3]).add(AveragePooling2D::new([2, 2])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub struct AveragePooling2D(Pooling);

impl AveragePooling2D {
    /// Windows of `[height, width]` side by side.
    pub fn new(pool_size: [usize; 2]) -> AveragePooling2D {
        AveragePooling2D(Pooling { pool_size, strides: None, padding: "valid".into() })
    }

    /// How far one window lies from the next.
    pub fn strides(mut self, strides: [usize; 2]) -> AveragePooling2D {
        self.0.strides = Some(strides);
        self
    }

    /// `"valid"`: windows stay inside; `"same"`: they may reach over the edge.
    pub fn padding(mut self, padding: &str) -> AveragePooling2D {
        self.0.padding = padding.into();
        self
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<AveragePooling2D> {
        Pooling::from_arguments(a).map(AveragePooling2D)
    }
}

impl Layer for AveragePooling2D {
    fn class_name(&self) -> &str {
        "AveragePooling2D"
    }

    fn config(&self) -> Map<String, Json> {
        self.0.config()
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        self.0.output_shape(self, inputs)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let pad = padding(self.class_name(), &self.0.padding)?;
        let options = AvgPoolOptions { pad, ..Default::default() };
        Ok(only(self, inputs)?.avg_pool(self.0.pool_size, self.0.strides(), options)?)
    }
}
