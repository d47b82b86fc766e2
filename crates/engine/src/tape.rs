//! Reverse-mode differentiation: tapes that record operations and walk back over them.

use crate::run::{Arena, Outputs};
use crate::{Attrs, Error, Result, Tensor, Variable};
use smallvec::SmallVec;
use sparkler_ops::{Call, Grad, OpCx, OpDef, Var, math};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// From the gradients of a function's outputs to those of its inputs.
type Backward = dyn Fn(&[Tensor]) -> Result<Vec<Tensor>>;

/// What a gradient is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A tensor that is watched, or came of one that is.
    Tensor(&'a Tensor),
    /// A variable.
    Variable(&'a Variable),
}

impl<'a> From<&'a Tensor> for Target<'a> {
    fn from(tensor: &'a Tensor) -> Target<'a> {
        Target::Tensor(tensor)
    }
}

impl<'a> From<&'a Variable> for Target<'a> {
    fn from(variable: &'a Variable) -> Target<'a> {
        Target::Variable(variable)
    }
}

enum Step {
    Op {
        op: &'static OpDef,
        attrs: Attrs,
    },
    /// A function with a gradient of its own.
    Custom(Rc<Backward>),
}

struct Entry {
    step: Step,
    inputs: SmallVec<[Tensor; 2]>,
    outputs: Outputs,
}

#[derive(Default)]
struct Record {
    id: u64,
    /// Tensors on whose values a gradient can be asked: watched ones and what came of them.
    tracked: HashSet<u64>,
    /// The tensors that reading each variable gave.
    variables: HashMap<u64, Vec<u64>>,
    entries: Vec<Entry>,
    /// Does the tape take what TensorFlow.js takes? See [`Tape::lenient`].
    lenient: bool,
}

impl Record {
    /// Can a gradient flow to that tensor?
    fn follows(&self, t: &Tensor) -> bool {
        differentiable(t) || self.lenient && self.tracked.contains(&t.id())
    }

    /// Does an operation read that tensor?
    fn uses(&self, t: &Tensor) -> bool {
        self.entries.iter().any(|entry| entry.inputs.iter().any(|input| input.id() == t.id()))
    }

    fn watch_variable(&mut self, variable: &Variable, value: &Tensor) {
        if self.tracked.insert(value.id()) {
            self.variables.entry(variable.id()).or_default().push(value.id());
        }
    }
}

thread_local! {
    static TAPES: RefCell<Vec<Record>> = const { RefCell::new(Vec::new()) };
    /// The number of tapes that record; 0 makes eager calls skip all of this.
    static RECORDING: Cell<usize> = const { Cell::new(0) };
    static PAUSED: Cell<bool> = const { Cell::new(false) };
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

/// A recording of what is computed on this thread from its start on, until its gradient is asked
/// for or it is dropped. Tapes nest: the inner one's gradient is recorded by the outer ones, which
/// gives second derivatives.
///
/// Trainable variables are watched by themselves, other tensors on request.
///
/// ```
/// use sparkler_engine::{Tape, Tensor};
/// let x = Tensor::new(&[1.0f32, 2.0], &[2])?;
/// let tape = Tape::new();
/// tape.watch(&x);
/// let y = x.mul(&x)?.sum((), false)?;
/// let gradients = tape.gradient(&y, &[&x])?;
/// assert_eq!(gradients[0].to_vec::<f32>()?, [2.0, 4.0]);
/// # Ok::<(), sparkler_engine::Error>(())
/// ```
pub struct Tape {
    id: u64,
    // Tapes belong to their thread.
    not_send: std::marker::PhantomData<*const ()>,
}

impl Default for Tape {
    fn default() -> Tape {
        Tape::new()
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        self.take();
    }
}

impl Tape {
    /// Starts to record.
    pub fn new() -> Tape {
        let id = NEXT.with(|next| next.replace(next.get() + 1));
        TAPES.with(|tapes| tapes.borrow_mut().push(Record { id, ..Record::default() }));
        RECORDING.with(|n| n.set(n.get() + 1));
        Tape { id, not_send: std::marker::PhantomData }
    }

    /// Makes a tensor one that a gradient can be asked for.
    pub fn watch(&self, t: &Tensor) {
        TAPES.with(|tapes| {
            if let Some(record) = tapes.borrow_mut().iter_mut().find(|r| r.id == self.id) {
                record.tracked.insert(t.id());
            }
        });
    }

    /// Makes this tape take what TensorFlow.js takes. A watched tensor of integers or truth values
    /// has a gradient as if they were real numbers. An operation whose results jump, an index or a
    /// comparison of numbers, passes no gradient instead of being an error. A tensor that was used,
    /// but that no gradient reaches, has a gradient of zeros.
    ///
    /// ```
    /// use sparkler_engine::{DType, Tape, Tensor};
    /// let x = Tensor::new(&[3i32, 4], &[2])?;
    /// let tape = Tape::new().lenient();
    /// tape.watch(&x);
    /// let y = x.mul(&x)?.cast(DType::F32)?.sum((), false)?;
    /// let gradients = tape.gradient(&y, &[&x])?;
    /// assert_eq!(gradients[0].to_vec::<f32>()?, [6.0, 8.0]);
    /// # Ok::<(), sparkler_engine::Error>(())
    /// ```
    pub fn lenient(self) -> Tape {
        TAPES.with(|tapes| {
            if let Some(record) = tapes.borrow_mut().iter_mut().find(|r| r.id == self.id) {
                record.lenient = true;
            }
        });
        self
    }

    /// Makes a variable one that a gradient can be asked for, trainable or not.
    pub fn watch_variable(&self, variable: &Variable) {
        let value = variable.unwatched();
        TAPES.with(|tapes| {
            if let Some(record) = tapes.borrow_mut().iter_mut().find(|r| r.id == self.id) {
                record.watch_variable(variable, &value);
            }
        });
    }

    fn take(&self) -> Option<Record> {
        let record = TAPES.with(|tapes| {
            let mut tapes = tapes.borrow_mut();
            let at = tapes.iter().position(|r| r.id == self.id)?;
            Some(tapes.remove(at))
        });
        if record.is_some() {
            RECORDING.with(|n| n.set(n.get() - 1));
        }
        record
    }

    /// Stops recording and gives the gradient of `y` (summed over its elements) with respect to
    /// each of `xs`; zeros where `y` does not depend on it.
    ///
    /// # Errors
    /// If an operation on the way has no gradient.
    pub fn gradient(self, y: &Tensor, xs: &[&Tensor]) -> Result<Vec<Tensor>> {
        self.gradient_from(&[(y, None)], xs)
    }

    /// The gradient of several tensors with respect to several others, each of the former weighted
    /// by a tensor of its shape (ones if not given): the vector-Jacobian product.
    ///
    /// # Errors
    /// If a weight's shape does not fit, or an operation on the way has no gradient.
    pub fn gradient_from(
        self,
        ys: &[(&Tensor, Option<&Tensor>)],
        xs: &[&Tensor],
    ) -> Result<Vec<Tensor>> {
        let targets: Vec<Target<'_>> = xs.iter().map(|&x| x.into()).collect();
        let found = self.connected_gradients(ys, &targets)?;
        found.into_iter().zip(xs).map(|(g, x)| or_zeros(g, x)).collect()
    }

    /// As [`Tape::gradient_from`], for tensors and variables together; `None` where no `y` depends
    /// on an `x`.
    ///
    /// ```
    /// use sparkler_engine::{Tape, Tensor, Variable};
    /// let w = Variable::new("w", &Tensor::scalar(3.0f32)?, true);
    /// let (x, other) = (Tensor::scalar(2.0f32)?, Tensor::scalar(0.0f32)?);
    /// let tape = Tape::new();
    /// tape.watch(&x);
    /// let y = x.mul(&w.value())?;
    /// let targets = [(&x).into(), (&w).into(), (&other).into()];
    /// let gradients = tape.connected_gradients(&[(&y, None)], &targets)?;
    /// assert_eq!(gradients[0].as_ref().unwrap().item()?, 3.0);
    /// assert_eq!(gradients[1].as_ref().unwrap().item()?, 2.0);
    /// assert!(gradients[2].is_none());
    /// # Ok::<(), sparkler_engine::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Tape::gradient_from`].
    pub fn connected_gradients(
        self,
        ys: &[(&Tensor, Option<&Tensor>)],
        xs: &[Target<'_>],
    ) -> Result<Vec<Option<Tensor>>> {
        let Some(record) = self.take() else { return Err(stopped()) };
        let ids: Vec<Vec<u64>> = xs
            .iter()
            .map(|x| match x {
                Target::Tensor(t) => vec![t.id()],
                Target::Variable(v) => record.variables.get(&v.id()).cloned().unwrap_or_default(),
            })
            .collect();
        // What nothing reaches, but an operation read, has zeros on a lenient tape.
        let flat = |x: &Target<'_>| match x {
            Target::Tensor(t) if record.lenient && record.uses(t) => {
                Tensor::zeros(t.shape(), crate::DType::F32).map(Some)
            }
            _ => Ok(None),
        };
        let flat: Vec<Option<Tensor>> = xs.iter().map(flat).collect::<Result<_>>()?;
        let found = backward(record, ys, &ids)?;
        Ok(found.into_iter().zip(flat).map(|(found, flat)| found.or(flat)).collect())
    }

    /// Stops recording and gives the gradient of `y` (summed over its elements) with respect to
    /// each variable; zeros where `y` does not depend on it.
    ///
    /// # Errors
    /// If an operation on the way has no gradient.
    pub fn variable_gradients(self, y: &Tensor, variables: &[Variable]) -> Result<Vec<Tensor>> {
        let targets: Vec<Target<'_>> = variables.iter().map(Target::Variable).collect();
        let found = self.connected_gradients(&[(y, None)], &targets)?;
        found
            .into_iter()
            .zip(variables)
            .map(|(g, v)| match g {
                Some(g) => Ok(g),
                None => Tensor::zeros(v.shape(), v.dtype()),
            })
            .collect()
    }
}

fn stopped() -> Error {
    Error::other("gradient", "the tape has stopped already")
}

fn or_zeros(gradient: Option<Tensor>, x: &Tensor) -> Result<Tensor> {
    match gradient {
        Some(g) => Ok(g),
        None => Tensor::zeros(x.shape(), x.dtype()),
    }
}

/// Runs a function without recording it on any tape.
pub fn no_tape<R>(f: impl FnOnce() -> R) -> R {
    /// Puts the count back also when the function panics.
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            pause_tapes(self.0);
        }
    }
    let _restore = Restore(pause_tapes(true));
    f()
}

