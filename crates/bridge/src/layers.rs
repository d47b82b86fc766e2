//! Layers, those whose computation lives in JavaScript among them.

use crate::handles::{self, Object, symbol};
use crate::host::Callback;
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use serde_json::{Map, Value as Json, json};
use sparkler_engine::{Tensor, Variable};
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::{
    Arguments, BuildContext, CallContext, Dims, Layer, LayerRef, Registry, WeightOptions,
};
use sparkler_nn::random::SeedGenerator;
use sparkler_nn::{Error as NnError, KerasTensor};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::new(Registry::new());
    /// The weights that the build callback at work has asked for.
    static ADDED: RefCell<Vec<AddedWeight>> = const { RefCell::new(Vec::new()) };
    static TRAINING: Cell<bool> = const { Cell::new(false) };
}

/// Looks at the layers that configurations can name.
pub(crate) fn with_registry<R>(f: impl FnOnce(&Registry) -> R) -> R {
    REGISTRY.with_borrow(f)
}

fn object(text: &str) -> Result<Map<String, Json>> {
    match serde_json::from_str(text)? {
        Json::Object(map) => Ok(map),
        other => Err(Error::new(format!("a configuration must be an object, got {other}"))),
    }
}

thread_local! {
    /// Where layers that are used by themselves get their weights and noise from.
    static SEEDS: SeedGenerator = SeedGenerator::new(0).unwrap_or_else(|e| panic!("{e}"));
}

/// A symbolic tensor to begin a model with.
pub fn input(config: &str) -> Result<u32> {
    let config = Json::Object(object(config)?);
    let layer = with_registry(|r| r.layer("InputLayer", &config))?;
    Ok(handles::insert(Object::Symbol(KerasTensor::of_input(&layer))))
}

/// A layer from its class name and configuration.
pub fn layer(class_name: &str, config: &str) -> Result<u32> {
    let config = Json::Object(object(config)?);
    let layer = with_registry(|r| sparkler_import::layer_from_tfjs(class_name, config, r))?;
    Ok(handles::insert(Object::Layer(layer)))
}

/// Applies a layer to symbolic tensors.
pub fn layer_apply(layer: u32, count: u32) -> Result<u32> {
    let layer = handles::layer(layer)?;
    let inputs: Vec<KerasTensor> =
        Reader::new().handles(count)?.into_iter().map(symbol).collect::<Result<_>>()?;
    let inputs: Vec<&KerasTensor> = inputs.iter().collect();
    Ok(handles::insert(Object::Symbol(layer.apply_all(&inputs)?)))
}

/// Runs a layer on tensors.
pub fn layer_call(layer: u32, count: u32, training: bool) -> Result<u32> {
    let inputs = Reader::new().tensors(count)?;
    let outputs = match handles::get(layer)? {
        Object::Model(model) => {
            model.try_borrow().map_err(|_| handles::busy())?.call(&inputs, training)?
        }
        _ => {
            let layer = handles::layer(layer)?;
            vec![SEEDS.with(|seeds| layer.call(&inputs, training, seeds))?]
        }
    };
    Writer::new().tensors(outputs)
}

/// Makes a layer's weights.
pub fn layer_build(layer: u32, count: u32) -> Result<()> {
    let mut reader = Reader::new();
    let mut shapes: Vec<Dims> = Vec::new();
    for _ in 0..count {
        let rank = reader.count()?;
        shapes.push(
            reader
                .take(rank)?
                .iter()
                .map(|c| (c.get() >= 0.0).then_some(c.get() as usize))
                .collect(),
        );
    }
    let layer = handles::layer(layer)?;
    // Each layer draws its weights from a seed of its own.
    let seed = SEEDS.with(SeedGenerator::next)?.to_vec::<i64>()?.pop().unwrap_or_default();
    Ok(layer.build(&shapes, seed as u64)?)
}

fn dims_json(dims: &[Option<usize>]) -> Json {
    dims.iter().map(|d| d.map_or(Json::Null, Json::from)).collect()
}

/// What a layer is.
pub fn layer_info(layer: u32) -> Result<String> {
    let layer = handles::layer(layer)?;
    Ok(json!({
        "name": layer.name(),
        "className": layer.class_name(),
        "config": sparkler_import::layer_to_tfjs(&layer),
        "built": layer.is_built(),
        "trainable": layer.trainable(),
        "countParams": layer.count_params(),
    })
    .to_string())
}

/// The weights of a layer or model: all (0), those that are trained (1), the others (2).
pub fn weights(handle: u32, kind: u32) -> Result<u32> {
    let all: Vec<Variable> = match handles::get(handle)? {
        Object::Model(model) => model.try_borrow().map_err(|_| handles::busy())?.variables(),
        _ => handles::layer(handle)?.weights(),
    };
    let wanted = all.into_iter().filter(|v| match kind {
        1 => v.is_trainable(),
        2 => !v.is_trainable(),
        _ => true,
    });
    Writer::new().objects(wanted.map(Object::Variable))
}

/// Freezes or thaws a layer or model.
pub fn set_trainable(handle: u32, trainable: bool) -> Result<()> {
    match handles::get(handle)? {
        Object::Variable(variable) => variable.set_trainable(trainable),
        Object::Model(model) => {
            let model = model.try_borrow().map_err(|_| handles::busy())?;
            model.set_trainable(trainable);
        }
        _ => handles::layer(handle)?.set_trainable(trainable),
    }
    Ok(())
}

