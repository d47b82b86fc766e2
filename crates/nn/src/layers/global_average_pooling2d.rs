//! `GlobalAveragePooling2D`

use super::*;

/// The mean of each channel of an image `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::GlobalAveragePooling2D};
/// let model = Sequential::new().input([7, 7, 32]).add(GlobalAveragePooling2D::new()).build()?;
/// assert_eq!(model.output_shape(), [None, Some(32)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct GlobalAveragePooling2D {
    keepdims: bool,
}

impl GlobalAveragePooling2D {
    /// Gives `[batch, channels]`.
    pub fn new() -> GlobalAveragePooling2D {
        GlobalAveragePooling2D::default()
    }

    /// Keeps height and width, as axes of extent 1.
    pub fn keepdims(self, keepdims: bool) -> GlobalAveragePooling2D {
        GlobalAveragePooling2D { keepdims }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<GlobalAveragePooling2D> {
        a.only("data_format", "channels_last")?;
        Ok(GlobalAveragePooling2D { keepdims: a.bool("keepdims", false)? })
    }
}

impl Layer for GlobalAveragePooling2D {
    fn class_name(&self) -> &str {
        "GlobalAveragePooling2D"
    }

    fn config(&self) -> Map<String, Json> {
        Map::from_iter([
            ("data_format".to_string(), "channels_last".into()),
            ("keepdims".to_string(), self.keepdims.into()),
        ])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only_of_rank(self, inputs, 4)?;
        Ok(match self.keepdims {
            true => vec![dims[0], Some(1), Some(1), dims[3]],
            false => vec![dims[0], dims[3]],
        })
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.mean([1, 2], self.keepdims)?)
    }
}
