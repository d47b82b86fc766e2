//! Models.

use crate::handles::{self, Object, busy, symbol};
use crate::layers::with_registry;
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use serde_json::{Value as Json, json};
use sparkler_engine::Tensor;
use sparkler_import::SaveOptions;
use sparkler_nn::callbacks::Logs;
use sparkler_nn::{EvaluateOptions, KerasTensor, Model, ModelOptions};
use std::cell::RefCell;
use std::rc::Rc;

/// Calls `f` with the model of a handle.
fn with<R>(handle: u32, f: impl FnOnce(&Model) -> Result<R>) -> Result<R> {
    let model = handles::model(handle)?;
    let model = model.try_borrow().map_err(|_| busy())?;
    f(&model)
}

fn insert(model: Model) -> u32 {
    handles::insert(Object::Model(Rc::new(RefCell::new(model))))
}

/// A model from symbolic inputs to symbolic outputs.
pub fn model(config: &str, inputs: u32, outputs: u32) -> Result<u32> {
    let config: Json = serde_json::from_str(config)?;
    let mut reader = Reader::new();
    let mut symbols = |count: u32| -> Result<Vec<KerasTensor>> {
        reader.handles(count)?.into_iter().map(symbol).collect()
    };
    let (inputs, outputs) = (symbols(inputs)?, symbols(outputs)?);
    let (inputs, outputs): (Vec<_>, Vec<_>) = (inputs.iter().collect(), outputs.iter().collect());
    let seed = match &config["seed"] {
        Json::Null => 0,
        seed => match seed.as_i64() {
            Some(seed) => seed as u64,
            None => {
                return Err(Error::new(format!("model: seed is {seed}, expected a whole number")));
            }
        },
    };
    let options = ModelOptions {
        name: config["name"].as_str().map(str::to_string),
        seed,
        sequential: config["sequential"] == true,
    };
    Ok(insert(Model::with_options(&inputs, &outputs, options)?))
}

fn ends_json(ends: &[KerasTensor]) -> Json {
    ends.iter()
        .map(|t| json!({ "name": t.name(), "shape": t.shape(), "dtype": t.dtype().name() }))
        .collect()
}

/// What a model is.
pub fn model_info(model: u32) -> Result<String> {
    with(model, |m| {
        Ok(json!({
            "name": m.name(),
            "className": m.config()["class_name"],
            "inputs": ends_json(&m.inputs()),
            "outputs": ends_json(&m.outputs()),
            "trainable": m.trainable(),
            "compiled": m.optimizer().is_some(),
            "countParams": m.count_params(),
        })
        .to_string())
    })
}

/// The layers in order.
pub fn model_layers(model: u32) -> Result<u32> {
    with(model, |m| Writer::new().objects(m.layers().iter().cloned().map(Object::Layer)))
}

/// The symbolic inputs and outputs; gives the number of inputs.
pub fn model_ends(model: u32) -> Result<u32> {
    with(model, |m| {
        let inputs = m.inputs();
        let count = inputs.len() as u32;
        Writer::new().objects(inputs.into_iter().chain(m.outputs()).map(Object::Symbol))?;
        Ok(count)
    })
}

/// The table of layers.
pub fn model_summary(model: u32) -> Result<String> {
    with(model, |m| Ok(m.summary()))
}

/// Predictions for all examples.
pub fn model_predict(model: u32, count: u32, batch_size: u32) -> Result<u32> {
    let inputs = Reader::new().tensors(count)?;
    let outputs = with(model, |m| Ok(m.predict_all(inputs, batch_size as usize)?))?;
    Writer::new().tensors(outputs)
}

/// Prepares for training.
pub fn model_compile(model: u32, optimizer: u32, config: &str) -> Result<()> {
    let config: Json = serde_json::from_str(config)?;
    let optimizer = handles::optimizer(optimizer)?;
    let model = handles::model(model)?;
    let mut model = model.try_borrow_mut().map_err(|_| busy())?;
    Ok(model.compile_config(optimizer, &config)?)
}

fn logs_json(logs: &Logs) -> String {
    let (names, values): (Vec<&str>, Vec<f64>) = logs.iter().unzip();
    // JSON has no NaN: a value that is none is null, which JavaScript reads as such.
    json!({ "names": names, "values": values }).to_string()
}

/// Splits what a call was given into inputs, what is true, and weights.
pub(crate) fn split(
    model: &Model,
    mut tensors: Vec<Tensor>,
) -> Result<(Vec<Tensor>, Vec<Tensor>, Option<Tensor>)> {
    let (inputs, outputs) = (model.inputs().len(), model.outputs().len());
    if tensors.len() < inputs + outputs || tensors.len() > inputs + outputs + 1 {
        return Err(Error::new(format!(
            "model {}: takes {inputs} inputs and {outputs} targets, got {} tensors in all",
            model.name(),
            tensors.len()
        )));
    }
    let mut y = tensors.split_off(inputs);
    let weight = (y.len() > outputs).then(|| y.pop()).flatten();
    Ok((tensors, y, weight))
}

/// Loss and metrics on examples.
pub fn model_evaluate(model: u32, count: u32, batch_size: u32) -> Result<String> {
    let tensors = Reader::new().tensors(count)?;
    with(model, |m| {
        let (x, y, sample_weight) = split(m, tensors)?;
        let batch_size = batch_size as usize;
        Ok(logs_json(&m.evaluate(x, y, EvaluateOptions { batch_size, sample_weight })?))
    })
}

/// One step on one batch.
pub fn model_train_on_batch(model: u32, count: u32) -> Result<String> {
    let tensors = Reader::new().tensors(count)?;
    with(model, |m| {
        let (x, y, weight) = split(m, tensors)?;
        Ok(logs_json(&m.train_on_batch(x, y, weight.as_ref())?))
    })
}

/// `model.json` and `weights.bin`: what the model is compiled with is in them only together with the
/// optimizer's state, as in TensorFlow.js.
fn files(model: u32, include_optimizer: bool) -> Result<(Vec<u8>, Vec<u8>)> {
    let options = SaveOptions { training_config: include_optimizer, include_optimizer };
    with(model, |m| Ok(sparkler_import::model_to_bytes(m, &options)?))
}

/// The model as `model.json`.
pub fn model_topology(model: u32, include_optimizer: bool) -> Result<String> {
    let json = files(model, include_optimizer)?.0;
    String::from_utf8(json).map_err(|e| Error::new(format!("model.json: {e}")))
}

/// The bytes of `weights.bin`.
pub fn model_weight_data(model: u32, include_optimizer: bool) -> Result<Vec<u8>> {
    Ok(files(model, include_optimizer)?.1)
}

/// Opens a saved model: `model.json` and all weights in the order of its manifest.
pub fn model_load(json: &str, weights: &[u8]) -> Result<u32> {
    let model = with_registry(|registry| {
        sparkler_import::model_from_bytes("model.json", json.as_bytes(), weights, registry)
    })?;
    Ok(insert(model))
}
