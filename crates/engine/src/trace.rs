//! Capturing a function as a graph, by running it on stand-ins.

use crate::run::Outputs;
use crate::tensor::Value;
use crate::{Attrs, Error, ErrorKind, Result, Spec, Tensor, Variable};
use smallvec::SmallVec;
use sparkler_ops::{Class, OpDef, Tracer, VarId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

struct Trace {
    id: u64,
    tracer: Rc<dyn Tracer>,
    /// Variables read or written so far, in the order of first use.
    variables: RefCell<Vec<TracedVariable>>,
    /// Constants already handed to the tracer, by tensor.
    constants: RefCell<HashMap<u64, (Tensor, VarId)>>,
}

struct TracedVariable {
    variable: Variable,
    /// Its value when the graph runs.
    input: VarId,
    /// What reading it gives now.
    value: Tensor,
    written: bool,
}

thread_local! {
    static TRACES: RefCell<Vec<Rc<Trace>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

/// What a captured function looks like from outside.
pub struct Traced {
    /// The nodes that stand for the arguments.
    pub inputs: Vec<VarId>,
    /// The nodes of the results.
    pub outputs: Vec<VarId>,
    /// The variables that were read or written, with the node of each one's value at the start,
    /// and, if it was written, the node of its value at the end.
    pub variables: Vec<(Variable, VarId, Option<VarId>)>,
}

/// Is a function being captured on this thread?
pub fn is_tracing() -> bool {
    TRACES.with(|traces| !traces.borrow().is_empty())
}

/// Runs a function on stand-ins of those types and shapes; every operation that involves a
/// stand-in goes to the tracer, the others are computed at once and become constants.
///
/// # Errors
/// What the function returns, or if it reads a stand-in's numbers.
pub fn trace(
    tracer: Rc<dyn Tracer>,
    inputs: &[Spec],
    f: impl FnOnce(&[Tensor]) -> Result<Vec<Tensor>>,
) -> Result<Traced> {
    let id = NEXT.with(|next| next.replace(next.get() + 1));
    let trace = Rc::new(Trace {
        id,
        tracer,
        variables: RefCell::new(Vec::new()),
        constants: RefCell::new(HashMap::new()),
    });
    TRACES.with(|traces| traces.borrow_mut().push(trace.clone()));
    /// Ends the trace also when the function fails or panics.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            TRACES.with(|traces| traces.borrow_mut().pop());
        }
    }
    let end = End;
    let nodes: Vec<VarId> = inputs.iter().map(|&spec| trace.tracer.input(spec)).collect();
    let arguments: Vec<Tensor> = nodes
        .iter()
        .zip(inputs)
        .map(|(&node, &spec)| Tensor::from_value(spec, Value::Traced { trace: id, node }))
        .collect();
    let results = f(&arguments)?;
    let outputs = results.iter().map(|t| trace.node(t)).collect::<Result<_>>()?;
    let variables = trace
        .variables
        .borrow()
        .iter()
        .map(|v| {
            let written = v.written.then(|| trace.node(&v.value)).transpose()?;
            Ok((v.variable.clone(), v.input, written))
        })
        .collect::<Result<_>>()?;
    drop(end);
    Ok(Traced { inputs: nodes, outputs, variables })
}

impl Trace {
    /// The node of a tensor: its own, or a new constant.
    fn node(&self, t: &Tensor) -> Result<VarId> {
        match t.value() {
            Value::Traced { trace, node } if *trace == self.id => Ok(*node),
            Value::Traced { .. } => Err(Error::new(
                "capture",
                ErrorKind::NotAvailable {
                    reason: "a tensor of one captured function was used in another, or after it \
                             ended"
                        .into(),
                },
            )),
            Value::Array(array) => {
                if let Some((_, node)) = self.constants.borrow().get(&t.id()) {
                    return Ok(*node);
                }
                let node = self.tracer.constant(array.clone())?;
                // Keeping the tensor keeps its id from being anyone else's.
                self.constants.borrow_mut().insert(t.id(), (t.clone(), node));
                Ok(node)
            }
        }
    }

    fn tensor(&self, node: VarId) -> Tensor {
        let value = Value::Traced { trace: self.id, node };
        Tensor::from_value(self.tracer.spec(node), value)
    }
}

fn current() -> Option<Rc<Trace>> {
    TRACES.with(|traces| traces.borrow().last().cloned())
}

/// Appends an operation to the graph being captured.
pub(crate) fn run(op: &'static OpDef, inputs: &[&Tensor], attrs: &Attrs) -> Result<Outputs> {
    let trace = current().ok_or_else(|| {
        Error::new(
            op.name,
            ErrorKind::NotAvailable {
                reason: "a tensor of a captured function was used after the capture ended".into(),
            },
        )
    })?;
    if op.class == Class::DataDependent {
        return Err(Error::new(
            op.name,
            ErrorKind::NotAvailable {
                reason: "its output's shape depends on its input's values, so it cannot stand in \
                         a captured function"
                    .into(),
            },
        ));
    }
    let nodes: SmallVec<[VarId; 4]> =
        inputs.iter().map(|t| trace.node(t)).collect::<Result<_>>()?;
    let outputs = trace.tracer.run(op, &nodes, attrs.clone())?;
    Ok(outputs.into_iter().map(|node| trace.tensor(node)).collect())
}

/// A variable's value inside the function being captured, if one is.
pub(crate) fn read(variable: &Variable) -> Option<Tensor> {
    let trace = current()?;
    let mut variables = trace.variables.borrow_mut();
    if let Some(v) = variables.iter().find(|v| v.variable.id() == variable.id()) {
        return Some(v.value.clone());
    }
    let input = trace.tracer.input(variable.spec());
    let value = trace.tensor(input);
    variables.push(TracedVariable {
        variable: variable.clone(),
        input,
        value: value.clone(),
        written: false,
    });
    Some(value)
}

/// Notes an assignment inside the function being captured, if one is.
pub(crate) fn write(variable: &Variable, value: &Tensor) -> bool {
    if read(variable).is_none() {
        return false;
    }
    let Some(trace) = current() else { return false };
    let mut variables = trace.variables.borrow_mut();
    if let Some(v) = variables.iter_mut().find(|v| v.variable.id() == variable.id()) {
        v.value = value.clone();
        v.written = true;
    }
    true
}
