//! `SimpleRNN`

use super::recurrent::{Cell, recurrent_options};
use super::*;

/// Goes through sequences `[batch, steps, features]` with a state that is its output:
/// `h = activation(x @ kernel + h @ recurrent_kernel + bias)` (Elman 1990).
///
/// Weights: `kernel` `[features, units]` (Glorot uniform), `recurrent_kernel` `[units, units]`
/// (orthogonal) and `bias` `[units]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::SimpleRNN};
/// let model = Sequential::new().input([10, 4]).add(SimpleRNN::new(8)).build()?;
/// assert_eq!(model.output_shape(), [None, Some(8)]);
/// assert_eq!(model.count_params(), 4 * 8 + 8 * 8 + 8);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SimpleRNN {
    cell: Cell,
}

impl SimpleRNN {
    /// With a state of that many numbers.
    pub fn new(units: usize) -> SimpleRNN {
        SimpleRNN { cell: Cell::new(units) }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<SimpleRNN> {
        Ok(SimpleRNN { cell: Cell::from_arguments(a)? })
    }
}

recurrent_options!(SimpleRNN);

impl Layer for SimpleRNN {
    fn class_name(&self) -> &str {
        "SimpleRNN"
    }

    fn config(&self) -> Map<String, Json> {
        self.cell.config(false)
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        self.cell.build(inputs, 1, &[self.cell.units], cx)
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        self.cell.output_shape(self, inputs)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let cell = &self.cell;
        let bias = cell.use_bias.then(|| cx.weight("bias")).transpose()?;
        cell.run(only(self, inputs)?, cx, 1, bias.as_ref(), &|x, state| {
            let sum = x.add(&cell.recur(&state[0], cx, 0..1)?)?;
            Ok(vec![cell.activation.apply(&sum)?])
        })
    }
}
