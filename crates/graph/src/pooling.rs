//! Convolution and the max pooling after it become one operation, forward and backward.
//!
//! In a small network's training step, the convolution's output and its gradient are the largest
//! arrays by far, and all that is done with them between the products is cheap: writing and
//! reading them takes longer than computing them. The kernels in `cpu::conv` pool each part of the
//! output while it is in the cache, and keep a byte for each window.

use crate::ir::{Graph, Node, NodeKind, ValueId};
use smallvec::smallvec;
use sparkler_base::DType;
use sparkler_ops::attrs::{Attr, Attrs};
use sparkler_ops::nn::pooled;
use sparkler_ops::{Call, OpDef, Spec, math, nn};
use std::collections::{HashMap, HashSet};

/// Who reads each value, among the nodes that outputs depend on.
type Readers = HashMap<ValueId, Vec<usize>>;

/// A gradient that goes back through the pooling, and the nodes that read it.
struct Backward {
    /// The gradient of the pooled output, before relu's mask if that is in the places.
    dy: ValueId,
    /// Gradients for the filter.
    filters: Vec<usize>,
    /// Gradients for the input.
    inputs: Vec<usize>,
    /// Sums over all pixels: gradients for the bias.
    sums: Vec<usize>,
}

/// A convolution with its pooling.
struct Pair {
    convolution: usize,
    pooling: usize,
    window: [usize; 2],
    /// Is relu's mask in the places?
    positive: bool,
    backward: Vec<Backward>,
}

/// Replaces each convolution whose output goes into one max pooling and nowhere else.
pub(crate) fn join_convolutions(graph: &Graph, live: &[bool], outputs: &[ValueId]) -> Graph {
    let mut readers = Readers::new();
    for (i, node) in graph.nodes.iter().enumerate().filter(|&(i, _)| live[i]) {
        for &v in &node.inputs {
            readers.entry(v).or_default().push(i);
        }
    }
    let pairs: Vec<Pair> = (0..graph.nodes.len())
        .filter(|&i| live[i])
        .filter_map(|i| find(graph, &readers, outputs, i))
        .collect();
    let mut graph = graph.clone();
    let mut gone: HashSet<usize> = HashSet::new();
    for pair in pairs {
        replace(&mut graph, &mut gone, pair);
    }
    let mut index = 0;
    graph.nodes.retain(|_| {
        index += 1;
        !gone.contains(&(index - 1))
    });
    for (i, node) in graph.nodes.iter().enumerate() {
        for &v in &node.outputs {
            graph.producers[v as usize] = i;
        }
    }
    graph
}

