//! Running an operation eagerly: cast, check, compute or trace, record.

use crate::tape;
use crate::tensor::Value;
use crate::trace;
use crate::{Array, Attrs, DType, Error, Result, Spec, Tensor};
use smallvec::SmallVec;
use sparkler_ops::kernel::{self, Pool};
use sparkler_ops::{Call, Kernel, OpCx, OpDef, Runner, Var, VarId, math};
use std::cell::RefCell;

/// The tensors an operation gives; nearly always one.
pub type Outputs = SmallVec<[Tensor; 1]>;

/// Runs an operation of the table: casts inputs to the types its row asks for, checks shapes,
/// computes (or, for stand-ins, appends to the graph being captured) and records on active tapes.
///
/// # Errors
/// If inputs or attributes do not fit, or memory is exhausted.
pub fn run(op: &'static OpDef, inputs: &[&Tensor], attrs: Attrs) -> Result<Outputs> {
    attrs.check(op)?;
    let specs: SmallVec<[Spec; 3]> = inputs.iter().map(|t| t.spec()).collect();
    let types = op.input_types(&specs)?;
    if types.iter().zip(&specs).any(|(t, s)| *t != s.dtype) {
        let cast: SmallVec<[Tensor; 3]> =
            inputs.iter().zip(&types).map(|(&t, &dtype)| cast(t, dtype)).collect::<Result<_>>()?;
        let cast: SmallVec<[&Tensor; 3]> = cast.iter().collect();
        return run_typed(op, &cast, attrs);
    }
    run_typed(op, inputs, attrs)
}

fn cast(t: &Tensor, dtype: DType) -> Result<Tensor> {
    if t.dtype() == dtype {
        return Ok(t.clone());
    }
    one(&math::CAST, &[t], Attrs::from_values([dtype.into()]))
}

fn run_typed(op: &'static OpDef, inputs: &[&Tensor], attrs: Attrs) -> Result<Outputs> {
    if let Kernel::Composite(expand) = op.kernel {
        return run_composite(op, inputs, attrs, expand);
    }
    let traced = inputs.iter().any(|t| matches!(t.value(), Value::Traced { .. }));
    let outputs =
        if traced { trace::run(op, inputs, &attrs)? } else { compute(op, inputs, &attrs)? };
    tape::record(op, inputs, attrs, &outputs);
    Ok(outputs)
}

fn compute(op: &'static OpDef, inputs: &[&Tensor], attrs: &Attrs) -> Result<Outputs> {
    let specs: SmallVec<[Spec; 3]> = inputs.iter().map(|t| t.spec()).collect();
    let out_specs = op.infer(&specs, attrs)?;
    let mut arrays: SmallVec<[Option<Array>; 3]> =
        inputs.iter().map(|t| t.array().cloned().map(Some)).collect::<Result<_>>()?;
    let outputs = kernel::run(op, &mut arrays, attrs, &out_specs, &mut Pool)?;
    Ok(outputs.into_iter().map(Tensor::from_array).collect())
}

fn run_composite(
    op: &'static OpDef,
    inputs: &[&Tensor],
    attrs: Attrs,
    expand: for<'a> fn(&OpCx<'a>) -> Result<Vec<Var<'a>>>,
) -> Result<Outputs> {
    // The row's shape rule also checks the inputs, with the operation's own name in the message.
    let specs: SmallVec<[Spec; 3]> = inputs.iter().map(|t| t.spec()).collect();
    op.infer(&specs, &attrs)?;
    let arena = Arena::default();
    let vars: SmallVec<[Var<'_>; 3]> = inputs.iter().map(|&t| arena.var(t.clone())).collect();
    let call = Call { op, attrs: &attrs };
    let outputs = expand(&OpCx::forward(call, &arena, &vars)).map_err(|e| e.at(op.name))?;
    Ok(outputs.into_iter().map(|v| arena.tensor(v.id())).collect())
}

/// Runs rules of the table eagerly: numbers its values by their place in a list.
#[derive(Default)]
pub(crate) struct Arena {
    values: RefCell<Vec<Tensor>>,
}

impl Arena {
    pub(crate) fn push(&self, t: Tensor) -> VarId {
        let mut values = self.values.borrow_mut();
        values.push(t);
        (values.len() - 1) as VarId
    }

    pub(crate) fn var(&self, t: Tensor) -> Var<'_> {
        Var::new(self, self.push(t))
    }

    pub(crate) fn tensor(&self, id: VarId) -> Tensor {
        self.values.borrow()[id as usize].clone()
    }
}

impl Runner for Arena {
    fn run(
        &self,
        op: &'static OpDef,
        inputs: &[VarId],
        attrs: Attrs,
    ) -> Result<SmallVec<[VarId; 1]>> {
        let inputs: SmallVec<[Tensor; 4]> = inputs.iter().map(|&id| self.tensor(id)).collect();
        let inputs: SmallVec<[&Tensor; 4]> = inputs.iter().collect();
        Ok(run(op, &inputs, attrs)?.into_iter().map(|t| self.push(t)).collect())
    }

    fn spec(&self, id: VarId) -> Spec {
        self.values.borrow()[id as usize].spec()
    }

    fn constant(&self, array: Array) -> Result<VarId> {
        Ok(self.push(Tensor::from_array(array)))
    }
}

/// Runs an operation of one output.
pub(crate) fn one(op: &'static OpDef, inputs: &[&Tensor], attrs: Attrs) -> Result<Tensor> {
    run(op, inputs, attrs)?.pop().ok_or_else(|| Error::other(op.name, "gave no output"))
}

/// Runs an operation of two outputs.
pub(crate) fn two(
    op: &'static OpDef,
    inputs: &[&Tensor],
    attrs: Attrs,
) -> Result<(Tensor, Tensor)> {
    let mut outputs = run(op, inputs, attrs)?.into_iter();
    match (outputs.next(), outputs.next()) {
        (Some(a), Some(b)) => Ok((a, b)),
        _ => Err(Error::other(op.name, "gave fewer than two outputs")),
    }
}

/// Runs an operation of any number of outputs.
pub(crate) fn many(op: &'static OpDef, inputs: &[&Tensor], attrs: Attrs) -> Result<Vec<Tensor>> {
    Ok(run(op, inputs, attrs)?.into_vec())
}
