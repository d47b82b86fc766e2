//! What a layer gets to know when it is built and when it is called.

use super::{Dims, LayerRef, known};
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::random::SeedGenerator;
use crate::regularizers::Regularizer;
use crate::{Error, Result};
use serde_json::{Map, Value as Json};
use sparkler_engine::{DType, Tensor, Variable};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A weight of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Weight {
    /// Its name within the layer, such as `kernel`.
    pub(crate) name: String,
    pub(crate) variable: Variable,
    /// May it be trained while its layer may?
    pub(crate) trainable: bool,
    pub(crate) regularizer: Option<Regularizer>,
    pub(crate) constraint: Option<Constraint>,
}

/// What a weight is like; see [`BuildContext::add`].
#[derive(Clone, Debug)]
pub struct WeightOptions {
    /// The elements' type: float32.
    pub dtype: DType,
    /// How it begins: with zeros.
    pub initializer: Initializer,
    /// The seed of its first value, where that is to be the same whatever the model's seed.
    pub seed: Option<u64>,
    /// May it be trained while its layer may? It may.
    pub trainable: bool,
    /// What it adds to the loss, if anything.
    pub regularizer: Option<Regularizer>,
    /// What it is made to be after each training step, if anything.
    pub constraint: Option<Constraint>,
}

impl Default for WeightOptions {
    fn default() -> WeightOptions {
        WeightOptions::new(Initializer::Zeros)
    }
}

impl WeightOptions {
    /// A weight that begins so, and is trained.
    pub fn new(initializer: Initializer) -> WeightOptions {
        WeightOptions {
            dtype: DType::F32,
            initializer,
            seed: None,
            trainable: true,
            regularizer: None,
            constraint: None,
        }
    }

    /// A weight that begins so, and is not trained.
    pub fn not_trained(initializer: Initializer) -> WeightOptions {
        WeightOptions { trainable: false, ..WeightOptions::new(initializer) }
    }

    /// Writes its initializer, regularizer and constraint into a layer's configuration, under
    /// names such as `kernel_initializer`.
    pub fn write_config(&self, name: &str, config: &mut Map<String, Json>) {
        let regularizer = self.regularizer.map_or(Json::Null, |r| r.config());
        let constraint = self.constraint.as_ref().map_or(Json::Null, Constraint::config);
        let mut initializer = self.initializer.config();
        if let Some(seed) = self.seed {
            initializer["config"]["seed"] = seed.into();
        }
        config.insert(format!("{name}_initializer"), initializer);
        config.insert(format!("{name}_regularizer"), regularizer);
        config.insert(format!("{name}_constraint"), constraint);
    }
}

/// The options of layers with an `activation`, a `kernel` and a `bias`.
macro_rules! weight_and_bias_options {
    ($Layer:ident) => {
        impl $Layer {
            /// The activation of that name.
            ///
            /// # Errors
            /// If there is no such activation.
            pub fn activation(self, name: &str) -> Result<$Layer> {
                Ok($Layer { activation: crate::activations::Activation::from_name(name)?, ..self })
            }

            /// With a bias, or without.
            pub fn use_bias(self, use_bias: bool) -> $Layer {
                $Layer { use_bias, ..self }
            }

            /// How the kernel begins.
            pub fn kernel_initializer(
                mut self,
                initializer: crate::initializers::Initializer,
            ) -> $Layer {
                self.kernel.initializer = initializer;
                self
            }

            /// What the kernel adds to the loss.
            pub fn kernel_regularizer(
                mut self,
                regularizer: crate::regularizers::Regularizer,
            ) -> $Layer {
                self.kernel.regularizer = Some(regularizer);
                self
            }

            /// What the kernel is made to be after each training step.
            pub fn kernel_constraint(
                mut self,
                constraint: crate::constraints::Constraint,
            ) -> $Layer {
                self.kernel.constraint = Some(constraint);
                self
            }

            /// How the bias begins.
            pub fn bias_initializer(
                mut self,
                initializer: crate::initializers::Initializer,
            ) -> $Layer {
                self.bias.initializer = initializer;
                self
            }

            /// What the bias adds to the loss.
            pub fn bias_regularizer(
                mut self,
                regularizer: crate::regularizers::Regularizer,
            ) -> $Layer {
                self.bias.regularizer = Some(regularizer);
                self
            }

            /// What the bias is made to be after each training step.
            pub fn bias_constraint(mut self, constraint: crate::constraints::Constraint) -> $Layer {
                self.bias.constraint = Some(constraint);
                self
            }
        }
    };
}
pub(crate) use weight_and_bias_options;

/// What [`Layer::build`](super::Layer::build) makes weights with. Clones make weights of the same
/// layer.
#[derive(Clone)]
pub struct BuildContext {
    class: String,
    layer: String,
    layer_trainable: bool,
    seed: u64,
    /// The stream of random numbers of the next weight.
    stream: Rc<Cell<u64>>,
    weights: Rc<RefCell<Vec<Weight>>>,
}

impl BuildContext {
    /// For a layer's weights, which draw random numbers from that stream on.
    pub(super) fn new(layer: &LayerRef, seed: u64, stream: u64) -> BuildContext {
        BuildContext {
            class: layer.class_name().into(),
            layer: layer.name().into(),
            layer_trainable: layer.trainable(),
            seed,
            stream: Rc::new(Cell::new(stream)),
            weights: Rc::default(),
        }
    }

