//! A layer with its name and its weights.

use super::context::Weight;
use super::{BuildContext, CallContext, Dims, Layer, Run};
use crate::constraints::Constraint;
use crate::model::{KerasTensor, Symbol};
use crate::random::SeedGenerator;
use crate::regularizers::Regularizer;
use crate::{Error, Result};
use serde_json::{Value as Json, json};
use sparkler_engine::{Tensor, Variable};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::fmt;
use std::rc::{Rc, Weak};

/// How many weights a layer may have before its random streams meet the next layer's.
const STREAMS: u64 = 1 << 16;

/// A layer together with its name and its weights. Clones are the same layer.
///
/// A layer gets its name and weights when it joins a model; a name given with
/// [`Layer::named`] stays.
#[derive(Clone)]
pub struct LayerRef(Rc<Inner>);

struct Inner {
    layer: Box<dyn Layer>,
    name: OnceCell<String>,
    trainable: Cell<bool>,
    weights: OnceCell<Vec<Weight>>,
    /// The shapes of the inputs it was built for.
    built_for: OnceCell<Vec<Dims>>,
    /// What it gave where it was applied to symbolic tensors, as long as somebody holds that.
    applied: RefCell<Vec<Weak<Symbol>>>,
}

impl<L: Layer> From<L> for LayerRef {
    fn from(layer: L) -> LayerRef {
        layer.shared()
    }
}

impl LayerRef {
    /// A layer, under a name or under one that its model will choose.
    pub fn new(layer: Box<dyn Layer>, name: Option<String>) -> LayerRef {
        LayerRef(Rc::new(Inner {
            layer,
            name: name.map_or_else(OnceCell::new, OnceCell::from),
            trainable: Cell::new(true),
            weights: OnceCell::new(),
            built_for: OnceCell::new(),
            applied: RefCell::default(),
        }))
    }

    /// What it computes.
    pub fn layer(&self) -> &dyn Layer {
        &*self.0.layer
    }

    /// The name of its class.
    pub fn class_name(&self) -> &str {
        self.layer().class_name()
    }

    /// Its name, such as `dense_1`; that of its class until it joins a model.
    pub fn name(&self) -> &str {
        self.0.name.get().map_or(self.class_name(), |name| name)
    }

    /// Is it the very same layer?
    pub fn is(&self, other: &LayerRef) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// May it be trained?
    pub fn trainable(&self) -> bool {
        self.0.trainable.get()
    }

    /// Freezes or thaws it and the layers inside it. A model that is compiled already must be
    /// compiled again.
    pub fn set_trainable(&self, trainable: bool) {
        self.0.trainable.set(trainable);
        for weight in self.own() {
            weight.variable.set_trainable(trainable && weight.trainable);
        }
        for layer in self.layer().sublayers() {
            layer.set_trainable(trainable);
        }
    }

    /// The same layer, frozen or not; for use in a chain.
    pub fn with_trainable(self, trainable: bool) -> LayerRef {
        self.set_trainable(trainable);
        self
    }

    fn own(&self) -> &[Weight] {
        self.0.weights.get().map_or(&[], |weights| weights)
    }

    /// Its weights in the order in which they were made, then those of the layers inside it; none
    /// before it joins a model.
    pub fn weights(&self) -> Vec<Variable> {
        let mut all: Vec<Variable> = self.own().iter().map(|w| w.variable.clone()).collect();
        all.extend(self.layer().sublayers().iter().flat_map(LayerRef::weights));
        all
    }

    /// The weights that training changes.
    pub fn trainable_weights(&self) -> Vec<Variable> {
        self.weights().into_iter().filter(Variable::is_trainable).collect()
    }

    /// The weights that training leaves alone, and moving statistics.
    pub fn non_trainable_weights(&self) -> Vec<Variable> {
        self.weights().into_iter().filter(|v| !v.is_trainable()).collect()
    }

    /// Its weights that add to the loss, those of the layers inside it too.
    pub(crate) fn regularized(&self) -> Vec<(Variable, Regularizer)> {
        let own = self.own().iter();
        let own = own.filter_map(|w| Some((w.variable.clone(), w.regularizer?)));
        own.chain(self.layer().sublayers().iter().flat_map(LayerRef::regularized)).collect()
    }

