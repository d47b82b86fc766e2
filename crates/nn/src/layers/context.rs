//! What a layer gets to know when it is built and when it is called.

use super::{Dims, LayerRef, known};
use crate::initializers::Initializer;
use crate::random::SeedGenerator;
use crate::{Error, Result};
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
}

/// What a weight is like; see [`BuildContext::add`].
#[derive(Clone, Debug)]
pub struct WeightOptions {
    /// The elements' type: float32.
    pub dtype: DType,
    /// How it begins: with zeros.
    pub initializer: Initializer,
    /// May it be trained while its layer may? It may.
    pub trainable: bool,
}

impl Default for WeightOptions {
    fn default() -> WeightOptions {
        WeightOptions { dtype: DType::F32, initializer: Initializer::Zeros, trainable: true }
    }
}

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
        let initializer = initializer.clone();
        self.add(name, shape, WeightOptions { initializer, trainable, ..Default::default() })
    }

    /// As [`BuildContext::add_weight`], with all that can be said of a weight.
    ///
    /// # Errors
    /// As [`BuildContext::add_weight`].
    pub fn add(&self, name: &str, shape: &[usize], options: WeightOptions) -> Result<Variable> {
        if self.weights.borrow().iter().any(|w| w.name == name) {
            return Err(Error::argument(&self.class, format!("has two weights {name:?}")));
        }
        let WeightOptions { dtype, initializer, trainable } = options;
        let value = initializer.call(shape, dtype, self.seed, self.stream.get())?;
        self.stream.set(self.stream.get() + 1);
        let path = format!("{}/{name}", self.layer);
        let variable = Variable::new(path, &value, trainable && self.layer_trainable);
        let weight = Weight { name: name.into(), variable: variable.clone(), trainable };
        self.weights.borrow_mut().push(weight);
        Ok(variable)
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

    /// Seed and stream for a random operation, other ones each time.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn seed(&self) -> Result<Tensor> {
        self.run.seeds.next()
    }
}