/// Pauses recording on all tapes of this thread, or goes on with it, and says whether it was
/// paused before: what [`no_tape`] does around a function, for callers that have none. Whoever
/// pauses puts back what was.
pub fn pause_tapes(pause: bool) -> bool {
    PAUSED.with(|paused| paused.replace(pause))
}

fn is_recording() -> bool {
    RECORDING.with(Cell::get) > 0 && !PAUSED.with(Cell::get)
}

fn differentiable(t: &Tensor) -> bool {
    t.dtype().is_float() || t.dtype() == crate::DType::Complex64
}

/// Notes an operation on every tape that tracks one of its inputs.
pub(crate) fn record(op: &'static OpDef, inputs: &[&Tensor], attrs: Attrs, outputs: &Outputs) {
    if !is_recording() {
        return;
    }
    note(inputs, outputs, || Step::Op { op, attrs: attrs.clone() });
}

fn note(inputs: &[&Tensor], outputs: &Outputs, step: impl Fn() -> Step) {
    TAPES.with(|tapes| {
        for record in tapes.borrow_mut().iter_mut() {
            if !inputs.iter().any(|t| record.tracked.contains(&t.id())) {
                continue;
            }
            let discrete = record.lenient
                && inputs.iter().any(|t| !differentiable(t) && record.tracked.contains(&t.id()));
            let followed = outputs.iter().filter(|t| discrete || differentiable(t));
            record.tracked.extend(followed.map(Tensor::id));
            record.entries.push(Entry {
                step: step(),
                inputs: inputs.iter().map(|&t| t.clone()).collect(),
                outputs: outputs.clone(),
            });
        }
    });
}

