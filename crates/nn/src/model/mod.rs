//! Models: layers joined into something that predicts and can be trained.

mod compile;
mod config;
mod data;
mod evaluate;
mod fit;
mod network;
mod sequential;
mod state;
mod summary;
mod symbol;
mod training;

pub use compile::{CompileOptions, IntoLoss, IntoOptimizer};
pub use data::Data;
pub use evaluate::EvaluateOptions;
pub use fit::{FitOptions, History};
pub use network::Network;
pub use sequential::Sequential;
pub(crate) use symbol::Symbol;
pub use symbol::{KerasTensor, input};
pub use training::{Event, Position, Training, TrainingOptions};

use crate::layers::{LayerRef, Registry, Run};
use crate::random::SeedGenerator;
use crate::{Error, Result};
use compile::{Captured, Compiled};
use serde_json::Value as Json;
use sparkler_engine::{Tensor, Variable};
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

/// What a model is called and how it begins; see [`Model::with_options`].
#[derive(Clone, Debug, Default)]
pub struct ModelOptions {
    /// Its name; `functional` or `sequential` if none is given.
    pub name: Option<String>,
    /// The seed of the initial weights and of what is random in training.
    pub seed: u64,
    /// Is it a chain of layers, to be written down as such?
    pub sequential: bool,
}

/// Layers joined into something that predicts and can be trained.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::{FitOptions, Sequential, layers::Dense, optimizers::Adam};
///
/// let x = Tensor::new(&[0.0f32, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], &[4, 2])?;
/// let y = Tensor::new(&[0.0f32, 1.0, 1.0, 0.0], &[4, 1])?;
/// let mut model = Sequential::new()
///     .seed(3)
///     .input([2])
///     .add(Dense::new(8).activation("tanh")?)
///     .add(Dense::new(1).activation("sigmoid")?)
///     .build()?;
/// model.compile(Adam::new(0.1)?, "binary_crossentropy", &["accuracy"])?;
/// let history = model.fit(&x, &y, FitOptions { epochs: 100, ..Default::default() })?;
/// assert!(history.last("loss").unwrap() < 0.1);
/// let p = model.predict(&x)?.to_vec::<f32>()?;
/// assert!(p[0] < 0.5 && p[1] > 0.5 && p[2] > 0.5 && p[3] < 0.5);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub struct Model {
    network: Network,
    /// The model as a layer of others.
    layer: LayerRef,
    seed: u64,
    seeds: SeedGenerator,
    predict: Captured,
    compiled: Option<Rc<Compiled>>,
    position: Rc<Cell<Position>>,
}

impl Model {
    /// The model from those inputs to those outputs, with seed 0.
    ///
    /// # Errors
    /// If the outputs depend on an input that is not given, or two layers have one name.
    pub fn new(inputs: &[&KerasTensor], outputs: &[&KerasTensor]) -> Result<Model> {
        Model::with_options(inputs, outputs, ModelOptions::default())
    }

    /// As [`Model::new`], with a seed for the initial weights and dropout, and a name.
    ///
    /// # Errors
    /// As [`Model::new`].
    pub fn with_seed(
        name: impl Into<String>,
        inputs: &[&KerasTensor],
        outputs: &[&KerasTensor],
        seed: u64,
    ) -> Result<Model> {
        let options = ModelOptions { name: Some(name.into()), seed, sequential: false };
        Model::with_options(inputs, outputs, options)
    }

    /// As [`Model::new`], with all that can be said of a model.
    ///
    /// # Errors
    /// As [`Model::new`], or if it is to be sequential and is no chain of layers.
    pub fn with_options(
        inputs: &[&KerasTensor],
        outputs: &[&KerasTensor],
        options: ModelOptions,
    ) -> Result<Model> {
        let ModelOptions { name, seed, sequential } = options;
        let network = Network::new(name, sequential, inputs, outputs, seed)?;
        let seeds = SeedGenerator::new(seed)?;
        let (inner, inner_seeds) = (network.clone(), seeds.clone());
        let predict = Captured::new(move |inputs| {
            inner.run(inputs, Run { training: false, seeds: &inner_seeds })
        });
        let position = Rc::new(Cell::new(Position::default()));
        let layer = LayerRef::new(Box::new(network.clone()), Some(network.name().to_string()));
        Ok(Model { network, layer, seed, seeds, predict, compiled: None, position })
    }

    /// The model of a Keras configuration (`class_name` and `config`), with initial weights.
    ///
    /// # Errors
    /// If it describes no model, or a layer is not known to the registry.
    pub fn from_config(config: &Json, registry: &Registry) -> Result<Model> {
        config::model(config, registry, 0)
    }

    /// Its configuration in Keras's form: `class_name` (`Sequential` or `Functional`) and `config`.
    pub fn config(&self) -> Json {
        self.network.config()
    }

