//! The language in which gradients and composite operations are written: values that only
//! operations can combine, whoever runs them. An eager tape runs them at once, a graph under
//! construction appends nodes.

use crate::attrs::Attrs;
use crate::{Call, OpDef, Spec};
use smallvec::SmallVec;
use sparkler_base::{Array, DType, Result, Scalar, Shape};

/// A value's number within its runner.
pub type VarId = u32;

/// Who runs the operations that a rule is composed of.
pub trait Runner {
    /// Runs an operation, casting inputs as its row asks.
    ///
    /// # Errors
    /// As the operation.
    fn run(&self, op: &'static OpDef, inputs: &[VarId], attrs: Attrs)
    -> Result<SmallVec<[VarId; 1]>>;

    /// Type and shape of a value.
    fn spec(&self, id: VarId) -> Spec;

    /// A constant.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn constant(&self, array: Array) -> Result<VarId>;
}

/// A runner that builds a graph instead of computing.
pub trait Tracer: Runner {
    /// A value that is given when the graph runs.
    fn input(&self, spec: Spec) -> VarId;
}

/// A value inside a rule. It has a method for every operation of the table.
#[derive(Clone, Copy)]
pub struct Var<'a> {
    runner: &'a dyn Runner,
    id: VarId,
}

impl<'a> Var<'a> {
    /// The value of that number.
    pub fn new(runner: &'a dyn Runner, id: VarId) -> Var<'a> {
        Var { runner, id }
    }

    /// Its number.
    pub fn id(self) -> VarId {
        self.id
    }

    /// Its shape.
    pub fn shape(self) -> Shape {
        self.runner.spec(self.id).shape
    }

    /// Its type.
    pub fn dtype(self) -> DType {
        self.runner.spec(self.id).dtype
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// As the operation.
    pub fn run(
        runner: &'a dyn Runner,
        op: &'static OpDef,
        inputs: &[Var<'a>],
        attrs: Attrs,
    ) -> Result<Vec<Var<'a>>> {
        let ids: SmallVec<[VarId; 4]> = inputs.iter().map(|v| v.id).collect();
        let outputs = runner.run(op, &ids, attrs)?;
        Ok(outputs.into_iter().map(|id| Var { runner, id }).collect())
    }

    /// Runs an operation with one output.
    pub(crate) fn run1(
        self,
        op: &'static OpDef,
        inputs: &[Var<'a>],
        attrs: Attrs,
    ) -> Result<Var<'a>> {
        let ids: SmallVec<[VarId; 4]> = inputs.iter().map(|v| v.id).collect();
        let outputs = self.runner.run(op, &ids, attrs)?;
        match outputs.first() {
            Some(&id) => Ok(Var { runner: self.runner, id }),
            None => Err(sparkler_base::Error::other(op.name, "gave no output")),
        }
    }

    /// Runs an operation with several outputs.
    pub(crate) fn run_n(
        self,
        op: &'static OpDef,
        inputs: &[Var<'a>],
        attrs: Attrs,
    ) -> Result<Vec<Var<'a>>> {
        Var::run(self.runner, op, inputs, attrs)
    }

    /// A constant of this value's type: one number, which broadcasts.
    pub fn scalar(self, value: impl Into<Scalar>) -> Result<Var<'a>> {
        let array = Array::full(self.dtype(), Shape::SCALAR, value.into())?;
        self.constant(array)
    }

    /// A constant.
    pub fn constant(self, array: Array) -> Result<Var<'a>> {
        Ok(Var { runner: self.runner, id: self.runner.constant(array)? })
    }

    /// Zeros of this value's type and shape.
    pub fn zeros_like(self) -> Result<Var<'a>> {
        self.scalar(0.0)?.broadcast_to(self.shape())
    }

    /// Sums over the axes along which `shape` was broadcast to this value's shape: the gradient
    /// of broadcasting.
    pub fn sum_to(self, shape: Shape) -> Result<Var<'a>> {
        let from = self.shape();
        if from == shape {
            return Ok(self);
        }
        let shift = from.rank() - shape.rank();
        let axes: Vec<usize> =
            (0..from.rank()).filter(|&i| i < shift || shape[i - shift] != from[i]).collect();
        self.sum(axes, false)?.reshape(shape)
    }

    /// This plus a number.
    pub fn add_scalar(self, value: f64) -> Result<Var<'a>> {
        self.add(self.scalar(value)?)
    }

    /// This times a number.
    pub fn mul_scalar(self, value: f64) -> Result<Var<'a>> {
        self.mul(self.scalar(value)?)
    }
}

/// What a gradient rule or a composite sees: the call, its values, and (for gradients) the
/// outputs' gradients.
pub struct OpCx<'a> {
    call: Call<'a>,
    /// The runner, for operations without inputs.
    pub runner: &'a dyn Runner,
    inputs: &'a [Var<'a>],
    outputs: &'a [Var<'a>],
    dys: &'a [Option<Var<'a>>],
    wanted: &'a [bool],
}

impl<'a> std::ops::Deref for OpCx<'a> {
    type Target = Call<'a>;
    fn deref(&self) -> &Call<'a> {
        &self.call
    }
}

impl<'a> OpCx<'a> {
    /// For expanding a composite.
    pub fn forward(call: Call<'a>, runner: &'a dyn Runner, inputs: &'a [Var<'a>]) -> OpCx<'a> {
        OpCx { call, runner, inputs, outputs: &[], dys: &[], wanted: &[] }
    }

    /// For a gradient rule: `wanted` says which inputs' gradients will be looked at.
    pub fn backward(
        call: Call<'a>,
        runner: &'a dyn Runner,
        inputs: &'a [Var<'a>],
        outputs: &'a [Var<'a>],
        dys: &'a [Option<Var<'a>>],
        wanted: &'a [bool],
    ) -> OpCx<'a> {
        OpCx { call, runner, inputs, outputs, dys, wanted }
    }

    /// All inputs.
    pub fn inputs(&self) -> &'a [Var<'a>] {
        self.inputs
    }

    /// Input number `i`, which must be there.
    pub fn x(&self, i: usize) -> Var<'a> {
        self.inputs[i]
    }

    /// Input number `i`, if it was given.
    pub fn optional(&self, i: usize) -> Option<Var<'a>> {
        self.inputs.get(i).copied()
    }

    /// Output number `i`.
    pub fn y(&self, i: usize) -> Var<'a> {
        self.outputs[i]
    }

    /// The gradient of the only output.
    pub fn dy(&self) -> Result<Var<'a>> {
        self.dy_of(0)
    }

    /// The gradient of output number `i`; zeros if nothing depends on it.
    pub fn dy_of(&self, i: usize) -> Result<Var<'a>> {
        match self.dys[i] {
            Some(dy) => Ok(dy),
            None => self.outputs[i].zeros_like(),
        }
    }

    /// The number of outputs.
    pub fn output_count(&self) -> usize {
        self.outputs.len()
    }

    /// Will the gradient of input `i` be looked at? A rule may leave the others out.
    pub fn wants(&self, i: usize) -> bool {
        self.wanted.get(i).copied().unwrap_or(false)
    }

    /// The gradient of input `i`, computed only if it is wanted.
    pub fn when(
        &self,
        i: usize,
        f: impl FnOnce() -> Result<Var<'a>>,
    ) -> Result<Option<Var<'a>>> {
        if self.wants(i) { f().map(Some) } else { Ok(None) }
    }
}