/// Watches a variable's value on every tape, under the variable's name.
pub(crate) fn watch_variable(variable: &Variable, value: &Tensor) {
    if !is_recording() {
        return;
    }
    TAPES.with(|tapes| {
        tapes.borrow_mut().iter_mut().for_each(|record| record.watch_variable(variable, value));
    });
}

/// Walks a record backwards. `xs` holds, for each gradient asked for, the tensors whose gradients
/// add up to it.
fn backward(
    mut record: Record,
    ys: &[(&Tensor, Option<&Tensor>)],
    xs: &[Vec<u64>],
) -> Result<Vec<Option<Tensor>>> {
    let mut gradients: HashMap<u64, Tensor> = HashMap::new();
    for (y, weight) in ys {
        let dy = match weight {
            Some(w) if w.shape() == y.shape() => (*w).clone(),
            Some(w) => {
                return Err(Error::other(
                    "gradient",
                    format!("the weight of shape {} must have y's shape {}", w.shape(), y.shape()),
                ));
            }
            None if differentiable(y) => Tensor::ones(y.shape(), y.dtype())?,
            None => Tensor::ones(y.shape(), crate::DType::F32)?,
        };
        accumulate(&mut gradients, y.id(), dy)?;
    }
    // Only what a wanted tensor reaches needs gradients at all.
    let mut useful: HashSet<u64> = xs.iter().flatten().copied().collect();
    for entry in &record.entries {
        if entry.inputs.iter().any(|t| useful.contains(&t.id())) {
            useful.extend(entry.outputs.iter().filter(|t| record.follows(t)).map(Tensor::id));
        }
    }
    let kept: HashSet<u64> = xs.iter().flatten().copied().collect();
    let entries = std::mem::take(&mut record.entries);
    for entry in entries.into_iter().rev() {
        let wanted: SmallVec<[bool; 4]> =
            entry.inputs.iter().map(|t| useful.contains(&t.id()) && record.follows(t)).collect();
        let touched = entry.outputs.iter().any(|t| gradients.contains_key(&t.id()));
        if !touched || !wanted.contains(&true) {
            continue;
        }
        let dys: SmallVec<[Option<Tensor>; 1]> = entry
            .outputs
            .iter()
            .map(|t| match kept.contains(&t.id()) {
                true => gradients.get(&t.id()).cloned(),
                false => gradients.remove(&t.id()),
            })
            .collect();
        let without = matches!(entry.step, Step::Op { op, .. } if matches!(op.grad, Grad::None(_)));
        let mut reached = entry.inputs.iter().zip(&wanted).filter(|(_, wanted)| **wanted);
        let jumps = !entry.outputs.iter().any(differentiable)
            || !reached.any(|(input, _)| differentiable(input));
        let logic = entry.inputs.iter().all(|t| t.dtype() == crate::DType::Bool);
        if record.lenient && without && jumps && !logic {
            continue;
        }
        for (t, dx) in entry.inputs.iter().zip(entry_gradients(&entry, &dys, &wanted)?) {
            if let Some(dx) = dx.filter(|_| useful.contains(&t.id())) {
                accumulate(&mut gradients, t.id(), dx)?;
            }
        }
    }
    xs.iter()
        .map(|ids| {
            let mut sum: Option<Tensor> = None;
            for g in ids.iter().filter_map(|id| gradients.get(id)) {
                sum = Some(match sum {
                    None => g.clone(),
                    Some(s) => s.add(g)?,
                });
            }
            Ok(sum)
        })
        .collect()
}

