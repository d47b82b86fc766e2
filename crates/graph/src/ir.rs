//! The graph under construction.

use crate::simplify;
use smallvec::SmallVec;
use sparkler_base::{Array, DType, Error, Result};
use sparkler_ops::attrs::Attrs;
use sparkler_ops::kernel::{self, Pool};
use sparkler_ops::{
    Call, Class, Kernel, OpCx, OpDef, Runner, Spec, Tracer, Var, VarId, array, math, nn,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A value's number: an input, a constant, or an output of a node.
pub type ValueId = VarId;

/// Constants above this many bytes are not computed ahead, as that could fill memory.
const FOLD_LIMIT: usize = 1 << 20;

/// What makes a value.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Given at each run.
    Input,
    /// Known already.
    Constant(Array),
    /// An operation of the table.
    Op {
        /// Its row.
        op: &'static OpDef,
        /// Its attributes.
        attrs: Attrs,
    },
}

/// A node of a graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The values it takes.
    pub inputs: SmallVec<[ValueId; 4]>,
    /// The values it gives.
    pub outputs: SmallVec<[ValueId; 1]>,
}

/// A graph of operations. Nodes stand in an order in which they can run.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) specs: Vec<Spec>,
    /// The node that gives each value.
    pub(crate) producers: Vec<usize>,
}

impl Graph {
    /// The nodes, in an order in which they can run.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Type and shape of a value.
    pub fn spec(&self, value: ValueId) -> Spec {
        self.specs[value as usize]
    }

    /// The node that gives a value.
    pub fn producer(&self, value: ValueId) -> &Node {
        &self.nodes[self.producers[value as usize]]
    }

    /// The array of a value that is constant.
    pub(crate) fn constant(&self, value: ValueId) -> Option<&Array> {
        match &self.producer(value).kind {
            NodeKind::Constant(array) => Some(array),
            _ => None,
        }
    }

    fn push(
        &mut self,
        kind: NodeKind,
        inputs: &[ValueId],
        specs: &[Spec],
    ) -> SmallVec<[ValueId; 1]> {
        let first = self.specs.len() as ValueId;
        let outputs: SmallVec<[ValueId; 1]> = (first..first + specs.len() as ValueId).collect();
        self.specs.extend_from_slice(specs);
        self.producers.extend(specs.iter().map(|_| self.nodes.len()));
        self.nodes.push(Node { kind, inputs: inputs.into(), outputs: outputs.clone() });
        outputs
    }

    /// Do all nodes use only what comes before them, and do shapes agree with the shape rules?
    ///
    /// # Errors
    /// Which node breaks the rules: a mistake of a pass.
    pub fn verify(&self) -> Result<()> {
        for (i, node) in self.nodes.iter().enumerate() {
            let NodeKind::Op { op, attrs } = &node.kind else { continue };
            if let Some(v) = node.inputs.iter().find(|&&v| self.producers[v as usize] >= i) {
                return Err(Error::other(
                    op.name,
                    format!("node {i} uses value {v} before it is made"),
                ));
            }
            let inputs: Vec<Spec> = node.inputs.iter().map(|&v| self.spec(v)).collect();
            let outputs: Vec<Spec> = node.outputs.iter().map(|&v| self.spec(v)).collect();
            if op.infer(&inputs, attrs)?[..] != outputs[..] {
                return Err(Error::other(
                    op.name,
                    format!("node {i} gives other shapes than inferred"),
                ));
            }
        }
        Ok(())
    }
}

/// An operation on certain operands: pure, so that it needs to be there only once.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    op: *const OpDef,
    inputs: SmallVec<[ValueId; 4]>,
    attrs: Attrs,
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.op.hash(state);
        self.inputs.hash(state);
        self.attrs.hash(state);
    }
}

/// Builds a graph; see [`sparkler_ops::Tracer`].
#[derive(Default)]
pub struct Builder {
    graph: RefCell<Graph>,
    known: RefCell<HashMap<Key, SmallVec<[ValueId; 1]>>>,
    /// Constants of one element by type and bits: rates and the like recur.
    scalars: RefCell<HashMap<(DType, [u8; 8]), ValueId>>,
}

impl Builder {
    /// An empty graph.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// The graph as it stands.
    pub fn graph(&self) -> Graph {
        self.graph.borrow().clone()
    }