    /// Its weights that are made to be something after each training step, those of the layers
    /// inside it too.
    pub(crate) fn constrained(&self) -> Vec<(Variable, Constraint)> {
        let own = self.own().iter();
        let own = own.filter_map(|w| Some((w.variable.clone(), w.constraint.clone()?)));
        own.chain(self.layer().sublayers().iter().flat_map(LayerRef::constrained)).collect()
    }

    /// The number of numbers in its weights.
    pub fn count_params(&self) -> usize {
        self.weights().iter().map(|v| v.shape().size()).sum()
    }

    /// One of its own weights, by the name within the layer.
    pub(crate) fn variable(&self, name: &str) -> Result<&Variable> {
        self.own()
            .iter()
            .find(|w| w.name == name)
            .map(|w| &w.variable)
            .ok_or_else(|| Error::argument(self.class_name(), format!("has no weight {name:?}")))
    }

    /// Its class name and its arguments, as Keras writes a layer.
    pub fn config(&self) -> Json {
        let mut config = serde_json::Map::new();
        config.insert("name".into(), self.name().into());
        if self.layer().as_network().is_none() {
            config.insert("trainable".into(), self.trainable().into());
        }
        config.extend(self.layer().config());
        // A model has a name of its own; here it goes by the layer's.
        config.insert("name".into(), self.name().into());
        json!({ "class_name": self.class_name(), "config": config })
    }

    /// Applies it to a symbolic tensor.
    ///
    /// # Errors
    /// If it cannot take an input of that shape.
    pub fn apply(&self, input: &KerasTensor) -> Result<KerasTensor> {
        self.apply_all(&[input])
    }

    /// Applies it to several symbolic tensors at once.
    ///
    /// # Errors
    /// If it cannot take inputs of those shapes.
    pub fn apply_all(&self, inputs: &[&KerasTensor]) -> Result<KerasTensor> {
        KerasTensor::of_layer(self, inputs)
    }

    /// The shape of the output for inputs of those shapes.
    ///
    /// # Errors
    /// If it cannot take inputs of those shapes.
    pub fn output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        self.layer().compute_output_shape(inputs).map_err(|e| e.in_layer(self.name()))
    }

    /// Calls it after its class if it has no name.
    pub(super) fn name_after_class(&self) {
        self.0.name.get_or_init(|| snake_case(self.class_name()));
    }

    /// Notes what it gave where it was applied.
    pub(crate) fn note_applied(&self, symbol: &Rc<Symbol>) {
        let mut applied = self.0.applied.borrow_mut();
        applied.retain(|old| old.strong_count() > 0);
        applied.push(Rc::downgrade(symbol));
    }

    /// What it gives where it was applied to symbolic tensors, in order: its outputs in models,
    /// and any others that somebody holds.
    pub fn outputs(&self) -> Vec<KerasTensor> {
        self.0.applied.borrow().iter().filter_map(Weak::upgrade).map(KerasTensor::from).collect()
    }

    /// Does it have its weights?
    pub fn is_built(&self) -> bool {
        self.0.built_for.get().is_some()
    }

    /// The shapes of the inputs it was built for; `None` before it is built.
    pub fn built_for(&self) -> Option<&[Dims]> {
        self.0.built_for.get().map(Vec::as_slice)
    }

    /// Makes the weights for inputs of those shapes, unless there are some: for a layer that is
    /// used by itself. A layer that joins a model is built there. Without a name it is called
    /// after its class.
    ///
    /// ```
    /// use sparkler_nn::layers::{Dense, Layer};
    /// let layer = Dense::new(3).named("scores");
    /// layer.build(&[vec![None, Some(4)]], 7)?;
    /// assert_eq!(layer.weights()[0].name(), "scores/kernel");
    /// assert_eq!(layer.count_params(), 15);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it cannot take inputs of those shapes.
    pub fn build(&self, inputs: &[Dims], seed: u64) -> Result<()> {
        self.name_after_class();
        self.output_shape(inputs)?;
        self.build_at(inputs, seed, 0)
    }

    /// Makes the weights unless there are some: those of layer number `index` of a model with
    /// that seed.
    pub(crate) fn build_at(&self, inputs: &[Dims], seed: u64, index: usize) -> Result<()> {
        self.build_with(inputs, |_| BuildContext::new(self, seed, (index as u64 + 1) * STREAMS))
    }

    /// Makes the weights unless there are some, with what `context` gives for the class.
    pub(super) fn build_with(
        &self,
        inputs: &[Dims],
        context: impl FnOnce(&str) -> BuildContext,
    ) -> Result<()> {
        if self.is_built() {
            return Ok(());
        }
        let cx = context(self.class_name());
        self.layer().build(inputs, &cx).map_err(|e| e.in_layer(self.name()))?;
        let _ = self.0.weights.set(cx.weights());
        let _ = self.0.built_for.set(inputs.to_vec());
        Ok(())
    }

    /// The output for tensors, computed at once, of a layer that is used by itself; it is built
    /// first if need be. What is random comes from `seeds`.
    ///
    /// ```
    /// use sparkler_engine::{DType, Tensor};
    /// use sparkler_nn::{layers::{Dense, Layer}, random::SeedGenerator};
    /// let layer = Dense::new(3).shared();
    /// let seeds = SeedGenerator::new(7)?;
    /// let y = layer.call(&[Tensor::ones(&[2, 4], DType::F32)?], false, &seeds)?;
    /// assert_eq!(y.shape()[..], [2, 3]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it cannot take those inputs.
    pub fn call(&self, inputs: &[Tensor], training: bool, seeds: &SeedGenerator) -> Result<Tensor> {
        let dims: Vec<Dims> =
            inputs.iter().map(|x| x.shape().iter().map(|&d| Some(d)).collect()).collect();
        self.output_shape(&dims)?;
        if !self.is_built() {
            let (seed, stream) = seeds.draw()?;
            self.name_after_class();
            self.build_at(&dims, seed, stream as usize)?;
        }
        self.run(inputs, Run { training, seeds }, false)
    }

    pub(crate) fn run(
        &self,
        inputs: &[Tensor],
        run: Run<'_>,
        before_activation: bool,
    ) -> Result<Tensor> {
        let cx = CallContext { layer: self, run };
        let y = match before_activation {
            true => self.layer().call_before_activation(inputs, &cx),
            false => self.layer().call(inputs, &cx),
        };
        y.map_err(|e| e.in_layer(self.name()))
    }
}

