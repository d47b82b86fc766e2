//! Models that are a chain of layers.

use super::{KerasTensor, Model, ModelOptions, network::is_input};
use crate::layers::{InputLayer, Layer, LayerRef};
use crate::{Error, Result};

/// A chain of layers that becomes a [`Model`].
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Dense, Dropout, Flatten}};
/// let model = Sequential::new()
///     .input([28, 28, 1])
///     .add(Flatten::new())
///     .add(Dense::new(128).activation("relu")?)
///     .add(Dropout::new(0.2))
///     .add(Dense::new(10).activation("softmax")?)
///     .build()?;
/// assert_eq!(model.count_params(), 101_770);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Sequential {
    name: Option<String>,
    layers: Vec<LayerRef>,
    seed: u64,
}

impl Sequential {
    /// An empty chain, with seed 0.
    pub fn new() -> Sequential {
        Sequential::default()
    }

    /// The model's name; `sequential` if none is given.
    pub fn name(self, name: impl Into<String>) -> Sequential {
        Sequential { name: Some(name.into()), ..self }
    }

    /// The seed of the initial weights and of dropout. The same seed gives the same model.
    pub fn seed(self, seed: u64) -> Sequential {
        Sequential { seed, ..self }
    }

    /// The shape of one example. It comes first.
    pub fn input(self, shape: impl AsRef<[usize]>) -> Sequential {
        self.add(InputLayer::new(shape))
    }

    /// Adds a layer at the end.
    #[allow(clippy::should_implement_trait)] // Keras's name.
    pub fn add(mut self, layer: impl Into<LayerRef>) -> Sequential {
        self.layers.push(layer.into());
        self
    }

    /// The model, with its initial weights.
    ///
    /// # Errors
    /// If it does not begin with an input, has no other layer, or a layer cannot take what the one
    /// before it gives.
    pub fn build(self) -> Result<Model> {
        let Sequential { name, layers, seed } = self;
        let Some((first, rest)) = layers.split_first() else {
            return Err(Error::argument("Sequential", "has no layers"));
        };
        // A model knows its input itself.
        let (x, rest) = match first.layer().as_network() {
            Some(network) => {
                let dims = network.input_shapes().first().map(|d| d.to_vec()).unwrap_or_default();
                (KerasTensor::of_input(&InputLayer::with_dims(dims).shared()), &layers[..])
            }
            None if is_input(first) => (KerasTensor::of_input(first), rest),
            None => {
                return Err(Error::argument(
                    "Sequential",
                    "must begin with the shape of its input: Sequential::new().input([28, 28, 1])",
                ));
            }
        };
        if rest.is_empty() {
            return Err(Error::argument("Sequential", "has no layers besides its input"));
        }
        let mut y = x.clone();
        for layer in rest {
            y = layer.apply(&y)?;
        }
        Model::with_options(&[&x], &[&y], ModelOptions { name, seed, sequential: true })
    }
}