    /// The graph of its layers.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.network.name()
    }

    /// The seed it was made with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Its layers, from the inputs on.
    pub fn layers(&self) -> &[LayerRef] {
        self.network.layers()
    }

    /// The layer of that name.
    ///
    /// # Errors
    /// If there is none.
    pub fn layer(&self, name: &str) -> Result<&LayerRef> {
        self.layers().iter().find(|l| l.name() == name).ok_or_else(|| {
            let names: Vec<&str> = self.layers().iter().map(LayerRef::name).collect();
            self.error(format!("has no layer {name:?}, only {}", names.join(", ")))
        })
    }

    /// The symbolic tensors that are its inputs.
    pub fn inputs(&self) -> Vec<KerasTensor> {
        self.network.input_tensors()
    }

    /// The symbolic tensors that are its outputs.
    pub fn outputs(&self) -> Vec<KerasTensor> {
        self.network.output_tensors()
    }

    /// The model as a layer of others, with the same weights.
    pub fn as_layer(&self) -> &LayerRef {
        &self.layer
    }

    /// May it be trained?
    pub fn trainable(&self) -> bool {
        self.layer.trainable()
    }

    /// Freezes or thaws all its layers. What [`Model::compile`] has settled before stays as it is.
    pub fn set_trainable(&self, trainable: bool) {
        self.layer.set_trainable(trainable);
    }

    /// The seeds that its layers draw random numbers from.
    pub fn seeds(&self) -> &SeedGenerator {
        &self.seeds
    }

    /// The shape of its first input, batch first.
    pub fn input_shape(&self) -> &[Option<usize>] {
        self.network.input_shapes()[0]
    }

    /// The shape of its first output, batch first.
    pub fn output_shape(&self) -> &[Option<usize>] {
        self.network.output_shapes()[0]
    }

    /// All weights, layer by layer.
    pub fn variables(&self) -> Vec<Variable> {
        self.network.variables()
    }

    /// The weights that training changes.
    pub fn trainable_variables(&self) -> Vec<Variable> {
        self.variables().into_iter().filter(Variable::is_trainable).collect()
    }

    /// The weights that training leaves alone, and moving statistics.
    pub fn non_trainable_variables(&self) -> Vec<Variable> {
        self.variables().into_iter().filter(|v| !v.is_trainable()).collect()
    }

    /// The number of numbers in its weights.
    pub fn count_params(&self) -> usize {
        self.variables().iter().map(|v| v.shape().size()).sum()
    }

    /// The values of all weights, in the order of [`Model::variables`].
    pub fn get_weights(&self) -> Vec<Tensor> {
        self.variables().iter().map(Variable::stored).collect()
    }

    /// Sets all weights, in the order of [`Model::variables`].
    ///
    /// # Errors
    /// If there are more or fewer, or one has another shape or type; the weights are then as they
    /// were.
    pub fn set_weights(&self, weights: &[Tensor]) -> Result<()> {
        let variables = self.variables();
        if weights.len() != variables.len() {
            return Err(self.error(format!(
                "has {} weights, got {}",
                variables.len(),
                weights.len()
            )));
        }
        for (variable, value) in variables.iter().zip(weights) {
            if variable.spec() != value.spec() {
                return Err(self.error(format!(
                    "weight {} is {}, got {}",
                    variable.name(),
                    variable.spec(),
                    value.spec()
                )));
            }
        }
        for (variable, value) in variables.iter().zip(weights) {
            variable.assign(value)?;
        }
        Ok(())
    }

    /// Applies the model, as a layer, to a symbolic tensor. It keeps its weights.
    ///
    /// # Errors
    /// If it cannot take an input of that shape, or has several outputs.
    pub fn apply(&self, input: &KerasTensor) -> Result<KerasTensor> {
        self.layer.apply(input)
    }

    /// The outputs for a batch, computed at once, step by step: for training loops of one's own,
    /// under a [`Tape`](sparkler_engine::Tape).
    ///
    /// # Errors
    /// If the inputs do not fit.
    pub fn call(&self, inputs: &[Tensor], training: bool) -> Result<Vec<Tensor>> {
        self.network.run(inputs, Run { training, seeds: &self.seeds })
    }

    /// A table of the layers, with their output shapes and numbers of weights, as Keras prints it.
    pub fn summary(&self) -> String {
        let optimizer = self.compiled.as_ref().map(|c| c.optimizer.variables()).unwrap_or_default();
        summary::summary(&self.network, &optimizer)
    }

    pub(crate) fn error(&self, message: impl Into<String>) -> Error {
        Error::argument(format!("model {}", self.name()), message)
    }
}

impl From<&Model> for LayerRef {
    fn from(model: &Model) -> LayerRef {
        model.layer.clone()
    }
}

impl From<Model> for LayerRef {
    fn from(model: Model) -> LayerRef {
        LayerRef::from(&model)
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Model({}, {} weights)", self.name(), self.count_params())
    }
}
