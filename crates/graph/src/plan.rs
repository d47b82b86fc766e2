//! From a graph to steps with planned memory.

use crate::exec::{Executable, FusedStep, Step};
use crate::ir::{Graph, NodeKind, ValueId};
use crate::{fuse, join, pooling};
use sparkler_base::{DType, Error, Result};
use sparkler_cpu::fused::{self, Program, Source};
use sparkler_ops::{Accept, Class, Kernel};
use std::collections::HashMap;

impl Graph {
    /// Compiles the part of the graph that the outputs need. The arrays of `donated` inputs may be
    /// overwritten by a run if nobody else holds them.
    ///
    /// # Errors
    /// If an input is none, which is a mistake of the caller.
    pub fn compile(
        &self,
        inputs: &[ValueId],
        outputs: &[ValueId],
        donated: &[bool],
    ) -> Result<Executable> {
        if cfg!(debug_assertions) {
            self.verify()?;
        }
        if let Some(v) = inputs.iter().find(|&&v| !matches!(self.producer(v).kind, NodeKind::Input))
        {
            return Err(Error::other("compile", format!("value {v} is no input of the graph")));
        }
        let graph = pooling::join_convolutions(self, &self.live(outputs), outputs);
        if cfg!(debug_assertions) {
            graph.verify()?;
        }
        Ok(graph.steps(inputs, outputs, donated))
    }

    /// Compiles the graph as it is.
    pub(crate) fn steps(
        &self,
        inputs: &[ValueId],
        outputs: &[ValueId],
        donated: &[bool],
    ) -> Executable {
        let live = self.live(outputs);
        let groups = fuse::group(self, &live);
        let readers = self.readers(&live);
        let mut steps: Vec<Step> = groups
            .steps
            .iter()
            .map(|nodes| match nodes[..] {
                [node] => self.single(node),
                _ => self.fused(nodes, outputs, &readers),
            })
            .collect();
        let plan = self.plan(&mut steps, inputs, outputs, donated);
        Executable::new(self, steps, inputs.to_vec(), outputs.to_vec(), plan)
    }

    /// The nodes that the outputs depend on.
    pub(crate) fn live(&self, outputs: &[ValueId]) -> Vec<bool> {
        let mut live = vec![false; self.nodes.len()];
        let mut stack: Vec<usize> = outputs.iter().map(|&v| self.producers[v as usize]).collect();
        while let Some(i) = stack.pop() {
            if !std::mem::replace(&mut live[i], true) {
                stack.extend(self.nodes[i].inputs.iter().map(|&v| self.producers[v as usize]));
            }
        }
        live
    }

    /// For each value, the live nodes that read it.
    fn readers(&self, live: &[bool]) -> Vec<Vec<usize>> {
        let mut readers = vec![Vec::new(); self.specs.len()];
        for (i, node) in self.nodes.iter().enumerate().filter(|&(i, _)| live[i]) {
            for &v in &node.inputs {
                readers[v as usize].push(i);
            }
        }
        readers
    }

    fn single(&self, i: usize) -> Step {
        let node = &self.nodes[i];
        let NodeKind::Op { op, attrs } = &node.kind else { unreachable!("steps are operations") };
        Step {
            op,
            attrs: attrs.clone(),
            fused: None,
            inputs: node.inputs.to_vec(),
            outputs: node.outputs.to_vec(),
            specs: node.outputs.iter().map(|&v| self.spec(v)).collect(),
            last_use: vec![],
            slots: vec![],
        }
    }

