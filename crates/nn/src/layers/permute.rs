//! `Permute`

use super::*;

/// Puts the axes of each example in another order.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Permute};
/// let model = Sequential::new().input([10, 64]).add(Permute::new([2, 1])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(64), Some(10)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Permute {
    dims: Vec<usize>,
}

impl Permute {
    /// For each axis of the output the axis of the input that it is, counted from 1; axis 0 is the
    /// batch and stays.
    pub fn new(dims: impl AsRef<[usize]>) -> Permute {
        Permute { dims: dims.as_ref().to_vec() }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Permute> {
        let expected = "a list of axes, counted from 1";
        let dims = a.integers("dims")?.ok_or_else(|| a.error("dims", expected))?;
        let dims: Option<Vec<usize>> = dims.into_iter().map(|d| usize::try_from(d).ok()).collect();
        Ok(Permute { dims: dims.ok_or_else(|| a.error("dims", expected))? })
    }

    /// The order of all axes, the batch included.
    fn order(&self, rank: usize) -> Result<Vec<usize>> {
        let mut sorted = self.dims.clone();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(1..rank) {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "dims is {:?}, expected each of the input's axes 1 to {} once",
                    self.dims,
                    rank.saturating_sub(1)
                ),
            ));
        }
        Ok(std::iter::once(0).chain(self.dims.iter().copied()).collect())
    }
}

impl Layer for Permute {
    fn class_name(&self) -> &str {
        "Permute"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("dims", self.dims.clone().into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only(self, inputs)?;
        Ok(self.order(dims.len())?.into_iter().map(|axis| dims[axis]).collect())
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        Ok(x.transpose(self.order(x.rank())?)?)
    }
}
