//! The graph of layers behind a model.

use super::KerasTensor;
use crate::activations::Activation;
use crate::layers::{
    CallContext, Dims, InputLayer, Layer, LayerRef, Run, assign_names, format_dims,
};
use crate::{Error, Result};
use serde_json::{Map, Value as Json, json};
use sparkler_engine::{DType, Tensor, Variable};
use std::collections::HashMap;
use std::rc::Rc;

/// One application of a layer.
pub(crate) struct Node {
    /// Which layer.
    pub(crate) layer: usize,
    /// The nodes whose outputs it takes.
    pub(crate) inputs: Vec<usize>,
    pub(crate) shape: Dims,
    pub(crate) dtype: DType,
}

/// The layers of a model and how they hang together. Clones are the same network.
#[derive(Clone)]
pub struct Network(Rc<Inner>);

struct Inner {
    name: String,
    sequential: bool,
    /// From the inputs on, as Keras orders them.
    layers: Vec<LayerRef>,
    /// Each after the nodes whose outputs it takes.
    nodes: Vec<Node>,
    /// The symbolic tensor of each node.
    symbols: Vec<KerasTensor>,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
    /// How many nodes take each node's output; outputs of the network count once more.
    uses: Vec<usize>,
}

impl Network {
    pub(crate) fn new(
        name: Option<String>,
        sequential: bool,
        inputs: &[&KerasTensor],
        outputs: &[&KerasTensor],
        seed: u64,
    ) -> Result<Network> {
        if inputs.is_empty() || outputs.is_empty() {
            return Err(Error::argument("model", "needs at least one input and one output"));
        }
        for x in inputs {
            if !x.inputs().is_empty() {
                return Err(Error::argument(
                    "model",
                    format!("an input must come from input(), not from layer {}", x.layer().name()),
                ));
            }
        }
        let order = order(inputs, outputs);
        let index: HashMap<usize, usize> =
            order.iter().enumerate().map(|(i, t)| (t.key(), i)).collect();
        for t in &order {
            if t.inputs().is_empty() && !inputs.iter().any(|x| x.key() == t.key()) {
                return Err(Error::argument(
                    "model",
                    format!(
                        "its outputs depend on the input {:?}, which is not among its inputs",
                        t.layer().name()
                    ),
                ));
            }
        }
        let layers = layers_by_depth(&order, &index);
        let is_chain = || {
            let after = |(i, t): (usize, &KerasTensor)| match (i, t.inputs()) {
                (0, []) => true,
                (i, [x]) => i > 0 && x.key() == order[i - 1].key(),
                _ => false,
            };
            let ends =
                outputs.len() == 1 && order.last().is_some_and(|t| t.key() == outputs[0].key());
            order.iter().enumerate().all(after) && ends && layers.len() == order.len()
        };
        if sequential && !is_chain() {
            return Err(Error::argument(
                "Sequential",
                "must be a chain: each layer applied once, to what the one before it gives",
            ));
        }
        assign_names(&layers)?;
        let nodes: Vec<Node> = order
            .iter()
            .map(|t| Node {
                layer: layers.iter().position(|l| l.is(t.layer())).unwrap_or(0),
                inputs: t.inputs().iter().map(|x| index[&x.key()]).collect(),
                shape: t.shape().to_vec(),
                dtype: t.dtype(),
            })
            .collect();
        for (i, layer) in layers.iter().enumerate() {
            if let Some(node) = nodes.iter().find(|n| n.layer == i) {
                let shapes: Vec<Dims> =
                    node.inputs.iter().map(|&x| nodes[x].shape.clone()).collect();
                layer.build_at(&shapes, seed, i)?;
            }
        }
        let outputs: Vec<usize> = outputs.iter().map(|t| index[&t.key()]).collect();
        let mut uses = vec![0; nodes.len()];
        nodes.iter().flat_map(|n| &n.inputs).chain(&outputs).for_each(|&i| uses[i] += 1);
        Ok(Network(Rc::new(Inner {
            name: name.unwrap_or_else(|| {
                if sequential { "sequential" } else { "functional" }.to_string()
            }),
            sequential,
            layers,
            nodes,
            symbols: order,
            inputs: inputs.iter().map(|t| index[&t.key()]).collect(),
            outputs,
            uses,
        })))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Is it a chain of layers, made as such?
    pub fn is_sequential(&self) -> bool {
        self.0.sequential
    }

    /// Its layers, from the inputs on. Those of a sequential model leave out the input layer.
    pub fn layers(&self) -> &[LayerRef] {
        if self.0.sequential { &self.0.layers[1..] } else { &self.0.layers }
    }

    pub(crate) fn all_layers(&self) -> &[LayerRef] {
        &self.0.layers
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.0.nodes
    }

    /// The shapes of its inputs.
    pub fn input_shapes(&self) -> Vec<&[Option<usize>]> {
        self.0.inputs.iter().map(|&i| &self.0.nodes[i].shape[..]).collect()
    }

    /// The shapes of its outputs.
    pub fn output_shapes(&self) -> Vec<&[Option<usize>]> {
        self.0.outputs.iter().map(|&i| &self.0.nodes[i].shape[..]).collect()
    }

    /// The symbolic tensors that are its inputs.
    pub fn input_tensors(&self) -> Vec<KerasTensor> {
        self.0.inputs.iter().map(|&i| self.0.symbols[i].clone()).collect()
    }

    /// The symbolic tensors that are its outputs.
    pub fn output_tensors(&self) -> Vec<KerasTensor> {
        self.0.outputs.iter().map(|&i| self.0.symbols[i].clone()).collect()
    }

    pub(crate) fn inputs(&self) -> &[usize] {
        &self.0.inputs
    }

    pub(crate) fn outputs(&self) -> &[usize] {
        &self.0.outputs
    }

    /// The name of its input number `i`.
    pub(crate) fn input_name(&self, i: usize) -> &str {
        self.0.layers[self.0.nodes[self.0.inputs[i]].layer].name()
    }

    /// The names of its outputs: those of the layers that give them.
    pub fn output_names(&self) -> Vec<&str> {
        let name = |&i: &usize| self.0.layers[self.0.nodes[i].layer].name();
        self.0.outputs.iter().map(name).collect()
    }

    /// The shape of what a layer gives where it is applied first; `None` for a layer of another
    /// network.
    pub fn layer_output_shape(&self, layer: &LayerRef) -> Option<&[Option<usize>]> {
        let node = self.0.nodes.iter().find(|node| self.0.layers[node.layer].is(layer))?;
        Some(&node.shape)
    }

    /// All weights, layer by layer, each layer once.
    pub fn variables(&self) -> Vec<Variable> {
        self.0.layers.iter().flat_map(LayerRef::weights).collect()
    }

    /// The data for the inputs, cast to their types. An axis of extent 1 at the end may be there
    /// or not, as in Keras.
    fn arguments(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        if inputs.len() != self.0.inputs.len() {
            return Err(Error::argument(
                format!("model {}", self.name()),
                format!("takes {} inputs, got {}", self.0.inputs.len(), inputs.len()),
            ));
        }
        let mut arguments = Vec::with_capacity(inputs.len());
        for (i, (x, &node)) in inputs.iter().zip(&self.0.inputs).enumerate() {
            let Node { shape: expected, dtype, .. } = &self.0.nodes[node];
            let mut shape = x.shape().to_vec();
            if shape.len() + 1 == expected.len() && expected.last() == Some(&Some(1)) {
                shape.push(1);
            } else if shape.len() == expected.len() + 1 && shape.last() == Some(&1) {
                shape.pop();
            }
            let fits = shape.len() == expected.len()
                && shape.iter().zip(expected).all(|(&d, e)| e.is_none_or(|e| e == d));
            if !fits {
                return Err(Error::argument(
                    format!("model {}", self.name()),
                    format!(
                        "input {i} ({}) has shape {}, expected {}",
                        self.input_name(i),
                        x.shape(),
                        format_dims(expected)
                    ),
                ));
            }
            let x = if x.shape()[..] == shape[..] { x.clone() } else { x.reshape(shape)? };
            arguments.push(if x.dtype() == *dtype { x } else { x.cast(*dtype)? });
        }
        Ok(arguments)
    }

    /// The outputs for those inputs.
    pub(crate) fn run(&self, inputs: &[Tensor], run: Run<'_>) -> Result<Vec<Tensor>> {
        self.compute(inputs, run, false, &mut |_, _| Ok(()))
    }

    /// As [`Network::run`], and shows each layer's output.
    pub(crate) fn run_each(
        &self,
        inputs: &[Tensor],
        run: Run<'_>,
        visit: &mut dyn FnMut(&LayerRef, &Tensor) -> Result<()>,
    ) -> Result<Vec<Tensor>> {
        self.compute(inputs, run, false, visit)
    }

    /// The activation that ends the only output, if it can be left out.
    pub(crate) fn last_activation(&self) -> Option<Activation> {
        match self.0.outputs[..] {
            [o] if self.0.uses[o] == 1 => {
                self.0.layers[self.0.nodes[o].layer].layer().last_activation()
            }
            _ => None,
        }
    }

    /// The only output without [`Network::last_activation`].
    pub(crate) fn run_before_activation(&self, inputs: &[Tensor], run: Run<'_>) -> Result<Tensor> {
        let mut outputs = self.compute(inputs, run, true, &mut |_, _| Ok(()))?;
        outputs.pop().ok_or_else(|| Error::argument("model", "has no output"))
    }

    fn compute(
        &self,
        inputs: &[Tensor],
        run: Run<'_>,
        before_activation: bool,
        visit: &mut dyn FnMut(&LayerRef, &Tensor) -> Result<()>,
    ) -> Result<Vec<Tensor>> {
        let Inner { layers, nodes, inputs: input_nodes, outputs, uses, .. } = &*self.0;
        let mut values: Vec<Option<Tensor>> = vec![None; nodes.len()];
        let mut uses = uses.clone();
        for (x, &node) in self.arguments(inputs)?.into_iter().zip(input_nodes) {
            values[node] = Some(x);
        }
        let missing = || Error::argument("model", "a layer's input was not computed");
        for (i, node) in nodes.iter().enumerate() {
            if node.inputs.is_empty() {
                continue;
            }
            let mut arguments = Vec::with_capacity(node.inputs.len());
            for &x in &node.inputs {
                uses[x] -= 1;
                // The last use takes the value, so that its memory can be used again.
                let value = if uses[x] == 0 { values[x].take() } else { values[x].clone() };
                arguments.push(value.ok_or_else(missing)?);
            }
            let layer = &layers[node.layer];
            let y = match layer.layer().as_network() {
                Some(network) => {
                    let mut outputs = network.run_each(&arguments, run, visit)?;
                    outputs.pop().ok_or_else(missing)?
                }
                None => layer.run(&arguments, run, before_activation && outputs[..] == [i])?,
            };
            visit(layer, &y)?;
            values[i] = Some(y);
        }
        outputs.iter().map(|&o| values[o].clone().ok_or_else(missing)).collect()
    }

    /// Its configuration in Keras's form: class name and config.
    pub fn config(&self) -> Json {
        let class = self.class_name();
        json!({ "class_name": class, "config": Layer::config(self) })
    }
}

impl Layer for Network {
    fn class_name(&self) -> &str {
        if self.0.sequential { "Sequential" } else { "Functional" }
    }

