//! Functions of tensors that are captured once and run compiled.

use sparkler_engine::{Result, Tensor};

/// A function of tensors that is captured the first time it is called with inputs of new types
/// and shapes, and runs as a compiled graph from then on. Variables that it reads and assigns are
/// read and assigned at each call.
pub struct Function {
    f: Box<dyn Fn(&[Tensor]) -> Result<Vec<Tensor>>>,
}

impl Function {
    /// Wraps a function, which must do the same whenever it is called.
    pub fn new(f: impl Fn(&[Tensor]) -> Result<Vec<Tensor>> + 'static) -> Function {
        Function { f: Box::new(f) }
    }

    /// Calls it.
    ///
    /// # Errors
    /// What the function returns.
    pub fn call(&self, inputs: &[&Tensor]) -> Result<Vec<Tensor>> {
        let inputs: Vec<Tensor> = inputs.iter().map(|&t| t.clone()).collect();
        (self.f)(&inputs)
    }
}
