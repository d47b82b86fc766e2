//! `LSTM`

use super::recurrent::{Cell, recurrent_options};
use super::*;

/// Long short-term memory (Hochreiter and Schmidhuber 1997), with forget gates (Gers et al. 2000),
/// for sequences `[batch, steps, features]`.
///
/// Weights: `kernel` `[features, 4 * units]` (Glorot uniform), `recurrent_kernel`
/// `[units, 4 * units]` (orthogonal) and `bias` `[4 * units]` (zeros, ones for the forget gate),
/// in the order of the gates: input, forget, cell, output.
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Dense, LSTM}};
/// let model = Sequential::new()
///     .input([10, 4])
///     .add(LSTM::new(8).return_sequences(true))
///     .add(LSTM::new(6))
///     .add(Dense::new(1))
///     .build()?;
/// assert_eq!(model.layers()[0].count_params(), 4 * (4 * 8 + 8 * 8 + 8));
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LSTM {
    cell: Cell,
    unit_forget_bias: bool,
}

impl LSTM {
    /// With an output of that many numbers.
    pub fn new(units: usize) -> LSTM {
        LSTM { cell: Cell::new(units), unit_forget_bias: true }
    }

    /// The activation of the gates; `"sigmoid"` if none is given.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn recurrent_activation(mut self, name: &str) -> Result<LSTM> {
        self.cell.recurrent_activation = crate::activations::Activation::from_name(name)?;
        Ok(self)
    }

    /// Does the bias of the forget gate begin with ones, so that nothing is forgotten at first?
    pub fn unit_forget_bias(self, unit_forget_bias: bool) -> LSTM {
        LSTM { unit_forget_bias, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<LSTM> {
        let unit_forget_bias = a.bool("unit_forget_bias", true)?;
        Ok(LSTM { cell: Cell::from_arguments(a)?, unit_forget_bias })
    }
}

recurrent_options!(LSTM);

impl Layer for LSTM {
    fn class_name(&self) -> &str {
        "LSTM"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = self.cell.config(true);
        config.insert("unit_forget_bias".into(), self.unit_forget_bias.into());
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let units = self.cell.units;
        self.cell.build(inputs, 4, &[units.saturating_mul(4)], cx)?;
        if self.cell.use_bias && self.unit_forget_bias {
            let bias = cx.variable("bias")?;
            let old = bias.stored();
            let part = |start: usize, size: usize| old.slice([start], Some([size].into()));
            let ones = Tensor::ones(&[units], old.dtype())?;
            let parts = [&part(0, units)?, &ones, &part(2 * units, 2 * units)?];
            bias.assign(&Tensor::concat(&parts, 0)?)?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        self.cell.output_shape(self, inputs)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let cell = &self.cell;
        let bias = cell.use_bias.then(|| cx.weight("bias")).transpose()?;
        cell.run(only(self, inputs)?, cx, 2, bias.as_ref(), &|x, state| {
            let sum = x.add(&cell.recur(&state[0], cx, 0..4)?)?;
            let gate = |i: usize| cell.recurrent_activation.apply(&cell.gate(&sum, i)?);
            let new = gate(0)?.mul(&cell.activation.apply(&cell.gate(&sum, 2)?)?)?;
            let memory = gate(1)?.mul(&state[1])?.add(&new)?;
            let output = gate(3)?.mul(&cell.activation.apply(&memory)?)?;
            Ok(vec![output, memory])
        })
    }
}
