//! Rewritings that hold for any numbers, made while the graph is built.

use crate::ir::{Graph, NodeKind, ValueId};
use sparkler_ops::attrs::Attrs;
use sparkler_ops::{OpDef, math, nn};

/// The same gradient through fewer elements: where relu's output goes into max pooling, the
/// gradient that pooling sends back is zero but at the largest elements, and there relu's output is
/// the pooled value. So relu's mask can be applied to the pooled gradient, which is a fraction of
/// the size.
///
/// `reluGrad(maxPoolGrad(dy, x, y), x)` equals `maxPoolGrad(reluGrad(dy, y), x, y)`. Gives the
/// operands and attributes of the pooling gradient.
pub(crate) fn relu_before_pooling(
    graph: &Graph,
    op: &'static OpDef,
    inputs: &[ValueId],
) -> Option<([ValueId; 3], Attrs)> {
    if op != &math::RELU_GRAD {
        return None;
    }
    let node = graph.producer(inputs[0]);
    match &node.kind {
        NodeKind::Op { op, attrs } if *op == &nn::MAX_POOL_GRAD && node.inputs[1] == inputs[1] => {
            Some(([node.inputs[0], node.inputs[1], node.inputs[2]], attrs.clone()))
        }
        _ => None,
    }
}
