//! The whole state of a training run, to interrupt it and go on later.

use super::{Model, Position, compile::Compiled};
use crate::{Error, Result};
use sparkler_engine::{Array, Tensor, Variable};

const POSITION: &str = "position";

impl Compiled {
    /// The variables that a training step changes, with names that tell them apart.
    pub(super) fn state(&self) -> Vec<(String, Variable)> {
        let mut state = Vec::new();
        for (group, variables) in [
            ("weights", self.network.variables()),
            ("optimizer", self.optimizer.variables()),
            ("metrics", self.trackers.variables()),
            ("seed", vec![self.seeds.variable().clone()]),
        ] {
            for (i, v) in variables.into_iter().enumerate() {
                state.push((format!("{group}/{i}/{}", v.name()), v));
            }
        }
        state
    }
}

impl Model {
    /// Where training stands: the next step of [`Model::fit`] if it goes on.
    pub fn position(&self) -> Position {
        self.position.get()
    }

    /// All that a training run needs to go on as if it had not been interrupted: weights, the
    /// optimizer's state, running metrics, the state of random numbers, and the position.
    ///
    /// ```
    /// use sparkler_engine::Tensor;
    /// use sparkler_nn::{FitOptions, Sequential, layers::Dense};
    /// let new = || -> sparkler_nn::Result<_> {
    ///     let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
    ///     model.compile("adam", "mse", &[])?;
    ///     Ok(model)
    /// };
    /// let x = Tensor::new(&[1.0f32, 2.0, 3.0], &[3, 1])?;
    /// let whole = new()?;
    /// whole.fit(&x, &x, FitOptions { epochs: 4, ..Default::default() })?;
    ///
    /// let first = new()?;
    /// first.fit(&x, &x, FitOptions { epochs: 2, ..Default::default() })?;
    /// let second = new()?;
    /// second.set_training_state(&first.training_state()?)?;
    /// second.fit(&x, &x, FitOptions { epochs: 4, start: second.position(), ..Default::default() })?;
    /// assert_eq!(
    ///     whole.get_weights()[0].to_vec::<f32>()?,
    ///     second.get_weights()[0].to_vec::<f32>()?,
    /// );
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the model is not compiled.
    pub fn training_state(&self) -> Result<Vec<(String, Array)>> {
        let mut out = Vec::new();
        for (name, variable) in self.compiled()?.state() {
            out.push((name, variable.stored().array()?.clone()));
        }
        let Position { epoch, step } = self.position();
        out.push((POSITION.into(), Array::from_slice(&[epoch as i64, step as i64], &[2])?));
        Ok(out)
    }

    /// Takes over what [`Model::training_state`] gave, of a model compiled in the same way.
    ///
    /// # Errors
    /// If the model is not compiled, or the state is that of another model or optimizer; the state
    /// is then as it was.
    pub fn set_training_state(&self, state: &[(String, Array)]) -> Result<()> {
        let find = |name: &str| {
            state.iter().find(|(n, _)| n == name).map(|(_, a)| a).ok_or_else(|| {
                Error::argument("training state", format!("has no {name}; is it another model's?"))
            })
        };
        let mut values = Vec::new();
        for (name, variable) in self.compiled()?.state() {
            let value = Tensor::from_array(find(&name)?.clone());
            if value.spec() != variable.spec() {
                return Err(Error::argument(
                    "training state",
                    format!("{name} is {}, expected {}", value.spec(), variable.spec()),
                ));
            }
            values.push((variable, value));
        }
        let position = find(POSITION)?.to_vec::<i64>()?;
        let place = |i: usize| position.get(i).and_then(|&p| usize::try_from(p).ok());
        let (Some(epoch), Some(step)) = (place(0), place(1)) else {
            return Err(Error::argument("training state", "position must be [epoch, step]"));
        };
        for (variable, value) in values {
            variable.assign(&value)?;
        }
        self.position.set(Position { epoch, step });
        Ok(())
    }
}