    /// The weights made so far.
    pub(super) fn weights(&self) -> Vec<Weight> {
        self.weights.borrow().clone()
    }

    /// Makes a weight of type float32, called `layer/name`, with its initial value. The value
    /// depends on the model's seed and the layer's place in the model alone.
    ///
    /// # Errors
    /// If the shape is impossible, memory is exhausted, the initializer cannot make it, or the
    /// layer has a weight of that name.
    pub fn add_weight(
        &self,
        name: &str,
        shape: &[usize],
        initializer: &Initializer,
        trainable: bool,
    ) -> Result<Variable> {
        let options = WeightOptions { trainable, ..WeightOptions::new(initializer.clone()) };
        self.add(name, shape, options)
    }

    /// As [`BuildContext::add_weight`], with all that can be said of a weight.
    ///
    /// # Errors
    /// As [`BuildContext::add_weight`].
    pub fn add(&self, name: &str, shape: &[usize], options: WeightOptions) -> Result<Variable> {
        if self.weights.borrow().iter().any(|w| w.name == name) {
            return Err(Error::argument(&self.class, format!("has two weights {name:?}")));
        }
        let WeightOptions { dtype, initializer, seed, trainable, regularizer, constraint } =
            options;
        // An initializer with a seed of its own draws the same wherever it is used.
        let (seed, stream) = seed.map_or((self.seed, self.stream.get()), |seed| (seed, 0));
        let value = initializer.call(shape, dtype, seed, stream)?;
        self.stream.set(self.stream.get() + 1);
        let path = format!("{}/{name}", self.layer);
        let variable = Variable::new(path, &value, trainable && self.layer_trainable);
        self.weights.borrow_mut().push(Weight {
            name: name.into(),
            variable: variable.clone(),
            trainable,
            regularizer,
            constraint,
        });
        Ok(variable)
    }

    /// The variable of a weight that was made before.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn variable(&self, name: &str) -> Result<Variable> {
        let weights = self.weights.borrow();
        let found = weights.iter().find(|w| w.name == name).map(|w| w.variable.clone());
        found.ok_or_else(|| Error::argument(&self.class, format!("has no weight {name:?}")))
    }

    /// Makes the weights of a layer inside this one (see [`Layer::sublayers`](super::Layer::sublayers)),
    /// unless it has some. They are called `layer/kernel`, or `layer/scope/kernel` if there is a
    /// scope.
    ///
    /// # Errors
    /// If it cannot take inputs of those shapes.
    pub fn build_sublayer(
        &self,
        layer: &LayerRef,
        inputs: &[Dims],
        scope: Option<&str>,
    ) -> Result<()> {
        let path = match scope {
            Some(scope) => format!("{}/{scope}", self.layer),
            None => self.layer.clone(),
        };
        layer.name_after_class();
        layer.build_with(inputs, |class| BuildContext {
            class: class.into(),
            layer: path,
            layer_trainable: self.layer_trainable && layer.trainable(),
            seed: self.seed,
            stream: self.stream.clone(),
            weights: Rc::default(),
        })
    }

    /// An extent of the first input, `axis` counted from the end where negative.
    ///
    /// # Errors
    /// If there is no such axis or its extent is not known.
    pub fn extent(&self, inputs: &[Dims], axis: i64) -> Result<usize> {
        match inputs.first() {
            Some(dims) => known(&self.class, dims, axis),
            None => Err(Error::argument(&self.class, "needs an input")),
        }
    }
}

/// What the layers of a model share while it runs.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) training: bool,
    pub(crate) seeds: &'a SeedGenerator,
}

/// What [`Layer::call`](super::Layer::call) gets besides the inputs.
pub struct CallContext<'a> {
    pub(crate) layer: &'a LayerRef,
    pub(crate) run: Run<'a>,
}

impl CallContext<'_> {
    /// Is the model being trained? Dropout drops and batch normalization looks at the batch only
    /// then.
    pub fn training(&self) -> bool {
        self.run.training
    }

    /// May the layer be trained, or is it frozen?
    pub fn trainable(&self) -> bool {
        self.layer.trainable()
    }

    /// The variable of a weight, by the name it was given in
    /// [`build`](super::Layer::build).
    ///
    /// # Errors
    /// If the layer has no such weight.
    pub fn variable(&self, name: &str) -> Result<&Variable> {
        self.layer.variable(name)
    }

    /// The value of a weight.
    ///
    /// # Errors
    /// If the layer has no such weight.
    pub fn weight(&self, name: &str) -> Result<Tensor> {
        Ok(self.variable(name)?.value())
    }

    /// The output of a layer inside this one.
    ///
    /// # Errors
    /// If it cannot take those inputs.
    pub fn call_sublayer(&self, layer: &LayerRef, inputs: &[Tensor]) -> Result<Tensor> {
        layer.run(inputs, self.run, false)
    }

    /// Seed and stream for a random operation, other ones each time.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn seed(&self) -> Result<Tensor> {
        self.run.seeds.next()
    }
}
