//! What the recurrent layers share.

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;

/// A layer that goes through sequences step by step. [`Bidirectional`] takes two of them.
pub trait Recurrent: Layer + Clone {
    /// From the last step to the first, or in order. The output is in the order in which it was
    /// made.
    fn go_backwards(self, go_backwards: bool) -> Self;
}

/// The arguments of recurrent layers.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) units: usize,
    pub(crate) activation: Function,
    pub(crate) recurrent_activation: Function,
    pub(crate) use_bias: bool,
    pub(crate) kernel: WeightOptions,
    pub(crate) recurrent: WeightOptions,
    pub(crate) bias: WeightOptions,
    pub(crate) dropout: f64,
    pub(crate) recurrent_dropout: f64,
    pub(crate) return_sequences: bool,
    pub(crate) go_backwards: bool,
}

impl Cell {
    pub(crate) fn new(units: usize) -> Cell {
        Cell {
            units,
            activation: Function::Tanh,
            recurrent_activation: Function::Sigmoid,
            use_bias: true,
            kernel: WeightOptions::new(Initializer::glorot_uniform()),
            recurrent: WeightOptions::new(Initializer::Orthogonal { gain: 1.0 }),
            bias: WeightOptions::new(Initializer::Zeros),
            dropout: 0.0,
            recurrent_dropout: 0.0,
            return_sequences: false,
            go_backwards: false,
        }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Cell> {
        for (name, off) in [("return_state", false), ("stateful", false), ("time_major", false)] {
            a.only(name, off)?;
        }
        let activation = |name: &str, default: Function| match a.get(name) {
            Some(_) => a.activation(name),
            None => Ok(default),
        };
        let default = Cell::new(a.count("units")?);
        Ok(Cell {
            activation: activation("activation", default.activation)?,
            recurrent_activation: activation("recurrent_activation", default.recurrent_activation)?,
            use_bias: a.bool("use_bias", true)?,
            kernel: a.weight("kernel", default.kernel.initializer.clone())?,
            recurrent: a.weight("recurrent", default.recurrent.initializer.clone())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            dropout: a.float("dropout", 0.0)?,
            recurrent_dropout: a.float("recurrent_dropout", 0.0)?,
            return_sequences: a.bool("return_sequences", false)?,
            go_backwards: a.bool("go_backwards", false)?,
            ..default
        })
    }

    pub(crate) fn config(&self, has_gates: bool) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("units", self.units.into()),
            ("activation", self.activation.name().into()),
        ]);
        if has_gates {
            config.insert("recurrent_activation".into(), self.recurrent_activation.name().into());
        }
        config.insert("use_bias".into(), self.use_bias.into());
        self.kernel.write_config("kernel", &mut config);
        self.recurrent.write_config("recurrent", &mut config);
        self.bias.write_config("bias", &mut config);
        config.insert("dropout".into(), self.dropout.into());
        config.insert("recurrent_dropout".into(), self.recurrent_dropout.into());
        config.insert("return_sequences".into(), self.return_sequences.into());
        config.insert("go_backwards".into(), self.go_backwards.into());
        config
    }

    /// Makes `kernel` and `recurrent_kernel`, which hold that many gates side by side, and `bias`
    /// of that shape.
    pub(crate) fn build(
        &self,
        inputs: &[Dims],
        gates: usize,
        bias: &[usize],
        cx: &BuildContext,
    ) -> Result<()> {
        let columns = self.units.saturating_mul(gates);
        cx.add("kernel", &[cx.extent(inputs, -1)?, columns], self.kernel.clone())?;
        cx.add("recurrent_kernel", &[self.units, columns], self.recurrent.clone())?;
        if self.use_bias {
            cx.add("bias", bias, self.bias.clone())?;
        }
        Ok(())
    }

    pub(crate) fn output_shape(&self, layer: &dyn Layer, inputs: &[Dims]) -> Result<Dims> {
        let class = layer.class_name();
        if self.units == 0 {
            return Err(Error::argument(class, "units is 0, expected at least 1"));
        }
        for (name, rate) in
            [("dropout", self.dropout), ("recurrent_dropout", self.recurrent_dropout)]
        {
            if !(0.0..1.0).contains(&rate) {
                let message = format!("{name} is {rate}, expected a share from 0 on and below 1");
                return Err(Error::argument(class, message));
            }
        }
        let dims = only_of_rank(layer, inputs, 3)?;
        Ok(match self.return_sequences {
            true => vec![dims[0], dims[1], Some(self.units)],
            false => vec![dims[0], Some(self.units)],
        })
    }

    /// Goes through the sequences. `bias` is what is added to the input's products; `step` gets
    /// those products for a step, and the states, of which there are `states` and the first is
    /// the output; it gives the states after the step.
    pub(crate) fn run(
        &self,
        x: &Tensor,
        cx: &CallContext<'_>,
        states: usize,
        bias: Option<&Tensor>,
        step: &dyn Fn(&Tensor, &[Tensor]) -> Result<Vec<Tensor>>,
    ) -> Result<Tensor> {
        let (batch, steps, features) = (x.shape()[0], x.shape()[1], x.shape()[2]);
        // What is dropped is dropped at all steps.
        let mask = |shape: &[usize], rate: f64| -> Result<Option<Tensor>> {
            if !cx.training() || rate == 0.0 {
                return Ok(None);
            }
            Ok(Some(Tensor::ones(shape, x.dtype())?.dropout(&cx.seed()?, rate)?))
        };
        let x = match mask(&[batch, 1, features], self.dropout)? {
            Some(kept) => x.mul(&kept)?,
            None => x.clone(),
        };
        let kept = mask(&[batch, self.units], self.recurrent_dropout)?;
        // The products with the input are one large product for all steps.
        let kernel = cx.weight("kernel")?;
        let rows = x.reshape([batch * steps, features])?;
        let mut products = rows.matmul(&kernel, false, false)?;
        if let Some(bias) = bias {
            products = products.add(bias)?;
        }
        let columns = kernel.shape()[1];
        let products = products.reshape([batch, steps, columns])?;
        let mut state = vec![Tensor::zeros(&[batch, self.units], x.dtype())?; states];
        let mut outputs = Vec::with_capacity(steps);
        for i in 0..steps {
            let at = if self.go_backwards { steps - 1 - i } else { i };
            let product = products.slice([0, at, 0], Some([batch, 1, columns].into()))?;
            let product = product.reshape([batch, columns])?;
            if let Some(kept) = &kept {
                state[0] = state[0].mul(kept)?;
            }
            state = step(&product, &state)?;
            if self.return_sequences {
                outputs.push(state[0].clone());
            }
        }
        if !self.return_sequences {
            return Ok(state.swap_remove(0));
        }
        match outputs.is_empty() {
            true => Ok(Tensor::zeros(&[batch, 0, self.units], x.dtype())?),
            false => Ok(Tensor::stack(&outputs.iter().collect::<Vec<_>>(), 1)?),
        }
    }

    /// `h` times the recurrent kernel's columns from one gate on up to another.
    pub(crate) fn recur(
        &self,
        h: &Tensor,
        cx: &CallContext<'_>,
        gates: std::ops::Range<usize>,
    ) -> Result<Tensor> {
        let kernel = cx.weight("recurrent_kernel")?;
        let columns = gates.len() * self.units;
        let kernel = match kernel.shape()[1] == columns {
            true => kernel,
            false => {
                let size = [self.units, columns];
                kernel.slice([0, gates.start * self.units], Some(size.into()))?
            }
        };
        Ok(h.matmul(&kernel, false, false)?)
    }

    /// A gate's columns.
    pub(crate) fn gate(&self, t: &Tensor, gate: usize) -> Result<Tensor> {
        let size = [t.shape()[0], self.units];
        Ok(t.slice([0, gate * self.units], Some(size.into()))?)
    }
}

