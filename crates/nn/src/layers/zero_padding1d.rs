//! `ZeroPadding1D`

use super::*;

/// Puts steps of zeros around sequences `[batch, steps, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::ZeroPadding1D};
/// let model = Sequential::new().input([8, 3]).add(ZeroPadding1D::new([2, 1])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(11), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ZeroPadding1D {
    padding: [usize; 2],
}

impl ZeroPadding1D {
    /// `[before, after]`.
    pub fn new(padding: [usize; 2]) -> ZeroPadding1D {
        ZeroPadding1D { padding }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ZeroPadding1D> {
        Ok(ZeroPadding1D { padding: a.counts("padding")?.unwrap_or([1, 1]) })
    }
}

impl Layer for ZeroPadding1D {
    fn class_name(&self) -> &str {
        "ZeroPadding1D"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("padding", self.padding.to_vec().into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = only_of_rank(self, inputs, 3)?.clone();
        let [before, after] = self.padding;
        dims[1] = dims[1].map(|d| d.saturating_add(before).saturating_add(after));
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.pad([[0, 0], self.padding, [0, 0]], 0.0)?)
    }
}
