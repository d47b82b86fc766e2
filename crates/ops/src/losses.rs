//! What the weighted losses share.

use crate::attrs::{AttrDef, AttrDefault, AttrKind};
use crate::grad::{OpCx, Var};
use crate::prelude::attr;
use crate::{Accept, InferCx, InputDef, Specs, infer};
use sparkler_base::{Result, Shape};

/// The attribute that says how the losses of all examples become one.
pub(crate) const REDUCTION: AttrDef = attr(
    "reduction",
    AttrKind::Word(&["none", "mean", "sum", "sumByNonzeroWeights"]),
    AttrDefault::Str("sumByNonzeroWeights"),
);

/// The inputs of a loss: what is true, what is predicted, and weights if any.
pub(crate) const INPUTS: &[InputDef] = &[
    InputDef::one("labels", Accept::Float),
    InputDef::one("predictions", Accept::Float),
    InputDef::optional("weights", Accept::Float),
];

/// The shape rule of losses that are taken element by element.
pub(crate) fn elementwise(cx: &InferCx<'_>) -> Result<Specs> {
    same_shapes(cx)?;
    reduced(cx, *cx.shape(0), cx.inputs().get(2).map(|s| s.shape))
}

/// Are labels and predictions of one shape?
pub(crate) fn same_shapes(cx: &InferCx<'_>) -> Result<()> {
    if cx.shape(0) == cx.shape(1) {
        return Ok(());
    }
    let names = (cx.op.inputs[0].name, cx.op.inputs[1].name);
    Err(cx.mismatch(format!("{} and {} must have one shape", names.0, names.1), 0, 1))
}

/// Losses of that shape weighted and reduced.
pub(crate) fn reduced(cx: &InferCx<'_>, losses: Shape, weights: Option<Shape>) -> Result<Specs> {
    let weighted = match weights {
        Some(weights) => losses.broadcast(&weights)?,
        None => losses,
    };
    let shape = if cx.str("reduction") == "none" { weighted } else { Shape::SCALAR };
    infer::one(cx.dtype(0), shape)
}

/// Weighs losses and reduces them as the attribute says.
pub(crate) fn reduce<'a>(
    cx: &OpCx<'a>,
    losses: Var<'a>,
    weights: Option<Var<'a>>,
) -> Result<Vec<Var<'a>>> {
    let weighted = match weights {
        Some(weights) => losses.mul(weights)?,
        None => losses,
    };
    let size = losses.shape().size() as f64;
    let total = || weighted.sum((), false);
    Ok(vec![match (cx.str("reduction"), weights) {
        ("none", _) => weighted,
        ("sum", _) => total()?,
        (_, None) => weighted.mean((), false)?,
        ("mean", Some(weights)) => {
            // A weight counts as often as it was used.
            let uses = size / weights.shape().size() as f64;
            let mean = total()?.div(weights.sum((), false)?)?;
            if uses > 1.0 { mean.mul_scalar(1.0 / uses)? } else { mean }
        }
        (_, Some(weights)) => {
            let used = weights.not_equal(weights.scalar(0.0)?)?.cast(losses.dtype())?;
            total()?.div(used.broadcast_to(weighted.shape())?.sum((), false)?)?
        }
    }])
}
