//! `Reshape`

use super::*;

/// Gives each example another shape; one extent may be -1, which stands for what is left.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Reshape};
/// let model = Sequential::new().input([12]).add(Reshape::new([-1, 4])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(3), Some(4)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reshape {
    target_shape: Vec<i64>,
}

impl Reshape {
    /// To that shape, the batch left out.
    pub fn new(target_shape: impl AsRef<[i64]>) -> Reshape {
        Reshape { target_shape: target_shape.as_ref().to_vec() }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Reshape> {
        let shape = a.integers("target_shape")?;
        let target_shape = shape.ok_or_else(|| a.error("target_shape", "a list of extents"))?;
        Ok(Reshape { target_shape })
    }

    fn error(&self, found: String) -> Error {
        let shape = &self.target_shape;
        Error::argument("Reshape", format!("target_shape {shape:?} does not fit {found}"))
    }
}

impl Layer for Reshape {
    fn class_name(&self) -> &str {
        "Reshape"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("target_shape", self.target_shape.clone().into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        let error = || self.error(format!("an input of shape {}", format_dims(dims)));
        let size = dims.iter().skip(1).copied().try_fold(1usize, |n, d| Some(n.saturating_mul(d?)));
        let wild = self.target_shape.iter().filter(|&&d| d == -1).count();
        let rest = self
            .target_shape
            .iter()
            .filter(|&&d| d != -1)
            .try_fold(1usize, |n, &d| n.checked_mul(usize::try_from(d).ok()?));
        let (Some(rest), true) = (rest, wild <= 1) else { return Err(error()) };
        let left = match size {
            Some(size) if wild == 1 && rest > 0 && size.is_multiple_of(rest) => Some(size / rest),
            Some(size) if wild == 0 && size == rest => None,
            Some(_) => return Err(error()),
            None => None,
        };
        let batch = dims.first().copied().flatten();
        let extents = self.target_shape.iter().map(|&d| usize::try_from(d).ok().or(left));
        Ok(std::iter::once(batch).chain(extents).collect())
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let dims: Dims = x.shape().iter().map(|&d| Some(d)).collect();
        let shape = self.compute_output_shape(&[dims])?;
        let shape: Option<Vec<usize>> = shape.into_iter().collect();
        let shape = shape.ok_or_else(|| self.error(format!("{}", x.shape())))?;
        Ok(x.reshape(shape)?)
    }
}
