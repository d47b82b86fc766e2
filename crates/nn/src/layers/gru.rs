//! `GRU`

use super::recurrent::{Cell, recurrent_options};
use super::*;

/// Gated recurrent units (Cho et al. 2014), for sequences `[batch, steps, features]`.
///
/// Weights: `kernel` `[features, 3 * units]` (Glorot uniform), `recurrent_kernel`
/// `[units, 3 * units]` (orthogonal) and `bias` (zeros), in the order of the gates: update, reset,
/// new state. The bias is `[2, 3 * units]`, for the input and for the state; before Keras 2.3 and
/// in TensorFlow.js it is `[3 * units]`: see [`reset_after`](GRU::reset_after).
///
/// ```
/// use sparkler_nn::{Sequential, layers::GRU};
/// let model = Sequential::new().input([10, 4]).add(GRU::new(8)).build()?;
/// assert_eq!(model.count_params(), 3 * (4 * 8 + 8 * 8 + 2 * 8));
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct GRU {
    cell: Cell,
    reset_after: bool,
}

impl GRU {
    /// With a state of that many numbers.
    pub fn new(units: usize) -> GRU {
        GRU { cell: Cell::new(units), reset_after: true }
    }

    /// The activation of the gates; `"sigmoid"` if none is given.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn recurrent_activation(mut self, name: &str) -> Result<GRU> {
        self.cell.recurrent_activation = crate::activations::Activation::from_name(name)?;
        Ok(self)
    }

    /// Is the reset gate applied after the product with the recurrent kernel (as in Keras), or to
    /// the state before it (as in the paper, and all that TensorFlow.js knows)?
    pub fn reset_after(self, reset_after: bool) -> GRU {
        GRU { reset_after, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<GRU> {
        let reset_after = a.bool("reset_after", true)?;
        Ok(GRU { cell: Cell::from_arguments(a)?, reset_after })
    }
}

recurrent_options!(GRU);

impl Layer for GRU {
    fn class_name(&self) -> &str {
        "GRU"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = self.cell.config(true);
        config.insert("reset_after".into(), self.reset_after.into());
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let columns = self.cell.units.saturating_mul(3);
        match self.reset_after {
            true => self.cell.build(inputs, 3, &[2, columns], cx),
            false => self.cell.build(inputs, 3, &[columns], cx),
        }
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        self.cell.output_shape(self, inputs)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let cell = &self.cell;
        let biases: Vec<Tensor> = match (cell.use_bias, self.reset_after) {
            (false, _) => Vec::new(),
            (true, true) => cx.weight("bias")?.unstack(0)?,
            (true, false) => vec![cx.weight("bias")?],
        };
        cell.run(only(self, inputs)?, cx, 1, biases.first(), &|x, state| {
            let h = &state[0];
            let gate = |x: &Tensor, r: &Tensor, i: usize| -> Result<Tensor> {
                let sum = cell.gate(x, i)?.add(&cell.gate(r, i)?)?;
                cell.recurrent_activation.apply(&sum)
            };
            let (update, inner) = if self.reset_after {
                let mut products = cell.recur(h, cx, 0..3)?;
                if let Some(bias) = biases.get(1) {
                    products = products.add(bias)?;
                }
                let reset = gate(x, &products, 1)?;
                (gate(x, &products, 0)?, reset.mul(&cell.gate(&products, 2)?)?)
            } else {
                let products = cell.recur(h, cx, 0..2)?;
                let reset = gate(x, &products, 1)?;
                (gate(x, &products, 0)?, cell.recur(&reset.mul(h)?, cx, 2..3)?)
            };
            let new = cell.activation.apply(&cell.gate(x, 2)?.add(&inner)?)?;
            Ok(vec![update.mul(h)?.add(&(1.0 - &update)?.mul(&new)?)?])
        })
    }
}
