//! `RepeatVector`

use super::*;

/// Makes a sequence of one vector, `[batch, features]`, by repeating it.
///
/// ```
/// use sparkler_nn::{Sequential, layers::RepeatVector};
/// let model = Sequential::new().input([32]).add(RepeatVector::new(3)).build()?;
/// assert_eq!(model.output_shape(), [None, Some(3), Some(32)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RepeatVector {
    n: usize,
}

impl RepeatVector {
    /// That often.
    pub fn new(n: usize) -> RepeatVector {
        RepeatVector { n }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<RepeatVector> {
        Ok(RepeatVector { n: a.count("n")? })
    }
}

impl Layer for RepeatVector {
    fn class_name(&self) -> &str {
        "RepeatVector"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("n", self.n.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let dims = only_of_rank(self, inputs, 2)?;
        Ok(vec![dims[0], Some(self.n), dims[1]])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let shape = [x.shape()[0], self.n, x.shape()[1]];
        Ok(x.expand_dims(1)?.broadcast_to(shape)?)
    }
}
