//! What a layer gets to know when it is built and when it is called.

use super::{Dims, LayerRef, known};
use crate::initializers::Initializer;
use crate::random::SeedGenerator;
use crate::{Error, Result};
use sparkler_engine::{DType, Tensor, Variable};

/// A weight of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Weight {
    /// Its name within the layer, such as `kernel`.
    pub(crate) name: String,
    pub(crate) variable: Variable,
    /// May it be trained while its layer may?
    pub(crate) trainable: bool,
}

/// What [`Layer::build`](super::Layer::build) makes weights with.
pub struct BuildContext<'a> {
    pub(crate) layer: &'a str,
    pub(crate) class: &'a str,
    pub(crate) layer_trainable: bool,
    pub(crate) seed: u64,
    /// The stream of random numbers of the next weight.
    pub(crate) stream: u64,
    pub(crate) weights: Vec<Weight>,
}

impl BuildContext<'_> {
    /// Makes a weight of type float32, called `layer/name`, with its initial value. The value
    /// depends on the model's seed and the layer's place in the model alone.
    ///
    /// # Errors
    /// If the shape is impossible, memory is exhausted, or the initializer cannot make it.
    pub fn add_weight(
        &mut self,
        name: &str,
        shape: &[usize],
        initializer: &Initializer,
        trainable: bool,
    ) -> Result<()> {
        let value = initializer.call(shape, DType::F32, self.seed, self.stream)?;
        self.stream += 1;
        let path = format!("{}/{name}", self.layer);
        let variable = Variable::new(path, &value, trainable && self.layer_trainable);
        self.weights.push(Weight { name: name.into(), variable, trainable });
        Ok(())
    }

    /// An extent of the first input, `axis` counted from the end where negative.
    ///
    /// # Errors
    /// If there is no such axis or its extent is not known.
    pub fn extent(&self, inputs: &[Dims], axis: i64) -> Result<usize> {
        match inputs.first() {
            Some(dims) => known(self.class, dims, axis),
            None => Err(Error::argument(self.class, "needs an input")),
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