    fn config(&self) -> Map<String, Json> {
        super::config::of_network(self)
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let class = self.class_name();
        if inputs.len() != self.0.inputs.len() || self.0.outputs.len() != 1 {
            return Err(Error::argument(
                class,
                format!(
                    "takes {} inputs and gives {} outputs; as a layer it must get them all and \
                     give one output (it got {})",
                    self.0.inputs.len(),
                    self.0.outputs.len(),
                    inputs.len()
                ),
            ));
        }
        // Shapes may be better known here than when the model was made.
        let mut shapes: Vec<Dims> = Vec::with_capacity(self.0.nodes.len());
        for (i, node) in self.0.nodes.iter().enumerate() {
            let shape = match self.0.inputs.iter().position(|&x| x == i) {
                Some(at) => {
                    let (got, expected) = (&inputs[at], &node.shape);
                    let fits = got.len() == expected.len()
                        && got
                            .iter()
                            .zip(expected)
                            .all(|(g, e)| g.is_none() || e.is_none() || g == e);
                    if !fits {
                        return Err(Error::argument(
                            class,
                            format!(
                                "input {at} has shape {}, expected {}",
                                format_dims(got),
                                format_dims(expected)
                            ),
                        ));
                    }
                    got.iter().zip(expected).map(|(g, e)| g.or(*e)).collect()
                }
                None => {
                    let taken: Vec<Dims> = node.inputs.iter().map(|&x| shapes[x].clone()).collect();
                    self.0.layers[node.layer].output_shape(&taken)?
                }
            };
            shapes.push(shape);
        }
        Ok(shapes[self.0.outputs[0]].clone())
    }

