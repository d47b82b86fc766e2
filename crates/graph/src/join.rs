//! Finds, in a chain of elementwise nodes, those that one pass can do together: the running means
//! and the step of optimizers, which are most of what a small network's training step computes
//! element by element.

use crate::ir::{Graph, NodeKind, ValueId};
use sparkler_cpu::fused::Joined;
use sparkler_ops::Kernel;
use std::collections::{HashMap, HashSet};

/// A pass of a chain.
pub(crate) enum Link {
    /// The node with that number.
    Node(usize),
    /// Several nodes.
    Joined {
        /// What they do together.
        joined: Joined,
        /// Its operands.
        operands: Vec<ValueId>,
        /// What one element costs, in additions.
        cost: usize,
        /// The value of the last of them.
        value: ValueId,
    },
}

/// The passes of a chain of nodes given in order. A value for which `shared` is true is read by
/// more than one node or outside the chain, so it has to be there.
pub(crate) fn join(graph: &Graph, nodes: &[usize], shared: impl Fn(ValueId) -> bool) -> Vec<Link> {
    let chain = Chain {
        graph,
        producers: nodes.iter().map(|&i| (graph.nodes[i].outputs[0], i)).collect(),
        shared: &shared,
    };
    let mut inside: HashSet<usize> = HashSet::new();
    let mut links: Vec<Link> = Vec::new();
    // From the end, so that the whole of a pattern is found before its parts.
    for &i in nodes.iter().rev() {
        if inside.contains(&i) {
            continue;
        }
        links.push(match chain.descent(i).or_else(|| chain.mean(i)) {
            Some(Match { joined, operands, nodes }) => {
                let cost = nodes.iter().map(|&n| chain.cost(n)).sum();
                inside.extend(nodes);
                Link::Joined { joined, operands, cost, value: graph.nodes[i].outputs[0] }
            }
            None => Link::Node(i),
        });
    }
    links.reverse();
    links
}

struct Match {
    joined: Joined,
    operands: Vec<ValueId>,
    /// All nodes that it stands for.
    nodes: Vec<usize>,
}

struct Chain<'a> {
    graph: &'a Graph,
    /// The node of the chain that makes a value.
    producers: HashMap<ValueId, usize>,
    shared: &'a dyn Fn(ValueId) -> bool,
}

impl Chain<'_> {
    fn name(&self, i: usize) -> &'static str {
        match &self.graph.nodes[i].kind {
            NodeKind::Op { op, .. } => op.name,
            _ => "",
        }
    }

    fn cost(&self, i: usize) -> usize {
        match &self.graph.nodes[i].kind {
            NodeKind::Op { op, .. } => match op.kernel {
                Kernel::Unary(kernel) => kernel.cost,
                Kernel::Binary(kernel) => kernel.cost,
                _ => 1,
            },
            _ => 1,
        }
    }

    fn operand(&self, i: usize, n: usize) -> ValueId {
        self.graph.nodes[i].inputs[n]
    }

    /// The node of that name that makes a value for one reader only.
    fn inner(&self, value: ValueId, name: &str) -> Option<usize> {
        let &i = self.producers.get(&value)?;
        (self.name(i) == name && !(self.shared)(value)).then_some(i)
    }

    /// Both orders of a product's factors, or a sum's terms.
    fn either(&self, i: usize) -> [(ValueId, ValueId); 2] {
        let (a, b) = (self.operand(i, 0), self.operand(i, 1));
        [(a, b), (b, a)]
    }

    /// `x + (to - x) * by`, or with the square of `to`.
    fn mean(&self, add: usize) -> Option<Match> {
        if self.name(add) != "add" {
            return None;
        }
        for (x, product) in self.either(add) {
            let Some(mul) = self.inner(product, "mul") else { continue };
            for (difference, by) in self.either(mul) {
                let Some(sub) = self.inner(difference, "sub") else { continue };
                let to = self.operand(sub, 0);
                if self.operand(sub, 1) != x {
                    continue;
                }
                return Some(match self.inner(to, "square") {
                    Some(square) => Match {
                        joined: Joined::MeanSquare,
                        operands: vec![x, self.operand(square, 0), by],
                        nodes: vec![add, mul, sub, square],
                    },
                    None => Match {
                        joined: Joined::Mean,
                        operands: vec![x, to, by],
                        nodes: vec![add, mul, sub],
                    },
                });
            }
        }
        None
    }

    /// `w - m * rate / (sqrt(v) + small)`.
    fn descent(&self, sub: usize) -> Option<Match> {
        if self.name(sub) != "sub" {
            return None;
        }
        let div = self.inner(self.operand(sub, 1), "div")?;
        let mul = self.inner(self.operand(div, 0), "mul")?;
        let add = self.inner(self.operand(div, 1), "add")?;
        for (root, small) in self.either(add) {
            if let Some(sqrt) = self.inner(root, "sqrt") {
                let operands = vec![
                    self.operand(sub, 0),
                    self.operand(mul, 0),
                    self.operand(mul, 1),
                    self.operand(sqrt, 0),
                    small,
                ];
                let nodes = vec![sub, div, mul, add, sqrt];
                return Some(Match { joined: Joined::Descent, operands, nodes });
            }
        }
        None
    }
}
