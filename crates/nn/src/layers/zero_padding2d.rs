//! `ZeroPadding2D`

use super::cropping2d::sides;
use super::*;

/// Puts rows and columns of zeros around images `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::ZeroPadding2D};
/// let model =
///     Sequential::new().input([8, 8, 3]).add(ZeroPadding2D::new([[0, 1], [2, 3]])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(9), Some(13), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ZeroPadding2D {
    padding: [[usize; 2]; 2],
}

impl ZeroPadding2D {
    /// `[[above, below], [left, right]]`.
    pub fn new(padding: [[usize; 2]; 2]) -> ZeroPadding2D {
        ZeroPadding2D { padding }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ZeroPadding2D> {
        a.only("data_format", "channels_last")?;
        Ok(ZeroPadding2D { padding: sides(a, "padding")?.unwrap_or([[1, 1], [1, 1]]) })
    }
}

impl Layer for ZeroPadding2D {
    fn class_name(&self) -> &str {
        "ZeroPadding2D"
    }

    fn config(&self) -> Map<String, Json> {
        let padding: Vec<Json> = self.padding.iter().map(|p| p.to_vec().into()).collect();
        config_of(vec![("padding", padding.into()), ("data_format", "channels_last".into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = only_of_rank(self, inputs, 4)?.clone();
        for (extent, [before, after]) in dims[1..3].iter_mut().zip(self.padding) {
            *extent = extent.map(|d| d.saturating_add(before).saturating_add(after));
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let [height, width] = self.padding;
        Ok(only(self, inputs)?.pad([[0, 0], height, width, [0, 0]], 0.0)?)
    }
}
