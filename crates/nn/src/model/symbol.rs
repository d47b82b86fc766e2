//! Symbolic tensors, of which functional models are made.

use crate::layers::{Dims, InputLayer, Layer, LayerRef, format_dims};
use crate::{Error, Result};
use sparkler_engine::DType;
use std::fmt;
use std::rc::Rc;

/// The place of a tensor in a model that is being made: its shape and type, and the layer whose
/// output it is. It has no numbers. Cloning is free.
#[derive(Clone)]
pub struct KerasTensor(Rc<Symbol>);

pub(crate) struct Symbol {
    layer: LayerRef,
    inputs: Vec<KerasTensor>,
    shape: Dims,
    dtype: DType,
}

/// The input of a functional model: examples of that shape, as float32.
///
/// ```
/// use sparkler_nn::{Model, input, layers::{Dense, Layer}};
/// let x = input([784]);
/// let y = Dense::new(10).activation("softmax")?.apply(&x)?;
/// let model = Model::new(&[&x], &[&y])?;
/// assert_eq!(model.count_params(), 7850);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub fn input(shape: impl AsRef<[usize]>) -> KerasTensor {
    KerasTensor::of_input(&InputLayer::new(shape).shared())
}

impl KerasTensor {
    /// The output of an input layer, as [`input`] but with a name or type of its own.
    pub fn of_input(layer: &LayerRef) -> KerasTensor {
        let shape = layer.layer().compute_output_shape(&[]).unwrap_or_default();
        let dtype = layer.layer().output_dtype().unwrap_or(DType::F32);
        KerasTensor::new(Symbol { layer: layer.clone(), inputs: Vec::new(), shape, dtype })
    }

    pub(crate) fn of_layer(layer: &LayerRef, inputs: &[&KerasTensor]) -> Result<KerasTensor> {
        let Some(first) = inputs.first() else {
            return Err(Error::argument(layer.class_name(), "needs an input"));
        };
        let dims: Vec<Dims> = inputs.iter().map(|x| x.shape().to_vec()).collect();
        let shape = layer.output_shape(&dims)?;
        let dtype = layer.layer().output_dtype().unwrap_or(first.dtype());
        let inputs = inputs.iter().map(|&x| x.clone()).collect();
        Ok(KerasTensor::new(Symbol { layer: layer.clone(), inputs, shape, dtype }))
    }

    fn new(symbol: Symbol) -> KerasTensor {
        let symbol = Rc::new(symbol);
        symbol.layer.note_applied(&symbol);
        KerasTensor(symbol)
    }

    /// The name of the layer whose output it is.
    pub fn name(&self) -> &str {
        self.layer().name()
    }

    /// The shape of a batch.
    pub fn shape(&self) -> &[Option<usize>] {
        &self.0.shape
    }

    /// The elements' type.
    pub fn dtype(&self) -> DType {
        self.0.dtype
    }

    /// The layer whose output it is.
    pub fn layer(&self) -> &LayerRef {
        &self.0.layer
    }

    /// What the layer was applied to; nothing for the input of a model.
    pub fn inputs(&self) -> &[KerasTensor] {
        &self.0.inputs
    }

    /// What tells it from others.
    pub(crate) fn key(&self) -> usize {
        Rc::as_ptr(&self.0) as *const () as usize
    }
}

impl From<Rc<Symbol>> for KerasTensor {
    fn from(symbol: Rc<Symbol>) -> KerasTensor {
        KerasTensor(symbol)
    }
}

impl fmt::Debug for KerasTensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KerasTensor({}, {})", self.dtype(), format_dims(self.shape()))
    }
}
