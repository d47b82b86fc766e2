//! `GlobalMaxPooling2D`

use super::*;

/// The largest element of each channel of an image `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::GlobalMaxPooling2D};
/// let model = Sequential::new().input([7, 7, 32]).add(GlobalMaxPooling2D::new()).build()?;
/// assert_eq!(model.output_shape(), [None, Some(32)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct GlobalMaxPooling2D {
    keepdims: bool,
}

impl GlobalMaxPooling2D {
    /// Gives `[batch, channels]`.
    pub fn new() -> GlobalMaxPooling2D {
        GlobalMaxPooling2D::default()
    }

    /// Keeps height and width, as axes of extent 1.
    pub fn keepdims(self, keepdims: bool) -> GlobalMaxPooling2D {
        GlobalMaxPooling2D { keepdims }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<GlobalMaxPooling2D> {
        a.only("data_format", "channels_last")?;
        Ok(GlobalMaxPooling2D { keepdims: a.bool("keepdims", false)? })
    }
}

impl Layer for GlobalMaxPooling2D {
    fn class_name(&self) -> &str {
        "GlobalMaxPooling2D"
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
        Ok(only(self, inputs)?.max([1, 2], self.keepdims)?)
    }
}