    /// One step for a chain of elementwise nodes, given in order.
    fn fused(&self, nodes: &[usize], outputs: &[ValueId], readers: &[Vec<usize>]) -> Step {
        // What others need of the results.
        let needed = |v: ValueId| {
            outputs.contains(&v) || readers[v as usize].iter().any(|i| !nodes.contains(i))
        };
        let chain = join::join(self, nodes, |v| needed(v) || readers[v as usize].len() > 1);
        let mut numbers: HashMap<ValueId, usize> = HashMap::new();
        let mut inputs: Vec<ValueId> = Vec::new();
        let mut steps = Vec::new();
        let mut cost = 0;
        for (number, link) in chain.iter().enumerate() {
            let mut source = |v: ValueId| match numbers.get(&v) {
                Some(&n) => Source::Step(n),
                None => Source::Input(inputs.iter().position(|&x| x == v).unwrap_or_else(|| {
                    inputs.push(v);
                    inputs.len() - 1
                })),
            };
            let value = match link {
                join::Link::Node(i) => {
                    let node = &self.nodes[*i];
                    let NodeKind::Op { op, attrs } = &node.kind else {
                        unreachable!("chains are operations")
                    };
                    match op.kernel {
                        Kernel::Unary(kernel) => {
                            let (attrs, f) = (attrs.clone(), kernel.f32);
                            cost += kernel.cost;
                            let x = source(node.inputs[0]);
                            let f = Box::new(move |x: &[f32], y: &mut [f32]| f(&attrs, x, y));
                            steps.push(fused::Step::Unary(f, x));
                        }
                        Kernel::Binary(kernel) => {
                            cost += kernel.cost;
                            let (a, b) = (source(node.inputs[0]), source(node.inputs[1]));
                            steps.push(fused::Step::Binary(kernel.f32, a, b));
                        }
                        _ => unreachable!("chains are elementwise"),
                    }
                    node.outputs[0]
                }
                join::Link::Joined { joined, operands, cost: together, value } => {
                    cost += together;
                    let operands = operands.iter().map(|&v| source(v)).collect();
                    steps.push(fused::Step::Joined(*joined, operands));
                    *value
                }
            };
            numbers.insert(value, number);
        }
        let values: Vec<ValueId> =
            nodes.iter().map(|&n| self.nodes[n].outputs[0]).filter(|&v| needed(v)).collect();
        let delivered: Vec<usize> = values.iter().map(|v| numbers[v]).collect();
        let first = &self.nodes[nodes[0]];
        let NodeKind::Op { op, attrs } = &first.kind else { unreachable!("chains are operations") };
        let program = Program::new(steps, delivered, inputs.len(), cost);
        Step {
            op,
            attrs: attrs.clone(),
            fused: Some(FusedStep { program, size: nodes.len(), overwrites: vec![] }),
            inputs,
            specs: values.iter().map(|&v| self.spec(v)).collect(),
            outputs: values,
            last_use: vec![],
            slots: vec![],
        }
    }