    fn typed(
        &self,
        op: &'static OpDef,
        inputs: &[VarId],
        attrs: Attrs,
    ) -> Result<SmallVec<[VarId; 1]>> {
        if let Kernel::Composite(expand) = op.kernel {
            let specs: SmallVec<[Spec; 4]> = inputs.iter().map(|&v| self.spec(v)).collect();
            op.infer(&specs, &attrs)?;
            let vars: SmallVec<[Var<'_>; 4]> = inputs.iter().map(|&v| Var::new(self, v)).collect();
            let outputs = expand(&OpCx::forward(Call { op, attrs: &attrs }, self, &vars))?;
            return Ok(outputs.into_iter().map(|v| v.id()).collect());
        }
        if op == &math::IDENTITY || op == &math::STOP_GRADIENT {
            return Ok(inputs.into());
        }
        if op.class == Class::DataDependent {
            return Err(Error::other(
                op.name,
                "its shape depends on values: it cannot be captured",
            ));
        }
        let rewritten = simplify::relu_before_pooling(&self.graph.borrow(), op, inputs);
        if let Some(([dy, x, y], pooling)) = rewritten {
            let masked = self.typed(&math::RELU_GRAD, &[dy, y], Attrs::none())?;
            return self.typed(&nn::MAX_POOL_GRAD, &[masked[0], x, y], pooling);
        }
        let key = Key { op, inputs: inputs.into(), attrs: attrs.clone() };
        if let Some(outputs) = self.known.borrow().get(&key) {
            return Ok(outputs.clone());
        }
        let specs: SmallVec<[Spec; 4]> = inputs.iter().map(|&v| self.spec(v)).collect();
        let out_specs = op.infer(&specs, &attrs)?;
        let keeps_order = op == &array::RESHAPE || op == &array::BROADCAST_TO || op == &math::CAST;
        if keeps_order && out_specs[0] == specs[0] {
            return Ok(inputs.into()); // It changes nothing.
        }
        let outputs = match self.fold(op, inputs, &attrs, &out_specs)? {
            Some(outputs) => outputs,
            None => {
                let kind = NodeKind::Op { op, attrs };
                self.graph.borrow_mut().push(kind, inputs, &out_specs)
            }
        };
        self.known.borrow_mut().insert(key, outputs.clone());
        Ok(outputs)
    }

    /// Computes an operation on constants now.
    fn fold(
        &self,
        op: &'static OpDef,
        inputs: &[VarId],
        attrs: &Attrs,
        specs: &[Spec],
    ) -> Result<Option<SmallVec<[VarId; 1]>>> {
        let bytes: usize = specs.iter().map(|s| s.shape.size() * s.dtype.size()).sum();
        if bytes > FOLD_LIMIT && op.class != Class::View {
            return Ok(None);
        }
        let constants: Option<Vec<Option<Array>>> = {
            let graph = self.graph.borrow();
            inputs.iter().map(|&v| graph.constant(v).cloned().map(Some)).collect()
        };
        let Some(mut constants) = constants else { return Ok(None) };
        let arrays = kernel::run(op, &mut constants, attrs, specs, &mut Pool)?;
        arrays.into_iter().map(|a| self.constant(a)).collect::<Result<_>>().map(Some)
    }
}

impl Runner for Builder {
    fn run(
        &self,
        op: &'static OpDef,
        inputs: &[VarId],
        attrs: Attrs,
    ) -> Result<SmallVec<[VarId; 1]>> {
        let specs: SmallVec<[Spec; 4]> = inputs.iter().map(|&v| self.spec(v)).collect();
        let types = op.input_types(&specs)?;
        let mut cast: SmallVec<[VarId; 4]> = SmallVec::new();
        for ((&v, spec), &dtype) in inputs.iter().zip(&specs).zip(&types) {
            if spec.dtype == dtype {
                cast.push(v);
            } else {
                cast.extend(self.typed(&math::CAST, &[v], Attrs::from_values([dtype.into()]))?);
            }
        }
        self.typed(op, &cast, attrs)
    }

    fn spec(&self, id: VarId) -> Spec {
        self.graph.borrow().spec(id)
    }

    fn constant(&self, array: Array) -> Result<VarId> {
        let spec = Spec::new(array.dtype(), *array.shape());
        // One element, however often it is repeated, is one number.
        let scalar = (spec.shape.rank() == 0 && spec.dtype != DType::String).then(|| {
            let mut bits = [0; 8];
            let dense = array.to_contiguous().ok();
            if let Some(dense) = dense {
                let at = dense.layout().offset() * spec.dtype.size();
                let bytes = &dense.buffer().as_bytes()[at..at + spec.dtype.size()];
                bits[..bytes.len()].copy_from_slice(bytes);
            }
            (spec.dtype, bits)
        });
        if let Some(key) = scalar
            && let Some(&known) = self.scalars.borrow().get(&key)
        {
            return Ok(known);
        }
        let id = self.graph.borrow_mut().push(NodeKind::Constant(array), &[], &[spec])[0];
        if let Some(key) = scalar {
            self.scalars.borrow_mut().insert(key, id);
        }
        Ok(id)
    }
}

impl Tracer for Builder {
    fn input(&self, spec: Spec) -> VarId {
        self.graph.borrow_mut().push(NodeKind::Input, &[], &[spec])[0]
    }
}