impl fmt::Debug for LayerRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.class_name(), self.name())
    }
}

/// Names the layers that have none yet: `dense`, `dense_1`, ... in their order.
pub(crate) fn assign_names(layers: &[LayerRef]) -> Result<()> {
    let mut taken: HashSet<String> = HashSet::new();
    for layer in layers {
        if let Some(name) = layer.0.name.get()
            && !taken.insert(name.clone())
        {
            return Err(Error::argument("model", format!("two layers are called {name:?}")));
        }
    }
    for layer in layers {
        if layer.0.name.get().is_some() {
            continue;
        }
        let base = snake_case(layer.class_name());
        let mut name = base.clone();
        let mut number = 0;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        let _ = layer.0.name.set(name);
    }
    Ok(())
}

/// `BatchNormalization` as `batch_normalization`, `Conv2D` as `conv2d`, `ReLU` as `re_lu`: Keras's
/// rule.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let starts_word = c.is_ascii_uppercase()
            && i > 0
            && (chars.get(i + 1).is_some_and(char::is_ascii_lowercase)
                || chars[i - 1].is_ascii_lowercase());
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::Flatten;

    #[test]
    fn names_follow_keras() {
        for (class, name) in [
            ("Dense", "dense"),
            ("Conv2D", "conv2d"),
            ("MaxPooling2D", "max_pooling2d"),
            ("BatchNormalization", "batch_normalization"),
            ("ReLU", "re_lu"),
            ("LeakyReLU", "leaky_re_lu"),
            ("ELU", "elu"),
            ("DepthwiseConv2D", "depthwise_conv2d"),
            ("GlobalAveragePooling2D", "global_average_pooling2d"),
            ("InputLayer", "input_layer"),
        ] {
            assert_eq!(snake_case(class), name);
        }
        let layers: Vec<LayerRef> = vec![
            Flatten::new().into(),
            Flatten::new().named("flatten_1"),
            Flatten::new().into(),
            Flatten::new().into(),
        ];
        assign_names(&layers).unwrap();
        let names: Vec<&str> = layers.iter().map(LayerRef::name).collect();
        assert_eq!(names, ["flatten", "flatten_1", "flatten_2", "flatten_3"]);
        let twice = [Flatten::new().named("a"), Flatten::new().named("a")];
        assert!(assign_names(&twice).unwrap_err().to_string().contains("\"a\""));
    }
}