    /// Decides which step uses each value last, and in which slot of memory each value lives.
    fn plan(
        &self,
        steps: &mut [Step],
        inputs: &[ValueId],
        outputs: &[ValueId],
        donated: &[bool],
    ) -> Plan {
        let count = self.specs.len();
        // A value that views another lives in the other's memory: its root.
        let mut root: Vec<ValueId> = (0..count as ValueId).collect();
        for step in steps.iter() {
            if step.op.class == Class::View && step.fused.is_none() {
                for &o in &step.outputs {
                    root[o as usize] = root[step.inputs[0] as usize];
                }
            }
        }
        // The last step that reads each value, and the last that reads any value of a memory.
        let mut last: Vec<usize> = vec![0; count];
        let mut root_last: Vec<usize> = vec![0; count];
        for (i, step) in steps.iter().enumerate() {
            for &v in step.inputs.iter().chain(&step.outputs) {
                last[v as usize] = i;
                root_last[root[v as usize] as usize] = i;
            }
        }
        let end = steps.len();
        for &v in outputs {
            last[v as usize] = end;
            root_last[root[v as usize] as usize] = end;
        }
        let mut owned: Vec<bool> = vec![false; count];
        for (&v, &d) in inputs.iter().zip(donated) {
            owned[v as usize] = d;
        }
        // Once something is overwritten a run cannot be undone, so that has to wait until nothing
        // can fail any more: only reading an index can.
        let fallible = steps
            .iter()
            .rposition(|s| s.op.inputs.iter().any(|d| d.accept == Accept::Index))
            .unwrap_or(0);
        let is_input: Vec<bool> = (0..count as ValueId).map(|v| inputs.contains(&v)).collect();
        let mut slot_of: Vec<Option<usize>> = vec![None; count];
        let mut home: Vec<Option<usize>> = vec![None; count];
        let mut sizes: Vec<usize> = Vec::new();
        let mut free: Vec<usize> = Vec::new();
        for i in 0..end {
            // Values whose memory ends here.
            let step = &steps[i];
            let mut last_use = Vec::new();
            for (n, &v) in step.inputs.iter().enumerate() {
                let repeated = step.inputs[..n].contains(&v);
                let input_kept = is_input[v as usize] && !owned[v as usize];
                let constant = self.constant(v).is_some();
                last_use.push(last[v as usize] == i && !repeated && !input_kept && !constant);
            }
            // An elementwise step may write over an operand that ends with it.
            let dies = |n: usize, o: usize| {
                let v = step.inputs[n];
                let (a, b) = (self.spec(v), step.specs[o]);
                last_use[n]
                    && root_last[root[v as usize] as usize] == i
                    && root[v as usize] == v
                    && a == b
                    && step.inputs.iter().filter(|&&w| w == v).count() == 1
                    && (!owned[v as usize] || i > fallible || fallible == 0)
            };
            let mut taken: Vec<usize> = Vec::new();
            let mut slots: Vec<Option<usize>> = Vec::new();
            let mut overwrites = Vec::new();
            for (o, &value) in step.outputs.iter().enumerate() {
                let spec = step.specs[o];
                if root[value as usize] != value || spec.dtype == DType::String {
                    slots.push(None);
                    continue;
                }
                let elementwise = step.fused.is_some()
                    || matches!(step.op.kernel, Kernel::Unary(_) | Kernel::Binary(_));
                let over = elementwise
                    .then(|| (0..step.inputs.len()).find(|&n| !taken.contains(&n) && dies(n, o)))
                    .flatten();
                if let Some(n) = over {
                    taken.push(n);
                    overwrites.push((o, n));
                    let inherited = slot_of[step.inputs[n] as usize];
                    slot_of[value as usize] = inherited;
                    home[value as usize] = inherited;
                    slots.push(inherited);
                    continue;
                }
                // What is handed out has memory of its own: it would take the slot, and with it
                // perhaps far more memory than it needs, along.
                if root_last[value as usize] == end {
                    slots.push(None);
                    continue;
                }
                // The free slot that wastes least, or grows least.
                let bytes = spec.shape.size() * spec.dtype.size();
                let best = (0..free.len()).min_by_key(|&f| {
                    let size = sizes[free[f]];
                    if size >= bytes { (0, size - bytes) } else { (1, bytes - size) }
                });
                let slot = match best.map(|f| free.swap_remove(f)) {
                    Some(slot) => slot,
                    None => {
                        sizes.push(0);
                        sizes.len() - 1
                    }
                };
                sizes[slot] = sizes[slot].max(bytes);
                slot_of[value as usize] = Some(slot);
                home[value as usize] = Some(slot);
                slots.push(Some(slot));
            }
            // What nobody needs after this step frees its slot, unless an output has taken it over.
            let mut ended: Vec<ValueId> =
                step.inputs.iter().chain(&step.outputs).copied().collect();
            ended.sort_unstable();
            ended.dedup();
            for v in ended {
                let r = root[v as usize];
                let over = overwrites.iter().any(|&(_, n)| step.inputs[n] == r);
                let done = root_last[r as usize] == i && !over;
                if let Some(slot) = slot_of[r as usize].filter(|_| done) {
                    slot_of[r as usize] = None;
                    free.push(slot);
                }
            }
            let step = &mut steps[i];
            if let Some(fused) = &mut step.fused {
                fused.overwrites = overwrites;
            }
            step.last_use = last_use;
            step.slots = slots;
        }
        // Results that nobody reads end with their own step.
        let unread = (0..end)
            .map(|i| {
                let unread = steps[i].outputs.iter().filter(|&&v| last[v as usize] == i);
                unread.copied().collect()
            })
            .collect();
        // What is handed out does not come back; a view comes back as what it views.
        for v in 0..count {
            home[v] = home[root[v] as usize].filter(|_| root_last[root[v] as usize] < end);
        }
        Plan { slots: sizes.len(), bytes: sizes.iter().sum(), home, unread }
    }
}

/// The memory of a compiled graph.
pub(crate) struct Plan {
    /// How many slots.
    pub(crate) slots: usize,
    /// Their bytes together.
    pub(crate) bytes: usize,
    /// The slot that the memory of each value goes back to.
    pub(crate) home: Vec<Option<usize>>,
    /// For each step, the results that nobody reads.
    pub(crate) unread: Vec<Vec<ValueId>>,
}