    fn output_dtype(&self) -> Option<DType> {
        self.0.outputs.first().map(|&o| self.0.nodes[o].dtype)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let mut outputs = self.run(inputs, cx.run)?;
        match (outputs.pop(), outputs.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(Error::argument(self.class_name(), "as a layer it must give one output")),
        }
    }

    fn sublayers(&self) -> &[LayerRef] {
        &self.0.layers
    }

    fn as_network(&self) -> Option<&Network> {
        Some(self)
    }
}

/// The tensors that lead to the outputs, each after those it is made of; inputs that lead nowhere
/// come first.
fn order(inputs: &[&KerasTensor], outputs: &[&KerasTensor]) -> Vec<KerasTensor> {
    let mut order = Vec::new();
    // false: its inputs are being looked at; true: it is in the order.
    let mut seen: HashMap<usize, bool> = HashMap::new();
    for &start in outputs.iter().chain(inputs) {
        let mut stack = vec![start.clone()];
        while let Some(t) = stack.last().cloned() {
            match seen.get(&t.key()) {
                Some(true) => {
                    stack.pop();
                }
                Some(false) => {
                    stack.pop();
                    seen.insert(t.key(), true);
                    order.push(t);
                }
                None => {
                    seen.insert(t.key(), false);
                    let unseen = |x: &&KerasTensor| !seen.contains_key(&x.key());
                    stack.extend(t.inputs().iter().rev().filter(unseen).cloned());
                }
            }
        }
    }
    order
}

/// The layers by their distance from the outputs, farthest first, as Keras orders them.
fn layers_by_depth(order: &[KerasTensor], index: &HashMap<usize, usize>) -> Vec<LayerRef> {
    let mut depth = vec![0usize; order.len()];
    for (i, t) in order.iter().enumerate().rev() {
        for x in t.inputs() {
            let x = index[&x.key()];
            depth[x] = depth[x].max(depth[i] + 1);
        }
    }
    let mut layers: Vec<(LayerRef, usize)> = Vec::new();
    for (t, &d) in order.iter().zip(&depth) {
        match layers.iter_mut().find(|(l, _)| l.is(t.layer())) {
            Some((_, deepest)) => *deepest = d.max(*deepest),
            None => layers.push((t.layer().clone(), d)),
        }
    }
    layers.sort_by_key(|(_, depth)| std::cmp::Reverse(*depth));
    layers.into_iter().map(|(layer, _)| layer).collect()
}

/// The layer behind a sequential model's input.
pub(crate) fn is_input(layer: &LayerRef) -> bool {
    layer.class_name() == InputLayer::CLASS
}
