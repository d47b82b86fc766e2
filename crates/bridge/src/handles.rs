//! The table of everything that JavaScript holds.

use crate::training::Run;
use crate::{Error, Result};
use sparkler_engine::{Tape, Tensor, Variable};
use sparkler_nn::layers::LayerRef;
use sparkler_nn::optimizers::Optimizer;
use sparkler_nn::{KerasTensor, Model};
use std::cell::RefCell;
use std::rc::Rc;

/// What a handle can stand for. Clones are the same thing.
#[derive(Clone)]
pub(crate) enum Object {
    Tensor(Tensor),
    Variable(Variable),
    Symbol(KerasTensor),
    Layer(LayerRef),
    Model(Rc<RefCell<Model>>),
    Optimizer(Rc<dyn Optimizer>),
    Tape(Rc<RefCell<Option<Tape>>>),
    Training(Rc<RefCell<Run>>),
    Text(Rc<str>),
}

impl Object {
    fn kind(&self) -> &'static str {
        match self {
            Object::Tensor(_) => "a tensor",
            Object::Variable(_) => "a variable",
            Object::Symbol(_) => "a symbolic tensor",
            Object::Layer(_) => "a layer",
            Object::Model(_) => "a model",
            Object::Optimizer(_) => "an optimizer",
            Object::Tape(_) => "a tape",
            Object::Training(_) => "a training run",
            Object::Text(_) => "a text",
        }
    }
}

#[derive(Default)]
struct Table {
    /// The object of handle `i + 1`.
    objects: Vec<Option<Object>>,
    free: Vec<u32>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::default();
}

/// Gives an object a handle.
pub(crate) fn insert(object: Object) -> u32 {
    TABLE.with_borrow_mut(|table| match table.free.pop() {
        Some(i) => {
            table.objects[i as usize] = Some(object);
            i + 1
        }
        None => {
            table.objects.push(Some(object));
            table.objects.len() as u32
        }
    })
}

/// What is said of a handle that stands for nothing any more.
fn gone() -> Error {
    Error::new("a tensor, layer, model or optimizer that is used here has been disposed of")
}

/// The object of a handle. It is a clone, so that the table is free while it is used: what is
/// called may call back into JavaScript, which asks for handles of its own.
pub(crate) fn get(handle: u32) -> Result<Object> {
    TABLE
        .with_borrow(|table| {
            table.objects.get((handle as usize).wrapping_sub(1)).cloned().flatten()
        })
        .ok_or_else(gone)
}

/// Takes an object out of the table.
pub(crate) fn remove(handle: u32) -> Result<Object> {
    // Dropping an object may call back into JavaScript, so it leaves the table first.
    TABLE
        .with_borrow_mut(|table| {
            let i = (handle as usize).wrapping_sub(1);
            let object = table.objects.get_mut(i)?.take()?;
            table.free.push(i as u32);
            Some(object)
        })
        .ok_or_else(gone)
}

/// Gives a handle back.
pub fn release(handle: u32) -> Result<()> {
    remove(handle).map(drop)
}

/// Another handle of the same thing.
pub fn duplicate(handle: u32) -> Result<u32> {
    Ok(insert(get(handle)?))
}

/// A tensor, or the value of a variable (which tapes and captures then know of).
pub(crate) fn tensor(handle: u32) -> Result<Tensor> {
    match get(handle)? {
        Object::Tensor(t) => Ok(t),
        Object::Variable(v) => Ok(v.value()),
        other => Err(wrong(&other, "a tensor")),
    }
}

fn wrong(found: &Object, expected: &str) -> Error {
    Error::new(format!("{expected} expected, got {}", found.kind()))
}

macro_rules! getters {
    ($($name:ident, $variant:ident: $t:ty, $expected:literal;)*) => {$(
        #[doc = concat!("What a handle stands for, if it is ", $expected, ".")]
        pub(crate) fn $name(handle: u32) -> Result<$t> {
            match get(handle)? {
                Object::$variant(x) => Ok(x),
                other => Err(wrong(&other, $expected)),
            }
        }
    )*};
}
getters! {
    variable, Variable: Variable, "a variable";
    symbol, Symbol: KerasTensor, "a symbolic tensor";
    model, Model: Rc<RefCell<Model>>, "a model";
    optimizer, Optimizer: Rc<dyn Optimizer>, "an optimizer";
    tape, Tape: Rc<RefCell<Option<Tape>>>, "a tape";
    training, Training: Rc<RefCell<Run>>, "a training run";
    text, Text: Rc<str>, "a text";
}

/// A layer, or a model as a layer.
pub(crate) fn layer(handle: u32) -> Result<LayerRef> {
    match get(handle)? {
        Object::Layer(layer) => Ok(layer),
        Object::Model(model) => Ok(LayerRef::from(&*model.try_borrow().map_err(|_| busy())?)),
        other => Err(wrong(&other, "a layer")),
    }
}

/// The error for a model that is in use further up the stack.
pub(crate) fn busy() -> Error {
    Error::new("the model is at work: it cannot be changed from inside its own callbacks")
}
