//! Functions of tensors that are captured once and run compiled.

use sparkler_engine::{Array, Result, Spec, Tensor, Variable, trace};
use sparkler_graph::{Builder, Executable};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

thread_local! {
    /// The capture that ran last on this thread and still holds its working memory. Only one does:
    /// a step for a short last batch or an evaluation would otherwise each keep its own.
    static LAST: RefCell<Weak<RefCell<Compiled>>> = const { RefCell::new(Weak::new()) };
}

/// Notes which capture runs, and takes the working memory of the one before.
fn take_turn(compiled: &Rc<RefCell<Compiled>>) {
    LAST.with(|last| {
        let previous = last.replace(Rc::downgrade(compiled)).upgrade();
        // One that is running, further up the stack, keeps its memory.
        if let Some(previous) = previous.filter(|p| !Rc::ptr_eq(p, compiled))
            && let Ok(mut previous) = previous.try_borrow_mut()
        {
            previous.executable.release_memory();
        }
    });
}

/// A function of tensors that is captured the first time it is called with inputs of new types
/// and shapes, and runs as a compiled graph from then on. Variables that it reads and assigns are
/// read and assigned at each call; whatever else it looks at is fixed when it is captured.
///
/// ```
/// use sparkler_engine::{Tensor, Variable};
/// use sparkler_nn::Function;
///
/// let total = Variable::new("total", &Tensor::scalar(0.0f32)?, false);
/// let state = total.clone();
/// let add = Function::new(move |xs| {
///     let sum = state.value().add(&xs[0].sum((), false)?)?;
///     state.assign(&sum)?;
///     Ok(vec![sum])
/// });
/// let x = Tensor::new(&[1.0f32, 2.0], &[2])?;
/// add.call(&[&x])?; // captures
/// add.call(&[&x])?; // runs the graph
/// assert_eq!(total.value().item()?, 6.0);
/// # Ok::<(), sparkler_engine::Error>(())
/// ```
pub struct Function {
    f: Box<dyn Fn(&[Tensor]) -> Result<Vec<Tensor>>>,
    compiled: RefCell<HashMap<Vec<Spec>, Rc<RefCell<Compiled>>>>,
}

struct Compiled {
    executable: Executable,
    /// Variables that are read, in the order in which their values follow the arguments.
    variables: Vec<Variable>,
    /// Which of them are assigned, in the order in which their values follow the results.
    assigned: Vec<usize>,
    results: usize,
}

impl Function {
    /// Wraps a function, which must do the same whenever it is called.
    pub fn new(f: impl Fn(&[Tensor]) -> Result<Vec<Tensor>> + 'static) -> Function {
        Function { f: Box::new(f), compiled: RefCell::default() }
    }

    /// Calls it.
    ///
    /// # Errors
    /// What the function returns when it is captured; later, if a kernel fails. Variables keep
    /// their values then.
    pub fn call(&self, inputs: &[&Tensor]) -> Result<Vec<Tensor>> {
        let specs: Vec<Spec> = inputs.iter().map(|t| t.spec()).collect();
        let known = self.compiled.borrow().get(&specs).cloned();
        let compiled = match known {
            Some(compiled) => compiled,
            None => {
                let compiled = Rc::new(RefCell::new(self.capture(&specs)?));
                self.compiled.borrow_mut().insert(specs, compiled.clone());
                compiled
            }
        };
        take_turn(&compiled);
        let mut compiled = compiled.borrow_mut();
        let arrays = inputs.iter().map(|t| t.array().cloned()).collect::<Result<_>>()?;
        compiled.run(arrays)
    }

    /// How many captures there are: one for each combination of input types and shapes.
    pub fn captures(&self) -> usize {
        self.compiled.borrow().len()
    }

    fn capture(&self, specs: &[Spec]) -> Result<Compiled> {
        let builder = Rc::new(Builder::new());
        let traced = trace(builder.clone(), specs, |inputs| (self.f)(inputs))?;
        let mut inputs = traced.inputs;
        let mut outputs = traced.outputs;
        let mut donated = vec![false; inputs.len()];
        let results = outputs.len();
        let (mut variables, mut assigned) = (Vec::new(), Vec::new());
        for (i, (variable, input, output)) in traced.variables.into_iter().enumerate() {
            inputs.push(input);
            donated.push(output.is_some());
            if let Some(output) = output {
                outputs.push(output);
                assigned.push(i);
            }
            variables.push(variable);
        }
        let executable = builder.graph().compile(&inputs, &outputs, &donated)?;
        Ok(Compiled { executable, variables, assigned, results })
    }
}

impl Compiled {
    fn run(&mut self, mut arrays: Vec<Array>) -> Result<Vec<Tensor>> {
        let arguments = arrays.len();
        // A variable that will be assigned gives its memory up, so that the new value can be
        // written over the old one.
        let mut assigned = self.assigned.iter().peekable();
        for (i, variable) in self.variables.iter().enumerate() {
            let array = if assigned.next_if(|&&a| a == i).is_some() {
                variable.replace(Tensor::placeholder(variable.spec())).into_array()
            } else {
                variable.stored().array().cloned()
            };
            match array {
                Ok(array) => arrays.push(array),
                Err(e) => {
                    self.restore(arrays.drain(arguments..).map(Some));
                    return Err(e);
                }
            }
        }
        match self.executable.run(arrays) {
            Ok(outputs) => {
                let mut outputs = outputs.into_iter().map(Tensor::from_array);
                let results = outputs.by_ref().take(self.results).collect();
                for (&i, value) in self.assigned.iter().zip(outputs) {
                    self.variables[i].replace(value);
                }
                Ok(results)
            }
            Err(failure) => {
                self.restore(failure.inputs.into_iter().skip(arguments));
                Err(failure.error)
            }
        }
    }

    /// Gives the variables that were emptied their values back.
    fn restore(&self, arrays: impl Iterator<Item = Option<Array>>) {
        for (i, (variable, array)) in self.variables.iter().zip(arrays).enumerate() {
            if let Some(array) = array.filter(|_| self.assigned.contains(&i)) {
                variable.replace(Tensor::from_array(array));
            }
        }
    }
}