// --- layers in JavaScript ----------------------------------------------------------------------

struct AddedWeight {
    name: String,
    shape: Vec<usize>,
    options: WeightOptions,
}

/// A layer whose computation lives in JavaScript.
struct JavaScriptLayer {
    class: String,
    config: Map<String, Json>,
    callback: Rc<Callback>,
    /// The names of its weights, in the order in which they were asked for.
    weights: RefCell<Vec<String>>,
}

/// The entries of a layer's callback.
const BUILD: u32 = 0;
const CALL: u32 = 1;
const OUTPUT_SHAPE: u32 = 2;
const CONSTRUCT: u32 = 3;

fn shapes_text(inputs: &[Dims]) -> Object {
    Object::Text(Json::from_iter(inputs.iter().map(|d| dims_json(d))).to_string().into())
}

impl JavaScriptLayer {
    fn error(&self, e: Error) -> NnError {
        NnError::argument(self.class.as_str(), e.0)
    }
}

impl Layer for JavaScriptLayer {
    fn class_name(&self) -> &str {
        &self.class
    }

    fn config(&self) -> Map<String, Json> {
        self.config.clone()
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> sparkler_nn::Result<()> {
        let outer = ADDED.take();
        let built = self.callback.call(BUILD, vec![shapes_text(inputs)]);
        let added = ADDED.replace(outer);
        built.map_err(|e| self.error(e))?;
        for weight in added {
            cx.add(&weight.name, &weight.shape, weight.options)?;
            self.weights.borrow_mut().push(weight.name);
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> sparkler_nn::Result<Dims> {
        let found = self.callback.call(OUTPUT_SHAPE, vec![shapes_text(inputs)]);
        let shape = match &found.map_err(|e| self.error(e))?[..] {
            [Object::Text(text)] => serde_json::from_str::<Dims>(text).ok(),
            _ => None,
        };
        shape.ok_or_else(|| {
            self.error(Error::new("computeOutputShape must give one shape, like [null, 10]"))
        })
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> sparkler_nn::Result<Tensor> {
        let before = TRAINING.replace(cx.training());
        let inputs = inputs.iter().cloned().map(Object::Tensor).collect();
        let outputs = self.callback.call(CALL, inputs);
        TRAINING.set(before);
        match outputs.map_err(|e| self.error(e))?.pop() {
            Some(Object::Tensor(y)) => Ok(y),
            Some(Object::Variable(v)) => Ok(v.value()),
            _ => Err(self.error(Error::new("call must return a tensor"))),
        }
    }
}

fn javascript_layer(
    class_name: &str,
    mut config: Map<String, Json>,
    callback: Rc<Callback>,
) -> Result<LayerRef> {
    let name = config.remove("name").and_then(|n| n.as_str().map(str::to_string));
    let trainable = config.remove("trainable").is_none_or(|t| t != Json::Bool(false));
    let layer = JavaScriptLayer {
        class: class_name.to_string(),
        config,
        callback,
        weights: RefCell::default(),
    };
    Ok(LayerRef::new(Box::new(layer), name).with_trainable(trainable))
}

/// A layer whose computation lives in JavaScript.
pub fn custom_layer(class_name: &str, config: &str, callback: u32) -> Result<u32> {
    let layer = javascript_layer(class_name, object(config)?, Callback::new(callback))?;
    Ok(handles::insert(Object::Layer(layer)))
}

/// A new weight of the layer that is being built.
pub fn layer_add_weight(config: &str) -> Result<u32> {
    let config = Json::Object(object(config)?);
    let arguments = Arguments::new("addWeight", &config);
    let name = config["name"].as_str().ok_or_else(|| Error::new("addWeight: name must be text"))?;
    let shape: Vec<usize> = serde_json::from_value(config["shape"].clone())
        .map_err(|e| Error::new(format!("addWeight: shape of {name}: {e}")))?;
    let weight = AddedWeight {
        name: name.to_string(),
        shape,
        options: WeightOptions {
            trainable: arguments.bool("trainable", true)?,
            ..arguments.weight("", Initializer::glorot_uniform())?
        },
    };
    Ok(ADDED.with_borrow_mut(|added| {
        added.push(weight);
        added.len() as u32 - 1
    }))
}

/// Is the model of the layer at work being trained?
pub fn layer_training() -> bool {
    TRAINING.get()
}

/// Makes a class of custom layers known to loading.
pub fn register_layer_class(class_name: &str, callback: u32) -> Result<()> {
    let (class, callback) = (class_name.to_string(), Callback::new(callback));
    let constructor = move |config: &Json| {
        let config = Object::Text(config.to_string().into());
        let error = |e: Error| NnError::argument(class.as_str(), e.0);
        match callback.call(CONSTRUCT, vec![config]).map_err(error)?.pop() {
            Some(Object::Layer(layer)) => Ok(layer),
            _ => Err(error(Error::new("fromConfig must make a layer"))),
        }
    };
    REGISTRY.with_borrow_mut(|registry| registry.register_shared(class_name, constructor));
    Ok(())
}
