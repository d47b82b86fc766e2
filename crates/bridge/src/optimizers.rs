//! Optimizers for training loops of one's own, and for `modelCompile`.

use crate::handles::{self, Object};
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use serde_json::{Value as Json, json};
use sparkler_engine::{Tensor, Variable};
use sparkler_nn::optimizers;

/// An optimizer from its class name and configuration.
pub fn optimizer(class_name: &str, config: &str) -> Result<u32> {
    let config: Json = serde_json::from_str(config)?;
    let made = optimizers::from_config(&json!({ "class_name": class_name, "config": config }))?;
    Ok(handles::insert(Object::Optimizer(made.into())))
}

/// Makes an optimizer's state for variables before its first step.
pub fn optimizer_build(optimizer: u32, count: u32) -> Result<()> {
    let optimizer = handles::optimizer(optimizer)?;
    let handles = Reader::new().handles(count)?;
    let variables = handles.into_iter().map(handles::variable).collect::<Result<Vec<_>>>()?;
    Ok(optimizer.build(&variables)?)
}

/// Applies gradients.
pub fn optimizer_apply(optimizer: u32, count: u32) -> Result<()> {
    let optimizer = handles::optimizer(optimizer)?;
    let mut reader = Reader::new();
    let (mut variables, mut gradients): (Vec<Variable>, Vec<Tensor>) = Default::default();
    for _ in 0..count {
        variables.push(handles::variable(reader.handle()?)?);
        gradients.push(handles::tensor(reader.handle()?)?);
    }
    Ok(optimizer.apply_gradients(&gradients, &variables)?)
}

/// What an optimizer is and how far it has come.
pub fn optimizer_info(optimizer: u32) -> Result<String> {
    let optimizer = handles::optimizer(optimizer)?;
    let config = optimizer.config();
    let iterations = match optimizer.variables().first() {
        Some(counter) => counter.stored().item()?,
        None => 0.0,
    };
    Ok(json!({
        "className": config["class_name"],
        "config": config["config"],
        "iterations": iterations,
        "learningRate": optimizer.learning_rate()?,
    })
    .to_string())
}

/// Sets the learning rate.
pub fn optimizer_set_learning_rate(optimizer: u32, learning_rate: f64) -> Result<()> {
    Ok(handles::optimizer(optimizer)?.set_learning_rate(learning_rate)?)
}

/// The optimizer's own variables.
pub fn optimizer_weights(optimizer: u32) -> Result<u32> {
    let variables = handles::optimizer(optimizer)?.variables();
    if variables.len() > crate::SCRATCH_LEN {
        return Err(Error::new("optimizer: has more variables than one call can list"));
    }
    Writer::new().objects(variables.into_iter().map(Object::Variable))
}
