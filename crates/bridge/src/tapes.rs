//! Gradients.

use crate::handles::{self, Object};
use crate::host::Callback;
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use sparkler_engine::{Tape, Target, Tensor};
use std::cell::RefCell;
use std::rc::Rc;

/// Starts to record, as leniently as TensorFlow.js.
pub fn tape_begin() -> u32 {
    handles::insert(Object::Tape(Rc::new(RefCell::new(Some(Tape::new().lenient())))))
}

/// Makes a tensor one that a gradient can be asked for.
pub fn tape_watch(tape: u32, tensor: u32) -> Result<()> {
    let tape = handles::tape(tape)?;
    let tensor = handles::tensor(tensor)?;
    if let Some(tape) = &*tape.borrow() {
        tape.watch(&tensor);
    }
    Ok(())
}

/// The gradients of `y`; 0 where it does not depend on what was asked for.
pub fn tape_gradient(tape: u32, y: u32, dy: u32, count: u32) -> Result<()> {
    let wanted = Reader::new().handles(count)?;
    let tape = handles::tape(tape)?.take();
    let tape = tape.ok_or_else(|| Error::new("gradient: the tape has been used already"))?;
    let y = handles::tensor(y)?;
    let dy = if dy == 0 { None } else { Some(handles::tensor(dy)?) };
    let wanted: Vec<Object> = wanted.into_iter().map(handles::get).collect::<Result<_>>()?;
    let targets: Vec<Target<'_>> = wanted
        .iter()
        .map(|object| match object {
            Object::Tensor(t) => Ok(Target::Tensor(t)),
            Object::Variable(v) => Ok(Target::Variable(v)),
            _ => Err(Error::new("gradient: only of tensors and variables")),
        })
        .collect::<Result<_>>()?;
    let gradients = tape.connected_gradients(&[(&y, dy.as_ref())], &targets)?;
    let mut writer = Writer::new();
    gradients.into_iter().try_for_each(|gradient| {
        writer.number(gradient.map_or(0.0, |g| f64::from(handles::insert(Object::Tensor(g)))))
    })
}

/// Pauses or resumes all recording.
pub fn pause_tapes(pause: bool) -> bool {
    sparkler_engine::pause_tapes(pause)
}

/// A tensor with a gradient of its own.
pub fn custom_gradient(value: u32, count: u32, callback: u32) -> Result<u32> {
    let callback = Callback::new(callback);
    let inputs = Reader::new().tensors(count)?;
    let refs: Vec<&Tensor> = inputs.iter().collect();
    let backward = move |dys: &[Tensor]| {
        let dys = dys.iter().cloned().map(Object::Tensor).collect();
        let error = |e: Error| sparkler_engine::Error::other("customGrad", e.0);
        callback
            .call(0, dys)
            .map_err(error)?
            .into_iter()
            .map(|object| match object {
                Object::Tensor(t) => Ok(t),
                Object::Variable(v) => Ok(v.value()),
                _ => Err(error(Error::new("the gradients must be tensors"))),
            })
            .collect()
    };
    let value = handles::tensor(value)?;
    let value = sparkler_engine::record_custom(&refs, &value, Rc::new(backward))?;
    Ok(handles::insert(Object::Tensor(value)))
}