fn accumulate(gradients: &mut HashMap<u64, Tensor>, id: u64, dx: Tensor) -> Result<()> {
    let sum = match gradients.remove(&id) {
        Some(old) => old.add(&dx)?,
        None => dx,
    };
    gradients.insert(id, sum);
    Ok(())
}

fn entry_gradients(
    entry: &Entry,
    dys: &[Option<Tensor>],
    wanted: &[bool],
) -> Result<Vec<Option<Tensor>>> {
    let (op, attrs) = match &entry.step {
        Step::Op { op, attrs } => (*op, attrs),
        Step::Custom(f) => {
            let dys: Vec<Tensor> = dys
                .iter()
                .zip(&entry.outputs)
                .map(|(dy, y)| or_zeros(dy.clone(), y))
                .collect::<Result<_>>()?;
            return Ok(f(&dys)?.into_iter().map(Some).collect());
        }
    };
    let rule = match op.grad {
        Grad::Rule(rule) => rule,
        Grad::None(reason) => {
            let kind = crate::ErrorKind::NoGradient { reason: reason.into() };
            return Err(Error::new(op.name, kind));
        }
        Grad::Composite => return Err(Error::other(op.name, "was recorded before its expansion")),
    };
    let arena = Arena::default();
    let inputs: SmallVec<[Var<'_>; 4]> =
        entry.inputs.iter().map(|t| arena.var(t.clone())).collect();
    let outputs: SmallVec<[Var<'_>; 2]> =
        entry.outputs.iter().map(|t| arena.var(t.clone())).collect();
    let dys: SmallVec<[Option<Var<'_>>; 2]> =
        dys.iter().map(|dy| dy.as_ref().map(|t| arena.var(t.clone()))).collect();
    let call = Call { op, attrs };
    let cx = OpCx::backward(call, &arena, &inputs, &outputs, &dys, wanted);
    let gradients = rule(&cx).map_err(|e| e.at(format!("gradient of {}", op.name)))?;
    Ok(gradients.into_iter().map(|g| g.map(|v| arena.tensor(v.id()))).collect())
}

/// The function that gives the derivative of `f` (summed over its output's elements).
///
/// Applied twice it gives the second derivative, and so on.
pub fn grad<F: Fn(&Tensor) -> Result<Tensor>>(f: F) -> impl Fn(&Tensor) -> Result<Tensor> {
    move |x| {
        let (_, mut gradients) = value_and_grads(|xs| f(&xs[0]), &[x])?;
        gradients.pop().ok_or_else(stopped)
    }
}

/// The value of a function of several tensors and its gradient with respect to each.
///
/// # Errors
/// What the function returns, or if an operation has no gradient.
pub fn value_and_grads(
    f: impl FnOnce(&[Tensor]) -> Result<Tensor>,
    xs: &[&Tensor],
) -> Result<(Tensor, Vec<Tensor>)> {
    // Copies, so that `x` used as two arguments counts as two.
    let copies: Vec<Tensor> = xs
        .iter()
        .map(|x| crate::run::one(&math::IDENTITY, &[x], Attrs::none()))
        .collect::<Result<_>>()?;
    let tape = Tape::new();
    copies.iter().for_each(|x| tape.watch(x));
    let y = f(&copies)?;
    let refs: Vec<&Tensor> = copies.iter().collect();
    let gradients = tape.gradient(&y, &refs)?;
    Ok((y, gradients))
}

/// Calls a function with a gradient of its own: `f` gives the value and a function from the
/// value's gradient to the inputs' gradients. What `f` computes is not recorded.
///
/// ```
/// use sparkler_engine::{Tensor, custom_grad, grad};
/// // The identity, whose gradient is clipped to [-1, 1].
/// let clip = |x: &Tensor| {
///     custom_grad(&[x], |xs| {
///         let y = xs[0].clone();
///         Ok((y, |dy: &Tensor| Ok(vec![dy.clip_by_value(-1.0, 1.0)?])))
///     })
/// };
/// let x = Tensor::scalar(3.0f32)?;
/// let square = |x: &Tensor| { let y = clip(x)?; y.mul(&y) };
/// assert_eq!(grad(square)(&x)?.item()?, 1.0);
/// # Ok::<(), sparkler_engine::Error>(())
/// ```
///
/// # Errors
/// What `f` returns.
pub fn custom_grad<B>(
    inputs: &[&Tensor],
    f: impl FnOnce(&[Tensor]) -> Result<(Tensor, B)>,
) -> Result<Tensor>
where
    B: Fn(&Tensor) -> Result<Vec<Tensor>> + 'static,
{
    let owned: Vec<Tensor> = inputs.iter().map(|&t| t.clone()).collect();
    let (y, backward) = no_tape(|| f(&owned))?;
    record_custom(inputs, &y, Rc::new(move |dys| backward(&dys[0])))
}

/// Gives a tensor equal to `value` whose gradient is what `backward` says, for a `value` that was
/// computed from `inputs` without being recorded: what [`custom_grad`] does with functions, for
/// callers that have none. `backward` gets one tensor, the gradient of the value, and gives the
/// gradient of each input. It runs while the tapes further out record, so that second derivatives
/// are those of what it does.
///
/// ```
/// use sparkler_engine::{Tape, Tensor, no_tape, record_custom};
/// use std::rc::Rc;
/// let x = Tensor::scalar(2.0f32)?;
/// let tape = Tape::new();
/// tape.watch(&x);
/// let cube = no_tape(|| x.square()?.mul(&x))?;
/// let kept = x.clone();
/// let y = record_custom(&[&x], &cube, Rc::new(move |dys| {
///     Ok(vec![(&dys[0].mul(&kept.square()?)? * 3.0)?])
/// }))?;
/// assert_eq!(tape.gradient(&y, &[&x])?[0].item()?, 12.0);
/// # Ok::<(), sparkler_engine::Error>(())
/// ```
///
/// # Errors
/// If memory is exhausted. The gradient fails if `backward` does, or gives another number of
/// tensors than there are inputs, or other shapes than theirs.
pub fn record_custom(
    inputs: &[&Tensor],
    value: &Tensor,
    backward: Rc<dyn Fn(&[Tensor]) -> Result<Vec<Tensor>>>,
) -> Result<Tensor> {
    let is_input = inputs.iter().any(|t| t.id() == value.id());
    let is_tracked = || {
        TAPES.with(|tapes| tapes.borrow().iter().any(|record| record.tracked.contains(&value.id())))
    };
    // Where the value already stands for something on a tape, a copy stands for this function's.
    // Otherwise the value itself does, so that a second derivative sees it in `backward`, too.
    let y = match is_input || is_tracked() {
        true => no_tape(|| crate::run::one(&math::IDENTITY, &[value], Attrs::none()))?,
        false => value.clone(),
    };
    if !is_recording() {
        return Ok(y);
    }
    let shapes: Vec<crate::Shape> = inputs.iter().map(|t| *t.shape()).collect();
    let step: Rc<Backward> = Rc::new(move |dys| {
        let gradients = backward(dys)?;
        if gradients.len() != shapes.len() {
            return Err(Error::other(
                "custom gradient",
                format!("{} gradients for {} inputs", gradients.len(), shapes.len()),
            ));
        }
        for (i, (g, shape)) in gradients.iter().zip(&shapes).enumerate() {
            if g.shape() != shape {
                return Err(Error::other(
                    "custom gradient",
                    format!("gradient {i} has shape {}, its input {shape}", g.shape()),
                ));
            }
        }
        Ok(gradients)
    });
    let outputs: Outputs = SmallVec::from_iter([y.clone()]);
    note(inputs, &outputs, || Step::Custom(step.clone()));
    Ok(y)
}