/// The operation and attributes of a node.
fn call<'a>(node: &'a Node, ops: &[&'static OpDef]) -> Option<Call<'a>> {
    match &node.kind {
        NodeKind::Op { op, attrs } if ops.contains(op) => Some(Call { op, attrs }),
        _ => None,
    }
}

fn is_plain(graph: &Graph, node: &Node) -> bool {
    node.inputs.iter().chain(&node.outputs).all(|&v| graph.spec(v).dtype == DType::F32)
}

fn channels_last(call: &Call<'_>) -> bool {
    call.str("dataFormat") == "NHWC"
}

/// Is node `i` a max pooling of a convolution that can be joined with it?
fn find(graph: &Graph, readers: &Readers, outputs: &[ValueId], i: usize) -> Option<Pair> {
    let pooling = &graph.nodes[i];
    let pool = call(pooling, &[&nn::MAX_POOL])?;
    let (before, after) = (pooling.inputs[0], pooling.outputs[0]);
    let convolution = graph.producers[before as usize];
    let conv = &graph.nodes[convolution];
    let conv_call = call(conv, &[&nn::CONV2D, &nn::FUSED_CONV2D])?;
    let fused = conv_call.op == &nn::FUSED_CONV2D;
    let activation = if fused { conv_call.str("activation") } else { "linear" };
    let (x, filter) = (graph.spec(conv.inputs[0]).shape, graph.spec(conv.inputs[1]).shape);
    let fits = is_plain(graph, conv)
        && channels_last(&conv_call)
        && activation != "leakyrelu"
        && x[3] == filter[2]
        && !outputs.contains(&before);
    let window = window(graph, &pool, before, after).filter(|_| fits)?;
    // What else reads the convolution's output must be the pooling's gradient.
    let mut gradients = Vec::new();
    for &reader in &readers[&before] {
        if reader == i {
            continue;
        }
        let node = &graph.nodes[reader];
        let gradient = call(node, &[&nn::MAX_POOL_GRAD])?;
        let same = gradient.attrs == pool.attrs
            && node.inputs[0] != before
            && node.inputs[1..] == [before, after]
            && !outputs.contains(&node.outputs[0]);
        if !same {
            return None;
        }
        gradients.push(reader);
    }
    // Relu's mask can be in the places if every gradient has it.
    let masked = |&gradient: &usize| {
        let dy = graph.producer(graph.nodes[gradient].inputs[0]);
        call(dy, &[&math::RELU_GRAD])?;
        (dy.inputs[1] == after && graph.spec(dy.inputs[0]) == graph.spec(after))
            .then_some(dy.inputs[0])
    };
    let before_masks: Option<Vec<ValueId>> = gradients.iter().map(masked).collect();
    let positive = before_masks.is_some() && !gradients.is_empty();
    let dys = match before_masks {
        Some(dys) => dys,
        None => gradients.iter().map(|&g| graph.nodes[g].inputs[0]).collect(),
    };
    let backward: Option<Vec<Backward>> =
        gradients.iter().zip(dys).map(|(&g, dy)| backward(graph, readers, conv, g, dy)).collect();
    Some(Pair { convolution, pooling: i, window, positive, backward: backward? })
}

/// The pooling's window, if windows lie side by side and inside the image.
fn window(graph: &Graph, pool: &Call<'_>, x: ValueId, y: ValueId) -> Option<[usize; 2]> {
    let size = pool.spatial::<2>("filterSize").ok()?;
    let beside = size == pool.spatial::<2>("strides").ok()?
        && pool.spatial::<2>("dilations").ok()? == [1, 1]
        && pool.attr("pad").as_str().is_some();
    let (x, y) = (graph.spec(x).shape, graph.spec(y).shape);
    let inside = (0..2).all(|i| y[i + 1] * size[i] <= x[i + 1]);
    (beside && inside && size[0].saturating_mul(size[1]) < 255).then_some(size)
}

/// What reads a gradient that went back through the pooling, if all of it can be replaced.
fn backward(
    graph: &Graph,
    readers: &Readers,
    convolution: &Node,
    gradient: usize,
    dy: ValueId,
) -> Option<Backward> {
    let value = graph.nodes[gradient].outputs[0];
    let mut found = Backward { dy, filters: vec![], inputs: vec![], sums: vec![] };
    for &reader in readers.get(&value)? {
        let node = &graph.nodes[reader];
        let to_filter = call(node, &[&nn::CONV2D_BACKPROP_FILTER]);
        let to_input = call(node, &[&nn::CONV2D_BACKPROP_INPUT]);
        let sum = call(node, &[&math::SUM]);
        if let Some(call) = to_filter {
            let ours = node.inputs[..] == [convolution.inputs[0], value];
            let (x, filter) = (graph.spec(node.inputs[0]), graph.spec(node.outputs[0]));
            if !ours || filter.shape[2] != x.shape[3] || !channels_last(&call) {
                return None;
            }
            found.filters.push(reader);
        } else if let Some(call) = to_input {
            let (x, filter) = (graph.spec(node.outputs[0]), graph.spec(node.inputs[1]));
            let ours = node.inputs[1] != value;
            if !ours || filter.shape[2] != x.shape[3] || !channels_last(&call) {
                return None;
            }
            found.inputs.push(reader);
        } else if let Some(call) = sum {
            if call.ints("axis") != Some(&[0, 1, 2]) || call.bool("keepDims") {
                return None;
            }
            found.sums.push(reader);
        } else {
            return None;
        }
    }
    // The sum comes with the gradient for the filter.
    (found.sums.len() <= found.filters.len() && found.filters.len() <= 1).then_some(found)
}

fn replace(graph: &mut Graph, gone: &mut HashSet<usize>, pair: Pair) {
    let Pair { convolution, pooling, window, positive, backward } = pair;
    let y = graph.nodes[pooling].outputs[0];
    let spec = graph.spec(y);
    let places = value(graph, Spec::new(DType::U8, spec.shape));
    let window = || Attr::from(sparkler_ops::Ints::from(window));
    let attrs = {
        let conv = &graph.nodes[convolution];
        let NodeKind::Op { op, attrs } = &conv.kind else { return };
        let of = Call { op, attrs };
        let activation = if *op == &nn::FUSED_CONV2D { of.str("activation") } else { "linear" };
        Attrs::from_values([
            of.attr("strides").clone(),
            of.attr("pad").clone(),
            of.attr("dilations").clone(),
            activation.into(),
            window(),
            positive.into(),
        ])
    };
    let inputs = graph.nodes[convolution].inputs.clone();
    let op = &pooled::CONV2D_MAX_POOL;
    graph.nodes[pooling] =
        Node { kind: NodeKind::Op { op, attrs }, inputs, outputs: smallvec![y, places] };
    gone.insert(convolution);
    for Backward { dy, filters, inputs, sums } in backward {
        for &node in filters.iter().chain(&inputs) {
            let Node { kind: NodeKind::Op { op, attrs }, inputs, outputs } = &graph.nodes[node]
            else {
                continue;
            };
            let (of, first) = (Call { op, attrs }, node);
            let shape =
                if *op == &nn::CONV2D_BACKPROP_FILTER { "filterShape" } else { "inputShape" };
            let attrs = Attrs::from_values([
                of.attr(shape).clone(),
                of.attr("strides").clone(),
                of.attr("pad").clone(),
                of.attr("dilations").clone(),
                window(),
            ]);
            if *op == &nn::CONV2D_BACKPROP_INPUT {
                let (inputs, outputs) = (smallvec![dy, inputs[1], places], outputs.clone());
                let op = &pooled::CONV2D_MAX_POOL_BACKPROP_INPUT;
                graph.nodes[node] = Node { kind: NodeKind::Op { op, attrs }, inputs, outputs };
                continue;
            }
            let (inputs, filter) = (smallvec![inputs[0], dy, places], outputs[0]);
            let bias = match sums.first() {
                Some(&sum) => graph.nodes[sum].outputs[0],
                None => {
                    let channels = graph.spec(filter).shape[3];
                    let shape = sparkler_base::Shape::new(&[channels]);
                    let Ok(shape) = shape else { continue };
                    value(graph, Spec::new(DType::F32, shape))
                }
            };
            // Where the first of the two stood, lest what reads the sum comes before it.
            let at = sums.iter().copied().fold(first, usize::min);
            gone.extend(sums.iter().copied().chain([first]).filter(|&node| node != at));
            let op = &pooled::CONV2D_MAX_POOL_BACKPROP_FILTER;
            let outputs = smallvec![filter, bias];
            graph.nodes[at] = Node { kind: NodeKind::Op { op, attrs }, inputs, outputs };
        }
    }
}

/// A new value, whose node comes later.
fn value(graph: &mut Graph, spec: Spec) -> ValueId {
    graph.specs.push(spec);
    graph.producers.push(0);
    (graph.specs.len() - 1) as ValueId
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Builder;
    use sparkler_base::{Array, Result, Shape};
    use sparkler_ops::options::*;
    use sparkler_ops::{Tracer, Var};

    /// Numbers that differ from each other.
    fn numbers(shape: &Shape, seed: usize) -> Array {
        let numbers: Vec<f32> = (0..shape.size())
            .map(|i| ((i * 7919 + seed * 104_729) % 10_007) as f32 / 5003.5 - 1.0)
            .collect();
        Array::from_slice(&numbers, shape).unwrap()
    }

    /// What a graph is made of.
    #[derive(Clone, Copy)]
    struct Net {
        activation: &'static str,
        pool: [usize; 2],
        strides: [usize; 2],
        pad: &'static str,
        data_format: &'static str,
        /// Hand out the convolution's output, too?
        keep: bool,
        mask: bool,
        to_input: bool,
        to_filter: bool,
        to_bias: bool,
    }

    const NET: Net = Net {
        activation: "relu",
        pool: [2, 2],
        strides: [2, 2],
        pad: "valid",
        data_format: "NHWC",
        keep: false,
        mask: true,
        to_input: true,
        to_filter: true,
        to_bias: true,
    };

    /// The names of the steps of the compiled graph, which must compute what the graph does as it
    /// is.
    fn compile(net: Net) -> Vec<&'static str> {
        let builder = Builder::new();
        let shapes = [[2, 8, 9, 3].as_slice(), &[3, 3, 3, 5], &[5]];
        let mut inputs: Vec<ValueId> = Vec::new();
        let mut arrays: Vec<Array> = Vec::new();
        let mut input = |shape: &[usize]| {
            let shape = Shape::new(shape).unwrap();
            inputs.push(builder.input(Spec::new(DType::F32, shape)));
            arrays.push(numbers(&shape, inputs.len()));
            Var::new(&builder, inputs[inputs.len() - 1])
        };
        let (x, filter, bias) = (input(shapes[0]), input(shapes[1]), input(shapes[2]));
        let outputs = (|| -> Result<Vec<ValueId>> {
            let options = FusedConv2dOptions {
                activation: net.activation,
                data_format: net.data_format,
                ..Default::default()
            };
            let conv = x.fused_conv2d(filter, Some(bias), options)?;
            let pooling = MaxPoolOptions { pad: net.pad.into(), ..Default::default() };
            let y = conv.max_pool(net.pool, net.strides, pooling)?;
            let mut outputs = vec![y];
            let dy = input(&y.shape());
            let options = MaxPoolGradOptions { pad: net.pad.into(), ..Default::default() };
            let mut d_conv = dy.max_pool_grad(conv, y, net.pool, net.strides, options)?;
            if net.mask {
                d_conv = d_conv.relu_grad(conv)?;
            }
            if net.to_input {
                let options = Conv2dBackpropInputOptions {
                    data_format: net.data_format,
                    ..Default::default()
                };
                outputs.push(d_conv.conv2d_backprop_input(filter, x.shape(), options)?);
            }
            if net.to_filter {
                let options = Conv2dBackpropFilterOptions {
                    data_format: net.data_format,
                    ..Default::default()
                };
                outputs.push(x.conv2d_backprop_filter(d_conv, filter.shape(), options)?);
            }
            if net.to_bias {
                outputs.push(d_conv.sum([0, 1, 2], false)?);
            }
            if net.keep {
                outputs.push(conv);
            }
            Ok(outputs.into_iter().map(|v| v.id()).collect())
        })()
        .unwrap();
        let graph = builder.graph();
        let kept = vec![false; inputs.len()];
        let want = graph.steps(&inputs, &outputs, &kept).run(arrays.clone()).unwrap();
        let got = graph.compile(&inputs, &outputs, &kept).unwrap().run(arrays).unwrap();
        for (got, want) in got.iter().zip(&want) {
            assert_eq!(got.shape(), want.shape());
            let (got, want) = (got.as_slice::<f32>().unwrap(), want.as_slice::<f32>().unwrap());
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() <= 1e-6 * want.abs().max(1.0), "{got} {want}");
            }
        }
        let joined = join_convolutions(&graph, &graph.live(&outputs), &outputs);
        joined.verify().unwrap();
        let live = joined.live(&outputs);
        let name = |(i, node): (usize, &Node)| match &node.kind {
            NodeKind::Op { op, .. } if live[i] => Some(op.name),
            _ => None,
        };
        joined.nodes.iter().enumerate().filter_map(name).collect()
    }

    #[test]
    fn a_convolution_that_only_pooling_reads_is_joined_with_it() {
        let (forward, filter, input) =
            ("conv2dMaxPool", "conv2dMaxPoolBackpropFilter", "conv2dMaxPoolBackpropInput");
        assert_eq!(compile(NET), [forward, input, filter]);
        assert_eq!(compile(Net { to_bias: false, ..NET }), [forward, input, filter]);
        assert_eq!(compile(Net { to_input: false, ..NET }), [forward, filter]);
        let none = Net { to_input: false, to_filter: false, to_bias: false, ..NET };
        assert_eq!(compile(none), [forward]);
        assert_eq!(compile(Net { pool: [3, 2], strides: [3, 2], ..NET }), [forward, input, filter]);
        let linear = Net { activation: "linear", mask: false, ..NET };
        assert_eq!(compile(linear), [forward, input, filter]);
        // Without relu's mask although there is relu: the places must not have it either.
        assert_eq!(compile(Net { mask: false, ..NET }), [forward, input, filter]);
    }

    #[test]
    fn others_stay_as_they_are() {
        let joined = |net| compile(net).contains(&"conv2dMaxPool");
        assert!(!joined(Net { keep: true, ..NET }));
        assert!(!joined(Net { strides: [1, 1], ..NET }));
        assert!(!joined(Net { pool: [4, 4], strides: [4, 4], pad: "same", ..NET }));
        assert!(!joined(Net { activation: "leakyrelu", mask: false, ..NET }));
        // The bias alone: its gradient comes with that for the filter.
        assert!(!joined(Net { to_filter: false, ..NET }));
    }
}
