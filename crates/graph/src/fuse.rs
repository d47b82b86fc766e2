//! Which elementwise operations run together, block by block.

use crate::ir::{Graph, Node, NodeKind};
use sparkler_base::{DType, Shape};
use sparkler_ops::Kernel;

/// Longest chain: more steps than this gain nothing and take long to plan.
const MAX_GROUP: usize = 48;

/// A set of nodes that run as one step, and the order of all steps.
pub(crate) struct Groups {
    /// Nodes of each step in order; a step of several nodes is a fused chain.
    pub(crate) steps: Vec<Vec<usize>>,
}

/// The shape a node computes element by element in `f32`, if it does.
fn fusible(graph: &Graph, node: &Node) -> Option<Shape> {
    let NodeKind::Op { op, .. } = &node.kind else { return None };
    if !matches!(op.kernel, Kernel::Unary(_) | Kernel::Binary(_)) {
        return None;
    }
    let spec = graph.spec(node.outputs[0]);
    let all_f32 = node.inputs.iter().all(|&v| graph.spec(v).dtype == DType::F32);
    (spec.dtype == DType::F32 && all_f32).then_some(spec.shape)
}

/// Gathers the live nodes into steps.
///
/// A node joins the steps of its operands that have its shape, as long as no path leads from that
/// step through another back to the node: the step could not run at one time.
pub(crate) fn group(graph: &Graph, live: &[bool]) -> Groups {
    let count = graph.nodes.len();
    // Every node begins as a step of its own; `owner` finds the step it has joined.
    let mut owner: Vec<usize> = (0..count).collect();
    let mut members: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
    let mut shapes: Vec<Option<Shape>> = graph.nodes.iter().map(|n| fusible(graph, n)).collect();
    let is_step = |i: usize| live[i] && matches!(graph.nodes[i].kind, NodeKind::Op { .. });
    for i in (0..count).filter(|&i| is_step(i)) {
        let Some(shape) = shapes[i] else { continue };
        for &input in &graph.nodes[i].inputs {
            let producer = graph.producers[input as usize];
            let (other, mine) = (owner[producer], owner[i]);
            let joins = other != mine
                && is_step(producer)
                && shapes[other] == Some(shape)
                && members[other].len() + members[mine].len() <= MAX_GROUP
                && !path_outside(graph, &owner, &members, other, mine);
            if joins {
                let moved = std::mem::take(&mut members[mine]);
                for &m in &moved {
                    owner[m] = other;
                }
                members[other].extend(moved);
                members[other].sort_unstable();
                shapes[mine] = None;
            }
        }
    }
    Groups { steps: order(graph, live, &owner, &members) }
}

/// Does a path lead from one step to the other, or back, through a third? (Both are in order, so
/// walking from each towards its operands finds it.)
fn path_outside(
    graph: &Graph,
    owner: &[usize],
    members: &[Vec<usize>],
    a: usize,
    b: usize,
) -> bool {
    let lowest = members[a].iter().chain(&members[b]).min().copied().unwrap_or(0);
    let mut seen = vec![false; graph.nodes.len()];
    let mut stack: Vec<usize> = Vec::new();
    let operands = |step: usize, stack: &mut Vec<usize>, direct: bool| {
        for &m in &members[step] {
            for &v in &graph.nodes[m].inputs {
                let producer = graph.producers[v as usize];
                let from = owner[producer];
                let inside = from == a || from == b;
                if !(direct && inside) {
                    stack.push(from);
                }
            }
        }
    };
    operands(a, &mut stack, true);
    operands(b, &mut stack, true);
    while let Some(step) = stack.pop() {
        if step == a || step == b {
            return true;
        }
        if std::mem::replace(&mut seen[step], true) {
            continue;
        }
        // Nothing that ends before the first member can lead back to one.
        if members[step].iter().max().is_some_and(|&last| last < lowest) {
            continue;
        }
        operands(step, &mut stack, false);
    }
    false
}

/// Steps in an order in which they can run, as close as possible to that of the graph: a step
/// stands where its last member stood.
fn order(graph: &Graph, live: &[bool], owner: &[usize], members: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut done = vec![false; graph.nodes.len()];
    let mut steps = Vec::new();
    for i in 0..graph.nodes.len() {
        if live[i] && matches!(graph.nodes[i].kind, NodeKind::Op { .. }) {
            let last = members[owner[i]].iter().max().copied().unwrap_or(i);
            if last == i {
                emit(graph, owner, members, owner[i], &mut done, &mut steps);
            }
        }
    }
    steps
}

fn emit(
    graph: &Graph,
    owner: &[usize],
    members: &[Vec<usize>],
    step: usize,
    done: &mut [bool],
    steps: &mut Vec<Vec<usize>>,
) {
    if std::mem::replace(&mut done[step], true) {
        return;
    }
    for &m in &members[step] {
        for &v in &graph.nodes[m].inputs {
            let producer = graph.producers[v as usize];
            if owner[producer] != step && matches!(graph.nodes[producer].kind, NodeKind::Op { .. })
            {
                emit(graph, owner, members, owner[producer], done, steps);
            }
        }
    }
    steps.push(members[step].clone());
}