/// The options that all recurrent layers have.
macro_rules! recurrent_options {
    ($Name:ident) => {
        impl $Name {
            /// The activation of that name; `"tanh"` if none is given.
            ///
            /// # Errors
            /// If there is no such activation.
            pub fn activation(mut self, name: &str) -> Result<$Name> {
                self.cell.activation = crate::activations::Activation::from_name(name)?;
                Ok(self)
            }

            /// With a bias, or without.
            pub fn use_bias(mut self, use_bias: bool) -> $Name {
                self.cell.use_bias = use_bias;
                self
            }

            /// Gives the output of each step, `[batch, steps, units]`, or that of the last.
            pub fn return_sequences(mut self, return_sequences: bool) -> $Name {
                self.cell.return_sequences = return_sequences;
                self
            }

            /// The share of the input that is dropped in training.
            pub fn dropout(mut self, rate: f64) -> $Name {
                self.cell.dropout = rate;
                self
            }

            /// The share of the state that is dropped in training (Gal and Ghahramani 2016).
            pub fn recurrent_dropout(mut self, rate: f64) -> $Name {
                self.cell.recurrent_dropout = rate;
                self
            }

            /// How the kernel begins.
            pub fn kernel_initializer(
                mut self,
                initializer: crate::initializers::Initializer,
            ) -> $Name {
                self.cell.kernel.initializer = initializer;
                self
            }

            /// How the recurrent kernel begins.
            pub fn recurrent_initializer(
                mut self,
                initializer: crate::initializers::Initializer,
            ) -> $Name {
                self.cell.recurrent.initializer = initializer;
                self
            }
        }

        impl Recurrent for $Name {
            fn go_backwards(mut self, go_backwards: bool) -> $Name {
                self.cell.go_backwards = go_backwards;
                self
            }
        }
    };
}
pub(crate) use recurrent_options;
